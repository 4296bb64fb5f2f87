/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a list's rows come from and where they are kept. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/list.h"
#include "client/screen/menu.h"
#include "client/screen/show.h"
#include "client/screen/url.h"
#include "client/tui/words.h"
#include "store/store.h"

enum { COUNT_BUDGET_MS = 50 };

size_t list_count_rows(const struct list_screen *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->chunk_count; i++)
		n += l->chunks[i].count;
	return n;
}

const struct json *list_row(const struct list_screen *l, size_t i)
{
	for (size_t k = 0; k < l->chunk_count; i -= l->chunks[k++].count)
		if (i < l->chunks[k].count)
			return l->chunks[k].rows[i];
	return NULL;
}

const char *list_shown(const struct list_screen *l, size_t i, size_t column)
{
	for (size_t k = 0; k < l->chunk_count; i -= l->chunks[k++].count)
		if (i < l->chunks[k].count)
			return l->chunks[k].shown[i * l->view->column_count + column];
	return "";
}

void list_forget_rows(struct list_screen *l)
{
	for (size_t i = 0; i < l->chunk_count; i++)
		arena_free(&l->chunks[i].arena);
	l->chunk_count = 0;
	l->at = 0;
}

/* A value as the server reads it in a query. */
static const char *wire_text(const struct field *f, const struct value *v, struct arena *a)
{
	struct json *box = json_object(a);
	int64_t n;

	type_of_filter(f)->put(f, v, box);
	if (json_str(box, f->name))
		return json_str(box, f->name);
	if (json_as_int(json_get(box, f->name), &n))
		return arena_printf(a, "%" PRId64, n);
	return json_bool(box, f->name, false) ? "true" : "false";
}

static void add_filters(const struct list_screen *l, struct buf *path, struct arena *a)
{
	for (size_t i = 0; i < l->filter_count; i++) {
		const struct set_filter *f = &l->filters[i];
		const char *suffix = f->op == '>' ? ".from" : f->op == '<' ? ".to" : f->op == 'b' ? ".begins" : "";

		url_query(path, arena_printf(a, "filter.%s%s", f->field->name, suffix), wire_text(f->field, &f->value, a));
	}
	if (l->search[0])
		url_query(path, "search", l->search);
}

char *list_path(const struct list_screen *l, const char *cursor, bool backward, size_t limit, struct arena *a)
{
	struct buf *path = buf_new(a);

	buf_addf(path, "/pages/%s?limit=%zu", l->base.page->id, limit);
	if (l->sort)
		url_query(path, "sort", l->sort->name);
	if (l->sort)
		url_query(path, "desc", l->descending ? "true" : "false");
	add_filters(l, path, a);
	if (backward)
		url_query(path, "backward", "true");
	if (cursor)
		url_query(path, "cursor", cursor);
	return path->data;
}

static void ask_count(struct list_screen *l)
{
	struct arena *a = arena_new();
	struct buf *path = buf_new(a);

	buf_addf(path, "/pages/%s/count", l->base.page->id);
	add_filters(l, path, a);
	l->count_asked = stack_ask_quietly(&l->base, "GET", buf_str(path), NULL);
	arena_free(&a);
}

static struct list_request request(const struct list_screen *l, struct arena *a)
{
	struct list_filter *filters = arena_array(a, struct list_filter, l->filter_count + 1);

	for (size_t i = 0; i < l->filter_count; i++)
		filters[i] = (struct list_filter){.field = l->filters[i].field, .op = l->filters[i].op, .value = l->filters[i].value};
	return (struct list_request){
		.resource = l->resource, .fixed = l->view->fixed, .fixed_count = l->view->fixed_count, .columns = l->view->columns,
		.column_count = l->view->column_count, .sort = l->sort, .descending = l->descending, .filters = filters,
		.filter_count = l->filter_count, .search = l->search, .limit = LIST_PAGE, .scope = &l->base.world->user->scope,
		.language = l->base.world->user->language,
	};
}

/* What the terminal holds is opened by the first floor page; who has one need
 * not have been there for his lists to go on without contact. */
static void want_replica(const struct list_screen *l)
{
	struct ports *p = l->base.world->ports;
	struct error e = {0};

	if (l->resource->replica && !l->base.world->online && menu_has_floor(l->base.world))
		p->ops->floor_open(p, &e);
}

static struct store *replica(const struct list_screen *l, struct error *e)
{
	struct ports *p = l->base.world->ports;
	struct store *s = l->resource->replica ? p->ops->replica(p) : NULL;

	if (!s)
		want_replica(l);
	if (!s)
		error_set(e, ERR_NOT_OFFLINE, NULL, NULL);
	return s;
}

struct json *list_read_local(const struct list_screen *l, const char *cursor, bool backward, size_t limit, struct arena *a, struct error *e)
{
	struct store *s = replica(l, e);
	struct list_request q;

	if (!s)
		return NULL;
	q = request(l, a);
	q.cursor = cursor;
	q.backward = backward;
	q.limit = limit;
	return list_read(s, a, &q, e);
}

static void count_local(struct list_screen *l)
{
	struct arena *a = arena_new();
	struct list_request q = request(l, a);
	struct error e = {0};
	struct store *s = replica(l, &e);

	if (s && !list_count(s, a, &q, COUNT_BUDGET_MS, &l->total, &l->total_more, &e))
		l->total = -1;
	arena_free(&a);
}

static void show_chunk(const struct list_screen *l, struct chunk *k)
{
	int language = l->base.world->user ? l->base.world->user->language : ENGLISH;
	size_t columns = l->view->column_count;

	k->shown = arena_array(k->arena, const char *, k->count * columns + 1);
	for (size_t i = 0; i < k->count; i++)
		for (size_t c = 0; c < columns; c++)
			k->shown[i * columns + c] = show_value(l->view->columns[c], k->rows[i], language, k->arena);
}

/* It stands first already. */
static bool is_made(const struct list_screen *l, const struct json *row)
{
	return l->made && json_int(row, "id", 0) == json_int(l->made, "id", -1);
}

static bool fill_chunk(const struct list_screen *l, struct chunk *k, const struct json *answer)
{
	const struct json *rows = json_get(answer, "rows");
	size_t n = 0;

	*k = (struct chunk){.arena = k->arena, .answer = answer};
	k->rows = arena_array(k->arena, const struct json *, json_len(rows) + 1);
	for (const struct json *r = json_first(rows); r; r = json_next(r))
		if (!is_made(l, r))
			k->rows[n++] = r;
	k->count = n;
	show_chunk(l, k);
	k->next = json_str(answer, "next");
	k->previous = json_str(answer, "previous");
	return json_type(rows) == JSON_ARRAY;
}

static void drop_first(struct list_screen *l)
{
	size_t gone = l->chunks[0].count;

	arena_free(&l->chunks[0].arena);
	memmove(l->chunks, l->chunks + 1, --l->chunk_count * sizeof *l->chunks);
	l->at -= gone < l->at ? gone : l->at;
}

static void put_after(struct list_screen *l, struct chunk k)
{
	if (l->chunk_count == LIST_CHUNKS)
		drop_first(l);
	l->chunks[l->chunk_count++] = k;
}

static void put_before(struct list_screen *l, struct chunk k)
{
	if (l->chunk_count == LIST_CHUNKS)
		arena_free(&l->chunks[--l->chunk_count].arena);
	memmove(l->chunks + 1, l->chunks, l->chunk_count++ * sizeof *l->chunks);
	l->chunks[0] = k;
	l->at += k.count;
}

/* The steps that waited for these rows. */
static void go_on(struct list_screen *l)
{
	int64_t last = (int64_t)list_count_rows(l) - 1, to = (int64_t)l->at + l->steps;

	l->steps = 0;
	l->at = (size_t)(to > last ? last < 0 ? 0 : last : to < 0 ? 0 : to);
}

/* Where the row has gone, the cursor stays where it was. */
static void stand_on(struct list_screen *l, int64_t id, size_t at)
{
	size_t n = list_count_rows(l);

	if (id)
		l->at = at < n ? at : n ? n - 1 : 0;
	for (size_t i = 0; id && i < list_count_rows(l); i++)
		if (json_int(list_row(l, i), "id", 0) == id)
			l->at = i;
}

static void put_made(struct list_screen *l)
{
	struct chunk k = {.arena = arena_new(), .count = 1};

	k.rows = arena_array(k.arena, const struct json *, 1);
	k.rows[0] = l->made;
	show_chunk(l, &k);
	put_before(l, k);
	l->at = 0;
}

static void place(struct list_screen *l, enum fetch fetch, struct chunk k)
{
	size_t at = l->at;
	int64_t id = l->stay ? json_int(list_row(l, l->at), "id", 0) : 0;

	if (fetch == FETCH_FIRST || fetch == FETCH_LAST)
		list_forget_rows(l);
	if (fetch == FETCH_PREVIOUS)
		put_before(l, k);
	else
		put_after(l, k);
	if (fetch == FETCH_FIRST && l->made)
		put_made(l);
	if (fetch == FETCH_LAST)
		l->at = k.count ? k.count - 1 : 0;
	l->came = true;
	l->stay = false;
	stand_on(l, id, at);
	go_on(l);
}

static void fetch_local(struct list_screen *l, enum fetch fetch, const char *cursor)
{
	struct chunk k = {.arena = arena_new()};
	struct error e = {0};
	bool backward = fetch == FETCH_LAST || fetch == FETCH_PREVIOUS;
	struct json *answer = list_read_local(l, cursor, backward, LIST_PAGE, k.arena, &e);

	l->fetch = FETCH_NONE;
	l->steps = answer ? l->steps : 0;
	if (!answer) {
		l->why = e;
		arena_free(&k.arena);
		if (l->came)
			stack_say_error(l->base.stack, &e);
		return;
	}
	fill_chunk(l, &k, answer);
	l->offline = true;
	l->why = (struct error){0};
	place(l, fetch, k);
	if (fetch == FETCH_FIRST)
		count_local(l);
}

static const char *cursor_for(const struct list_screen *l, enum fetch fetch)
{
	if (!l->chunk_count || fetch == FETCH_FIRST || fetch == FETCH_LAST)
		return NULL;
	return fetch == FETCH_NEXT ? l->chunks[l->chunk_count - 1].next : l->chunks[0].previous;
}

/* Cursors of the replica mean nothing to the server, and the other way round:
 * rows that came from one place go on from there. */
static void ask_for(struct list_screen *l, enum fetch fetch)
{
	struct arena *a = arena_new();
	bool further = fetch == FETCH_NEXT || fetch == FETCH_PREVIOUS;
	const char *cursor = cursor_for(l, fetch);

	if (l->asked)
		stack_cancel(l->base.stack, l->asked);
	l->asked = 0;
	if (fetch == FETCH_FIRST)
		l->total = -1;
	if (further ? l->offline : !l->base.world->online) {
		fetch_local(l, fetch, cursor ? arena_strdup(a, cursor) : NULL);
	} else {
		l->fetch = fetch;
		l->asked = stack_ask(&l->base, "GET",
			list_path(l, cursor, fetch == FETCH_LAST || fetch == FETCH_PREVIOUS, l->view->single ? 1 : LIST_PAGE, a), NULL);
		if (fetch == FETCH_FIRST && !l->view->single)
			ask_count(l);
	}
	arena_free(&a);
}

void list_fetch(struct list_screen *l, enum fetch fetch)
{
	l->stay = false;
	if (fetch == FETCH_FIRST || fetch == FETCH_LAST)
		list_forget_made(l);
	ask_for(l, fetch);
}

static const struct json *keep(struct list_screen *l, const struct json *row)
{
	struct json *box = json_object(l->base.arena);

	json_set_copy(box, "row", row);
	return json_get(box, "row");
}

void list_show_made(struct list_screen *l, const struct json *row)
{
	l->stay = false;
	l->top = 0;
	l->made = keep(l, row);
	ask_for(l, FETCH_FIRST);
}

void list_forget_made(struct list_screen *l)
{
	if (l->made_asked)
		stack_cancel(l->base.stack, l->made_asked);
	l->made_asked = 0;
	l->made = NULL;
}

/* The one that stands first may be anywhere among the rest. */
static void refresh_made(struct list_screen *l)
{
	struct arena *a = arena_new();

	l->made_asked = stack_ask_quietly(&l->base, "GET",
		arena_printf(a, "/pages/%s/%" PRId64, l->base.page->id, json_int(l->made, "id", 0)), NULL);
	arena_free(&a);
}

static void made_answer(struct list_screen *l, const struct message *m)
{
	bool first = l->chunk_count && l->chunks[0].count == 1 && is_made(l, l->chunks[0].rows[0]);
	struct error e = {0};

	l->made_asked = 0;
	if (!l->made)
		return;
	l->made = answer_good(m, &e) ? keep(l, m->json) : NULL;
	if (!first)
		return;
	l->chunks[0].rows[0] = l->made;
	l->chunks[0].count = l->made ? 1 : 0;
	show_chunk(l, &l->chunks[0]);
}

void list_refresh(struct list_screen *l)
{
	l->stay = true;
	ask_for(l, FETCH_FIRST);
	if (l->made && !l->made_asked)
		refresh_made(l);
}

static bool is_of_network(enum error_code code)
{
	return code == ERR_OFFLINE || code == ERR_TIMEOUT || code == ERR_TLS;
}

static void fetch_failed(struct list_screen *l, enum fetch fetch, const struct error *e)
{
	bool further = fetch == FETCH_NEXT || fetch == FETCH_PREVIOUS;
	struct error none = {0};

	if (is_of_network(e->code) && !further && replica(l, &none)) {
		fetch_local(l, fetch, NULL);
		return;
	}
	l->steps = 0;
	l->why = *e;
	stack_say_error(l->base.stack, e);
}

static void count_answer(struct list_screen *l, const struct message *m)
{
	struct error e = {0};

	l->count_asked = 0;
	if (!answer_good(m, &e))
		return;
	l->total = json_int(m->json, "count", -1);
	l->total_more = json_bool(m->json, "more", false);
}

void list_answer(struct list_screen *l, struct message *m)
{
	enum fetch fetch = l->fetch;
	struct chunk k;
	struct error e = {0};
	struct json *box;

	if (m->tag == l->count_asked)
		count_answer(l, m);
	if (l->made_asked && m->tag == l->made_asked)
		made_answer(l, m);
	if (m->tag != l->asked)
		return;
	l->asked = 0;
	l->fetch = FETCH_NONE;
	if (!answer_good(m, &e)) {
		fetch_failed(l, fetch, &e);
		return;
	}
	k.arena = arena_new();
	box = json_object(k.arena);
	json_set_copy(box, "answer", m->json);
	if (!fill_chunk(l, &k, json_get(box, "answer"))) {
		arena_free(&k.arena);
		error_set(&e, ERR_BAD_JSON, NULL, "rows");
		fetch_failed(l, fetch, &e);
		return;
	}
	l->offline = false;
	l->why = (struct error){0};
	place(l, fetch, k);
}
