/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/handlers.h"

#include "base/error.h"
#include "base/json.h"

#define LEASE "\"lease\":{\"type\":\"integer\",\"minimum\":1}"
#define LEASE_SCHEMA "{\"type\":\"object\",\"required\":[\"lease\"],\"properties\":{" LEASE "}}"
#define NEXT_SCHEMA \
	"{\"type\":\"object\",\"required\":[\"id\",\"lease\"],\"properties\":{\"id\":{\"type\":\"integer\",\"minimum\":1}," LEASE "}}"
#define TAKE_SCHEMA \
	"{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"take_over\":{\"type\":\"boolean\"}}}"

#define CARRIER_SCHEMA "{\"type\":\"object\",\"required\":[\"sscc\"],\"properties\":{\"sscc\":{\"type\":\"string\",\"pattern\":\"^[0-9]{18}$\"}}}"

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
};
const size_t page_action_count = sizeof page_actions / sizeof *page_actions;

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
	if (!auth_change_password(c->api->directory, s->member.account, old, new_password, e) ||
		!auth_end_sessions(c->api->directory, s->member.account, s->public_id, e))
		return false;
	c->out->status = 204;
	return true;
}
