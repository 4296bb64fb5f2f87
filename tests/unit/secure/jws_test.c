/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secure/jws.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "secure/secure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Key sets and tokens: three of RFC 7515 and RFC 8037, the others made once
 * with keys that nobody kept.  Most of the refused ones are signed rightly, so
 * that only what their name says is wrong with them. */
#define FILE_NAME "tests/unit/secure/jws.json"

static struct arena *arena;
static const struct json *all;

static const struct json *cases(const char *list)
{
	const struct json *found = json_get(all, list);

	assert_true(json_len(found) > 0);
	return json_first(found);
}

static const struct jws_keys *set_of(const struct json *c)
{
	struct error e = {.code = ERR_NONE};
	const struct jws_keys *keys = jws_keys_read(arena, json_get(json_get(all, "sets"), json_str(c, "set")), &e);

	if (!keys)
		fail_msg("%s: %s", json_str(c, "set"), e.detail);
	return keys;
}

static void a_good_token_gives_its_payload(void **state)
{
	(void)state;
	for (const struct json *c = cases("good"); c; c = json_next(c)) {
		struct error e = {.code = ERR_NONE};
		size_t len = 0;
		const struct jws_keys *keys = set_of(c);
		const char *payload = jws_verify(arena, keys, json_str(c, "token"), &len, &e);

		if (!payload)
			fail_msg("%s: %s", json_str(c, "name"), e.detail);
		assert_string_equal(payload, json_str(c, "payload"));
		assert_int_equal(len, strlen(payload));
		assert_true(jws_has_key(keys, json_str(c, "token")));
	}
}

static void a_hostile_token_is_refused(void **state)
{
	(void)state;
	size_t count = 0;

	for (const struct json *c = cases("refused"); c; c = json_next(c), count++) {
		struct error e = {.code = ERR_NONE};
		size_t len = 4711;

		if (jws_verify(arena, set_of(c), json_str(c, "token"), &len, &e))
			fail_msg("%s: was taken", json_str(c, "name"));
		assert_int_equal(e.code, ERR_SIGNATURE);
		assert_int_equal(len, 4711);
		if (!strstr(e.detail, json_str(c, "why")))
			fail_msg("%s: \"%s\" does not say \"%s\"", json_str(c, "name"), e.detail, json_str(c, "why"));
	}
	assert_true(count >= 100);
}

static void assert_refused(const struct jws_keys *keys, const char *token, const char *name, size_t at)
{
	struct error e = {.code = ERR_NONE};
	struct arena *a = arena_new();
	size_t len;

	if (jws_verify(a, keys, token, &len, &e))
		fail_msg("%s: was taken although changed at %zu", name, at);
	assert_int_equal(e.code, ERR_SIGNATURE);
	arena_free(&a);
}

/* One bit of what the character stands for, or what is no such character. */
static char changed(char c)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *at = strchr(alphabet, c);

	return at ? alphabet[(at - alphabet) ^ 32] : 'A';
}

static void every_changed_character_shows(void **state)
{
	(void)state;
	for (const struct json *c = cases("good"); c; c = json_next(c)) {
		const struct jws_keys *keys = set_of(c);
		char *token = arena_strdup(arena, json_str(c, "token"));

		for (size_t i = 0; token[i]; i++) {
			char before = token[i];

			token[i] = changed(before);
			assert_refused(keys, token, json_str(c, "name"), i);
			token[i] = before;
		}
		for (size_t i = strlen(token); i-- > 0;) {
			token[i] = '\0';
			assert_refused(keys, token, json_str(c, "name"), i);
		}
	}
}

static void a_token_without_end_is_refused(void **state)
{
	(void)state;
	const struct json *c = cases("good");
	size_t size = 1 << 20;
	char *token = arena_alloc(arena, size);

	memset(token, 'A', size - 1);
	assert_refused(set_of(c), token, "A", 0);
	for (size_t i = 0; i < size - 1; i++)
		token[i] = "A."[i % 2];
	assert_refused(set_of(c), token, "A.", 0);
}

static void a_set_without_a_key_for_us_is_refused(void **state)
{
	(void)state;
	for (const struct json *c = cases("unusable"); c; c = json_next(c)) {
		struct error e = {.code = ERR_NONE};

		if (jws_keys_read(arena, c, &e))
			fail_msg("%s: was taken", json_name(c));
		assert_int_equal(e.code, ERR_INVALID);
	}
}

static bool has_key(const char *set, const char *header)
{
	struct error e = {.code = ERR_NONE};
	const struct jws_keys *keys = jws_keys_read(arena, json_get(json_get(all, "sets"), set), &e);
	char *token = arena_printf(arena, "%s.e30.AAAA", secure_base64(arena, header, strlen(header)));

	assert_non_null(keys);
	return jws_has_key(keys, token);
}

/* An unknown id is worth looking once more what keys there are. */
static void whether_the_key_is_known(void **state)
{
	(void)state;
	assert_true(has_key("all", "{\"alg\":\"RS256\",\"kid\":\"r1\"}"));
	assert_true(has_key("all", "{\"alg\":\"ES256\",\"kid\":\"r1\"}")); /* fetching would not help */
	assert_true(has_key("all", "{\"alg\":\"ES256\"}"));
	assert_true(has_key("two", "{\"alg\":\"PS256\"}"));
	assert_false(has_key("all", "{\"alg\":\"RS256\",\"kid\":\"r2\"}"));
	assert_false(has_key("all", "{\"alg\":\"RS256\",\"kid\":\"\"}"));
	assert_false(has_key("plain", "{\"alg\":\"RS256\",\"kid\":\"\"}"));
	assert_false(has_key("two", "{\"alg\":\"ES256\"}"));
	assert_false(has_key("all", "{\"alg\":\"none\"}"));
	assert_false(has_key("all", "text"));
}

static int read_cases(void **state)
{
	(void)state;
	struct error e = {.code = ERR_NONE};
	size_t len = 0;
	const char *text;

	arena = arena_new();
	text = file_read(arena, FILE_NAME, 1 << 20, &len, &e);
	all = text ? json_parse(arena, text, len, &e) : NULL;
	if (!all)
		fprintf(stderr, "%s: %s\n", FILE_NAME, e.detail);
	return secure_init() && all ? 0 : -1;
}

static int forget_cases(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_token_gives_its_payload),
		cmocka_unit_test(a_hostile_token_is_refused),
		cmocka_unit_test(every_changed_character_shows),
		cmocka_unit_test(a_token_without_end_is_refused),
		cmocka_unit_test(a_set_without_a_key_for_us_is_refused),
		cmocka_unit_test(whether_the_key_is_known),
	};

	return cmocka_run_group_tests(tests, read_cases, forget_cases);
}
