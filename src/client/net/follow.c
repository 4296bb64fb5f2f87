/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/net/follow.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"
#include "client/net/line.h"
#include "client/net/replica.h"
#include "client/queue/message.h"
#include "model/resource.h"
#include "store/store.h"

#include <inttypes.h>
#include <stdio.h>

#define ROWS_PAGE    1000
#define CHANGES_PAGE 200
#define PORTION      100 /* rows written before asks are looked at again */

/* What is half loaded is not told: readers do not see it. */
static void tell(struct follow *f)
{
	struct contact *c = &f->line->contact;
	bool settled = f->store && !f->load;

	contact_replica(c, f->ready, f->load ? (int)(f->at * 99 / (f->count ? f->count : 1)) : f->ready ? 100 : 0,
		settled ? replica_covered(f->store) : c->covered, settled ? f->number : c->changed);
}

static void end_load(struct follow *f)
{
	message_free(&f->page);
	f->row = NULL;
	arena_free(&f->load);
}

/* As it stands in the file. */
static void read_state(struct follow *f)
{
	f->number = replica_number(f->store);
	f->ready = f->number >= 0;
}

static void close_store(struct follow *f, bool remove)
{
	line_cancel(&f->call);
	end_load(f);
	replica_close(&f->store);
	if (remove) {
		replica_remove(f->path);
		f->ready = false;
		f->number = -1;
	}
	tell(f);
}

/* What was half written is gone; the file itself only when it cannot be trusted. */
static void trouble(struct follow *f, const struct error *e)
{
	log_event(LOG_WARN, "replica", "code", error_rows[e->code].code, "field", e->field, "detail", e->detail, NULL);
	contact_replica_trouble(&f->line->contact, e);
	retry_failed(&f->retry, f->line->retry_ms);
	f->check = true;
	if (!f->store)
		return;
	end_load(f);
	store_rollback(f->store);
	if (e->code == ERR_CORRUPT || e->code == ERR_IO) {
		close_store(f, true);
		return;
	}
	read_state(f);
	tell(f);
}

static void open_store(struct follow *f)
{
	struct error e = {0};

	f->store = replica_open(f->path, &e);
	if (!f->store) {
		trouble(f, &e);
		return;
	}
	f->check = true;
	read_state(f);
	if (f->ready)
		contact_replica_trouble(&f->line->contact, &e);
	tell(f);
}

/* The server's no: revoked, or nothing to go on from. */
static void refused(struct follow *f, const struct message *answer)
{
	if (answer->status >= 400)
		contact_replica_trouble(&f->line->contact, &answer->error);
	if (answer->error.code == ERR_TERMINAL) {
		close_store(f, true);
	} else if (answer->status >= 400 && answer->status < 500 && answer->status != 401 && answer->status != 429) {
		/* A number too old, a resource that is gone: from the beginning. */
		end_load(f);
		store_rollback(f->store);
		f->number = -1;
		f->check = true;
	}
	retry_failed(&f->retry, f->line->retry_ms);
}

/* false: no answer to go on with; it is dealt with. */
static bool good(struct follow *f, struct message **answer, bool head)
{
	f->call = NULL;
	if (!head && !str_eq(f->epoch, f->line->contact.epoch)) {
		/* The server was restored since this was begun. */
		message_free(answer);
		return false;
	}
	if ((*answer)->error.code == ERR_NONE && json_type((*answer)->json) == JSON_OBJECT)
		return true;
	refused(f, *answer);
	message_free(answer);
	return false;
}

static void ask(struct follow *f, const char *path, void (*done)(void *arg, struct message *answer))
{
	struct line_request r = {.method = "GET", .path = path, .terminal = true, .timeout_ms = LINE_TIMEOUT_MS};

	f->call = line_call(f->line, &r, done, f);
}

static const char *scope_of(const struct message *head)
{
	const struct json *scope = json_get(json_get(head->json, "terminal"), "scope");

	return scope ? json_print(head->arena, scope) : "";
}

static void begin_load(struct follow *f, const struct json *head, const char *scope)
{
	const struct json *resources = json_get(head, "resources");
	struct error e = {0};

	end_load(f);
	if (!replica_begin(f->store, json_str(head, "epoch"), scope, &e)) {
		trouble(f, &e);
		return;
	}
	f->load = arena_new();
	f->resources = arena_array(f->load, const char *, json_len(resources) + 1);
	f->count = f->at = 0;
	f->after = 0;
	f->number = json_int(head, "change", 0);
	for (const struct json *x = json_first(resources); x; x = json_next(x)) {
		const struct resource *r = resource_find(json_as_str(x));

		if (r && r->replica) /* another would be a newer server's */
			f->resources[f->count++] = r->id;
	}
	log_event(LOG_INFO, "replica-load", "epoch", json_str(head, "epoch"), NULL);
}

static void head_came(void *arg, struct message *answer)
{
	struct follow *f = arg;
	char epoch[UUID_LEN + 1];
	const char *server_epoch;

	if (!good(f, &answer, true))
		return;
	server_epoch = json_str(answer->json, "epoch");
	if (!server_epoch || !uuid_valid(server_epoch) || json_type(json_get(answer->json, "resources")) != JSON_ARRAY) {
		trouble(f, &(struct error){.code = ERR_INTERNAL, .field = "replica", .detail = "no epoch or resources in the server's answer"});
	} else {
		f->check = false;
		str_copy(f->epoch, sizeof(f->epoch), f->line->contact.epoch);
		if (f->number < 0 || !replica_epoch(f->store, epoch) || !str_eq(epoch, server_epoch)
			|| !replica_has_scope(f->store, scope_of(answer)))
			begin_load(f, answer->json, scope_of(answer));
		tell(f);
	}
	message_free(&answer);
}

static void page_done(struct follow *f)
{
	int64_t next = json_int(f->page->json, "next", 0);

	message_free(&f->page);
	if (next > f->after) {
		f->after = next;
		return;
	}
	f->after = 0;
	f->at++;
	tell(f);
}

static void write_portion(struct follow *f)
{
	struct error e = {0};

	if (!replica_rows(f->store, f->resources[f->at], &f->row, PORTION, &e))
		trouble(f, &e);
	else if (!f->row)
		page_done(f);
}

static void rows_came(void *arg, struct message *answer)
{
	struct follow *f = arg;

	if (!good(f, &answer, false))
		return;
	if (json_type(json_get(answer->json, "rows")) != JSON_ARRAY) {
		trouble(f, &(struct error){.code = ERR_INTERNAL, .field = "rows", .detail = "no rows in the server's answer"});
		message_free(&answer);
		return;
	}
	retry_now(&f->retry);
	f->page = answer;
	f->row = json_first(json_get(answer->json, "rows"));
}

static void ask_rows(struct follow *f)
{
	char path[160];

	snprintf(path, sizeof(path), "/replica/rows/%s?after=%" PRId64 "&limit=%d", f->resources[f->at], f->after, ROWS_PAGE);
	ask(f, path, rows_came);
}

static void caught_up(struct follow *f)
{
	struct error e = {0};

	if (f->load) {
		if (!replica_loaded(f->store, &e)) {
			trouble(f, &e);
			return;
		}
		end_load(f);
	}
	f->ready = true;
	contact_replica_trouble(&f->line->contact, &e);
	replica_tidy(f->store);
	tell(f);
}

static void changes_came(void *arg, struct message *answer)
{
	struct follow *f = arg;
	struct error e = {0};
	bool more = false;

	if (!good(f, &answer, false))
		return;
	if (!replica_changes(f->store, answer->json, &f->number, &more, &e)) {
		trouble(f, &e);
	} else {
		retry_now(&f->retry);
		if (more)
			tell(f);
		else
			caught_up(f);
		f->poll_at_ms = more ? 0 : clock_mono_ms() + f->poll_ms;
	}
	message_free(&answer);
}

static void ask_changes(struct follow *f)
{
	char path[160], epoch[UUID_LEN + 1];

	replica_epoch(f->store, epoch);
	snprintf(path, sizeof(path), "/replica/changes?after=%" PRId64 "&limit=%d&epoch=%s", f->number, CHANGES_PAGE, epoch);
	ask(f, path, changes_came);
}

static void look_around(struct follow *f)
{
	const struct contact *c = &f->line->contact;

	if (f->regained != c->regained) {
		f->regained = c->regained;
		retry_now(&f->retry);
		f->poll_at_ms = 0;
	}
	if (!str_eq(c->epoch, f->epoch))
		f->check = true;
}

static int64_t step(struct follow *f, int64_t now_ms)
{
	if (f->check)
		ask(f, "/replica", head_came);
	else if (f->load && f->at < f->count)
		ask_rows(f);
	else if (f->load || now_ms >= f->poll_at_ms)
		ask_changes(f);
	else
		return f->poll_at_ms;
	return RETRY_NEVER;
}

int64_t follow_turn(struct follow *f, int64_t now_ms)
{
	if (!f->wanted)
		return RETRY_NEVER;
	look_around(f);
	if (f->page) {
		write_portion(f);
		return now_ms;
	}
	if (f->call)
		return RETRY_NEVER;
	if (now_ms < f->retry.at_ms)
		return f->retry.at_ms;
	if (!f->store) {
		open_store(f);
		return now_ms;
	}
	return f->line->contact.online ? step(f, now_ms) : RETRY_NEVER;
}

void follow_session(struct follow *f, bool wanted)
{
	f->wanted = wanted;
	f->check = true; /* its scope may be another user's */
	retry_now(&f->retry);
	if (!wanted && f->store)
		close_store(f, false);
}

void follow_soon(struct follow *f)
{
	f->poll_at_ms = 0;
}

void follow_release(struct follow *f)
{
	line_cancel(&f->call);
	end_load(f);
	replica_close(&f->store);
}
