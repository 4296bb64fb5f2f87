/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef API_HANDLERS_H
#define API_HANDLERS_H

/* The handlers that the tables of routes and page actions name.  A handler
 * finds everything checked: who calls, his right, the row, the body's JSON.
 * It fills c->out, or sets *e and returns false. */

#include "server/api/api.h"

/* The whole of a request: its route, right, row, handler; the answer or a problem. */
void api_answer(struct call *c);
/* The body, or an object in it, has no members but these (NULL ends them). */
bool api_only(const struct json *object, const char *const *names, struct error *e);

/* api_sign_in.c */
bool api_sign_in(struct call *c, struct error *e);
bool api_sign_in_ways(struct call *c, struct error *e);
bool api_sign_in_pin(struct call *c, struct error *e);
bool api_sign_in_again(struct call *c, struct error *e);
bool api_password_by_token(struct call *c, struct error *e);
bool api_assure(struct call *c, struct error *e);

/* api_sso.c */
bool api_sso_begin(struct call *c, struct error *e);
bool api_sso_poll(struct call *c, struct error *e);

/* api_session.c */
/* The session's document, as sign-in and GET /session give it. */
bool api_put_session(struct call *c, struct json *doc, const struct session *s, struct error *e);
bool api_session(struct call *c, struct error *e);
bool api_sign_out(struct call *c, struct error *e);
bool api_health(struct call *c, struct error *e);
bool api_openapi(struct call *c, struct error *e);
/* Member `scope` of a terminal: {"goods_owners","warehouses"}, ids or null for all. */
void api_put_scope(struct json *terminal, const struct scope *s);

/* api_pages.c */
bool api_list(struct call *c, struct error *e);
bool api_count(struct call *c, struct error *e);
bool api_record(struct call *c, struct error *e);
struct json *api_record_of(struct call *c, const struct json *row);
bool api_rows(struct call *c, struct error *e);
bool api_lookup(struct call *c, struct error *e);
bool api_action(struct call *c, struct error *e);

/* api_people.c */
bool api_change_password(struct call *c, struct error *e);
bool api_user_action(struct call *c, struct error *e);
bool api_set_password(struct call *c, struct error *e);
bool api_token(struct call *c, struct error *e);
bool api_renew(struct call *c, struct error *e);
bool api_reset_factor(struct call *c, struct error *e);
bool api_end_session(struct call *c, struct error *e);
bool api_forget_machine(struct call *c, struct error *e);
bool api_revoke_token(struct call *c, struct error *e);
bool api_link(struct call *c, struct error *e);
bool api_unlink(struct call *c, struct error *e);
bool api_test_address(struct call *c, struct error *e);
bool api_choose_users(struct call *c, struct error *e);
bool api_test_provider(struct call *c, struct error *e);
bool api_rows_sessions(struct call *c, struct error *e);
bool api_rows_machines(struct call *c, struct error *e);
bool api_rows_tokens(struct call *c, struct error *e);

/* api_edit.c */
struct edit;
struct editor;
struct house;
bool api_create(struct call *c, struct error *e);
bool api_update(struct call *c, struct error *e);
bool api_delete(struct call *c, struct error *e);
bool api_defaults(struct call *c, struct error *e);
bool api_change_many(struct call *c, struct error *e);
/* What edits of this request have in common. */
struct edit api_edit(struct call *c);
/* Runs them while this request holds no reader; then it has one again. */
bool api_edit_run(struct call *c, struct edit *list, size_t n, bool dry, struct error *e);
/* out.error: the problem, when there is one. */
void api_put_error(struct json *out, const struct error *e);
/* Member `rows` of the body: 1 to EDITS_MOST objects; and `dry`. */
#define EDITS_MOST 1000
const struct json *api_edit_rows(struct call *c, bool *dry, struct error *e);

/* api_import.c */
bool api_import(struct call *c, struct error *e);

/* api_outside.c: rows of resources that are kept elsewhere, by their id. */
struct outside_rows {
	const char *resource;
	bool (*rows)(struct call *c, struct error *e); /* of c->row; fills c->out->json: {"rows","next","previous"} */
};
const struct outside_rows *outside_rows_find(const char *resource); /* NULL: none */

/* api_dashboard.c */
bool api_dashboard(struct call *c, struct error *e);

/* api_audit.c */
bool api_audit_verify(struct call *c, struct error *e);

/* api_review.c */
bool api_review(struct call *c, struct error *e);

/* api_transactions.c */
bool api_transactions(struct call *c, struct error *e);

/* api_sscc.c */
bool api_sscc(struct call *c, struct error *e);
bool api_new_carrier(struct call *c, struct error *e);

/* api_replica.c */
bool api_replica(struct call *c, struct error *e);
bool api_replica_rows(struct call *c, struct error *e);
bool api_replica_changes(struct call *c, struct error *e);

/* api_leases.c */
bool api_lease_next(struct call *c, struct error *e);
bool api_lease_take(struct call *c, struct error *e);
bool api_lease_release(struct call *c, struct error *e);

#endif
