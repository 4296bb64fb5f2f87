/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/queue/queue_store.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "client/queue/queue_store_inside.h"
#include "store/store.h"

#include <fcntl.h>
#include <libgen.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#define KEEP_MS (INT64_C(30) * 24 * 3600 * 1000)
#define PORTION 200
#define LOG_BYTES (4 << 20) /* the log is written back when it is longer, and nothing waits */

bool queue_store_volatile(long type)
{
	static const unsigned long types[] = {
		0x01021994, /* tmpfs */
		0x858458f6, /* ramfs */
		0x6969,     /* NFS */
		0x517b,     /* SMB */
		0xff534d42, /* CIFS */
		0xfe534d42, /* SMB2 */
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (((unsigned long)type & 0xffffffffUL) == types[i])
			return true;
	return false;
}

static bool prepare_folder(const struct queue_store *q, struct error *e)
{
	char *copy = xstrdup(q->path), *folder = dirname(copy);
	struct statfs fs;
	bool ok = file_make_dirs(folder, 0700, e);

	if (ok && !q->options.volatile_ok) {
		if (statfs(folder, &fs) != 0)
			ok = error_set(e, ERR_IO, "queue", "%s: %m", folder);
		else if (queue_store_volatile((long)fs.f_type))
			ok = error_set(e, ERR_STORE, "queue", "%s does not outlive a power cut (tmpfs or a network)", folder);
	}
	free(copy);
	return ok;
}

/* Another process has the file: which one, and whose. */
static bool taken(const struct queue_store *q, struct error *e)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd = open(q->path, O_RDONLY | O_CLOEXEC);
	bool known = fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK && lock.l_pid > 0;
	char proc[40];
	struct stat st;
	struct passwd *who = NULL;

	if (fd >= 0)
		close(fd);
	if (!known)
		return error_set(e, ERR_TAKEN, NULL, "%s", q->path);
	snprintf(proc, sizeof proc, "/proc/%ld", (long)lock.l_pid);
	if (stat(proc, &st) == 0)
		who = getpwuid(st.st_uid);
	return error_set(e, ERR_TAKEN, NULL, "%s, process %ld", who ? who->pw_name : q->path, (long)lock.l_pid);
}

static bool open_db(struct queue_store *q, struct error *e)
{
	struct error why = {0};

	q->db = store_open(q->path, STORE_OWNER, &why);
	if (!q->db && why.code == ERR_BUSY)
		return taken(q, e);
	if (!q->db)
		return error_set(e, why.code, "queue", "%s", why.detail);
	if (chmod(q->path, 0600) != 0)
		return error_set(e, ERR_IO, "queue", "%s: %m", q->path);
	return true;
}

/* A record whose commit failed was not saved, also when it is there after all. */
static bool drop_doubt(struct queue_store *q, struct error *e)
{
	struct query *find = store_query(q->db, "SELECT seq, before FROM record WHERE id = :id AND seq > 0", e), *undo;
	int64_t seq = 0;
	size_t len;
	const void *before;

	if (!find)
		return false;
	query_text(find, ":id", q->doubt);
	if (query_step(find, e) == QUERY_ROW && query_get_int(find, 0) == q->head.last) {
		seq = query_get_int(find, 0);
		before = query_get_blob(find, 1, &len);
		if (len == HASH_BYTES)
			memcpy(q->head.last_hash.bytes, before, len);
		q->head.last = seq - 1;
	}
	query_done(find);
	if (!seq)
		return true;
	undo = store_query(q->db, "UPDATE record SET settled_by = 0 WHERE settled_by = :seq", e);
	if (!undo)
		return false;
	query_int(undo, ":seq", seq);
	if (!query_run(undo, e) || !(undo = store_query(q->db, "DELETE FROM record WHERE seq = :seq", e)))
		return false;
	query_int(undo, ":seq", seq);
	return query_run(undo, e) && queue_head_save(q->db, q->key, &q->head, e);
}

static bool recount(struct queue_store *q, struct error *e)
{
	struct queue_tally t = {0};
	struct query *sum = store_query(q->db, "SELECT state, settled_by <> 0, count(*), sum(length(sealed)) FROM record GROUP BY 1, 2", e);
	enum query_step step;

	if (!sum)
		return false;
	while ((step = query_step(sum, e)) == QUERY_ROW) {
		int64_t state = query_get_int(sum, 0), count = query_get_int(sum, 2), bytes = query_get_int(sum, 3);
		bool settled = query_get_int(sum, 1) && (state == RECORD_REFUSED || state == RECORD_PARKED || state == RECORD_CORRUPT);

		t.records += count;
		t.bytes += bytes;
		if (settled || state < 0 || state >= RECORD_STATES)
			continue;
		t.states[state] += count;
		if (state != RECORD_DONE) {
			t.kept += count;
			t.kept_bytes += bytes;
		}
	}
	q->tally = t;
	return step == QUERY_DONE;
}

static bool load(struct queue_store *q, struct error *e)
{
	struct error why = {0};

	if (!queue_head_load(q->db, q->key, &q->head, &why) && why.code != ERR_CORRUPT)
		return error_set(e, why.code, why.field, "%s", why.detail);
	if (why.code == ERR_CORRUPT && !queue_check_head(q, e))
		return false;
	return (!q->doubt[0] || drop_doubt(q, e)) && queue_check(q, e);
}

static bool open_file(struct queue_store *q, struct error *e)
{
	const unsigned char *box = q->options.server_box;

	q->damage = 0;
	if (!prepare_folder(q, e) || !open_db(q, e) || !queue_head_make(q->db, q->terminal, q->options.key, e))
		return false;
	if (!queue_head_key(q->db, q->terminal, q->options.key, q->key, e) || (box && !queue_head_give(q->db, q->key, box, e)))
		return false;
	if (!store_begin(q->db, e))
		return false;
	if (!load(q, e)) {
		store_rollback(q->db);
		return false;
	}
	if (!store_commit(q->db, e) || !recount(q, e))
		return false;
	q->doubt[0] = '\0';
	return true;
}

struct queue_store *queue_store_open(const struct queue_options *o, struct error *e)
{
	struct queue_store *q = xcalloc(1, sizeof(*q));

	q->options = *o;
	q->path = xstrdup(o->path);
	secure_terminal_id(o->key->public_key, q->terminal);
	if (!open_file(q, e))
		queue_store_close(&q);
	return q;
}

void queue_store_close(struct queue_store **q)
{
	if (!*q)
		return;
	store_close(&(*q)->db);
	secure_wipe((*q)->key, sizeof((*q)->key));
	free((*q)->path);
	free(*q);
	*q = NULL;
}

/* After a failure.  What the log holds is written back first: a hole that a
 * failed write left in it must not lie before what is saved from now on.  On
 * a full disk that cannot be, and nothing can be lost in it either. */
static bool reopen(struct queue_store *q, struct error *e)
{
	struct error full = {0};

	store_close(&q->db);
	if (open_file(q, e) && (store_checkpoint(q->db, true, &full) || full.code == ERR_DISK_FULL)) {
		log_event(LOG_WARN, "queue-reopened", "path", q->path, NULL);
		return true;
	}
	store_close(&q->db);
	return error_set(e, full.code ? full.code : ERR_IO, "queue", "%s", full.detail);
}

bool queue_ready(struct queue_store *q, struct error *e)
{
	return q->db || reopen(q, e);
}

bool queue_begin(struct queue_store *q, struct error *e)
{
	struct error why = {0};

	if (!queue_ready(q, e))
		return false;
	return store_begin(q->db, &why) || queue_end(q, error_set(e, why.code, "queue", "%s", why.detail), e);
}

bool queue_end(struct queue_store *q, bool ok, struct error *e)
{
	struct error why = {0};

	if (ok && store_commit(q->db, e))
		return true;
	log_event(LOG_ERROR, "queue-failed", "path", q->path, "detail", e ? e->detail : "", NULL);
	if (!reopen(q, &why))
		log_event(LOG_ERROR, "queue-closed", "path", q->path, "detail", why.detail, NULL);
	return false;
}

bool queue_tally(struct queue_store *q, int64_t seq, int sign, struct error *e)
{
	struct query *row = store_query(q->db, "SELECT state, settled_by <> 0, length(sealed) FROM record WHERE seq = :seq", e);
	int64_t state, bytes;

	if (!row)
		return false;
	query_int(row, ":seq", seq);
	if (query_step(row, e) != QUERY_ROW)
		return error_set(e, ERR_CORRUPT, "record", "record %lld is not there", (long long)seq);
	state = query_get_int(row, 0);
	bytes = query_get_int(row, 2) * sign;
	q->tally.records += sign;
	q->tally.bytes += bytes;
	if (state == RECORD_DONE || state == RECORD_WAITING || !query_get_int(row, 1)) {
		q->tally.states[state] += sign;
		q->tally.kept += state == RECORD_DONE ? 0 : sign;
		q->tally.kept_bytes += state == RECORD_DONE ? 0 : bytes;
	}
	query_done(row);
	return true;
}

static int percent(int64_t part, int64_t whole)
{
	return whole <= 0 || part >= whole ? 100 : (int)(part * 100 / whole);
}

void queue_store_counts(const struct queue_store *q, struct queue_counts *out)
{
	const struct queue_tally *t = &q->tally;
	int records = percent(t->kept, q->options.most_records), bytes = percent(t->kept_bytes, q->options.most_bytes);

	*out = (struct queue_counts){
		.waiting = t->states[RECORD_WAITING] + t->states[RECORD_SENT],
		.unsent = t->states[RECORD_WAITING],
		.refused = t->states[RECORD_REFUSED],
		.parked = t->states[RECORD_PARKED] + t->states[RECORD_CORRUPT],
		.fill_percent = records > bytes ? records : bytes,
	};
}

int queue_store_damage(const struct queue_store *q)
{
	return q->damage;
}

bool queue_drop_done(struct queue_store *q, int64_t before_ms, int64_t *dropped, struct error *e)
{
	static const char sql[] = "SELECT seq FROM record WHERE seq <= :acked AND (state = 2 OR (state IN (3, 4) AND settled_by <> 0))"
				  " AND acked_ms > 0 AND acked_ms < :before ORDER BY seq LIMIT :portion";
	int64_t seqs[PORTION], count = 0;
	struct query *find = store_query(q->db, sql, e);
	enum query_step step;

	if (!find)
		return false;
	query_int(find, ":acked", q->head.acked);
	query_int(find, ":before", before_ms);
	query_int(find, ":portion", PORTION);
	while ((step = query_step(find, e)) == QUERY_ROW && count < PORTION)
		seqs[count++] = query_get_int(find, 0);
	query_done(find);
	*dropped = count;
	for (int64_t i = 0; step != QUERY_FAIL && i < count; i++) {
		struct query *drop = store_query(q->db, "DELETE FROM record WHERE seq = :seq", e);

		if (!drop || !queue_tally(q, seqs[i], -1, e))
			return false;
		query_int(drop, ":seq", seqs[i]);
		if (!query_run(drop, e))
			return false;
	}
	return step != QUERY_FAIL;
}

bool queue_store_drop_old(struct queue_store *q)
{
	struct error e = {0};
	int64_t dropped = 0;

	if (!q->db || !queue_begin(q, &e))
		return false;
	return queue_end(q, queue_drop_done(q, clock_now_ms() - KEEP_MS, &dropped, &e), &e) && dropped == PORTION;
}

void queue_store_tidy(struct queue_store *q)
{
	struct error e = {0};

	if (q->db && store_wal_bytes(q->db) > LOG_BYTES && !store_checkpoint(q->db, true, &e))
		log_event(LOG_WARN, "queue-tidy", "detail", e.detail, NULL);
}
