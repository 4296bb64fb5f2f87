/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows written by people: what may be written, all or nothing, and the audit. */
#include "server/edit/edit.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "lib/db.h"
#include "lib/scratch.h"
#include "lib/warehouse.h"
#include "model/page.h"
#include "model/view.h"
#include "server/edit/audit.h"
#include "store/pool.h"
#include "store/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *arena;
static struct house house;
static struct store *store; /* a reader */
static struct error e;

static const int64_t first_owner[] = {OWNER_ONE}, main_house[] = {MAIN}, both_owners[] = {OWNER_ONE, OWNER_TWO};
static const struct scope everything = {.all = {true, true, true, true}};
static const struct scope of_first = {
	.all = {[SCOPE_SUPPLIER] = true, [SCOPE_CONSIGNEE] = true},
	.ids = {first_owner, main_house},
	.count = {1, 1},
};
static struct member anna = {.user = 1, .login = "anna", .level = LEVEL_ADMINISTRATOR, .active = true};
static struct editor editor = {.member = &anna, .login = "anna", .address = "192.0.2.1", .terminal = "t1", .source = "terminal"};

static const struct field extras[] = {
	{.name = "password", .type = TYPE_TEXT, .max = 100, .secret = true, .required = true},
	{.name = "notify", .type = TYPE_BOOL},
	{.name = "why", .type = TYPE_CODE, .max = 5, .required = true},
};
static struct view view;
static struct page page = {.id = "customers", .view = &view};

static int set_up(void **state)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-writer"};
	char path[512];

	(void)state;
	secure_init();
	arena = arena_new();
	for (size_t i = 0; i < 4; i++)
		unlink(scratch(arena_printf(arena, "edit.db%s", ends[i])));
	str_copy(path, sizeof path, scratch("edit.db"));
	store = warehouse_open(path, DDL_SERVER);
	store_close(&store);
	e = (struct error){0};
	house = (struct house){.writer = writer_start(path, &e), .pool = pool_open(path, 2, &e), .tenant = "main"};
	assert_non_null(house.writer);
	secure_random(house.vault.key, sizeof house.vault.key);
	store = db_open(path, STORE_READER);
	editor.scope = &everything;
	anna.language = ENGLISH;
	view = (struct view){.kind = VIEW_LIST, .resource = resource_find("customers")};
	return 0;
}

static int tear_down(void **state)
{
	int64_t rows;

	(void)state;
	e = (struct error){0};
	assert_true(audit_verify(store, &house.vault, &rows, &e));
	edit_rules(NULL, 0);
	store_close(&store);
	pool_close(&house.pool);
	writer_stop(&house.writer);
	arena_free(&arena);
	return 0;
}

static const struct json *json(const char *text)
{
	struct error bad = {0};
	const struct json *v = json_parse(arena, text, strlen(text), &bad);

	assert_non_null(v);
	return v;
}

static struct edit edit(enum edit_verb verb, int64_t id, int64_t rev, const char *body)
{
	static const char *const actions[] = {"create", "update", "delete"};

	return (struct edit){.house = &house, .editor = &editor, .page = &page, .action = actions[verb], .resource = view.resource,
		.verb = verb, .id = id, .rev = rev, .body = body ? json(body) : NULL, .arena = arena};
}

/* "" or "code field". */
static const char *run(struct edit *list, size_t n)
{
	e = (struct error){0};
	if (edit_run(list, n, false, &e))
		return "";
	return arena_printf(arena, "%s %s", error_rows[e.code].code, e.field);
}

static const char *create(const char *body)
{
	struct edit x = edit(EDIT_CREATE, 0, 0, body);

	return run(&x, 1);
}

static const char *update(int64_t id, int64_t rev, const char *body)
{
	struct edit x = edit(EDIT_UPDATE, id, rev, body);

	return run(&x, 1);
}

static const char *delete(int64_t id)
{
	struct edit x = edit(EDIT_DELETE, id, 0, NULL);

	return run(&x, 1);
}

static const char *text(const char *sql)
{
	static char out[4096];

	store_ask_text(store, sql, out, sizeof out);
	return out;
}

#define AUDITS     "SELECT count(*) FROM audit_rows"
#define LAST(name) "SELECT \"" name "\" FROM audit_rows ORDER BY id DESC LIMIT 1"

static void a_row_is_made_and_told_of(void **state)
{
	struct edit x = edit(EDIT_CREATE, 0, 0, "{\"goods_owner\":1,\"number\":\"C2\",\"name\":\"Åkes\",\"city\":\"Mora\"}");

	(void)state;
	assert_string_equal(run(&x, 1), "");
	assert_int_equal(x.id, 2);
	assert_string_equal(json_str(x.row, "name"), "Åkes");
	assert_int_equal(json_int(x.row, "rev", 0), 1);
	assert_string_equal(json_str(json_get(x.row, "goods_owner"), "code"), "ONE");
	assert_int_equal(db_ask(store, "SELECT id FROM customers WHERE number = 'C2' AND name_fold <> '' AND find LIKE '%mora%'"), 2);
	assert_string_equal(text(LAST("after")), "{\"goods_owner\":\"ONE\",\"number\":\"C2\",\"name\":\"Åkes\",\"city\":\"Mora\"}");
	assert_string_equal(text(LAST("before")), "");
	assert_string_equal(text(LAST("title")), "C2 Åkes");
	assert_string_equal(text("SELECT login || ' ' || user || ' ' || address || ' ' || terminal || ' ' || source || ' ' || page || ' ' || action ||"
				 " ' ' || resource || ' ' || row || ' ' || about FROM audit_rows"),
		"anna 1 192.0.2.1 t1 terminal customers create customers 2 0");
}

static void only_what_changed_is_written_and_told(void **state)
{
	struct edit x = edit(EDIT_UPDATE, 1, 1, "{\"name\":\"Customer\",\"city\":\"Falun\",\"country\":0}");

	(void)state;
	assert_string_equal(run(&x, 1), "");
	assert_int_equal(json_int(x.row, "rev", 0), 2);
	assert_string_equal(text(LAST("before")), "{\"city\":\"\"}");
	assert_string_equal(text(LAST("after")), "{\"city\":\"Falun\"}");
	assert_string_equal(update(1, 2, "{\"city\":\"Falun\"}"), "");
	assert_int_equal(db_ask(store, "SELECT rev FROM customers WHERE id = 1"), 2);
	assert_int_equal(db_ask(store, AUDITS), 1);
	assert_string_equal(update(1, 2, "{}"), "");
	assert_int_equal(db_ask(store, AUDITS), 1);
}

static void somebody_else_was_faster(void **state)
{
	(void)state;
	assert_string_equal(update(1, 1, "{\"city\":\"Falun\"}"), "");
	assert_string_equal(update(1, 1, "{\"city\":\"Mora\"}"), "conflict ");
	assert_string_equal(update(1, 3, "{\"city\":\"Mora\"}"), "conflict ");
	assert_string_equal(text("SELECT city FROM customers"), "Falun");
	assert_string_equal(update(1, 0, "{\"city\":\"Mora\"}"), "");
	assert_string_equal(update(99, 1, "{\"city\":\"Mora\"}"), "not-found customers");
	assert_string_equal(delete(99), "not-found customers");
}

static void what_is_not_of_the_form_is_unknown(void **state)
{
	static const char *const hostile[] = {"id", "rev", "find", "name_fold", "Name", "name\\\" = 1; --", "<b>", "", "rowid", "\\u001b[2J"};
	const struct field *form[] = {field_find(view.resource, "name")};

	(void)state;
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
		assert_true(str_starts(update(1, 1, arena_printf(arena, "{\"name\":\"X\",\"%s\":1}", hostile[i])), "unknown-field "));
	view.form = form;
	view.form_count = 1;
	assert_string_equal(update(1, 1, "{\"name\":\"X\",\"city\":\"Mora\"}"), "unknown-field city");
	assert_string_equal(update(1, 1, "{\"name\":\"X\"}"), "");
	assert_int_equal(db_ask(store, AUDITS), 1);
	assert_int_equal(db_ask(store, "SELECT count(*) FROM customers WHERE name = 'X' AND city = ''"), 1);
}

static void what_is_wrong_is_named(void **state)
{
	static const char *const wrong[][2] = {
		{"{\"goods_owner\":1,\"number\":\"C2\"}", "required name"},
		{"{\"goods_owner\":1,\"number\":\"\",\"name\":\"X\"}", "required number"},
		{"{\"goods_owner\":0,\"number\":\"C2\",\"name\":\"X\"}", "required goods_owner"},
		{"{\"goods_owner\":\"ONE\",\"number\":\"C2\",\"name\":\"X\"}", "invalid goods_owner"},
		{"{\"goods_owner\":1.5,\"number\":\"C2\",\"name\":\"X\"}", "invalid goods_owner"},
		{"{\"goods_owner\":1,\"number\":\"C2\",\"name\":5}", "invalid name"},
		{"{\"goods_owner\":1,\"number\":\"C2\",\"name\":null}", "invalid name"},
		{"{\"goods_owner\":1,\"number\":\"C2\",\"name\":{\"a\":1}}", "invalid name"},
		{"{\"goods_owner\":1,\"number\":\"C\\r\\n2\",\"name\":\"X\"}", "invalid number"},
		{"{\"goods_owner\":1,\"number\":\"C2\",\"name\":\"\\u001b[2J\"}", "invalid name"},
		{"{\"goods_owner\":1,\"number\":\"C2\",\"name\":\"\\u202e\"}", "invalid name"},
		{"{\"goods_owner\":1,\"number\":\"123456789012345678901234567890X\",\"name\":\"X\"}", "too-long number"},
		{"[]", "bad-request "},
		{"\"x\"", "bad-request "},
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_string_equal(create(wrong[i][0]), wrong[i][1]);
	assert_string_equal(update(1, 1, "{\"goods_owner\":2}"), "invalid goods_owner");
	assert_int_equal(db_ask(store, "SELECT count(*) FROM customers"), 1);
	assert_int_equal(db_ask(store, AUDITS), 0);
}

/* What others would read as an order to do something is a text like another. */
static void hostile_text_is_text(void **state)
{
	static const char nasty[] = "'); DROP TABLE customers; -- <script>alert(1)</script> %s%n ../../etc";
	struct edit x = edit(EDIT_CREATE, 0, 0, NULL);
	struct json *body = json_object(arena);

	(void)state;
	json_set_int(body, "goods_owner", 1);
	json_set_str(body, "number", "C2");
	json_set_str(body, "name", nasty);
	x.body = body;
	assert_string_equal(run(&x, 1), "");
	assert_string_equal(json_str(x.row, "name"), nasty);
	assert_string_equal(json_str(json(text(LAST("after"))), "name"), nasty);
}

/* A7 */
static void another_scope_is_not_there(void **state)
{
	(void)state;
	assert_string_equal(create("{\"goods_owner\":2,\"number\":\"C9\",\"name\":\"Foreign\"}"), "");
	editor.scope = &of_first;
	assert_string_equal(create("{\"goods_owner\":2,\"number\":\"C3\",\"name\":\"X\"}"), "invalid goods_owner");
	assert_string_equal(create("{\"goods_owner\":99,\"number\":\"C3\",\"name\":\"X\"}"), "invalid goods_owner");
	assert_string_equal(update(2, 1, "{\"name\":\"X\"}"), "not-found customers");
	assert_string_equal(update(99, 1, "{\"name\":\"X\"}"), "not-found customers");
	assert_string_equal(delete(2), "not-found customers");
	assert_string_equal(update(1, 1, "{\"country\":99}"), "invalid country");
	view.resource = resource_find("locations");
	assert_string_equal(create("{\"warehouse\":2,\"name\":\"S-02\",\"type\":1}"), "invalid warehouse");
	assert_string_equal(create("{\"warehouse\":1,\"name\":\"A-04\",\"type\":1}"), "");
	view.resource = resource_find("warehouses");
	assert_string_equal(update(1, 1, "{\"transit\":10}"), "invalid transit"); /* of the other warehouse */
	assert_string_equal(create("{\"code\":\"NEW\",\"name\":\"New\"}"), "forbidden ");
	view.resource = resource_find("customers");
	editor.scope = &everything;
	assert_int_equal(db_ask(store, "SELECT count(*) FROM customers WHERE name = 'Foreign' AND rev = 1"), 1);
	assert_int_equal(db_ask(store, "SELECT count(*) FROM warehouses"), 2);
}

static void what_is_there_twice_is_named(void **state)
{
	struct edit two[] = {edit(EDIT_CREATE, 0, 0, "{\"goods_owner\":1,\"number\":\"C2\",\"name\":\"X\"}"),
		edit(EDIT_CREATE, 0, 0, "{\"goods_owner\":1,\"number\":\"C2\",\"name\":\"Y\"}")};

	(void)state;
	assert_string_equal(create("{\"goods_owner\":1,\"number\":\"C1\",\"name\":\"X\"}"), "exists number");
	assert_string_equal(create("{\"goods_owner\":2,\"number\":\"C1\",\"name\":\"X\"}"), "");
	assert_false(edit_run(two, 2, true, &e));
	assert_int_equal(two[0].error.code, ERR_NONE);
	assert_int_equal(two[1].error.code, ERR_EXISTS);
	assert_string_equal(run(two, 2), "exists number");
	assert_int_equal(db_ask(store, "SELECT count(*) FROM customers"), 2);
	two[1].body = json("{\"goods_owner\":2,\"number\":\"C2\",\"name\":\"Y\"}");
	assert_string_equal(run(two, 2), "");
	assert_string_equal(update(two[0].id, 1, "{\"number\":\"C1\"}"), "exists number");
	assert_string_equal(update(two[0].id, 1, "{\"number\":\"C2\",\"name\":\"Z\"}"), "");
}

static void what_is_referred_to_stays(void **state)
{
	(void)state;
	view.resource = resource_find("locations");
	assert_string_equal(delete(TRANSIT_1), "in-use locations"); /* by no foreign key */
	assert_non_null(strstr(e.detail, "Warehouse (Place of goods in hand)"));
	assert_string_equal(delete(A_02), "");
	assert_string_equal(text(LAST("title")), "A-02");
	assert_string_equal(text(LAST("after")), "");
	assert_non_null(strstr(text(LAST("before")), "\"warehouse\":\"MAIN\",\"name\":\"A-02\""));
	view.resource = resource_find("goods-units");
	assert_string_equal(delete(1), "in-use goods-units"); /* by one */
	assert_non_null(strstr(e.detail, "; make it inactive instead"));
	assert_non_null(strstr(e.detail, "Article ("));
	anna.language = SWEDISH;
	assert_string_equal(delete(1), "in-use goods-units");
	assert_non_null(strstr(e.detail, "Artikel ("));
	assert_non_null(strstr(e.detail, "; gör den inaktiv i stället"));
	assert_string_equal(update(1, 1, "{\"active\":false}"), "");
	assert_string_equal(text(LAST("after")), "{\"active\":false}");
}

static void many_are_done_or_none(void **state)
{
	struct edit list[] = {edit(EDIT_UPDATE, 1, 1, "{\"city\":\"Mora\"}"), edit(EDIT_UPDATE, 99, 1, "{\"city\":\"Mora\"}"),
		edit(EDIT_CREATE, 0, 0, "{\"goods_owner\":1,\"number\":\"C7\",\"name\":\"Seven\"}"), edit(EDIT_UPDATE, 1, 7, "{\"city\":\"Mora\"}")};

	(void)state;
	assert_string_equal(run(list, 4), "not-found customers");
	assert_int_equal(list[0].error.code, ERR_NONE);
	assert_int_equal(list[1].error.code, ERR_NOT_FOUND);
	assert_int_equal(list[2].error.code, ERR_NONE);
	assert_int_equal(list[3].error.code, ERR_CONFLICT);
	assert_int_equal(db_ask(store, "SELECT count(*) FROM customers WHERE city = 'Mora' OR number = 'C7'"), 0);
	assert_int_equal(db_ask(store, AUDITS), 0);
	list[1] = list[2];
	assert_true(edit_run(list, 2, true, &(struct error){0}));
	assert_int_equal(db_ask(store, AUDITS), 0);
	assert_string_equal(run(list, 2), "");
	assert_int_equal(db_ask(store, AUDITS), 2);
	assert_true(edit_run(list, 0, false, &(struct error){0}));
}

static void a_request_is_done_once(void **state)
{
	static const char body[] = "{\"goods_owner\":1,\"number\":\"C2\",\"name\":\"Once\"}";
	struct edit one = edit(EDIT_CREATE, 0, 0, body), again = one, other = edit(EDIT_CREATE, 0, 0, "{\"goods_owner\":1,\"number\":\"C3\",\"name\":\"Else\"}");

	(void)state;
	one.request = again.request = other.request = "0199f0aa-0000-4000-8000-000000000001";
	assert_string_equal(run(&one, 1), "");
	assert_false(one.repeated);
	assert_string_equal(update(one.id, 1, "{\"city\":\"Mora\"}"), "");
	assert_string_equal(run(&again, 1), "");
	assert_true(again.repeated);
	assert_int_equal(again.id, one.id);
	assert_string_equal(json_print(arena, again.row), json_print(arena, one.row));
	assert_string_equal(run(&other, 1), "reused Request");
	anna.user = 2;
	again = edit(EDIT_CREATE, 0, 0, body);
	again.request = one.request;
	assert_string_equal(run(&again, 1), "reused Request");
	anna.user = 1;
	assert_int_equal(db_ask(store, "SELECT count(*) FROM customers"), 2);
	assert_int_equal(db_ask(store, AUDITS), 2);
	/* One that failed is forgotten. */
	one = edit(EDIT_CREATE, 0, 0, body);
	one.request = "0199f0aa-0000-4000-8000-000000000002";
	assert_string_equal(run(&one, 1), "exists number");
	assert_int_equal(db_ask(store, "SELECT count(*) FROM request"), 1);
}

static void ones_own_row_alone(void **state)
{
	(void)state;
	view.resource = resource_find("users");
	view.own = true;
	assert_string_equal(update(2, 1, "{\"name\":\"Mallory\"}"), "not-found users");
	assert_string_equal(update(1, 1, "{\"name\":\"Anna the First\"}"), "");
	assert_int_equal(db_ask(store, LAST("about")), 1);
	anna.user = 0;
	assert_string_equal(update(0, 1, "{\"name\":\"Nobody\"}"), "not-found users");
	anna.user = 1;
}

/* Rules, as scripted by a test. */
static struct resource ruled;
static char calls[64];
static bool fail_inside;
static int64_t touched;

static void note(const char *what)
{
	str_copy(calls + strlen(calls), sizeof calls - strlen(calls), what);
}

static bool rules_defaults(struct store *s, struct edit *x, struct json *out, struct error *why)
{
	(void)s;
	(void)x;
	(void)why;
	json_set_str(out, "city", "Leksand");
	return true;
}

static bool rules_check(struct store *s, struct edit *x, struct error *why)
{
	(void)s;
	note("c");
	if (str_eq(edit_text(x, "city"), "Nowhere"))
		return error_set(why, ERR_INVALID, "city", "there is no such place");
	edit_set(x, "telephone", value_text("0247-1"));
	edit_set(x, "telephone", value_text("0247-2"));
	assert_string_equal(edit_text(x, "telephone"), "0247-2");
	return true;
}

static bool rules_before(struct edit *x, struct error *why)
{
	(void)why;
	note("b");
	if (touched) { /* somebody else, between the check and the writing */
		int64_t id = touched;
		struct edit other = edit(EDIT_UPDATE, id, 0, "{\"email\":\"other@example.com\"}");
		struct error none = {0};

		touched = 0;
		other.resource = resource_find("customers");
		assert_true(edit_run(&other, 1, false, &none));
	}
	return x->arena != NULL;
}

static bool rules_inside(struct store *s, struct edit *x, struct error *why)
{
	note("i");
	assert_true(x->id != 0);
	if (fail_inside && x->verb == EDIT_CREATE && str_eq(edit_text(x, "number"), "BAD"))
		return error_set(why, ERR_STATUS, "number", "not now");
	return row_set(s, x->resource, x->id, "email", value_text("rule@example.com"), why);
}

static void rules_after(struct edit *x)
{
	(void)x;
	note("a");
}

static void rules_undo(struct edit *x)
{
	(void)x;
	note("u");
}

static void with_rules(void)
{
	static const struct rules rules = {
		.name = "test",
		.defaults = rules_defaults,
		.check = rules_check,
		.before = rules_before,
		.undo = rules_undo,
		.inside = rules_inside,
		.after = rules_after,
	};
	static const struct rules *const table[] = {&rules};

	ruled = *resource_find("customers");
	ruled.rules = "test";
	view.resource = &ruled;
	edit_rules(table, 1);
	calls[0] = '\0';
	fail_inside = false;
	touched = 0;
}

static void rules_have_their_say(void **state)
{
	struct edit x;

	(void)state;
	with_rules();
	x = edit(EDIT_CREATE, 0, 0, "{\"goods_owner\":1,\"number\":\"C2\",\"name\":\"X\"}");
	assert_string_equal(run(&x, 1), "");
	assert_string_equal(calls, "cbia");
	assert_string_equal(json_str(x.row, "telephone"), "0247-2");
	assert_string_equal(json_str(x.row, "email"), "rule@example.com");
	assert_non_null(strstr(text(LAST("after")), "\"email\":\"rule@example.com\""));
	assert_true(edit_changes(&x, "name"));
	assert_false(edit_changes(&x, "city"));
	assert_int_equal(edit_int(&x, "goods_owner"), 1);
	assert_null(edit_value(&x, "city"));
	calls[0] = '\0';
	assert_string_equal(create("{\"goods_owner\":1,\"number\":\"C3\",\"name\":\"X\",\"city\":\"Nowhere\"}"), "invalid city");
	assert_string_equal(calls, "c");
}

static void a_failure_in_the_middle_undoes_all(void **state)
{
	struct edit list[3];

	(void)state;
	with_rules();
	fail_inside = true;
	list[0] = edit(EDIT_UPDATE, 1, 1, "{\"city\":\"Mora\"}");
	list[1] = edit(EDIT_CREATE, 0, 0, "{\"goods_owner\":1,\"number\":\"BAD\",\"name\":\"X\"}");
	list[1].request = "0199f0aa-0000-4000-8000-000000000003";
	list[2] = edit(EDIT_CREATE, 0, 0, "{\"goods_owner\":1,\"number\":\"C3\",\"name\":\"X\"}");
	assert_string_equal(run(list, 3), "status number");
	assert_int_equal(list[0].error.code, ERR_NONE);
	assert_int_equal(list[1].error.code, ERR_STATUS);
	assert_string_equal(list[1].error.detail, "not now");
	assert_int_equal(db_ask(store, "SELECT count(*) FROM customers WHERE rev = 1 AND city = ''"), 1);
	assert_int_equal(db_ask(store, "SELECT count(*) FROM customers"), 1);
	assert_int_equal(db_ask(store, AUDITS), 0);
	assert_int_equal(db_ask(store, "SELECT count(*) FROM request"), 0);
	assert_int_equal(db_ask(store, "SELECT count(*) FROM meta WHERE name LIKE 'audit%'"), 0);
	assert_null(strchr(calls, 'a'));
	assert_string_equal(calls + strlen(calls) - 3, "uuu");
}

static void what_changed_since_the_check_is_seen(void **state)
{
	(void)state;
	with_rules();
	touched = 1;
	assert_string_equal(update(1, 1, "{\"city\":\"Mora\"}"), "conflict ");
	assert_string_equal(text("SELECT city || email FROM customers"), "other@example.com");
	touched = 1;
	with_rules();
	assert_string_equal(update(1, 0, "{\"city\":\"Mora\"}"), "");
	assert_string_equal(text(LAST("before")), "{\"city\":\"\",\"telephone\":\"\",\"email\":\"other@example.com\"}");
}

static void extras_are_for_the_rules_alone(void **state)
{
	static const char *const yes[] = {"true"};
	static const struct view_when when = {.field = "why", .other = &extras[1], .values = yes, .value_count = 1};
	struct edit x;

	(void)state;
	view.extras = extras;
	view.extra_count = 3;
	view.whens = &when;
	view.when_count = 1;
	with_rules();
	assert_string_equal(create("{\"goods_owner\":1,\"number\":\"C2\",\"name\":\"X\"}"), "required password");
	assert_string_equal(create("{\"goods_owner\":1,\"number\":\"C2\",\"name\":\"X\",\"password\":\"\"}"), "required password");
	assert_string_equal(create("{\"goods_owner\":1,\"number\":\"C2\",\"name\":\"X\",\"password\":7}"), "invalid password");
	assert_string_equal(create("{\"goods_owner\":1,\"number\":\"C2\",\"name\":\"X\",\"password\":\"Hush-1234\",\"notify\":1}"), "invalid notify");
	assert_string_equal(create("{\"goods_owner\":1,\"number\":\"C2\",\"name\":\"X\",\"password\":\"Hush-1234\",\"notify\":true}"), "required why");
	assert_string_equal(create("{\"goods_owner\":1,\"number\":\"C2\",\"name\":\"X\",\"password\":\"Hush-1234\",\"notify\":true,\"why\":\"because\"}"),
		"too-long why");
	x = edit(EDIT_CREATE, 0, 0, "{\"goods_owner\":1,\"number\":\"C2\",\"name\":\"X\",\"password\":\"Hush-1234\",\"notify\":false}");
	x.request = "0199f0aa-0000-4000-8000-000000000004";
	assert_string_equal(run(&x, 1), "");
	assert_string_equal(json_str(x.extras, "password"), "Hush-1234");
	assert_string_equal(update(x.id, 0, "{\"password\":\"Hush-5678\"}"), "");
	assert_int_equal(db_ask(store, AUDITS), 2); /* that something was done is told, too */
	assert_int_equal(db_ask(store, "SELECT count(*) FROM audit_rows WHERE \"before\" || \"after\" || title LIKE '%Hush%'"), 0);
	assert_int_equal(db_ask(store, "SELECT count(*) FROM request WHERE answer LIKE '%Hush%'"), 0);
}

static void a_form_begins_with_what_is_usual(void **state)
{
	struct scope both = everything;
	struct edit x = edit(EDIT_CREATE, 0, 0, NULL);
	struct json *out;

	(void)state;
	editor.scope = &of_first;
	out = edit_defaults(store, &x, &e);
	assert_string_equal(json_str(json_get(out, "goods_owner"), "code"), "ONE");
	assert_string_equal(json_str(out, "name"), "");
	assert_int_equal(json_type(json_get(out, "country")), JSON_NULL);
	both.ids[SCOPE_GOODS_OWNER] = both_owners;
	both.count[SCOPE_GOODS_OWNER] = 2;
	editor.scope = &both;
	assert_int_equal(json_type(json_get(edit_defaults(store, &x, &e), "goods_owner")), JSON_NULL);
	anna.default_goods_owner = OWNER_TWO;
	assert_string_equal(json_str(json_get(edit_defaults(store, &x, &e), "goods_owner"), "name"), "Second");
	anna.default_goods_owner = 0;
	view.extras = extras;
	view.extra_count = 3;
	with_rules();
	x.resource = &ruled;
	out = edit_defaults(store, &x, &e);
	assert_string_equal(json_str(out, "city"), "Leksand");
	assert_false(json_bool(out, "notify", true));
	assert_false(json_has(out, "password"));
	x.resource = resource_find("location-types");
	view.extra_count = 0;
	out = edit_defaults(store, &x, &e);
	assert_true(json_bool(out, "pickable", false));
	assert_false(json_bool(out, "staging", true));
	assert_int_equal(json_int(out, "length", 7), 0);
	assert_int_equal(e.code, ERR_NONE);
}

/* A page of some rows alone makes such rows. */
static void a_fixed_filter_holds_for_what_is_made(void **state)
{
	static struct view_filter fixed;

	(void)state;
	view.resource = resource_find("location-types");
	fixed = (struct view_filter){field_find(view.resource, "staging"), {.number = 1}};
	view.fixed = &fixed;
	view.fixed_count = 1;
	assert_string_equal(create("{\"code\":\"S1\",\"name_en\":\"S\",\"name_sv\":\"S\"}"), "");
	assert_int_equal(db_ask(store, "SELECT staging FROM location_types WHERE code = 'S1'"), 1);
	assert_string_equal(create("{\"code\":\"S2\",\"name_en\":\"S\",\"name_sv\":\"S\",\"staging\":false}"), "invalid staging");
	assert_string_equal(update(1, 1, "{\"name_en\":\"X\"}"), "not-found location-types");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_row_is_made_and_told_of, set_up, tear_down),
		cmocka_unit_test_setup_teardown(only_what_changed_is_written_and_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(somebody_else_was_faster, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_not_of_the_form_is_unknown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_wrong_is_named, set_up, tear_down),
		cmocka_unit_test_setup_teardown(hostile_text_is_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(another_scope_is_not_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_there_twice_is_named, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_referred_to_stays, set_up, tear_down),
		cmocka_unit_test_setup_teardown(many_are_done_or_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_request_is_done_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ones_own_row_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(rules_have_their_say, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_failure_in_the_middle_undoes_all, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_changed_since_the_check_is_seen, set_up, tear_down),
		cmocka_unit_test_setup_teardown(extras_are_for_the_rules_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_form_begins_with_what_is_usual, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_fixed_filter_holds_for_what_is_made, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
