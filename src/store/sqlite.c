/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SQLite driver, the one owner of sqlite3.  SQLite before 3.51.3 can
 * damage a file that two connections write or checkpoint at once, so one
 * connection does both, guarded by a lock of our own on PATH-writer: the
 * database's file itself must never be opened and closed by us, which would
 * drop the POSIX locks SQLite holds on it. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "store/store_driver.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct sqlite {
	struct store base;
	sqlite3 *db;
	int lock;       /* of PATH-writer, -1: none */
	int wal_frames; /* as of our last commit */
	int64_t frame_bytes;
};

struct sqlite_query {
	struct query base;
	sqlite3_stmt *stmt;
	int parameters;
	char **names;  /* theirs, from 1 on; ours: SQLite's go when it prepares anew */
	int bound;     /* the parameter bound last; 0: none yet */
};

static const char *const mode_pragmas[] = {
        [STORE_WRITER] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000",
        [STORE_READER] = "PRAGMA query_only=ON",
        /* The exclusive lock is taken by the first read: so no other owner starts. */
        [STORE_OWNER] = ("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                         "BEGIN IMMEDIATE; COMMIT"),
        [STORE_CACHE] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF",
};

static const int mode_busy_ms[] = {
        [STORE_WRITER] = 1000,
        [STORE_READER] = 1000,
        [STORE_OWNER] = 250,
        [STORE_CACHE] = 1000,
};

static enum error_code code_of(int rc)
{
	if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY || rc == SQLITE_CONSTRAINT_ROWID)
		return ERR_CONFLICT;
	if (rc == SQLITE_IOERR_CORRUPTFS)
		return ERR_CORRUPT;
	switch (rc & 0xff) {
	case SQLITE_FULL:
		return ERR_DISK_FULL;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return ERR_CORRUPT;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return ERR_IO;
	case SQLITE_INTERRUPT:
		return ERR_CANCELLED;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	}
	return ERR_STORE;
}

/* The constraint alone: "article.code". */
static const char *detail_of(sqlite3 *db, enum error_code code)
{
	const char *message = sqlite3_errmsg(db);
	const char *colon = strstr(message, "failed: ");

	return code == ERR_CONFLICT && colon ? colon + strlen("failed: ") : message;
}

static bool fail(sqlite3 *db, int rc, struct error *e)
{
	enum error_code code = code_of(rc);

	return error_set(e, code, NULL, "%s", db ? detail_of(db, code) : sqlite3_errstr(rc));
}

static sqlite3 *db_of(const struct store *s)
{
	return ((const struct sqlite *)s)->db;
}

static sqlite3_stmt *stmt_of(const struct query *q)
{
	return ((const struct sqlite_query *)q)->stmt;
}

static bool io_fail(const char *what, struct error *e)
{
	return error_set(e, errno == ENOSPC ? ERR_DISK_FULL : ERR_IO, NULL, "%s: %s", what, strerror(errno));
}

static bool sync_folder(const char *path, struct error *e)
{
	char *copy = xstrdup(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (!ok)
		io_fail(path, e);
	if (fd >= 0)
		close(fd);
	free(copy);
	return ok;
}

/* Made here so that it is 0600 from its first moment; SQLite gives its other
 * files the same mode.  One that exists is not touched. */
static bool make_file(const char *path, struct error *e)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno == EEXIST || io_fail(path, e);
	close(fd);
	return sync_folder(path, e);
}

static bool lock_file(struct sqlite *q, const char *path, struct error *e)
{
	struct buf name = BUF_INIT;
	bool ok = false;

	buf_addf(&name, "%s-writer", path);
	q->lock = open(buf_str(&name), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (q->lock < 0)
		io_fail(buf_str(&name), e);
	else if (flock(q->lock, LOCK_EX | LOCK_NB) == 0)
		ok = true;
	else
		error_set(e, errno == EWOULDBLOCK ? ERR_BUSY : ERR_IO, NULL, "%s: %s", buf_str(&name), strerror(errno));
	buf_release(&name);
	return ok;
}

static bool prepare_file(struct sqlite *q, const char *path, struct error *e)
{
	enum store_mode mode = q->base.mode;

	if (mode == STORE_READER || strcmp(path, ":memory:") == 0)
		return true;
	return make_file(path, e) && (mode == STORE_OWNER || lock_file(q, path, e));
}

static int on_commit(void *arg, sqlite3 *db, const char *schema, int frames)
{
	(void)db;
	(void)schema;
	((struct sqlite *)arg)->wal_frames = frames;
	return SQLITE_OK;
}

/* Nobody asks how much memory is used, and counting it takes a lock that all
 * threads share for each piece.  Before main(): later it is refused. */
__attribute__((constructor)) static void configure_library(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static bool configure(struct sqlite *q, struct error *e)
{
	static const struct {
		int option, value;
	} options[] = {
	        {SQLITE_DBCONFIG_DEFENSIVE, 1},
	        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
	        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
	        {SQLITE_DBCONFIG_DQS_DML, 0},
	        {SQLITE_DBCONFIG_DQS_DDL, 0},
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		sqlite3_db_config(q->db, options[i].option, options[i].value, NULL);
	sqlite3_db_config(q->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, q->base.mode == STORE_READER, NULL);
	sqlite3_busy_timeout(q->db, mode_busy_ms[q->base.mode]);
	if (!store_exec(&q->base, "PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON", e))
		return false;
	if (!store_exec(&q->base, mode_pragmas[q->base.mode], e))
		return false;
	/* The hook takes the place of wal_autocheckpoint. */
	sqlite3_wal_autocheckpoint(q->db, 0);
	sqlite3_wal_hook(q->db, on_commit, q);
	return true;
}

/* Anything but WAL here means a file system that cannot do it. */
static bool check_wal(struct sqlite *q, const char *path, struct error *e)
{
	char mode[16];

	if (strcmp(path, ":memory:") == 0)
		return true;
	/* Also reads the file's head: what is no database is refused here. */
	if (!store_exec(&q->base, "SELECT count(*) FROM sqlite_schema", e))
		return false;
	if (q->base.mode == STORE_READER)
		return true;
	if (store_ask_text(&q->base, "PRAGMA journal_mode", mode, sizeof(mode)) && strcmp(mode, "wal") == 0)
		return true;
	return error_set(e, ERR_STORE, NULL, "%s: no write-ahead log here (%s)", path, mode);
}

static struct store *sqlite_open(const char *path, enum store_mode mode, struct error *e)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	struct sqlite *q = xcalloc(1, sizeof(*q));
	struct store *s = &q->base;
	int rc;

	*s = (struct store){.ops = &sqlite_store, .mode = mode};
	q->lock = -1;
	flags |= mode == STORE_READER ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	if (prepare_file(q, path, e)) {
		rc = sqlite3_open_v2(path, &q->db, flags, NULL);
		if (rc != SQLITE_OK)
			error_set(e, code_of(rc), NULL, "%s: %s", path, sqlite3_errstr(rc));
		else if (configure(q, e) && check_wal(q, path, e)) {
			q->frame_bytes = store_ask_int(s, "PRAGMA page_size", 4096) + 24;
			return s;
		}
	}
	store_close(&s);
	return NULL;
}

static void sqlite_close(struct store *s)
{
	struct sqlite *q = (struct sqlite *)s;

	sqlite3_close(q->db);
	if (q->lock >= 0)
		close(q->lock);
	free(q);
}

static bool sqlite_exec(struct store *s, const char *sql, struct error *e)
{
	int rc = sqlite3_exec(db_of(s), sql, NULL, NULL, NULL);

	return rc == SQLITE_OK || fail(db_of(s), rc, e);
}

/* "" for one without a name. */
static const char *name_of(sqlite3_stmt *stmt, int parameter)
{
	const char *name = sqlite3_bind_parameter_name(stmt, parameter);

	return name ? name : "";
}

static struct query *sqlite_prepare(struct store *s, const char *sql, struct error *e)
{
	struct sqlite_query *q;
	sqlite3_stmt *stmt;
	const char *tail;
	int rc = sqlite3_prepare_v3(db_of(s), sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, &tail);

	if (rc != SQLITE_OK) {
		fail(db_of(s), rc, e);
		return NULL;
	}
	if (!stmt || tail[strspn(tail, " \t\n;")] != '\0') {
		sqlite3_finalize(stmt);
		error_set(e, ERR_STORE, NULL, "not one statement: %.60s", sql);
		return NULL;
	}
	q = xcalloc(1, sizeof(*q));
	q->stmt = stmt;
	q->parameters = sqlite3_bind_parameter_count(stmt);
	q->names = xcalloc((size_t)q->parameters + 1, sizeof(*q->names));
	for (int i = 1; i <= q->parameters; i++)
		q->names[i] = xstrdup(name_of(stmt, i));
	return &q->base;
}

static void sqlite_finalize(struct query *q)
{
	struct sqlite_query *sq = (struct sqlite_query *)q;

	sqlite3_finalize(sq->stmt);
	for (int i = 1; i <= sq->parameters; i++)
		free(sq->names[i]);
	free(sq->names);
	free(sq);
}

/* 0: there is none of this name.  Looked for from the one after the last on:
 * mostly they are bound in the statement's order. */
static int parameter_at(const struct sqlite_query *q, const char *name)
{
	int at = q->bound;

	for (int i = 0; i < q->parameters; i++) {
		at = at < q->parameters ? at + 1 : 1;
		if (strcmp(q->names[at], name) == 0)
			return at;
	}
	return 0;
}

static bool sqlite_bind(struct query *q, const char *name, const struct value *v, struct error *e)
{
	struct sqlite_query *sq = (struct sqlite_query *)q;
	sqlite3_stmt *stmt = sq->stmt;
	int at = parameter_at(sq, name);
	int rc = SQLITE_OK;

	if (at == 0)
		return error_set(e, ERR_STORE, NULL, "no parameter %s in: %.100s", name, q->sql);
	sq->bound = at;
	switch (v->kind) {
	case VALUE_NULL:
		rc = sqlite3_bind_null(stmt, at);
		break;
	case VALUE_INT:
		rc = sqlite3_bind_int64(stmt, at, v->number);
		break;
	case VALUE_TEXT:
		rc = sqlite3_bind_text64(stmt, at, v->data, v->len, v->kept ? SQLITE_STATIC : SQLITE_TRANSIENT, SQLITE_UTF8);
		break;
	case VALUE_BLOB:
		rc = sqlite3_bind_blob64(stmt, at, v->data, v->len, SQLITE_TRANSIENT);
		break;
	}
	return rc == SQLITE_OK || fail(db_of(q->store), rc, e);
}

static void sqlite_unbind(struct query *q)
{
	sqlite3_clear_bindings(stmt_of(q));
}

static enum query_step sqlite_step(struct query *q, struct error *e)
{
	int rc = sqlite3_step(stmt_of(q));

	if (rc == SQLITE_ROW)
		return QUERY_ROW;
	if (rc == SQLITE_DONE)
		return QUERY_DONE;
	fail(db_of(q->store), rc, e);
	return QUERY_FAIL;
}

static void sqlite_reset(struct query *q)
{
	sqlite3_reset(stmt_of(q));
}

static int sqlite_columns(const struct query *q)
{
	return sqlite3_column_count(stmt_of(q));
}

static const char *sqlite_column_name(const struct query *q, int column)
{
	return sqlite3_column_name(stmt_of(q), column);
}

static bool sqlite_is_null(const struct query *q, int column)
{
	return sqlite3_column_type(stmt_of(q), column) == SQLITE_NULL;
}

static int64_t sqlite_get_int(const struct query *q, int column)
{
	return sqlite3_column_int64(stmt_of(q), column);
}

static const char *sqlite_get_text(const struct query *q, int column)
{
	return (const char *)sqlite3_column_text(stmt_of(q), column);
}

static const void *sqlite_get_blob(const struct query *q, int column, size_t *len)
{
	const void *data = sqlite3_column_blob(stmt_of(q), column);

	*len = (size_t)sqlite3_column_bytes(stmt_of(q), column);
	return data;
}

static bool sqlite_run(struct store *s, const char *sql, struct error *e)
{
	struct query *q = store_query(s, sql, e);

	return q && query_run(q, e);
}

static bool sqlite_begin(struct store *s, struct error *e)
{
	return sqlite_run(s, s->mode == STORE_READER ? "BEGIN" : "BEGIN IMMEDIATE", e);
}

static bool sqlite_commit(struct store *s, struct error *e)
{
	return sqlite_run(s, "COMMIT", e);
}

static void sqlite_rollback(struct store *s)
{
	sqlite_run(s, "ROLLBACK", NULL);
}

static bool sqlite_in_transaction(struct store *s)
{
	return !sqlite3_get_autocommit(db_of(s));
}

static int64_t sqlite_last_id(struct store *s)
{
	return sqlite3_last_insert_rowid(db_of(s));
}

static int64_t sqlite_changes(struct store *s)
{
	return sqlite3_changes64(db_of(s));
}

static int64_t sqlite_changes_ever(struct store *s)
{
	return sqlite3_total_changes64(db_of(s));
}

static bool sqlite_checkpoint(struct store *s, bool truncate, struct error *e)
{
	struct sqlite *q = (struct sqlite *)s;
	int mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
	int rc = sqlite3_wal_checkpoint_v2(q->db, NULL, mode, NULL, NULL);

	if (rc != SQLITE_OK)
		return fail(q->db, rc, e);
	if (truncate)
		q->wal_frames = 0;
	return true;
}

static int64_t sqlite_wal_bytes(struct store *s)
{
	const struct sqlite *q = (const struct sqlite *)s;

	return q->wal_frames * q->frame_bytes;
}

static void sqlite_break(struct store *s)
{
	sqlite3_interrupt(db_of(s));
}

static char *sqlite_plan(struct store *s, struct arena *a, const char *sql, struct error *e)
{
	struct query *q = store_query(s, arena_printf(a, "EXPLAIN QUERY PLAN %s", sql), e);
	struct buf *lines = buf_new(a);
	enum query_step step;

	if (!q)
		return NULL;
	while ((step = query_step(q, e)) == QUERY_ROW)
		buf_addf(lines, "%s\n", query_get_text(q, 3));
	return step == QUERY_DONE ? arena_strdup(a, buf_str(lines)) : NULL;
}

const struct store_ops sqlite_store = {
        .open = sqlite_open,
        .close = sqlite_close,
        .exec = sqlite_exec,
        .prepare = sqlite_prepare,
        .finalize = sqlite_finalize,
        .bind = sqlite_bind,
        .unbind = sqlite_unbind,
        .step = sqlite_step,
        .reset = sqlite_reset,
        .columns = sqlite_columns,
        .column_name = sqlite_column_name,
        .is_null = sqlite_is_null,
        .get_int = sqlite_get_int,
        .get_text = sqlite_get_text,
        .get_blob = sqlite_get_blob,
        .begin = sqlite_begin,
        .commit = sqlite_commit,
        .rollback = sqlite_rollback,
        .in_transaction = sqlite_in_transaction,
        .last_id = sqlite_last_id,
        .changes = sqlite_changes,
        .changes_ever = sqlite_changes_ever,
        .checkpoint = sqlite_checkpoint,
        .wal_bytes = sqlite_wal_bytes,
        .interrupt = sqlite_break,
        .plan = sqlite_plan,
};
