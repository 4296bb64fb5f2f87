/* SPDX-License-Identifier: GPL-3.0-or-later */
/* May this be the answer?  What the row in hand, the place and the date
 * forbid, said with what was expected and what came (task.h).  The server asks
 * all of it again: its rules are the ones that count. */
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/decimal.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/show.h"
#include "client/screen/task.h"
#include "client/tui/words.h"
#include "floor/facts_ask.h"
#include "model/row.h"

const char *task_label(const struct task *t, const struct field *f)
{
	return show_label(f, t->base.world->user->language);
}

static enum error_code wrong_code(const struct field *f)
{
	static const struct {
		const char *name;
		enum error_code code;
	} codes[] = {{"articles", ERR_WRONG_ARTICLE}, {"locations", ERR_WRONG_LOCATION}};

	for (size_t i = 0; f->type == TYPE_REF && i < sizeof codes / sizeof *codes; i++)
		if (str_eq(codes[i].name, f->to->id))
			return codes[i].code;
	return str_eq(f->name, "batch") ? ERR_WRONG_BATCH : ERR_INVALID;
}

bool task_wrong(const struct task *t, const struct field *f, const char *want, const char *got, struct error *e)
{
	return error_set(e, wrong_code(f), task_label(t, f), _("it should be %s, not %s"), want, got);
}

static bool equal(const struct json *a, const struct json *b)
{
	int64_t x, y;

	if (json_as_int(a, &x) && json_as_int(b, &y))
		return x == y;
	return json_as_str(a) && json_as_str(b) && str_eq(json_as_str(a), json_as_str(b));
}

static bool is_to_place(const struct task *t, const struct field *f)
{
	return f == t->kind->to.location || (!t->kind->posts && str_eq(f->to->id, "locations"));
}

/* The warehouse that the work is in, as far as it is known; 0: any. */
static int64_t warehouse_in_hand(const struct task *t, const struct field *f)
{
	const struct field *from = t->kind->from.location;
	int64_t id = json_int(t->row ? t->row : t->lead, "warehouse", 0);

	if (!id && task_ref(t, "purchase_order"))
		id = json_int(task_packed(t, t->round, resource_find("purchase-orders"), task_ref(t, "purchase_order")), "warehouse", 0);
	if (!id && from && from != f)
		id = json_int(task_packed(t, t->round, resource_find("locations"), task_ref(t, from->name)), "warehouse", 0);
	return id;
}

/* Picked goods are in hand only on carts and in transit; what is staged goes
 * to a staging place. */
static bool place_fits(const struct task *t, const struct field *f, const struct json *location, const char *shown, struct error *e)
{
	const struct json *type = task_packed(t, t->round, resource_find("location-types"), json_int(location, "type", 0));

	if (!is_to_place(t, f))
		return true;
	if (t->kind->order && !json_bool(type, "cart", false) && !json_bool(type, "transit", false))
		return error_set(e, ERR_WRONG_LOCATION, task_label(t, f), _("%s is no cart"), shown);
	if (!t->kind->posts && !json_bool(type, "staging", false))
		return error_set(e, ERR_WRONG_LOCATION, task_label(t, f), _("%s is no staging place"), shown);
	return true;
}

static bool check_location(const struct task *t, const struct field *f, int64_t id, const char *shown, struct error *e)
{
	const struct json *row = task_packed(t, t->round, resource_find("locations"), id);
	int64_t here = warehouse_in_hand(t, f);

	if (!row)
		return error_set(e, ERR_NOT_FOUND, shown, NULL);
	if (here && json_int(row, "warehouse", 0) != here)
		return error_set(e, ERR_WRONG_LOCATION, task_label(t, f), _("%s is in another warehouse"), shown);
	if (json_bool(row, "locked", false))
		return error_set(e, ERR_LOCKED, shown, NULL);
	return place_fits(t, f, row, shown, e);
}

/* Of another goods owner, or of another row's article. */
static bool check_document(const struct task *t, const struct field *f, int64_t id, const char *shown, struct error *e)
{
	const struct json *row = task_packed(t, t->round, f->to, id);

	if (row && !json_bool(row, "open", true))
		return error_set(e, ERR_STATUS, task_label(t, f), _("%s is closed"), shown);
	return true;
}

static bool check_article(const struct task *t, int64_t id, const char *shown, struct error *e)
{
	const struct json *order = task_packed(t, t->round, resource_find("purchase-orders"), task_ref(t, "purchase_order"));
	const struct json *row = task_packed(t, t->round, resource_find("articles"), id);

	if (order && row && json_int(order, "goods_owner", 0) != json_int(row, "goods_owner", 0))
		return error_set(e, ERR_WRONG_ARTICLE, NULL, _("%s is of another goods owner"), shown);
	return true;
}

static bool check_ref(const struct task *t, const struct field *f, int64_t id, const char *shown, struct error *e)
{
	if (str_eq(f->to->id, "locations"))
		return check_location(t, f, id, shown, e);
	if (str_eq(f->to->id, "articles"))
		return check_article(t, id, shown, e);
	return check_document(t, f, id, shown, e);
}

/* Goods that are past their date are not picked. */
static bool check_expiry(const struct task *t, const struct field *f, const char *date, const char *shown, struct error *e)
{
	char today[11];

	if (!t->kind->order || !*date)
		return true;
	clock_local_date(t->base.world->ports->ops->now_ms(t->base.world->ports), today);
	return strcmp(date, today) >= 0 || error_set(e, ERR_EXPIRED, task_label(t, f), "%s", shown);
}

static bool check_quantity(const struct task *t, const struct field *f, const char *decimal, struct error *e)
{
	struct facts facts = task_facts(t, t->round);
	int64_t n = 0, left = facts_left(&facts);
	bool limited = !t->kind->from_nowhere && t->row && json_str(t->row, "quantity") && !str_eq(json_str(t->row, "quantity"), "0");

	if (!decimal_parse(decimal, 3, false, f->name, &n, e))
		return false;
	if (n < 0 || (n == 0 && !kind_field(t->kind, "short")))
		return error_set(e, ERR_INVALID, task_label(t, f), "%s", _("more than nothing"));
	if (limited && n > left)
		return error_set(e, ERR_INVALID, task_label(t, f), _("only %s is left, not %s"), task_quantity_text(t, t->round, left),
			task_quantity_text(t, t->round, n));
	return true;
}

bool task_check(struct task *t, size_t step, const struct json *v, const char *shown, struct error *e)
{
	const struct field *f = t->steps[step].ask;
	const struct json *want = task_expected(t, step);
	int64_t id = 0;

	if (want && !equal(want, v))
		return task_wrong(t, f, json_str(t->expects, f->name) ? json_str(t->expects, f->name) : "?", shown, e);
	if (f->type == TYPE_REF && json_as_int(v, &id) && id)
		return check_ref(t, f, id, shown, e);
	if (f->type == TYPE_QUANTITY && json_as_str(v))
		return check_quantity(t, f, json_as_str(v), e);
	if (str_eq(f->name, "expiry") && json_as_str(v))
		return check_expiry(t, f, json_as_str(v), shown, e);
	return true;
}
