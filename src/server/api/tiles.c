/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/tiles.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/where.h"
#include "server/api/tiles_sql.h"
#include "server/auth/contact.h"
#include "server/people/practices.h"
#include "store/store.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SILENT_MOST = 20 };
#define SILENT_MS (INT64_C(10) * 60 * 1000)
#define FORGOTTEN_MS (INT64_C(7) * 24 * 3600 * 1000)
#define DAY_S 86400

enum word { WORD_PICKS, WORD_RECEIPTS, WORD_ORDER, WORD_PICK_ORDER, WORD_NONE, WORD_TODAY, WORD_DAYS_LATE, WORD_IN_DAYS, WORD_MINUTES, WORD_HOURS,
	WORD_DAYS, WORD_NO_DATE };
static const struct label words[] = {
	[WORD_PICKS] = {{"Picks", "Plock"}},
	[WORD_RECEIPTS] = {{"Receipts", "Inleveranser"}},
	[WORD_ORDER] = {{"Order", "Order"}},
	[WORD_PICK_ORDER] = {{"Pick order", "Plockuppdrag"}},
	[WORD_NONE] = {{"none", "inga"}},
	[WORD_TODAY] = {{"today", "i dag"}},
	[WORD_DAYS_LATE] = {{"days late", "dagar sen"}},
	[WORD_IN_DAYS] = {{"days left", "dagar kvar"}},
	[WORD_MINUTES] = {{"min", "min"}},
	[WORD_HOURS] = {{"h", "tim"}},
	[WORD_DAYS] = {{"days", "dagar"}},
	[WORD_NO_DATE] = {{"no date", "inget datum"}},
};

static const char *say(const struct call *c, enum word w)
{
	return words[w].text[c->session->member.language];
}

struct tile_row {
	const char *label, *value, *tone, *page, *detail;
};

/* The page only to whoever may open it. */
static void put(const struct call *c, struct json *rows, struct tile_row r)
{
	struct json *row = json_add_object(rows);

	json_set_str(row, "label", r.label);
	json_set_str(row, "value", r.value);
	json_set_str(row, "tone", r.tone);
	if (r.page && access_may(&c->session->member, page_find(r.page), "read", NULL))
		json_set_str(row, "page", r.page);
	if (!str_empty(r.detail))
		json_set_str(row, "detail", r.detail);
}

static const char *ids(const struct call *c, enum scope_dim dim)
{
	return where_ids(c->arena, c->scope.ids[dim], c->scope.count[dim]);
}

static struct query *ask(struct call *c, const char *sql, struct error *e)
{
	struct query *q = store_query(c->store, sql, e);

	if (!q)
		return NULL;
	query_text(q, ":owners", ids(c, SCOPE_GOODS_OWNER));
	query_text(q, ":warehouses", ids(c, SCOPE_WAREHOUSE));
	return q;
}

/* Who is one consignee or supplier has no part in the house's work. */
static bool is_bound(const struct call *c)
{
	return !c->scope.all[SCOPE_CONSIGNEE] || !c->scope.all[SCOPE_SUPPLIER];
}

static bool orders_by_status(struct call *c, const char *tile, struct json *rows, struct error *e)
{
	struct query *q = is_bound(c) ? NULL : ask(c, tile_orders_sql, e);
	enum query_step step;

	(void)tile;
	if (!q)
		return is_bound(c);
	while ((step = query_step(q, e)) == QUERY_ROW)
		put(c, rows, (struct tile_row){
			.label = query_get_text(q, c->session->member.language == SWEDISH),
			.value = arena_printf(c->arena, "%" PRId64, query_get_int(q, 2)),
			.tone = "none",
			.page = "order-list",
		});
	return step == QUERY_DONE;
}

static int64_t midnight_ms(int64_t now_ms)
{
	time_t now = (time_t)(now_ms / 1000);
	struct tm t;

	localtime_r(&now, &t);
	t.tm_hour = t.tm_min = t.tm_sec = 0;
	t.tm_isdst = -1;
	return (int64_t)mktime(&t) * 1000;
}

/* A decimal of thousandths without needless zeros. */
static const char *quantity(struct arena *a, int64_t milli)
{
	char *out = arena_printf(a, "%" PRId64 ".%03d", milli / 1000, (int)(milli % 1000));

	for (char *end = out + strlen(out) - 1; *end == '0'; end--)
		*end = '\0';
	if (str_ends(out, "."))
		out[strlen(out) - 1] = '\0';
	return out;
}

static void put_kind(struct call *c, struct json *rows, const struct query *q, int column, enum word label)
{
	put(c, rows, (struct tile_row){
		.label = say(c, label),
		.value = arena_printf(c->arena, "%" PRId64, query_get_int(q, column)),
		.tone = "none",
		.page = "goods-transactions",
		.detail = quantity(c->arena, query_get_int(q, column + 1)),
	});
}

static bool done_today(struct call *c, const char *tile, struct json *rows, struct error *e)
{
	struct query *q = is_bound(c) ? NULL : ask(c, tile_today_sql, e);
	bool ok;

	(void)tile;
	if (!q)
		return is_bound(c);
	query_int(q, ":midnight", midnight_ms(clock_now_ms()));
	ok = query_step(q, e) == QUERY_ROW;
	if (ok) {
		put_kind(c, rows, q, 0, WORD_PICKS);
		put_kind(c, rows, q, 2, WORD_RECEIPTS);
	}
	query_done(q);
	return ok;
}

static int64_t day_number(const char *date)
{
	struct tm t = {0};

	t.tm_year = (int)strtol(date, NULL, 10) - 1900;
	t.tm_mon = (int)strtol(date + 5, NULL, 10) - 1;
	t.tm_mday = (int)strtol(date + 8, NULL, 10);
	return (int64_t)timegm(&t) / DAY_S;
}

static struct tile_row waiting(struct call *c, const char *label, const char *number, const char *date, const char *page)
{
	struct tile_row r = {.label = arena_printf(c->arena, "%s %s", label, number), .tone = "ok", .page = page, .detail = date};
	char today[11];
	int64_t days;

	clock_local_date(clock_now_ms(), today);
	if (!clock_is_date(date)) {
		r.value = say(c, WORD_NO_DATE);
		r.tone = "none";
		return r;
	}
	days = day_number(date) - day_number(today);
	if (days == 0) {
		r.value = say(c, WORD_TODAY);
		r.tone = "warn";
	} else {
		r.value = arena_printf(c->arena, "%" PRId64 " %s", days < 0 ? -days : days, say(c, days < 0 ? WORD_DAYS_LATE : WORD_IN_DAYS));
		r.tone = days < 0 ? "error" : "ok";
	}
	return r;
}

static bool put_waiting(struct call *c, struct json *rows, const char *sql, enum word label, const char *page, struct error *e)
{
	struct query *q = ask(c, sql, e);
	enum query_step step = q ? query_step(q, e) : QUERY_FAIL;

	if (step == QUERY_ROW)
		put(c, rows, waiting(c, say(c, label), query_get_text(q, 0), arena_strdup(c->arena, query_get_text(q, 1)), page));
	else if (step == QUERY_DONE)
		put(c, rows, (struct tile_row){.label = say(c, label), .value = say(c, WORD_NONE), .tone = "ok", .page = page});
	query_done(q);
	return step != QUERY_FAIL;
}

static bool oldest_waiting(struct call *c, const char *tile, struct json *rows, struct error *e)
{
	(void)tile;
	if (is_bound(c))
		return true;
	return put_waiting(c, rows, tile_oldest_order_sql, WORD_ORDER, "order-list", e) &&
		put_waiting(c, rows, tile_oldest_pick_sql, WORD_PICK_ORDER, "pick-orders", e);
}

static const char *ago(struct call *c, int64_t ms)
{
	int64_t minutes = ms / 60000;

	if (minutes < 60)
		return arena_printf(c->arena, "%" PRId64 " %s", minutes, say(c, WORD_MINUTES));
	if (minutes < 48 * 60)
		return arena_printf(c->arena, "%" PRId64 " %s", minutes / 60, say(c, WORD_HOURS));
	return arena_printf(c->arena, "%" PRId64 " %s", minutes / 60 / 24, say(c, WORD_DAYS));
}

/* Is it in a warehouse of his? */
static bool may_see(const struct call *c, const struct contact *t)
{
	const struct scope *his = &c->scope, *its = &t->scope;

	if (c->session->member.all_warehouses)
		return true;
	for (size_t i = 0; i < his->count[SCOPE_WAREHOUSE]; i++) {
		if (its->all[SCOPE_WAREHOUSE])
			return true;
		for (size_t j = 0; j < its->count[SCOPE_WAREHOUSE]; j++)
			if (its->ids[SCOPE_WAREHOUSE][j] == his->ids[SCOPE_WAREHOUSE][i])
				return true;
	}
	return false;
}

static bool silent_terminals(struct call *c, const char *tile, struct json *rows, struct error *e)
{
	int64_t now_ms = clock_now_ms();
	struct contact *list;
	size_t n, shown = 0;

	(void)tile;
	if (!contact_silent(c->api->directory, c->arena, c->api->tenant, now_ms - FORGOTTEN_MS, now_ms - SILENT_MS, &list, &n, e))
		return false;
	for (size_t i = 0; i < n && shown < SILENT_MOST; i++) {
		if (!may_see(c, &list[i]))
			continue;
		shown++;
		put(c, rows, (struct tile_row){.label = *list[i].name ? list[i].name : list[i].id, .value = ago(c, now_ms - list[i].contact_ms),
			.tone = now_ms - list[i].contact_ms > DAY_S * INT64_C(1000) ? "error" : "warn"});
	}
	return true;
}

/* Those of the best practices: the page to mend it on only to whoever may open it. */
static bool best_practice(struct call *c, const char *tile, struct json *rows, struct error *e)
{
	const struct practice_ask x = {.tenant = c->store, .directory = c->api->directory, .arena = c->arena, .language = c->session->member.language};

	if (!practice_fill(&x, tile, rows, e))
		return false;
	for (struct json *row = (struct json *)json_first(rows); row; row = (struct json *)json_next(row))
		if (!access_may(&c->session->member, page_find(json_str(row, "page")), "read", NULL))
			json_remove(row, "page");
	return true;
}

static const struct tile_rows table[] = {
	{"orders-by-status", orders_by_status},
	{"done-today", done_today},
	{"oldest-waiting", oldest_waiting},
	{"silent-terminals", silent_terminals},
	{"identity-provider", best_practice},
	{"multifactor", best_practice},
	{"passwords", best_practice},
	{"ip-ranges", best_practice},
	{"shared-accounts", best_practice},
	{"levels", best_practice},
	{"goods-owners", best_practice},
	{"monthly-review", best_practice},
	{"users-page", best_practice},
};

const struct tile_rows *tile_rows_find(const char *name)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (str_eq(table[i].name, name))
			return &table[i];
	return NULL;
}
