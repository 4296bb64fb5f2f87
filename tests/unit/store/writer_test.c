/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/chan.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/thread.h"
#include "lib/db.h"
#include "lib/scratch.h"
#include "store/fake.h"
#include "store/writer.h"

#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <cmocka.h>

#define THREADS 8
#define JOBS    500
#define GROUP   4
#define ADD     "INSERT INTO done (id) VALUES (:id)"

enum kind {
	WRITE,
	REFUSE,       /* by a read */
	WRITE_REFUSE, /* wrote and says so */
	WRITE_LIE,    /* wrote and does not say so */
	OPEN_ROWS,    /* leaves a statement in the middle of its rows */
	COMMIT_SELF,
};

struct task {
	struct writer *w;
	enum kind kind;
	int64_t id;
	int runs;
	bool ok;
	struct error error;
};

/* Jobs that must be with the writer before the first of them goes on. */
static int assemble;

static bool add(struct store *s, int64_t id, struct error *e)
{
	struct query *q = store_query(s, ADD, e);

	if (!q)
		return false;
	query_int(q, ":id", id);
	return query_run(q, e);
}

static bool run_task(struct store *s, void *arg, bool *wrote, struct error *e)
{
	struct task *t = arg;

	t->runs++;
	while (writer_waiting(t->w) < assemble)
		sched_yield();
	assemble = 0;
	switch (t->kind) {
	case WRITE:
		return *wrote = true, add(s, t->id, e);
	case REFUSE:
		return error_set(e, ERR_NO_STOCK, "article", "%d", 3);
	case WRITE_REFUSE:
	case WRITE_LIE:
		*wrote = t->kind == WRITE_REFUSE;
		return add(s, t->id, e) && error_set(e, ERR_STATUS, NULL, "closed");
	case OPEN_ROWS:
		return query_step(store_query(s, "SELECT 1 UNION SELECT 2", e), e) == QUERY_ROW && add(s, t->id, e);
	case COMMIT_SELF:
		return store_commit(s, e);
	}
	return false;
}

static void do_task(void *arg)
{
	struct task *t = arg;

	t->ok = writer_do(t->w, (struct writer_job){.run = run_task, .arg = t}, &t->error);
}

static const char *fresh(const char *name)
{
	const char *path = scratch(name);
	struct store *s = db_open(path, STORE_WRITER);

	db_exec(s, "CREATE TABLE done (id INTEGER PRIMARY KEY)");
	store_close(&s);
	return path;
}

static int64_t count_done(const char *path)
{
	struct store *s = db_open(path, STORE_READER);
	int64_t n = db_ask(s, "SELECT count(*) FROM done");

	store_close(&s);
	return n;
}

struct client {
	struct writer *w;
	int64_t first;
	int failed;
};

/* Every seventh is refused after it wrote, every fifth by a read. */
static enum kind kind_of(int64_t id)
{
	return id % 7 == 0 ? WRITE_REFUSE : id % 5 == 0 ? REFUSE : WRITE;
}

static void do_many(void *arg)
{
	struct client *c = arg;

	for (int64_t id = c->first; id < c->first + JOBS; id++) {
		struct task t = {.w = c->w, .kind = kind_of(id), .id = id};

		do_task(&t);
		c->failed += t.ok != (t.kind == WRITE);
	}
}

static void every_job_is_applied_once(void **state)
{
	const char *path = fresh("once.db");
	struct writer *w = writer_start(path, NULL);
	struct client clients[THREADS];
	struct thread *threads[THREADS];
	int64_t wanted = 0;

	(void)state;
	for (int i = 0; i < THREADS; i++) {
		clients[i] = (struct client){.w = w, .first = 1 + i * JOBS};
		threads[i] = thread_start("client", do_many, &clients[i]);
	}
	for (int i = 0; i < THREADS; i++) {
		thread_join(&threads[i]);
		assert_int_equal(clients[i].failed, 0);
	}
	for (int64_t id = 1; id <= THREADS * JOBS; id++)
		wanted += kind_of(id) == WRITE;
	assert_int_equal(writer_waiting(w), 0);
	/* Durable when answered, not only when the writer stops. */
	assert_int_equal(count_done(path), wanted);
	writer_stop(&w);
	assert_null(w);
	assert_int_equal(count_done(path), wanted);
}

/* Gives the writer GROUP jobs at once: the first holds it until all are there. */
static void do_group(struct writer *w, struct task tasks[GROUP])
{
	struct thread *threads[GROUP];

	assemble = GROUP;
	clock_set_for_test(-1, 1000); /* so that 10 ms never pass */
	for (int i = 0; i < GROUP; i++) {
		tasks[i].w = w;
		tasks[i].id = i + 1;
		threads[i] = thread_start("client", do_task, &tasks[i]);
	}
	for (int i = 0; i < GROUP; i++)
		thread_join(&threads[i]);
	clock_set_for_test(-1, -1);
}

static void one_that_fails_hurts_no_other(void **state)
{
	static const enum kind bad[] = {WRITE_REFUSE, WRITE_LIE, REFUSE, COMMIT_SELF};
	static const enum error_code codes[] = {ERR_STATUS, ERR_STATUS, ERR_NO_STOCK, ERR_STORE};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *path = fresh(i == 0 ? "b0.db" : i == 1 ? "b1.db" : i == 2 ? "b2.db" : "b3.db");
		struct writer *w = writer_start(path, NULL);
		struct task tasks[GROUP] = {{.kind = WRITE}, {.kind = bad[i]}, {.kind = OPEN_ROWS}, {.kind = WRITE}};

		if (bad[i] == COMMIT_SELF)
			tasks[0].kind = tasks[2].kind = tasks[3].kind = REFUSE;
		do_group(w, tasks);
		assert_false(tasks[1].ok);
		assert_int_equal(tasks[1].error.code, codes[i]);
		for (int j = 0; j < GROUP; j++)
			if (j != 1)
				assert_int_equal(tasks[j].ok, tasks[j].kind != REFUSE);
		if (bad[i] == REFUSE) {
			assert_string_equal(tasks[1].error.field, "article");
			assert_string_equal(tasks[1].error.detail, "3");
		}
		writer_stop(&w);
		assert_int_equal(count_done(path), bad[i] == COMMIT_SELF ? 0 : 3);
	}
}

static bool write_much(struct store *s, void *arg, bool *wrote, struct error *e)
{
	(void)arg;
	*wrote = true;
	return store_exec(s, "INSERT INTO much VALUES (zeroblob(500000))", e);
}

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* The kernel refuses the write: that job is lost and told so, the next is not. */
static void work_goes_on_after_a_failed_write(void **state)
{
	const char *path = fresh("limit.db");
	struct store *s = db_open(path, STORE_WRITER);
	struct task t = {.id = 1};
	struct error e = {0};

	(void)state;
	db_exec(s, "CREATE TABLE much (x)");
	store_close(&s);
	t.w = writer_start(path, NULL);
	signal(SIGXFSZ, SIG_IGN);
	limit_files(100000);
	assert_false(writer_do(t.w, (struct writer_job){.run = write_much}, &e));
	limit_files(RLIM_INFINITY);
	assert_int_equal(e.code, ERR_IO);
	do_task(&t);
	assert_true(t.ok);
	writer_stop(&t.w);
	assert_int_equal(count_done(path), 1);
	s = db_open(path, STORE_READER);
	assert_int_equal(db_ask(s, "SELECT count(*) FROM much"), 0);
	store_close(&s);
}

static void a_missing_folder_is_an_error(void **state)
{
	struct error e = {0};

	(void)state;
	assert_null(writer_start(scratch("no/such/folder.db"), &e));
	assert_int_equal(e.code, ERR_IO);
}

static struct store *open_fake(void *arg, struct error *e)
{
	struct fake *f = arg;

	(void)e;
	return fake_open(f);
}

static struct writer *fake_writer(struct fake *f, int idle_ms)
{
	struct writer_options options = {.open = open_fake, .arg = f, .idle_ms = idle_ms};

	return writer_start_with(&options, NULL);
}

#define ADDED                                                                                                                              \
	{                                                                                                                                  \
		.sql = ADD, .changes = 1                                                                                                   \
	}
#define CHECKPOINTED                                                                                                                       \
	{                                                                                                                                  \
		.sql = "CHECKPOINT TRUNCATE"                                                                                               \
	}
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void what_comes_together_is_one_commit(void **state)
{
	static const struct fake_line lines[] = {
	        CHECKPOINTED, {.sql = "BEGIN"}, ADDED, ADDED, ADDED, ADDED, {.sql = "COMMIT"}, CHECKPOINTED};
	struct fake f = {.lines = lines, .n = COUNT(lines)};
	struct writer *w = fake_writer(&f, -1);
	struct task tasks[GROUP] = {0};

	(void)state;
	do_group(w, tasks);
	writer_stop(&w);
	assert_string_equal(f.wrong, "");
	assert_true(fake_kept(&f));
	for (int i = 0; i < GROUP; i++) {
		assert_true(tasks[i].ok);
		assert_int_equal(tasks[i].runs, 1);
	}
}

/* A failed fsync: refused, not tried again, and nothing more of that connection. */
static void a_failed_write_is_final(void **state)
{
	static const struct fake_line lines[] = {CHECKPOINTED, {.sql = "BEGIN"}, ADDED, ADDED, ADDED, ADDED,
	        {.sql = "COMMIT", .fail = ERR_IO}, {.sql = "BEGIN"}, ADDED, {.sql = "COMMIT"}, CHECKPOINTED};
	struct fake f = {.lines = lines, .n = COUNT(lines)};
	struct writer *w = fake_writer(&f, -1);
	struct task tasks[GROUP] = {0}, after = {.w = w, .id = 9};

	(void)state;
	do_group(w, tasks);
	for (int i = 0; i < GROUP; i++) {
		assert_false(tasks[i].ok);
		assert_int_equal(tasks[i].error.code, ERR_IO);
		assert_int_equal(tasks[i].runs, 1);
	}
	assert_int_equal(f.opened, 2);
	do_task(&after);
	assert_true(after.ok);
	writer_stop(&w);
	assert_string_equal(f.wrong, "");
	assert_true(fake_kept(&f));
}

/* A full disk: nothing of the group is on it, so each is tried alone. */
static void a_group_that_is_too_large_is_tried_one_by_one(void **state)
{
	static const struct fake_line lines[] = {CHECKPOINTED, {.sql = "BEGIN"}, ADDED, ADDED, ADDED, ADDED,
	        {.sql = "COMMIT", .fail = ERR_DISK_FULL}, {.sql = "BEGIN"}, ADDED, {.sql = "COMMIT"}, {.sql = "BEGIN"}, ADDED,
	        {.sql = "COMMIT", .fail = ERR_DISK_FULL}, {.sql = "BEGIN"}, {.sql = ADD, .fail = ERR_DISK_FULL}, {.sql = "BEGIN"}, ADDED,
	        {.sql = "COMMIT"}, CHECKPOINTED};
	struct fake f = {.lines = lines, .n = COUNT(lines)};
	struct writer *w = fake_writer(&f, -1);
	struct task tasks[GROUP] = {0};
	int ok = 0;

	(void)state;
	do_group(w, tasks);
	for (int i = 0; i < GROUP; i++) {
		ok += tasks[i].ok;
		assert_true(tasks[i].ok || tasks[i].error.code == ERR_DISK_FULL);
		assert_int_equal(tasks[i].runs, 2);
	}
	assert_int_equal(ok, 2);
	assert_int_equal(f.opened, 1);
	writer_stop(&w);
	assert_string_equal(f.wrong, "");
	assert_true(fake_kept(&f));
}

static void a_broken_connection_inside_a_job_is_renewed(void **state)
{
	static const struct fake_line lines[] = {CHECKPOINTED, {.sql = "BEGIN"}, {.sql = ADD, .fail = ERR_IO},
	        {.sql = "BEGIN", .fail = ERR_BUSY}, {.sql = "BEGIN"}, ADDED, {.sql = "COMMIT"}, CHECKPOINTED};
	static const enum error_code codes[] = {ERR_IO, ERR_BUSY, ERR_NONE};
	struct fake f = {.lines = lines, .n = COUNT(lines)};
	struct writer *w = fake_writer(&f, -1);

	(void)state;
	for (size_t i = 0; i < COUNT(codes); i++) {
		struct task t = {.w = w, .id = 1};

		do_task(&t);
		assert_int_equal(t.error.code, codes[i]);
		assert_int_equal(t.ok, codes[i] == ERR_NONE);
	}
	assert_int_equal(f.opened, 2);
	writer_stop(&w);
	assert_true(fake_kept(&f));
}

static void tell(void *arg)
{
	chan_send(arg, arg);
}

static void it_checkpoints_when_nothing_waits(void **state)
{
	struct chan *told = chan_new(0);
	struct fake_line lines[] = {
	        CHECKPOINTED, {.sql = "BEGIN"}, ADDED, {.sql = "COMMIT"}, {.sql = "CHECKPOINT", .then = tell, .arg = told}};
	struct fake f = {.lines = lines, .n = COUNT(lines)};
	struct writer *w = fake_writer(&f, 1);
	struct task t = {.w = w};

	(void)state;
	do_task(&t);
	assert_true(t.ok);
	assert_non_null(chan_wait(told, 10000));
	writer_stop(&w); /* with nothing more to checkpoint */
	assert_string_equal(f.wrong, "");
	assert_true(fake_kept(&f));
	chan_free(&told);
}

/* And when a reader is in the way not again at every commit. */
static void it_checkpoints_at_64_mib(void **state)
{
	static const struct fake_line lines[] = {CHECKPOINTED, {.sql = "BEGIN"}, ADDED, {.sql = "COMMIT"},
	        {.sql = "CHECKPOINT TRUNCATE", .fail = ERR_BUSY}, {.sql = "BEGIN"}, ADDED, {.sql = "COMMIT"}, {.sql = "BEGIN"}, ADDED,
	        {.sql = "COMMIT"}, CHECKPOINTED, {.sql = "BEGIN"}, ADDED, {.sql = "COMMIT"}, CHECKPOINTED};
	static const int mib[] = {64, 127, 128, 63};
	struct fake f = {.lines = lines, .n = COUNT(lines)};
	struct writer *w = fake_writer(&f, -1);

	(void)state;
	for (size_t i = 0; i < COUNT(mib); i++) {
		struct task t = {.w = w};

		f.wal_bytes = (int64_t)mib[i] << 20;
		do_task(&t);
		assert_true(t.ok);
	}
	writer_stop(&w);
	assert_string_equal(f.wrong, "");
	assert_true(fake_kept(&f));
}

static int quiet(void **state)
{
	(void)state;
	log_to(-1, LOG_ERROR);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(every_job_is_applied_once),
	        cmocka_unit_test(one_that_fails_hurts_no_other),
	        cmocka_unit_test(work_goes_on_after_a_failed_write),
		cmocka_unit_test(a_missing_folder_is_an_error),
	        cmocka_unit_test(what_comes_together_is_one_commit),
	        cmocka_unit_test(a_failed_write_is_final),
	        cmocka_unit_test(a_group_that_is_too_large_is_tried_one_by_one),
	        cmocka_unit_test(a_broken_connection_inside_a_job_is_renewed),
	        cmocka_unit_test(it_checkpoints_when_nothing_waits),
	        cmocka_unit_test(it_checkpoints_at_64_mib),
	};

	return cmocka_run_group_tests(tests, quiet, NULL);
}
