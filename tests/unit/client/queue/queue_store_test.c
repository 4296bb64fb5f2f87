/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "client/queue/queue_store_inside.h"
#include "lib/db.h"
#include "lib/queue_peer.h"
#include "lib/scratch.h"
#include "store/store.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define SECRET "{\"article\":\"BOLT-M8-TOPSECRET\",\"quantity\":\"4\"}"
#define BODY "{\"article\":7,\"quantity\":\"4\"}"

static struct sign_key key;
static struct peer server;

static enum error_code append_error(struct queue_store *q, const char *kind, const char *body, int64_t sign_in, int64_t settles)
{
	struct message *m = peer_append(kind, body, sign_in, settles);
	struct queue_changes changed = {.arena = m->arena};
	struct queue_saved saved;
	struct error e = {0};

	assert_false(queue_store_append(q, m, &saved, &changed, &e));
	assert_int_equal(changed.count, 0);
	message_free(&m);
	return e.code;
}

static struct queue_row row_of(struct queue_store *q, int64_t seq)
{
	static struct arena *a;
	struct queue_row row = {0};

	arena_free(&a);
	a = arena_new();
	assert_true(queue_store_row(q, a, seq, &row));
	return row;
}

static enum record_state state_of(struct queue_store *q, int64_t seq)
{
	return row_of(q, seq).state;
}

static struct queue_counts counts_of(const struct queue_store *q)
{
	struct queue_counts c;

	queue_store_counts(q, &c);
	return c;
}

static void meet(struct queue_store *q, const struct peer *p, const char *epoch)
{
	struct queue_changes changed = {.arena = arena_new()};
	struct queue_server s;
	struct error e = {0};

	peer_says(p, &s);
	if (epoch)
		s.epoch = epoch;
	if (!queue_store_server(q, &s, &changed, &e))
		fail_msg("%s: %s", error_rows[e.code].code, e.detail);
	arena_free(&changed.arena);
}

/* A sign-in and n - 1 receives. */
static void fill(struct queue_store *q, int n)
{
	for (int i = 0; i < n; i++)
		assert_int_equal(peer_saved(q, i ? "receive" : "sign_in", BODY, i ? SIGN_IN_LATEST : 0, 0, NULL), i + 1);
}

static void fill_more(struct queue_store *q, int first, int last)
{
	for (int i = first; i <= last; i++)
		assert_int_equal(peer_saved(q, "receive", BODY, SIGN_IN_LATEST, 0, NULL), i);
}

static struct queue_store *fresh(const char *name, struct queue_options *o)
{
	peer_options(name, &key, o);
	peer_init(&server, &key);
	return peer_open(o);
}

static void restart(struct queue_store **q, const struct queue_options *o)
{
	queue_store_close(q);
	*q = peer_open(o);
}

/* Breaks the closed file. */
static void breaks(const struct queue_options *o, const char *sql)
{
	struct store *s = db_open(o->path, STORE_OWNER);

	db_exec(s, sql);
	store_close(&s);
}

static void what_was_saved_is_there_after_a_restart_G2(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("restart/queue.db", &o);
	struct queue_row row;
	char id[37];
	int64_t sign_in = peer_saved(q, "sign_in", "{\"login\":\"anna\"}", 0, 0, NULL);
	int64_t seq = peer_saved(q, "receive", SECRET, SIGN_IN_LATEST, 0, id);

	(void)state;
	assert_int_equal(sign_in, 1);
	assert_int_equal(seq, 2);
	restart(&q, &o);
	assert_int_equal(queue_store_damage(q), 0);
	row = row_of(q, 2);
	assert_string_equal(row.id, id);
	assert_string_equal(row.kind, "receive");
	assert_string_equal(row.login, "anna");
	assert_int_equal(row.sign_in, 1);
	assert_int_equal(row.time_ms, 1790000000000);
	assert_int_equal(row.state, RECORD_WAITING);
	assert_string_equal(json_str(row.body, "article"), "BOLT-M8-TOPSECRET");
	assert_int_equal(peer_saved(q, "receive", BODY, 1, 0, NULL), 3);
	assert_int_equal(counts_of(q).waiting, 3);
	queue_store_close(&q);
}

static bool file_holds(const char *path, const char *text)
{
	struct arena *a = arena_new();
	char *data = arena_alloc(a, 1 << 20);
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? 0 : read(fd, data, 1 << 20);
	bool found = n > 0 && memmem(data, (size_t)n, text, strlen(text));

	if (fd >= 0)
		close(fd);
	arena_free(&a);
	return found;
}

static void nothing_is_readable_on_the_disk_G4(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("sealed/queue.db", &o);
	struct error e = {0};
	char wal[700];
	struct stat st;

	(void)state;
	fill(q, 1);
	peer_saved(q, "receive", SECRET, 1, 0, NULL);
	assert_true(queue_store_draft_keep(q, "anna/receive", SECRET, &e));
	snprintf(wal, sizeof(wal), "%s-wal", o.path);
	assert_true(scratch_size(wal) > 0);
	for (int closed = 0; closed < 2; closed++) {
		assert_false(file_holds(wal, "TOPSECRET"));
		assert_false(file_holds(wal, "anna\""));
		assert_false(file_holds(o.path, "TOPSECRET"));
		if (!closed)
			queue_store_close(&q);
	}
	assert_true(file_holds(o.path, "CREATE TABLE record"));
	assert_int_equal(stat(o.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(scratch("sealed"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
}

static void the_server_can_open_a_dead_terminals_queue(void **state)
{
	unsigned char public_key[32], secret[32], found[SEAL_KEY_BYTES];
	struct queue_options o;
	struct queue_store *q = fresh("box.db", &o);
	struct query *head;
	struct error e = {0};
	const void *boxed;
	size_t len;

	(void)state;
	secure_box_key(public_key, secret);
	o.server_box = public_key;
	restart(&q, &o);
	head = store_query(q->db, "SELECT key_server FROM head", &e);
	assert_int_equal(query_step(head, &e), QUERY_ROW);
	boxed = query_get_blob(head, 0, &len);
	assert_int_equal(len, SEAL_KEY_BYTES + BOX_EXTRA);
	assert_true(secure_box_open(public_key, secret, boxed, len, found));
	assert_memory_equal(found, q->key, SEAL_KEY_BYTES);
	query_done(head);
	queue_store_close(&q);
}

static void another_terminals_queue_is_not_opened(void **state)
{
	struct sign_key other;
	struct queue_options o;
	struct queue_store *q = fresh("other.db", &o);
	struct error e = {0};

	(void)state;
	queue_store_close(&q);
	secure_sign_key(&other);
	o.key = &other;
	assert_null(queue_store_open(&o, &e));
	assert_int_equal(e.code, ERR_TERMINAL);
}

static void verdicts_are_given_once_and_in_order_G3(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("verdicts.db", &o);

	(void)state;
	fill(q, 3);
	peer_saved(q, "pick", BODY, 1, 0, NULL);
	peer_saved(q, "discard", BODY, 1, 0, NULL);
	server.refuses = "pick";
	server.parks = "discard";
	peer_drain(&server, q);
	assert_int_equal(server.batches, 0); /* nobody said yet whose server it is */
	meet(q, &server, NULL);
	peer_drain(&server, q);
	assert_int_equal(server.batches, 1);
	assert_int_equal(server.last, 5);
	for (int round = 0; round < 2; round++) {
		for (int64_t seq = 1; seq <= 3; seq++)
			assert_int_equal(state_of(q, seq), RECORD_DONE);
		assert_int_equal(state_of(q, 4), RECORD_REFUSED);
		assert_int_equal(row_of(q, 4).why.code, ERR_NO_STOCK);
		assert_string_equal(row_of(q, 4).why.detail, "there are 3");
		assert_int_equal(state_of(q, 5), RECORD_PARKED);
		assert_int_equal(counts_of(q).waiting, 0);
		assert_int_equal(counts_of(q).refused, 1);
		assert_int_equal(counts_of(q).parked, 1);
		restart(&q, &o);
	}
	peer_drain(&server, q);
	assert_int_equal(server.batches, 1);
	queue_store_close(&q);
}

static void a_lost_answer_is_asked_for_again_G3(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("lost.db", &o);
	struct arena *a = arena_new();
	struct queue_changes changed = {.arena = a};
	struct queue_batch b;
	struct error e = {0};

	(void)state;
	fill(q, 250);
	meet(q, &server, NULL);
	assert_true(queue_store_batch(q, a, &b, &changed, &e));
	assert_int_equal(b.first, 1);
	assert_int_equal(b.last, BATCH_RECORDS);
	assert_int_equal(changed.count, BATCH_RECORDS);
	assert_int_equal(state_of(q, 200), RECORD_SENT);
	assert_int_equal(state_of(q, 201), RECORD_WAITING);
	assert_non_null(peer_take(&server, a, &b, &e));
	restart(&q, &o); /* the answer never came */
	assert_int_equal(state_of(q, 200), RECORD_WAITING);
	peer_drain(&server, q);
	assert_int_equal(server.last, 250);
	assert_int_equal(counts_of(q).waiting, 0);
	arena_free(&a);
	queue_store_close(&q);
}

static void one_record_settles_another_once_G5(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("settle.db", &o);

	(void)state;
	fill(q, 1);
	peer_saved(q, "pick", BODY, 1, 0, NULL);
	peer_saved(q, "pick", BODY, 1, 0, NULL);
	server.refuses = "pick";
	meet(q, &server, NULL);
	peer_drain(&server, q);
	assert_int_equal(counts_of(q).refused, 2);
	assert_int_equal(append_error(q, "pick", BODY, 1, 99), ERR_NOT_FOUND);
	assert_int_equal(peer_saved(q, "receive", BODY, 1, 2, NULL), 4);
	assert_int_equal(append_error(q, "pick", BODY, 1, 2), ERR_SETTLED);
	restart(&q, &o);
	assert_int_equal(append_error(q, "pick", BODY, 1, 2), ERR_SETTLED);
	assert_int_equal(row_of(q, 2).settled_by, 4);
	assert_int_equal(row_of(q, 4).settles, 2);
	assert_int_equal(counts_of(q).refused, 1);
	peer_drain(&server, q);
	assert_int_equal(server.settles[4], 2);
	assert_int_equal(state_of(q, 4), RECORD_DONE);
	assert_int_equal(peer_saved(q, "discard", "{\"reason\":\"broken\"}", 1, 3, NULL), 5);
	assert_int_equal(counts_of(q).refused, 0);
	queue_store_close(&q);
}

static void work_names_a_sign_in_of_its_user_G9(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("signin.db", &o);
	struct message *m;
	struct queue_saved saved;
	struct error e = {0};

	(void)state;
	assert_int_equal(append_error(q, "receive", BODY, SIGN_IN_LATEST, 0), ERR_SIGN_IN);
	fill(q, 2);
	assert_int_equal(append_error(q, "receive", BODY, 2, 0), ERR_SIGN_IN);
	assert_int_equal(append_error(q, "receive", BODY, 17, 0), ERR_SIGN_IN);
	m = peer_append("receive", BODY, SIGN_IN_LATEST, 0);
	m->login = "bertil";
	assert_false(queue_store_append(q, m, &saved, &(struct queue_changes){.arena = m->arena}, &e));
	assert_int_equal(e.code, ERR_SIGN_IN);
	message_free(&m);
	assert_int_equal(peer_saved(q, "receive", BODY, SIGN_IN_LATEST, 0, NULL), 3);
	queue_store_close(&q);
}

static void what_the_server_could_not_read_gets_no_place(void **state)
{
	static char large[RECORD_MOST + 64];
	struct queue_options o;
	struct queue_store *q = fresh("shape.db", &o);

	(void)state;
	fill(q, 1);
	snprintf(large, sizeof(large), "{\"text\":\"%0*d\"}", RECORD_MOST, 0);
	assert_int_equal(append_error(q, "receive", large, 1, 0), ERR_TOO_LARGE);
	assert_int_equal(append_error(q, "receive", "[1]", 1, 0), ERR_INVALID);
	assert_int_equal(append_error(q, "Not A Kind", BODY, 1, 0), ERR_BAD_REQUEST);
	assert_int_equal(peer_saved(q, "receive", BODY, 1, 0, NULL), 2);
	queue_store_close(&q);
}

static void it_warns_and_refuses_by_records_G8(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("full.db", &o);

	(void)state;
	o.most_records = 10;
	restart(&q, &o);
	fill(q, 7);
	assert_int_equal(counts_of(q).fill_percent, 70);
	peer_saved(q, "receive", BODY, 1, 0, NULL);
	assert_int_equal(counts_of(q).fill_percent, 80);
	peer_saved(q, "pick", BODY, 1, 0, NULL);
	peer_saved(q, "receive", BODY, 1, 0, NULL);
	assert_int_equal(counts_of(q).fill_percent, 100);
	assert_int_equal(append_error(q, "receive", BODY, 1, 0), ERR_QUEUE_FULL);
	/* Done work gives way; an exception does not, but can be settled. */
	server.refuses = "pick";
	meet(q, &server, NULL);
	peer_drain(&server, q);
	assert_int_equal(counts_of(q).fill_percent, 10);
	for (int i = 0; i < 9; i++)
		assert_int_equal(peer_saved(q, "sign_in", BODY, 0, 0, NULL), 11 + i);
	assert_int_equal(db_ask(q->db, "SELECT count(*) FROM record"), 10);
	assert_int_equal(append_error(q, "sign_in", BODY, 0, 0), ERR_QUEUE_FULL);
	assert_int_equal(peer_saved(q, "discard", "{\"reason\":\"x\"}", SIGN_IN_LATEST, 9, NULL), 20);
	restart(&q, &o);
	assert_int_equal(queue_store_damage(q), 0);
	assert_int_equal(counts_of(q).fill_percent, 100);
	queue_store_close(&q);
}

static void it_refuses_by_bytes_G8(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("bytes.db", &o);
	int64_t seq = 1;

	(void)state;
	o.most_bytes = 4000;
	restart(&q, &o);
	fill(q, 1);
	while (counts_of(q).fill_percent < 90)
		assert_int_equal(peer_saved(q, "receive", BODY, 1, 0, NULL), ++seq);
	assert_int_equal(append_error(q, "receive", "{\"note\":\"" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
					"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
					"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}",
				 1, 0),
		ERR_QUEUE_FULL);
	queue_store_close(&q);
}

static void a_full_disk_saves_nothing_G3(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("disk.db", &o);
	struct hash before;
	enum error_code code = ERR_NONE;
	int64_t last;

	(void)state;
	fill(q, 5);
	db_exec(q->db, "PRAGMA max_page_count = 1"); /* as many as there are */
	while (code == ERR_NONE) {
		struct message *m = peer_append("receive", BODY, 1, 0);
		struct queue_saved saved;
		struct error e = {0};

		last = q->head.last;
		before = q->head.last_hash;
		queue_store_append(q, m, &saved, &(struct queue_changes){.arena = m->arena}, &e);
		code = e.code;
		message_free(&m);
	}
	assert_int_equal(code, ERR_DISK_FULL);
	assert_int_equal(q->head.last, last);
	assert_memory_equal(q->head.last_hash.bytes, before.bytes, HASH_BYTES);
	assert_int_equal(counts_of(q).waiting, last);
	assert_int_equal(peer_saved(q, "receive", BODY, 1, 0, NULL), last + 1); /* it was opened anew */
	meet(q, &server, NULL);
	peer_drain(&server, q);
	assert_int_equal(server.last, last + 1);
	queue_store_close(&q);
}

/* In a process of its own: writing fails with EFBIG for every file. */
static int write_failures(const struct queue_options *o)
{
	struct rlimit small = {.rlim_cur = 0, .rlim_max = RLIM_INFINITY}, large = {RLIM_INFINITY, RLIM_INFINITY};
	struct error e = {0};
	struct queue_store *q = queue_store_open(o, &e);
	int failed = 0;

	signal(SIGXFSZ, SIG_IGN);
	for (int i = 0; q && i < 40; i++) {
		struct message *m = peer_append(i ? "receive" : "sign_in", BODY, i ? SIGN_IN_LATEST : 0, 0);
		struct queue_saved saved = {0};
		bool ok;

		small.rlim_cur = (rlim_t)(i * 512);
		setrlimit(RLIMIT_FSIZE, i % 2 ? &small : &large);
		e.code = ERR_NONE;
		ok = queue_store_append(q, m, &saved, &(struct queue_changes){.arena = m->arena}, &e);
		message_free(&m);
		failed += !ok;
		if (!ok && i % 2 == 0)
			return 100 + e.code;
		if (ok && saved.seq != i + 1 - failed)
			return 1;
	}
	setrlimit(RLIMIT_FSIZE, &large);
	queue_store_close(&q);
	return failed >= 10 ? 0 : 2;
}

static void a_failed_write_saves_nothing_G3(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("write.db", &o);
	int status;
	pid_t child;

	(void)state;
	queue_store_close(&q);
	child = fork();
	if (child == 0)
		_exit(write_failures(&o));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	q = peer_open(&o);
	assert_int_equal(queue_store_damage(q), 0);
	meet(q, &server, NULL);
	peer_drain(&server, q);
	assert_int_equal(server.last, q->head.last);
	queue_store_close(&q);
}

static void what_failed_to_commit_is_not_there_later(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("doubt.db", &o);
	char doubted[37], id[37];

	(void)state;
	fill(q, 1);
	peer_saved(q, "receive", BODY, 1, 0, NULL);
	peer_saved(q, "receive", BODY, 1, 2, doubted);
	/* As after a commit that said no, and reached the disk. */
	str_copy(q->doubt, sizeof(q->doubt), doubted);
	store_close(&q->db);
	assert_int_equal(peer_saved(q, "receive", BODY, 1, 2, id), 3);
	assert_string_not_equal(id, doubted);
	assert_int_equal(queue_store_damage(q), 0);
	restart(&q, &o);
	assert_int_equal(queue_store_damage(q), 0);
	assert_string_equal(row_of(q, 3).id, id);
	queue_store_close(&q);
}

static void two_do_not_open_it(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("two.db", &o);
	struct error e = {0};
	char holder[32];
	int status;
	pid_t child;

	(void)state;
	snprintf(holder, sizeof holder, "process %ld", (long)getpid());
	child = fork();
	if (child == 0) {
		struct queue_store *second = queue_store_open(&o, &e);

		_exit(!second && e.code == ERR_TAKEN && strstr(e.detail, holder) ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 0);
	fill(q, 2);
	queue_store_close(&q);
}

static void file_systems_that_forget_are_refused(void **state)
{
	struct queue_options o;
	struct error e = {0};

	(void)state;
	assert_true(queue_store_volatile(0x01021994));
	assert_true(queue_store_volatile(0x6969));
	assert_true(queue_store_volatile((long)0xff534d42));
	assert_false(queue_store_volatile(0xef53));     /* ext4 */
	assert_false(queue_store_volatile(0x9123683e)); /* btrfs */
	peer_options("x.db", &key, &o);
	o.volatile_ok = false;
	o.path = "/proc/self/queue.db"; /* no folder to write in at all */
	assert_null(queue_store_open(&o, &e));
	if (access("/dev/shm", W_OK) == 0) {
		e.code = ERR_NONE;
		o.path = "/dev/shm/queue.db";
		assert_null(queue_store_open(&o, &e));
		assert_int_equal(e.code, ERR_STORE);
		assert_non_null(strstr(e.detail, "power cut"));
		assert_int_equal(access(o.path, F_OK), -1);
	}
}

static void old_work_goes_what_is_open_stays_G10(void **state)
{
	const int64_t day = INT64_C(24) * 3600 * 1000, now = 1790000000000;
	struct queue_options o;
	struct queue_store *q = fresh("old.db", &o);

	(void)state;
	clock_set_for_test(now, 0);
	fill(q, 300);
	peer_saved(q, "pick", BODY, 1, 0, NULL);
	peer_saved(q, "pick", BODY, 1, 0, NULL);
	server.refuses = "pick";
	meet(q, &server, NULL);
	peer_drain(&server, q);
	peer_saved(q, "discard", "{\"reason\":\"x\"}", 1, 302, NULL);
	clock_set_for_test(now + 29 * day, 0);
	assert_false(queue_store_drop_old(q));
	assert_int_equal(db_ask(q->db, "SELECT count(*) FROM record"), 303);
	clock_set_for_test(now + 31 * day, 0);
	assert_true(queue_store_drop_old(q));
	assert_int_equal(db_ask(q->db, "SELECT count(*) FROM record"), 103);
	assert_false(queue_store_drop_old(q));
	assert_int_equal(db_ask(q->db, "SELECT count(*) FROM record"), 2);
	assert_int_equal(state_of(q, 301), RECORD_REFUSED);
	assert_int_equal(state_of(q, 303), RECORD_WAITING);
	restart(&q, &o);
	assert_int_equal(queue_store_damage(q), 0);
	peer_drain(&server, q);
	assert_int_equal(server.last, 303);
	clock_set_for_test(-1, -1);
	queue_store_close(&q);
}

static void drafts_wait_for_their_user(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("draft.db", &o);
	struct arena *a = arena_new();
	struct error e = {0};

	(void)state;
	assert_true(queue_store_draft_keep(q, "anna/receive", "{\"step\":1}", &e));
	assert_true(queue_store_draft_keep(q, "anna/receive", "{\"step\":2}", &e));
	assert_true(queue_store_draft_keep(q, "anna/pick", "{\"step\":3}", &e));
	restart(&q, &o);
	assert_string_equal(queue_store_draft(q, a, "anna/receive"), "{\"step\":2}");
	assert_null(queue_store_draft(q, a, "bertil/receive"));
	assert_true(queue_store_draft_keep(q, "anna/receive", NULL, &e));
	assert_null(queue_store_draft(q, a, "anna/receive"));
	/* Not to be opened under another name. */
	db_exec(q->db, "UPDATE draft SET name = 'anna/receive'");
	assert_null(queue_store_draft(q, a, "anna/receive"));
	arena_free(&a);
	queue_store_close(&q);
}

static void every_column_is_guarded_G4(void **state)
{
	static const char *const columns[] = {"sealed", "before", "hash"};
	struct queue_options o;
	struct queue_store *q = fresh("flip.db", &o);
	char sql[200];

	(void)state;
	fill(q, 10);
	queue_store_close(&q);
	/* One bit of each column of each of ten records. */
	for (int seq = 1; seq <= 10; seq++) {
		for (int c = 0; c < 3; c++) {
			struct store *s = db_open(o.path, STORE_OWNER);
			struct error e = {0};
			struct query *get, *put;
			unsigned char copy[1024];
			const void *blob;
			size_t len;

			snprintf(sql, sizeof(sql), "SELECT %s FROM record WHERE seq = %d", columns[c], seq);
			get = store_query(s, sql, &e);
			assert_int_equal(query_step(get, &e), QUERY_ROW);
			blob = query_get_blob(get, 0, &len);
			memcpy(copy, blob, len);
			query_done(get);
			copy[(size_t)(seq * 37) % len] ^= (unsigned char)(1 << (seq % 8));
			snprintf(sql, sizeof(sql), "UPDATE record SET %s = :blob WHERE seq = %d", columns[c], seq);
			put = store_query(s, sql, &e);
			query_blob(put, ":blob", copy, len);
			assert_true(query_run(put, &e));
			store_close(&s);
			q = peer_open(&o);
			assert_int_equal(queue_store_damage(q), 1);
			assert_int_equal(state_of(q, seq), c ? RECORD_WAITING : RECORD_CORRUPT);
			queue_store_close(&q);
			if (c == 0) { /* back as it was, for the next */
				s = db_open(o.path, STORE_OWNER);
				copy[(size_t)(seq * 37) % len] ^= (unsigned char)(1 << (seq % 8));
				put = store_query(s, sql, &e);
				query_blob(put, ":blob", copy, len);
				assert_true(query_run(put, &e));
				store_close(&s);
				q = peer_open(&o);
				assert_int_equal(state_of(q, seq), RECORD_WAITING);
				queue_store_close(&q);
			}
		}
	}
	q = peer_open(&o);
	assert_int_equal(queue_store_damage(q), 0);
	meet(q, &server, NULL);
	peer_drain(&server, q);
	assert_int_equal(server.last, 10);
	queue_store_close(&q);
}

/* A record in the middle is lost: what is before it is taken, what follows is
 * offered, refused as GAP and set apart, and new work goes on. */
static void a_lost_record_is_named_and_the_rest_sent_G4(void **state)
{
	static const char *const harm[] = {
		"UPDATE record SET sealed = zeroblob(200) WHERE seq = 5",
		"DELETE FROM record WHERE seq = 5",
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct queue_options o;
		struct queue_store *q = fresh(i ? "cut.db" : "hole.db", &o);
		char adopted[37];
		struct queue_row row;

		fill(q, 8);
		queue_store_close(&q);
		breaks(&o, harm[i]);
		q = peer_open(&o);
		assert_int_equal(queue_store_damage(q), 1);
		assert_int_equal(state_of(q, 5), RECORD_CORRUPT);
		assert_int_equal(row_of(q, 5).why.code, i ? ERR_GAP : ERR_CORRUPT);
		assert_int_equal(counts_of(q).parked, 1);
		assert_int_equal(counts_of(q).waiting, 7);
		meet(q, &server, NULL);
		peer_drain(&server, q);
		assert_int_equal(server.last, 4);
		assert_int_equal(server.batches, 2); /* 1 to 4, and 6 to 8 */
		assert_int_equal(counts_of(q).waiting, 0);
		assert_int_equal(counts_of(q).parked, 4);
		row = row_of(q, -2);
		assert_int_equal(row.state, RECORD_PARKED);
		assert_int_equal(row.why.code, ERR_GAP);
		str_copy(adopted, sizeof(adopted), row.id);
		assert_int_equal(peer_saved(q, "receive", BODY, 1, 0, NULL), 5);
		/* A lead adopts it: it keeps its id. */
		assert_int_equal(peer_saved(q, "receive", BODY, 1, -2, NULL), 6);
		assert_string_equal(row_of(q, 6).id, adopted);
		assert_int_equal(append_error(q, "receive", BODY, 1, -2), ERR_SETTLED);
		/* Or ends it, which is not the server's to know. */
		assert_int_equal(append_error(q, "discard", "{}", 1, -3), ERR_REQUIRED);
		assert_int_equal(peer_saved(q, "discard", "{\"reason\":\"seen\"}", 1, -3, NULL), -3);
		assert_int_equal(counts_of(q).parked, 2);
		peer_drain(&server, q);
		assert_int_equal(server.last, 6);
		assert_int_equal(peer_has(&server, adopted), 1);
		assert_int_equal(server.settles[6], 0);
		restart(&q, &o);
		assert_int_equal(queue_store_damage(q), 0);
		queue_store_close(&q);
	}
}

static void swapped_and_replayed_records_are_found_G4(void **state)
{
	static const char *const harm[] = {
		/* two records change places */
		"UPDATE record SET seq = -100 WHERE seq = 3; UPDATE record SET seq = 3, number = 3 WHERE seq = 6;"
		"UPDATE record SET seq = 6, number = 6 WHERE seq = -100",
		/* their sealed lines alone do */
		"CREATE TEMP TABLE t AS SELECT seq, sealed FROM record; UPDATE record SET sealed = (SELECT sealed FROM t WHERE t.seq ="
		" CASE record.seq WHEN 3 THEN 6 ELSE 3 END) WHERE seq IN (3, 6); DROP TABLE t",
		/* one is written over another */
		"CREATE TEMP TABLE t AS SELECT sealed, before, hash FROM record WHERE seq = 3; UPDATE record SET (sealed, before, hash) ="
		" (SELECT sealed, before, hash FROM t) WHERE seq = 6; DROP TABLE t",
		/* one is put in once more at the end */
		"INSERT INTO record (seq, number, id, sealed, before, hash, state, settles, sign_in)"
		" SELECT 9000000, 9, 'again', sealed, before, hash, 0, 0, 1 FROM record WHERE seq = 3",
		/* the end is cut off */
		"DELETE FROM record WHERE seq > 6",
		/* states that hold records back, and other columns beside the line */
		"UPDATE record SET state = 2 WHERE seq IN (3, 6)",
		"UPDATE record SET id = id || 'x', sign_in = 4, settles = 1 WHERE seq IN (3, 6)",
		"UPDATE head SET sealed = zeroblob(300)",
	};
	static const int damage[] = {2, 2, 1, 1, 2, 2, 2, 1};

	(void)state;
	for (size_t i = 0; i < sizeof(harm) / sizeof(harm[0]); i++) {
		struct queue_options o;
		struct queue_store *q;
		char name[24];

		snprintf(name, sizeof(name), "harm%zu.db", i);
		q = fresh(name, &o);
		fill(q, 8);
		queue_store_close(&q);
		breaks(&o, harm[i]);
		q = peer_open(&o);
		assert_int_equal(queue_store_damage(q), damage[i]);
		meet(q, &server, NULL);
		peer_drain(&server, q);
		/* Nothing is lost of what can be read, nothing is there twice. */
		assert_int_equal(counts_of(q).waiting, 0);
		assert_int_equal(server.last, i < 2 ? 2 : i == 2 ? 5 : i == 4 ? 6 : 8);
		assert_true(peer_saved(q, "sign_in", BODY, 0, 0, NULL) > server.last);
		peer_drain(&server, q);
		assert_int_equal(counts_of(q).waiting, 0);
		queue_store_close(&q);
	}
}

static void copy_file(const char *from, const char *to)
{
	struct arena *a = arena_new();
	char *data = arena_alloc(a, 1 << 20);
	int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ssize_t n = read(in, data, 1 << 20);

	assert_true(n > 0 && n < 1 << 20);
	assert_int_equal(write(out, data, (size_t)n), n);
	close(in);
	close(out);
	arena_free(&a);
}

static void yesterdays_file_is_found_out_G4(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("yesterday.db", &o);
	char ids[3][37];

	(void)state;
	fill(q, 5);
	meet(q, &server, NULL);
	peer_drain(&server, q);
	peer_saved(q, "receive", BODY, 1, 0, NULL);
	peer_saved(q, "receive", BODY, 1, 0, NULL); /* 6 and 7 wait */
	queue_store_close(&q);
	copy_file(o.path, scratch("yesterday.copy"));
	q = peer_open(&o);
	for (int i = 0; i < 3; i++)
		peer_saved(q, "receive", BODY, 1, 0, NULL);
	peer_drain(&server, q);
	assert_int_equal(server.last, 10);
	queue_store_close(&q);

	copy_file(scratch("yesterday.copy"), o.path);
	q = peer_open(&o);
	for (int i = 0; i < 3; i++)
		assert_int_equal(peer_saved(q, "pick", BODY, 1, 0, ids[i]), 8 + i);
	meet(q, &server, NULL);
	peer_saved(q, "pick", BODY, 1, 0, NULL); /* behind the server's last */
	peer_drain(&server, q);
	assert_int_equal(state_of(q, 6), RECORD_DONE);
	assert_int_equal(state_of(q, 7), RECORD_DONE);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(row_of(q, -1 - i).state, RECORD_PARKED);
		assert_int_equal(row_of(q, -1 - i).why.code, ERR_FORK);
		assert_string_equal(row_of(q, -1 - i).id, ids[i]);
		assert_int_equal(peer_has(&server, ids[i]), 0);
	}
	assert_int_equal(counts_of(q).parked, 3);
	assert_int_equal(server.last, 11);
	assert_int_equal(peer_saved(q, "pick", BODY, 1, -2, NULL), 12);
	peer_drain(&server, q);
	assert_int_equal(server.last, 12);
	assert_int_equal(peer_has(&server, ids[1]), 1);
	restart(&q, &o);
	assert_int_equal(queue_store_damage(q), 0);
	queue_store_close(&q);
}

/* Nobody said how far the server is before it answered. */
static void a_servers_answer_says_how_far_it_is(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("ahead.db", &o);

	(void)state;
	fill(q, 3);
	meet(q, &server, NULL);
	queue_store_close(&q);
	copy_file(o.path, scratch("ahead.copy"));
	q = peer_open(&o);
	fill_more(q, 4, 6);
	peer_drain(&server, q);
	queue_store_close(&q);
	copy_file(scratch("ahead.copy"), o.path);
	q = peer_open(&o);
	peer_drain(&server, q);
	assert_int_equal(counts_of(q).waiting, 0);
	fill_more(q, 7, 7);
	peer_drain(&server, q);
	assert_int_equal(server.last, 7);
	assert_int_equal(counts_of(q).parked, 0);
	queue_store_close(&q);
}

static void a_lost_file_goes_on_behind_the_server(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("gone1.db", &o);

	(void)state;
	fill(q, 5);
	meet(q, &server, NULL);
	peer_drain(&server, q);
	queue_store_close(&q);
	peer_options("gone2.db", &key, &o);
	q = peer_open(&o);
	meet(q, &server, NULL);
	assert_int_equal(peer_saved(q, "sign_in", BODY, 0, 0, NULL), 6);
	restart(&q, &o);
	assert_int_equal(queue_store_damage(q), 0);
	peer_drain(&server, q);
	assert_int_equal(server.last, 6);
	assert_int_equal(counts_of(q).waiting, 0);
	queue_store_close(&q);
}

static void a_restored_server_is_given_again_what_it_lost_G10(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("epoch.db", &o);

	(void)state;
	fill(q, 5);
	peer_saved(q, "pick", BODY, 1, 0, NULL);
	meet(q, &server, NULL);
	peer_drain(&server, q);
	assert_int_equal(state_of(q, 6), RECORD_DONE);
	server.last = 3;
	meet(q, &server, NULL); /* the same epoch: old news, nothing happens */
	assert_int_equal(counts_of(q).waiting, 0);
	meet(q, &server, "0198aaaa-0000-7000-8000-000000000002");
	assert_int_equal(counts_of(q).waiting, 3);
	server.refuses = "pick";
	restart(&q, &o);
	assert_int_equal(queue_store_damage(q), 0);
	peer_drain(&server, q);
	assert_int_equal(server.last, 6);
	assert_int_equal(state_of(q, 5), RECORD_DONE);
	/* It was done once: not the worker's to mend. */
	assert_int_equal(state_of(q, 6), RECORD_PARKED);
	assert_int_equal(row_of(q, 6).why.code, ERR_NO_STOCK);
	queue_store_close(&q);
}

static void a_batch_the_server_cannot_read_does_not_stop_the_rest(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("poison.db", &o);
	struct arena *a = arena_new();
	struct queue_changes changed = {.arena = a};
	struct error e = {0}, why = {0};
	struct queue_batch b;

	(void)state;
	fill(q, 3);
	meet(q, &server, NULL);
	error_set(&why, ERR_BAD_REQUEST, "body", "no");
	assert_true(queue_store_batch(q, a, &b, &changed, &e));
	assert_int_equal(b.last, 3);
	assert_true(queue_store_refused(q, b.first, b.last, &why, &changed, &e));
	assert_true(queue_store_batch(q, a, &b, &changed, &e));
	assert_int_equal(b.last, 1); /* one by one, to find it */
	assert_true(queue_store_refused(q, 1, 1, &why, &changed, &e));
	assert_int_equal(row_of(q, -1).why.code, ERR_BAD_REQUEST);
	assert_int_equal(row_of(q, -2).why.code, ERR_GAP);
	assert_int_equal(peer_saved(q, "sign_in", BODY, 0, 0, NULL), 1);
	peer_drain(&server, q);
	assert_int_equal(server.last, 1);
	/* Revoked: nothing is sent until there is news, nothing is lost. */
	peer_saved(q, "receive", BODY, 1, 0, NULL);
	why = (struct error){.code = ERR_TERMINAL};
	assert_true(queue_store_refused(q, 2, 2, &why, &changed, &e));
	assert_true(queue_store_batch(q, a, &b, &changed, &e));
	assert_int_equal(b.len, 0);
	assert_int_equal(state_of(q, 2), RECORD_WAITING);
	meet(q, &server, NULL);
	peer_drain(&server, q);
	assert_int_equal(server.last, 2);
	arena_free(&a);
	queue_store_close(&q);
}

static void a_senseless_answer_changes_nothing(void **state)
{
	static const char *const answers[] = {
		"{}",
		"{\"last\":2,\"hash\":\"AAAA\",\"verdicts\":[]}",
		"{\"last\":2,\"hash\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"verdicts\":[{\"seq\":1,\"state\":\"done\"}]}",
		"{\"last\":-1,\"hash\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"verdicts\":7}",
		"[]",
	};
	struct queue_options o;
	struct queue_store *q = fresh("senseless.db", &o);
	struct arena *a = arena_new();
	struct queue_changes changed = {.arena = a};

	(void)state;
	fill(q, 2);
	meet(q, &server, NULL);
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		struct error e = {0};
		struct queue_batch b;

		assert_false(queue_store_verdicts(q, json_parse(a, answers[i], strlen(answers[i]), &e), &changed, &e));
		assert_int_equal(counts_of(q).waiting, 2);
		/* and is not answered with the same batch over and over */
		assert_true(queue_store_batch(q, a, &b, &changed, &e));
		assert_int_equal(b.len, 0);
	}
	meet(q, &server, NULL);
	peer_drain(&server, q);
	assert_int_equal(counts_of(q).waiting, 0);
	arena_free(&a);
	queue_store_close(&q);
}

static void the_screens_get_what_is_open_and_the_latest_done_G8(void **state)
{
	struct queue_options o;
	struct queue_store *q = fresh("rows.db", &o);
	struct arena *a = arena_new();
	struct queue_row *rows;
	size_t count;

	(void)state;
	fill(q, 1);
	peer_saved(q, "pick", BODY, 1, 0, NULL);
	for (int i = 0; i < 600; i++)
		peer_saved(q, "receive", BODY, 1, 0, NULL);
	server.refuses = "pick";
	meet(q, &server, NULL);
	peer_drain(&server, q);
	peer_saved(q, "receive", BODY, 1, 10, NULL); /* settles a done one: undo */
	rows = queue_store_rows(q, a, QUEUE_ALL, &count);
	assert_int_equal(count, 1 + 500 + 1);
	assert_int_equal(rows[0].seq, 603);
	assert_int_equal(rows[1].seq, 602);
	assert_int_equal(rows[count - 1].seq, 2);
	rows = queue_store_rows(q, a, QUEUE_PENDING, &count);
	assert_int_equal(count, 1 + 1 + 200 + 1);
	assert_int_equal(rows[0].seq, 2);
	assert_int_equal(rows[1].seq, 10); /* what the waiting one settles */
	assert_int_equal(rows[1].settled_by, 603);
	assert_int_equal(rows[count - 1].seq, 603);
	assert_non_null(rows[count - 1].body);
	arena_free(&a);
	queue_store_close(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_saved_is_there_after_a_restart_G2),
		cmocka_unit_test(nothing_is_readable_on_the_disk_G4),
		cmocka_unit_test(the_server_can_open_a_dead_terminals_queue),
		cmocka_unit_test(another_terminals_queue_is_not_opened),
		cmocka_unit_test(verdicts_are_given_once_and_in_order_G3),
		cmocka_unit_test(a_lost_answer_is_asked_for_again_G3),
		cmocka_unit_test(one_record_settles_another_once_G5),
		cmocka_unit_test(work_names_a_sign_in_of_its_user_G9),
		cmocka_unit_test(what_the_server_could_not_read_gets_no_place),
		cmocka_unit_test(it_warns_and_refuses_by_records_G8),
		cmocka_unit_test(it_refuses_by_bytes_G8),
		cmocka_unit_test(a_full_disk_saves_nothing_G3),
		cmocka_unit_test(a_failed_write_saves_nothing_G3),
		cmocka_unit_test(what_failed_to_commit_is_not_there_later),
		cmocka_unit_test(two_do_not_open_it),
		cmocka_unit_test(file_systems_that_forget_are_refused),
		cmocka_unit_test(old_work_goes_what_is_open_stays_G10),
		cmocka_unit_test(drafts_wait_for_their_user),
		cmocka_unit_test(every_column_is_guarded_G4),
		cmocka_unit_test(a_lost_record_is_named_and_the_rest_sent_G4),
		cmocka_unit_test(swapped_and_replayed_records_are_found_G4),
		cmocka_unit_test(yesterdays_file_is_found_out_G4),
		cmocka_unit_test(a_servers_answer_says_how_far_it_is),
		cmocka_unit_test(a_lost_file_goes_on_behind_the_server),
		cmocka_unit_test(a_restored_server_is_given_again_what_it_lost_G10),
		cmocka_unit_test(a_batch_the_server_cannot_read_does_not_stop_the_rest),
		cmocka_unit_test(a_senseless_answer_changes_nothing),
		cmocka_unit_test(the_screens_get_what_is_open_and_the_latest_done_G8),
	};

	if (!secure_init())
		return 1;
	secure_sign_key(&key);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
