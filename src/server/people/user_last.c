/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody is left who may administer, and who may open Users (B17). */
#include "server/people/user.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "store/store.h"

static bool administers(const struct edit *x, bool users)
{
	return x->verb != EDIT_DELETE && str_eq(edit_text(x, "level"), "administrator") && edit_int(x, "active") &&
		(!users || edit_int(x, "manages_users"));
}

/* By an edit before this one in the same list. */
static bool loses_it(const struct edit *x, int64_t user, bool users)
{
	for (size_t i = 0; i < x->earlier_count; i++)
		if (x->earlier[i].id == user && x->earlier[i].resource == x->resource && !administers(&x->earlier[i], users))
			return true;
	return false;
}

static bool check_last(struct store *s, struct edit *x, const char *field, bool users, struct error *e)
{
	struct query *q = store_query(s,
		"SELECT id FROM users WHERE level = 'administrator' AND active AND (manages_users OR NOT :users) AND id <> :id", e);
	enum query_step step;
	bool other = false;

	if (!q)
		return false;
	query_int(q, ":users", users);
	query_int(q, ":id", x->id);
	while (!other && (step = query_step(q, e)) == QUERY_ROW)
		other = !loses_it(x, query_get_int(q, 0), users);
	query_done(q);
	return other || error_set(e, ERR_LAST_ONE, field, "somebody must be left who can administer");
}

static bool was_true(const struct edit *x, const char *field)
{
	return json_bool(x->before, field, false);
}

/* B17.  Asked before, and once more inside, where nobody else changes anything. */
bool user_check_last(struct store *s, struct edit *x, struct error *e)
{
	bool was = x->before && str_eq(json_str(x->before, "level"), "administrator") && was_true(x, "active");
	const char *field = x->verb == EDIT_DELETE || !edit_int(x, "active") ? "active" : "level";

	if (was && !administers(x, false) && !check_last(s, x, field, false, e))
		return false;
	return !was || !was_true(x, "manages_users") || administers(x, true) || check_last(s, x, "manages_users", true, e);
}
