/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_CONTACT_H
#define NET_CONTACT_H

/* What is known of the server, from every reply: is it there, its epoch, its
 * time; and of the replica.  contact_tell() sends the UI a CONTACT when that
 * changed, always with all of it.
 *
 * A call that timed out proves nothing: `doubt` asks for a look (net.c). */

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/uuid.h"

struct chan;
struct http_reply;

struct contact {
	struct chan *ui;
	bool online, doubt;
	unsigned regained;         /* counts up each time contact is regained */
	struct error why;          /* not online: why */
	char epoch[UUID_LEN + 1];  /* "" not known */
	int64_t server_ms, mono_ms;
	bool replica_ready;
	int replica_percent;
	int64_t covered, changed;
	struct error replica_why;  /* why it cannot be written */
	bool dirty;                /* something to tell */
	int64_t told_ms;           /* server's time less ours, as told */
};

void contact_reply(struct contact *c, const struct http_reply *r);
void contact_lost(struct contact *c, const char *why);
void contact_time(struct contact *c, int64_t server_ms);
int64_t contact_now_ms(const struct contact *c); /* the server's time, estimated */
void contact_replica(struct contact *c, bool ready, int percent, int64_t covered, int64_t changed);
void contact_replica_trouble(struct contact *c, const struct error *why); /* ERR_NONE: gone */
void contact_tell(struct contact *c);

#endif
