/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/edit/audit.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/row.h"
#include "store/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The columns in the order in which they are vouched for, the last its hash. */
static const char *const columns[] = {"time", "user", "login", "address", "terminal", "source", "page", "action", "resource", "row", "about",
	"title", "before", "after", "hash"};
enum { COLUMNS = sizeof columns / sizeof *columns, TOLD = COLUMNS - 1, HEX = 2 * HASH_BYTES };
enum { CHANGED_MOST = 4000, TITLE_MOST = 200 };

/* A row: its number, its columns as text. */
struct row {
	int64_t id;
	const char *text[COLUMNS];
};

/* The end of the chain as `meta` has it.  The mark binds the last row's number
 * and hash, and the next row's hash binds the mark as it stood: a mark that was
 * touched shows for ever, though rows are added behind it. */
struct end {
	int64_t last;
	char mark[HEX + 1];
};

static struct hash hash_of(const struct vault *v, const struct row *r, const char *mark)
{
	uint64_t len[TOLD];
	struct part parts[2 * TOLD + 2];

	for (int i = 0; i < TOLD; i++) {
		len[i] = strlen(r->text[i]);
		parts[2 * i] = (struct part){&len[i], sizeof len[i]};
		parts[2 * i + 1] = (struct part){r->text[i], len[i]};
	}
	parts[2 * TOLD] = (struct part){&r->id, sizeof r->id};
	parts[2 * TOLD + 1] = (struct part){mark, strlen(mark)};
	return vault_mac(v, "audit", parts, sizeof parts / sizeof *parts);
}

static void mark_of(const struct vault *v, int64_t last, const char *hash, char out[HEX + 1])
{
	const struct part parts[] = {{&last, sizeof last}, {hash, strlen(hash)}};
	struct hash h = vault_mac(v, "audit-end", parts, sizeof parts / sizeof *parts);

	str_hex(h.bytes, HASH_BYTES, out);
}

static void end_read(struct store *s, struct end *out)
{
	char last[24];

	*out = (struct end){0};
	store_ask_text(s, "SELECT value FROM meta WHERE name = 'audit_hash'", out->mark, sizeof out->mark);
	if (store_ask_text(s, "SELECT value FROM meta WHERE name = 'audit_last'", last, sizeof last))
		str_int64(last, 0, INT64_MAX - 1, &out->last);
}

static bool meta_set(struct store *s, const char *name, const char *value, struct error *e)
{
	struct query *q = store_query(s, "INSERT INTO meta (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value", e);

	if (!q)
		return false;
	query_text(q, ":name", name);
	query_text(q, ":value", value);
	return query_run(q, e);
}

static bool end_write(struct store *s, const struct end *end, struct error *e)
{
	char last[24];

	snprintf(last, sizeof last, "%" PRId64, end->last);
	return meta_set(s, "audit_last", last, e) && meta_set(s, "audit_hash", end->mark, e);
}

/* Each text of the copy has at most so many bytes. */
static void put_short(struct arena *a, struct json *out, const char *name, const struct json *v, size_t most)
{
	const char *s = json_as_str(v);
	char *cut;

	if (!s || strlen(s) <= most) {
		json_set_copy(out, name, v);
		return;
	}
	cut = arena_alloc(a, most + 1);
	str_copy(cut, most + 1, s);
	json_set_str(out, name, arena_printf(a, "%s…", cut));
}

/* Long texts are cut first; then members at the end are left out. */
static const char *print_changed(struct arena *a, const struct json *v)
{
	const char *text = v ? json_print(a, v) : "";
	struct json *shorter;

	for (size_t most = 1024; strlen(text) > CHANGED_MOST && most >= 16; most /= 2) {
		shorter = json_object(a);
		for (const struct json *m = json_first(v); m; m = json_next(m))
			put_short(a, shorter, json_name(m), m, most);
		text = json_print(a, shorter);
	}
	if (strlen(text) <= CHANGED_MOST)
		return text;
	shorter = json_object(a);
	for (const struct json *m = json_first(v); m; m = json_next(m)) {
		const char *before = text;

		put_short(a, shorter, json_name(m), m, 16);
		json_set_str(shorter, "…", "…");
		text = json_print(a, shorter);
		if (strlen(text) > CHANGED_MOST)
			return m == json_first(v) ? "{\"…\":\"…\"}" : before;
		json_remove(shorter, "…");
	}
	return text;
}

static const char *number(struct arena *a, int64_t n)
{
	return arena_printf(a, "%" PRId64, n);
}

static const char *or_none(const char *s)
{
	return s ? s : "";
}

static const char *cut_title(struct arena *a, const char *title)
{
	char *cut = arena_alloc(a, TITLE_MOST + 1);

	str_copy(cut, TITLE_MOST + 1, title);
	return cut;
}

static void row_fill(struct arena *a, struct row *r, const struct audit *in)
{
	const char *const text[TOLD] = {number(a, in->time_ms ? in->time_ms : clock_now_ms()), number(a, in->user), or_none(in->login),
		or_none(in->address), or_none(in->terminal), or_none(in->source), or_none(in->page), or_none(in->action),
		or_none(in->resource), number(a, in->row), number(a, in->about), cut_title(a, or_none(in->title)),
		print_changed(a, in->before), print_changed(a, in->after)};

	memcpy(r->text, text, sizeof text);
}

static bool row_add(struct store *s, const struct row *r, struct error *e)
{
	const struct resource *rows = resource_find("audit-rows");
	struct row_value values[COLUMNS];

	for (int i = 0; i < COLUMNS; i++) {
		const struct field *f = field_find(rows, columns[i]);
		int64_t n = 0;

		if (!types[f->type].is_text)
			str_int64(r->text[i], INT64_MIN, INT64_MAX, &n);
		values[i] = (struct row_value){f, types[f->type].is_text ? value_text(r->text[i]) : value_int(n)};
	}
	return row_insert(s, rows, r->id, values, COLUMNS, e) == r->id;
}

static bool add(struct store *s, struct arena *a, const struct vault *v, const struct audit *in, struct error *e)
{
	int64_t there = store_ask_int(s, "SELECT max(\"id\") FROM \"audit_rows\"", 0);
	char hash[HEX + 1];
	struct end end;
	struct row r;
	struct hash h;

	end_read(s, &end);
	/* Somebody may have put rows behind the end: they stay there, to be found. */
	r.id = (there > end.last ? there : end.last) + 1;
	row_fill(a, &r, in);
	h = hash_of(v, &r, end.mark);
	str_hex(h.bytes, HASH_BYTES, hash);
	r.text[TOLD] = hash;
	end.last = r.id;
	mark_of(v, r.id, hash, end.mark);
	return row_add(s, &r, e) && end_write(s, &end, e);
}

bool audit_add(struct store *s, const struct vault *v, const struct audit *in, struct error *e)
{
	struct arena *a = arena_new();
	bool ok = add(s, a, v, in, e);

	arena_free(&a);
	return ok;
}

/* While walking. */
struct check {
	const struct vault *vault;
	struct end end;    /* as `meta` says */
	struct end so_far; /* as the rows say */
	int64_t rows;
};

static bool wrong(struct error *e, const char *what, int64_t id)
{
	return error_set(e, ERR_CORRUPT, NULL, "audit row %" PRId64 " %s", id, what);
}

static bool check_row(struct check *c, const struct row *r, struct error *e)
{
	int64_t expected = c->so_far.last + 1;
	struct hash h = hash_of(c->vault, r, c->so_far.mark);
	char hash[HEX + 1];

	str_hex(h.bytes, HASH_BYTES, hash);
	if (r->id < expected || r->id > c->end.last)
		return wrong(e, "was inserted: it is not one of the chain", r->id);
	if (r->id > expected)
		return wrong(e, "is missing", expected);
	if (!str_eq(hash, r->text[TOLD]))
		return wrong(e, "was changed, or does not follow the one before it", r->id);
	c->so_far.last = r->id;
	mark_of(c->vault, r->id, hash, c->so_far.mark);
	return true;
}

static bool check_end(const struct check *c, struct error *e)
{
	if (c->so_far.last < c->end.last)
		return error_set(e, ERR_CORRUPT, NULL, "audit rows %" PRId64 " to %" PRId64 " are cut off", c->so_far.last + 1, c->end.last);
	return str_eq(c->so_far.mark, c->end.mark) ||
		error_set(e, ERR_CORRUPT, NULL, "the mark at the end of the audit, behind row %" PRId64 ", was changed", c->end.last);
}

static const char sql_walk[] =
	"SELECT \"id\", \"time\", \"user\", \"login\", \"address\", \"terminal\", \"source\", \"page\", \"action\", \"resource\", \"row\", "
	"\"about\", \"title\", \"before\", \"after\", \"hash\" FROM \"audit_rows\" ORDER BY \"id\"";

static bool walk(struct store *s, struct check *c, struct error *e)
{
	struct query *q = store_query(s, sql_walk, e);
	enum query_step step = QUERY_FAIL;
	bool ok = true;

	while (q && ok && (step = query_step(q, e)) == QUERY_ROW) {
		struct row r = {.id = query_get_int(q, 0)};

		for (int i = 0; i < COLUMNS; i++)
			r.text[i] = query_get_text(q, i + 1);
		c->rows++;
		ok = check_row(c, &r, e);
	}
	query_done(q);
	return ok && step == QUERY_DONE && check_end(c, e);
}

bool audit_verify(struct store *s, const struct vault *v, int64_t *rows, struct error *e)
{
	struct check c = {.vault = v};
	bool begun = !store_in_transaction(s), ok;

	*rows = 0;
	if (begun && !store_begin(s, e))
		return false;
	end_read(s, &c.end);
	ok = walk(s, &c, e);
	*rows = c.rows;
	if (begun)
		store_rollback(s);
	return ok;
}
