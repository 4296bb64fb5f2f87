/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APP_PORTS_H
#define APP_PORTS_H

/* How the screens reach the other threads: each port becomes a message.
 * Owns the network thread from the start, and the queue thread from the first
 * floor page on; keeps the UI's read-only connection to the replica. */

#include "client/app/options.h"
#include "client/screen/pending.h"
#include "client/screen/screen.h"
#include "secure/secure.h"

struct term;
struct held_draft;

struct terminal_ports {
	struct ports base;
	const struct options *options;
	struct term *term;     /* the program's, for the clipboard; NULL: there is none */
	char folder[400];
	struct sign_key key;
	char terminal[33];
	char key_text[64];     /* base64url of the public key */
	struct chan *ui;       /* everything comes back here */
	struct net *net;
	struct queue *queue;   /* NULL until floor work */
	struct store *replica; /* NULL until it is loaded */
	struct pending *pending;
	struct held_draft *drafts; /* half-done forms, where there is no queue to keep them in: as long as the program runs */
	uint64_t last_tag;
	const char *session;   /* public id of the session; NULL */
	const char *login;
	const struct json *sign_in; /* the answer the session was made with */
	int64_t signed_in_queue; /* tag of the sign-in record appended for this session; 0: not yet */
	int64_t server_ms, mono_ms; /* the highest server time seen, at our mono_ms */
	uint64_t replica_inode;
};

bool ports_open(struct terminal_ports *p, const struct options *o, struct error *e);
void ports_close(struct terminal_ports *p);
/* After a sign-in: the token goes to the network thread.  `answer` must live
 * until ports_signed_off(). */
void ports_signed_in(struct terminal_ports *p, const struct json *answer);
void ports_signed_off(struct terminal_ports *p);
/* Contact news: clock, and the replica when it is new. */
void ports_contact(struct terminal_ports *p, const struct message *m);

#endif
