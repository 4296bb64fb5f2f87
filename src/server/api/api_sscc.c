/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers for new load carriers: one series, so that none is given twice. */
#include "server/api/handlers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "proto/gs1.h"
#include "secure/secure.h"
#include "store/store.h"
#include "store/writer.h"

#define SERIALS_MOST 1000
#define PREFIX_NONE  "0000000" /* GS1: for use inside a company */

/* Serials taken from the series, on the writer's thread. */
struct range {
	const char *terminal; /* a range of its own; NULL: one, for a load carrier here and now */
	int64_t count, first;
	char prefix[11];
	int64_t extension;
	char sscc[19];
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
	if (!gs1_sscc((int)r->extension, r->prefix, (uint64_t)(r->first + r->count - 1), r->sscc))
		return error_set(e, ERR_STATUS, "sscc", "the series is used up");
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

static bool company_read(struct store *s, struct range *r, struct error *e)
{
	char extension[2];

	if (!meta_read(s, "sscc_prefix", r->prefix, sizeof(r->prefix), e) || !meta_read(s, "sscc_extension", extension, sizeof(extension), e))
		return false;
	if (!*r->prefix)
		str_copy(r->prefix, sizeof(r->prefix), PREFIX_NONE);
	r->extension = *extension ? *extension - '0' : 0;
	return true;
}

static bool range_run(struct store *s, void *arg, bool *wrote, struct error *e)
{
	struct range *r = arg;

	*wrote = true;
	return company_read(s, r, e) && serials_take(s, r, e) && range_keep(s, r, e);
}

static bool is_used(struct store *s, const char *sscc, bool *used, struct error *e)
{
	struct query *q = store_query(s, "SELECT 1 FROM load_carriers WHERE sscc = :sscc", e);
	enum query_step step;

	if (!q)
		return false;
	query_text(q, ":sscc", sscc);
	step = query_step(q, e);
	query_done(q);
	*used = step == QUERY_ROW;
	return step != QUERY_FAIL;
}

/* Numbers that came in from elsewhere are passed over. */
static bool carrier_run(struct store *s, void *arg, bool *wrote, struct error *e)
{
	struct range *r = arg;
	bool used = true;

	*wrote = true;
	if (!company_read(s, r, e))
		return false;
	while (used) {
		if (!serials_take(s, r, e) || !is_used(s, r->sscc, &used, e))
			return false;
	}
	return true;
}

bool api_sscc(struct call *c, struct error *e)
{
	static const char *const names[] = {"count", NULL};
	struct json *in = json_parse(c->arena, c->in->body, c->in->body_len, e);
	struct range r = {.terminal = c->terminal->id, .count = json_int(in, "count", 0)};
	struct json *doc = json_object(c->arena);

	if (!in || !api_only(in, names, e))
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

bool api_new_carrier(struct call *c, struct error *e)
{
	static const char *const names[] = {NULL};
	struct range r = {.count = 1};
	struct json *doc = json_object(c->arena);

	if (!api_only(c->body, names, e) || !writer_do(c->api->writer, (struct writer_job){carrier_run, &r}, e))
		return false;
	json_set_str(doc, "sscc", r.sscc);
	c->out->json = doc;
	return true;
}
