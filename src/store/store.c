/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "store/store_driver.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct store *store_open(const char *path, enum store_mode mode, struct error *e)
{
	return sqlite_store.open(path, mode, e);
}

/* Of the length and the last bytes, where statements differ: they are long,
 * and the whole text is compared anyway. */
static uint32_t text_hash(const char *s)
{
	size_t len = strlen(s), n = len < 24 ? len : 24;
	uint32_t h = 2166136261u ^ (uint32_t)len; /* FNV-1a */

	for (s += len - n; n > 0; s++, n--)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h;
}

static void set_open(struct query *q, bool open)
{
	q->store->open += (int)open - (int)q->open;
	q->open = open;
}

static void use_unlink(struct query *q)
{
	struct store *s = q->store;

	*(q->newer ? &q->newer->older : &s->newest) = q->older;
	*(q->older ? &q->older->newer : &s->oldest) = q->newer;
	q->newer = q->older = NULL;
}

static void use_newest(struct query *q)
{
	struct store *s = q->store;

	q->older = s->newest;
	*(s->newest ? &s->newest->newer : &s->oldest) = q;
	s->newest = q;
}

static void query_drop(struct query *q)
{
	struct store *s = q->store;
	struct query **at = &s->chains[q->hash % STORE_CHAINS];

	while (*at != q)
		at = &(*at)->chain;
	*at = q->chain;
	use_unlink(q);
	set_open(q, false);
	s->queries--;
	free(q->sql);
	s->ops->finalize(q);
}

/* Keeps the cache in its limit; the open ones stay, however many. */
static void evict(struct store *s)
{
	struct query *q = s->oldest;

	while (q && s->queries >= STORE_QUERIES_MOST) {
		struct query *newer = q->newer;

		if (!q->open)
			query_drop(q);
		q = newer;
	}
}

static struct query *query_add(struct store *s, const char *sql, uint32_t hash, struct error *e)
{
	struct query *q = s->ops->prepare(s, sql, e);

	if (!q)
		return NULL;
	evict(s);
	q->store = s;
	q->sql = xstrdup(sql);
	q->hash = hash;
	q->chain = s->chains[hash % STORE_CHAINS];
	s->chains[hash % STORE_CHAINS] = q;
	s->queries++;
	use_newest(q);
	return q;
}

struct query *store_query(struct store *s, const char *sql, struct error *e)
{
	uint32_t hash = text_hash(sql);
	struct query *q = s->chains[hash % STORE_CHAINS];

	while (q && (q->open || q->hash != hash || strcmp(q->sql, sql) != 0))
		q = q->chain;
	if (!q)
		return query_add(s, sql, hash, e);
	use_unlink(q);
	use_newest(q);
	s->ops->unbind(q);
	q->bad.code = ERR_NONE;
	return q;
}

void store_close(struct store **s)
{
	if (!*s)
		return;
	while ((*s)->newest)
		query_drop((*s)->newest);
	(*s)->ops->close(*s);
	*s = NULL;
}

bool store_exec(struct store *s, const char *sql, struct error *e)
{
	return s->ops->exec(s, sql, e);
}

static void query_bind(struct query *q, const char *name, struct value v)
{
	assert(!q->open);
	q->store->ops->bind(q, name, &v, &q->bad);
}

void query_int(struct query *q, const char *name, int64_t value)
{
	query_bind(q, name, (struct value){.kind = VALUE_INT, .number = value});
}

static void bind_text(struct query *q, const char *name, const char *value, bool kept)
{
	if (value)
		query_bind(q, name, (struct value){.kind = VALUE_TEXT, .data = value, .len = strlen(value), .kept = kept});
	else
		query_null(q, name);
}

void query_text(struct query *q, const char *name, const char *value)
{
	bind_text(q, name, value, false);
}

void query_text_kept(struct query *q, const char *name, const char *value)
{
	bind_text(q, name, value, true);
}

void query_blob(struct query *q, const char *name, const void *data, size_t len)
{
	query_bind(q, name, (struct value){.kind = VALUE_BLOB, .data = data ? data : "", .len = data ? len : 0});
}

void query_null(struct query *q, const char *name)
{
	query_bind(q, name, (struct value){.kind = VALUE_NULL});
}

enum query_step query_step(struct query *q, struct error *e)
{
	enum query_step step;

	if (q->bad.code != ERR_NONE) {
		error_set(e, q->bad.code, q->bad.field, "%s", q->bad.detail);
		query_done(q);
		return QUERY_FAIL;
	}
	step = q->store->ops->step(q, e);
	set_open(q, step == QUERY_ROW);
	if (step != QUERY_ROW)
		q->store->ops->reset(q);
	return step;
}

void query_done(struct query *q)
{
	if (!q)
		return;
	q->store->ops->reset(q);
	set_open(q, false);
}

bool query_run(struct query *q, struct error *e)
{
	enum query_step step;

	do
		step = query_step(q, e);
	while (step == QUERY_ROW);
	return step == QUERY_DONE;
}

int query_columns(const struct query *q)
{
	return q->store->ops->columns(q);
}

const char *query_column_name(const struct query *q, int column)
{
	return q->store->ops->column_name(q, column);
}

bool query_is_null(const struct query *q, int column)
{
	return q->store->ops->is_null(q, column);
}

int64_t query_get_int(const struct query *q, int column)
{
	return q->store->ops->get_int(q, column);
}

const char *query_get_text(const struct query *q, int column)
{
	const char *text = q->store->ops->get_text(q, column);

	return text ? text : "";
}

const void *query_get_blob(const struct query *q, int column, size_t *len)
{
	return q->store->ops->get_blob(q, column, len);
}

bool store_end_queries(struct store *s)
{
	bool any = s->open > 0;

	for (struct query *q = s->newest; q && s->open > 0; q = q->older)
		if (q->open)
			query_done(q);
	return any;
}

bool store_begin(struct store *s, struct error *e)
{
	return s->ops->begin(s, e);
}

bool store_commit(struct store *s, struct error *e)
{
	if (s->ops->commit(s, e))
		return true;
	store_rollback(s);
	return false;
}

void store_rollback(struct store *s)
{
	store_end_queries(s);
	if (s->ops->in_transaction(s))
		s->ops->rollback(s);
}

bool store_in_transaction(struct store *s)
{
	return s->ops->in_transaction(s);
}

int64_t store_last_id(struct store *s)
{
	return s->ops->last_id(s);
}

int64_t store_changes(struct store *s)
{
	return s->ops->changes(s);
}

int64_t store_changes_ever(struct store *s)
{
	return s->ops->changes_ever(s);
}

bool store_checkpoint(struct store *s, bool truncate, struct error *e)
{
	assert(s->mode != STORE_READER);
	return s->ops->checkpoint(s, truncate, e);
}

int64_t store_wal_bytes(struct store *s)
{
	return s->ops->wal_bytes(s);
}

void store_interrupt(struct store *s)
{
	s->ops->interrupt(s);
}

char *store_plan(struct store *s, struct arena *a, const char *sql, struct error *e)
{
	return s->ops->plan(s, a, sql, e);
}

int64_t store_ask_int(struct store *s, const char *sql, int64_t or_else)
{
	struct query *q = store_query(s, sql, NULL);
	int64_t answer = or_else;

	if (q && query_step(q, NULL) == QUERY_ROW && !query_is_null(q, 0))
		answer = query_get_int(q, 0);
	query_done(q);
	return answer;
}

bool store_ask_text(struct store *s, const char *sql, char *out, size_t size)
{
	struct query *q = store_query(s, sql, NULL);
	bool found = q && query_step(q, NULL) == QUERY_ROW;

	str_copy(out, size, found ? query_get_text(q, 0) : "");
	query_done(q);
	return found;
}
