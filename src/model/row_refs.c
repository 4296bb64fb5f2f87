/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What values point to: whether it is there, and somebody's own; by its code. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/row.h"
#include "model/sql.h"
#include "model/stmt.h"
#include "model/where.h"
#include "store/store.h"

/* How many of these rows there are within the scope; -1: e says. */
static int64_t count_within(struct store *s, struct arena *a, const struct resource *to, const char *ids, const struct scope *scope,
	struct error *e)
{
	struct stmt *st = stmt_new(a);
	struct query *row;
	int64_t count;

	stmt_add(st, "SELECT count(*) FROM json_each(");
	stmt_text(st, ids);
	stmt_add(st, ") j CROSS JOIN \"%s\" t ON t.\"id\" = j.\"value\" WHERE 1", to->table);
	where_scope(st, to, scope, "t", -1);
	row = stmt_open(s, st, e);
	if (!row || query_step(row, e) != QUERY_ROW)
		return -1;
	count = query_get_int(row, 0);
	query_done(row);
	return count;
}

static bool is_within(struct store *s, struct arena *a, const struct row_value *v, const struct scope *scope, struct error *e)
{
	bool set = v->field->type == TYPE_REFS;
	const int64_t *ids = set ? v->value.ids : &v->value.number;
	size_t wanted = set ? (size_t)v->value.number : v->value.number != 0;
	int64_t there;

	if (!wanted || (!set && v->field->type != TYPE_REF))
		return true;
	there = count_within(s, a, v->field->to, where_ids(a, ids, wanted), scope, e);
	return there == (int64_t)wanted || (there >= 0 && error_set(e, ERR_INVALID, v->field->name, "not one of yours"));
}

bool row_refs_within(struct store *s, const struct resource *r, const struct row_value *v, size_t n, const struct scope *scope,
	struct error *e)
{
	struct arena *a = arena_new();
	bool ok = true;

	(void)r;
	for (size_t i = 0; ok && i < n; i++)
		ok = is_within(s, a, &v[i], scope, e);
	arena_free(&a);
	return ok;
}

/* By the index that look-ups walk by: what leads it is every one there is. */
static void put_lead(struct stmt *st, const struct resource *to)
{
	const struct field *lead = to->lead < 0 ? NULL : to->scope[to->lead];

	if (lead)
		stmt_add(st, " AND t.\"%s\" IN (SELECT 0 UNION ALL SELECT \"id\" FROM \"%s\")", lead->name, lead->to->table);
}

/* The key as it stands first, then those that differ in case alone. */
static struct stmt *by_code(struct arena *a, const struct resource *to, const struct value *key)
{
	struct stmt *st = stmt_new(a);
	struct value folded = *key;

	if (to->key->folded)
		folded.text = utf8_fold(a, key->text);
	stmt_add(st, "SELECT t.\"id\", t.\"%s\" = ", to->key->name);
	stmt_value(st, *key);
	stmt_add(st, " FROM \"%s\" t WHERE ", to->table);
	sql_sort_name(st->sql, "t", to->key);
	stmt_add(st, " = ");
	stmt_value(st, folded);
	stmt_add(st, "%s", key->is_text && !to->key->folded ? " COLLATE NOCASE" : "");
	put_lead(st, to);
	stmt_add(st, " ORDER BY 2 DESC LIMIT 2");
	return st;
}

static bool find_by_code(struct store *s, struct arena *a, const struct resource *to, const struct value *key, int64_t *id, struct error *e)
{
	struct query *row = stmt_open(s, by_code(a, to, key), e);
	enum query_step step = row ? query_step(row, e) : QUERY_FAIL;
	bool exact;

	if (step == QUERY_ROW) {
		*id = query_get_int(row, 0);
		exact = query_get_int(row, 1);
		step = query_step(row, e);
		if (step == QUERY_ROW && (!exact || query_get_int(row, 1)))
			*id = -1;
		query_done(row);
	}
	return step != QUERY_FAIL;
}

bool row_ref_by_code(struct store *s, const struct resource *target, const char *code, int64_t *id, struct error *e)
{
	struct arena *a = arena_new();
	struct error none = {0};
	struct value key;
	bool ok = true;

	*id = 0;
	if (!str_empty(code) && target->key->type != TYPE_REF && types[target->key->type].read(target->key, code, a, &key, &none))
		ok = find_by_code(s, a, target, &key, id, e);
	arena_free(&a);
	if (ok && *id <= 0)
		ok = error_set(e, ERR_INVALID, target->id, *id ? "several are called %.60s" : "not found: %.60s", code ? code : "");
	return ok;
}
