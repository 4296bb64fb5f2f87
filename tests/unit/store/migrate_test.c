/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/embed.h"
#include "base/error.h"
#include "lib/db.h"
#include "lib/scratch.h"
#include "store/migrate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define FILE_OF(name, text)                                                                                                                \
	{                                                                                                                                  \
		.path = "sql/" name, .data = text, .len = sizeof(text) - 1                                                                 \
	}

static const struct embed files[] = {
        FILE_OF("0001-article.sql", "CREATE TABLE article (id INTEGER PRIMARY KEY);\nINSERT INTO article VALUES (1), (2);\n"),
        FILE_OF("0002-batch.sql", "CREATE TABLE batch (id INTEGER PRIMARY KEY)"),
        FILE_OF("0004-more.sql", "INSERT INTO article VALUES (3)"),
};

static void refused(struct store *s, const struct embed *with, size_t n, const char *why)
{
	struct error e = {0};
	int applied = -1;

	assert_false(migrate_files(s, with, n, &applied, &e));
	assert_int_equal(applied, 0);
	if (!strstr(e.detail, why))
		fail_msg("'%s' is not in '%s'", why, e.detail);
}

static void each_is_applied_once(void **state)
{
	const char *path = scratch("grow.db");
	struct store *s = db_open(path, STORE_WRITER);
	char text[65];
	int applied;

	(void)state;
	assert_int_equal(migrate_files_waiting(s, files, 3, NULL), 3);
	assert_true(migrate_files(s, files, 1, &applied, NULL));
	assert_int_equal(applied, 1);
	assert_int_equal(migrate_files_waiting(s, files, 3, NULL), 2);
	store_close(&s);
	s = db_open(path, STORE_WRITER);
	assert_true(migrate_files(s, files, 3, &applied, NULL));
	assert_int_equal(applied, 2);
	assert_true(migrate_files(s, files, 3, &applied, NULL));
	assert_int_equal(applied, 0);
	assert_true(migrate_files(s, files, 3, NULL, NULL));
	assert_int_equal(db_ask(s, "SELECT count(*) FROM article"), 3);
	assert_int_equal(db_ask(s, "SELECT sum(number) FROM migration WHERE applied_ms > 1700000000000"), 7);
	assert_true(store_ask_text(s, "SELECT name FROM migration WHERE number = 4", text, sizeof(text)));
	assert_string_equal(text, "more");
	/* BLAKE2b-256 of the text of 0002 */
	assert_true(store_ask_text(s, "SELECT hash FROM migration WHERE number = 2", text, sizeof(text)));
	assert_string_equal(text, "276950124be77d6a2802a9d01f882a8f589166d4f610d983ebbe0820c73e18e4");
	store_close(&s);
}

static void one_that_fails_leaves_nothing(void **state)
{
	static const struct embed bad[] = {
	        FILE_OF("0001-good.sql", "CREATE TABLE a (x)"),
	        FILE_OF("0002-bad.sql", "CREATE TABLE b (x); INSERT INTO c VALUES (1)"),
	};
	static const struct embed cut[] = {FILE_OF("0001-cut.sql", "CREATE TABLE a (x); COMMIT")};
	struct store *s = db_open(":memory:", STORE_WRITER);
	struct error e = {0};
	int applied;

	(void)state;
	assert_false(migrate_files(s, bad, 2, &applied, &e));
	assert_int_equal(applied, 1);
	assert_string_equal(e.detail, "0002-bad: no such table: c");
	assert_int_equal(db_ask(s, "SELECT count(*) FROM sqlite_schema WHERE name = 'b'"), 0);
	assert_int_equal(migrate_files_waiting(s, bad, 2, NULL), 1);
	store_close(&s);
	s = db_open(":memory:", STORE_WRITER);
	refused(s, cut, 1, "ends the transaction");
	store_close(&s);
}

static void another_text_is_refused(void **state)
{
	struct embed changed[3];
	struct store *s = db_open(":memory:", STORE_WRITER);

	(void)state;
	assert_true(migrate_files(s, files, 3, NULL, NULL));
	memcpy(changed, files, sizeof(changed));
	changed[1].data = "CREATE TABLE batch (id INTEGER PRIMARY KEX)";
	refused(s, changed, 3, "0002-batch was another text");
	assert_int_equal(migrate_files_waiting(s, changed, 3, NULL), -1);
	store_close(&s);
}

static void an_unknown_database_is_refused(void **state)
{
	static const struct embed late[] = {
	        FILE_OF("0001-article.sql", "CREATE TABLE article (id INTEGER PRIMARY KEY);\nINSERT INTO article VALUES (1), (2);\n"),
	        FILE_OF("0003-late.sql", "CREATE TABLE late (id INTEGER PRIMARY KEY)"),
	        FILE_OF("0004-more.sql", "INSERT INTO article VALUES (3)"),
	};
	struct store *s = db_open(":memory:", STORE_WRITER);
	struct error e = {0};

	(void)state;
	assert_true(migrate_files(s, files, 3, NULL, NULL));
	refused(s, files, 2, "newer program (migration 0004)");
	refused(s, late, 3, "migration 0002 of the database is not known");
	store_close(&s);
	s = db_open(":memory:", STORE_WRITER);
	db_exec(s, "CREATE TABLE bookmarks (url)");
	refused(s, files, 3, "not a database of this program");
	assert_int_equal(migrate_files_waiting(s, files, 3, &e), -1);
	assert_int_equal(e.code, ERR_STORE);
	store_close(&s);
}

static void names_are_checked(void **state)
{
	static const struct embed bad[] = {
	        FILE_OF("1-x.sql", ""),
	        FILE_OF("0001_x.sql", ""),
	        FILE_OF("0001-.sql", ""),
	        FILE_OF("0000-x.sql", ""),
	        FILE_OF("0001-x.txt", ""),
	        FILE_OF("001", ""),
	        FILE_OF("0001-a-name-longer-than-any-that-somebody-would-write-in-earnest-for-sql.sql", ""),
	};
	static const struct embed twice[] = {FILE_OF("0001-a.sql", "CREATE TABLE a (x)"), FILE_OF("0001-b.sql", "CREATE TABLE b (x)")};
	struct store *s = db_open(":memory:", STORE_WRITER);
	struct error e = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refused(s, &bad[i], 1, "not named NNNN-name.sql");
	assert_false(migrate_files(s, twice, 2, NULL, &e));
	assert_string_equal(e.detail, "sql/0001-b.sql: its number was used before");
	store_close(&s);
}

static void a_prefix_without_files_has_nothing_to_do(void **state)
{
	struct store *s = db_open(":memory:", STORE_WRITER);
	int applied = -1;

	(void)state;
	assert_true(migrate(s, "no/such/prefix/", &applied, NULL));
	assert_int_equal(applied, 0);
	assert_int_equal(migrate_waiting(s, "no/such/prefix/", NULL), 0);
	store_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(each_is_applied_once),
	        cmocka_unit_test(one_that_fails_leaves_nothing),
	        cmocka_unit_test(another_text_is_refused),
	        cmocka_unit_test(an_unknown_database_is_refused),
	        cmocka_unit_test(names_are_checked),
	        cmocka_unit_test(a_prefix_without_files_has_nothing_to_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
