/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/order/rules.h"

#include "base/arena.h"
#include "base/decimal.h"
#include "base/json.h"
#include "model/row.h"
#include "server/order/lease.h"
#include "store/store.h"

#define QUANTITY_SCALE 3
#define SETS_MOST      8

const struct kind_rules *const kind_rules[] = {
	&sign_in_rules, &receive_rules, &receive_done_rules, &move_rules, &pick_rules, &stage_rules, &discard_rules, NULL,
};

int64_t rules_ref(const struct judged *j, const char *field)
{
	return json_int(j->record->body, field, 0);
}

bool rules_flag(const struct judged *j, const char *field)
{
	return json_bool(j->record->body, field, false);
}

const char *rules_text(const struct judged *j, const char *field)
{
	const char *text = json_str(j->record->body, field);

	return text ? text : "";
}

int64_t rules_quantity(const struct judged *j, const char *field)
{
	int64_t milli = 0;
	const char *text = rules_text(j, field);

	return *text && decimal_parse(text, QUANTITY_SCALE, false, field, &milli, NULL) ? milli : 0;
}

static struct query *ask(struct judged *j, const char *sql, int64_t id, struct error *e)
{
	struct query *q = store_query(j->store, sql, e);

	if (q)
		query_int(q, ":id", id);
	return q;
}

bool rules_row(struct judged *j, const char *sql, int64_t id, const char *field, int64_t *numbers, size_t n, const char **text, struct error *e)
{
	struct query *q = ask(j, sql, id, e);
	enum query_step step;

	if (!q)
		return false;
	step = query_step(q, e);
	if (step == QUERY_ROW) {
		for (size_t i = 0; i < n; i++)
			numbers[i] = query_get_int(q, (int)i);
		if (text)
			*text = arena_strdup(j->arena, query_get_text(q, query_columns(q) - 1));
	}
	query_done(q);
	if (step == QUERY_DONE)
		error_set(e, ERR_NOT_FOUND, field, "there is no such one");
	return step == QUERY_ROW;
}

bool rules_ask(struct judged *j, const char *sql, int64_t id, int64_t *out, struct error *e)
{
	struct query *q = ask(j, sql, id, e);
	enum query_step step;

	*out = 0;
	if (!q)
		return false;
	step = query_step(q, e);
	if (step == QUERY_ROW)
		*out = query_get_int(q, 0);
	query_done(q);
	return step != QUERY_FAIL;
}

bool rules_update(struct judged *j, const char *resource, int64_t id, const struct rules_set *set, size_t n, struct error *e)
{
	const struct resource *r = resource_find(resource);
	struct row_value v[SETS_MOST];

	for (size_t i = 0; i < n && i < SETS_MOST; i++)
		v[i] = (struct row_value){field_find(r, set[i].field), value_int(set[i].value)};
	return row_update(j->store, r, id, v, n, e);
}

bool rules_status(struct judged *j, const char *table, int64_t number, int64_t *id, struct error *e)
{
	const char *sql = arena_printf(j->arena, "SELECT id FROM %s WHERE number = :id", table);

	if (!rules_ask(j, sql, number, id, e))
		return false;
	return *id != 0 || error_set(e, ERR_INTERNAL, "status", "%s has no number %d", table, (int)number);
}

bool rules_lease(struct judged *j, const char *resource, int64_t id, bool *lost, struct error *e)
{
	struct error why = {0};
	char holder[65];

	*lost = false;
	if (lease_holds(j->store, resource_find(resource), id, j->terminal, rules_ref(j, "lease"), holder, &why))
		return true;
	if (why.code != ERR_CLAIM_LOST)
		return error_set(e, why.code, why.field, "%s", why.detail);
	j->warning = why;
	*lost = true;
	return true;
}
