/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/gs1.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define YEAR 2026
#define GS   "\x1d"
#define GTIN "0109521234543213"

static bool parse(const char *s, struct gs1 *g, struct error *e)
{
	*e = (struct error){.code = ERR_NONE};
	return gs1_parse(s, strlen(s), 0, YEAR, g, e);
}

/* "(17)2026-11-30" for all elements: what was understood, in one string. */
static void print(const struct gs1 *g, char *out, size_t size)
{
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < g->count; i++)
		n += (size_t)snprintf(out + n, size - n, "(%s)%s", g->elements[i].code, g->elements[i].value);
}

static void understood(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		/* the DataMatrix guideline's, GTIN, expiry, batch, serial */
		{"010345312000001117191125"
		 "10ABCD1234" GS "2110",
			"(01)03453120000011(17)2019-11-25(10)ABCD1234(21)10"},
		/* ISO/IEC 24724's examples of DataBar */
		{"01900123456789083103001750", "(01)90012345678908(3103)001750"},
		{"0198898765432106"
		 "3202012345"
		 "15991231",
			"(01)98898765432106(3202)012345(15)1999-12-31"},
		{"0195012345678903"
		 "3103000123",
			"(01)95012345678903(3103)000123"},
		/* logistic labels */
		{"00376104250021234569", "(00)376104250021234569"},
		{"0295212345432131"
		 "37"
		 "24" GS "10L1",
			NULL},
		{"0209521234543213"
		 "3724" GS "10L1",
			"(02)09521234543213(37)24(10)L1"},
		{"00376104250021234569"
		 "0209521234543213"
		 "15261200"
		 "3748" GS "10BATCH-7",
			"(00)376104250021234569(02)09521234543213(15)2026-12-31(37)48(10)BATCH-7"},
		{"4109521234543213"
		 "420SE-411 04",
			NULL},
		{"4109521234543213"
		 "420SE-41104",
			"(410)9521234543213(420)SE-41104"},
		{"402"
		 "73123450000000017",
			NULL},
		{"421752"
		 "41104" GS "403R1",
			"(421)75241104(403)R1"},
		{"8008"
		 "26112013" GS "8005"
		 "001250",
			"(8008)2026-11-20T13(8005)001250"},
		{"8008"
		 "261120133059",
			"(8008)2026-11-20T13:30:59"},
		{"7003"
		 "2611202359",
			"(7003)2026-11-20T23:59"},
		{"415"
		 "9521234543213"
		 "8020"
		 "INV-1",
			"(415)9521234543213(8020)INV-1"},
		{"8003"
		 "09521234543213"
		 "SN1",
			"(8003)09521234543213SN1"},
		{"8010"
		 "12345-#/A",
			"(8010)12345-#/A"},
		{"91"
		 "!\"%&'()*+,-./:;<=>?_az",
			"(91)!\"%&'()*+,-./:;<=>?_az"},
		/* separators: leading, needless, at the end */
		{GS GTIN, "(01)09521234543213"},
		{GTIN GS "10A" GS, "(01)09521234543213(10)A"},
		/* the same twice is once; 1.750 kg is 1.75 kg */
		{"10A" GS "10A", "(10)A"},
		{"3103001750"
		 "3102000175",
			"(3103)001750"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct gs1 g;
		struct error e;
		char out[2048];
		assert_int_equal(parse(rows[i][0], &g, &e), rows[i][1] != NULL);
		print(&g, out, sizeof(out));
		assert_string_equal(out, rows[i][1] ? rows[i][1] : "");
	}
}

static void refused_and_named(void **state)
{
	(void)state;
	static const struct {
		const char *data;
		enum error_code code;
		const char *field;
	} rows[] = {
		{"", ERR_INVALID, "GS1"},
		{GS, ERR_INVALID, "GS1"},
		{"hello", ERR_INVALID, "GS1"},
		{GTIN "AB", ERR_INVALID, "GS1"},
		{GTIN GS GS "10A", ERR_INVALID, "GS1"},
		{"0512345", ERR_INVALID, "0512"},
		{"3106001750", ERR_INVALID, "3106"},
		{"1", ERR_INVALID, "1"},
		{"0109521234543214", ERR_CHECK_DIGIT, "01"},
		{"00376104250021234568", ERR_CHECK_DIGIT, "00"},
		{"0209521234543210", ERR_CHECK_DIGIT, "02"},
		{"4149521234543210", ERR_CHECK_DIGIT, "414"},
		{"80030952123454321X", ERR_INVALID, "8003"},
		{"800309521234543210SN1", ERR_CHECK_DIGIT, "8003"},
		{"01095212345432", ERR_INVALID, "01"}, /* too short */
		{"010952123454321" GS, ERR_INVALID, "01"},
		{"0109521234543 13", ERR_INVALID, "01"}, /* not a digit */
		{"10", ERR_INVALID, "10"},               /* empty */
		{"10" GS "21A", ERR_INVALID, "10"},
		{"10123456789012345678901", ERR_INVALID, "10"}, /* 21 characters */
		{"10ABC1234567890" GTIN, ERR_INVALID, "10"},    /* separator lost */
		{"3712345678"
		 "9",
			ERR_INVALID, "37"},
		{"3712A", ERR_INVALID, "37"},
		{"10A B", ERR_INVALID, "10"},
		{"10A#B", ERR_INVALID, "10"},
		{"10\xc3\x85", ERR_INVALID, "10"},
		{"17261301", ERR_INVALID, "17"}, /* month 13 */
		{"17260001", ERR_INVALID, "17"},
		{"17260431", ERR_INVALID, "17"},
		{"17270229", ERR_INVALID, "17"}, /* no leap year */
		{"11260132", ERR_INVALID, "11"},
		{"70032611202460", ERR_INVALID, "7003"},
		{"70032611202401", ERR_INVALID, "7003"}, /* hour 24 */
		{"70032611000101", ERR_INVALID, "7003"}, /* a time on no day */
		{"80082611201", ERR_INVALID, "8008"},
		{"800826112013301", ERR_INVALID, "8008"},
		{"3105000001", ERR_PRECISION, "3105"},
		{"3104000015", ERR_PRECISION, "3104"},
		{"10A" GS "10B", ERR_INVALID, "10"},
		{"3103001750"
		 "3102000176",
			ERR_INVALID, "3102"},
		{GTIN "0209521234543213"
		      "3712",
			ERR_INVALID, "02"}, /* section 4.14.1 */
		{GTIN "3712", ERR_INVALID, "37"},
		{"21A" GS "235B", ERR_INVALID, "235"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct gs1 g;
		struct error e;
		assert_false(parse(rows[i].data, &g, &e));
		assert_int_equal(e.code, rows[i].code);
		assert_string_equal(e.field, rows[i].field);
		assert_int_not_equal(e.detail[0], '\0');
		assert_int_equal(g.count, 0);
	}
}

static void nul_is_no_end(void **state)
{
	(void)state;
	struct gs1 g;
	struct error e = {.code = ERR_NONE};
	assert_false(gs1_parse("10A\0B", 5, 0, YEAR, &g, &e));
	assert_int_equal(e.code, ERR_INVALID);
	e.code = ERR_NONE;
	assert_false(gs1_parse("\0", 1, 0, YEAR, &g, &e));
	assert_false(gs1_parse("8010\0", 5, 0, YEAR, &g, NULL));
}

static void numbers_are_in_thousandths(void **state)
{
	(void)state;
	static const struct {
		const char *data;
		const char *ai;
		int64_t milli;
	} rows[] = {
		{"3700000024", "37", 24000},
		{"3099999999", "30", 99999999000},
		{"300", "30", 0},
		{"3100000012", "310n", 12000},
		{"3101000012", "310n", 1200},
		{"3102000012", "310n", 120},
		{"3103000012", "310n", 12},
		{"3104000120", "310n", 12},
		{"3105001200", "310n", 12},
		{"3100999999", "310n", 999999000},
		{"3202012345", "320n", 123450},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct gs1 g;
		struct error e;
		assert_true(parse(rows[i].data, &g, &e));
		const struct gs1_element *el = gs1_find(&g, rows[i].ai);
		assert_non_null(el);
		assert_true(el->milli == rows[i].milli);
	}
}

static void centuries_slide(void **state)
{
	(void)state;
	static const struct {
		int year;
		const char *data;
		const char *date;
	} rows[] = {
		{2026, "17760101", "2076-01-01"}, /* 50 ahead: this century */
		{2026, "17770101", "1977-01-01"}, /* 51 ahead: the last */
		{2026, "17000101", "2000-01-01"},
		{2076, "17260101", "2126-01-01"}, /* 50 behind: the next */
		{2076, "17270101", "2027-01-01"},
		{2099, "17000101", "2100-01-01"},
		{2000, "17990101", "1999-01-01"},
		{1999, "17490101", "2049-01-01"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct gs1 g;
		assert_true(gs1_parse(rows[i].data, 8, 0, rows[i].year, &g, NULL));
		assert_string_equal(g.elements[0].value, rows[i].date);
	}
}

static void day_00_is_the_last_of_the_month(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"17260100", "2026-01-31"},
		{"17260200", "2026-02-28"},
		{"17280200", "2028-02-29"}, /* leap year */
		{"17000200", "2000-02-29"}, /* of four centuries */
		{"15260400", "2026-04-30"},
		{"11261200", "2026-12-31"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct gs1 g;
		struct error e;
		assert_true(parse(rows[i][0], &g, &e));
		assert_string_equal(g.elements[0].value, rows[i][1]);
		assert_int_equal(g.elements[0].ai->kind, GS1_DATE);
	}
	struct gs1 g;
	assert_true(gs1_parse("17000200", 8, 0, 2099, &g, NULL));
	assert_string_equal(g.elements[0].value, "2100-02-28"); /* 2100 is none */
}

static void substitute_for_gs(void **state)
{
	(void)state;
	struct gs1 g;
	char out[2048];
	static const char data[] = "|10A|21B" GS "3724";
	assert_true(gs1_parse(data, strlen(data), '|', YEAR, &g, NULL));
	print(&g, out, sizeof(out));
	assert_string_equal(out, "(10)A(21)B(37)24");
	assert_false(gs1_parse(data, strlen(data), 0, YEAR, &g, NULL));
}

static void elements_have_an_end(void **state)
{
	(void)state;
	char data[256];
	size_t n = 0;
	struct gs1 g;
	struct error e;
	for (int i = 0; i <= GS1_MAX_ELEMENTS; i++) {
		if (i > 0) {
			assert_true(parse(data, &g, &e));
			assert_int_equal(g.count, i);
		}
		n += (size_t)snprintf(data + n, sizeof(data) - n, "%dXYZ" GS, i < 9 ? 91 + i : 7230 + i - 9);
	}
	assert_false(parse(data, &g, &e));
	assert_string_equal(e.field, "7237");
	assert_null(gs1_find(&g, "91"));
}

/* Whatever is understood is understood the same when written anew; whatever
 * is not says why.  Bytes are changed at random from a fixed seed. */
static void any_bytes_are_survived(void **state)
{
	(void)state;
	static const char seed[] = GS GTIN "17261100"
					   "10ABCD1234" GS "21S-1" GS "3103001750"
					   "37"
					   "24" GS "8008"
					   "26112013";
	unsigned random = 1;
	unsigned right = 0;
	for (int round = 0; round < 200000; round++) {
		char data[sizeof(seed)];
		memcpy(data, seed, sizeof(seed));
		for (int i = 0; i < round % 4; i++) {
			random = random * 1103515245 + 12345;
			data[(random >> 8) % (sizeof(seed) - 1)] = round % 2 ? (char)('0' + (random >> 20) % 10) : (char)(random >> 16);
		}
		random = random * 1103515245 + 12345;
		size_t len = (random >> 8) % sizeof(seed);
		/* its very own length, so that a sanitizer sees a byte read behind it */
		char *own = malloc(len ? len : 1);
		memcpy(own, data, len);
		struct gs1 g;
		struct error e = {.code = ERR_NONE};
		bool done = gs1_parse(own, len, 0, YEAR, &g, &e);
		free(own);
		assert_int_equal(done, e.code == ERR_NONE);
		assert_int_equal(done, g.count > 0);
		right += done;
	}
	assert_in_range(right, 1000, 199000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(understood),
		cmocka_unit_test(refused_and_named),
		cmocka_unit_test(nul_is_no_end),
		cmocka_unit_test(numbers_are_in_thousandths),
		cmocka_unit_test(centuries_slide),
		cmocka_unit_test(day_00_is_the_last_of_the_month),
		cmocka_unit_test(substitute_for_gs),
		cmocka_unit_test(elements_have_an_end),
		cmocka_unit_test(any_bytes_are_survived),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
