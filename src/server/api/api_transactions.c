/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/handlers.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "server/ledger/transact.h"
#include "store/store.h"
#include "store/writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BATCH_TYPE   "application/x-ndjson"
#define SERIALS_MOST 1000
#define PREFIX_NONE  "0000000" /* GS1: for use inside a company */

/* Where the terminal must go on from, beside what was wrong. */
static bool answer_refused(struct call *c, struct error *why, struct error *e)
{
	struct json *doc = json_object(c->arena);
	struct hash hash;
	int64_t last;

	if (why->code != ERR_GAP && why->code != ERR_FORK)
		return error_set(e, why->code, why->field, "%s", why->detail);
	if (!transact_state(c->store, c->terminal->id, &last, &hash, e))
		return false;
	http_problem(c->in, c->out, why);
	for (const struct json *m = json_first(c->out->json); m; m = json_next(m))
		json_set_copy(doc, json_name(m), m);
	json_set_int(doc, "last", last);
	json_set_str(doc, "hash", secure_base64(c->arena, hash.bytes, HASH_BYTES));
	c->out->json = doc;
	return true;
}

bool api_transactions(struct call *c, struct error *e)
{
	const char *type = c->in->header(c->in, "Content-Type");
	struct error why = {0};
	struct transact t = {
		.directory = c->api->directory,
		.writer = c->api->writer,
		.tenant = c->api->tenant,
		.terminal = c->terminal->id,
		.public_key = c->terminal->public_key,
		.epoch = c->api->epoch,
	};

	if (!type || strncasecmp(type, BATCH_TYPE, strcspn(type, "; ")) != 0 || strcspn(type, "; ") != strlen(BATCH_TYPE))
		return error_set(e, ERR_BAD_REQUEST, "Content-Type", "%s is wanted", BATCH_TYPE);
	c->out->json = transact_batch(&t, c->arena, c->in->body, c->in->body_len, &why);
	return c->out->json || answer_refused(c, &why, e);
}

/* A range of SSCC serials for one terminal, on the writer's thread. */
struct range {
	const char *terminal;
	int64_t count, first;
	char prefix[11];
	int64_t extension;
};

static bool meta_read(struct store *s, const char *name, char *out, size_t size, struct error *e)
{
	struct query *q = store_query(s, "SELECT value FROM meta WHERE name = :name", e);
	enum query_step step;

	*out = '\0';
	if (!q)
		return false;
	query_text(q, ":name", name);
	step = query_step(q, e);
	if (step == QUERY_ROW)
		str_copy(out, size, query_get_text(q, 0));
	query_done(q);
	return step != QUERY_FAIL;
}

static bool serials_take(struct store *s, struct range *r, struct error *e)
{
	struct query *q;
	char text[24];

	if (!meta_read(s, "sscc_next", text, sizeof(text), e))
		return false;
	r->first = *text ? strtoll(text, NULL, 10) : 1;
	q = store_query(s, "INSERT INTO meta (name, value) VALUES ('sscc_next', :value) ON CONFLICT (name) DO UPDATE SET value = :value", e);
	if (!q)
		return false;
	snprintf(text, sizeof(text), "%" PRId64, r->first + r->count);
	query_text(q, ":value", text);
	return query_run(q, e);
}

static bool range_keep(struct store *s, const struct range *r, struct error *e)
{
	static const unsigned char nothing[HASH_BYTES];
	struct query *q = store_query(s,
		"INSERT INTO terminal_state (terminal, last_hash, sscc_first, sscc_next, sscc_last) VALUES (:terminal, :hash, :first, :first, :last)"
		" ON CONFLICT (terminal) DO UPDATE SET sscc_first = :first, sscc_next = :first, sscc_last = :last", e);

	if (!q)
		return false;
	query_text(q, ":terminal", r->terminal);
	query_blob(q, ":hash", nothing, sizeof(nothing));
	query_int(q, ":first", r->first);
	query_int(q, ":last", r->first + r->count - 1);
	return query_run(q, e);
}

static bool range_run(struct store *s, void *arg, bool *wrote, struct error *e)
{
	struct range *r = arg;
	char extension[2];

	if (!meta_read(s, "sscc_prefix", r->prefix, sizeof(r->prefix), e) || !meta_read(s, "sscc_extension", extension, sizeof(extension), e))
		return false;
	if (!*r->prefix)
		str_copy(r->prefix, sizeof(r->prefix), PREFIX_NONE);
	r->extension = *extension ? *extension - '0' : 0;
	*wrote = true;
	return serials_take(s, r, e) && range_keep(s, r, e);
}

bool api_sscc(struct call *c, struct error *e)
{
	struct json *in = json_parse(c->arena, c->in->body, c->in->body_len, e);
	struct range r = {.terminal = c->terminal->id, .count = json_int(in, "count", 0)};
	struct json *doc = json_object(c->arena);

	if (!in)
		return false;
	if (r.count < 1 || r.count > SERIALS_MOST)
		return error_set(e, ERR_INVALID, "count", "1 to %d", SERIALS_MOST);
	if (!writer_do(c->api->writer, (struct writer_job){range_run, &r}, e))
		return false;
	json_set_int(doc, "extension", r.extension);
	json_set_str(doc, "prefix", r.prefix);
	json_set_int(doc, "first", r.first);
	json_set_int(doc, "last", r.first + r.count - 1);
	c->out->json = doc;
	return true;
}
