/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/handlers.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/view.h"
#include "server/order/lease.h"
#include "store/writer.h"

/* What is done to a lease, on the writer's thread. */
struct leasing {
	struct call *call;
	const struct resource *resource;
	enum { LEASE_NEXT, LEASE_TAKE, LEASE_RELEASE } what;
	int64_t id, number;
};

static bool run(struct store *s, void *arg, bool *wrote, struct error *e)
{
	struct leasing *l = arg;
	const struct session *who = l->call->session;
	const struct member *m = &who->member;

	(void)wrote;
	switch (l->what) {
	case LEASE_NEXT:
		l->id = lease_next(s, l->resource, m, &l->call->scope, who->terminal, clock_now_ms(), &l->number, e);
		return l->id != 0;
	case LEASE_TAKE:
		l->number = lease_take(s, l->resource, l->id, m, who->terminal, json_bool(l->call->body, "take_over", false), clock_now_ms(), e);
		return l->number != 0;
	case LEASE_RELEASE:
		return lease_release(s, l->resource, l->id, m, who->terminal, e);
	}
	return false;
}

static bool lease(struct call *c, struct leasing *l, struct error *e)
{
	static const char *const names[] = {"take_over", NULL};
	const struct json *take_over = json_get(c->body, "take_over");

	if (!api_only(c->body, l->what == LEASE_TAKE ? names : names + 1, e))
		return false;
	if (take_over && json_type(take_over) != JSON_BOOL)
		return error_set(e, ERR_INVALID, "take_over", "true or false");
	l->call = c;
	l->resource = c->page->view->resource;
	l->id = c->id;
	if (str_empty(c->session->terminal))
		return error_set(e, ERR_FORBIDDEN, "terminal", "work is given out to terminals");
	return writer_do(c->api->writer, (struct writer_job){run, l}, e);
}

bool api_lease_next(struct call *c, struct error *e)
{
	struct leasing l = {.what = LEASE_NEXT};
	struct json *doc = json_object(c->arena);

	if (!lease(c, &l, e))
		return false;
	json_set_int(doc, "id", l.id);
	json_set_int(doc, "lease", l.number);
	c->out->json = doc;
	return true;
}

bool api_lease_take(struct call *c, struct error *e)
{
	struct leasing l = {.what = LEASE_TAKE};
	struct json *doc = json_object(c->arena);

	if (!lease(c, &l, e))
		return false;
	json_set_int(doc, "lease", l.number);
	c->out->json = doc;
	return true;
}

bool api_lease_release(struct call *c, struct error *e)
{
	struct leasing l = {.what = LEASE_RELEASE};

	if (!lease(c, &l, e))
		return false;
	c->out->status = 204;
	return true;
}
