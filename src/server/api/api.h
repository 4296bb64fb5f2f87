/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef API_API_H
#define API_API_H

/* The terminal API, /api/terminal/v1: one table of routes says method, path,
 * who may call (nobody, a session, a terminal), and the handler; the OpenAPI
 * document is made from the same table, the pages and the fields.  A route's
 * right is asked before its handler runs, here and nowhere else. */

#include "secure/vault.h"
#include "server/api/http.h"
#include "server/auth/auth.h"
#include "server/mail/mail.h"

struct writer;
struct pool;

#define API_PREFIX "/api/terminal/v1"

/* All a request may use. */
struct api {
	struct directory *directory;
	struct writer *writer; /* the tenant's */
	struct pool *pool;     /* readers of the tenant's database */
	const char *tenant;    /* its code */
	const char *epoch;
	struct vault vault;
	struct mailer *mailer; /* mailer_ready() says whether there is mail */
	struct sso *sso;
	const char *reached_at;  /* how people reach the system, as mails say it */
	const char *sso_ca_file; /* "": the system's authorities */
};

enum route_who { WHO_ANYBODY, WHO_SESSION, WHO_TERMINAL };

struct call { /* one request, checked */
	const struct api *api;
	const struct http_request *in;
	struct http_answer *out;
	struct arena *arena;
	struct session *session;   /* WHO_SESSION */
	bool local;                /* by the shell: the session is one of the house itself */
	struct terminal *terminal; /* WHO_TERMINAL */
	const struct page *page;   /* routes under /pages/{page}: found, and `may` was asked */
	const char *action;
	int64_t id;                /* {id}; 0 none */
	const char *word;          /* {field}, {resource} */
	struct json *body;         /* parsed; NULL none */
	struct json *row;          /* pages with a resource and {id}: the row, within scope */
	struct scope scope;        /* of the session */
	struct store *store;       /* a reader, given back after the handler; of anybody's: call_reader() takes it */
};
bool call_reader(struct call *c, struct error *e); /* one, where there is none */
void call_reader_done(struct call *c);             /* before one waits for something else */

struct route {
	const char *method, *path; /* "/pages/{page}/{id}" */
	enum route_who who;
	const char *action;        /* the page's action that must be allowed; NULL: the path's {action} or none */
	bool (*handle)(struct call *c, struct error *e); /* false: a problem document */
	const char *summary;       /* OpenAPI */
	/* OpenAPI: schemas as JSON text, or "#Name" of one in openapi.c.  Lists, records
	 * and actions of pages say nothing: theirs are made from the page. */
	const char *request, *request_type; /* NULL: no body; NULL: application/json */
	const char *response;
	const char *later;         /* schema of a 202; NULL: there is none */
	const struct route_query {
		const char *name, *type, *what;
	} *query;                  /* its query parameters, the last without a name; NULL: none */
	const char *errors;        /* statuses besides the usual ones: "409 422" */
	int status;                /* of success; 0: 200 */
};
extern const struct route routes[]; /* api_routes.c */
extern const size_t route_count;

http_handler api_handle; /* arg: const struct api */

/* A request of the shell, for pages alone.  Who asks is somebody of the
 * machine whom the caller vouches for: he may do what an administrator may. */
struct local_request {
	const char *method, *target; /* target: behind API_PREFIX */
	const struct json *headers;  /* {name: text}; NULL none */
	const struct json *body;     /* an object; NULL none */
	const char *login;           /* "karin@shell", for the audit */
};
void api_local(const struct api *api, struct arena *a, const struct local_request *in, struct http_answer *out);

/* Is there something behind this action of the page?  What is not is neither
 * offered in the menu nor described. */
bool api_serves(const struct page *p, const struct action *action);

/* Page actions with C behind them (change-password change, pick-orders next,
 * take, release): one table; an action without a row answers METHOD. */
struct page_action {
	const char *page, *action;
	bool (*handle)(struct call *c, struct error *e);
	/* OpenAPI: request and response schema as JSON text; NULL: none */
	const char *request, *response;
};
/* Actions that are the same on every page that has them (change-many, import):
 * by name alone, asked for after page_actions. */
const struct page_action *page_action_find(const struct page *p, const char *action);
extern const struct page_action page_actions[]; /* api_actions.c */
extern const size_t page_action_count;

#endif
