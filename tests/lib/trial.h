/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIB_TRIAL_H
#define LIB_TRIAL_H

/* A network thread on trial: between a scripted server and a test that plays
 * UI and queue.  What does not come fails the test. */

#include "base/error.h"
#include "client/queue/message.h"
#include "secure/secure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TRIAL_EPOCH  "018f3b1c-7a2b-7c3d-8e4f-0123456789ab"
#define TRIAL_ROOT   "/api/terminal/v1"
#define TRIAL_HEALTH "epoch " TRIAL_EPOCH "\nGET " TRIAL_ROOT "/health 200 {}\n"
#define TRIAL_HASH   "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA" /* bytes 1 to 32 */
/* What the server says of this terminal and its replica: 7 transactions, the feed at 10. */
#define TRIAL_REPLICA(resources, scope) \
	"GET " TRIAL_ROOT "/replica 200 {\"tenant\":\"demo\",\"epoch\":\"$EPOCH\",\"change\":10,\"resources\":[" resources "]," \
	"\"terminal\":{\"last\":7,\"hash\":\"" TRIAL_HASH "\",\"scope\":" scope "}}\n"
#define TRIAL_EMPTY \
	TRIAL_REPLICA("", "{}") "GET " TRIAL_ROOT "/replica/changes 200 {\"changes\":[],\"next\":10,\"more\":false,\"seq\":7}\n"

struct trial {
	struct tls_server *server;
	struct chan *ui, *answers, *queue;
	struct sign_key key;
	char terminal[33], replica[512];
	int timeout_ms, requests; /* requests: seen by trial_request() */
	struct net *net;
};

void trial_start(struct trial *t, const char *fault, const char *script, int timeout_ms);
/* As trial_start(), with a queue, and a user who wants floor work. */
void trial_start_floor(struct trial *t, const char *script);
void trial_stop(struct trial *t);
void trial_net_start(struct trial *t); /* only the thread */
void trial_net_stop(struct trial *t);

void trial_ask(struct trial *t, uint64_t tag, const char *method, const char *path, const char *body);
/* With the row's rev and the request's id. */
void trial_ask_with(struct trial *t, uint64_t tag, const char *method, const char *path, const char *if_match, const char *request_id);
void trial_session(struct trial *t, const char *token, bool want_floor);
void trial_cancel(struct trial *t, uint64_t tag);
void trial_work(struct trial *t);
/* Gives the queue's batch when it is asked for one; NULL: nothing waits. */
void trial_batch(struct trial *t, const char *body, int64_t first, int64_t last);

/* The next message of that type; others are let go. */
struct message *trial_next(struct chan *c, enum message_type type);
struct message *trial_answer_to(struct trial *t, uint64_t tag);
void trial_answered(struct trial *t, uint64_t tag, int status, enum error_code code);
struct message *trial_contact(struct trial *t, bool online); /* the next that says so */
/* Waits for the next request with that "METHOD PATH", and gives it whole. */
char *trial_request(struct trial *t, const char *wanted, size_t *len);
/* The request is signed by this terminal; gives the time it says. */
int64_t trial_signed(const struct trial *t, const char *request, size_t len, const char *method_path);

#endif
