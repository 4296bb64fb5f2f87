/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "floor/facts_ask.h"

#include "base/arena.h"
#include "base/decimal.h"
#include "base/json.h"
#include "base/str.h"
#include "store/store.h"

#include <string.h>

#define QUANTITY_SCALE 3

int64_t facts_ref(const struct facts *f, const char *name)
{
	int64_t id = json_int(f->body, name, 0);

	return id || json_has(f->body, name) ? id : json_int(f->row, name, 0);
}

const char *facts_text(const struct facts *f, const char *name)
{
	const char *text = json_str(f->body, name);

	return text ? text : "";
}

static int64_t quantity_of(const struct json *o, const char *name)
{
	const char *text = json_str(o, name);
	int64_t milli = 0;

	return text && decimal_parse(text, QUANTITY_SCALE, false, name, &milli, NULL) ? milli : 0;
}

int64_t facts_quantity(const struct facts *f)
{
	return quantity_of(f->body, "quantity");
}

static struct query *ask(const struct facts *f, const char *sql, int64_t a, int64_t b, const char *text)
{
	struct query *q = store_query(f->store, sql, NULL);

	if (!q)
		return NULL;
	if (strstr(sql, ":a"))
		query_int(q, ":a", a);
	if (strstr(sql, ":b"))
		query_int(q, ":b", b);
	if (strstr(sql, ":text"))
		query_text(q, ":text", text);
	return query_step(q, NULL) == QUERY_ROW ? q : NULL;
}

int64_t facts_ask(const struct facts *f, const char *sql, int64_t a, int64_t b, const char *text)
{
	struct query *q = ask(f, sql, a, b, text);
	int64_t n = q ? query_get_int(q, 0) : 0;

	query_done(q);
	return n;
}

const char *facts_ask_text(const struct facts *f, struct arena *arena, const char *sql, int64_t a, int64_t b, const char *text)
{
	struct query *q = ask(f, sql, a, b, text);
	const char *answer = q ? arena_strdup(arena, query_get_text(q, 0)) : NULL;

	query_done(q);
	return answer;
}

int64_t facts_claimed(const struct facts *f)
{
	const struct field *claims = f->kind ? f->kind->claims : NULL;
	int64_t id = claims ? json_int(f->body, claims->name, 0) : 0;

	return id || !claims || json_has(f->body, claims->name) ? id : json_int(f->row, "id", 0);
}

static int64_t unanswered(const struct facts *f, int64_t row)
{
	return f->claimed ? f->claimed(f->arg, row) : 0;
}

int64_t facts_first_open(const struct facts *f, const char *sql, int64_t a, int64_t b)
{
	struct query *q = store_query(f->store, sql, NULL);
	int64_t id = 0;

	if (!q)
		return 0;
	query_int(q, ":a", a);
	if (strstr(sql, ":b"))
		query_int(q, ":b", b);
	while (!id && query_step(q, NULL) == QUERY_ROW)
		if (query_get_int(q, 1) > unanswered(f, query_get_int(q, 0)))
			id = query_get_int(q, 0);
	query_done(q);
	return id;
}

int64_t facts_waiting_row(const struct facts *f)
{
	return facts_first_open(f,
		"SELECT r.id, r.remaining FROM purchase_order_rows AS r JOIN purchase_orders AS p ON p.id = r.purchase_order"
		" WHERE r.article = :a AND (:b = 0 OR r.purchase_order = :b) AND r.open = 1 AND r.remaining > 0"
		" ORDER BY p.in_date, p.number, r.position",
		facts_ref(f, "article"), facts_ref(f, "purchase_order"));
}

static const struct {
	const char *resource, *sql;
} lefts[] = {
	{"purchase-order-rows", "SELECT remaining FROM purchase_order_rows WHERE id = :a"},
	{"pick-rows", "SELECT max(quantity - picked - short, 0) FROM pick_rows WHERE id = :a"},
	{"movement-orders", "SELECT max(quantity - moved, 0) FROM movement_orders WHERE id = :a"},
};

/* The row in hand knows better than the store: the task may have taken off
 * what its own unanswered work did. */
static bool left_of_row(const struct facts *f, int64_t claimed, int64_t *left)
{
	if (!f->row || json_int(f->row, "id", 0) != claimed || !json_has(f->row, "quantity"))
		return false;
	*left = quantity_of(f->row, "quantity") - quantity_of(f->row, "picked") - quantity_of(f->row, "short") - quantity_of(f->row, "moved");
	return true;
}

int64_t facts_left(const struct facts *f)
{
	int64_t claimed = facts_claimed(f), left = 0;

	if (!claimed)
		return 0;
	if (left_of_row(f, claimed, &left))
		return left > 0 ? left : 0;
	for (size_t i = 0; i < sizeof(lefts) / sizeof(*lefts); i++)
		if (str_eq(lefts[i].resource, f->kind->claims->to->id))
			left = facts_ask(f, lefts[i].sql, claimed, 0, NULL) - unanswered(f, claimed);
	return left > 0 ? left : 0;
}

const char *facts_carrier(const struct facts *f, const struct place_fields *side)
{
	return side->load_carrier ? facts_text(f, side->load_carrier->name) : "";
}

int64_t facts_carrier_location(const struct facts *f, const char *sscc)
{
	return *sscc ? facts_ask(f, "SELECT location FROM load_carriers WHERE sscc = :text", 0, 0, sscc) : 0;
}
