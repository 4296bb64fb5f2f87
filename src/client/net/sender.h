/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SENDER_H
#define NET_SENDER_H

/* Sends the queue's batches, one at a time and in order, all under the
 * terminal's key: whether anybody is signed in does not matter.  What the
 * server has of this terminal (its state) is asked first, and again when the
 * epoch changed or a batch led nowhere; the queue gets it as SERVER.
 *
 * An answer of verdicts goes to the queue as VERDICTS (seq: the server's last,
 * first and last: the batch's); a refusal of a whole batch too, with `error`
 * and without json: nothing of it was applied.  Then new work does not shorten
 * the pause. */

#include <stdbool.h>
#include <stdint.h>

#include "base/uuid.h"
#include "client/net/retry.h"

struct chan;
struct line;
struct line_call;
struct message;

struct sender {
	struct line *line;
	struct chan *self, *queue; /* queue NULL: none yet */
	bool wanted;
	bool work, asked;          /* something waits; BATCH_WANTED is unanswered */
	bool held;                 /* the last batch was refused */
	bool answered;             /* verdicts came since sender_answered() */
	uint64_t tag;              /* of the last BATCH_WANTED */
	int64_t server_last;       /* 0: not known */
	int64_t first, last;       /* of the batch under way */
	struct line_call *post, *state;
	bool state_wanted;
	char epoch[UUID_LEN + 1];  /* in which the state was asked */
	struct retry retry, state_retry;
	unsigned regained;
};

void sender_session(struct sender *s, bool wanted);
void sender_queue(struct sender *s, struct chan *queue);
void sender_work(struct sender *s);
void sender_batch(struct sender *s, const struct message *m);
bool sender_answered(struct sender *s); /* and forgets it */
int64_t sender_turn(struct sender *s, int64_t now_ms);
void sender_release(struct sender *s);

#endif
