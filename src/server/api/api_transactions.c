/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/handlers.h"

#include "base/error.h"
#include "base/json.h"
#include "server/ledger/transact.h"

#include <string.h>
#include <strings.h>

#define BATCH_TYPE "application/x-ndjson"

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
	c->out->text = transact_batch(&t, c->arena, c->in->body, c->in->body_len, &why);
	return c->out->text || answer_refused(c, &why, e);
}
