/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/error.h"
#include "lib/db.h"
#include "lib/scratch.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static enum error_code exec_error(struct store *s, const char *sql)
{
	struct error e = {0};

	assert_false(store_exec(s, sql, &e));
	return e.code;
}

static enum error_code open_error(const char *path, enum store_mode mode)
{
	struct error e = {0};

	assert_null(store_open(path, mode, &e));
	assert_true(e.detail[0] != '\0');
	return e.code;
}

static void each_mode_has_its_pragmas(void **state)
{
	static const struct {
		enum store_mode mode;
		int synchronous, foreign_keys, query_only;
		const char *locking;
	} rows[] = {
	        {STORE_WRITER, 2, 1, 0, "normal"},
	        {STORE_CACHE, 0, 0, 0, "normal"},
	        {STORE_READER, 2, 0, 1, "normal"},
	        {STORE_OWNER, 2, 1, 0, "exclusive"},
	};
	const char *path = scratch("pragmas.db");

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct store *s = db_open(path, rows[i].mode);
		char text[16];

		assert_int_equal(db_ask(s, "PRAGMA synchronous"), rows[i].synchronous);
		assert_int_equal(db_ask(s, "PRAGMA foreign_keys"), rows[i].foreign_keys);
		assert_int_equal(db_ask(s, "PRAGMA query_only"), rows[i].query_only);
		assert_int_equal(db_ask(s, "PRAGMA wal_autocheckpoint"), 0);
		assert_int_equal(db_ask(s, "PRAGMA mmap_size"), 0);
		assert_int_equal(db_ask(s, "PRAGMA trusted_schema"), 0);
		assert_true(store_ask_text(s, "PRAGMA locking_mode", text, sizeof(text)));
		assert_string_equal(text, rows[i].locking);
		assert_true(store_ask_text(s, "PRAGMA journal_mode", text, sizeof(text)));
		assert_string_equal(text, "wal");
		store_close(&s);
		assert_null(s);
	}
}

static void files_are_ours_alone(void **state)
{
	static const char *const names[] = {"mode.db", "mode.db-wal", "mode.db-shm", "mode.db-writer"};
	mode_t before = umask(0);
	struct store *s = db_open(scratch("mode.db"), STORE_WRITER);

	(void)state;
	umask(before);
	db_exec(s, "CREATE TABLE t (x)");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct stat st;

		assert_int_equal(stat(scratch(names[i]), &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
	}
	store_close(&s);
}

static void one_writes(void **state)
{
	const char *path = scratch("one.db");
	struct store *s = db_open(path, STORE_WRITER);

	(void)state;
	assert_int_equal(open_error(path, STORE_WRITER), ERR_BUSY);
	assert_int_equal(open_error(path, STORE_CACHE), ERR_BUSY);
	store_close(&s);
	s = db_open(path, STORE_CACHE);
	store_close(&s);
}

static void an_owner_is_alone(void **state)
{
	const char *path = scratch("owner.db");
	struct store *s = db_open(path, STORE_OWNER);

	(void)state;
	db_exec(s, "CREATE TABLE t (x); INSERT INTO t VALUES (7)");
	assert_int_equal(open_error(path, STORE_OWNER), ERR_BUSY);
	assert_int_equal(open_error(path, STORE_READER), ERR_BUSY);
	store_close(&s);
	s = db_open(path, STORE_OWNER);
	assert_int_equal(db_ask(s, "SELECT x FROM t"), 7);
	store_close(&s);
}

static void readers_neither_write_nor_make(void **state)
{
	const char *path = scratch("read.db");
	struct store *w, *r;

	(void)state;
	assert_int_equal(open_error(path, STORE_READER), ERR_IO);
	assert_int_equal(scratch_size(path), -1);
	w = db_open(path, STORE_WRITER);
	db_exec(w, "CREATE TABLE t (x)");
	r = db_open(path, STORE_READER);
	assert_int_equal(exec_error(r, "INSERT INTO t VALUES (1)"), ERR_STORE);
	db_exec(r, "PRAGMA query_only = OFF");
	assert_int_equal(exec_error(r, "INSERT INTO t VALUES (1)"), ERR_STORE);
	store_close(&r);
	assert_int_equal(db_ask(w, "SELECT count(*) FROM t"), 0);
	store_close(&w);
}

static void a_reader_keeps_its_snapshot(void **state)
{
	const char *path = scratch("snapshot.db");
	struct store *w = db_open(path, STORE_WRITER), *r;
	struct error e = {0};

	(void)state;
	db_exec(w, "CREATE TABLE t (x); INSERT INTO t VALUES (1)");
	r = db_open(path, STORE_READER);
	assert_true(store_begin(r, &e));
	assert_int_equal(db_ask(r, "SELECT count(*) FROM t"), 1);
	db_exec(w, "INSERT INTO t VALUES (2)");
	assert_int_equal(db_ask(r, "SELECT count(*) FROM t"), 1);
	assert_true(store_commit(r, &e));
	assert_int_equal(db_ask(r, "SELECT count(*) FROM t"), 2);
	store_close(&r);
	store_close(&w);
}

static void constraints_say_which(void **state)
{
	struct store *s = db_open(":memory:", STORE_WRITER);
	struct error e = {0};

	(void)state;
	db_exec(s, "CREATE TABLE article (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);"
	           "CREATE TABLE item (article INTEGER REFERENCES article (id)); INSERT INTO article VALUES (1, 'A')");
	assert_false(store_exec(s, "INSERT INTO article VALUES (2, 'A')", &e));
	assert_int_equal(e.code, ERR_CONFLICT);
	assert_string_equal(e.detail, "article.code");
	assert_int_equal(exec_error(s, "INSERT INTO article VALUES (1, 'B')"), ERR_CONFLICT);
	assert_int_equal(exec_error(s, "INSERT INTO article VALUES (3, NULL)"), ERR_STORE);
	assert_int_equal(exec_error(s, "INSERT INTO item VALUES (9)"), ERR_STORE);
	assert_int_equal(exec_error(s, "SELECT \"not a column\""), ERR_STORE);
	store_close(&s);
}

static void a_commit_that_fails_is_rolled_back(void **state)
{
	struct store *s = db_open(":memory:", STORE_WRITER);
	struct error e = {0};

	(void)state;
	db_exec(s, "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)");
	assert_true(store_begin(s, &e));
	db_exec(s, "INSERT INTO b VALUES (9)");
	assert_false(store_commit(s, &e));
	assert_int_equal(e.code, ERR_STORE);
	assert_false(store_in_transaction(s));
	assert_int_equal(db_ask(s, "SELECT count(*) FROM b"), 0);
	store_close(&s);
}

static void a_full_disk_is_named_and_hurts_nothing_else(void **state)
{
	struct store *s = db_open(scratch("full.db"), STORE_WRITER);
	struct error e = {0};

	(void)state;
	db_exec(s, "CREATE TABLE t (x); PRAGMA max_page_count = 4");
	assert_true(store_begin(s, &e));
	assert_int_equal(exec_error(s, "INSERT INTO t VALUES (zeroblob(100000))"), ERR_DISK_FULL);
	store_rollback(s);
	assert_false(store_in_transaction(s));
	db_exec(s, "INSERT INTO t VALUES (1)");
	assert_int_equal(db_ask(s, "SELECT count(*) FROM t"), 1);
	store_close(&s);
}

static void overwrite(const char *path, long at, size_t n)
{
	FILE *f = fopen(path, "r+");

	assert_non_null(f);
	fseek(f, at, SEEK_SET);
	while (n-- > 0)
		fputc(0x5a, f);
	fclose(f);
}

static void damage_is_named(void **state)
{
	const char *path = scratch("damage.db");
	struct store *s = db_open(path, STORE_WRITER);
	struct error e = {0};
	struct query *q;

	(void)state;
	db_exec(s, "CREATE TABLE t (x); INSERT INTO t VALUES (1)");
	assert_true(store_checkpoint(s, true, &e));
	store_close(&s);
	overwrite(path, 4096, 64);
	s = db_open(path, STORE_WRITER);
	q = store_query(s, "SELECT x FROM t", &e);
	assert_non_null(q);
	assert_int_equal(query_step(q, &e), QUERY_FAIL);
	assert_int_equal(e.code, ERR_CORRUPT);
	store_close(&s);
	overwrite(path, 0, 64);
	assert_int_equal(open_error(path, STORE_WRITER), ERR_CORRUPT);
	assert_int_equal(open_error(path, STORE_READER), ERR_CORRUPT);
	assert_int_equal(open_error(path, STORE_OWNER), ERR_CORRUPT);
}

static void a_statement_can_be_broken_off(void **state)
{
	struct store *s = db_open(":memory:", STORE_WRITER);
	struct error e = {0};
	struct query *q = store_query(s, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", &e);

	(void)state;
	assert_int_equal(query_step(q, &e), QUERY_ROW);
	store_interrupt(s);
	assert_int_equal(query_step(q, &e), QUERY_FAIL);
	assert_int_equal(e.code, ERR_CANCELLED);
	assert_int_equal(query_step(q, NULL), QUERY_ROW);
	store_close(&s);
}

static void values_come_back_as_they_went(void **state)
{
	static const unsigned char bytes[] = {0, 1, 0xff, 0};
	struct store *s = db_open(":memory:", STORE_WRITER);
	struct error e = {0};
	struct query *q = store_query(s, "SELECT :i AS i, :text, :blob, :none, :empty, :min", &e);
	size_t n;

	(void)state;
	query_int(q, ":i", INT64_MAX);
	query_int(q, ":min", INT64_MIN);
	query_text(q, ":text", "Skruv \xc3\x85\xe2\x82\xac");
	query_blob(q, ":blob", bytes, sizeof(bytes));
	query_text(q, ":none", NULL);
	query_blob(q, ":empty", NULL, 0);
	assert_int_equal(query_step(q, &e), QUERY_ROW);
	assert_int_equal(query_columns(q), 6);
	assert_string_equal(query_column_name(q, 0), "i");
	assert_true(query_get_int(q, 0) == INT64_MAX);
	assert_true(query_get_int(q, 5) == INT64_MIN);
	assert_string_equal(query_get_text(q, 1), "Skruv \xc3\x85\xe2\x82\xac");
	assert_memory_equal(query_get_blob(q, 2, &n), bytes, sizeof(bytes));
	assert_int_equal(n, sizeof(bytes));
	assert_true(query_is_null(q, 3));
	assert_string_equal(query_get_text(q, 3), "");
	assert_false(query_is_null(q, 4));
	query_get_blob(q, 4, &n);
	assert_int_equal(n, 0);
	assert_int_equal(query_step(q, &e), QUERY_DONE);
	store_close(&s);
}

static void one_statement_at_a_time(void **state)
{
	struct store *s = db_open(":memory:", STORE_WRITER);
	struct error e = {0};

	(void)state;
	assert_null(store_query(s, "SELECT 1; SELECT 2", &e));
	assert_int_equal(e.code, ERR_STORE);
	assert_null(store_query(s, "", NULL));
	assert_non_null(store_query(s, "SELECT 1;\n", NULL));
	store_close(&s);
}

/* Nothing but store_checkpoint() copies the log; a reader that goes does not. */
static void only_a_checkpoint_empties_the_log(void **state)
{
	const char *path = scratch("log.db");
	struct store *w = db_open(path, STORE_WRITER), *r;
	struct error e = {0};
	off_t small;

	(void)state;
	db_exec(w, "CREATE TABLE t (x)");
	small = scratch_size(path);
	for (int i = 0; i < 20; i++)
		db_exec(w, "INSERT INTO t VALUES (zeroblob(400000))");
	assert_true(store_wal_bytes(w) > 8000000);
	r = db_open(path, STORE_READER);
	assert_int_equal(db_ask(r, "SELECT count(*) FROM t"), 20);
	store_close(&r);
	assert_int_equal(scratch_size(path), small);
	assert_true(store_checkpoint(w, false, &e));
	assert_true(scratch_size(path) > 8000000);
	assert_true(store_checkpoint(w, true, &e));
	assert_int_equal(scratch_size(scratch("log.db-wal")), 0);
	assert_int_equal(store_wal_bytes(w), 0);
	store_close(&w);
}

static void what_was_committed_outlives_a_crash(void **state)
{
	static const enum store_mode modes[] = {STORE_OWNER, STORE_WRITER};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const char *path = scratch(i == 0 ? "crash-owner.db" : "crash-writer.db");
		struct store *s;
		int status;
		pid_t child = fork();

		if (child == 0) {
			s = store_open(path, modes[i], NULL);
			_exit(!s || !store_exec(s, "CREATE TABLE t (x); INSERT INTO t VALUES (1); BEGIN; INSERT INTO t VALUES (2)", NULL));
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
		s = db_open(path, modes[i]);
		assert_int_equal(db_ask(s, "SELECT count(*) FROM t"), 1);
		assert_int_equal(db_ask(s, "SELECT x FROM t"), 1);
		store_close(&s);
	}
}

/* The search of the lists: trigrams without positions, contentless or over the table. */
static void full_text_search_works(void **state)
{
	struct store *s = db_open(scratch("fts.db"), STORE_WRITER);

	(void)state;
	db_exec(s, "CREATE TABLE article (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
	           "CREATE VIRTUAL TABLE article_find USING fts5(name, content='', tokenize='trigram', detail=none);"
	           "CREATE VIRTUAL TABLE article_seek USING fts5(name, content='article', content_rowid='id', tokenize='trigram', "
	           "detail=none);"
	           "INSERT INTO article VALUES (1, 'hex bolt m8'), (2, 'washer m8'), (3, 'bolt cutter');"
	           "INSERT INTO article_find (rowid, name) SELECT id, name FROM article;"
	           "INSERT INTO article_seek (rowid, name) SELECT id, name FROM article;"
	           "INSERT INTO article_find (article_find, rowid, name) VALUES ('delete', 3, 'bolt cutter')");
	assert_int_equal(db_ask(s, "SELECT count(*) FROM article_find WHERE article_find MATCH '\"bol\" AND \"olt\"'"), 1);
	assert_int_equal(db_ask(s, "SELECT rowid FROM article_find WHERE article_find MATCH '\"was\" AND \"ash\"'"), 2);
	assert_int_equal(db_ask(s, "SELECT count(*) FROM article_seek WHERE article_seek MATCH '\"bol\" AND \"olt\"'"), 2);
	assert_int_equal(exec_error(s, "DELETE FROM article_find_data"), ERR_STORE);
	store_close(&s);
}

static void a_plan_can_be_read(void **state)
{
	struct store *s = db_open(":memory:", STORE_WRITER);
	struct arena *a = arena_new();
	struct error e = {0};
	const char *plan;

	(void)state;
	db_exec(s, "CREATE TABLE t (id INTEGER PRIMARY KEY, x)");
	plan = store_plan(s, a, "SELECT x FROM t WHERE id > :id ORDER BY x", &e);
	assert_non_null(strstr(plan, "SEARCH t USING INTEGER PRIMARY KEY"));
	assert_non_null(strstr(plan, "\nUSE TEMP B-TREE FOR ORDER BY\n"));
	assert_null(store_plan(s, a, "SELECT y FROM t", &e));
	assert_int_equal(e.code, ERR_STORE);
	arena_free(&a);
	store_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(each_mode_has_its_pragmas),
	        cmocka_unit_test(files_are_ours_alone),
	        cmocka_unit_test(one_writes),
	        cmocka_unit_test(an_owner_is_alone),
	        cmocka_unit_test(readers_neither_write_nor_make),
	        cmocka_unit_test(a_reader_keeps_its_snapshot),
	        cmocka_unit_test(constraints_say_which),
	        cmocka_unit_test(a_commit_that_fails_is_rolled_back),
	        cmocka_unit_test(a_full_disk_is_named_and_hurts_nothing_else),
	        cmocka_unit_test(damage_is_named),
	        cmocka_unit_test(a_statement_can_be_broken_off),
	        cmocka_unit_test(values_come_back_as_they_went),
	        cmocka_unit_test(one_statement_at_a_time),
	        cmocka_unit_test(only_a_checkpoint_empties_the_log),
	        cmocka_unit_test(what_was_committed_outlives_a_crash),
	        cmocka_unit_test(full_text_search_works),
	        cmocka_unit_test(a_plan_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
