/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "floor/record.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define RECORDS 10
#define ID "0199f0aa-0000-7000-8000-0000000000%02d"

struct chain {
	struct arena *arena;
	struct sign_key key;
	const char *lines[RECORDS];
	struct hash hashes[RECORDS + 1]; /* [n]: of record n */
	char *body;                      /* a batch of all ten */
	size_t len;
};

static const struct hash nothing;

static const char *line_of(struct arena *a, int64_t seq)
{
	struct json *body = json_object(a);
	struct record r = {.seq = seq, .sign_in = seq > 1, .time_ms = 1790000000000 + seq, .kind = seq > 1 ? "move" : "sign_in", .body = body};
	size_t len;

	json_set_str(body, "quantity", "12.5");
	json_set_int(body, "article", seq);
	str_copy(r.id, sizeof(r.id), arena_printf(a, ID, (int)seq));
	if (seq > 2) {
		r.after[0] = seq - 1;
		r.after_count = 1;
	}
	return record_write(a, &r, &len);
}

static int set_up(void **state)
{
	struct arena *a = arena_new();
	struct chain *c = arena_new_of(a, struct chain);

	c->arena = a;
	secure_sign_key(&c->key);
	for (int i = 0; i < RECORDS; i++) {
		c->lines[i] = line_of(a, i + 1);
		c->hashes[i + 1] = record_hash(&c->hashes[i], c->lines[i], strlen(c->lines[i]));
	}
	c->body = batch_write(a, &c->key, "main", "epoch-1", 1, c->lines, RECORDS, &nothing, &c->len);
	*state = c;
	return 0;
}

static int tear_down(void **state)
{
	struct arena *a = ((struct chain *)*state)->arena;

	arena_free(&a);
	return 0;
}

/* What a server that has everything before `first` says to these bytes. */
static enum error_code judged_from(const struct chain *c, const char *body, size_t len, int64_t have)
{
	struct arena *a = arena_new();
	struct error e = {0};
	struct batch b;

	if (batch_read(a, body, len, &b, &e) && batch_check(&b, c->key.public_key, &c->hashes[have], &e))
		assert_int_equal(e.code, ERR_NONE);
	arena_free(&a);
	return e.code;
}

static void a_record_comes_back_as_it_was(void **state)
{
	struct chain *c = *state;
	struct record r;
	struct error e = {0};

	assert_true(record_read(c->arena, c->lines[4], strlen(c->lines[4]), &r, &e));
	assert_int_equal(r.seq, 5);
	assert_string_equal(r.id, "0199f0aa-0000-7000-8000-000000000005");
	assert_int_equal(r.sign_in, 1);
	assert_int_equal(r.time_ms, 1790000000005);
	assert_string_equal(r.kind, "move");
	assert_int_equal(r.after_count, 1);
	assert_int_equal(r.after[0], 4);
	assert_int_equal(r.settles, 0);
	assert_string_equal(json_str(r.body, "quantity"), "12.5");
}

static void a_line_is_the_text_that_is_documented(void **state)
{
	struct chain *c = *state;

	assert_string_equal(c->lines[2],
		"{\"v\":1,\"seq\":3,\"id\":\"0199f0aa-0000-7000-8000-000000000003\",\"sign_in\":1,\"time\":1790000000003,"
		"\"kind\":\"move\",\"after\":[2],\"settles\":0,\"body\":{\"quantity\":\"12.5\",\"article\":3}}");
}

#define HEAD "{\"v\":1,\"seq\":5,\"id\":\"0199f0aa-0000-7000-8000-000000000005\",\"sign_in\":1,"
#define TAIL ",\"settles\":0,\"body\":{}}"

static void records_are_read_strictly(void **state)
{
	struct chain *c = *state;
	static const char *const good[] = {
		HEAD "\"time\":1,\"kind\":\"move\",\"after\":[]" TAIL,
		HEAD "\"time\":1,\"kind\":\"move\",\"after\":[1,4]" TAIL,
	};
	static const struct {
		const char *line, *field;
	} bad[] = {
		{"", ""}, {"[]", "record"}, {"{", ""}, {"{}", "v"},
		{HEAD "\"time\":1,\"kind\":\"move\",\"after\":[]" TAIL " x", ""},
		{HEAD "\"time\":1,\"kind\":\"move\",\"after\":[],\"extra\":1" TAIL, "record"},
		{HEAD "\"time\":1,\"kind\":\"move\",\"after\":[],\"seq\":5" TAIL, ""},
		{HEAD "\"time\":-1,\"kind\":\"move\",\"after\":[]" TAIL, "time"},
		{HEAD "\"time\":\"1\",\"kind\":\"move\",\"after\":[]" TAIL, "time"},
		{HEAD "\"time\":1,\"kind\":\"Move\",\"after\":[]" TAIL, "kind"},
		{HEAD "\"time\":1,\"kind\":\"\",\"after\":[]" TAIL, "kind"},
		{HEAD "\"time\":1,\"kind\":7,\"after\":[]" TAIL, "kind"},
		{HEAD "\"time\":1,\"kind\":\"move\",\"after\":{}" TAIL, "after"},
		{HEAD "\"time\":1,\"kind\":\"move\",\"after\":[5]" TAIL, "after"},
		{HEAD "\"time\":1,\"kind\":\"move\",\"after\":[0]" TAIL, "after"},
		{HEAD "\"time\":1,\"kind\":\"move\",\"after\":[4,4]" TAIL, "after"},
		{HEAD "\"time\":1,\"kind\":\"move\",\"after\":[1.5]" TAIL, "after"},
		{HEAD "\"time\":1,\"kind\":\"move\",\"after\":[],\"settles\":5,\"body\":{}}", "settles"},
		{HEAD "\"time\":1,\"kind\":\"move\",\"after\":[],\"settles\":0,\"body\":[]}", "body"},
		{HEAD "\"time\":1,\"kind\":\"move\",\"after\":[],\"settles\":0}", "body"},
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct record r;
		assert_true(record_read(c->arena, good[i], strlen(good[i]), &r, NULL));
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct error e = {0};
		struct record r;
		assert_false(record_read(c->arena, bad[i].line, strlen(bad[i].line), &r, &e));
		if (*bad[i].field)
			assert_string_equal(e.field, bad[i].field);
		assert_int_not_equal(e.code, ERR_NONE);
	}
}

static void a_line_has_a_limit(void **state)
{
	struct chain *c = *state;
	char *line = arena_alloc(c->arena, RECORD_MOST + 2);
	static const char rest[] = "\"time\":1,\"kind\":\"move\",\"after\":[]" TAIL;
	struct error e = {0};
	struct record r;

	memset(line, ' ', RECORD_MOST + 1);
	memcpy(line, HEAD, strlen(HEAD));
	memcpy(line + RECORD_MOST + 2 - sizeof(rest), rest, sizeof(rest));
	assert_false(record_read(c->arena, line, RECORD_MOST + 1, &r, &e));
	assert_int_equal(e.code, ERR_TOO_LARGE);
	memmove(line + strlen(HEAD), line + strlen(HEAD) + 1, RECORD_MOST + 1 - strlen(HEAD));
	assert_true(record_read(c->arena, line, RECORD_MOST, &r, NULL));
}

/* G4 */
static void a_batch_is_taken_once_and_in_order(void **state)
{
	struct chain *c = *state;
	struct error e = {0};
	struct batch b;

	assert_true(batch_read(c->arena, c->body, c->len, &b, &e));
	assert_int_equal(b.count, RECORDS);
	assert_int_equal(b.first, 1);
	assert_int_equal(b.last, RECORDS);
	assert_string_equal(b.tenant, "main");
	assert_true(batch_check(&b, c->key.public_key, &nothing, &e));
	for (int i = 0; i < RECORDS; i++)
		assert_memory_equal(b.lines[i].hash.bytes, c->hashes[i + 1].bytes, HASH_BYTES);
	/* replayed behind what it made, it does not follow */
	assert_int_equal(judged_from(c, c->body, c->len, RECORDS), ERR_FORK);
	assert_int_equal(judged_from(c, c->body, c->len, 1), ERR_FORK);
}

/* G4: every bit of ten records. */
static void every_flipped_bit_of_a_record_shows(void **state)
{
	struct chain *c = *state;
	size_t records = 0;

	for (int i = 0; i < RECORDS; i++)
		records += strlen(c->lines[i]) + 1;
	for (size_t bit = 0; bit < records * 8; bit++) {
		c->body[bit / 8] = (char)(c->body[bit / 8] ^ 1 << bit % 8);
		assert_int_not_equal(judged_from(c, c->body, c->len, 0), ERR_NONE);
		c->body[bit / 8] = (char)(c->body[bit / 8] ^ 1 << bit % 8);
	}
	assert_int_equal(judged_from(c, c->body, c->len, 0), ERR_NONE);
}

/* G4: what the seal says is signed, but for the epoch, which proves nothing. */
static void every_flipped_bit_of_the_seal_shows(void **state)
{
	struct chain *c = *state;
	size_t seal = c->len - 1, epoch = (size_t)(strstr(c->body, "epoch-1") - c->body);

	while (c->body[seal - 1] != '\n')
		seal--;
	for (size_t bit = seal * 8; bit < c->len * 8; bit++) {
		if (bit / 8 >= epoch && bit / 8 < epoch + strlen("epoch-1"))
			continue;
		c->body[bit / 8] = (char)(c->body[bit / 8] ^ 1 << bit % 8);
		assert_int_not_equal(judged_from(c, c->body, c->len, 0), ERR_NONE);
		c->body[bit / 8] = (char)(c->body[bit / 8] ^ 1 << bit % 8);
	}
}

/* The seal with other lines above it; lines[n] NULL: left out. */
static enum error_code sealed_over(const struct chain *c, const char *const lines[RECORDS])
{
	const char *seal = strstr(c->body, "{\"terminal\"");
	char *body = arena_strdup(c->arena, "");

	for (int i = 0; i < RECORDS; i++)
		if (lines[i])
			body = arena_printf(c->arena, "%s%s\n", body, lines[i]);
	body = arena_printf(c->arena, "%s%s", body, seal);
	return judged_from(c, body, strlen(body), 0);
}

/* G4 */
static void swapped_cut_and_doubled_records_show(void **state)
{
	struct chain *c = *state;
	const char *lines[RECORDS];

	for (int i = 0; i < RECORDS; i++) {
		memcpy(lines, c->lines, sizeof(lines));
		lines[i] = NULL;
		assert_int_equal(sealed_over(c, lines), ERR_BAD_REQUEST);
		lines[i] = c->lines[(i + 1) % RECORDS];
		assert_int_equal(sealed_over(c, lines), ERR_BAD_REQUEST);
		lines[(i + 1) % RECORDS] = c->lines[i];
		assert_int_equal(sealed_over(c, lines), ERR_BAD_REQUEST);
	}
	assert_int_equal(sealed_over(c, c->lines), ERR_NONE);
}

/* G4: another record under the same number. */
static void an_exchanged_record_is_a_fork(void **state)
{
	struct chain *c = *state;
	const char *lines[RECORDS];
	char *other = arena_strdup(c->arena, c->lines[6]);

	memcpy(lines, c->lines, sizeof(lines));
	*strchr(strstr(other, "12.5"), '2') = '3';
	lines[6] = other;
	assert_int_equal(sealed_over(c, lines), ERR_FORK);
}

/* G4 */
static void cut_bytes_are_refused(void **state)
{
	struct chain *c = *state;

	for (size_t len = 0; len < c->len; len++)
		assert_int_not_equal(judged_from(c, c->body, len, 0), ERR_NONE);
}

/* G4 */
static void another_key_is_not_this_terminal(void **state)
{
	struct chain *c = *state;
	struct sign_key other;
	struct error e = {0};
	struct batch b;
	size_t len;
	char *forged;

	secure_sign_key(&other);
	forged = batch_write(c->arena, &other, "main", "epoch-1", 1, c->lines, RECORDS, &nothing, &len);
	assert_int_equal(judged_from(c, forged, len, 0), ERR_SIGNATURE);
	/* its seal under our name */
	assert_true(batch_read(c->arena, forged, len, &b, NULL));
	secure_terminal_id(c->key.public_key, b.terminal);
	assert_false(batch_check(&b, c->key.public_key, &nothing, &e));
	assert_int_equal(e.code, ERR_SIGNATURE);
}

static void a_later_batch_needs_what_came_before(void **state)
{
	struct chain *c = *state;
	size_t len;
	char *body = batch_write(c->arena, &c->key, "main", "epoch-1", 4, c->lines + 3, 7, &c->hashes[3], &len);

	assert_int_equal(judged_from(c, body, len, 3), ERR_NONE);
	for (int have = 0; have <= RECORDS; have++)
		if (have != 3)
			assert_int_equal(judged_from(c, body, len, have), ERR_FORK);
}

/* Random changes of several bytes: none is taken, none does harm. */
static void random_changes_are_never_taken(void **state)
{
	struct chain *c = *state;
	char *body = arena_memdup(c->arena, c->body, c->len + 1);

	for (int i = 0; i < 5000; i++) {
		unsigned dice[9];

		secure_random(dice, sizeof(dice));
		for (size_t n = 0; n <= dice[8] % 8; n++)
			body[dice[n] % c->len] = (char)(dice[n] >> 24);
		if (memcmp(body, c->body, c->len) != 0 && strstr(body, "epoch-1"))
			assert_int_not_equal(judged_from(c, body, c->len - dice[8] % 3, 0), ERR_NONE);
		memcpy(body, c->body, c->len);
	}
}

static void a_batch_has_limits(void **state)
{
	struct chain *c = *state;
	const char *lines[BATCH_RECORDS + 1];
	struct hash before = nothing;
	struct error e = {0};
	struct batch b;
	size_t len;
	char *body;

	for (int i = 0; i <= BATCH_RECORDS; i++)
		lines[i] = arena_printf(c->arena, "{\"v\":1,\"seq\":%d,\"id\":\"0199f0aa-0000-7000-8000-%012d\",\"sign_in\":0,\"time\":1,"
			"\"kind\":\"sign_in\",\"after\":[],\"settles\":0,\"body\":{}}", i + 1, i + 1);
	body = batch_write(c->arena, &c->key, "main", "e", 1, lines, BATCH_RECORDS, &before, &len);
	assert_int_equal(judged_from(c, body, len, 0), ERR_NONE);
	body = batch_write(c->arena, &c->key, "main", "e", 1, lines, BATCH_RECORDS + 1, &before, &len);
	assert_int_equal(judged_from(c, body, len, 0), ERR_TOO_LARGE);
	body = batch_write(c->arena, &c->key, "main", "e", 1, lines, 0, &before, &len);
	assert_int_equal(judged_from(c, body, len, 0), ERR_BAD_REQUEST);
	body = arena_alloc(c->arena, BATCH_BYTES + 1);
	assert_false(batch_read(c->arena, body, BATCH_BYTES + 1, &b, &e));
	assert_int_equal(e.code, ERR_TOO_LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_comes_back_as_it_was),
		cmocka_unit_test(a_line_is_the_text_that_is_documented),
		cmocka_unit_test(records_are_read_strictly),
		cmocka_unit_test(a_line_has_a_limit),
		cmocka_unit_test(a_batch_is_taken_once_and_in_order),
		cmocka_unit_test(every_flipped_bit_of_a_record_shows),
		cmocka_unit_test(every_flipped_bit_of_the_seal_shows),
		cmocka_unit_test(swapped_cut_and_doubled_records_show),
		cmocka_unit_test(an_exchanged_record_is_a_fork),
		cmocka_unit_test(cut_bytes_are_refused),
		cmocka_unit_test(another_key_is_not_this_terminal),
		cmocka_unit_test(a_later_batch_needs_what_came_before),
		cmocka_unit_test(random_changes_are_never_taken),
		cmocka_unit_test(a_batch_has_limits),
	};
	if (!secure_init())
		return 1;
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
