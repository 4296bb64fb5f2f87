/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit on request: its chain walked. */
#include "server/api/handlers.h"

#include "base/error.h"
#include "base/json.h"
#include "server/edit/audit.h"

bool api_audit_verify(struct call *c, struct error *e)
{
	struct json *doc = json_object(c->arena);
	struct error wrong = {0};
	int64_t rows;
	bool ok;

	if (!api_only(c->body, (const char *const[]){NULL}, e))
		return false;
	ok = audit_verify(c->store, &c->api->vault, &rows, &wrong);
	if (!ok && wrong.code != ERR_CORRUPT)
		return error_set(e, wrong.code, wrong.field, "%s", wrong.detail);
	json_set_int(doc, "rows", rows);
	json_set_bool(doc, "ok", ok);
	if (!ok)
		json_set_str(doc, "what", wrong.detail);
	c->out->json = doc;
	return true;
}
