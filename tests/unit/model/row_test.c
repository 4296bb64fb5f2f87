/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "lib/db.h"
#include "lib/fixture.h"
#include "lib/fixture_db.h"
#include "model/row.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static struct arena *arena;
static struct store *db;

static int load_fixture(void **state)
{
	(void)state;
	fixture_must_load();
	return 0;
}

static int begin(void **state)
{
	(void)state;
	arena = arena_new();
	db = fixture_db(DDL_SERVER);
	fixture_row(db, "goods-owners", "{\"code\":\"ABC\",\"name\":\"ABC Computers\"}");
	fixture_row(db, "units", "{\"code\":\"PCS\",\"name_en\":\"Piece\",\"name_sv\":\"Styck\"}");
	return 0;
}

static int end(void **state)
{
	(void)state;
	store_close(&db);
	arena_free(&arena);
	return 0;
}

static struct json *parse(const char *text)
{
	return json_parse(arena, text, strlen(text), NULL);
}

static int64_t bolt(void)
{
	return fixture_row(db, "articles", "{\"goods_owner\":1,\"number\":\"B-1\",\"name\":\"Bolt Ö\",\"unit\":1}");
}

static char *ask_text(const char *sql)
{
	char out[200];

	store_ask_text(db, sql, out, sizeof out);
	return arena_strdup(arena, out);
}

static int64_t found(const char *trigrams)
{
	return db_ask(db, arena_printf(arena, "SELECT count(*) FROM articles_find WHERE articles_find MATCH '%s'", trigrams));
}

static void an_inserted_row_has_all_its_columns(void **state)
{
	(void)state;
	assert_int_equal(bolt(), 1);
	assert_string_equal(ask_text("SELECT name FROM articles"), "Bolt Ö");
	assert_string_equal(ask_text("SELECT name_fold FROM articles"), "bolt }");
	assert_string_equal(ask_text("SELECT find FROM articles"), "\n\nb-1\n\nbolt }");
	assert_string_equal(ask_text("SELECT ean FROM articles"), "");
	assert_int_equal(db_ask(db, "SELECT rev FROM articles"), 1);
	assert_int_equal(found("\"bol\" AND \"olt\""), 1);
	assert_string_equal(ask_text("SELECT resource || row FROM change WHERE resource = 'articles'"), "articles1");
}

static void an_id_may_be_given(void **state)
{
	struct row_value v[] = {{field_find(resource_find("goods-owners"), "code"), value_text("XYZ")}};

	(void)state;
	assert_int_equal(row_insert(db, resource_find("goods-owners"), 77, v, 1, NULL), 77);
	assert_int_equal(db_ask(db, "SELECT count(*) FROM goods_owners WHERE id = 77"), 1);
}

static void an_update_changes_what_is_found(void **state)
{
	const struct resource *r = resource_find("articles");
	struct row_value v[] = {{field_find(r, "name"), value_text("Nut")}};
	struct error e = {0};

	(void)state;
	bolt();
	assert_true(row_update(db, r, 1, v, 1, &e));
	assert_string_equal(ask_text("SELECT name_fold FROM articles"), "nut");
	assert_string_equal(ask_text("SELECT find FROM articles"), "\n\nb-1\n\nnut");
	assert_int_equal(db_ask(db, "SELECT rev FROM articles"), 2);
	assert_int_equal(found("bol"), 0);
	assert_int_equal(found("nut"), 1);
	assert_int_equal(db_ask(db, "SELECT count(*) FROM change WHERE resource = 'articles'"), 2);
	db_exec(db, "INSERT INTO articles_find (articles_find, rank) VALUES ('integrity-check', 1)");
}

static void an_update_of_nothing_is_not_found(void **state)
{
	const struct resource *r = resource_find("articles");
	struct error e = {0};

	(void)state;
	assert_false(row_set(db, r, 9, "weight", value_int(1), &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	e = (struct error){0};
	assert_false(row_set(db, r, 9, "name", value_text("x"), &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	e = (struct error){0};
	assert_false(row_delete(db, r, 9, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	e = (struct error){0};
	assert_false(row_set(db, r, 9, "colour", value_int(1), &e));
	assert_int_equal(e.code, ERR_UNKNOWN_FIELD);
	assert_int_equal(db_ask(db, "SELECT count(*) FROM change WHERE resource = 'articles'"), 0);
}

static void what_is_unique_is_refused_by_name(void **state)
{
	const struct resource *r = resource_find("articles");
	struct row_value v[] = {{field_find(r, "goods_owner"), value_int(1)}, {field_find(r, "number"), value_text("B-1")}};
	struct error e = {0};

	(void)state;
	bolt();
	assert_int_equal(row_insert(db, r, 0, v, 2, &e), 0);
	assert_int_equal(e.code, ERR_EXISTS);
	assert_string_equal(e.field, "number");
}

static void references_hold(void **state)
{
	const struct resource *r = resource_find("articles");
	struct row_value v[] = {{field_find(r, "goods_owner"), value_int(99)}};
	struct error e = {0};

	(void)state;
	bolt();
	assert_int_equal(row_insert(db, r, 0, v, 1, &e), 0);
	assert_int_equal(e.code, ERR_INVALID);
	assert_string_equal(e.field, "goods_owner");
	e = (struct error){0};
	assert_false(row_delete(db, resource_find("goods-owners"), 1, &e));
	assert_int_equal(e.code, ERR_IN_USE);
}

/* A worker of two goods owners; both units. */
static int64_t worker(const char *login, const char *goods_owners)
{
	return fixture_row(db, "workers", arena_printf(arena, "{\"login\":\"%s\",\"name\":\"Åsa\",\"goods_owners\":%s}", login, goods_owners));
}

static void owners_and_workers(void)
{
	fixture_row(db, "goods-owners", "{\"code\":\"ECOM\",\"name\":\"E-Commerce\"}");
	fixture_row(db, "goods-owners", "{\"code\":\"XYZ\",\"name\":\"XYZ\"}");
	worker("asa", "[2,1]");
	worker("bo", "[3]");
}

static const char *links(void)
{
	return ask_text("SELECT group_concat(row || '-' || ref, ' ') FROM (SELECT * FROM workers_goods_owners ORDER BY row, ref)");
}

static bool set_refs(int64_t id, const char *ids, struct error *e)
{
	const struct resource *r = resource_find("workers");
	struct row_value *v;
	size_t n;

	return row_check(r, parse(arena_printf(arena, "{\"goods_owners\":%s}", ids)), false, arena, &v, &n, e) && row_update(db, r, id, v, n, e);
}

static void a_set_stands_in_a_table_of_its_own(void **state)
{
	struct error e = {0};

	(void)state;
	owners_and_workers();
	assert_string_equal(links(), "1-1 1-2 2-3");
	assert_true(set_refs(1, "[3,2]", &e));
	assert_string_equal(links(), "1-2 1-3 2-3");
	assert_int_equal(db_ask(db, "SELECT rev FROM workers WHERE id = 1"), 2);
	assert_true(row_set(db, resource_find("workers"), 1, "name", value_text("Eva"), &e));
	assert_string_equal(links(), "1-2 1-3 2-3");
	assert_true(row_delete(db, resource_find("workers"), 1, &e));
	assert_string_equal(links(), "2-3");
}

static void a_set_of_what_is_not_there_is_refused_by_name(void **state)
{
	const struct resource *r = resource_find("workers");
	struct row_value v[] = {{field_find(r, "login"), value_text("eva")}, {field_find(r, "goods_owners"), {.number = 2, .ids = (int64_t[]){1, 99}}}};
	struct error e = {0};

	(void)state;
	owners_and_workers();
	assert_false(set_refs(1, "[1,99]", &e));
	assert_int_equal(e.code, ERR_INVALID);
	assert_string_equal(e.field, "goods_owners");
	e = (struct error){0};
	assert_int_equal(row_insert(db, r, 0, v, 2, &e), 0);
	assert_string_equal(e.field, "goods_owners");
	e = (struct error){0};
	assert_false(set_refs(9, "[1]", &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	e = (struct error){0};
	assert_false(row_delete(db, resource_find("goods-owners"), 3, &e));
	assert_int_equal(e.code, ERR_IN_USE);
}

/* The last use of something is no change of it. */
static void quiet_fields_count_no_rev(void **state)
{
	const struct resource *r = resource_find("workers");
	struct row_value v[] = {{field_find(r, "seen"), value_int(7)}, {field_find(r, "name"), value_text("Eva")}};
	struct error e = {0};

	(void)state;
	owners_and_workers();
	assert_true(row_set(db, r, 1, "seen", value_int(5), &e));
	assert_int_equal(db_ask(db, "SELECT seen FROM workers WHERE id = 1"), 5);
	assert_int_equal(db_ask(db, "SELECT rev FROM workers WHERE id = 1"), 1);
	assert_true(row_update(db, r, 1, v, 2, &e));
	assert_int_equal(db_ask(db, "SELECT rev FROM workers WHERE id = 1"), 2);
	assert_true(row_update(db, r, 1, v, 0, &e));
	assert_int_equal(db_ask(db, "SELECT rev FROM workers WHERE id = 1"), 3);
	assert_false(row_set(db, r, 9, "seen", value_int(5), &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
}

/* A quiet change of what is in the replica is not worth a place in the feed. */
static void quiet_fields_are_not_in_the_feed(void **state)
{
	const struct resource *r = resource_find("units");
	struct field quiet = *field_find(r, "position");
	struct row_value v = {&quiet, value_int(5)};
	int64_t before = db_ask(db, "SELECT count(*) FROM change");

	(void)state;
	quiet.quiet = true;
	assert_true(row_update(db, r, 1, &v, 1, NULL));
	assert_int_equal(db_ask(db, "SELECT position FROM units"), 5);
	assert_int_equal(db_ask(db, "SELECT count(*) FROM change"), before);
	quiet.quiet = false;
	assert_true(row_update(db, r, 1, &v, 1, NULL));
	assert_int_equal(db_ask(db, "SELECT count(*) FROM change"), before + 1);
}

static bool within(const struct scope *scope, const char *json, struct error *e)
{
	const struct resource *r = resource_find("workers");
	struct row_value *v;
	size_t n;

	*e = (struct error){0};
	assert_true(row_check(r, parse(json), true, arena, &v, &n, e));
	return row_refs_within(db, r, v, n, scope, e);
}

/* Of another's goods owner one learns no more than of one that is not there. */
static void one_points_to_ones_own_alone(void **state)
{
	static const int64_t mine[] = {1, 2};
	const struct scope all = {.all = {true, true, true, true}};
	const struct scope some = {.all = {false, true, true, true}, .ids = {mine}, .count = {2}};
	struct error e, none;

	(void)state;
	owners_and_workers();
	fixture_row(db, "warehouses", "{\"code\":\"W1\",\"name\":\"House\"}");
	assert_true(within(&all, "{\"login\":\"x\",\"goods_owners\":[1,2,3],\"home\":1,\"units\":[1],\"customer\":null}", &e));
	assert_true(within(&some, "{\"login\":\"x\",\"goods_owners\":[1,2],\"home\":1,\"units\":[1]}", &e));
	assert_false(within(&some, "{\"login\":\"x\",\"goods_owners\":[1,3]}", &e));
	assert_int_equal(e.code, ERR_INVALID);
	assert_string_equal(e.field, "goods_owners");
	assert_false(within(&some, "{\"login\":\"x\",\"goods_owners\":[1,99]}", &none));
	assert_memory_equal(&e, &none, sizeof e);
	assert_false(within(&all, "{\"login\":\"x\",\"goods_owners\":[1],\"home\":2}", &e));
	assert_string_equal(e.field, "home");
	assert_string_equal(e.detail, "not one of yours");
	assert_false(within(&all, "{\"login\":\"x\",\"goods_owners\":[1],\"units\":[1,2]}", &e));
	assert_string_equal(e.field, "units");
	fixture_row(db, "customers", "{\"goods_owner\":3,\"number\":\"K1\",\"name\":\"Kund\"}");
	assert_true(within(&all, "{\"login\":\"x\",\"goods_owners\":[1],\"customer\":1}", &e));
	assert_false(within(&some, "{\"login\":\"x\",\"goods_owners\":[1],\"customer\":1}", &e));
	assert_string_equal(e.field, "customer");
}

static int64_t by_code(const char *resource, const char *code, struct error *e)
{
	int64_t id;

	*e = (struct error){0};
	return row_ref_by_code(db, resource_find(resource), code, &id, e) ? id : -1;
}

static void a_code_names_one_row(void **state)
{
	struct error e;

	(void)state;
	owners_and_workers();
	fixture_row(db, "goods-owners", "{\"code\":\"abc\",\"name\":\"Small\"}");
	fixture_row(db, "goods-owners", "{\"code\":\"Öst\",\"name\":\"Öst\"}");
	assert_int_equal(by_code("goods-owners", "ABC", &e), 1);
	assert_int_equal(by_code("goods-owners", "abc", &e), 4);
	assert_int_equal(by_code("goods-owners", "Abc", &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_non_null(strstr(e.detail, "several"));
	assert_int_equal(by_code("goods-owners", " öST ", &e), 5);
	assert_int_equal(by_code("goods-owners", "AB", &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_string_equal(e.field, "goods-owners");
	assert_string_equal(e.detail, "not found: AB");
	assert_int_equal(by_code("goods-owners", "", &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	bolt();
	assert_int_equal(by_code("articles", "b-1", &e), 1);
	fixture_row(db, "articles", "{\"goods_owner\":2,\"number\":\"B-1\",\"name\":\"Bolt\"}");
	assert_int_equal(by_code("articles", "B-1", &e), -1);
	assert_non_null(strstr(e.detail, "several"));
	assert_int_equal(by_code("article-items", "1", &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
}

static void a_deleted_row_is_not_found_any_more(void **state)
{
	(void)state;
	bolt();
	assert_true(row_delete(db, resource_find("articles"), 1, NULL));
	assert_int_equal(found("bol"), 0);
	assert_int_equal(db_ask(db, "SELECT count(*) FROM articles"), 0);
	assert_int_equal(db_ask(db, "SELECT count(*) FROM change WHERE resource = 'articles'"), 2);
	db_exec(db, "INSERT INTO articles_find (articles_find, rank) VALUES ('integrity-check', 1)");
}

static void what_is_not_in_the_replica_is_not_in_the_feed(void **state)
{
	(void)state;
	fixture_row(db, "customers", "{\"goods_owner\":1,\"number\":\"K1\",\"name\":\"Kund\"}");
	assert_int_equal(db_ask(db, "SELECT count(*) FROM change WHERE resource = 'customers'"), 0);
}

static void a_feed_that_fails_is_told(void **state)
{
	const struct resource *r = resource_find("units");
	struct error e = {0};

	(void)state;
	db_exec(db, "DROP TABLE change; CREATE TABLE change (n INTEGER PRIMARY KEY)");
	assert_false(row_set(db, r, 1, "position", value_int(5), &e));
	assert_int_equal(e.code, ERR_STORE);
}

static void a_database_without_a_feed_is_written(void **state)
{
	struct store *replica = fixture_db(DDL_REPLICA);

	(void)state;
	fixture_row(replica, "units", "{\"code\":\"PCS\",\"name_en\":\"Piece\",\"name_sv\":\"Styck\"}");
	assert_true(row_set(replica, resource_find("units"), 1, "position", value_int(5), NULL));
	assert_int_equal(db_ask(replica, "SELECT position FROM units"), 5);
	store_close(&replica);
}

static void a_row_goes_to_a_replica_and_is_the_same(void **state)
{
	const struct resource *r = resource_find("articles");
	struct store *replica = fixture_db(DDL_REPLICA);
	struct json *packed, *again;
	struct error e = {0};

	(void)state;
	fixture_row(db, "articles", "{\"goods_owner\":1,\"number\":\"B-1\",\"name\":\"Bolt\",\"unit\":1,\"weight\":\"0.25\",\"price\":\"9.90\","
				    "\"ean\":\"96385074\",\"changed\":\"2026-11-21T20:27:31.004Z\"}");
	packed = row_pack(db, r, 1, arena, &e);
	assert_string_equal(json_print(arena, packed),
		"{\"id\":1,\"rev\":1,\"goods_owner\":1,\"number\":\"B-1\",\"name\":\"Bolt\",\"unit\":1,\"weight\":\"0.25\",\"price\":\"9.9\","
		"\"ean\":\"00000096385074\",\"changed\":\"2026-11-21T20:27:31.004Z\"}");
	assert_true(row_unpack(replica, r, packed, &e));
	assert_true(row_set(db, r, 1, "name", value_text("Screw"), &e));
	assert_true(row_unpack(replica, r, row_pack(db, r, 1, arena, &e), &e));
	again = row_pack(replica, r, 1, arena, &e);
	assert_string_equal(json_print(arena, again), json_print(arena, row_pack(db, r, 1, arena, &e)));
	assert_int_equal(json_int(again, "rev", 0), 2);
	assert_int_equal(db_ask(replica, "SELECT count(*) FROM articles_find WHERE articles_find MATCH 'scr'"), 1);
	assert_int_equal(db_ask(replica, "SELECT count(*) FROM articles_find WHERE articles_find MATCH 'bol'"), 0);
	assert_null(row_pack(db, r, 2, arena, &e));
	assert_int_equal(e.code, ERR_NONE);
	store_close(&replica);
}

static void a_packed_row_is_checked(void **state)
{
	static const struct {
		const char *text;
		enum error_code code;
	} bad[] = {
		{"{\"id\":0,\"rev\":1}", ERR_INVALID},
		{"{\"id\":1}", ERR_INVALID},
		{"{\"id\":1,\"rev\":1,\"code\":\"A\"}", ERR_REQUIRED},
		{"{\"id\":1,\"rev\":1,\"code\":7,\"name\":\"B\"}", ERR_INVALID},
		{"{\"id\":1,\"rev\":1,\"code\":\"A\",\"name\":\"B\",\"x\":1}", ERR_UNKNOWN_FIELD},
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct error e = {0};

		assert_false(row_unpack(db, resource_find("goods-owners"), parse(bad[i].text), &e));
		assert_int_equal(e.code, bad[i].code);
	}
	assert_int_equal(db_ask(db, "SELECT count(*) FROM goods_owners WHERE code = 'A'"), 0);
}

/* Resource, create, in -> "" or error and field. */
static const struct {
	const char *resource;
	bool create;
	const char *in;
	enum error_code code;
	const char *field;
} checks[] = {
	{"articles", true, "{\"goods_owner\":1,\"number\":\"B\",\"name\":\"Bolt\"}", ERR_NONE, ""},
	{"articles", true, "{\"goods_owner\":1,\"number\":\"B\"}", ERR_REQUIRED, "name"},
	{"articles", true, "{\"goods_owner\":1,\"number\":\"\",\"name\":\"Bolt\"}", ERR_REQUIRED, "number"},
	{"articles", true, "{\"goods_owner\":null,\"number\":\"B\",\"name\":\"Bolt\"}", ERR_REQUIRED, "goods_owner"},
	{"articles", false, "{\"name\":\"Bolt\"}", ERR_NONE, ""},
	{"articles", false, "{\"name\":\"\"}", ERR_REQUIRED, "name"},
	{"articles", false, "{\"goods_owner\":2}", ERR_INVALID, "goods_owner"},
	{"articles", false, "{\"changed\":\"\"}", ERR_INVALID, "changed"},
	{"articles", false, "{\"in_stock\":\"5\"}", ERR_INVALID, "in_stock"},
	{"articles", false, "{\"colour\":1}", ERR_UNKNOWN_FIELD, "colour"},
	{"articles", false, "{\"price\":\"1.234\"}", ERR_PRECISION, "price"},
	{"articles", false, "{\"ean\":\"96385075\"}", ERR_CHECK_DIGIT, "ean"},
	{"articles", false, "[]", ERR_BAD_REQUEST, ""},
	{"workers", true, "{\"login\":\"x\",\"goods_owners\":[2,1]}", ERR_NONE, ""},
	{"workers", true, "{\"login\":\"x\"}", ERR_REQUIRED, "goods_owners"},
	{"workers", false, "{\"goods_owners\":[]}", ERR_REQUIRED, "goods_owners"},
	{"workers", false, "{\"goods_owners\":[1,1]}", ERR_INVALID, "goods_owners"},
	{"workers", false, "{\"goods_owners\":1}", ERR_INVALID, "goods_owners"},
	{"workers", true, "{\"login\":\"x\",\"goods_owners\":[1],\"units\":[]}", ERR_NONE, ""},
	{"workers", false, "{\"units\":[1]}", ERR_INVALID, "units"},
	{"workers", false, "{\"seen\":\"\"}", ERR_INVALID, "seen"},
	{"orders", true, "{\"goods_owner\":1,\"warehouse\":1,\"customer\":1,\"number\":\"1\"}", ERR_INVALID, "number"},
	{"orders", true, "{\"goods_owner\":1,\"warehouse\":1,\"customer\":1,\"status\":1}", ERR_INVALID, "status"},
};

static void what_comes_from_outside_is_checked(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
		struct error e = {0};
		struct row_value *v;
		size_t n;
		bool ok = row_check(resource_find(checks[i].resource), parse(checks[i].in), checks[i].create, arena, &v, &n, &e);

		if (ok != (checks[i].code == ERR_NONE) || e.code != checks[i].code || !str_eq(e.field, checks[i].field))
			fail_msg("%s: %s %s", checks[i].in, error_rows[e.code].code, e.field);
		if (ok)
			assert_int_equal(n, json_len(parse(checks[i].in)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_inserted_row_has_all_its_columns, begin, end),
		cmocka_unit_test_setup_teardown(an_id_may_be_given, begin, end),
		cmocka_unit_test_setup_teardown(an_update_changes_what_is_found, begin, end),
		cmocka_unit_test_setup_teardown(an_update_of_nothing_is_not_found, begin, end),
		cmocka_unit_test_setup_teardown(what_is_unique_is_refused_by_name, begin, end),
		cmocka_unit_test_setup_teardown(references_hold, begin, end),
		cmocka_unit_test_setup_teardown(a_set_stands_in_a_table_of_its_own, begin, end),
		cmocka_unit_test_setup_teardown(a_set_of_what_is_not_there_is_refused_by_name, begin, end),
		cmocka_unit_test_setup_teardown(quiet_fields_count_no_rev, begin, end),
		cmocka_unit_test_setup_teardown(quiet_fields_are_not_in_the_feed, begin, end),
		cmocka_unit_test_setup_teardown(one_points_to_ones_own_alone, begin, end),
		cmocka_unit_test_setup_teardown(a_code_names_one_row, begin, end),
		cmocka_unit_test_setup_teardown(a_deleted_row_is_not_found_any_more, begin, end),
		cmocka_unit_test_setup_teardown(what_is_not_in_the_replica_is_not_in_the_feed, begin, end),
		cmocka_unit_test_setup_teardown(a_feed_that_fails_is_told, begin, end),
		cmocka_unit_test_setup_teardown(a_database_without_a_feed_is_written, begin, end),
		cmocka_unit_test_setup_teardown(a_row_goes_to_a_replica_and_is_the_same, begin, end),
		cmocka_unit_test_setup_teardown(a_packed_row_is_checked, begin, end),
		cmocka_unit_test_setup_teardown(what_comes_from_outside_is_checked, begin, end),
	};

	return cmocka_run_group_tests(tests, load_fixture, NULL);
}
