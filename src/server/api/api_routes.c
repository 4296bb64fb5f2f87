/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/handlers.h"
#include "server/api/schemas.h"

static const struct route_query rows_query[] = {
	{"after", "integer", "Rows with ids above this"}, {"limit", "integer", "Rows at most"}, {NULL, NULL, NULL}};
static const struct route_query changes_query[] = {
	{"after", "integer", "Changes with numbers above this"}, {"limit", "integer", "Changes at most"}, {NULL, NULL, NULL}};

/* Literal parts stand before those in braces: the first that matches is it. */
const struct route routes[] = {
	{.method = "POST", .path = "/sessions", .who = WHO_ANYBODY, .handle = api_sign_in, .status = 201,
		.summary = "Sign in",
		.request = "#SignIn", .response = "#Session", .errors = "401 422 429"},
	{.method = "DELETE", .path = "/sessions/current", .who = WHO_SESSION, .handle = api_sign_out, .status = 204,
		.summary = "Sign out"},
	{.method = "GET", .path = "/session", .who = WHO_SESSION, .handle = api_session,
		.summary = "Who is signed in, his menu, his terminal",
		.response = "#Session"},
	{.method = "GET", .path = "/health", .who = WHO_ANYBODY, .handle = api_health,
		.summary = "Does the server work?",
		.response = "#Health"},
	{.method = "GET", .path = "/openapi.json", .who = WHO_ANYBODY, .handle = api_openapi,
		.summary = "This document",
		.response = "#Any"},
	{.method = "GET", .path = "/pages/{page}", .who = WHO_SESSION, .action = "read", .handle = api_list,
		.summary = "A page of the list"},
	{.method = "POST", .path = "/pages/{page}", .who = WHO_SESSION, .action = "create", .handle = api_create, .status = 201,
		.summary = "A new row; with a header Request its repeat makes no other", .errors = "409"},
	{.method = "GET", .path = "/pages/{page}/count", .who = WHO_SESSION, .action = "read", .handle = api_count,
		.summary = "How many rows; at least that many when it took too long"},
	{.method = "GET", .path = "/pages/{page}/fields/{field}", .who = WHO_SESSION, .action = ACCESS_LOOKUP, .handle = api_lookup,
		.summary = "Values that a field of the page may take"},
	{.method = "GET", .path = "/pages/{page}/{id}", .who = WHO_SESSION, .action = "read", .handle = api_record,
		.summary = "One row with all its fields"},
	{.method = "GET", .path = "/pages/{page}/{id}/rows/{field}", .who = WHO_SESSION, .action = "read", .handle = api_rows,
		.summary = "Rows that belong to a row"},
	{.method = "GET", .path = "/pages/{page}/defaults", .who = WHO_SESSION, .action = "create", .handle = api_defaults,
		.summary = "What a form for a new row begins with", .response = "#Any"},
	{.method = "PUT", .path = "/pages/{page}/{id}", .who = WHO_SESSION, .action = "update", .handle = api_update,
		.summary = "Changes a row; what is not named stays as it is", .errors = "409 412"},
	{.method = "DELETE", .path = "/pages/{page}/{id}", .who = WHO_SESSION, .action = "delete", .handle = api_delete, .status = 204,
		.summary = "Deletes a row that nothing refers to", .errors = "409 412"},
	{.method = "GET", .path = "/dashboards/{page}", .who = WHO_SESSION, .action = "read", .handle = api_dashboard,
		.summary = "The tiles of a dashboard, as they are now", .response = "#Dashboard"},
	{.method = "POST", .path = "/pages/{page}/{action}", .who = WHO_SESSION, .handle = api_action,
		.summary = "An action of the page"},
	{.method = "POST", .path = "/pages/{page}/{id}/{action}", .who = WHO_SESSION, .handle = api_action,
		.summary = "An action on a row"},
	{.method = "POST", .path = "/transactions", .who = WHO_TERMINAL, .handle = api_transactions,
		.summary = "A signed batch of records; each gets its one verdict",
		.request = SCHEMA_BATCH, .request_type = "application/x-ndjson", .response = SCHEMA_VERDICTS, .errors = "400 409 413"},
	{.method = "GET", .path = "/replica", .who = WHO_TERMINAL, .handle = api_replica,
		.summary = "What a terminal's replica is made of, and where its feed stands",
		.response = SCHEMA_REPLICA, .errors = "403"},
	{.method = "GET", .path = "/replica/rows/{resource}", .who = WHO_TERMINAL, .handle = api_replica_rows,
		.summary = "Rows of the terminal's scope by id", .query = rows_query,
		.response = SCHEMA_REPLICA_ROWS, .errors = "400 403 404"},
	{.method = "GET", .path = "/replica/changes", .who = WHO_TERMINAL, .handle = api_replica_changes,
		.summary = "Rows changed, as they are now; null: gone, or out of scope", .query = changes_query,
		.response = SCHEMA_REPLICA_CHANGES, .errors = "400 403 410"},
	{.method = "POST", .path = "/terminal/sscc", .who = WHO_TERMINAL, .handle = api_sscc,
		.summary = "A range of SSCC serials for this terminal alone",
		.request = SCHEMA_SERIALS_WANTED, .response = SCHEMA_SERIALS, .errors = "400 422"},
};
const size_t route_count = sizeof routes / sizeof *routes;
