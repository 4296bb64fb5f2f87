/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands behind the actions of pages: one table. */
#include "server/api/handlers.h"

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

#define ROW_SCHEMA SCHEMA_OBJECT("\"row\"", "\"row\":" SCHEMA_NUMBER)
#define LINK_SCHEMA SCHEMA_OBJECT("\"subject\"", "\"subject\":" SCHEMA_TEXT)
#define ADDRESS_SCHEMA SCHEMA_OBJECT("\"address\"", "\"address\":" SCHEMA_TEXT)
#define FILTERS_SCHEMA SCHEMA_OBJECT("\"address\",\"filters\",\"yours\"", "\"address\":" SCHEMA_TEXT ",\"filters\":" SCHEMA_LIST(SCHEMA_TEXT) ",\"yours\":" SCHEMA_TEXT)
#define PASSWORD_SCHEMA SCHEMA_OBJECT("\"password\"", "\"password\":" SCHEMA_TEXT ",\"send\":{\"type\":\"boolean\"}")
#define TOKEN_SCHEMA \
	SCHEMA_OBJECT("\"kind\"", "\"kind\":{\"type\":\"string\",\"enum\":[\"activation\",\"reset\",\"api\"]},\"send\":{\"type\":\"boolean\"}")
#define SECRET_SCHEMA SCHEMA_OBJECT("", "\"secret\":" SCHEMA_SECRET)
#define WELL_SCHEMA \
	SCHEMA_OBJECT("\"ok\"", "\"ok\":{\"type\":\"boolean\"},\"what\":{\"type\":\"string\",\"description\":\"What is wrong with it\"}")
#define USERS_SCHEMA SCHEMA_OBJECT("", "\"add\":" SCHEMA_LIST(SCHEMA_NUMBER) ",\"remove\":" SCHEMA_LIST(SCHEMA_NUMBER))
#define REVIEW_SCHEMA \
	SCHEMA_OBJECT("\"never\",\"unused\",\"beyond\"", "\"never\":" SCHEMA_NUMBER ",\"unused\":" SCHEMA_NUMBER ",\"beyond\":" SCHEMA_NUMBER)

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
	{"users", "deactivate", api_user_action, NULL, NULL},
	{"users", "reactivate", api_user_action, NULL, NULL},
	{"users", "send", api_user_action, NULL, SECRET_SCHEMA},
	{"users", "set-password", api_set_password, PASSWORD_SCHEMA, NULL},
	{"users", "token", api_token, TOKEN_SCHEMA, SECRET_SCHEMA},
	{"users", "reset-factor", api_reset_factor, NULL, NULL},
	{"users", "end-session", api_end_session, ROW_SCHEMA, NULL},
	{"users", "forget-machine", api_forget_machine, ROW_SCHEMA, NULL},
	{"users", "revoke-token", api_revoke_token, ROW_SCHEMA, NULL},
	{"users", "link", api_link, LINK_SCHEMA, NULL},
	{"users", "unlink", api_unlink, NULL, NULL},
	{"api-for-goods-owners", "renew", api_renew, NULL, SECRET_SCHEMA},
	{"api-for-goods-owners", "deactivate", api_user_action, NULL, NULL},
	{"api-for-goods-owners", "reactivate", api_user_action, NULL, NULL},
	{"api-for-automation", "renew", api_renew, NULL, SECRET_SCHEMA},
	{"api-for-automation", "deactivate", api_user_action, NULL, NULL},
	{"api-for-automation", "reactivate", api_user_action, NULL, NULL},
	{"ip-filters", "test", api_test_address, ADDRESS_SCHEMA, FILTERS_SCHEMA},
	{"multifactor", "choose-users", api_choose_users, USERS_SCHEMA, NULL},
	{"identity-provider", "test", api_test_provider, NULL, WELL_SCHEMA},
	{"user-review", "review", api_review, NULL, REVIEW_SCHEMA},
	{"user-review", "deactivate", api_user_action, NULL, NULL},
	{"own-profile", "end-session", api_end_session, ROW_SCHEMA, NULL},
	{"own-profile", "forget-machine", api_forget_machine, ROW_SCHEMA, NULL},
	{"own-profile", "reset-factor", api_reset_factor, NULL, NULL},
	{"own-profile", "unlink", api_unlink, NULL, NULL},
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
