/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/csv.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* Rows as "LINE:a|b/LINE:c|d". */
static const char *shown(struct arena *a, const struct csv *c)
{
	struct buf *out = buf_new(a);

	for (size_t i = 0; i < c->count; i++) {
		buf_addf(out, "%s%zu:", i ? "/" : "", c->rows[i].line);
		for (size_t j = 0; j < c->columns; j++)
			buf_addf(out, "%s%s", j ? "|" : "", c->rows[i].cells[j]);
	}
	return buf_str(out);
}

static void files_are_read(void **state)
{
	static const struct {
		const char *text, *rows;
	} cases[] = {
		{"", ""}, {"\xef\xbb\xbf", ""}, {"\n\r\n\n", ""},
		{"a", "1:a"}, {"a,b\n", "1:a|b"}, {"a;b\nc;d\n", "1:a|b/2:c|d"}, {"a,b\r\nc,d", "1:a|b/2:c|d"},
		{"\xef\xbb\xbf\"a\",b\n", "1:a|b"}, {"\xef\xbb\xbf" "a;b\n", "1:a|b"},
		{"a;b,c;d\n1,5;2;3\n", "1:a|b,c|d/2:1,5|2|3"}, {"\"x;y;z\",b\n1,2\n", "1:x;y;z|b/2:1|2"},
		{"a,b\n\"x \"\"y\"\" z\",\"\"\n", "1:a|b/2:x \"y\" z|"}, {"a,b\n,\n", "1:a|b/2:|"}, {"a,b\n\"\",\"\"", "1:a|b/2:|"},
		{"a,b\n\"1\n2\",3\n4,5\n", "1:a|b/2:1\n2|3/4:4|5"}, {"a\n\"1\r\n2\"\r\nz\r\n", "1:a/2:1\r\n2/4:z"},
		{"\n\na\n\n\nb\n", "3:a/6:b"}, {" a , b \n", "1: a | b "}, {"n\xc3\xa4mn;b\n\xe2\x82\xac;x\n", "1:n\xc3\xa4mn|b/2:\xe2\x82\xac|x"},
		{"a,b\n1,", "1:a|b/2:1|"}, {"\"a\n;\",b\n1,2", "1:a\n;|b/3:1|2"}, {"a,b\n\"\"\"\",2\n", "1:a|b/2:\"|2"},
	};
	struct arena *a = arena_new();
	struct csv c;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error e = {0};

		if (!csv_read(a, cases[i].text, strlen(cases[i].text), 100, &c, &e))
			fail_msg("refused: %s: %s %s", cases[i].text, e.field, e.detail);
		assert_string_equal(shown(a, &c), cases[i].rows);
	}
	arena_free(&a);
}

static void damage_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		const char *field;
	} cases[] = {
#define CASE(text, field) {text, sizeof text - 1, field}
		CASE("a,b\nc\n", "line 2"), CASE("a,b\nc,d,e\n", "line 2"), CASE("a\n\n\nb,c\n", "line 4"), CASE("a,b\nx\"y,z\n", "line 2"),
		CASE("a\n\"x\"y\n", "line 2"), CASE("a\n\"1\n2\" \n", "line 3"), CASE("a\n\"x\n\n", "line 2"), CASE("a\n\"x\"\"", "line 2"), CASE("\"", "line 1"),
		CASE("a\rb\n", "line 1"), CASE("a\nb\r", "line 2"), CASE("a\nb\n\xff\n", "line 3"), CASE("a\n\xc3", "line 2"), CASE("a\nb\0c\n", "line 2"),
		CASE("\xef\xbb", "line 1"), CASE("\xff\xfe" "a\0", "line 1"), CASE("a\n\"\xed\xa0\x80\"\n", "line 2"),
#undef CASE
	};
	struct arena *a = arena_new();
	struct csv c;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error e = {0};

		if (csv_read(a, cases[i].text, cases[i].len, 100, &c, &e))
			fail_msg("accepted: case %zu: %s", i, shown(a, &c));
		assert_int_equal(e.code, ERR_INVALID);
		if (strcmp(e.field, cases[i].field) != 0)
			fail_msg("case %zu: %s, not %s: %s", i, e.field, cases[i].field, e.detail);
	}
	arena_free(&a);
}

static void sizes_are_bounded(void **state)
{
	struct arena *a = arena_new();
	struct buf *many = buf_new(a), *wide = buf_new(a);
	struct error e = {0};
	struct csv c;

	(void)state;
	for (int i = 0; i < 1001; i++)
		buf_addf(many, "%d,x\n", i);
	assert_true(csv_read(a, many->data, many->len, 1000, &c, &e));
	assert_int_equal(c.count, 1001);
	assert_string_equal(c.rows[1000].cells[0], "1000");
	assert_false(csv_read(a, many->data, many->len, 999, &c, &e));
	assert_int_equal(e.code, ERR_TOO_LARGE);

	e = (struct error){0};
	for (int i = 1; i < CSV_CELLS_MOST; i++)
		buf_addc(wide, ',');
	assert_true(csv_read(a, wide->data, wide->len, 10, &c, &e));
	assert_int_equal(c.columns, CSV_CELLS_MOST);
	buf_addc(wide, ',');
	assert_false(csv_read(a, wide->data, wide->len, 10, &c, &e));
	assert_int_equal(e.code, ERR_INVALID);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_read),
		cmocka_unit_test(damage_is_refused_with_its_line),
		cmocka_unit_test(sizes_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
