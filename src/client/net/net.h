/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_NET_H
#define NET_NET_H

/* The network thread: owns curl (curl.c is the one file that includes it)
 * and the replica's only writing connection.  It answers the UI's asks, sends
 * the queue's batches, loads and keeps the replica.  TLS 1.2 and up, only the
 * pinned CA is believed; when the certificate is not right no request byte is
 * sent and every ask is answered TLS.
 *
 * ASK: path below /api/terminal/v1 ("/pages/articles?limit=50"); answered by
 * ANSWER to answer_to: error (NONE when the status is below 400), status,
 * json, or bytes, len and content_type of what is not JSON.  An ask never
 * waits for a batch or for the replica, and tries at once when there is no
 * contact.
 *
 * SESSION: the token of asks from now on, and whether floor work is wanted:
 * then batches are sent (sender.h) and the replica is kept (follow.h).
 * Without contact the server is looked for after 1, 2, 4 … 30 s.
 *
 * CONTACT says all of it each time: online (or error says why not), epoch,
 * server time, and of the replica: ready (it may be opened and read),
 * percent (below 100: being loaded, anew when it is ready), covered, changed,
 * and while online the error that keeps it from being written (BUSY: another
 * process has it). */

#include "client/queue/message.h"
#include "secure/secure.h"

struct chan;
struct net;

struct net_options {
	const char *url;          /* "https://host:port" */
	const char *ca_file;      /* PEM of the one CA believed */
	const struct sign_key *key; /* outlives it; the other options are copied */
	const char *terminal;     /* its id */
	const char *replica_path;
	int timeout_ms;           /* of an ask: 15,000 */
	int poll_ms;              /* between looks at the change feed: 2,000 */
	int retry_ms;             /* first pause after trouble; 0: 1,000 */
	struct chan *ui;
};

struct net *net_start(const struct net_options *o, struct error *e);
struct chan *net_chan(struct net *n);
/* The queue comes later (the first floor page opens it).  Afterwards the one
 * before is not used any more: net_queue(n, NULL), queue_stop(), net_stop(). */
void net_queue(struct net *n, struct chan *queue);
void net_stop(struct net **n);

#endif
