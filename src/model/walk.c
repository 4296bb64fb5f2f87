/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/walk.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "model/sql.h"
#include "model/stmt.h"
#include "store/store.h"

#include <string.h>

enum { CHUNK_LEAST = 8, CHUNK_MOST = 1000 };

/* What was read of one stream and not yet taken. */
struct found {
	struct cursor at;
	bool matches;
};

struct stream {
	struct found *found;
	size_t count, taken;
	size_t chunk; /* rows asked for at once; more each time where rows are checked */
	bool ended;
	bool has_last; /* goes on behind last */
	struct cursor last;
};

/* Whether rows are checked one by one for what is searched for. */
static bool is_checked(const struct walk *w)
{
	return w->search.count > 0 && !w->search.picked;
}

static bool by_lead_scope(const struct walk *w)
{
	const struct resource *r = w->q->resource;

	return w->lead == (r->lead < 0 ? NULL : r->scope[r->lead]);
}

void walk_source(struct stmt *st, struct walk *w, const struct where_walk *how)
{
	const struct list_request *q = w->q;

	stmt_add(st, " FROM \"%s\" t WHERE ", q->resource->table);
	if (w->picked) {
		stmt_add(st, "t.\"id\" IN (SELECT value FROM json_each(");
		stmt_text(st, w->picked);
		stmt_add(st, "))");
	} else if (w->lead) {
		stmt_add(st, "t.\"%s\" = :lead", w->lead->name);
	} else {
		stmt_add(st, "1");
	}
	where_fixed(st, q, !w->picked && by_lead_scope(w));
	where_scope(st, q->resource, q->scope, "t", w->lead_dim);
	where_filters(st, q, how);
}

/* Beyond the place it goes on from.  Of few picked rows all is checked in one. */
static void put_from(struct stmt *st, const struct walk *w, enum where_from from)
{
	const char *beyond = w->descending ? "<" : ">";

	if (from == FROM_START)
		return;
	stmt_add(st, " AND %s", w->picked ? "(+" : "");
	sql_sort_name(st->sql, "t", w->sort);
	if (from == FROM_TIE) {
		stmt_add(st, " = :key AND t.\"id\" %s :id", beyond);
		return;
	}
	stmt_add(st, " %s :key", beyond);
	if (!w->picked)
		return;
	stmt_add(st, " OR (+");
	sql_sort_name(st->sql, "t", w->sort);
	stmt_add(st, " = :key AND +t.\"id\" %s :id))", beyond);
}

const struct stmt *walk_stmt(struct walk *w, enum where_from from)
{
	struct where_walk how = {.sort = w->sort, .descending = w->descending, .from = from};
	const char *way = w->descending ? " DESC" : "";
	struct stmt *st = w->stmts[from];

	if (st)
		return st;
	st = w->stmts[from] = stmt_new(w->arena);
	stmt_add(st, "SELECT t.\"id\", ");
	sql_sort_name(st->sql, "t", w->sort);
	if (is_checked(w)) {
		stmt_add(st, ", ");
		search_check(st, &w->search);
	}
	walk_source(st, w, w->picked ? NULL : &how);
	if (w->search.picked) {
		stmt_add(st, " AND ");
		search_check(st, &w->search);
	}
	put_from(st, w, from);
	stmt_add(st, " ORDER BY ");
	sql_sort_name(st->sql, "t", w->sort);
	stmt_add(st, "%s, t.\"id\"%s LIMIT :limit", way, way);
	return st;
}

static void read_found(const struct walk *w, const struct query *row, struct found *out)
{
	out->at.id = query_get_int(row, 0);
	out->at.key = sql_value(row, 1, types[w->sort->type].is_text);
	if (out->at.key.is_text)
		out->at.key.text = arena_strdup(w->arena, out->at.key.text);
	out->matches = !is_checked(w) || query_get_int(row, 2);
}

/* Runs one statement of the stream: up to `most` rows more. */
static bool fetch(struct walk *w, struct stream *s, enum where_from from, size_t most, struct error *e)
{
	struct query *row = stmt_open(w->store, walk_stmt(w, from), e);
	enum query_step step;

	if (!row)
		return false;
	if (w->lead)
		query_int(row, ":lead", w->leads[s - w->streams]);
	if (from != FROM_START)
		sql_bind(row, ":key", &s->last.key);
	if (from == FROM_TIE || (from == FROM_AFTER && w->picked))
		query_int(row, ":id", s->last.id);
	query_int(row, ":limit", (int64_t)most);
	while ((step = query_step(row, e)) == QUERY_ROW)
		read_found(w, row, &s->found[s->count++]);
	return step == QUERY_DONE;
}

/* Room for the next chunk. */
static void grow(struct walk *w, struct stream *s)
{
	size_t chunk = s->found && is_checked(w) && s->chunk < CHUNK_MOST ? s->chunk * 2 : s->chunk;

	if (!s->found || chunk > s->chunk)
		s->found = arena_array(w->arena, struct found, chunk);
	s->chunk = chunk;
	s->count = s->taken = 0;
}

/* The next chunk: the rest of the same sorted value first, then what is after. */
static bool refill(struct walk *w, struct stream *s, struct error *e)
{
	grow(w, s);
	if (!s->has_last) {
		if (!fetch(w, s, FROM_START, s->chunk, e))
			return false;
	} else {
		if (!w->picked && !fetch(w, s, FROM_TIE, s->chunk, e))
			return false;
		if (s->count < s->chunk && !fetch(w, s, FROM_AFTER, s->chunk - s->count, e))
			return false;
	}
	s->ended = s->count < s->chunk;
	s->has_last = s->has_last || s->count > 0;
	if (s->count)
		s->last = s->found[s->count - 1].at;
	w->walked += s->count;
	return true;
}

static void start(struct walk *w, size_t most)
{
	size_t chunk = w->lead_count > 1 ? most / w->lead_count + CHUNK_LEAST : most;

	w->streams = arena_array(w->arena, struct stream, w->lead_count + 1);
	for (size_t i = 0; i < w->lead_count; i++) {
		w->streams[i].chunk = chunk;
		w->streams[i].has_last = w->has_start;
		w->streams[i].last = w->start;
	}
}

/* The stream whose next row comes first; NULL: all have ended. */
static struct stream *first_stream(struct walk *w, bool *ok, struct error *e)
{
	struct stream *first = NULL;

	for (size_t i = 0; i < w->lead_count; i++) {
		struct stream *s = &w->streams[i];
		int order;

		if (s->taken == s->count && !s->ended && !refill(w, s, e)) {
			*ok = false;
			return NULL;
		}
		if (s->taken == s->count)
			continue;
		order = first ? cursor_compare(&s->found[s->taken].at, &first->found[first->taken].at) : 0;
		if (!first || (w->descending ? order > 0 : order < 0))
			first = s;
	}
	return first;
}

bool walk_keys(struct walk *w, size_t most, struct cursor *keys, size_t *count, bool *ended, struct cursor *last, struct error *e)
{
	struct stream *s;
	bool ok = true;

	if (!w->streams)
		start(w, most);
	*count = 0;
	*ended = false;
	while (*count < most) {
		s = first_stream(w, &ok, e);
		if (!s) {
			*ended = ok;
			return ok;
		}
		*last = s->found[s->taken].at;
		if (s->found[s->taken++].matches)
			keys[(*count)++] = *last;
		if (is_checked(w) && w->walked >= SEARCH_WALKED && s->taken == s->count)
			return true;
	}
	return true;
}
