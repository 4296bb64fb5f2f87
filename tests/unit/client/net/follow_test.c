/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/chan.h"
#include "base/str.h"
#include "client/net/replica.h"
#include "lib/db.h"
#include "lib/scratch.h"
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

#define OTHER    "118f3b1c-7a2b-7c3d-8e4f-0123456789ab"
#define ROOT     TRIAL_ROOT
#define HEALTH   TRIAL_HEALTH
#define REPLICA  "GET " ROOT "/replica"
#define KINDS    "\"warehouses\",\"of-tomorrow\",\"orders\",\"goods-units\""
#define HEAD     TRIAL_REPLICA(KINDS, "{\"warehouses\":[1]}")
#define WAREHOUSE(id, code, name) \
	"{\"id\":" #id ",\"rev\":1,\"code\":\"" code "\",\"name\":\"" name "\",\"transit\":0,\"active\":true}"
#define ROWS \
	REPLICA "/rows/warehouses?after=0&limit=1000 200 {\"rows\":[" WAREHOUSE(1, "A", "Old") "," WAREHOUSE(2, "B", "Two") "],\"next\":2}\n" \
	REPLICA "/rows/warehouses?after=2&limit=1000 200 {\"rows\":[" WAREHOUSE(3, "C", "Three") "],\"next\":null}\n" \
	REPLICA "/rows/goods-units 200 {\"rows\":[],\"next\":null}\n"
#define CHANGES \
	REPLICA "/changes?after=10&limit=200&epoch=" TRIAL_EPOCH " 200 {\"changes\":[{\"n\":11,\"resource\":\"warehouses\",\"id\":3,\"row\":null}," \
	"{\"n\":12,\"resource\":\"of-tomorrow\",\"id\":1,\"row\":{}},{\"n\":13,\"resource\":\"warehouses\",\"id\":1,\"row\":" WAREHOUSE(1, "A", "New") "}]," \
	"\"next\":13,\"seq\":6}\n" \
	REPLICA "/changes?after=13&limit=200&epoch=" TRIAL_EPOCH " 200 {\"changes\":[],\"next\":13,\"seq\":7}\n"
#define ALL HEALTH HEAD ROWS CHANGES

/* The next CONTACT that says the replica is loaded. */
static struct message *loaded(struct trial *t)
{
	struct message *m = trial_contact(t, true);

	while (!m->replica_ready || m->replica_percent < 100) {
		message_free(&m);
		m = trial_contact(t, true);
	}
	return m;
}

static void wait_loaded(struct trial *t)
{
	struct message *m = loaded(t);

	message_free(&m);
}

static struct message *contact_error(struct trial *t, enum error_code code)
{
	struct message *m = trial_contact(t, true);

	while (m->error.code != code) {
		message_free(&m);
		m = trial_contact(t, true);
	}
	return m;
}

/* It was signed by the terminal. */
static void wait_request(struct trial *t, const char *path)
{
	char wanted[256], words[256];
	size_t len;
	char *text;

	snprintf(wanted, sizeof(wanted), "GET " ROOT "%s", path);
	snprintf(words, sizeof(words), "GET\n" ROOT "%s", path);
	text = trial_request(t, wanted, &len);
	trial_signed(t, text, len, words);
	free(text);
}

static void assert_content(const char *path, int64_t rows, const char *name)
{
	struct store *s = db_open(path, STORE_READER);
	char kept[64] = "";

	assert_int_equal(db_ask(s, "SELECT count(*) FROM warehouses"), rows);
	store_ask_text(s, "SELECT name FROM warehouses WHERE id = 1", kept, sizeof(kept));
	assert_string_equal(kept, name);
	/* What is searched is right too. */
	assert_int_equal(db_ask(s, "SELECT count(*) FROM warehouses_find WHERE warehouses_find MATCH '\"OLD\" OR \"old\"'"), strcmp(name, "Old") == 0);
	store_close(&s);
}

/* G6 */
static void loads_all_then_follows(void **state)
{
	struct message *m;
	struct trial t;

	(void)state;
	trial_start_floor(&t, ALL);
	m = loaded(&t);
	assert_int_equal(m->changed, 13);
	assert_int_equal(m->covered, 7);
	assert_int_equal(m->error.code, ERR_NONE);
	message_free(&m);
	assert_content(t.replica, 2, "New");
	wait_request(&t, "/replica");
	/* After a verdict it looks at once. */
	tls_server_script(t.server, HEALTH "POST " ROOT "/transactions 200 {\"last\":8,\"verdicts\":[]}\n"
		REPLICA "/changes?after=13&limit=200&epoch=" TRIAL_EPOCH " 200 {\"changes\":[{\"n\":14,\"resource\":\"warehouses\",\"id\":9,\"row\":" WAREHOUSE(9, "N", "Nine") "}],\"next\":14,\"seq\":8}\n"
		REPLICA "/changes?after=14&limit=200&epoch=" TRIAL_EPOCH " 200 {\"changes\":[],\"next\":14,\"seq\":8}\n");
	trial_batch(&t, "x\n", 8, 8);
	do {
		message_free(&m);
		m = trial_contact(&t, true);
	} while (m->covered != 8);
	assert_int_equal(m->changed, 14);
	message_free(&m);
	assert_content(t.replica, 3, "New");
	trial_stop(&t);
}

/* G6 */
static void what_was_loaded_serves_without_contact(void **state)
{
	struct message *m;
	struct trial t;

	(void)state;
	trial_start_floor(&t, ALL);
	wait_loaded(&t);
	trial_net_stop(&t);
	while ((m = chan_take(t.ui)))
		message_free(&m);
	tls_server_script(t.server, "GET " ROOT "/health drop\n");
	trial_net_start(&t);
	trial_session(&t, NULL, true);
	do {
		m = trial_contact(&t, false);
	} while (!m->replica_ready && (message_free(&m), true));
	assert_int_equal(m->covered, 7);
	assert_int_equal(m->changed, 13);
	assert_int_equal(m->replica_percent, 100);
	message_free(&m);
	assert_content(t.replica, 2, "New");
	/* And is not loaded again when the server is there and is the same. */
	tls_server_wait(t.server, "closed", "none");
	tls_server_script(t.server, HEALTH HEAD REPLICA "/changes?after=13&limit=200&epoch=" TRIAL_EPOCH " 200 {\"changes\":[],\"next\":13,\"seq\":9}\n");
	do {
		message_free(&m);
		m = trial_contact(&t, true);
	} while (m->covered != 9);
	message_free(&m);
	trial_stop(&t);
}

/* Readers have the old one until all of the new one is there. */
static void another_epoch_loads_anew(void **state)
{
	struct message *m;
	struct trial t;

	(void)state;
	trial_start_floor(&t, ALL);
	wait_loaded(&t);
	tls_server_script(t.server, "epoch " OTHER "\n" HEAD "GET " ROOT "/a 200 {}\n"
		REPLICA "/rows/warehouses?after=0&limit=1000 200 {\"rows\":[" WAREHOUSE(1, "A", "Restored") "],\"next\":1}\n"
		REPLICA "/rows/warehouses?after=1&limit=1000 hang\n");
	trial_ask(&t, 1, "GET", "/a", NULL);
	trial_answered(&t, 1, 200, ERR_NONE);
	tls_server_wait(t.server, "request GET " ROOT "/replica/rows/warehouses?after=1&limit=1000", "none");
	assert_content(t.replica, 2, "New");
	/* Broken off, it has never been. */
	trial_net_stop(&t);
	assert_content(t.replica, 2, "New");
	tls_server_script(t.server, "epoch " OTHER "\n" "GET " ROOT "/health 200 {}\n" HEAD
		REPLICA "/rows/warehouses?after=0&limit=1000 200 {\"rows\":[" WAREHOUSE(1, "A", "Restored") "],\"next\":null}\n"
		REPLICA "/rows/goods-units 200 {\"rows\":[]}\n"
		REPLICA "/changes 200 {\"changes\":[],\"next\":10,\"seq\":3}\n");
	trial_net_start(&t);
	trial_session(&t, NULL, true);
	do {
		m = loaded(&t);
	} while (m->covered != 3 && (message_free(&m), true));
	message_free(&m);
	assert_content(t.replica, 1, "Restored");
	trial_stop(&t);
}

/* G11 */
static void another_scope_loads_anew(void **state)
{
	struct trial t;

	(void)state;
	trial_start_floor(&t, ALL);
	wait_loaded(&t);
	tls_server_script(t.server, HEALTH TRIAL_REPLICA(KINDS, "{\"warehouses\":[2]}")
		REPLICA "/rows/warehouses 200 {\"rows\":[]}\n" REPLICA "/rows/goods-units 200 {\"rows\":[]}\n"
		REPLICA "/changes 200 {\"changes\":[],\"next\":10,\"seq\":7}\n");
	trial_session(&t, "other-token", true);
	tls_server_wait(t.server, "request GET " ROOT "/replica/changes?after=10&limit=200&epoch=" TRIAL_EPOCH "", "none");
	tls_server_wait(t.server, "request GET " ROOT "/replica/changes?after=10&limit=200&epoch=" TRIAL_EPOCH "", "none");
	wait_loaded(&t);
	assert_content(t.replica, 0, "");
	trial_stop(&t);
}

/* G11: it is wiped at revocation. */
static void a_revoked_terminal_has_no_replica(void **state)
{
	struct message *m;
	struct trial t;

	(void)state;
	trial_start_floor(&t, ALL);
	wait_loaded(&t);
	trial_net_stop(&t);
	tls_server_script(t.server, HEALTH REPLICA " 401 {\"code\":\"terminal\",\"detail\":\"revoked\"}\n");
	trial_net_start(&t);
	trial_session(&t, NULL, true);
	m = contact_error(&t, ERR_TERMINAL);
	assert_false(m->replica_ready);
	assert_int_equal(m->replica_percent, 0);
	message_free(&m);
	trial_net_stop(&t);
	trial_net_start(&t);
	m = trial_contact(&t, true);
	assert_false(m->replica_ready);
	message_free(&m);
	trial_stop(&t);
}

static void a_server_that_forgot_the_number_loads_anew(void **state)
{
	struct message *m;
	struct trial t;

	(void)state;
	trial_start_floor(&t, ALL);
	wait_loaded(&t);
	trial_net_stop(&t);
	tls_server_script(t.server, HEALTH HEAD ROWS REPLICA "/changes?after=13&limit=200&epoch=" TRIAL_EPOCH " 409 {\"code\":\"conflict\",\"detail\":\"start again\"}\n"
		REPLICA "/changes?after=10&limit=200&epoch=" TRIAL_EPOCH " 200 {\"changes\":[],\"next\":10,\"seq\":11}\n");
	trial_net_start(&t);
	trial_session(&t, NULL, true);
	do {
		m = loaded(&t);
	} while (m->covered != 11 && (message_free(&m), true));
	message_free(&m);
	assert_content(t.replica, 3, "Old");
	trial_stop(&t);
}

static void trouble_while_loading_begins_again(void **state)
{
	struct trial t;

	(void)state;
	trial_start_floor(&t, HEALTH REPLICA " 503 busy\n" REPLICA " 200 []\n" REPLICA " 200 {}\n" HEAD
		REPLICA "/rows/warehouses?after=0&limit=1000 500 {}\n"
		REPLICA "/rows/warehouses?after=0&limit=1000 200 {\"rows\":5}\n"
		REPLICA "/rows/warehouses?after=0&limit=1000 200 {\"rows\":[{\"id\":1,\"rev\":1,\"nonsense\":true}]}\n"
		REPLICA "/rows/warehouses?after=0&limit=1000 200 {nonsense\n"
		REPLICA "/changes?after=10&limit=200&epoch=" TRIAL_EPOCH " 200 {\"changes\":null}\n"
		ROWS CHANGES);
	wait_loaded(&t);
	assert_content(t.replica, 2, "New");
	trial_stop(&t);
}

static void a_row_that_is_not_understood_is_told(void **state)
{
	struct message *m;
	struct trial t;

	(void)state;
	trial_start_floor(&t, HEALTH HEAD REPLICA "/rows/warehouses 200 {\"rows\":[{\"id\":1,\"rev\":1,\"code\":5}]}\n"
		"GET " ROOT "/a 200 {}\n");
	do {
		m = trial_contact(&t, true);
	} while (m->error.code == ERR_NONE && (message_free(&m), true));
	assert_false(m->replica_ready);
	message_free(&m);
	trial_ask(&t, 1, "GET", "/a", NULL);
	trial_answered(&t, 1, 200, ERR_NONE);
	trial_stop(&t);
}

static void a_replica_that_another_process_has(void **state)
{
	struct message *m;
	struct store *other;
	struct trial t;

	(void)state;
	trial_start(&t, "none", ALL "GET " ROOT "/a 200 {}\n", 60000);
	other = db_open(t.replica, STORE_CACHE);
	trial_session(&t, "secret-token", true);
	m = contact_error(&t, ERR_BUSY);
	assert_false(m->replica_ready);
	message_free(&m);
	trial_ask(&t, 1, "GET", "/a", NULL);
	trial_answered(&t, 1, 200, ERR_NONE);
	/* When it is gone, this one takes it over. */
	store_close(&other);
	wait_loaded(&t);
	assert_content(t.replica, 2, "New");
	trial_stop(&t);
}

static void a_damaged_replica_is_made_anew(void **state)
{
	struct trial t;
	FILE *f;

	(void)state;
	trial_start(&t, "none", ALL, 60000);
	f = fopen(t.replica, "w");
	assert_non_null(f);
	for (int i = 0; i < 1000; i++)
		fputs("this is no database ", f);
	fclose(f);
	trial_session(&t, NULL, true);
	wait_loaded(&t);
	assert_content(t.replica, 2, "New");
	trial_stop(&t);
}

static void an_ask_does_not_wait_for_the_replica(void **state)
{
	struct trial t;

	(void)state;
	trial_start_floor(&t, HEALTH REPLICA " hang\nGET " ROOT "/a 200 {}\n");
	tls_server_wait(t.server, "request GET " ROOT "/replica", "none");
	trial_ask(&t, 1, "GET", "/a", NULL);
	trial_answered(&t, 1, 200, ERR_NONE);
	trial_stop(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loads_all_then_follows),
		cmocka_unit_test(what_was_loaded_serves_without_contact),
		cmocka_unit_test(another_epoch_loads_anew),
		cmocka_unit_test(another_scope_loads_anew),
		cmocka_unit_test(a_revoked_terminal_has_no_replica),
		cmocka_unit_test(a_server_that_forgot_the_number_loads_anew),
		cmocka_unit_test(trouble_while_loading_begins_again),
		cmocka_unit_test(a_row_that_is_not_understood_is_told),
		cmocka_unit_test(a_replica_that_another_process_has),
		cmocka_unit_test(a_damaged_replica_is_made_anew),
		cmocka_unit_test(an_ask_does_not_wait_for_the_replica),
	};
	struct error e = {0};

	if (!secure_init() || !model_load(&e))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
