/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changing many rows at once, as the API is asked and answers. */
#include "server/api/handlers.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "lib/db.h"
#include "lib/scratch.h"
#include "lib/warehouse.h"
#include "model/page.h"
#include "model/view.h"
#include "store/pool.h"
#include "store/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *arena;
static struct api api;
static struct session session;
static struct http_request in;
static struct http_answer out;
static struct view view;
static struct page page = {.id = "customers", .view = &view};
static struct store *store;
static const int64_t first_owner[] = {OWNER_ONE};
static struct scope scope;
static struct error e;

static int set_up(void **state)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-writer"};
	char path[512];

	(void)state;
	secure_init();
	arena = arena_new();
	for (size_t i = 0; i < 4; i++)
		unlink(scratch(arena_printf(arena, "many.db%s", ends[i])));
	str_copy(path, sizeof path, scratch("many.db"));
	store = warehouse_open(path, DDL_SERVER);
	db_exec(store, "INSERT INTO customers (goods_owner, number, name) VALUES (1, 'C2', 'Second'), (2, 'C3', 'Foreign')");
	db_exec(store, "INSERT INTO countries (code, name_en, name_sv) VALUES ('SE', 'Sweden', 'Sverige')");
	store_close(&store);
	e = (struct error){0};
	api = (struct api){.writer = writer_start(path, &e), .pool = pool_open(path, 2, &e), .tenant = "main"};
	assert_non_null(api.writer);
	store = db_open(path, STORE_READER);
	session = (struct session){.member = {.user = 1, .login = "anna", .active = true}};
	scope = (struct scope){.all = {[SCOPE_SUPPLIER] = true, [SCOPE_CONSIGNEE] = true, [SCOPE_WAREHOUSE] = true}, .ids = {first_owner}, .count = {1}};
	view = (struct view){.kind = VIEW_LIST, .resource = resource_find("customers")};
	in = (struct http_request){.arena = arena, .address = "192.0.2.1"};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	store_close(&store);
	pool_close(&api.pool);
	writer_stop(&api.writer);
	arena_free(&arena);
	return 0;
}

/* The answer as text, or "code field". */
static const char *ask(const char *body)
{
	struct call c = {.api = &api, .in = &in, .out = &out, .arena = arena, .session = &session, .page = &page, .action = "change-many",
		.scope = scope, .body = json_parse(arena, body, strlen(body), &e)};
	bool ok;

	assert_non_null(c.body);
	e = (struct error){0};
	out = (struct http_answer){0};
	assert_true(call_reader(&c, &e));
	ok = api_change_many(&c, &e);
	call_reader_done(&c);
	return ok ? json_print(arena, out.json) : arena_printf(arena, "%s %s", error_rows[e.code].code, e.field);
}

static void a_dry_change_shows_before_and_after(void **state)
{
	(void)state;
	assert_string_equal(ask("{\"rows\":[{\"id\":1,\"rev\":1},{\"id\":2,\"rev\":1}],\"set\":{\"city\":\"Mora\",\"country\":1},\"dry\":true}"),
		"{\"rows\":[{\"id\":1,\"key\":\"C1\",\"before\":{\"city\":\"\",\"country\":null},\"after\":{\"city\":\"Mora\",\"country\":"
		"{\"id\":1,\"code\":\"SE\",\"name\":\"Sweden\"}}},"
		"{\"id\":2,\"key\":\"C2\",\"before\":{\"city\":\"\",\"country\":null},\"after\":{\"city\":\"Mora\",\"country\":"
		"{\"id\":1,\"code\":\"SE\",\"name\":\"Sweden\"}}}],\"done\":false}");
	assert_int_equal(db_ask(store, "SELECT count(*) FROM customers WHERE city <> ''"), 0);
	assert_int_equal(db_ask(store, "SELECT count(*) FROM audit_rows"), 0);
}

static void many_are_changed_and_told_of(void **state)
{
	(void)state;
	assert_non_null(strstr(ask("{\"rows\":[{\"id\":1,\"rev\":1},{\"id\":2,\"rev\":1}],\"set\":{\"city\":\"Mora\"}}"), "\"done\":true"));
	assert_int_equal(db_ask(store, "SELECT count(*) FROM customers WHERE city = 'Mora' AND rev = 2"), 2);
	assert_int_equal(db_ask(store, "SELECT count(*) FROM audit_rows WHERE action = 'change-many' AND source = 'api' AND \"after\" = '{\"city\":\"Mora\"}'"), 2);
}

static void each_keeps_its_own_error_and_nothing_is_done(void **state)
{
	const char *said = ask("{\"rows\":[{\"id\":1,\"rev\":1},{\"id\":2,\"rev\":9},{\"id\":3,\"rev\":1},{\"id\":99,\"rev\":1}],\"set\":{\"city\":\"Mora\"}}");
	const struct json *row = json_first(json_get(out.json, "rows"));

	(void)state;
	assert_non_null(strstr(said, "\"done\":false"));
	assert_false(json_has(row, "error"));
	row = json_next(row);
	assert_string_equal(json_str(json_get(row, "error"), "code"), "conflict");
	assert_string_equal(json_str(row, "key"), "C2");
	row = json_next(row);
	/* Another's row is as one that is not there. */
	assert_string_equal(json_print(arena, json_get(row, "error")), json_print(arena, json_get(json_next(row), "error")));
	assert_string_equal(json_str(json_get(row, "error"), "code"), "not-found");
	assert_string_equal(json_str(row, "key"), "");
	assert_int_equal(db_ask(store, "SELECT count(*) FROM customers WHERE city <> ''"), 0);
	assert_int_equal(db_ask(store, "SELECT count(*) FROM audit_rows"), 0);
}

static void what_is_no_request_is_refused(void **state)
{
	static const char *const wrong[][2] = {
		{"{}", "required rows"},
		{"{\"rows\":[],\"set\":{\"city\":\"X\"}}", "invalid rows"},
		{"{\"rows\":{},\"set\":{\"city\":\"X\"}}", "invalid rows"},
		{"{\"rows\":[{\"id\":1,\"rev\":1}]}", "required set"},
		{"{\"rows\":[{\"id\":1,\"rev\":1}],\"set\":{}}", "required set"},
		{"{\"rows\":[{\"id\":1,\"rev\":1}],\"set\":[1]}", "required set"},
		{"{\"rows\":[{\"id\":1}],\"set\":{\"city\":\"X\"}}", "invalid rows"},
		{"{\"rows\":[{\"id\":1,\"rev\":0}],\"set\":{\"city\":\"X\"}}", "invalid rows"},
		{"{\"rows\":[{\"id\":-1,\"rev\":1}],\"set\":{\"city\":\"X\"}}", "invalid rows"},
		{"{\"rows\":[5],\"set\":{\"city\":\"X\"}}", "invalid rows"},
		{"{\"rows\":[{\"id\":1,\"rev\":1},{\"id\":1,\"rev\":1}],\"set\":{\"city\":\"X\"}}", "invalid rows"},
		{"{\"rows\":[{\"id\":1,\"rev\":1,\"name\":\"X\"}],\"set\":{\"city\":\"X\"}}", "unknown-field name"},
		{"{\"rows\":[{\"id\":1,\"rev\":1}],\"set\":{\"city\":\"X\"},\"more\":1}", "unknown-field more"},
		{"{\"rows\":[{\"id\":1,\"rev\":1}],\"set\":{\"city\":\"X\"},\"dry\":\"no\"}", "invalid dry"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_string_equal(ask(wrong[i][0]), wrong[i][1]);
	assert_non_null(strstr(ask("{\"rows\":[{\"id\":1,\"rev\":1}],\"set\":{\"id\":7}}"), "\"code\":\"unknown-field\""));
	assert_int_equal(db_ask(store, "SELECT count(*) FROM customers WHERE rev > 1"), 0);
}

/* What no row is to blame for is an error of the whole. */
static void trouble_of_the_house_is_no_rows(void **state)
{
	struct writer *w = api.writer;

	(void)state;
	writer_stop(&w);
	api.writer = writer_start(scratch("other.db"), &e);
	assert_string_equal(ask("{\"rows\":[{\"id\":1,\"rev\":1}],\"set\":{\"city\":\"X\"}}"), "store ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_dry_change_shows_before_and_after, set_up, tear_down),
		cmocka_unit_test_setup_teardown(many_are_changed_and_told_of, set_up, tear_down),
		cmocka_unit_test_setup_teardown(each_keeps_its_own_error_and_nothing_is_done, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_request_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(trouble_of_the_house_is_no_rows, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
