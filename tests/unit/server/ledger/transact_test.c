/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ledger/transact.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "base/thread.h"
#include "lib/floor.h"
#include "lib/warehouse.h"
#include "model/kind.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct floor f;

static int set_up(void **state)
{
	(void)state;
	floor_open(&f);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	floor_close(&f);
	return 0;
}

#define RECEIVE "{\"article\":1,\"quantity\":\"5\",\"location\":1}"
#define NO_EXTRA (struct floor_extra){0}

static void a_record_is_applied_and_answered(void **state)
{
	struct error e = {0};
	const struct json *answer, *v;
	char hash[64];
	int64_t seq = floor_add(&f, &f.one, "receive", RECEIVE, NO_EXTRA);

	(void)state;
	answer = floor_send(&f, &f.one, &e);
	assert_non_null(answer);
	assert_string_equal(json_str(answer, "epoch"), "e");
	assert_int_equal(json_int(answer, "last", 0), seq);
	v = json_first(json_get(answer, "verdicts"));
	assert_int_equal(json_int(v, "seq", 0), seq);
	assert_string_equal(json_str(v, "state"), "done");
	assert_int_equal(json_int(v, "document", 0), floor_ask(&f, "SELECT max(id) FROM goods_transactions"));
	assert_false(json_has(v, "code"));
	assert_int_equal(warehouse_at(f.store, PLAIN, A_01), 5000);
	assert_int_equal(floor_ask(&f, "SELECT count(*) FROM goods_transactions WHERE kind = 'receive' AND user = 1 AND quantity = 5000 AND to_location = 1"), 1);
	str_copy(hash, sizeof(hash), json_str(answer, "hash"));
	assert_int_equal(strlen(hash), 43);
	assert_int_equal(floor_check(&f), 0);
}

/* G3: sent again, at once or later, alone or with more, it has its answer and
 * no second effect. */
static void what_is_sent_again_gets_its_answer(void **state)
{
	struct error e = {0};
	const struct json *first, *again, *more;

	(void)state;
	floor_add(&f, &f.one, "receive", RECEIVE, NO_EXTRA);
	floor_add(&f, &f.one, "move", "{\"article\":1,\"quantity\":\"9\",\"location\":1,\"to_location\":2}", NO_EXTRA);
	first = floor_send(&f, &f.one, &e);
	again = floor_again(&f, &f.one, f.one.seq - 1, &e);
	assert_string_equal(json_print(f.arena, json_get(first, "verdicts")), json_print(f.arena, json_get(again, "verdicts")));
	assert_string_equal(floor_verdict(&f, again, 1), "refused no-stock quantity");
	floor_add(&f, &f.one, "receive", RECEIVE, NO_EXTRA);
	more = floor_again(&f, &f.one, 1, &e);
	assert_int_equal(json_len(json_get(more, "verdicts")), f.one.seq);
	assert_int_equal(warehouse_at(f.store, PLAIN, A_01), 10000);
	again = floor_again(&f, &f.one, 2, &e);
	assert_int_equal(json_int(again, "last", 0), f.one.seq);
	assert_int_equal(warehouse_at(f.store, PLAIN, A_01), 10000);
	assert_int_equal(floor_check(&f), 0);
}

/* G4: at a gap nothing is applied. */
static void a_gap_is_refused_whole(void **state)
{
	struct transact t = floor_transact(&f, &f.one);
	struct error e = {0};
	size_t len;
	char *body;

	(void)state;
	floor_add(&f, &f.one, "receive", RECEIVE, NO_EXTRA);
	floor_add(&f, &f.one, "receive", RECEIVE, NO_EXTRA);
	body = floor_batch(&f, &f.one, f.one.seq, f.one.seq, &len);
	assert_null(transact_batch(&t, f.arena, body, len, &e));
	assert_int_equal(e.code, ERR_GAP);
	assert_int_equal(warehouse_at(f.store, PLAIN, A_01), 0);
}

/* G4: at a fork nothing is applied, not what is new either. */
static void a_fork_is_refused_whole(void **state)
{
	struct error e = {0};
	const char *kept;

	(void)state;
	floor_add(&f, &f.one, "receive", RECEIVE, NO_EXTRA);
	assert_non_null(floor_send(&f, &f.one, &e));
	kept = f.one.lines[f.one.seq - 1];
	f.one.seq--;
	floor_add(&f, &f.one, "receive", "{\"article\":1,\"quantity\":\"6\",\"location\":1}", NO_EXTRA);
	assert_null(floor_again(&f, &f.one, f.one.seq, &e));
	assert_int_equal(e.code, ERR_FORK);
	floor_add(&f, &f.one, "receive", RECEIVE, NO_EXTRA);
	e = (struct error){0};
	assert_null(floor_again(&f, &f.one, f.one.seq, &e)); /* follows the wrong one */
	assert_int_equal(e.code, ERR_FORK);
	assert_int_equal(warehouse_at(f.store, PLAIN, A_01), 5000);
	/* the true chain goes on */
	f.one.lines[f.one.seq - 2] = kept;
	e = (struct error){0};
	assert_non_null(floor_again(&f, &f.one, f.one.seq, &e));
	assert_int_equal(warehouse_at(f.store, PLAIN, A_01), 10000);
}

static void a_batch_of_another_terminal_is_refused(void **state)
{
	struct transact t = floor_transact(&f, &f.two);
	struct error e = {0};
	size_t len;
	char *body, *changed;

	(void)state;
	floor_add(&f, &f.one, "receive", RECEIVE, NO_EXTRA);
	body = floor_batch(&f, &f.one, f.one.seq, f.one.seq, &len);
	assert_null(transact_batch(&t, f.arena, body, len, &e));
	assert_int_equal(e.code, ERR_SIGNATURE);
	t = floor_transact(&f, &f.one);
	t.tenant = "other";
	e = (struct error){0};
	assert_null(transact_batch(&t, f.arena, body, len, &e));
	assert_int_equal(e.code, ERR_SIGNATURE);
	t.tenant = "main";
	changed = strchr(strstr(body, "\"signature\":\"") + 13, '"') - 3;
	*changed = *changed == 'A' ? 'B' : 'A';
	e = (struct error){0};
	assert_null(transact_batch(&t, f.arena, body, len, &e));
	assert_int_equal(e.code, ERR_SIGNATURE);
	assert_int_equal(warehouse_at(f.store, PLAIN, A_01), 0);
}

static void an_id_is_used_once_for_ever(void **state)
{
	static const char id[] = "0199f0aa-0000-7000-8000-0000000000aa";

	(void)state;
	assert_string_equal(floor_do_with(&f, &f.one, "receive", RECEIVE, (struct floor_extra){.id = id}), "done");
	assert_string_equal(floor_do_with(&f, &f.one, "receive", RECEIVE, (struct floor_extra){.id = id}), "parked reused id");
	assert_string_equal(floor_do_with(&f, &f.two, "receive", RECEIVE, (struct floor_extra){.id = id}), "parked reused id");
	assert_int_equal(warehouse_at(f.store, PLAIN, A_01), 5000);
	assert_string_equal(floor_do(&f, &f.one, "receive", RECEIVE), "done");
	assert_int_equal(floor_check(&f), 0);
}

/* Also where the first use of it left nothing in the ledger. */
static void an_id_of_what_was_refused_is_used_too(void **state)
{
	static const char id[] = "0199f0aa-0000-7000-8000-0000000000bb";
	static const char nothing[] = "{\"article\":1,\"quantity\":\"-1\",\"location\":1}";

	(void)state;
	assert_string_equal(floor_do_with(&f, &f.one, "receive", nothing, (struct floor_extra){.id = id}), "refused invalid quantity");
	assert_string_equal(floor_do_with(&f, &f.one, "receive", RECEIVE, (struct floor_extra){.id = id}), "parked reused id");
	assert_string_equal(floor_do_with(&f, &f.two, "receive", RECEIVE, (struct floor_extra){.id = id}), "parked reused id");
	assert_int_equal(warehouse_at(f.store, PLAIN, A_01), 0);
	assert_int_equal(floor_check(&f), 0);
	floor_exec(&f, "UPDATE terminal_answer SET id = (SELECT id FROM terminal_answer WHERE seq = 1), document = 9 WHERE seq = 2");
	assert_true(floor_check(&f) > 0);
}

/* G9: what his rights were when he did it does not matter, but what they are. */
static void rights_are_those_of_now(void **state)
{
	(void)state;
	assert_string_equal(floor_do(&f, &f.one, "receive", RECEIVE), "done");
	floor_member(&f, "anna", "privileges = 'pick'");
	assert_string_equal(floor_do(&f, &f.one, "receive", RECEIVE), "parked forbidden");
	floor_member(&f, "anna", "privileges = 'pick,receive', active = 0");
	assert_string_equal(floor_do(&f, &f.one, "receive", RECEIVE), "parked forbidden sign_in");
	floor_member(&f, "anna", "active = 1");
	assert_string_equal(floor_do(&f, &f.one, "receive", RECEIVE), "done");
	assert_int_equal(warehouse_at(f.store, PLAIN, A_01), 10000);
	assert_int_equal(floor_ask(&f, "SELECT count(*) FROM terminal_answer WHERE state = 'parked' AND line LIKE '{\"v\":1,%'"), 2);
}

/* G7: each by his own rights, whoever is signed in when it is sent. */
static void work_is_of_whoever_signed_in(void **state)
{
	(void)state;
	floor_sign_in(&f, &f.one, "bo");
	assert_string_equal(floor_do(&f, &f.one, "receive", RECEIVE), "parked no-warehouse warehouse");
	assert_string_equal(floor_do(&f, &f.one, "receive", "{\"article\":1,\"quantity\":\"5\",\"location\":10}"), "done");
	f.one.sign_in = 1; /* anna's */
	assert_string_equal(floor_do(&f, &f.one, "receive", RECEIVE), "done");
	assert_int_equal(floor_ask(&f, "SELECT user FROM goods_transactions WHERE to_location = 10"), 2);
	assert_int_equal(floor_ask(&f, "SELECT user FROM goods_transactions WHERE to_location = 1"), 1);
}

static void work_names_a_sign_in_of_its_terminal(void **state)
{
	(void)state;
	f.one.sign_in = 0;
	assert_string_equal(floor_do(&f, &f.one, "receive", RECEIVE), "refused invalid sign_in");
	f.one.sign_in = f.one.seq; /* no sign-in */
	assert_string_equal(floor_do(&f, &f.one, "receive", RECEIVE), "parked forbidden sign_in");
	/* the session of another terminal, and of another account */
	f.one.sign_in = 0;
	assert_string_equal(floor_do(&f, &f.one, "sign_in", arena_printf(f.arena, "{\"account\":\"anna\",\"session\":\"%s\"}",
		json_str(json_get(json_parse(f.arena, f.two.lines[0], strlen(f.two.lines[0]), NULL), "body"), "session"))), "parked forbidden sign_in");
	assert_string_equal(floor_do(&f, &f.one, "sign_in", arena_printf(f.arena, "{\"account\":\"bo\",\"session\":\"%s\"}",
		json_str(json_get(json_parse(f.arena, f.one.lines[0], strlen(f.one.lines[0]), NULL), "body"), "session"))), "parked forbidden account");
	assert_string_equal(floor_do(&f, &f.one, "fly", "{}"), "refused invalid kind");
	assert_int_equal(warehouse_at(f.store, PLAIN, A_01), 0);
}

static void what_depends_on_refused_work_is_refused(void **state)
{
	int64_t bad, next, mended;

	(void)state;
	assert_string_equal(floor_do(&f, &f.one, "receive", "{\"article\":1,\"location\":1}"), "refused required quantity");
	bad = f.one.seq;
	assert_string_equal(floor_do_with(&f, &f.one, "receive", RECEIVE, (struct floor_extra){.after = bad}), "refused depends after");
	next = f.one.seq;
	/* mended: what comes after it may go on, and what was refused is mended too */
	assert_string_equal(floor_do_with(&f, &f.one, "receive", RECEIVE, (struct floor_extra){.settles = bad}), "done");
	mended = f.one.seq;
	assert_string_equal(floor_do_with(&f, &f.one, "receive", RECEIVE, (struct floor_extra){.after = bad}), "done");
	assert_string_equal(floor_do_with(&f, &f.one, "receive", RECEIVE, (struct floor_extra){.settles = bad}), "refused settled settles");
	assert_string_equal(floor_do_with(&f, &f.one, "receive", RECEIVE, (struct floor_extra){.settles = mended}), "refused status settles");
	assert_string_equal(floor_do_with(&f, &f.one, "discard", "{\"reason\":\"twice\"}", (struct floor_extra){.settles = next}), "done");
	assert_string_equal(floor_do_with(&f, &f.one, "receive", RECEIVE, (struct floor_extra){.after = next}), "refused depends after");
	assert_string_equal(floor_do_with(&f, &f.one, "receive", RECEIVE, (struct floor_extra){.after = f.one.seq - 1}), "done");
	assert_string_equal(floor_do(&f, &f.one, "discard", "{\"reason\":\"twice\"}"), "refused required settles");
	assert_string_equal(floor_do_with(&f, &f.one, "discard", "{}", (struct floor_extra){.settles = f.one.seq}), "refused required reason");
	assert_int_equal(warehouse_at(f.store, PLAIN, A_01), 15000);
}

/* A mending that is refused is the case that remains. */
static void mending_may_take_two_tries(void **state)
{
	int64_t bad, second;

	(void)state;
	floor_do(&f, &f.one, "receive", "{\"article\":1,\"location\":1}");
	bad = f.one.seq;
	assert_string_equal(floor_do_with(&f, &f.one, "receive", "{\"article\":99,\"quantity\":\"1\",\"location\":1}", (struct floor_extra){.settles = bad}),
		"refused not-found article");
	second = f.one.seq;
	assert_string_equal(floor_do_with(&f, &f.one, "receive", RECEIVE, (struct floor_extra){.after = bad}), "refused depends after");
	assert_string_equal(floor_do_with(&f, &f.one, "receive", RECEIVE, (struct floor_extra){.settles = second}), "done");
	assert_string_equal(floor_do_with(&f, &f.one, "receive", RECEIVE, (struct floor_extra){.after = bad}), "done");
}

static void parked_work_waits_for_a_lead(void **state)
{
	int64_t parked;

	(void)state;
	floor_member(&f, "anna", "privileges = 'pick'");
	assert_string_equal(floor_do(&f, &f.one, "receive", RECEIVE), "parked forbidden");
	parked = f.one.seq;
	assert_string_equal(floor_do_with(&f, &f.one, "discard", "{\"reason\":\"no\"}", (struct floor_extra){.settles = parked}), "refused status settles");
	floor_member(&f, "anna", "privileges = 'pick,receive,lead'");
	assert_string_equal(floor_do_with(&f, &f.one, "receive", RECEIVE, (struct floor_extra){.settles = parked}), "done");
	assert_int_equal(floor_ask(&f, arena_printf(f.arena, "SELECT settled_by FROM terminal_answer WHERE seq = %" PRId64 " AND kind = 'receive' AND state = 'parked'",
		parked)), f.one.seq);
}

/* What no terminal can read, and no sum hold, is not booked: nothing overflows,
 * however often it is tried. */
static void a_balance_stays_countable(void **state)
{
	(void)state;
	assert_string_equal(floor_do(&f, &f.one, "receive", RECEIVE), "done");
	floor_exec(&f, "UPDATE article_items SET quantity = 999999999999999");
	floor_exec(&f, "UPDATE goods_transactions SET quantity = 999999999999999");
	assert_string_equal(floor_do(&f, &f.one, "receive", "{\"article\":1,\"quantity\":\"0.001\",\"location\":1}"), "refused invalid quantity");
	assert_string_equal(floor_do(&f, &f.one, "receive", "{\"article\":1,\"quantity\":\"1\",\"location\":2}"), "done");
	assert_string_equal(floor_do(&f, &f.one, "move", "{\"article\":1,\"quantity\":\"1\",\"location\":2,\"to_location\":1}"), "refused invalid quantity");
	assert_int_equal(floor_check(&f), 0);
}

/* A code is so many characters: none of their bytes is lost. */
static void batches_are_told_apart_to_the_last_character(void **state)
{
	(void)state;
#define ELEVEN "\u00e5\u00e5\u00e5\u00e5\u00e5\u00e5\u00e5\u00e5\u00e5\u00e5\u00e5"
#define MILK "\"article\":2,\"quantity\":\"1\",\"expiry\":\"2027-01-01\",\"location\":1"
	assert_string_equal(floor_do(&f, &f.one, "receive", "{" MILK ",\"batch\":\"" ELEVEN "1\"}"), "done");
	assert_string_equal(floor_do(&f, &f.one, "receive", "{" MILK ",\"batch\":\"" ELEVEN "2\"}"), "done");
	assert_int_equal(floor_ask(&f, "SELECT count(DISTINCT batch) FROM article_items WHERE length(batch) = 12"), 2);
	assert_string_equal(floor_do(&f, &f.one, "move", "{\"article\":2,\"quantity\":\"1\",\"batch\":\"" ELEVEN "2\",\"location\":1,\"to_location\":2}"), "done");
	assert_int_equal(floor_ask(&f, "SELECT count(*) FROM article_items WHERE location = 2 AND batch LIKE '%2' AND quantity = 1000"), 1);
	assert_int_equal(floor_check(&f), 0);
}

/* wmsd check: what was changed behind our back shows. */
static void the_check_finds_what_was_changed(void **state)
{
	static const char *const harm[][2] = {
		{"UPDATE article_items SET quantity = quantity + 1", "UPDATE article_items SET quantity = quantity - 1"},
		{"UPDATE goods_transactions SET \"transaction\" = 'x' || \"transaction\"", "UPDATE goods_transactions SET \"transaction\" = substr(\"transaction\", 2)"},
		{"UPDATE goods_transactions SET line = line + 1", "UPDATE goods_transactions SET line = line - 1"},
		{"UPDATE terminal_state SET last_hash = x'00'", "UPDATE terminal_state SET last_hash = (SELECT hash FROM terminal_answer AS a"
			" WHERE a.terminal = terminal_state.terminal AND a.seq = last_seq)"},
		{"UPDATE terminal_state SET last_seq = last_seq - 1", "UPDATE terminal_state SET last_seq = last_seq + 1"},
		{"UPDATE terminal_answer SET line = replace(line, 'quantity', 'Quantity')", "UPDATE terminal_answer SET line = replace(line, 'Quantity', 'quantity')"},
		{"UPDATE terminal_answer SET seq = seq + 1 WHERE seq = 3", "UPDATE terminal_answer SET seq = seq - 1 WHERE seq = 4"},
	};

	(void)state;
	assert_string_equal(floor_do(&f, &f.one, "receive", RECEIVE), "done");
	assert_string_equal(floor_do(&f, &f.one, "receive", "{\"article\":1,\"quantity\":\"-1\",\"location\":1}"), "refused invalid quantity");
	for (size_t i = 0; i < sizeof(harm) / sizeof(*harm); i++) {
		assert_int_equal(floor_check(&f), 0);
		floor_exec(&f, harm[i][0]);
		assert_true(floor_check(&f) > 0);
		floor_exec(&f, harm[i][1]);
	}
	assert_int_equal(floor_check(&f), 0);
	floor_exec(&f, "DELETE FROM goods_transactions");
	assert_true(floor_check(&f) > 0);
}

/* A 5xx decides nothing and keeps nothing: the same batch is taken later. */
static void our_own_troubles_decide_nothing(void **state)
{
	struct error e = {0};

	(void)state;
	floor_exec(&f, "ALTER TABLE article_items RENAME TO gone");
	floor_add(&f, &f.one, "receive", RECEIVE, NO_EXTRA);
	assert_null(floor_send(&f, &f.one, &e));
	assert_int_equal(error_rows[e.code].status, 500);
	floor_exec(&f, "ALTER TABLE gone RENAME TO article_items");
	assert_int_equal(floor_ask(&f, "SELECT count(*) FROM terminal_answer WHERE kind = 'receive'"), 0);
	e = (struct error){0};
	assert_string_equal(floor_verdict(&f, floor_send(&f, &f.one, &e), 0), "done");
}

static void documents(struct store *s)
{
	warehouse_purchase(s);
	warehouse_pick(s);
	warehouse_movement(s, PLAIN, A_01, A_02, 1000);
	warehouse_stock(s, PLAIN, A_01, "", "", "", 0, 9000);
}

/* A body that is right but for one member. */
static const char *spoiled(const struct json *right, const char *field, const char *value)
{
	struct json *body = json_object(f.arena);

	for (const struct json *m = json_first(right); m; m = json_next(m))
		if (!str_eq(json_name(m), field))
			json_set_copy(body, json_name(m), m);
	if (value)
		json_set_copy(body, field, json_parse(f.arena, value, strlen(value), NULL));
	return json_print(f.arena, body);
}

/* Whatever stands in a body, it gets a verdict and nothing is half done. */
static void every_body_gets_a_verdict(void **state)
{
	static const char *const right[][2] = {
		{"receive", "{\"purchase_order\":1,\"order_row\":1,\"article\":1,\"quantity\":\"1\",\"location\":1}"},
		{"move", "{\"movement_order\":1,\"lease\":1,\"article\":1,\"quantity\":\"1\",\"location\":1,\"to_location\":2}"},
		{"move_carrier", "{\"load_carrier\":\"" SSCC_1 "\",\"to_location\":2}"},
		{"pick", "{\"pick_row\":1,\"pick_order\":1,\"lease\":1,\"order\":1,\"article\":1,\"location\":1,\"quantity\":\"1\"}"},
		{"stage", "{\"pick_order\":1,\"lease\":1,\"to_location\":6}"},
		{"receive_done", "{\"purchase_order\":1}"},
		{"discard", "{\"reason\":\"x\"}"},
		{"sign_in", "{\"account\":\"anna\",\"session\":\"x\"}"},
	};
	static const char *const odd[] = {
		NULL, "null", "true", "0", "-1", "9007199254740991", "1.5", "\"\"", "\"0\"", "\"-0.001\"", "\"999999999999.999\"", "\"1e9\"",
		"\"x'; DROP TABLE articles; --\"", "\"\\u0001\\u001b[2J\"", "\"000000000000000000\"", "\"" SSCC_2 "\"", "\"2026-02-30\"", "[]", "{}", "[[[[1]]]]",
	};

	(void)state;
	floor_make(&f, documents);
	for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++) {
		const struct kind *k = kind_find(right[i][0]);
		const struct json *body = json_parse(f.arena, right[i][1], strlen(right[i][1]), NULL);
		int64_t signed_in = f.one.sign_in;

		if (str_eq(k->id, "sign_in"))
			f.one.sign_in = 0;
		for (size_t n = 0; n < k->field_count; n++)
			for (size_t v = 0; v < sizeof(odd) / sizeof(*odd); v++)
				floor_add(&f, &f.one, k->id, spoiled(body, k->fields[n].name, odd[v]), NO_EXTRA);
		f.one.sign_in = signed_in;
		while (f.one.sent < f.one.seq) {
			int64_t last = f.one.seq, to = f.one.sent + BATCH_RECORDS < last ? f.one.sent + BATCH_RECORDS : last;
			struct error e = {0};

			f.one.seq = to;
			if (!floor_send(&f, &f.one, &e))
				fail_msg("%s: %s %s %s", k->id, error_rows[e.code].code, e.field, e.detail);
			f.one.seq = last;
			f.one.sent = to;
		}
	}
	assert_int_equal(floor_ask(&f, "SELECT count(*) FROM terminal_answer WHERE terminal = (SELECT terminal FROM terminal_answer WHERE kind = 'stage')"), f.one.seq);
	assert_int_equal(floor_check(&f), 0);
}

#define RACERS 16
#define ROUNDS 13

struct race {
	struct thread *thread;
	struct arena *arena;
	const char *body;
	size_t len;
	int done;
};

static void run_race(void *arg)
{
	struct race *r = arg;
	struct transact t = floor_transact(&f, &f.one);

	for (int i = 0; i < ROUNDS; i++) {
		struct error e = {0};
		const char *answer = transact_batch(&t, r->arena, r->body, r->len, &e);
		const struct json *v = answer ? json_first(json_get(json_parse(r->arena, answer, strlen(answer), &e), "verdicts")) : NULL;

		r->done += str_eq(json_str(v, "state"), "done");
	}
}

/* G3: 208 racing duplicates have one effect and one answer. */
static void racing_duplicates_have_one_effect(void **state)
{
	struct race racers[RACERS];
	size_t len;
	char *body;

	(void)state;
	floor_add(&f, &f.one, "receive", RECEIVE, NO_EXTRA);
	body = floor_batch(&f, &f.one, f.one.seq, f.one.seq, &len);
	for (int i = 0; i < RACERS; i++) {
		racers[i] = (struct race){.arena = arena_new(), .body = body, .len = len};
		racers[i].thread = thread_start("racer", run_race, &racers[i]);
	}
	for (int i = 0; i < RACERS; i++) {
		thread_join(&racers[i].thread);
		assert_int_equal(racers[i].done, ROUNDS);
		arena_free(&racers[i].arena);
	}
	assert_int_equal(warehouse_at(f.store, PLAIN, A_01), 5000);
	assert_int_equal(floor_ask(&f, "SELECT count(*) FROM goods_transactions"), 1);
	assert_int_equal(floor_check(&f), 0);
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_record_is_applied_and_answered),
		test(what_is_sent_again_gets_its_answer),
		test(a_gap_is_refused_whole),
		test(a_fork_is_refused_whole),
		test(a_batch_of_another_terminal_is_refused),
		test(an_id_is_used_once_for_ever),
		test(an_id_of_what_was_refused_is_used_too),
		test(rights_are_those_of_now),
		test(work_is_of_whoever_signed_in),
		test(work_names_a_sign_in_of_its_terminal),
		test(what_depends_on_refused_work_is_refused),
		test(a_balance_stays_countable),
		test(batches_are_told_apart_to_the_last_character),
		test(the_check_finds_what_was_changed),
		test(mending_may_take_two_tries),
		test(parked_work_waits_for_a_lead),
		test(our_own_troubles_decide_nothing),
		test(every_body_gets_a_verdict),
		test(racing_duplicates_have_one_effect),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
