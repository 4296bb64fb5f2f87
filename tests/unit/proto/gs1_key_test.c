/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/gs1_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void check_digits_of_known_numbers(void **state)
{
	(void)state;
	assert_int_equal(gs1_check_digit("629104150021", 12), '3');
	assert_int_equal(gs1_check_digit("37610425002123456", 17), '9');
	assert_int_equal(gs1_check_digit("9638507", 7), '4');
	assert_int_equal(gs1_check_digit("03600029145", 11), '2');
	assert_int_equal(gs1_check_digit("0000000", 7), '0');
	assert_int_equal(gs1_check_digit("", 0), '0');
}

static void every_wrong_digit_is_found(void **state)
{
	(void)state;
	char s[] = "4006381333931";
	assert_true(gs1_is_gtin(s));
	for (size_t i = 0; i < strlen(s); i++) {
		char right = s[i];
		for (char c = '0'; c <= '9'; c++) {
			s[i] = c;
			assert_int_equal(gs1_is_gtin(s), c == right);
		}
		s[i] = right;
	}
}

static void gtins_have_four_lengths(void **state)
{
	(void)state;
	static const char *const good[] = {"96385074", "036000291452", "4006381333931", "90012345678908", "00000096385074"};
	static const char *const bad[] = {"", "0", "9638507", "063000291452", "96385075", "9638507A", "9638507 ", "+6385074",
		"340123450000000006", "0400638133393", "400638133393"};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(gs1_is_gtin(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(gs1_is_gtin(bad[i]));
}

static void gtins_are_compared_with_14_digits(void **state)
{
	(void)state;
	char out[15];
	gs1_gtin14("96385074", out);
	assert_string_equal(out, "00000096385074");
	gs1_gtin14("036000291452", out);
	assert_string_equal(out, "00036000291452");
	gs1_gtin14("90012345678908", out);
	assert_string_equal(out, "90012345678908");
}

static void ssccs_are_18_digits(void **state)
{
	(void)state;
	assert_true(gs1_is_sscc("376104250021234569"));
	assert_false(gs1_is_sscc("376104250021234568"));
	assert_false(gs1_is_sscc("37610425002123456"));
	assert_false(gs1_is_sscc("3761042500212345690"));
	assert_false(gs1_is_sscc("37610425002123456x"));
	assert_false(gs1_is_sscc(""));
}

static void ssccs_are_made_of_their_parts(void **state)
{
	(void)state;
	char out[19];
	assert_true(gs1_sscc(3, "7610425", 2123456, out));
	assert_string_equal(out, "376104250021234569");
	assert_true(gs1_sscc(0, "7312345678", 0, out));
	assert_int_equal(strlen(out), 18);
	assert_memory_equal(out, "07312345678000000", 17);
	assert_true(gs1_is_sscc(out));
	assert_true(gs1_sscc(9, "7312345678", 999999, out));
	assert_true(gs1_is_sscc(out));
	assert_true(gs1_sscc(9, "7312345", 999999999, out));
	assert_true(gs1_is_sscc(out));
}

static void ssccs_are_not_made_of_wrong_parts(void **state)
{
	(void)state;
	char out[19];
	assert_false(gs1_sscc(10, "7610425", 1, out));
	assert_false(gs1_sscc(-1, "7610425", 1, out));
	assert_false(gs1_sscc(1, "761042", 1, out));
	assert_false(gs1_sscc(1, "76104251234", 1, out));
	assert_false(gs1_sscc(1, "76104x5", 1, out));
	assert_false(gs1_sscc(1, "7610425", 1000000000, out));
	assert_false(gs1_sscc(1, "7312345678", 1000000, out));
	assert_false(gs1_sscc(1, "7312345678", UINT64_MAX, out));
}

static void upc_e_is_written_out(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"04252614", "042100005264"}, /* last of six 0, 1, 2 */
		{"01234531", "012300000451"}, /* ... 3 */
		{"01234532", NULL},           /* wrong check digit */
		{"01234565", "012345000065"}, /* ... 5 to 9 */
		{"24252614", NULL},           /* number system 2 */
		{"0425261", NULL},
		{"0425261x", NULL},
		{"042526140", NULL},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char out[13];
		assert_int_equal(gs1_upc_e(rows[i][0], out), rows[i][1] != NULL);
		if (rows[i][1])
			assert_string_equal(out, rows[i][1]);
	}
}

/* Each of the ten ways to leave out zeros, against the standard's own list:
 * X1 X2 ... stand for the six digits. */
static void upc_e_has_ten_endings(void **state)
{
	(void)state;
	static const char *const upc_a[] = {"01200000789", "01210000789", "01220000789", "01270000089", "01278000009", "01278900005",
		"01278900006", "01278900007", "01278900008", "01278900009"};
	for (int ending = 0; ending < 10; ending++) {
		char s[9] = "0127890?", a[13], out[13];
		s[6] = (char)('0' + ending);
		memcpy(a, upc_a[ending], 11);
		a[11] = s[7] = gs1_check_digit(a, 11);
		a[12] = '\0';
		assert_true(gs1_upc_e(s, out));
		assert_string_equal(out, a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_digits_of_known_numbers),
		cmocka_unit_test(every_wrong_digit_is_found),
		cmocka_unit_test(gtins_have_four_lengths),
		cmocka_unit_test(gtins_are_compared_with_14_digits),
		cmocka_unit_test(ssccs_are_18_digits),
		cmocka_unit_test(ssccs_are_made_of_their_parts),
		cmocka_unit_test(ssccs_are_not_made_of_wrong_parts),
		cmocka_unit_test(upc_e_is_written_out),
		cmocka_unit_test(upc_e_has_ten_endings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
