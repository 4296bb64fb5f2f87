/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/auth/directory.h"

#include "base/arena.h"
#include "base/chan.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "base/thread.h"
#include "base/uuid.h"
#include "server/auth/throttle.h"
#include "store/migrate.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

#define READERS  4
#define FLUSH_MS 1000
#define SWEEP_MS (INT64_C(60) * 1000)
#define MIGRATIONS "src/model/sql/directory/"

void directory_used(struct directory *d, int64_t session, const char *terminal, int64_t now_ms)
{
	size_t i = 0;

	gate_enter(d->gate);
	while (i < d->used_count && (d->used[i].session != session || !str_eq(d->used[i].terminal, terminal)))
		i++;
	if (i == d->used_room) {
		d->used_room = d->used_room ? d->used_room * 2 : 64;
		d->used = xrealloc(d->used, d->used_room * sizeof *d->used);
	}
	d->used[i] = (struct used){.session = session, .at_ms = now_ms};
	str_copy(d->used[i].terminal, sizeof d->used[i].terminal, terminal);
	if (i == d->used_count)
		d->used_count++;
	gate_leave(d->gate);
}

struct flush {
	struct used *list;
	size_t count;
};

static bool write_use(struct store *s, const struct used *u, struct error *e)
{
	if (u->session)
		return sql_run(s, "UPDATE session SET used = max(used, :at) WHERE id = :id",
			(struct bind[]){{":at", .n = u->at_ms}, {":id", .n = u->session}, {0}}, e);
	return sql_run(s, "UPDATE terminal SET contact = max(contact, :at) WHERE id = :id",
		(struct bind[]){{":at", .n = u->at_ms}, {":id", .text = u->terminal}, {0}}, e);
}

static bool write_used(struct store *s, void *arg, bool *wrote, struct error *e)
{
	const struct flush *f = arg;

	*wrote = true;
	for (size_t i = 0; i < f->count; i++)
		if (!write_use(s, &f->list[i], e))
			return false;
	return true;
}

/* What strangers left behind goes whether anybody works or not. */
static bool sweep_run(struct store *s, void *arg, struct error *e)
{
	(void)arg;
	return throttle_forget(s, e) &&
		sql_run(s, "DELETE FROM attempt WHERE expires < :now", (struct bind[]){{":now", .n = clock_now_ms()}, {0}}, e);
}

bool directory_flush(struct directory *d, struct error *e)
{
	struct flush f;
	bool ok;

	gate_enter(d->gate);
	f = (struct flush){d->used, d->used_count};
	d->used = NULL;
	d->used_count = d->used_room = 0;
	gate_leave(d->gate);
	ok = f.count == 0 || writer_do(d->writer, (struct writer_job){write_used, &f}, e);
	free(f.list);
	return ok;
}

static void flush_loop(void *arg)
{
	struct directory *d = arg;
	int64_t swept_ms = 0;

	while (!chan_closed(d->stop)) {
		struct error e = {0};
		int64_t now_ms = clock_mono_ms();
		bool due = now_ms - swept_ms >= SWEEP_MS;

		chan_wait(d->stop, FLUSH_MS);
		if (due)
			swept_ms = now_ms;
		if (!directory_flush(d, &e) || (due && !directory_do(d, sweep_run, NULL, NULL, &e)))
			log_event(LOG_WARN, "directory.flush", "code", error_rows[e.code].code, "detail", e.detail, NULL);
	}
}

static bool read_epoch(struct directory *d, struct error *e)
{
	struct store *s = pool_take(d->pool, e);
	struct query *q;

	if (!s)
		return false;
	if (migrate_waiting(s, MIGRATIONS, e) == 0) {
		q = store_query(s, "SELECT value FROM meta WHERE name = 'epoch'", e);
		if (q && query_step(q, e) == QUERY_ROW)
			str_copy(d->epoch, sizeof d->epoch, query_get_text(q, 0));
		query_done(q);
	} else {
		error_set(e, ERR_STORE, NULL, "the directory is of another version: run wmsd migrate");
	}
	pool_give(d->pool, s);
	return d->epoch[0] || error_set(e, ERR_CORRUPT, NULL, "the directory has no epoch");
}

struct directory *directory_open(const char *path, struct error *e)
{
	struct directory *d = xcalloc(1, sizeof *d);

	d->opened_ms = clock_now_ms();
	d->gate = gate_new();
	d->stop = chan_new(0);
	d->pool = pool_open(path, READERS, e);
	if (d->pool && read_epoch(d, e))
		d->writer = writer_start(path, e);
	if (!d->writer) {
		directory_close(&d);
		return NULL;
	}
	d->flusher = thread_start("flusher", flush_loop, d);
	return d;
}

void directory_close(struct directory **d)
{
	if (!*d)
		return;
	chan_close((*d)->stop);
	thread_join(&(*d)->flusher);
	if ((*d)->writer)
		directory_flush(*d, NULL);
	writer_stop(&(*d)->writer);
	pool_close(&(*d)->pool);
	chan_free(&(*d)->stop);
	gate_free(&(*d)->gate);
	free((*d)->used);
	free(*d);
	*d = NULL;
}

const char *directory_epoch(struct directory *d)
{
	return d->epoch;
}

void directory_serve(struct directory *d, struct pool *tenant, const struct vault *v)
{
	d->tenant = tenant;
	d->vault = *v;
}

struct query *sql_ask(struct store *s, const char *sql, const struct bind *b, struct error *e)
{
	struct query *q = store_query(s, sql, e);

	for (; q && b->name; b++) {
		if (b->text)
			query_text(q, b->name, b->text);
		else if (b->blob)
			query_blob(q, b->name, b->blob, b->len);
		else
			query_int(q, b->name, b->n);
	}
	return q;
}

bool sql_run(struct store *s, const char *sql, const struct bind *b, struct error *e)
{
	struct query *q = sql_ask(s, sql, b, e);

	return q && query_run(q, e);
}

struct deed {
	directory_job *run;
	void *arg;
	const char *audit;
};

static bool deed_run(struct store *s, void *arg, bool *wrote, struct error *e)
{
	const struct deed *x = arg;
	char id[UUID_LEN + 1];

	*wrote = true;
	if (!x->run(s, x->arg, e))
		return false;
	uuid_new(id);
	return !x->audit || sql_run(s, "INSERT INTO audit_waiting (id, entry) VALUES (:id, :entry)",
		(struct bind[]){{":id", .text = id}, {":entry", .text = x->audit}, {0}}, e);
}

bool directory_do(struct directory *d, directory_job *run, void *arg, const char *audit, struct error *e)
{
	struct deed x = {run, arg, audit};

	return writer_do(d->writer, (struct writer_job){deed_run, &x}, e);
}

bool readers_take(struct directory *d, struct readers *r, struct error *e)
{
	*r = (struct readers){pool_take(d->pool, e), NULL};
	if (r->directory && d->tenant)
		r->tenant = pool_take(d->tenant, e);
	if (r->tenant)
		return true;
	error_set(e, ERR_INTERNAL, NULL, "the directory serves no tenant");
	readers_give(d, r);
	return false;
}

void readers_give(struct directory *d, struct readers *r)
{
	if (r->directory)
		pool_give(d->pool, r->directory);
	if (r->tenant)
		pool_give(d->tenant, r->tenant);
	*r = (struct readers){0};
}

bool auth_audit_next(struct directory *d, struct arena *a, const char **id, const char **entry, struct error *e)
{
	struct store *s = pool_take(d->pool, e);
	struct query *q = s ? store_query(s, "SELECT id, entry FROM audit_waiting ORDER BY id LIMIT 1", e) : NULL;
	bool found = q && query_step(q, e) == QUERY_ROW;

	if (found) {
		*id = arena_strdup(a, query_get_text(q, 0));
		*entry = arena_strdup(a, query_get_text(q, 1));
	}
	query_done(q);
	if (s)
		pool_give(d->pool, s);
	return found;
}

static bool audit_done(struct store *s, void *arg, struct error *e)
{
	return sql_run(s, "DELETE FROM audit_waiting WHERE id = :id", (struct bind[]){{":id", .text = arg}, {0}}, e);
}

bool auth_audit_done(struct directory *d, const char *id, struct error *e)
{
	return directory_do(d, audit_done, (void *)(uintptr_t)id, NULL, e);
}
