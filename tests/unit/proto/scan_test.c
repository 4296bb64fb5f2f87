/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/scan.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define YEAR    2026
#define GS      "\x1d"
#define REFUSED -1

/* AIM identifiers and element strings of GS1-128, DataMatrix and QR, with
 * batch, expiry, serial, quantity and SSCC in the right elements. */
static const struct {
	const char *bytes;
	int kind; /* enum scan_kind, or REFUSED */
	const char *aim;
	const char *text;
	const char *elements; /* SCAN_GS1; REFUSED: the field of the error */
} rows[] = {
	/* what the wedge scanners of a warehouse send without identifiers */
	{"A-01-02-3", SCAN_PLAIN, "", "A-01-02-3", ""},
	{"7", SCAN_PLAIN, "", "7", ""},
	{"Hylla Å4", SCAN_PLAIN, "", "Hylla Å4", ""},
	{"棚-7", SCAN_PLAIN, "", "棚-7", ""},
	{"PO 4711", SCAN_PLAIN, "", "PO 4711", ""},
	{"https://id.gs1.org/01/09521234543213", SCAN_PLAIN, "", "https://id.gs1.org/01/09521234543213", ""},
	{"(01)09521234543213(10)ABC", SCAN_PLAIN, "", "(01)09521234543213(10)ABC", ""},
	{"]", SCAN_PLAIN, "", "]", ""},
	{"]C", SCAN_PLAIN, "", "]C", ""},
	{"]!0X", SCAN_PLAIN, "", "]!0X", ""},
	{"]C-1", SCAN_PLAIN, "", "]C-1", ""},
	{"4006381333931", SCAN_GTIN, "", "4006381333931", ""},
	{"96385074", SCAN_GTIN, "", "96385074", ""},
	{"036000291452", SCAN_GTIN, "", "036000291452", ""},
	{"90012345678908", SCAN_GTIN, "", "90012345678908", ""},
	{"4006381333932", SCAN_PLAIN, "", "4006381333932", ""}, /* wrong check digit */
	{"96385075", SCAN_PLAIN, "", "96385075", ""},
	{"400638133393", SCAN_PLAIN, "", "400638133393", ""},
	{"04252614", SCAN_PLAIN, "", "04252614", ""}, /* UPC-E or anybody's number */
	{"376104250021234569", SCAN_SSCC, "", "376104250021234569", ""},
	{"376104250021234568", SCAN_PLAIN, "", "376104250021234568", ""},
	{"340123450000000002", SCAN_PLAIN, "", "340123450000000002", ""},
	/* element strings without identifier: a key of fixed length in front ... */
	{"00376104250021234569", SCAN_GS1, "", NULL, "(00)376104250021234569"},
	{"0109521234543213", SCAN_GS1, "", NULL, "(01)09521234543213"},
	{"01095212345432131726112010ABC", SCAN_GS1, "", NULL, "(01)09521234543213(17)2026-11-20(10)ABC"},
	{"4109521234543213", SCAN_GS1, "", NULL, "(410)9521234543213"},
	{"0195012345678903"
	 "3103000123",
		SCAN_GS1, "", NULL, "(01)95012345678903(3103)000123"},
	{"0109521234543214", SCAN_PLAIN, "", NULL, ""},         /* wrong check digit */
	{"010952123454321317261320", SCAN_PLAIN, "", NULL, ""}, /* the rest is wrong */
	{"00376104250021234568", SCAN_PLAIN, "", NULL, ""},
	{"10ABC", SCAN_PLAIN, "", NULL, ""},
	{"17261120", SCAN_PLAIN, "", NULL, ""},
	{"3712", SCAN_PLAIN, "", NULL, ""},
	/* ... or a separator */
	{"10ABC" GS "21S1", SCAN_GS1, "", NULL, "(10)ABC(21)S1"},
	{GS "0109521234543213", SCAN_GS1, "", NULL, "(01)09521234543213"},
	{"10ABC" GS, SCAN_GS1, "", NULL, "(10)ABC"},
	{"HELLO" GS "WORLD", REFUSED, "", NULL, "GS1"},
	{"0109521234543214" GS "10A", REFUSED, "", NULL, "01"},
	/* EAN and UPC */
	{"]E04006381333931", SCAN_GTIN, "]E0", "4006381333931", ""},
	{"]E00036000291452", SCAN_GTIN, "]E0", "0036000291452", ""},
	{"]E0036000291452", SCAN_GTIN, "]E0", "036000291452", ""},
	{"]E496385074", SCAN_GTIN, "]E4", "96385074", ""},
	{"]E004252614", SCAN_GTIN, "]E0", "042100005264", ""}, /* UPC-E */
	{"]E096385074", SCAN_GTIN, "]E0", "96385074", ""},
	{"]E04006381333932", SCAN_PLAIN, "]E0", "4006381333932", ""},
	{"]E112", SCAN_PLAIN, "]E1", "12", ""}, /* add-on */
	{"]E3400638133393112", SCAN_PLAIN, "]E3", "400638133393112", ""},
	/* ITF */
	{"]I190012345678908", SCAN_GTIN, "]I1", "90012345678908", ""},
	{"]I090012345678908", SCAN_GTIN, "]I0", "90012345678908", ""},
	{"]I190012345678907", SCAN_PLAIN, "]I1", "90012345678907", ""},
	{"]I196385074", SCAN_PLAIN, "]I1", "96385074", ""},
	/* GS1 symbols */
	{"]C100376104250021234569", SCAN_GS1, "]C1", "00376104250021234569", "(00)376104250021234569"},
	{"]C10209521234543213"
	 "3724" GS "10L1",
		SCAN_GS1, "]C1", NULL, "(02)09521234543213(37)24(10)L1"},
	{"]C1" GS "10L1", SCAN_GS1, "]C1", GS "10L1", "(10)L1"},
	{"]C110L1", SCAN_GS1, "]C1", "10L1", "(10)L1"},
	{"]e0"
	 "0198898765432106"
	 "3202012345"
	 "15991231",
		SCAN_GS1, "]e0", NULL, "(01)98898765432106(3202)012345(15)1999-12-31"},
	{"]d2"
	 "0103453120000011"
	 "17191125"
	 "10ABCD1234" GS "2110",
		SCAN_GS1, "]d2", NULL, "(01)03453120000011(17)2019-11-25(10)ABCD1234(21)10"},
	{"]d2"
	 "0109521234543213"
	 "17270200"
	 "10B-2" GS "21S/9" GS "3012",
		SCAN_GS1, "]d2", NULL, "(01)09521234543213(17)2027-02-28(10)B-2(21)S/9(30)12"},
	{"]Q3"
	 "0109521234543213"
	 "8200"
	 "http://example.com",
		SCAN_GS1, "]Q3", NULL, "(01)09521234543213(8200)http://example.com"},
	{"]J1"
	 "0109521234543213"
	 "21X",
		SCAN_GS1, "]J1", NULL, "(01)09521234543213(21)X"},
	{"]C14006381333931", SCAN_GS1, "]C1", NULL, "(400)6381333931"}, /* an order number, says the symbol */
	{"]C16381333931", REFUSED, "", NULL, "6381"},
	{"]C1HELLO", REFUSED, "", NULL, "GS1"},
	{"]C100376104250021234568", REFUSED, "", NULL, "00"},
	{"]d2"
	 "0109521234543213"
	 "17261320",
		REFUSED, "", NULL, "17"},
	{"]Q3"
	 "0109521234543213"
	 "3712",
		REFUSED, "", NULL, "37"},
	{"]e0"
	 "3105000001",
		REFUSED, "", NULL, "3105"},
	/* other symbols hold text */
	{"]C0A-01-02-3", SCAN_PLAIN, "]C0", "A-01-02-3", ""},
	{"]C04006381333931", SCAN_PLAIN, "]C0", "4006381333931", ""},
	{"]C00109521234543213", SCAN_PLAIN, "]C0", "0109521234543213", ""},
	{"]C0376104250021234569", SCAN_SSCC, "]C0", "376104250021234569", ""},
	{"]C2A12", SCAN_PLAIN, "]C2", "A12", ""},
	{"]A0L-17", SCAN_PLAIN, "]A0", "L-17", ""},
	{"]d1anything" GS "goes", SCAN_PLAIN, "]d1", "anything" GS "goes", ""},
	{"]Q1https://example.com/x", SCAN_PLAIN, "]Q1", "https://example.com/x", ""},
	{"]X09780201379624", SCAN_PLAIN, "]X0", "9780201379624", ""},
	{"]z0]C1", SCAN_PLAIN, "]z0", "]C1", ""}, /* one identifier, no more */
	/* refused whatever they are */
	{"", REFUSED, "", NULL, "scan"},
	{"]C1", REFUSED, "", NULL, "scan"},
	{"]A0", REFUSED, "", NULL, "scan"},
	{"A\tB", REFUSED, "", NULL, "scan"},
	{"A\r", REFUSED, "", NULL, "scan"},
	{"\x1b[2J", REFUSED, "", NULL, "scan"},
	{"A\x7f", REFUSED, "", NULL, "scan"},
	{"A\xc2\x9b"
	 "2J",
		REFUSED, "", NULL, "scan"},          /* CSI in one byte */
	{"Hylla \xc5", REFUSED, "", NULL, "scan"},   /* Latin-1 */
	{"\xc0\xaf", REFUSED, "", NULL, "scan"},     /* overlong */
	{"\xed\xa0\x80", REFUSED, "", NULL, "scan"}, /* surrogate */
	{"[)>\x1e"
	 "06" GS "PART\x1e\x04",
		REFUSED, "", NULL, "scan"},
};

static void print(const struct gs1 *g, char *out, size_t size)
{
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < g->count; i++)
		n += (size_t)snprintf(out + n, size - n, "(%s)%s", g->elements[i].code, g->elements[i].value);
}

static void table_of_scans(void **state)
{
	(void)state;
	static const struct scan empty;
	assert_true(sizeof(rows) / sizeof(rows[0]) >= 60);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scan s;
		struct error e = {.code = ERR_NONE};
		char out[2048];
		bool done = scan_read(rows[i].bytes, strlen(rows[i].bytes), 0, YEAR, &s, &e);
		if (done != (rows[i].kind != REFUSED) || (done && (int)s.kind != rows[i].kind))
			fail_msg("\"%s\": kind %d, %s: %s", rows[i].bytes, done ? (int)s.kind : REFUSED, e.field, e.detail);
		if (!done) {
			assert_string_equal(e.field, rows[i].elements);
			assert_int_not_equal(e.code, ERR_NONE);
			assert_memory_equal(&s, &empty, sizeof(s));
			continue;
		}
		assert_int_equal(e.code, ERR_NONE);
		assert_string_equal(s.aim, rows[i].aim);
		assert_string_equal(s.text, rows[i].text ? rows[i].text : rows[i].bytes + strlen(s.aim));
		print(&s.gs1, out, sizeof(out));
		assert_string_equal(out, rows[i].elements);
	}
}

static void substitute_for_gs(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		enum scan_kind kind;
		size_t elements;
	} cases[] = {
		{"10ABC|21S1", SCAN_GS1, 2},
		{"|10ABC", SCAN_GS1, 1},
		{"]C110ABC|21S1", SCAN_GS1, 2},
		{"A|01|3", SCAN_PLAIN, 0}, /* a location that holds the character */
		{"]C0A|01", SCAN_PLAIN, 0},
		{"4006381333931", SCAN_GTIN, 0},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scan s;
		struct error e = {.code = ERR_NONE};
		assert_true(scan_read(cases[i].bytes, strlen(cases[i].bytes), '|', YEAR, &s, &e));
		assert_int_equal(e.code, ERR_NONE);
		assert_int_equal(s.kind, cases[i].kind);
		assert_int_equal(s.gs1.count, cases[i].elements);
	}
}

static void length_is_1_to_256(void **state)
{
	(void)state;
	char bytes[300];
	struct scan s;
	struct error e = {.code = ERR_NONE};
	memset(bytes, 'x', sizeof(bytes));
	assert_true(scan_read(bytes, 256, 0, YEAR, &s, &e));
	assert_int_equal(strlen(s.text), 256);
	assert_true(scan_read(bytes, 1, 0, YEAR, &s, &e));
	assert_string_equal(s.text, "x");
	assert_false(scan_read(bytes, 257, 0, YEAR, &s, &e));
	assert_int_equal(e.code, ERR_INVALID);
	e.code = ERR_NONE;
	assert_false(scan_read(bytes, 0, 0, YEAR, &s, &e));
	assert_int_equal(e.code, ERR_INVALID);
	e.code = ERR_NONE;
	assert_false(scan_read("A\0B", 3, 0, YEAR, &s, &e));
	assert_int_equal(e.code, ERR_INVALID);
	assert_string_equal(s.text, "");
}

/* No byte that a terminal would obey gets through. */
static void control_bytes_never_pass(void **state)
{
	(void)state;
	for (unsigned cp = 1; cp < 0xa0; cp++) {
		char bytes[8];
		struct scan s;
		bool control = (cp < 0x20 && cp != 0x1d) || cp >= 0x7f;
		int n = cp < 0x80 ? snprintf(bytes, sizeof(bytes), "]C0%c", (int)cp) : snprintf(bytes, sizeof(bytes), "]C0\xc2%c", (int)cp);
		assert_int_equal(scan_read(bytes, (size_t)n, 0, YEAR, &s, NULL), !control);
	}
}

/* Every case of the table cut short and with random bytes changed, from a
 * fixed seed: right or refused with a reason, never read beyond its end. */
static void any_bytes_are_survived(void **state)
{
	(void)state;
	unsigned random = 7, right = 0, wrong = 0;
	for (int round = 0; round < 300; round++) {
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			size_t len = strlen(rows[i].bytes);
			random = random * 1103515245 + 12345;
			size_t cut = len ? (random >> 16) % (len + 1) : 0;
			char *own = malloc(cut ? cut : 1);
			memcpy(own, rows[i].bytes, cut);
			random = random * 1103515245 + 12345;
			if (cut && round % 2)
				own[(random >> 16) % cut] = (char)(random >> 8);
			struct scan s;
			struct error e = {.code = ERR_NONE};
			bool done = scan_read(own, cut, round % 3 ? 0 : '|', YEAR, &s, &e);
			free(own);
			assert_int_equal(done, e.code == ERR_NONE);
			assert_int_equal(done && s.kind == SCAN_GS1, s.gs1.count > 0);
			right += done;
			wrong += !done;
		}
	}
	assert_true(right > 1000 && wrong > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_of_scans),
		cmocka_unit_test(substitute_for_gs),
		cmocka_unit_test(length_is_1_to_256),
		cmocka_unit_test(control_bytes_never_pass),
		cmocka_unit_test(any_bytes_are_survived),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
