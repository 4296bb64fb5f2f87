/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a terminal's replica is made of: all rows at first, then what changed. */
#include "server/api/handlers.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/row.h"
#include "server/ledger/transact.h"
#include "store/store.h"

#define ROWS_MOST    1000
#define ROWS_USUAL   500

/* The feed's first and last number. */
static bool feed_ends(struct store *s, int64_t *first, int64_t *last, struct error *e)
{
	struct query *q = store_query(s, "SELECT (SELECT min(n) FROM change), (SELECT max(n) FROM change)", e);
	enum query_step step;

	if (!q)
		return false;
	step = query_step(q, e);
	if (step == QUERY_ROW) {
		*first = query_get_int(q, 0);
		*last = query_get_int(q, 1);
	}
	query_done(q);
	return step == QUERY_ROW;
}

static bool has_scope(struct call *c, struct error *e)
{
	return c->terminal->has_scope || error_set(e, ERR_FORBIDDEN, "terminal", "nobody with floor work has signed in on it yet");
}

static bool put_terminal(struct call *c, struct json *doc, struct error *e)
{
	struct json *terminal = json_set_object(doc, "terminal");
	struct hash hash;
	int64_t last;

	if (!transact_state(c->store, c->terminal->id, &last, &hash, e))
		return false;
	json_set_int(terminal, "last", last);
	json_set_str(terminal, "hash", secure_base64(c->arena, hash.bytes, HASH_BYTES));
	api_put_scope(terminal, &c->terminal->scope);
	return true;
}

bool api_replica(struct call *c, struct error *e)
{
	struct json *doc = json_object(c->arena), *list;
	int64_t first, last;

	if (!has_scope(c, e) || !feed_ends(c->store, &first, &last, e) || !put_terminal(c, doc, e))
		return false;
	json_set_str(doc, "epoch", c->api->epoch);
	json_set_str(doc, "tenant", c->api->tenant);
	json_set_int(doc, "change", last);
	list = json_set_array(doc, "resources");
	for (size_t i = 0; resource_at(i); i++)
		if (resource_at(i)->replica)
			json_add_str(list, resource_at(i)->id);
	c->out->json = doc;
	return true;
}

/* "AND goods_owner IN (1,2)": the numbers are ours. */
static void put_dimension(struct buf *sql, const char *column, const struct scope *s, enum scope_dim dim)
{
	if (s->all[dim])
		return;
	buf_addf(sql, " AND \"%s\" IN (", column);
	for (size_t i = 0; i < s->count[dim]; i++)
		buf_addf(sql, "%s%lld", i ? "," : "", (long long)s->ids[dim][i]);
	buf_adds(sql, ")");
}

/* A terminal stands in a warehouse and works for goods owners: suppliers and
 * consignees do not bind it. */
static const char *scope_sql(struct call *c, const struct resource *r)
{
	static const enum scope_dim dims[] = {SCOPE_GOODS_OWNER, SCOPE_WAREHOUSE};
	struct buf *sql = buf_new(c->arena);

	for (size_t i = 0; i < sizeof(dims) / sizeof(*dims); i++) {
		if (r->scope[dims[i]])
			put_dimension(sql, r->scope[dims[i]]->name, &c->terminal->scope, dims[i]);
		else if (r->own_scope == (int)dims[i])
			put_dimension(sql, "id", &c->terminal->scope, dims[i]);
	}
	return buf_str(sql);
}

static bool number_param(struct call *c, const char *name, int64_t least, int64_t most, int64_t usual, int64_t *out, struct error *e)
{
	const char *text = c->in->query(c->in, name);

	*out = usual;
	return !text || str_int64(text, least, most, out) || error_set(e, ERR_BAD_REQUEST, name, "a number from %lld", (long long)least);
}

/* Ids first, then the rows: a row is packed by a statement of its own. */
static bool read_ids(struct call *c, const struct resource *r, int64_t after, int64_t limit, int64_t *ids, size_t *count, struct error *e)
{
	struct query *q = store_query(c->store,
		arena_printf(c->arena, "SELECT id FROM \"%s\" WHERE id > :after%s ORDER BY id LIMIT :limit", r->table, scope_sql(c, r)), e);
	enum query_step step;

	if (!q)
		return false;
	query_int(q, ":after", after);
	query_int(q, ":limit", limit);
	while ((step = query_step(q, e)) == QUERY_ROW)
		ids[(*count)++] = query_get_int(q, 0);
	return step == QUERY_DONE;
}

bool api_replica_rows(struct call *c, struct error *e)
{
	const struct resource *r = resource_find(c->word);
	struct json *doc = json_object(c->arena), *rows = json_set_array(doc, "rows");
	int64_t after, limit, *ids;
	size_t count = 0;

	if (!has_scope(c, e) || !number_param(c, "after", 0, INT64_MAX, 0, &after, e) ||
		!number_param(c, "limit", 1, ROWS_MOST, ROWS_USUAL, &limit, e))
		return false;
	if (!r || !r->replica)
		return error_set(e, ERR_NOT_FOUND, "resource", "%s", "");
	ids = arena_array(c->arena, int64_t, (size_t)limit);
	if (!read_ids(c, r, after, limit, ids, &count, e))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct json *row = row_pack(c->store, r, ids[i], c->arena, e);

		if (row)
			json_add_copy(rows, row);
		else if (e->code != ERR_NONE)
			return false;
	}
	if (count == (size_t)limit)
		json_set_int(doc, "next", ids[count - 1]);
	else
		json_set_null(doc, "next");
	c->out->json = doc;
	return true;
}

/* In scope now; one that left it comes as one that was deleted. */
static bool is_visible(struct call *c, const struct resource *r, int64_t id, bool *visible, struct error *e)
{
	struct query *q = store_query(c->store, arena_printf(c->arena, "SELECT 1 FROM \"%s\" WHERE id = :id%s", r->table, scope_sql(c, r)), e);
	enum query_step step;

	if (!q)
		return false;
	query_int(q, ":id", id);
	step = query_step(q, e);
	query_done(q);
	*visible = step == QUERY_ROW;
	return step != QUERY_FAIL;
}

struct change {
	int64_t n, row;
	const struct resource *resource;
};

/* Each row once, at its last change. */
static bool read_changes(struct call *c, int64_t after, int64_t upto, struct change *out, size_t *count, struct error *e)
{
	struct query *q = store_query(c->store,
		"SELECT max(n), resource, row FROM change WHERE n > :after AND n <= :upto GROUP BY resource, row ORDER BY 1", e);
	enum query_step step;

	if (!q)
		return false;
	query_int(q, ":after", after);
	query_int(q, ":upto", upto);
	while ((step = query_step(q, e)) == QUERY_ROW) {
		out[*count] = (struct change){query_get_int(q, 0), query_get_int(q, 2), resource_find(query_get_text(q, 1))};
		*count += out[*count].resource && out[*count].resource->replica;
	}
	return step == QUERY_DONE;
}

static bool put_change(struct call *c, struct json *list, const struct change *ch, struct error *e)
{
	const struct json *row = NULL;
	struct json *o;
	bool visible;

	if (!is_visible(c, ch->resource, ch->row, &visible, e))
		return false;
	if (visible)
		row = row_pack(c->store, ch->resource, ch->row, c->arena, e);
	if (!row && e->code != ERR_NONE)
		return false;
	o = json_add_object(list);
	json_set_int(o, "n", ch->n);
	json_set_str(o, "resource", ch->resource->id);
	json_set_int(o, "id", ch->row);
	if (row)
		json_set_copy(o, "row", row);
	else
		json_set_null(o, "row");
	return true;
}

/* Up to which of its own numbers a terminal that is at `upto` has everything. */
static bool covered(struct call *c, int64_t upto, int64_t *seq, struct error *e)
{
	struct query *q = store_query(c->store,
		"SELECT seq FROM terminal_answer WHERE terminal = :terminal AND feed <= :upto ORDER BY seq DESC LIMIT 1", e);
	enum query_step step;

	*seq = 0;
	if (!q)
		return false;
	query_text(q, ":terminal", c->terminal->id);
	query_int(q, ":upto", upto);
	step = query_step(q, e);
	if (step == QUERY_ROW)
		*seq = query_get_int(q, 0);
	query_done(q);
	return step != QUERY_FAIL;
}

/* A cursor of another epoch, of before what is kept, or of a future that was
 * undone by a restore. */
static bool cursor_right(struct call *c, int64_t after, int64_t first, int64_t last, struct error *e)
{
	const char *epoch = c->in->query(c->in, "epoch");

	if ((!epoch || str_eq(epoch, c->api->epoch)) && after <= last && (after >= first - 1 || first == 0))
		return true;
	return error_set(e, ERR_STALE, "after", "the feed is at %lld", (long long)last);
}

static bool changes(struct call *c, struct error *e)
{
	struct json *doc = json_object(c->arena), *list = json_set_array(doc, "changes");
	int64_t after, limit, first = 0, last = 0, upto, seq;
	struct change *all;
	size_t count = 0;

	if (!number_param(c, "after", 0, INT64_MAX, 0, &after, e) || !number_param(c, "limit", 1, ROWS_MOST, ROWS_USUAL, &limit, e))
		return false;
	if (!feed_ends(c->store, &first, &last, e) || !cursor_right(c, after, first, last, e))
		return false;
	upto = last - after > limit ? after + limit : last;
	all = arena_array(c->arena, struct change, (size_t)(upto - after) + 1);
	if (!read_changes(c, after, upto, all, &count, e))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!put_change(c, list, &all[i], e))
			return false;
	if (!covered(c, upto, &seq, e))
		return false;
	json_set_int(doc, "next", upto);
	json_set_bool(doc, "more", upto < last);
	json_set_int(doc, "seq", seq);
	c->out->json = doc;
	return true;
}

/* One moment for all of it: a row must not be newer than the seq says. */
bool api_replica_changes(struct call *c, struct error *e)
{
	bool ok;

	if (!has_scope(c, e) || !store_begin(c->store, e))
		return false;
	ok = changes(c, e);
	store_rollback(c->store);
	return ok;
}
