/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/auth/directory.h"

#include "base/arena.h"
#include "base/chan.h"
#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "base/thread.h"
#include "server/auth/throttle.h"
#include "store/migrate.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

#define READERS  4
#define FLUSH_MS 1000
#define MIGRATIONS "src/model/sql/directory/"

void directory_used(struct directory *d, int64_t session, int64_t now_ms)
{
	size_t i = 0;

	gate_enter(d->gate);
	while (i < d->used_count && d->used[i].session != session)
		i++;
	if (i == d->used_room) {
		d->used_room = d->used_room ? d->used_room * 2 : 64;
		d->used = xrealloc(d->used, d->used_room * sizeof *d->used);
	}
	d->used[i] = (struct used){session, now_ms};
	if (i == d->used_count)
		d->used_count++;
	gate_leave(d->gate);
}

struct flush {
	struct used *list;
	size_t count;
};

static bool write_used(struct store *s, void *arg, bool *wrote, struct error *e)
{
	const struct flush *f = arg;

	*wrote = true;
	for (size_t i = 0; i < f->count; i++) {
		struct query *q = store_query(s, "UPDATE session SET used = max(used, :at) WHERE id = :id", e);

		if (!q)
			return false;
		query_int(q, ":at", f->list[i].at_ms);
		query_int(q, ":id", f->list[i].session);
		if (!query_run(q, e))
			return false;
	}
	return throttle_forget(s, e);
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

	while (!chan_closed(d->stop)) {
		struct error e = {0};

		chan_wait(d->stop, FLUSH_MS);
		if (!directory_flush(d, &e))
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
