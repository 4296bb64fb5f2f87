/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "client/net/replica.h"
#include "lib/db.h"
#include "lib/scratch.h"
#include "model/resource.h"
#include "secure/secure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#define EPOCH "018f3b1c-7a2b-7c3d-8e4f-0123456789ab"

static struct store *open_replica(const char *path)
{
	struct error e = {0};
	struct store *s = replica_open(path, &e);

	if (!s)
		fail_msg("%s: %s", error_rows[e.code].code, e.detail);
	return s;
}

static const struct json *parse(struct arena *a, const char *text)
{
	struct error e = {0};
	const struct json *v = json_parse(a, text, strlen(text), &e);

	if (!v)
		fail_msg("%s: %s", text, e.detail);
	return v;
}

/* Warehouses 1 to n, and number 10. */
static void load(struct store *s, int n)
{
	struct arena *a = arena_new();
	struct error e = {0};
	bool more;
	int64_t number = 10;

	assert_true(replica_begin(s, EPOCH, "{}", &e));
	for (int i = 1; i <= n; i++) {
		const struct json *rows = parse(a, arena_printf(a, "[{\"id\":%d,\"rev\":1,\"code\":\"W%d\",\"name\":\"N\",\"transit\":0,\"active\":true}]", i, i));
		const struct json *row = json_first(rows);

		assert_true(replica_rows(s, "warehouses", &row, 5, &e));
		assert_null(row);
	}
	assert_true(replica_changes(s, parse(a, "{\"changes\":[],\"next\":10,\"seq\":4}"), &number, &more, &e));
	assert_false(more);
	assert_true(replica_loaded(s, &e));
	arena_free(&a);
}

static void is_empty_at_first(void **state)
{
	struct store *s = open_replica(scratch("new.db"));
	char epoch[37];

	(void)state;
	assert_int_equal(replica_number(s), -1);
	assert_int_equal(replica_covered(s), 0);
	assert_false(replica_epoch(s, epoch));
	assert_false(replica_has_scope(s, ""));
	assert_int_equal(db_ask(s, "SELECT count(*) FROM articles"), 0);
	assert_int_equal(db_ask(s, "SELECT count(*) FROM sqlite_schema WHERE name = 'goods_transactions'"), 0); /* not of the replica */
	replica_close(&s);
}

static void keeps_what_it_was_loaded_from(void **state)
{
	struct store *s = open_replica(scratch("kept.db"));
	char epoch[37];

	(void)state;
	load(s, 3);
	replica_close(&s);
	assert_null(s);
	s = open_replica(scratch("kept.db"));
	assert_int_equal(replica_number(s), 10);
	assert_int_equal(replica_covered(s), 4);
	assert_true(replica_epoch(s, epoch));
	assert_string_equal(epoch, EPOCH);
	assert_true(replica_has_scope(s, "{}"));
	assert_false(replica_has_scope(s, "{\"a\":1}"));
	assert_int_equal(db_ask(s, "SELECT count(*) FROM warehouses"), 3);
	replica_close(&s);
}

static void a_load_has_no_row_of_the_one_before(void **state)
{
	struct store *s = open_replica(scratch("again.db")), *reader;
	struct error e = {0};

	(void)state;
	load(s, 5);
	reader = db_open(scratch("again.db"), STORE_READER);
	assert_true(replica_begin(s, EPOCH, "{}", &e));
	assert_int_equal(db_ask(s, "SELECT count(*) FROM warehouses"), 0);
	assert_int_equal(db_ask(reader, "SELECT count(*) FROM warehouses"), 5);
	load(s, 2);
	assert_int_equal(db_ask(reader, "SELECT count(*) FROM warehouses"), 2);
	store_close(&reader);
	replica_close(&s);
}

static void rows_are_written_in_portions(void **state)
{
	struct store *s = open_replica(scratch("portions.db"));
	struct arena *a = arena_new();
	struct error e = {0};
	struct json *rows = json_array(a);
	const struct json *row;
	int portions = 0;

	(void)state;
	for (int i = 1; i <= 25; i++) {
		struct json *x = json_add_object(rows);

		json_set_int(x, "id", i);
		json_set_int(x, "rev", 1);
		json_set_str(x, "code", arena_printf(a, "W%d", i));
		json_set_str(x, "name", "N");
		json_set_int(x, "transit", 0);
		json_set_bool(x, "active", true);
	}
	row = json_first(rows);
	assert_true(replica_begin(s, EPOCH, "", &e));
	for (; row; portions++)
		assert_true(replica_rows(s, "warehouses", &row, 10, &e));
	assert_int_equal(portions, 3);
	assert_int_equal(db_ask(s, "SELECT count(*) FROM warehouses"), 25);
	replica_close(&s); /* dropped */
	s = open_replica(scratch("portions.db"));
	assert_int_equal(db_ask(s, "SELECT count(*) FROM warehouses"), 0);
	arena_free(&a);
	replica_close(&s);
}

#define GOOD "{\"n\":11,\"resource\":\"warehouses\",\"id\":1,\"row\":null}"

static void a_page_of_changes_is_whole_or_not_at_all(void **state)
{
	static const char *const bad[] = {
		"{\"changes\":[" GOOD ",{\"n\":12,\"resource\":\"warehouses\",\"id\":2,\"row\":{\"id\":2}}],\"next\":12}",
		"{\"changes\":[" GOOD ",{\"n\":12,\"resource\":\"warehouses\",\"id\":2,\"row\":5}],\"next\":12}",
		"{\"changes\":{},\"x\":[" GOOD "]}",
		"{\"rows\":[" GOOD "]}",
	};
	struct store *s = open_replica(scratch("changes.db"));
	struct arena *a = arena_new();
	int64_t number = 10;
	bool more;

	(void)state;
	load(s, 3);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct error e = {0};

		if (replica_changes(s, parse(a, bad[i]), &number, &more, &e))
			fail_msg("taken: %s", bad[i]);
		assert_true(e.code != ERR_NONE);
		assert_int_equal(number, 10);
		assert_int_equal(db_ask(s, "SELECT count(*) FROM warehouses"), 3);
	}
	assert_int_equal(replica_number(s), 10);
	replica_close(&s);
	arena_free(&a);
}

static void changes_move_the_number_on(void **state)
{
	struct store *s = open_replica(scratch("number.db"));
	struct arena *a = arena_new();
	struct error e = {0};
	int64_t number = 10;
	bool more;

	(void)state;
	load(s, 3);
	/* Without `next` the changes' own numbers count; a row gone already is gone. */
	assert_true(replica_changes(s, parse(a, "{\"changes\":[{\"n\":11,\"resource\":\"warehouses\",\"id\":77,\"row\":null}]}"), &number, &more, &e));
	assert_true(more);
	assert_int_equal(number, 11);
	assert_int_equal(replica_covered(s), 4);
	assert_true(replica_changes(s, parse(a, "{\"changes\":[],\"next\":20,\"seq\":9}"), &number, &more, &e));
	assert_false(more);
	assert_int_equal(replica_number(s), 20);
	assert_int_equal(replica_covered(s), 9);
	/* One that leads nowhere does not go round and round. */
	assert_true(replica_changes(s, parse(a, "{\"changes\":[{\"n\":5,\"resource\":\"warehouses\",\"id\":1,\"row\":null}],\"next\":5}"), &number, &more, &e));
	assert_false(more);
	assert_int_equal(number, 20);
	replica_close(&s);
	arena_free(&a);
}

static void nothing_new_writes_nothing(void **state)
{
	struct store *s = open_replica(scratch("idle.db"));
	struct arena *a = arena_new();
	struct error e = {0};
	int64_t number = 10, written;
	bool more;

	(void)state;
	load(s, 1);
	written = store_changes_ever(s);
	assert_true(replica_changes(s, parse(a, "{\"changes\":[],\"next\":10,\"seq\":4}"), &number, &more, &e));
	assert_int_equal(store_changes_ever(s), written);
	replica_close(&s);
	arena_free(&a);
}

static void other_descriptions_empty_it(void **state)
{
	struct store *s = open_replica(scratch("older.db"));

	(void)state;
	load(s, 3);
	db_exec(s, "UPDATE replica SET text = 'those of an older program' WHERE name = 'descriptions'; CREATE TABLE gone_since (id INTEGER PRIMARY KEY)");
	replica_close(&s);
	s = open_replica(scratch("older.db"));
	assert_int_equal(replica_number(s), -1);
	assert_int_equal(db_ask(s, "SELECT count(*) FROM warehouses"), 0);
	assert_int_equal(db_ask(s, "SELECT count(*) FROM sqlite_schema WHERE name = 'gone_since'"), 0);
	replica_close(&s);
}

static void a_damaged_one_is_emptied(void **state)
{
	FILE *f = fopen(scratch("damaged.db"), "w");
	struct store *s;

	(void)state;
	assert_non_null(f);
	for (int i = 0; i < 999; i++)
		fputs("no database ", f);
	fclose(f);
	s = open_replica(scratch("damaged.db"));
	assert_int_equal(replica_number(s), -1);
	load(s, 1);
	replica_close(&s);
}

static void another_process_has_it(void **state)
{
	struct store *s = open_replica(scratch("busy.db"));
	struct error e = {0};

	(void)state;
	load(s, 2);
	assert_null(replica_open(scratch("busy.db"), &e));
	assert_int_equal(e.code, ERR_BUSY);
	assert_int_equal(db_ask(s, "SELECT count(*) FROM warehouses"), 2);
	replica_close(&s);
}

static void removed_is_removed(void **state)
{
	struct store *s = open_replica(scratch("removed.db")), *reader;

	(void)state;
	load(s, 2);
	reader = db_open(scratch("removed.db"), STORE_READER); /* keeps the log in being */
	replica_close(&s);
	replica_remove(scratch("removed.db"));
	assert_int_equal(scratch_size(scratch("removed.db")), -1);
	assert_int_equal(scratch_size(scratch("removed.db-wal")), -1);
	assert_int_equal(scratch_size(scratch("removed.db-shm")), -1);
	s = open_replica(scratch("removed.db"));
	load(s, 1);
	assert_int_equal(db_ask(reader, "SELECT count(*) FROM warehouses"), 2);
	store_close(&reader);
	replica_close(&s);
}

static void the_log_does_not_grow(void **state)
{
	struct store *s = open_replica(scratch("log.db"));

	(void)state;
	load(s, 2000);
	assert_int_equal(store_wal_bytes(s), 0);
	replica_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_empty_at_first),
		cmocka_unit_test(keeps_what_it_was_loaded_from),
		cmocka_unit_test(a_load_has_no_row_of_the_one_before),
		cmocka_unit_test(rows_are_written_in_portions),
		cmocka_unit_test(a_page_of_changes_is_whole_or_not_at_all),
		cmocka_unit_test(changes_move_the_number_on),
		cmocka_unit_test(nothing_new_writes_nothing),
		cmocka_unit_test(other_descriptions_empty_it),
		cmocka_unit_test(a_damaged_one_is_emptied),
		cmocka_unit_test(another_process_has_it),
		cmocka_unit_test(removed_is_removed),
		cmocka_unit_test(the_log_does_not_grow),
	};
	struct error e = {0};

	if (!secure_init() || !model_load(&e))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
