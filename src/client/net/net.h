/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_NET_H
#define NET_NET_H

/* The network thread: owns curl (curl.c is the one file that includes it)
 * and the replica's only writing connection.  It answers the UI's asks, sends
 * the queue's batches, loads and keeps the replica.  TLS 1.2 and up, only the
 * pinned CA is believed; when the certificate is not right no request byte is
 * sent and every ask is answered TLS.
 *
 * Sending: one batch at a time, in order; on trouble again after 1, 2, 4 … 30
 * s, at once when the UI asks something and gets through.  An ask never waits
 * for a batch or for the replica. */

#include "client/queue/message.h"
#include "secure/secure.h"

struct net;

struct net_options {
	const char *url;          /* "https://host:port" */
	const char *ca_file;      /* PEM of the one CA believed */
	const struct sign_key *key;
	const char *terminal;     /* its id */
	const char *replica_path;
	int timeout_ms;           /* of an ask: 15,000 */
	int poll_ms;              /* between looks at the change feed: 2,000 */
	struct chan *ui;
};

struct net *net_start(const struct net_options *o, struct error *e);
struct chan *net_chan(struct net *n);
/* The queue may come later (the first floor page opens it): from now on its
 * batches are sent and its verdicts go there. */
void net_queue(struct net *n, struct chan *queue);
void net_stop(struct net **n);

#endif
