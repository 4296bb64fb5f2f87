/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/chan.h"
#include "base/json.h"
#include "base/str.h"
#include "client/net/net.h"
#include "lib/scratch.h"
#include "lib/tls_server.h"
#include "model/resource.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define EPOCH    "018f3b1c-7a2b-7c3d-8e4f-0123456789ab"
#define ROOT     "/api/terminal/v1"
#define HEALTH   "epoch " EPOCH "\nGET " ROOT "/health 200 {}\n"
#define SESSION  "GET " ROOT "/session 200 {\"tenant\":\"demo\",\"epoch\":\"$EPOCH\",\"terminal\":{\"last\":7,\"hash\":\"" HASH "\",\"scope\":{\"warehouses\":[1]}}}\n"
#define HASH     "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA"
#define PATIENCE 30000

struct trial {
	struct tls_server *server;
	struct chan *ui, *queue;
	struct sign_key key;
	char terminal[33], replica[512];
	struct net *net;
};

static void start(struct trial *t, const char *fault, const char *script, int timeout_ms)
{
	static int next;
	struct net_options o = {.timeout_ms = timeout_ms, .poll_ms = 60000, .retry_ms = 20};
	char name[32];
	struct error e = {0};

	t->server = tls_server_start(fault);
	tls_server_script(t->server, script);
	t->ui = chan_new(0);
	t->queue = chan_new(0);
	secure_sign_key(&t->key);
	secure_terminal_id(t->key.public_key, t->terminal);
	snprintf(name, sizeof(name), "replica-%d.db", ++next);
	str_copy(t->replica, sizeof(t->replica), scratch(name));
	o.url = tls_server_url(t->server);
	o.ca_file = tls_server_ca(t->server);
	o.key = &t->key;
	o.terminal = t->terminal;
	o.replica_path = t->replica;
	o.ui = t->ui;
	t->net = net_start(&o, &e);
	assert_non_null(t->net);
}

static void drain(struct chan **c)
{
	struct message *m;

	while ((m = chan_take(*c)))
		message_free(&m);
	chan_free(c);
}

static void stop(struct trial *t)
{
	net_queue(t->net, NULL);
	net_stop(&t->net);
	tls_server_stop(&t->server);
	drain(&t->ui);
	drain(&t->queue);
}

static void send_to(struct trial *t, struct message *m)
{
	message_send(net_chan(t->net), m);
}

static void ask(struct trial *t, uint64_t tag, const char *method, const char *path, const char *body)
{
	struct message *m = message_new(MESSAGE_ASK);

	m->tag = tag;
	m->answer_to = t->ui;
	m->method = arena_strdup(m->arena, method);
	m->path = arena_strdup(m->arena, path);
	m->request_body = arena_strdup(m->arena, body);
	m->content_type = body ? "application/json" : NULL;
	send_to(t, m);
}

static void session(struct trial *t, const char *token, bool want_floor)
{
	struct message *m = message_new(MESSAGE_SESSION);

	m->token = arena_strdup(m->arena, token);
	m->want_floor = want_floor;
	send_to(t, m);
}

static void cancel(struct trial *t, uint64_t tag)
{
	struct message *m = message_new(MESSAGE_CANCEL);

	m->tag = tag;
	send_to(t, m);
}

/* The next message of that type; others are let go. */
static struct message *next(struct chan *c, enum message_type type)
{
	struct message *m;

	while ((m = chan_wait(c, PATIENCE)) && m->type != type)
		message_free(&m);
	if (!m)
		fail_msg("no message of type %d", (int)type);
	return m;
}

static struct message *answer_to(struct trial *t, uint64_t tag)
{
	struct message *m = next(t->ui, MESSAGE_ANSWER);

	assert_int_equal(m->tag, tag);
	return m;
}

static void assert_answer(struct trial *t, uint64_t tag, int status, enum error_code code)
{
	struct message *m = answer_to(t, tag);

	if (m->status != status || m->error.code != code)
		fail_msg("ask %d: status %d, %s %s", (int)tag, m->status, error_rows[m->error.code].code, m->error.detail);
	message_free(&m);
}

static struct message *contact(struct trial *t, bool online)
{
	struct message *m = next(t->ui, MESSAGE_CONTACT);

	while (m->online != online) {
		message_free(&m);
		m = next(t->ui, MESSAGE_CONTACT);
	}
	return m;
}

static void assert_contact(struct trial *t, bool online)
{
	struct message *m = contact(t, online);

	message_free(&m);
}

/* Waits for the request with that method and path, and gives it whole. */
static char *request(struct trial *t, const char *wanted, size_t *len)
{
	char said[256];
	static int number;
	static struct tls_server *of;

	if (of != t->server)
		number = 0;
	of = t->server;
	snprintf(said, sizeof(said), "request %s", wanted);
	number += 1 + tls_server_wait(t->server, said, "request ");
	return tls_server_request(t->server, number, len);
}

static void an_ask_is_answered(void **state)
{
	struct trial t;
	struct message *m;
	char *text;
	size_t len;

	(void)state;
	start(&t, "none", HEALTH "GET " ROOT "/pages/articles 200 {\"rows\":[1,2]}\nPOST " ROOT "/pages/x/do 201 {\"id\":5}\n", 5000);
	session(&t, "secret-token", false);
	ask(&t, 11, "GET", "/pages/articles?limit=2", NULL);
	m = answer_to(&t, 11);
	assert_int_equal(m->status, 200);
	assert_int_equal(m->error.code, ERR_NONE);
	assert_int_equal(json_len(json_get(m->json, "rows")), 2);
	message_free(&m);
	text = request(&t, "GET " ROOT "/pages/articles?limit=2", &len);
	assert_non_null(strstr(text, "\r\nAuthorization: Bearer secret-token\r\n"));
	free(text);
	session(&t, NULL, false);
	ask(&t, 12, "POST", "/pages/x/do", "{\"a\":\"\xc3\xa5\"}");
	assert_answer(&t, 12, 201, ERR_NONE);
	text = request(&t, "POST " ROOT "/pages/x/do", &len);
	assert_null(strstr(text, "Authorization"));
	assert_non_null(strstr(text, "\r\nContent-Type: application/json\r\n"));
	assert_non_null(strstr(text, "\r\n\r\n{\"a\":\"\xc3\xa5\"}"));
	free(text);
	stop(&t);
}

static void a_token_cannot_end_its_header(void **state)
{
	struct trial t;
	char *text;
	size_t len;

	(void)state;
	start(&t, "none", HEALTH "GET " ROOT "/a 200 {}\n", 5000);
	session(&t, "x\r\nX-Evil: 1", false);
	ask(&t, 1, "GET", "/a", NULL);
	assert_answer(&t, 1, 200, ERR_NONE);
	text = request(&t, "GET " ROOT "/a", &len);
	assert_null(strstr(text, "X-Evil"));
	assert_null(strstr(text, "Authorization"));
	free(text);
	stop(&t);
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
		start(&t, "none", script, 5000);
		ask(&t, 1, "GET", "/a", NULL);
		m = answer_to(&t, 1);
		if (m->status != cases[i].status || m->error.code != cases[i].code)
			fail_msg("%s: status %d, %s", cases[i].line, m->status, error_rows[m->error.code].code);
		assert_string_equal(m->error.field, cases[i].field);
		assert_string_equal(m->error.detail, cases[i].detail);
		message_free(&m);
		stop(&t);
	}
}

static void an_answer_that_is_not_json(void **state)
{
	static const char *const bad[] = {"{\"a\":1,\"a\":2}", "{\"a\":", "{} x", "[1e999]", "nonsense"};
	struct message *m;
	struct trial t;
	char script[512];

	(void)state;
	start(&t, "none", HEALTH, 5000);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(script, sizeof(script), HEALTH "GET " ROOT "/a 200 %s\n", bad[i]);
		tls_server_script(t.server, script);
		ask(&t, i + 1, "GET", "/a", NULL);
		m = answer_to(&t, i + 1);
		assert_int_equal(m->status, 200);
		assert_int_equal(m->error.code, ERR_BAD_JSON);
		assert_null(m->json);
		message_free(&m);
	}
	tls_server_script(t.server, HEALTH "GET " ROOT "/a text200 a;b\nGET " ROOT "/b 204\n");
	ask(&t, 90, "GET", "/a", NULL);
	m = answer_to(&t, 90);
	assert_int_equal(m->error.code, ERR_NONE);
	assert_null(m->json);
	assert_string_equal(m->bytes, "a;b");
	assert_int_equal(m->len, 3);
	assert_string_equal(m->content_type, "text/plain");
	message_free(&m);
	ask(&t, 91, "GET", "/b", NULL);
	assert_answer(&t, 91, 204, ERR_NONE);
	stop(&t);
}

static void contact_is_news(void **state)
{
	struct message *m;
	struct trial t;

	(void)state;
	start(&t, "none", "epoch " EPOCH "\ntime 1790000000123\nGET " ROOT "/health 200 {}\n", 5000);
	m = contact(&t, true);
	assert_string_equal(m->epoch, EPOCH);
	assert_int_equal(m->server_ms, 1790000000123);
	assert_true(m->mono_ms > 0);
	assert_false(m->replica_ready);
	assert_int_equal(m->error.code, ERR_NONE);
	message_free(&m);
	/* Lost: the ask says so, and it is looked for until it is there again. */
	tls_server_script(t.server, "GET " ROOT "/a drop\nGET " ROOT "/health drop\nGET " ROOT "/health drop\nGET " ROOT "/health 200 {}\n");
	ask(&t, 1, "GET", "/a", NULL);
	m = next(t.ui, MESSAGE_ANSWER);
	assert_int_equal(m->error.code, ERR_OFFLINE);
	message_free(&m);
	m = contact(&t, false);
	assert_int_equal(m->error.code, ERR_OFFLINE);
	message_free(&m);
	assert_contact(&t, true);
	stop(&t);
}

static void another_epoch_is_news(void **state)
{
	struct message *m;
	struct trial t;

	(void)state;
	start(&t, "none", HEALTH, 5000);
	assert_contact(&t, true);
	tls_server_script(t.server, "epoch 118f3b1c-7a2b-7c3d-8e4f-0123456789ab\nGET " ROOT "/a 200 {}\n");
	ask(&t, 1, "GET", "/a", NULL);
	m = contact(&t, true);
	assert_string_equal(m->epoch, "118f3b1c-7a2b-7c3d-8e4f-0123456789ab");
	message_free(&m);
	stop(&t);
}

/* I1 */
static void a_server_that_is_not_ours(void **state)
{
	struct message *m;
	struct trial t;

	(void)state;
	start(&t, "other-ca", HEALTH, 5000);
	session(&t, "secret-token", true);
	ask(&t, 1, "POST", "/sessions", "{\"password\":\"x\"}");
	m = answer_to(&t, 1);
	assert_int_equal(m->status, 0);
	assert_int_equal(m->error.code, ERR_TLS);
	assert_true(m->error.detail[0] != '\0');
	message_free(&m);
	m = contact(&t, false);
	assert_int_equal(m->error.code, ERR_TLS);
	message_free(&m);
	assert_int_equal(tls_server_wait(t.server, "closed", "bytes") + tls_server_wait(t.server, "closed", "bytes"), 0);
	stop(&t);
}

static void an_ask_can_be_cancelled(void **state)
{
	struct trial t;

	(void)state;
	start(&t, "none", HEALTH "GET " ROOT "/hang hang\nGET " ROOT "/a 200 {}\n", 60000);
	for (uint64_t tag = 1; tag <= 4; tag++)
		ask(&t, tag, "GET", "/hang", NULL);
	for (int i = 0; i < 4; i++)
		tls_server_wait(t.server, "request GET " ROOT "/hang", "closed");
	/* Four at a time: these two wait, and one of them is not made at all. */
	ask(&t, 5, "GET", "/hang", NULL);
	ask(&t, 6, "GET", "/a", NULL);
	cancel(&t, 5);
	assert_answer(&t, 5, 0, ERR_CANCELLED);
	cancel(&t, 99);
	cancel(&t, 2);
	assert_answer(&t, 2, 0, ERR_CANCELLED);
	assert_answer(&t, 6, 200, ERR_NONE);
	stop(&t);
}

static void an_ask_has_its_time(void **state)
{
	bool seen[7] = {false};
	struct trial t;

	(void)state;
	start(&t, "none", HEALTH "GET " ROOT "/hang hang\nGET " ROOT "/a 200 {}\n", 400);
	for (uint64_t tag = 1; tag <= 6; tag++)
		ask(&t, tag, "GET", "/hang", NULL);
	/* Those that waited for their turn, too. */
	for (int i = 0; i < 6; i++) {
		struct message *m = next(t.ui, MESSAGE_ANSWER);

		assert_int_equal(m->error.code, ERR_TIMEOUT);
		assert_false(seen[m->tag]);
		seen[m->tag] = true;
		message_free(&m);
	}
	ask(&t, 7, "GET", "/a", NULL);
	assert_answer(&t, 7, 200, ERR_NONE);
	stop(&t);
}

/* Gives what the queue would when it is asked. */
static void give_batch(struct trial *t, const char *body, int64_t first, int64_t last)
{
	struct message *wanted = next(t->queue, MESSAGE_BATCH_WANTED), *m = message_new(MESSAGE_BATCH);

	m->tag = wanted->tag;
	m->bytes = arena_strdup(m->arena, body);
	m->len = body ? strlen(body) : 0;
	m->first = first;
	m->last = last;
	message_send(wanted->answer_to, m);
	message_free(&wanted);
}

static void assert_signed(const struct trial *t, const char *request_text, size_t len, const char *method_path, int64_t *time_ms)
{
	const char *header = strstr(request_text, "\r\nAuthorization: Terminal ");
	const char *body = strstr(request_text, "\r\n\r\n") + 4;
	struct hash h = secure_hash_bytes(body, len - (size_t)(body - request_text));
	struct arena *a = arena_new();
	unsigned char signature[SIGNATURE_BYTES];
	size_t n, parts;
	char **part, *text;

	assert_non_null(header);
	header += strlen("\r\nAuthorization: Terminal ");
	part = str_split(a, arena_strndup(a, header, strcspn(header, "\r")), ':', &parts);
	assert_int_equal(parts, 3);
	assert_string_equal(part[0], t->terminal);
	assert_true(str_int64(part[1], 1, INT64_MAX, time_ms));
	assert_true(secure_unbase64(part[2], signature, sizeof(signature), &n));
	text = arena_printf(a, "%s\n%s\n%s", method_path, part[1], secure_base64(a, h.bytes, sizeof(h.bytes)));
	assert_true(secure_verify(t->key.public_key, text, strlen(text), signature));
	arena_free(&a);
}

#define VERDICTS "{\"epoch\":\"" EPOCH "\",\"last\":9,\"hash\":\"" HASH "\",\"verdicts\":[{\"seq\":8,\"state\":\"done\"},{\"seq\":9,\"state\":\"refused\"}]}"

static void start_floor(struct trial *t, const char *script)
{
	start(t, "none", script, 60000);
	net_queue(t->net, t->queue);
	session(t, "secret-token", true);
}

static void assert_server(struct trial *t)
{
	struct message *m = next(t->queue, MESSAGE_SERVER);

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
	int64_t time_ms;
	char *text;
	size_t len;

	(void)state;
	start_floor(&t, HEALTH SESSION "POST " ROOT "/transactions 500 {}\nPOST " ROOT "/transactions drop\nPOST " ROOT "/transactions 200 " VERDICTS "\n");
	assert_server(&t);
	for (int i = 0; i < 3; i++)
		give_batch(&t, "{\"seq\":8}\n{\"seq\":9}\n{\"last\":9}\n", 8, 9);
	m = next(t.queue, MESSAGE_VERDICTS);
	assert_int_equal(m->seq, 9);
	assert_int_equal(m->first, 8);
	assert_int_equal(m->last, 9);
	assert_int_equal(m->error.code, ERR_NONE);
	assert_int_equal(json_len(json_get(m->json, "verdicts")), 2);
	message_free(&m);
	text = request(&t, "POST " ROOT "/transactions", &len);
	assert_non_null(strstr(text, "\r\nContent-Type: application/x-ndjson\r\n"));
	assert_non_null(strstr(text, "\r\n\r\n{\"seq\":8}\n{\"seq\":9}\n{\"last\":9}\n"));
	assert_signed(&t, text, len, "POST\n" ROOT "/transactions", &time_ms);
	free(text);
	/* Is there more? */
	m = next(t.queue, MESSAGE_BATCH_WANTED);
	assert_int_equal(m->seq, 9);
	message_free(&m);
	stop(&t);
}

static void the_queue_is_asked_when_something_waits(void **state)
{
	struct trial t;

	(void)state;
	start_floor(&t, HEALTH SESSION "POST " ROOT "/transactions 200 " VERDICTS "\n");
	assert_server(&t);
	give_batch(&t, NULL, 0, 0);
	send_to(&t, message_new(MESSAGE_WORK));
	give_batch(&t, "x\n", 8, 9);
	give_batch(&t, NULL, 0, 0);
	stop(&t);
}

static void an_ask_does_not_wait_for_a_batch(void **state)
{
	struct trial t;

	(void)state;
	start_floor(&t, HEALTH SESSION "POST " ROOT "/transactions hang\nGET " ROOT "/a 200 {}\n");
	give_batch(&t, "x\n", 8, 9);
	tls_server_wait(t.server, "request POST " ROOT "/transactions", "closed");
	ask(&t, 1, "GET", "/a", NULL);
	assert_answer(&t, 1, 200, ERR_NONE);
	stop(&t);
}

static void a_wrong_clock_is_set_right_once(void **state)
{
	struct message *m;
	struct trial t;
	int64_t time_ms;
	char *text;
	size_t len;

	(void)state;
	start_floor(&t, "time 1000\n" HEALTH SESSION
		"POST " ROOT "/transactions 401 {\"code\":\"clock\",\"time\":1790000000000}\nPOST " ROOT "/transactions 200 " VERDICTS "\n");
	give_batch(&t, "x\n", 8, 9);
	m = next(t.queue, MESSAGE_VERDICTS);
	assert_int_equal(m->error.code, ERR_NONE);
	message_free(&m);
	text = request(&t, "POST " ROOT "/transactions", &len);
	assert_signed(&t, text, len, "POST\n" ROOT "/transactions", &time_ms);
	assert_in_range(time_ms, 1000, 1000 + 120000);
	free(text);
	text = request(&t, "POST " ROOT "/transactions", &len);
	assert_signed(&t, text, len, "POST\n" ROOT "/transactions", &time_ms);
	assert_in_range(time_ms, 1790000000000, 1790000000000 + 120000);
	free(text);
	/* Wrong again: not for ever. */
	tls_server_script(t.server, HEALTH "POST " ROOT "/transactions 401 {\"code\":\"clock\",\"time\":1790000000000}\n");
	give_batch(&t, "y\n", 10, 10);
	m = next(t.queue, MESSAGE_VERDICTS);
	assert_int_equal(m->error.code, ERR_CLOCK);
	message_free(&m);
	stop(&t);
}

static void a_gap_asks_for_the_servers_state(void **state)
{
	struct message *m;
	struct trial t;

	(void)state;
	start_floor(&t, HEALTH SESSION "POST " ROOT "/transactions 409 {\"code\":\"gap\",\"detail\":\"8\"}\n");
	assert_server(&t);
	give_batch(&t, "x\n", 12, 12);
	m = next(t.queue, MESSAGE_VERDICTS);
	assert_int_equal(m->status, 409);
	assert_int_equal(m->error.code, ERR_GAP);
	assert_int_equal(m->first, 12);
	message_free(&m);
	assert_server(&t);
	m = next(t.queue, MESSAGE_BATCH_WANTED);
	assert_int_equal(m->seq, 7);
	message_free(&m);
	stop(&t);
}

static void an_answer_without_verdicts_is_none(void **state)
{
	struct message *m = NULL;
	struct trial t;

	(void)state;
	start_floor(&t, HEALTH SESSION "POST " ROOT "/transactions 200 {\"last\":9}\nPOST " ROOT "/transactions 200 {bad\nPOST " ROOT "/transactions 200 []\nPOST " ROOT
		"/transactions 200 " VERDICTS "\n");
	for (int i = 0; i < 4; i++)
		give_batch(&t, "x\n", 8, 9);
	do {
		message_free(&m);
		m = chan_wait(t.queue, PATIENCE);
		assert_non_null(m);
	} while (m->type == MESSAGE_SERVER);
	assert_int_equal(m->type, MESSAGE_VERDICTS);
	assert_int_equal(m->seq, 9);
	message_free(&m);
	stop(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_ask_is_answered),
		cmocka_unit_test(a_token_cannot_end_its_header),
		cmocka_unit_test(problems_become_errors),
		cmocka_unit_test(an_answer_that_is_not_json),
		cmocka_unit_test(contact_is_news),
		cmocka_unit_test(another_epoch_is_news),
		cmocka_unit_test(a_server_that_is_not_ours),
		cmocka_unit_test(an_ask_can_be_cancelled),
		cmocka_unit_test(an_ask_has_its_time),
		cmocka_unit_test(a_batch_is_sent_until_it_is_answered),
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
