/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/handlers.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "server/api/schemas.h"
#include "server/edit/edit.h"

#define LEASE "\"lease\":{\"type\":\"integer\",\"minimum\":1}"
#define LEASE_SCHEMA "{\"type\":\"object\",\"required\":[\"lease\"],\"properties\":{" LEASE "}}"
#define NEXT_SCHEMA \
	"{\"type\":\"object\",\"required\":[\"id\",\"lease\"],\"properties\":{\"id\":{\"type\":\"integer\",\"minimum\":1}," LEASE "}}"
#define TAKE_SCHEMA \
	"{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"take_over\":{\"type\":\"boolean\"}}}"

#define CARRIER_SCHEMA "{\"type\":\"object\",\"required\":[\"sscc\"],\"properties\":{\"sscc\":{\"type\":\"string\",\"pattern\":\"^[0-9]{18}$\"}}}"

#define AUDIT_SCHEMA \
	"{\"type\":\"object\",\"required\":[\"rows\",\"ok\"],\"properties\":{\"rows\":{\"type\":\"integer\"},\"ok\":{\"type\":\"boolean\"}," \
	"\"what\":{\"type\":\"string\",\"description\":\"The first that is wrong\"}}}"

const struct page_action page_actions[] = {
	{"change-password", "change", api_change_password,
		"{\"type\":\"object\",\"required\":[\"old\",\"new\"],\"additionalProperties\":false,"
		"\"properties\":{\"old\":{\"type\":\"string\"},\"new\":{\"type\":\"string\",\"minLength\":8}}}",
		NULL},
	{"pick-orders", "next", api_lease_next, NULL, NEXT_SCHEMA},
	{"pick-orders", "take", api_lease_take, TAKE_SCHEMA, LEASE_SCHEMA},
	{"pick-orders", "release", api_lease_release, NULL, NULL},
	{"movement-orders", "next", api_lease_next, NULL, NEXT_SCHEMA},
	{"movement-orders", "take", api_lease_take, TAKE_SCHEMA, LEASE_SCHEMA},
	{"movement-orders", "release", api_lease_release, NULL, NULL},
	{"receive-goods", "new-carrier", api_new_carrier, NULL, CARRIER_SCHEMA},
	{"pick-orders", "new-carrier", api_new_carrier, NULL, CARRIER_SCHEMA},
	{"stock-movement", "new-carrier", api_new_carrier, NULL, CARRIER_SCHEMA},
	{"audit", "verify", api_audit_verify, NULL, AUDIT_SCHEMA},
};
const size_t page_action_count = sizeof page_actions / sizeof *page_actions;

/* Of every page that has them and a form. */
static const struct page_action of_all[] = {
	{NULL, "change-many", api_change_many, NULL, SCHEMA_CHANGED_MANY},
	{NULL, "import", api_import, NULL, SCHEMA_IMPORTED},
};

const struct page_action *page_action_find(const struct page *p, const char *action)
{
	for (size_t i = 0; i < page_action_count; i++)
		if (str_eq(page_actions[i].page, p->id) && str_eq(page_actions[i].action, action))
			return &page_actions[i];
	for (size_t i = 0; i < sizeof of_all / sizeof *of_all; i++)
		if (str_eq(of_all[i].action, action) && edit_serves(p, action))
			return &of_all[i];
	return NULL;
}

/* Whoever knew the old one is signed out everywhere else. */
bool api_change_password(struct call *c, struct error *e)
{
	const char *old = json_str(c->body, "old"), *new_password = json_str(c->body, "new");
	static const char *const names[] = {"old", "new", NULL};
	const struct session *s = c->session;

	if (!api_only(c->body, names, e))
		return false;
	if (!old || !new_password)
		return error_set(e, ERR_REQUIRED, old ? "new" : "old", "a text is wanted");
	if (!auth_change_password(c->api->directory, s->member.account, old, new_password, NULL, e) ||
		!auth_end_sessions(c->api->directory, s->member.account, s->public_id, e))
		return false;
	c->out->status = 204;
	return true;
}
