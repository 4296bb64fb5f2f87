/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The authenticator app: enrolling, codes taken once, machines remembered, and
 * the level that it gives. */
#include "server/auth/auth.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "base/thread.h"
#include "lib/door.h"
#include "lib/scratch.h"
#include "secure/totp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HERE "192.0.2.1"

static const unsigned char seed[20] = "12345678901234567890";
static struct door w;
static char attempt[SECRET_CHARS + 1], token[SECRET_CHARS + 1];

static enum error_code begin(enum sign_in_step step)
{
	enum error_code code = door_sign_in(&w);

	assert_true(code != ERR_NONE || w.answer.step == step);
	str_copy(attempt, sizeof attempt, w.answer.attempt);
	memcpy(token, w.answer.token, sizeof token);
	return code;
}

/* The code of a moment, at an attempt of its own. */
static enum error_code show(int64_t ms)
{
	enum error_code code;

	assert_int_equal(begin(SIGN_IN_APP), ERR_NONE);
	code = door_pin(&w, attempt, door_code(&w, seed, ms), HERE);
	memcpy(token, w.answer.token, sizeof token);
	return code;
}

static void forget_machines(void)
{
	door_sql(&w, "DELETE FROM machine");
}

static void use_app(void)
{
	db_exec(w.tenant, "UPDATE users SET mfa_app = 1");
	door_seed(&w, w.anna, seed);
}

/* C2: RFC 6238; this step and the last, no other, each once. */
static void codes_of_this_step_and_the_last(void **state)
{
	(void)state;
	use_app();
	door_at(90000);
	assert_int_equal(show(30000), ERR_PIN);
	assert_int_equal(show(120000), ERR_PIN);
	assert_int_equal(show(60000), ERR_NONE);
	assert_int_equal(w.answer.session.assurance, 2);
	forget_machines();
	assert_int_equal(show(60000), ERR_PIN); /* again, at another attempt */
	assert_int_equal(show(90000), ERR_NONE);
	forget_machines();
	assert_int_equal(show(60000), ERR_PIN); /* older than the last one taken */
}

static void a_code_is_not_taken_again_where_it_counts_more(void **state)
{
	struct session s;

	(void)state;
	use_app();
	door_at(DOOR_DAY);
	assert_int_equal(show(DOOR_DAY), ERR_NONE);
	door_at(DOOR_DAY + 16 * DOOR_MINUTE);
	assert_int_equal(door_session(&w, token, HERE, &s), ERR_NONE);
	assert_false(auth_assured(&s, &w.e));
	w.e = (struct error){0};
	assert_false(auth_assure(w.directory, &s, door_code(&w, seed, DOOR_DAY), &w.e));
	assert_int_equal(w.e.code, ERR_PIN);
	assert_true(auth_assure(w.directory, &s, door_code(&w, seed, DOOR_DAY + 16 * DOOR_MINUTE), &w.e));
	w.e = (struct error){0};
	assert_false(auth_assure(w.directory, &s, door_code(&w, seed, DOOR_DAY + 16 * DOOR_MINUTE), &w.e));
	assert_int_equal(w.e.code, ERR_PIN);
}

struct racer {
	char attempt[SECRET_CHARS + 1];
	const char *code;
	bool ok;
	enum error_code why;
};

static void race(void *arg)
{
	struct racer *r = arg;
	struct sign_in_answer answer;
	struct arena *a = arena_new();
	struct error e = {0};

	r->ok = auth_sign_in_pin(w.directory, a, r->attempt, r->code, HERE, &answer, &e);
	r->why = e.code;
	arena_free(&a);
}

/* The same code at two attempts: it is taken by one. */
static void of_two_at_once_one_gets_in(void **state)
{
	struct racer r[4] = {0};
	struct thread *t[4];
	int in = 0;

	(void)state;
	use_app();
	for (int i = 0; i < 4; i++) {
		assert_int_equal(begin(SIGN_IN_APP), ERR_NONE);
		memcpy(r[i].attempt, attempt, sizeof attempt);
		r[i].code = door_code(&w, seed, 0);
	}
	for (int i = 0; i < 4; i++)
		t[i] = thread_start("racer", race, &r[i]);
	for (int i = 0; i < 4; i++)
		thread_join(&t[i]);
	for (int i = 0; i < 4; i++) {
		in += r[i].ok;
		assert_true(r[i].ok || r[i].why == ERR_PIN || r[i].why == ERR_THROTTLED);
	}
	assert_int_equal(in, 1);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM session"), 1);
}

static bool in_file(const char *path, const void *bytes, size_t len)
{
	FILE *f = fopen(path, "rb");
	long size = f && fseek(f, 0, SEEK_END) == 0 ? ftell(f) : 0;
	char *all = malloc((size_t)size + 1);
	bool found;

	assert_non_null(f);
	rewind(f);
	assert_int_equal(fread(all, 1, (size_t)size, f), size);
	found = false;
	for (size_t at = 0; at + len <= (size_t)size && !found; at++)
		found = memcmp(all + at, bytes, len) == 0;
	free(all);
	fclose(f);
	return found;
}

static bool kept_plain(const void *bytes, size_t len)
{
	return in_file(w.path, bytes, len) || in_file(arena_printf(w.arena, "%s-wal", w.path), bytes, len);
}

/* C2: enrolled at the next sign-in, with a key that is typed or scanned. */
static void an_app_is_enrolled(void **state)
{
	unsigned char key[20];
	struct session s;

	(void)state;
	db_exec(w.tenant, "UPDATE users SET mfa_app = 1");
	assert_int_equal(begin(SIGN_IN_ENROL), ERR_NONE);
	assert_true(str_starts(w.answer.uri, "otpauth://totp/"));
	door_read_key(w.answer.groups, key);
	assert_int_equal(door_pin(&w, attempt, "000000", HERE), ERR_PIN);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM account WHERE seed IS NOT NULL"), 0);
	assert_int_equal(door_pin(&w, attempt, door_code(&w, key, 0), HERE), ERR_NONE);
	assert_int_equal(w.answer.session.assurance, 2);
	assert_int_equal(w.answer.session.factor, FACTOR_APP);
	memcpy(token, w.answer.token, sizeof token);
	assert_int_equal(door_session(&w, token, HERE, &s), ERR_NONE);
	assert_int_equal(s.factor, FACTOR_APP);
	assert_false(kept_plain(key, sizeof key));
	assert_true(kept_plain("anna", 4));
	forget_machines();
	assert_int_equal(begin(SIGN_IN_APP), ERR_NONE);
	assert_int_equal(door_pin(&w, attempt, door_code(&w, key, 0), HERE), ERR_PIN); /* the one it was enrolled by */
	door_at(30000);
	assert_int_equal(door_pin(&w, attempt, door_code(&w, key, 30000), HERE), ERR_NONE);
}

/* Two who enrol at once do not have two keys. */
static void the_first_who_enrols_is_it(void **state)
{
	unsigned char first[20], second[20];
	char other[SECRET_CHARS + 1];

	(void)state;
	db_exec(w.tenant, "UPDATE users SET mfa_app = 1");
	assert_int_equal(begin(SIGN_IN_ENROL), ERR_NONE);
	door_read_key(w.answer.groups, first);
	memcpy(other, attempt, sizeof other);
	assert_int_equal(begin(SIGN_IN_ENROL), ERR_NONE);
	door_read_key(w.answer.groups, second);
	assert_memory_not_equal(first, second, sizeof first);
	assert_int_equal(door_pin(&w, attempt, door_code(&w, second, 0), HERE), ERR_NONE);
	assert_int_equal(door_pin(&w, other, door_code(&w, first, 0), HERE), ERR_TOKEN);
}

/* C4 */
static void a_reset_asks_for_a_new_app(void **state)
{
	(void)state;
	use_app();
	assert_int_equal(show(0), ERR_NONE);
	door_at(30000);
	forget_machines();
	assert_int_equal(begin(SIGN_IN_APP), ERR_NONE);
	assert_true(auth_reset_factor(w.directory, w.anna, NULL, &w.e));
	assert_int_equal(door_pin(&w, attempt, door_code(&w, seed, 30000), HERE), ERR_TOKEN);
	assert_int_equal(begin(SIGN_IN_ENROL), ERR_NONE);
}

/* C3: 30 days, by terminal and by the operating system's user. */
static void a_machine_is_remembered(void **state)
{
	struct sign_key other;
	struct session s;

	(void)state;
	use_app();
	assert_int_equal(show(0), ERR_NONE);
	assert_int_equal(begin(SIGN_IN_DONE), ERR_NONE);
	assert_int_equal(door_session(&w, token, HERE, &s), ERR_NONE);
	assert_int_equal(s.assurance, 1);
	w.in.os_user = "somebody";
	assert_int_equal(begin(SIGN_IN_APP), ERR_NONE);
	w.in.os_user = NULL;
	assert_int_equal(begin(SIGN_IN_APP), ERR_NONE);
	w.in.os_user = "floor";
	secure_sign_key(&other);
	w.in.terminal_key = secure_base64(w.arena, other.public_key, sizeof other.public_key);
	assert_int_equal(begin(SIGN_IN_APP), ERR_NONE);
	w.in.terminal_key = NULL;
	assert_int_equal(begin(SIGN_IN_APP), ERR_NONE);
	w.in.terminal_key = secure_base64(w.arena, w.key.public_key, sizeof w.key.public_key);
	door_at(30 * DOOR_DAY - 1);
	assert_int_equal(begin(SIGN_IN_DONE), ERR_NONE);
	door_at(30 * DOOR_DAY);
	assert_int_equal(show(30 * DOOR_DAY), ERR_NONE);
	door_at(31 * DOOR_DAY);
	assert_int_equal(begin(SIGN_IN_DONE), ERR_NONE);
}

static void a_machine_is_anothers_for_another(void **state)
{
	(void)state;
	door_seed(&w, door_add(&w, "bo", LEVEL_WAREHOUSE), seed);
	use_app();
	assert_int_equal(show(0), ERR_NONE);
	w.in.login = "bo";
	assert_int_equal(begin(SIGN_IN_APP), ERR_NONE);
}

/* Machines can be seen and forgotten. */
static void a_machine_is_forgotten(void **state)
{
	struct json *rows = json_array(w.arena);
	int64_t id;

	(void)state;
	use_app();
	assert_int_equal(show(0), ERR_NONE);
	assert_true(auth_machines_of(w.directory, w.anna, rows, &w.e));
	assert_int_equal(json_len(rows), 1);
	assert_string_equal(json_str(json_first(rows), "terminal"), "dock 3");
	assert_string_equal(json_str(json_first(rows), "os_user"), "floor");
	id = json_int(json_first(rows), "id", 0);
	assert_false(auth_forget_machine(w.directory, w.anna + 1, id, NULL, &w.e));
	assert_int_equal(w.e.code, ERR_NOT_FOUND);
	assert_true(auth_forget_machine(w.directory, w.anna, id, NULL, &w.e));
	assert_int_equal(begin(SIGN_IN_APP), ERR_NONE);
}

/* C4: what is turned on is asked at the next sign-in, what is changed anew. */
static void what_is_turned_on_is_asked(void **state)
{
	char pin[PIN_MAIL_DIGITS + 1];

	(void)state;
	assert_int_equal(begin(SIGN_IN_DONE), ERR_NONE);
	db_exec(w.tenant, "UPDATE users SET mfa_mail = 1");
	assert_int_equal(begin(SIGN_IN_MAIL), ERR_NONE);
	str_copy(pin, sizeof pin, w.answer.pin);
	assert_int_equal(door_pin(&w, attempt, pin, HERE), ERR_NONE);
	assert_int_equal(begin(SIGN_IN_DONE), ERR_NONE);
	door_seed(&w, w.anna, seed);
	assert_int_equal(begin(SIGN_IN_DONE), ERR_NONE); /* has a seed, is not asked for it */
	db_exec(w.tenant, "UPDATE users SET mfa_app = 1"); /* who has both uses the app */
	assert_int_equal(show(0), ERR_NONE);
	assert_int_equal(begin(SIGN_IN_DONE), ERR_NONE);
	db_exec(w.tenant, "UPDATE users SET mfa_app = 0");
	assert_int_equal(begin(SIGN_IN_MAIL), ERR_NONE);
	db_exec(w.tenant, "UPDATE users SET mfa_mail = 0");
	assert_int_equal(begin(SIGN_IN_DONE), ERR_NONE);
	db_exec(w.tenant, "UPDATE mfa_settings SET who = 'all' WHERE code = 'mail'");
	assert_int_equal(begin(SIGN_IN_MAIL), ERR_NONE);
}

/* Level 2 holds for 15 minutes, and is shown anew by a code. */
static void assurance_is_fifteen_minutes(void **state)
{
	struct session s;

	(void)state;
	use_app();
	assert_int_equal(show(0), ERR_NONE);
	door_at(15 * DOOR_MINUTE);
	assert_int_equal(door_session(&w, token, HERE, &s), ERR_NONE);
	assert_true(auth_assured(&s, &w.e));
	door_at(15 * DOOR_MINUTE + 1);
	assert_int_equal(door_session(&w, token, HERE, &s), ERR_NONE);
	assert_false(auth_assured(&s, &w.e));
	assert_int_equal(w.e.code, ERR_ASSURANCE);
	assert_string_equal(w.e.detail, "app");
	w.e = (struct error){0};
	assert_true(auth_assure(w.directory, &s, door_code(&w, seed, 15 * DOOR_MINUTE), &w.e));
	assert_int_equal(door_session(&w, token, HERE, &s), ERR_NONE);
	assert_int_equal(s.assured_ms, DOOR_START + 15 * DOOR_MINUTE + 1);
	assert_true(auth_assured(&s, &w.e));
	/* Whom the machine was remembered for has shown nothing. */
	assert_int_equal(begin(SIGN_IN_DONE), ERR_NONE);
	assert_int_equal(door_session(&w, token, HERE, &s), ERR_NONE);
	assert_false(auth_assured(&s, &w.e));
	w.e = (struct error){0};
	db_exec(w.tenant, "UPDATE users SET mfa_app = 0");
	assert_int_equal(door_session(&w, token, HERE, &s), ERR_NONE);
	assert_true(auth_assured(&s, &w.e)); /* who has none is not asked */
}

static void guesses_at_assurance_are_throttled(void **state)
{
	struct session s;

	(void)state;
	use_app();
	assert_int_equal(show(0), ERR_NONE);
	door_at(30000);
	assert_int_equal(door_session(&w, token, HERE, &s), ERR_NONE);
	for (int i = 0; i < 5; i++) {
		w.e = (struct error){0};
		assert_false(auth_assure(w.directory, &s, "000000", &w.e));
		assert_int_equal(w.e.code, ERR_PIN);
	}
	w.e = (struct error){0};
	assert_false(auth_assure(w.directory, &s, door_code(&w, seed, 30000), &w.e));
	assert_int_equal(w.e.code, ERR_THROTTLED);
	door_at(31000);
	w.e = (struct error){0};
	assert_true(auth_assure(w.directory, &s, door_code(&w, seed, 30000), &w.e));
}

/* Another installation's key, or another account's seed, opens nothing. */
static void a_seed_that_does_not_open_is_said(void **state)
{
	(void)state;
	use_app();
	door_seed(&w, w.anna + 1, seed);
	door_sql(&w, "UPDATE account SET seed = randomblob(length(seed))");
	assert_int_equal(begin(SIGN_IN_APP), ERR_NONE);
	assert_int_equal(door_pin(&w, attempt, door_code(&w, seed, 0), HERE), ERR_CORRUPT);
}

static int set_up(void **state)
{
	(void)state;
	door_open(&w);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	door_close(&w);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(codes_of_this_step_and_the_last),
		TEST(a_code_is_not_taken_again_where_it_counts_more),
		TEST(of_two_at_once_one_gets_in),
		TEST(an_app_is_enrolled),
		TEST(the_first_who_enrols_is_it),
		TEST(a_reset_asks_for_a_new_app),
		TEST(a_machine_is_remembered),
		TEST(a_machine_is_anothers_for_another),
		TEST(a_machine_is_forgotten),
		TEST(what_is_turned_on_is_asked),
		TEST(assurance_is_fifteen_minutes),
		TEST(guesses_at_assurance_are_throttled),
		TEST(a_seed_that_does_not_open_is_said),
	};

	return secure_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
