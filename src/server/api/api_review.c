/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/handlers.h"

#include "base/json.h"
#include "server/people/review.h"

/* The users are looked through now, by this person (B8). */
bool api_review(struct call *c, struct error *e)
{
	struct edit x;
	struct review found;
	struct json *doc = json_object(c->arena);
	bool ok;

	if (!api_only(c->body, (const char *const[]){NULL}, e))
		return false;
	x = api_edit(c);
	call_reader_done(c);
	ok = review_run(x.house, x.editor, &found, e);
	if (!call_reader(c, e) || !ok)
		return false;
	json_set_int(doc, "never", found.never);
	json_set_int(doc, "unused", found.unused);
	json_set_int(doc, "beyond", found.beyond);
	c->out->json = doc;
	return true;
}
