/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QUEUE_MESSAGE_H
#define QUEUE_MESSAGE_H

/* What the terminal's three threads tell one another over their channels.
 * A message carries its own arena and belongs to whoever received it;
 * everything it points to lives in that arena.  `tag` of a request comes back
 * in its answer; tag 0 is news that nobody asked for. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct arena;
struct chan;
struct json;

enum message_type {
	/* UI -> queue */
	MESSAGE_APPEND,      /* make a transaction durable; answered SAVED or FAILED */
	MESSAGE_ROWS_WANTED, /* the queue's contents; answered ROWS */
	MESSAGE_DRAFT_KEEP,  /* a half-done task or form: name, draft (NULL: forget it); not answered */
	MESSAGE_DRAFT_WANTED,/* answered DRAFT */
	/* queue -> UI */
	MESSAGE_SAVED,       /* seq, id: on the disk, may be shown as saved */
	MESSAGE_FAILED,      /* error: nothing was saved */
	MESSAGE_ROWS,
	MESSAGE_DRAFT,
	MESSAGE_PENDING,     /* a record whose postings must be laid over the replica, or its new state (news) */
	MESSAGE_COUNTS,      /* waiting, refused, parked, fill (news) */
	/* net <-> queue */
	MESSAGE_BATCH_WANTED,/* net -> queue: what to send after `seq` */
	MESSAGE_BATCH,       /* queue -> net: body bytes, first..last; none: len 0 */
	MESSAGE_VERDICTS,    /* net -> queue: json, the server's answer document; or (json NULL) error, first, last:
	                      * the server refused that whole batch */
	MESSAGE_WORK,        /* queue -> net: something waits */
	MESSAGE_SERVER,      /* net or UI -> queue: the server's epoch, tenant, last seq (in seq) and hash for this terminal */
	/* UI -> net */
	MESSAGE_ASK,         /* an HTTP request; answered ANSWER */
	MESSAGE_CANCEL,      /* breaks off the ask with this tag; answered CANCELLED by ANSWER */
	MESSAGE_SESSION,     /* the bearer token to use from now on (NULL: none), and whether floor work is wanted */
	/* net -> UI */
	MESSAGE_ANSWER,      /* status, json or error */
	MESSAGE_CONTACT,     /* online or not, server time, replica progress (news) */
	MESSAGE_STOP,        /* to queue and net: end */
};

/* APPEND's sign_in: the latest sign-in record of this queue. */
#define SIGN_IN_LATEST (-1)

enum record_state { RECORD_WAITING, RECORD_SENT, RECORD_DONE, RECORD_REFUSED, RECORD_PARKED, RECORD_CORRUPT, RECORD_STATES };
extern const char *const record_state_names[RECORD_STATES];

/* One record, as the screens see it.  seq below zero: set apart from the chain
 * (queue_store.h); its old number comes once more as settled by the new one. */
struct queue_row {
	int64_t seq, sign_in, time_ms, settles, settled_by; /* settled_by 0: not */
	const char *id, *kind, *login;
	const struct json *body;
	enum record_state state;
	struct error why; /* REFUSED, PARKED; a DONE one may carry a warning */
};

struct message {
	enum message_type type;
	struct arena *arena;
	uint64_t tag;
	struct chan *answer_to;  /* requests: where the answer goes */
	/* APPEND: kind, body, after, settles, sign_in (0: this is one; or SIGN_IN_LATEST), login, time_ms */
	const char *kind, *login;
	const struct json *body;
	int64_t after[32];
	size_t after_count;
	int64_t settles, sign_in, time_ms;
	/* SAVED, BATCH*, SERVER */
	int64_t seq, first, last;
	const char *id, *epoch, *tenant;
	unsigned char hash[32];
	/* ROWS, PENDING */
	struct queue_row *rows;
	size_t row_count;
	/* COUNTS */
	int64_t waiting, refused, parked;
	int fill_percent;
	/* DRAFT */
	const char *name, *draft; /* text, JSON */
	/* ASK, ANSWER, BATCH, VERDICTS, SESSION */
	const char *method, *path, *token, *request_body, *content_type;
	const char *if_match, *request_id; /* ASK: headers; NULL: none */
	const char *bytes;
	size_t len;
	int status;
	const struct json *json;
	struct error error;
	bool want_floor;
	/* CONTACT */
	bool online, replica_ready;
	int64_t server_ms, mono_ms; /* the server's time at our mono_ms */
	int replica_percent;        /* of a full load */
	int64_t covered;            /* the feed holds the effect of our seqs up to this */
	int64_t changed;            /* the feed's number: grows when the replica changed */
};

struct message *message_new(enum message_type type);
void message_free(struct message **m);
/* Sends or, when the channel is closed, frees. */
void message_send(struct chan *to, struct message *m);

#endif
