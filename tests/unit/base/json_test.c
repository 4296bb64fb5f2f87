/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct text {
	const char *bytes;
	size_t len; /* some hold NUL */
};

#define T(s) {s, sizeof(s) - 1}

/* In the order of the kinds of mistake that the public suites know. */
static const struct text must_refuse[] = {
	/* arrays */
	T("[1 true]"), T("[a\xe5]"), T("[\"\": 1]"), T("[\"\"],"), T("[,1]"), T("[1,,2]"), T("[\"x\",,]"), T("[\"x\"]]"), T("[\"\",]"),
	T("[\"x\""), T("[x"), T("[3[4]]"), T("[\xff]"), T("[1:2]"), T("[,]"), T("[-]"), T("[   , \"\"]"), T("[\"a\",\n4\n,1,"), T("[1,]"),
	T("[1,,]"), T("[\"\va\"\\f]"), T("[*]"), T("[\"\""), T("[1,"), T("[1,\n1\n,1"), T("[{}"), T("[fals]"), T("[nul]"), T("[tru]"),
	T("[123\0]"), T("[]]"), T("["), T("]"), T("[}"), T("[1"),
	/* numbers */
	T("[++1234]"), T("[+1]"), T("[+Inf]"), T("[-01]"), T("[-1.0.]"), T("[-2.]"), T("[-NaN]"), T("[.-1]"), T("[.2e-3]"), T("[0.1.2]"),
	T("[0.3e+]"), T("[0.3e]"), T("[0.e1]"), T("[0E+]"), T("[0E]"), T("[0e+]"), T("[0e]"), T("[1.0e+]"), T("[1.0e-]"), T("[1.0e]"),
	T("[1 000.0]"), T("[1eE2]"), T("[2.e+3]"), T("[2.e-3]"), T("[2.e3]"), T("[9.e+]"), T("[Inf]"), T("[NaN]"), T("[\xef\xbc\x91]"),
	T("[1+2]"), T("[0x1]"), T("[0x42]"), T("[Infinity]"), T("[0e+-1]"), T("[-123.123foo]"), T("[123\xe5]"), T("[1e1\xe5]"), T("[0\xe5]"),
	T("[-Infinity]"), T("[-foo]"), T("[- 1]"), T("[-012]"), T("[-.123]"), T("[-1x]"), T("[1ea]"), T("[1e\xe5]"), T("[1.]"), T("[.123]"),
	T("[1.2a-3]"), T("[1.8011670033376514H-308]"), T("[012]"), T("00"), T("-"), T("1e"), T("1_000"), T("0b1"), T("1,5"),
	/* numbers that would not be kept whole */
	T("9007199254740993"), T("-9007199254740993"), T("[9223372036854775807]"), T("18446744073709551616"), T("1e999"), T("-1e999"),
	T("1e308"), T("0.1e309"), T("123456e303"), T("1e99999999999999999999"),
	T("100000000000000000000000000000000000000000000000000000000000000000000000"),
	T("0.00000000000000000000000000000000000000000000000000000000000000001"),
	/* objects */
	T("[\"x\", truth]"), T("{[: \"x\"}\n"), T("{\"x\", null}"), T("{\"x\"::\"b\"}"), T("{\xf0\x9f\x87\xa8\xf0\x9f\x87\xad}"),
	T("{\"a\":\"a\" 123}"), T("{key: 'value'}"), T("{\"\xb9\":\"0\",}"), T("{\"a\" b}"), T("{:\"b\"}"), T("{\"a\" \"b\"}"), T("{\"a\":"),
	T("{\"a\""), T("{1:1}"), T("{9999E9999:1}"), T("{null:null,null:null}"), T("{\"id\":0,,,,,}"), T("{'a':0}"), T("{\"id\":0,}"),
	T("{\"a\":\"b\"}/**/"), T("{\"a\":\"b\"}/**//"), T("{\"a\":\"b\"}//"), T("{\"a\":\"b\"}/"),
	T("{\"a\":\"b\",,\"c\":\"d\"}"), T("{a: \"b\"}"),
	T("{\"a\":\"a"), T("{ \"foo\" : \"bar\", \"a\" }"), T("{\"a\":\"b\"}#"), T("{\"a\":true} \"x\""), T("{"), T("}"), T("{]"), T("{,"),
	T("{\"\\ud800\":1}"), T("{\"a\":}"),
	/* names twice, however they are written and deep inside */
	T("{\"a\":1,\"a\":1}"), T("{\"a\":1,\"b\":2,\"a\":3}"), T("{\"a\":1,\"\\u0061\":2}"), T("{\"\":1,\"\":2}"),
	T("[{\"x\":{\"a\":1,\"b\":{\"a\":2},\"a\":3}}]"), T("{\"\xc3\xa5\":1,\"\\u00e5\":2}"), T("{\"\\/\":1,\"/\":2}"),
	T("{\"\xf0\x9f\x98\x80\":1,\"\\ud83d\\ude00\":2}"),
	/* strings */
	T("[\"\\uD800\\\"]"), T("[\"\\uD800\\u\"]"), T("[\"\\uD800\\u1\"]"), T("[\"\\uD800\\u1x\"]"), T("[\xc3\xa9]"), T("[\"\\\0\"]"),
	T("[\"\\x00\"]"), T("[\"\\\\\\\"]"), T("[\"\\\t\"]"), T("[\"\\\xf0\x9f\x8c\x80\"]"), T("[\"\\\"]"), T("[\"\\u00A\"]"),
	T("[\"\\uD834\\uDd\"]"), T("[\"\\uD800\\uD800\\x\"]"), T("[\"\\u\xe5\"]"), T("[\"\\a\"]"), T("[\"\\uqqqq\"]"), T("[\"\\\xe5\"]"),
	T("[\\u0020\"asd\"]"), T("[\\n]"), T("\""), T("['single quote']"), T("abc"), T("[\"\\"), T("[\"a\0a\"]"), T("[\"new\nline\"]"),
	T("[\"\t\"]"), T("\"\\UA66D\""), T("\"\"x"), T("[\"\\07\"]"), T("\"\x1f\""), T("\"\x01\""), T("\"\\u12"), T("\"\\u-123\""),
	/* what cJSON would quietly change */
	T("\"\\u0000\""), T("\"admin\\u0000x\""), T("{\"a\\u0000b\":1}"), T("\"\\ud800\""), T("\"\\udc00\""), T("\"\\ud800\\ud800\""),
	T("\"\\udc00\\ud800\""), T("\"\\ud800x\""), T("\"\\ud83d\\n\""),
	/* not UTF-8 */
	T("\"\xff\""), T("\"\x80\""), T("\"\xc3\""), T("\"\xc0\x80\""), T("\"\xc0\xaf\""), T("\"\xe0\x80\xaf\""), T("\"\xed\xa0\x80\""),
	T("\"\xed\xbf\xbf\""), T("\"\xf0\x80\x80\x80\""), T("\"\xf4\x90\x80\x80\""), T("\"\xf8\x88\x80\x80\x80\""), T("\"\xe2\x82"),
	T("\"\xe5\xe4\xf6\""),
	/* around the value */
	T("\xef\xbb\xbf{}"), T("\xef\xbb\xbf"), T("\xef\xbb"), T("<.>"), T("[<null>]"), T("[1]x"), T("[True]"), T("1]"), T("{\"x\": true,"),
	T("[][]"), T("2@"), T("{}}"), T("{\"\":"), T("{\"a\":/*comment*/\"b\"}"), T("{\"a\": true} \"x\""), T("['"), T("[,"), T("[{"),
	T("[\"a"), T("[\"a\""), T("{{"), T("{\"a\":\"b\"}#{}"), T("[\\u000A\"\"]"), T("[1"), T("[ false, nul"), T("[ true, fals"),
	T("[ false, tru"), T("{\"asd\":\"asd\""), T("\xe5"), T("[\xe2\x81\xa0]"), T(""), T(" "), T("[\f]"), T("[\v]"), T("\xc2\xa0[]"),
	T("{}\0"), T("\0"), T("[1]\0[2]"), T("nulll"), T("TRUE"), T("True"), T("undefined"), T("truefalse"), T("1 2"), T("\0{}"),
};

static const struct text must_accept[] = {
	T("[[]   ]"), T("[\"\"]"), T("[]"), T("[\"a\"]"), T("[false]"), T("[null, 1, \"1\", {}]"), T("[null]"), T("[1\n]"), T(" [1]"),
	T("[1,null,null,null,2]"), T("[2] "), T("[0e+1]"), T("[0e1]"), T("[ 4]"), T("[-0.000000000000000000000000000000000000000000001]"),
	T("[20e1]"), T("[-0]"), T("[-123]"), T("[-1]"), T("[1E22]"), T("[1E-2]"), T("[1E+2]"), T("[123e45]"), T("[123.456e78]"), T("[1e-2]"),
	T("[1e+2]"), T("[123]"), T("[123.456789]"), T("[123e65]"), T("-0"), T("-0.0"), T("0e99999999"), T("1e-400"), T("9.99e307"),
	T("0.001e310"), T("9007199254740992"), T("-9007199254740992"), T("0.5e-5"), T("{\"asd\":\"sdf\", \"dfg\":\"fgh\"}"),
	T("{\"asd\":\"sdf\"}"), T("{}"), T("{\"\":0}"), T("{\"foo\\u0062ar\": 42}"), T("{ \"min\": -1.0e+28, \"max\": 1.0e+28 }"),
	T("{\"x\":[{\"id\": \"xxxxxxxxxx\"}], \"id\": \"xxxxxxxxxx\"}"), T("{\"a\":[]}"), T("{\n\"a\": \"b\"\n}"),
	T("{\"a\":{\"a\":{\"a\":1}}}"), T("[{\"a\":1},{\"a\":2}]"), T("{\"a\":1,\"A\":2}"), T("{\"ab\":1,\"a\":2,\"b\":3}"),
	T("[\"\\u0060\\u012a\\u12AB\"]"), T("[\"\\uD801\\udc37\"]"), T("[\"\\ud83d\\ude39\\ud83d\\udc8d\"]"),
	T("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]"), T("[\"\\\\u0000\"]"), T("[\"\\\"\"]"), T("[\"a/*b*/c/*d//e\"]"), T("[\"\\\\a\"]"),
	T("[\"\\\\n\"]"), T("[\"\\u0012\"]"), T("[\"\\uFFFF\"]"), T("[\"asd\"]"), T("[ \"asd\"]"), T("[\"\\uDBFF\\uDFFF\"]"),
	T("[\"new\\u00A0line\"]"), T("[\"\xf4\x8f\xbf\xbf\"]"), T("[\"\xef\xbf\xbf\"]"), T("[\"\\u002c\"]"), T("[\"\xcf\x80\"]"),
	T("[\"\xf0\x9b\xbf\xbf\"]"), T("[\"asd \"]"), T("\" \""), T("[\"\\uD834\\uDd1e\"]"), T("[\"\\u0821\"]"), T("[\"\\u0123\"]"),
	T("[\"\xe2\x80\xa8\"]"), T("[\"\xe2\x80\xa9\"]"), T("[\"\\u0061\\u30af\\u30EA\\u30b9\"]"), T("[\"new\\u000Aline\"]"), T("[\"\x7f\"]"),
	T("[\"\\uA66D\"]"), T("[\"\\\\u00e5\"]"), T("[\"\xe2\x8d\x82\xe3\x88\xb4\xe2\x8d\x82\"]"), T("[\"\\u005C\"]"), T("[\"\\u0022\"]"),
	T("[\"\\u200B\"]"), T("[\"\\u2064\"]"), T("[\"\\uFDD0\"]"), T("[\"\\uFFFE\"]"), T("[\"\xe2\x82\xac\xf0\x9d\x84\x9e\"]"),
	T("[\"a\x7f"
	  "a\"]"),
	T("false"), T("42"), T("-0.1"), T("null"), T("\"asd\""), T("true"), T("\"\""), T("[\"a\"]\n"), T("[true]"), T(" [] "), T("\t\r\n{}\r\n"),
};

static void what_is_not_json_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof must_refuse / sizeof *must_refuse; i++) {
		struct arena *a = arena_new();
		struct error e = {0};

		if (json_parse(a, must_refuse[i].bytes, must_refuse[i].len, &e))
			fail_msg("accepted: %s", must_refuse[i].bytes);
		assert_int_equal(e.code, ERR_BAD_JSON);
		assert_non_null(strstr(e.detail, " at byte "));
		arena_free(&a);
	}
}

/* Bytes beyond the end are another's: each text stands at the end of its
 * memory, where the sanitizer sees a step too far. */
static void every_beginning_is_judged_without_reading_on(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof must_accept / sizeof *must_accept; i++)
		for (size_t len = 0; len <= must_accept[i].len; len++) {
			char *text = malloc(len ? len : 1);
			struct error e = {0};
			bool ok;

			memcpy(text, must_accept[i].bytes, len);
			ok = json_check(text, len, 0, &e);
			assert_int_equal(ok, e.code == ERR_NONE);
			assert_true(ok || len < must_accept[i].len);
			free(text);
		}
}

/* What was accepted prints as JSON that says the same. */
static void what_is_json_is_accepted_and_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof must_accept / sizeof *must_accept; i++) {
		struct arena *a = arena_new();
		struct error e = {0};
		struct json *v = json_parse(a, must_accept[i].bytes, must_accept[i].len, &e), *again;
		char *printed;

		if (!v)
			fail_msg("refused: %s: %s", must_accept[i].bytes, e.detail);
		printed = json_print(a, v);
		again = json_parse(a, printed, strlen(printed), &e);
		assert_non_null(again);
		assert_int_equal(json_type(again), json_type(v));
		assert_string_equal(json_print(a, again), printed);
		arena_free(&a);
	}
}

static uint32_t random_below(uint32_t n)
{
	static uint64_t seed = 1;

	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % n;
}

/* Changes some bytes of text into ones that mean something in JSON. */
static void spoil(char *text, size_t len)
{
	static const char bytes[] = "{}[]\":,\\u0d8eE+-.19 tfn\x80\xc3\xed\n";

	for (uint32_t i = 0; len && i < 1 + random_below(3); i++)
		text[random_below((uint32_t)len)] = bytes[random_below(sizeof bytes)];
}

/* The check is the only judge: what it lets pass, cJSON can read. */
static void whatever_passes_the_check_is_read(void **state)
{
	size_t passed = 0;

	(void)state;
	for (int i = 0; i < 60000; i++) {
		const struct text *t = &must_accept[random_below(sizeof must_accept / sizeof *must_accept)];
		struct arena *a = arena_new();
		char *text = arena_memdup(a, t->bytes, t->len);
		struct error e = {0};
		struct json *v;

		spoil(text, t->len);
		v = json_parse(a, text, t->len, &e);
		assert_int_equal(e.code, v ? ERR_NONE : ERR_BAD_JSON);
		if (v) {
			char *printed = json_print(a, v);

			passed++;
			assert_true(json_check(printed, strlen(printed), 0, &e));
		}
		arena_free(&a);
	}
	assert_in_range(passed, 1000, 50000);
}

static void tables_are_large_enough(void **state)
{
	(void)state;
	assert_true(sizeof must_refuse / sizeof *must_refuse >= 188);
	assert_true(sizeof must_accept / sizeof *must_accept >= 90);
}

static bool nested_is_accepted(char open, char close, size_t depth)
{
	struct buf b = BUF_INIT;
	struct error e = {0};
	bool ok;

	for (size_t i = 0; i < depth; i++)
		buf_adds(&b, open == '{' && i + 1 < depth ? "{\"a\":" : (char[]){open, '\0'});
	for (size_t i = 0; i < depth; i++)
		buf_addc(&b, close);
	ok = json_check(buf_str(&b), b.len, 0, &e);
	buf_release(&b);
	return ok;
}

static void depth_is_limited(void **state)
{
	struct error e = {0};
	char *open = malloc(1000000);

	(void)state;
	assert_true(nested_is_accepted('[', ']', 32));
	assert_false(nested_is_accepted('[', ']', 33));
	assert_true(nested_is_accepted('{', '}', 32));
	assert_false(nested_is_accepted('{', '}', 33));
	memset(open, '[', 1000000);
	assert_false(json_check(open, 1000000, 0, &e));
	assert_string_equal(e.detail, "nested too deep at byte 33");
	free(open);
}

static void size_is_limited(void **state)
{
	struct error e = {0};

	(void)state;
	assert_true(json_check("[1,2]", 5, 5, &e));
	assert_false(json_check("[1,2]", 5, 4, &e));
	assert_int_equal(e.code, ERR_TOO_LARGE);
}

static void many_names_are_compared_quickly_and_named(void **state)
{
	struct buf b = BUF_INIT;
	struct error e = {0};

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_addf(&b, "%c\"n%d\":0", i ? ',' : '{', i);
	buf_addc(&b, '}');
	assert_true(json_check(buf_str(&b), b.len, 0, &e));
	b.len--;
	buf_adds(&b, ",\"n17\":0}");
	assert_false(json_check(buf_str(&b), b.len, 0, &e));
	assert_string_equal(e.field, "n17");
	buf_release(&b);
}

static void place_of_the_mistake_is_told(void **state)
{
	struct error e = {0};

	(void)state;
	assert_false(json_check("{\"a\":tru}", 9, 0, &e));
	assert_string_equal(e.detail, "value expected at byte 6");
	e = (struct error){0};
	assert_false(json_check("{\"a\":1,\"a\":2}", 13, 0, &e));
	assert_string_equal(e.detail, "the name \"a\" twice at byte 8");
}

static struct json *parse(struct arena *a, const char *text)
{
	struct error e = {0};
	struct json *v = json_parse(a, text, strlen(text), &e);

	assert_int_equal(e.code, ERR_NONE);
	assert_non_null(v);
	return v;
}

static void members_are_read_by_type_and_exact_name(void **state)
{
	struct arena *a = arena_new();
	struct json *v = parse(a, "{\"s\":\"x\",\"i\":-7,\"d\":1.5,\"t\":true,\"f\":false,\"n\":null,\"o\":{},\"l\":[1,2],\"S\":\"big\"}");

	(void)state;
	assert_string_equal(json_str(v, "s"), "x");
	assert_string_equal(json_str(v, "S"), "big");
	assert_null(json_str(v, "i"));
	assert_null(json_get(v, "I"));
	assert_int_equal(json_int(v, "i", 1), -7);
	assert_int_equal(json_int(v, "d", 1), 1);
	assert_int_equal(json_int(v, "s", 1), 1);
	assert_int_equal(json_int(v, "none", 1), 1);
	assert_true(json_bool(v, "t", false));
	assert_false(json_bool(v, "f", true));
	assert_true(json_bool(v, "i", true));
	assert_true(json_has(v, "n"));
	assert_false(json_has(v, "N"));
	assert_int_equal(json_type(json_get(v, "n")), JSON_NULL);
	assert_int_equal(json_type(json_get(v, "o")), JSON_OBJECT);
	assert_int_equal(json_type(json_get(v, "l")), JSON_ARRAY);
	assert_int_equal(json_type(json_get(v, "d")), JSON_NUMBER);
	assert_int_equal(json_len(json_get(v, "l")), 2);
	assert_int_equal(json_len(v), 9);
	arena_free(&a);
}

static void nothing_is_read_from_nothing(void **state)
{
	struct arena *a = arena_new();
	struct json *list = parse(a, "[\"a\"]");
	int64_t i;
	double d;

	(void)state;
	assert_null(json_get(NULL, "a"));
	assert_null(json_get(list, "a"));
	assert_null(json_as_str(NULL));
	assert_false(json_as_int(NULL, &i));
	assert_false(json_as_double(json_first(list), &d));
	assert_true(json_as_bool(NULL, true));
	assert_int_equal(json_type(NULL), JSON_NULL);
	assert_int_equal(json_len(NULL), 0);
	assert_null(json_first(NULL));
	assert_null(json_first(json_first(list)));
	assert_string_equal(json_print(a, NULL), "null");
	arena_free(&a);
}

static void members_and_elements_are_walked_in_order(void **state)
{
	struct arena *a = arena_new();
	struct json *v = parse(a, "{\"z\":1,\"a\":2,\"m\":3}");
	struct buf names = BUF_INIT;
	int64_t sum = 0, n;

	(void)state;
	for (const struct json *x = json_first(v); x; x = json_next(x)) {
		buf_adds(&names, json_name(x));
		assert_true(json_as_int(x, &n));
		sum = sum * 10 + n;
	}
	assert_string_equal(buf_str(&names), "zam");
	assert_int_equal(sum, 123);
	assert_null(json_name(json_first(parse(a, "[1]"))));
	buf_release(&names);
	arena_free(&a);
}

static void integers_are_exact(void **state)
{
	static const int64_t values[] = {0, -1, 999999999999999, 1000000000000000, -1000000000000000, 9007199254740991, 9007199254740993,
		1234567890123456789, INT64_MAX, INT64_MIN, INT32_MIN, 123456789012};
	struct arena *a = arena_new();
	struct json *list = json_array(a), *copy = json_array(a);
	char expected[32];
	size_t i = 0;

	(void)state;
	for (i = 0; i < sizeof values / sizeof *values; i++)
		json_add_int(list, values[i]);
	i = 0;
	for (const struct json *x = json_first(list); x; x = json_next(x), i++) {
		int64_t n = 0;

		assert_int_equal(json_type(x), JSON_NUMBER);
		assert_true(json_as_int(x, &n));
		assert_true(n == values[i]);
		snprintf(expected, sizeof expected, "%lld", (long long)values[i]);
		assert_string_equal(json_print(a, x), expected);
	}
	json_add_copy(copy, list);
	assert_string_equal(json_print(a, json_first(copy)), json_print(a, list));
	arena_free(&a);
}

static void parsed_integers_print_as_they_came(void **state)
{
	static const char text[] = "[9007199254740992,-9007199254740991,4503599627370497,1000000000000001,-0,7,{\"a\":9007199254740989}]";
	struct arena *a = arena_new();
	struct json *v = parse(a, text);
	int64_t n = 0;
	double d = 0;

	(void)state;
	assert_string_equal(json_print(a, v), text);
	assert_true(json_as_int(json_first(v), &n));
	assert_true(n == INT64_C(9007199254740992));
	assert_true(json_as_double(json_first(v), &d));
	assert_true(d == 9007199254740992.0);
	assert_true(json_as_double(json_first(parse(a, "[0.25]")), &d));
	assert_true(d == 0.25);
	assert_true(json_as_int(json_first(parse(a, "[1e3]")), &n));
	assert_int_equal(n, 1000);
	assert_false(json_as_int(json_first(parse(a, "[1e300]")), &n));
	arena_free(&a);
}

static void values_are_made_and_printed(void **state)
{
	struct arena *a = arena_new();
	struct json *v = json_object(a), *list, *inner;

	(void)state;
	json_set_str(v, "s", "a\"\\/\n\x01\xc3\xa5");
	json_set_str(v, "none", NULL);
	json_set_int(v, "i", -3);
	json_set_bool(v, "b", true);
	json_set_null(v, "n");
	list = json_set_array(v, "l");
	json_add_str(list, "x");
	json_add_str(list, NULL);
	inner = json_add_object(list);
	json_set_int(inner, "k", 1);
	json_add_int(json_add_array(list), 5);
	json_set_bool(json_set_object(v, "o"), "p", false);
	assert_string_equal(json_print(a, v), "{\"s\":\"a\\\"\\\\/\\n\\u0001\xc3\xa5\",\"none\":null,\"i\":-3,\"b\":true,\"n\":null,"
					      "\"l\":[\"x\",null,{\"k\":1},[5]],\"o\":{\"p\":false}}");
	arena_free(&a);
}

static void setting_again_replaces_in_place(void **state)
{
	struct arena *a = arena_new();
	struct json *v = json_object(a);
	struct buf out = BUF_INIT;

	(void)state;
	json_set_int(v, "a", 1);
	json_set_int(v, "b", 2);
	json_set_str(v, "A", "other");
	json_set_str(v, "a", "new");
	json_set_copy(v, "b", v);
	json_set_copy(v, "c", NULL);
	json_print_to(&out, v);
	assert_string_equal(buf_str(&out), "{\"a\":\"new\",\"b\":{\"a\":\"new\",\"b\":2,\"A\":\"other\"},\"A\":\"other\",\"c\":null}");
	json_remove(v, "b");
	json_remove(v, "a");
	json_remove(v, "a");
	json_remove(v, "C");
	assert_string_equal(json_print(a, v), "{\"A\":\"other\",\"c\":null}");
	buf_release(&out);
	arena_free(&a);
}

static void bad_text_of_ours_is_mended(void **state)
{
	struct arena *a = arena_new();
	struct json *v = json_array(a);
	struct error e = {0};
	char *text;

	(void)state;
	json_add_str(v, "a\xff\xc3\xa5\xc3");
	text = json_print(a, v);
	assert_string_equal(text, "[\"a\xef\xbf\xbd\xc3\xa5\xef\xbf\xbd\"]");
	assert_true(json_check(text, strlen(text), 0, &e));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_json_is_refused),
		cmocka_unit_test(every_beginning_is_judged_without_reading_on),
		cmocka_unit_test(what_is_json_is_accepted_and_kept),
		cmocka_unit_test(whatever_passes_the_check_is_read),
		cmocka_unit_test(tables_are_large_enough),
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(size_is_limited),
		cmocka_unit_test(many_names_are_compared_quickly_and_named),
		cmocka_unit_test(place_of_the_mistake_is_told),
		cmocka_unit_test(members_are_read_by_type_and_exact_name),
		cmocka_unit_test(nothing_is_read_from_nothing),
		cmocka_unit_test(members_and_elements_are_walked_in_order),
		cmocka_unit_test(integers_are_exact),
		cmocka_unit_test(parsed_integers_print_as_they_came),
		cmocka_unit_test(values_are_made_and_printed),
		cmocka_unit_test(setting_again_replaces_in_place),
		cmocka_unit_test(bad_text_of_ours_is_mended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
