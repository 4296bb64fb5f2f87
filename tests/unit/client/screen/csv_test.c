/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buf.h"
#include "client/screen/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static const struct {
	const char *text;
	bool number;
	const char *cell;
} cells[] = {
	{"", false, ""},
	{"plain", false, "plain"},
	{"a,b", false, "\"a,b\""},
	{"a\"b", false, "\"a\"\"b\""},
	{"two\nlines", false, "\"two\nlines\""},
	{"=1+1", false, "'=1+1"},
	{"+1", false, "'+1"},
	{"-1", false, "'-1"},
	{"@cmd", false, "'@cmd"},
	{"\tx", false, "'\tx"},
	{"=HYPERLINK(\"a\",\"b\")", false, "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\""},
	{"a=b", false, "a=b"},
	{"-12.5", true, "-12.5"},
};

static void F12_no_cell_is_a_formula(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		struct buf b = BUF_INIT;

		csv_cell(&b, cells[i].text, cells[i].number);
		assert_string_equal(buf_str(&b), cells[i].cell);
		buf_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(F12_no_cell_is_a_formula)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
