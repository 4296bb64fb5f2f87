/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memmem() */
#include "server/mail/letter.h"

#include "base/arena.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "lib/db.h"
#include "model/resource.h"
#include "secure/secure.h"
#include "store/migrate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HOSTILE "x\r\nBcc: eve@example.com\r\n\r\n.\r\nQUIT\n\x01\xe2\x80\xae\xff{pin}"

static const char *const names[] = {"pin", "minutes", "login", "password", "address", "token", "days", "hours", "what", "users", "never", "unused", "beyond"};
#define NAMES (sizeof names / sizeof *names)

static struct arena *arena;
static const struct json *kinds;

/* All words, each with a value of its own, but one of them with `value`. */
static const struct mail_word *words_with(const char *name, const char *value)
{
	struct mail_word *words = arena_array(arena, struct mail_word, NAMES + 1);

	for (size_t i = 0; i < NAMES; i++)
		words[i] = (struct mail_word){names[i], str_eq(names[i], name) ? value : arena_printf(arena, "<%s-value>", names[i])};
	return words;
}

static struct mail mail_of(const char *kind, int language, const struct mail_word *words)
{
	return (struct mail){.kind = kind, .to = "anna@example.com", .language = language, .words = words};
}

/* The letter; *plain holds it. */
static struct letter written(struct buf *plain, const struct mail *m)
{
	struct error e = {0};
	struct letter l;

	*plain = letter_buf();
	if (!letter_write(plain, m, &e))
		fail_msg("%s: %s %s", m->kind, e.field, e.detail);
	assert_true(letter_read(plain->data, plain->len, &l));
	return l;
}

static bool names_word(const struct json *list, const char *name)
{
	for (const struct json *x = json_first(list); x; x = json_next(x))
		if (str_eq(json_as_str(x), name))
			return true;
	return false;
}

static void every_kind_is_written_in_both_languages(void **state)
{
	const struct field *choice = field_find(resource_find("mails"), "kind");

	(void)state;
	assert_int_equal(json_len(kinds), choice->choice_count);
	for (size_t i = 0; i < choice->choice_count; i++) {
		struct mail en = mail_of(choice->choices[i].name, ENGLISH, words_with(NULL, NULL)), sv = en;
		struct buf one, other;
		struct letter a = written(&one, &en), b;

		sv.language = SWEDISH;
		b = written(&other, &sv);
		assert_string_equal(a.to, "anna@example.com");
		assert_true(str_starts(a.body, "Hello!\n\n"));
		assert_true(str_starts(b.body, "Hej!\n\n"));
		assert_string_not_equal(a.subject, b.subject);
		assert_string_not_equal(a.id, b.id);
		assert_null(strchr(a.body, '{'));
		assert_null(strchr(b.body, '{'));
		letter_forget(&one);
		letter_forget(&other);
	}
}

/* B3: the log keeps the subject. */
static void what_is_secret_stands_in_the_body_alone(void **state)
{
	(void)state;
	for (const struct json *kind = json_first(kinds); kind; kind = json_next(kind))
		for (size_t i = 0; i < NAMES; i++) {
			const char *value = arena_printf(arena, "<%s-value>", names[i]);
			struct mail m = mail_of(json_name(kind), SWEDISH, words_with(NULL, NULL));
			bool secret = names_word(json_get(kind, "secret"), names[i]), hidden = false;
			struct buf plain;
			struct letter l = written(&plain, &m);

			for (size_t n = 0; n < LETTER_HIDDEN && l.hidden[n]; n++)
				hidden = hidden || str_eq(l.hidden[n], value);
			assert_int_equal(hidden, secret);
			assert_true(!secret || strstr(l.body, value));
			assert_true(!secret || !strstr(l.subject, value));
			/* These are always. */
			if (strstr(l.body, value) && (str_eq(names[i], "pin") || str_eq(names[i], "password") || str_eq(names[i], "token")))
				assert_true(secret);
			letter_forget(&plain);
		}
}

static void a_word_that_is_missing_is_our_mistake(void **state)
{
	struct mail m = mail_of("pin", ENGLISH, (const struct mail_word[]){{"pin", "12345678"}, {NULL, NULL}});
	struct buf plain = letter_buf();
	struct error e = {0}, other = {0};

	(void)state;
	assert_false(letter_write(&plain, &m, &e));
	assert_int_equal(e.code, ERR_INTERNAL);
	assert_string_equal(e.field, "minutes");
	m.kind = "nothing";
	assert_false(letter_write(&plain, &m, &other));
	assert_int_equal(other.code, ERR_INTERNAL);
	letter_forget(&plain);
}

static void what_was_changed_is_said_in_the_language(void **state)
{
	struct mail en = mail_of("changed", ENGLISH, words_with("what", "authenticator")), sv = mail_of("changed", SWEDISH, words_with("what", "password"));
	struct buf one, other;

	(void)state;
	assert_string_equal(written(&one, &en).subject, "Your authenticator app was changed");
	assert_string_equal(written(&other, &sv).subject, "Ändrat: lösenord");
	letter_forget(&one);
	letter_forget(&other);
}

/* Lines of the message's head, and that it is one: only these headers, in
 * this order, and nothing of what came in begins a line of its own. */
static void check_head(const char *message, size_t len)
{
	static const char *const headers[] = {"From: <", "To: <anna@example.com>", "Subject: =?UTF-8?Q?", "Date: ", "Message-ID: <",
		"Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
		"Content-Transfer-Encoding: quoted-printable"};
	const size_t count = sizeof headers / sizeof *headers;
	size_t n = 0;
	const char *line = message;

	assert_int_equal(strlen(message), len);
	for (const char *end; (end = strstr(line, "\r\n")) && end != line; line = end + 2) {
		assert_true(end - line <= 998);
		if (*line == ' ')
			assert_true(str_starts(line, " =?UTF-8?Q?"));
		else
			assert_true(n < count && str_starts(line, headers[n++]));
	}
	assert_int_equal(n, count);
	assert_true(str_starts(line, "\r\n"));
}

static void check_bytes(const char *message)
{
	size_t column = 0;

	for (const char *p = message; *p; p++) {
		column = *p == '\n' ? 0 : column + 1;
		if (column > 78)
			fail_msg("a line is too long: %.80s", p - column + 1);
		if (*p == '\r' || *p == '\n')
			assert_true(*p == '\r' ? p[1] == '\n' : p > message && p[-1] == '\r');
		else
			assert_true(*p >= ' ' && *p <= '~');
		assert_false(*p == ' ' && p[1] == '\r');
	}
}

static void no_word_breaks_out_of_the_message(void **state)
{
	(void)state;
	for (const struct json *kind = json_first(kinds); kind; kind = json_next(kind))
		for (size_t i = 0; i < NAMES; i++)
			for (int language = ENGLISH; language < LANGUAGES; language++) {
				struct mail m = mail_of(json_name(kind), language, words_with(names[i], HOSTILE));
				struct buf plain, message = letter_buf();
				struct letter l = written(&plain, &m);

				assert_true(utf8_valid(l.body, strlen(l.body)));
				assert_null(strpbrk(l.subject, "\r\n"));
				assert_null(strstr(l.body, "\nBcc"));
				assert_null(strstr(l.body, "\n.\n"));
				letter_message(&message, &l, "no-reply@example.com", 1795307763513);
				check_head(message.data, message.len);
				check_bytes(message.data);
				assert_null(strstr(message.data, "\nBcc"));
				letter_forget(&message);
				letter_forget(&plain);
			}
}

static void the_message_is_encoded(void **state)
{
	struct letter l = {.id = "ID", .to = "anna@example.com", .body = "a = \xc3\xa5\xc3\xa4\xc3\xb6 \n.\n",
		.subject = "\xc3\x85ngstr\xc3\xb6m? a_b=c \xc3\x85\xc3\x84\xc3\x96\xc3\x85\xc3\x84\xc3\x96\xc3\x85\xc3\x84\xc3\x96"};
	struct buf message = letter_buf();

	(void)state;
	letter_message(&message, &l, "no-reply@example.com", 1795307763513);
	assert_string_equal(message.data,
		"From: <no-reply@example.com>\r\nTo: <anna@example.com>\r\n"
		"Subject: =?UTF-8?Q?=C3=85ngstr=C3=B6m=3F_a=5Fb=3Dc_=C3=85=C3=84=C3=96?=\r\n"
		" =?UTF-8?Q?=C3=85=C3=84=C3=96=C3=85=C3=84=C3=96?=\r\n"
		"Date: Sun, 22 Nov 2026 00:36:03 +0000\r\nMessage-ID: <ID@example.com>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
		"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
		"a =3D =C3=A5=C3=A4=C3=B6=20\r\n.\r\n");
	letter_forget(&message);
}

static void a_servers_words_keep_no_secret(void **state)
{
	struct mail m = mail_of("pin", ENGLISH, words_with("pin", "12345678"));
	struct buf plain;
	struct letter l = written(&plain, &m);
	char out[201];

	(void)state;
	letter_words(&l, "Posten-9", "550 not 12345678, 12345678 nor Posten-9\r\n\x1b[31m", out, sizeof out);
	assert_string_equal(out, "550 not ********, ******** nor ********???[31m");
	letter_words(&l, "", "", out, sizeof out);
	assert_string_equal(out, "");
	letter_words(&l, NULL, arena_printf(arena, "%300d", 7), out, sizeof out);
	assert_int_equal(strlen(out), 200);
	letter_forget(&plain);
}

static void what_is_torn_is_no_letter(void **state)
{
	struct mail m = mail_of("pin", ENGLISH, words_with(NULL, NULL));
	struct buf plain;
	struct letter l = written(&plain, &m);
	size_t head = (size_t)(l.body - plain.data);

	(void)state;
	for (size_t n = 0; n < head; n++)
		assert_false(letter_read(plain.data, n, &l));
	assert_false(letter_read(plain.data, plain.len - 1, &l));
	letter_forget(&plain);
}

static void an_address_is_one(void **state)
{
	static const char *const good[] = {"a@b", "anna.oberg+wms@lager.example.com", "o'neil@x-y.se", "1@2.3"};
	static const char *const bad[] = {"", "@", "a@", "@b", "a", "a@b@c", "a b@c", "a@b c", "a@b,c@d", "a@b;", "<a@b>", "a@b\r\nBcc: c@d", "a\n@b", ".a@b",
		"a.@b", "a..b@c", "a@.b", "a@b.", "a@b..c", "a@-b", "a@b-", "a@b-.c", "a@[127.0.0.1]", "\"a\"@b", "\xc3\xa5@b", "a@\xc3\xa5", "a(b)@c", "a@b_c"};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (!mail_address(good[i], NULL))
			fail_msg("%s was refused", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error e = {0};

		if (mail_address(bad[i], &e) || e.code != ERR_INVALID)
			fail_msg("%s was taken", bad[i]);
		assert_string_equal(e.field, "email");
	}
	assert_false(mail_address(NULL, NULL));
	assert_true(mail_address(arena_printf(arena, "%s@b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), NULL));
	assert_false(mail_address(arena_printf(arena, "a%s@b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), NULL));
}

/* B3 */
static void what_waits_is_sealed_for_its_row(void **state)
{
	struct store *s = db_open(":memory:", STORE_WRITER);
	struct vault v = {{1}}, other = {{2}};
	struct mail m = mail_of("credentials", SWEDISH, words_with("password", "Hemligt-12"));
	struct query *q;
	const char *sealed;
	char plain[4096];
	int64_t id;
	size_t len;

	(void)state;
	assert_true(migrate(s, "src/model/sql/tenant/", NULL, NULL));
	m.to = "a@b\r\n";
	assert_int_equal(mail_add(s, &v, &m, NULL), 0);
	m.to = "a@b";
	id = mail_add(s, &v, &m, NULL);
	assert_true(id > 0);
	assert_int_equal(db_ask(s, "SELECT count(*) FROM mails"), 1);
	assert_int_equal(db_ask(s, "SELECT count(*) FROM mails WHERE state = 'waiting' AND kind = 'credentials' AND recipient = 'a@b' AND attempts = 0"), 1);
	assert_int_equal(db_ask(s, "SELECT expires_ms - next_ms FROM mail_body"), 2 * 24 * 3600000);
	q = store_query(s, "SELECT sealed FROM mail_body", NULL);
	assert_int_equal(query_step(q, NULL), QUERY_ROW);
	sealed = query_get_blob(q, 0, &len);
	assert_true(len > VAULT_EXTRA && len < sizeof plain);
	assert_null(memmem(sealed, len, "Hemligt", 7));
	assert_true(vault_unseal(&v, "mail", &id, sizeof id, sealed, len, plain));
	assert_non_null(memmem(plain, len - VAULT_EXTRA, "Hemligt-12", 10));
	assert_false(vault_unseal(&other, "mail", &id, sizeof id, sealed, len, plain));
	id++;
	assert_false(vault_unseal(&v, "mail", &id, sizeof id, sealed, len, plain));
	query_done(q);
	store_close(&s);
}

static int begin(void **state)
{
	const struct embed *file = embed_find("src/model/mails.json");
	struct error e = {0};

	(void)state;
	arena = arena_new();
	kinds = json_parse(arena, file->data, file->len, &e);
	return kinds && secure_init() && model_load(&e) ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_is_written_in_both_languages),
		cmocka_unit_test(what_is_secret_stands_in_the_body_alone),
		cmocka_unit_test(a_word_that_is_missing_is_our_mistake),
		cmocka_unit_test(what_was_changed_is_said_in_the_language),
		cmocka_unit_test(no_word_breaks_out_of_the_message),
		cmocka_unit_test(the_message_is_encoded),
		cmocka_unit_test(a_servers_words_keep_no_secret),
		cmocka_unit_test(what_is_torn_is_no_letter),
		cmocka_unit_test(an_address_is_one),
		cmocka_unit_test(what_waits_is_sealed_for_its_row),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
