/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/chan.h"
#include "base/json.h"
#include "lib/tls_server.h"
#include "lib/trial.h"
#include "model/resource.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define EPOCH    TRIAL_EPOCH
#define ROOT     TRIAL_ROOT
#define HEALTH   TRIAL_HEALTH
#define STATE    TRIAL_EMPTY
#define HASH     TRIAL_HASH
#define PATIENCE 30000

static void an_ask_is_answered(void **state)
{
	struct trial t;
	struct message *m;
	char *text;
	size_t len;

	(void)state;
	trial_start(&t, "none", HEALTH "GET " ROOT "/pages/articles 200 {\"rows\":[1,2]}\nPOST " ROOT "/pages/x/do 201 {\"id\":5}\n", 30000);
	trial_session(&t, "secret-token", false);
	trial_ask(&t, 11, "GET", "/pages/articles?limit=2", NULL);
	m = trial_answer_to(&t, 11);
	assert_int_equal(m->status, 200);
	assert_int_equal(m->error.code, ERR_NONE);
	assert_int_equal(json_len(json_get(m->json, "rows")), 2);
	message_free(&m);
	text = trial_request(&t, "GET " ROOT "/pages/articles?limit=2", &len);
	assert_non_null(strstr(text, "\r\nAuthorization: Bearer secret-token\r\n"));
	free(text);
	trial_session(&t, NULL, false);
	trial_ask(&t, 12, "POST", "/pages/x/do", "{\"a\":\"\xc3\xa5\"}");
	trial_answered(&t, 12, 201, ERR_NONE);
	text = trial_request(&t, "POST " ROOT "/pages/x/do", &len);
	assert_null(strstr(text, "Authorization"));
	assert_non_null(strstr(text, "\r\nContent-Type: application/json\r\n"));
	assert_non_null(strstr(text, "\r\n\r\n{\"a\":\"\xc3\xa5\"}"));
	free(text);
	trial_stop(&t);
}

static void an_ask_says_which_row_it_saw_and_which_request_it_is(void **state)
{
	struct trial t;
	char *text;
	size_t len;

	(void)state;
	trial_start(&t, "none", HEALTH "PUT " ROOT "/pages/users/2 200 {}\nPOST " ROOT "/pages/users 201 {}\n", 30000);
	trial_ask_with(&t, 1, "PUT", "/pages/users/2", "\"7\"", NULL);
	trial_answered(&t, 1, 200, ERR_NONE);
	text = trial_request(&t, "PUT " ROOT "/pages/users/2", &len);
	assert_non_null(strstr(text, "\r\nIf-Match: \"7\"\r\n"));
	assert_null(strstr(text, "\r\nRequest:"));
	free(text);
	trial_ask_with(&t, 2, "POST", "/pages/users", NULL, "0b1c2d3e-0000-4000-8000-000000000001");
	trial_answered(&t, 2, 201, ERR_NONE);
	text = trial_request(&t, "POST " ROOT "/pages/users", &len);
	assert_non_null(strstr(text, "\r\nRequest: 0b1c2d3e-0000-4000-8000-000000000001\r\n"));
	assert_null(strstr(text, "If-Match"));
	free(text);
	trial_stop(&t);
}

static void a_token_cannot_end_its_header(void **state)
{
	struct trial t;
	char *text;
	size_t len;

	(void)state;
	trial_start(&t, "none", HEALTH "GET " ROOT "/a 200 {}\n", 30000);
	trial_session(&t, "x\r\nX-Evil: 1", false);
	trial_ask(&t, 1, "GET", "/a", NULL);
	trial_answered(&t, 1, 200, ERR_NONE);
	text = trial_request(&t, "GET " ROOT "/a", &len);
	assert_null(strstr(text, "X-Evil"));
	assert_null(strstr(text, "Authorization"));
	free(text);
	trial_stop(&t);
}

static void problems_become_errors(void **state)
{
	static const struct {
		const char *line;
		int status;
		enum error_code code;
		const char *field, *detail;
	} cases[] = {
		{"422 {\"code\":\"too-long\",\"field\":\"name\",\"detail\":\"30\",\"status\":422}", 422, ERR_TOO_LONG, "name", "30"},
		{"409 {\"code\":\"leased\",\"detail\":\"Anna\"}", 409, ERR_LEASED, "", "Anna"},
		{"500 {\"code\":\"internal\",\"detail\":\"x\"}", 500, ERR_INTERNAL, "", "x"},
		{"403 {\"code\":\"of-tomorrow\",\"detail\":\"new\"}", 403, ERR_FORBIDDEN, "", "new"},
		{"404 {\"code\":\"none\"}", 404, ERR_NOT_FOUND, "", ""},
		{"401 {}", 401, ERR_SIGN_IN, "", "HTTP 401"},
		{"503 <html>", 503, ERR_BUSY, "", "HTTP 503"},
		{"text502 bad gateway", 502, ERR_BUSY, "", "HTTP 502"},
		{"301 {}", 301, ERR_INTERNAL, "", "HTTP 301"},
		{"422 {\"code\":5,\"field\":[],\"detail\":{}}", 422, ERR_INVALID, "", "HTTP 422"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct message *m;
		struct trial t;
		char script[512];

		snprintf(script, sizeof(script), HEALTH "GET " ROOT "/a %s\n", cases[i].line);
		trial_start(&t, "none", script, 30000);
		trial_ask(&t, 1, "GET", "/a", NULL);
		m = trial_answer_to(&t, 1);
		if (m->status != cases[i].status || m->error.code != cases[i].code)
			fail_msg("%s: status %d, %s", cases[i].line, m->status, error_rows[m->error.code].code);
		assert_string_equal(m->error.field, cases[i].field);
		assert_string_equal(m->error.detail, cases[i].detail);
		message_free(&m);
		trial_stop(&t);
	}
}

static void an_answer_that_is_not_json(void **state)
{
	static const char *const bad[] = {"{\"a\":1,\"a\":2}", "{\"a\":", "{} x", "[1e999]", "nonsense"};
	struct message *m;
	struct trial t;
	char script[512];

	(void)state;
	trial_start(&t, "none", HEALTH, 30000);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(script, sizeof(script), HEALTH "GET " ROOT "/a 200 %s\n", bad[i]);
		tls_server_script(t.server, script);
		trial_ask(&t, i + 1, "GET", "/a", NULL);
		m = trial_answer_to(&t, i + 1);
		assert_int_equal(m->status, 200);
		assert_int_equal(m->error.code, ERR_BAD_JSON);
		assert_null(m->json);
		message_free(&m);
	}
	tls_server_script(t.server, HEALTH "GET " ROOT "/a text200 a;b\nGET " ROOT "/b 204\n");
	trial_ask(&t, 90, "GET", "/a", NULL);
	m = trial_answer_to(&t, 90);
	assert_int_equal(m->error.code, ERR_NONE);
	assert_null(m->json);
	assert_string_equal(m->bytes, "a;b");
	assert_int_equal(m->len, 3);
	assert_string_equal(m->content_type, "text/plain");
	message_free(&m);
	trial_ask(&t, 91, "GET", "/b", NULL);
	trial_answered(&t, 91, 204, ERR_NONE);
	trial_stop(&t);
}

static void contact_is_news(void **state)
{
	struct message *m;
	struct trial t;

	(void)state;
	trial_start(&t, "none", "epoch " EPOCH "\ntime 1790000000123\nGET " ROOT "/health 200 {}\n", 30000);
	m = trial_contact(&t, true);
	assert_string_equal(m->epoch, EPOCH);
	assert_int_equal(m->server_ms, 1790000000123);
	assert_true(m->mono_ms > 0);
	assert_false(m->replica_ready);
	assert_int_equal(m->error.code, ERR_NONE);
	message_free(&m);
	/* Lost: the ask says so, and it is looked for until it is there again. */
	tls_server_script(t.server, "GET " ROOT "/a drop\nGET " ROOT "/health drop\nGET " ROOT "/health drop\nGET " ROOT "/health 200 {}\n");
	trial_ask(&t, 1, "GET", "/a", NULL);
	m = trial_next(t.answers, MESSAGE_ANSWER);
	assert_int_equal(m->error.code, ERR_OFFLINE);
	message_free(&m);
	m = trial_contact(&t, false);
	assert_int_equal(m->error.code, ERR_OFFLINE);
	message_free(&m);
	m = trial_contact(&t, true);
	message_free(&m);
	trial_stop(&t);
}

static void another_epoch_is_news(void **state)
{
	struct message *m;
	struct trial t;

	(void)state;
	trial_start(&t, "none", HEALTH, 30000);
	m = trial_contact(&t, true);
	message_free(&m);
	tls_server_script(t.server, "epoch 118f3b1c-7a2b-7c3d-8e4f-0123456789ab\nGET " ROOT "/a 200 {}\n");
	trial_ask(&t, 1, "GET", "/a", NULL);
	m = trial_contact(&t, true);
	assert_string_equal(m->epoch, "118f3b1c-7a2b-7c3d-8e4f-0123456789ab");
	message_free(&m);
	trial_stop(&t);
}

/* I1 */
static void a_server_that_is_not_ours(void **state)
{
	struct message *m;
	struct trial t;

	(void)state;
	trial_start(&t, "other-ca", HEALTH, 30000);
	trial_session(&t, "secret-token", true);
	trial_ask(&t, 1, "POST", "/sessions", "{\"password\":\"x\"}");
	m = trial_answer_to(&t, 1);
	assert_int_equal(m->status, 0);
	assert_int_equal(m->error.code, ERR_TLS);
	assert_true(m->error.detail[0] != '\0');
	message_free(&m);
	m = trial_contact(&t, false);
	if (m->error.code == ERR_NONE) { /* said before anything was tried: the replica was opened */
		message_free(&m);
		m = trial_contact(&t, false);
	}
	assert_int_equal(m->error.code, ERR_TLS);
	message_free(&m);
	assert_int_equal(tls_server_wait(t.server, "closed", "bytes") + tls_server_wait(t.server, "closed", "bytes"), 0);
	trial_stop(&t);
}

static void an_ask_can_be_cancelled(void **state)
{
	struct trial t;

	(void)state;
	trial_start(&t, "none", HEALTH "GET " ROOT "/hang hang\nGET " ROOT "/a 200 {}\n", 60000);
	for (uint64_t tag = 1; tag <= 4; tag++)
		trial_ask(&t, tag, "GET", "/hang", NULL);
	for (int i = 0; i < 4; i++)
		tls_server_wait(t.server, "request GET " ROOT "/hang", "closed");
	/* Four at a time: these two wait, and one of them is not made at all. */
	trial_ask(&t, 5, "GET", "/hang", NULL);
	trial_ask(&t, 6, "GET", "/a", NULL);
	trial_cancel(&t, 5);
	trial_answered(&t, 5, 0, ERR_CANCELLED);
	trial_cancel(&t, 99);
	trial_cancel(&t, 2);
	trial_answered(&t, 2, 0, ERR_CANCELLED);
	trial_answered(&t, 6, 200, ERR_NONE);
	trial_stop(&t);
}

static void an_ask_has_its_time(void **state)
{
	bool seen[7] = {false};
	struct trial t;

	(void)state;
	trial_start(&t, "none", HEALTH "GET " ROOT "/hang hang\nGET " ROOT "/a 200 {}\n", 2500);
	for (uint64_t tag = 1; tag <= 6; tag++)
		trial_ask(&t, tag, "GET", "/hang", NULL);
	/* Those that waited for their turn, too. */
	for (int i = 0; i < 6; i++) {
		struct message *m = trial_next(t.answers, MESSAGE_ANSWER);

		assert_int_equal(m->error.code, ERR_TIMEOUT);
		assert_false(seen[m->tag]);
		seen[m->tag] = true;
		message_free(&m);
	}
	trial_ask(&t, 7, "GET", "/a", NULL);
	trial_answered(&t, 7, 200, ERR_NONE);
	trial_stop(&t);
}

#define VERDICTS "{\"epoch\":\"" EPOCH "\",\"last\":9,\"hash\":\"" HASH "\",\"verdicts\":[{\"seq\":8,\"state\":\"done\"},{\"seq\":9,\"state\":\"refused\"}]}"

static void assert_server(struct trial *t)
{
	struct message *m = trial_next(t->queue, MESSAGE_SERVER);

	assert_int_equal(m->seq, 7);
	assert_string_equal(m->tenant, "demo");
	assert_string_equal(m->epoch, EPOCH);
	for (int i = 0; i < 32; i++)
		assert_int_equal(m->hash[i], i + 1);
	message_free(&m);
}

/* G9 */
static void a_batch_is_sent_until_it_is_answered(void **state)
{
	struct message *m;
	struct trial t;
	char *text;
	size_t len;

	(void)state;
	trial_start_floor(&t, HEALTH STATE "POST " ROOT "/transactions 500 {}\nPOST " ROOT "/transactions drop\nPOST " ROOT "/transactions 200 " VERDICTS "\n");
	assert_server(&t);
	for (int i = 0; i < 3; i++)
		trial_batch(&t, "{\"seq\":8}\n{\"seq\":9}\n{\"last\":9}\n", 8, 9);
	m = trial_next(t.queue, MESSAGE_VERDICTS);
	assert_int_equal(m->seq, 9);
	assert_int_equal(m->first, 8);
	assert_int_equal(m->last, 9);
	assert_int_equal(m->error.code, ERR_NONE);
	assert_int_equal(json_len(json_get(m->json, "verdicts")), 2);
	message_free(&m);
	text = trial_request(&t, "POST " ROOT "/transactions", &len);
	assert_non_null(strstr(text, "\r\nContent-Type: application/x-ndjson\r\n"));
	assert_non_null(strstr(text, "\r\n\r\n{\"seq\":8}\n{\"seq\":9}\n{\"last\":9}\n"));
	trial_signed(&t, text, len, "POST\n" ROOT "/transactions");
	free(text);
	/* Is there more? */
	m = trial_next(t.queue, MESSAGE_BATCH_WANTED);
	assert_int_equal(m->seq, 9);
	message_free(&m);
	trial_stop(&t);
}

/* G9 */
static void nobody_need_be_signed_in(void **state)
{
	struct message *m;
	struct trial t;
	char *text;
	size_t len;

	(void)state;
	trial_start_floor(&t, HEALTH STATE "POST " ROOT "/transactions 200 " VERDICTS "\n");
	trial_session(&t, NULL, true);
	assert_server(&t);
	trial_batch(&t, "x\n", 8, 9);
	m = trial_next(t.queue, MESSAGE_VERDICTS);
	message_free(&m);
	text = trial_request(&t, "GET " ROOT "/replica", &len);
	trial_signed(&t, text, len, "GET\n" ROOT "/replica");
	assert_null(strstr(text, "Bearer"));
	free(text);
	trial_stop(&t);
}

static void the_queue_is_asked_when_something_waits(void **state)
{
	struct trial t;

	(void)state;
	trial_start_floor(&t, HEALTH STATE "POST " ROOT "/transactions 200 " VERDICTS "\n");
	assert_server(&t);
	trial_batch(&t, NULL, 0, 0);
	trial_work(&t);
	trial_batch(&t, "x\n", 8, 9);
	trial_batch(&t, NULL, 0, 0);
	trial_stop(&t);
}

static void an_ask_does_not_wait_for_a_batch(void **state)
{
	struct trial t;

	(void)state;
	trial_start_floor(&t, HEALTH STATE "POST " ROOT "/transactions hang\nGET " ROOT "/a 200 {}\n");
	trial_batch(&t, "x\n", 8, 9);
	tls_server_wait(t.server, "request POST " ROOT "/transactions", "closed");
	trial_ask(&t, 1, "GET", "/a", NULL);
	trial_answered(&t, 1, 200, ERR_NONE);
	trial_stop(&t);
}

static void a_wrong_clock_is_set_right_once(void **state)
{
	struct message *m;
	struct trial t;
	int64_t time_ms;
	char *text;
	size_t len;

	(void)state;
	trial_start_floor(&t, "time 1000\n" HEALTH STATE
		"POST " ROOT "/transactions 401 {\"code\":\"clock\",\"time\":1790000000000}\nPOST " ROOT "/transactions 200 " VERDICTS "\n");
	trial_batch(&t, "x\n", 8, 9);
	m = trial_next(t.queue, MESSAGE_VERDICTS);
	assert_int_equal(m->error.code, ERR_NONE);
	message_free(&m);
	text = trial_request(&t, "POST " ROOT "/transactions", &len);
	time_ms = trial_signed(&t, text, len, "POST\n" ROOT "/transactions");
	assert_in_range(time_ms, 1000, 1000 + 120000);
	free(text);
	text = trial_request(&t, "POST " ROOT "/transactions", &len);
	time_ms = trial_signed(&t, text, len, "POST\n" ROOT "/transactions");
	assert_in_range(time_ms, 1790000000000, 1790000000000 + 120000);
	free(text);
	/* Wrong again: not for ever. */
	tls_server_script(t.server, HEALTH "POST " ROOT "/transactions 401 {\"code\":\"clock\",\"time\":1790000000000}\n");
	trial_batch(&t, "y\n", 10, 10);
	m = trial_next(t.queue, MESSAGE_VERDICTS);
	assert_int_equal(m->error.code, ERR_CLOCK);
	message_free(&m);
	trial_stop(&t);
}

static void a_gap_asks_for_the_servers_state(void **state)
{
	struct message *m;
	struct trial t;

	(void)state;
	trial_start_floor(&t, HEALTH STATE "POST " ROOT "/transactions 409 {\"code\":\"gap\",\"detail\":\"8\"}\n");
	assert_server(&t);
	trial_batch(&t, "x\n", 12, 12);
	m = trial_next(t.queue, MESSAGE_VERDICTS);
	assert_int_equal(m->status, 409);
	assert_int_equal(m->error.code, ERR_GAP);
	assert_null(m->json);
	assert_int_equal(m->first, 12);
	message_free(&m);
	assert_server(&t);
	m = trial_next(t.queue, MESSAGE_BATCH_WANTED);
	assert_int_equal(m->seq, 7);
	message_free(&m);
	trial_stop(&t);
}

static void an_answer_without_verdicts_is_none(void **state)
{
	struct message *m = NULL;
	struct trial t;

	(void)state;
	trial_start_floor(&t, HEALTH STATE "POST " ROOT "/transactions 200 {\"last\":9}\nPOST " ROOT "/transactions 200 {bad\nPOST " ROOT "/transactions 200 []\nPOST " ROOT
		"/transactions 200 " VERDICTS "\n");
	for (int i = 0; i < 4; i++)
		trial_batch(&t, "x\n", 8, 9);
	do {
		message_free(&m);
		m = chan_wait(t.queue, PATIENCE);
		assert_non_null(m);
	} while (m->type == MESSAGE_SERVER);
	assert_int_equal(m->type, MESSAGE_VERDICTS);
	assert_int_equal(m->seq, 9);
	message_free(&m);
	trial_stop(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_ask_is_answered),
		cmocka_unit_test(an_ask_says_which_row_it_saw_and_which_request_it_is),
		cmocka_unit_test(a_token_cannot_end_its_header),
		cmocka_unit_test(problems_become_errors),
		cmocka_unit_test(an_answer_that_is_not_json),
		cmocka_unit_test(contact_is_news),
		cmocka_unit_test(another_epoch_is_news),
		cmocka_unit_test(a_server_that_is_not_ours),
		cmocka_unit_test(an_ask_can_be_cancelled),
		cmocka_unit_test(an_ask_has_its_time),
		cmocka_unit_test(a_batch_is_sent_until_it_is_answered),
		cmocka_unit_test(nobody_need_be_signed_in),
		cmocka_unit_test(the_queue_is_asked_when_something_waits),
		cmocka_unit_test(an_ask_does_not_wait_for_a_batch),
		cmocka_unit_test(a_wrong_clock_is_set_right_once),
		cmocka_unit_test(a_gap_asks_for_the_servers_state),
		cmocka_unit_test(an_answer_without_verdicts_is_none),
	};
	struct error e = {0};

	if (!secure_init() || !model_load(&e))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
