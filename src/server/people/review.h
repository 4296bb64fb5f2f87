/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PEOPLE_REVIEW_H
#define PEOPLE_REVIEW_H

/* The review of users (B8): what the tables say of who does not need what he has.
 * It is written into users (`finding`, `reviewed`) once a day and whenever
 * somebody asks for it; it changes nothing else, and who is deactivated or no
 * person is not looked at.
 *
 *   never    never logged in
 *   unused   not logged in for 90 days (a dashboard signs in once and stays)
 *   beyond   an administrator who changed nothing in 90 days; who works in the
 *            warehouse and moved no goods in 90 days, or none of one of the
 *            goods owners he was given; no earlier than 90 days after he came */

#include "server/edit/edit.h"

#define REVIEW_DAYS 90

struct review {
	int64_t users, never, unused, beyond; /* users: active persons */
};

/* Who worked for which goods owner lately: read from the ledger by a reader, so
 * that nobody who writes waits for it, and no index costs the ledger a write. */
struct review_work {
	int64_t now_ms;
	const int64_t *pairs; /* user, goods owner, ... */
	size_t count;         /* of pairs */
};
bool review_look(const struct house *h, struct arena *a, int64_t now_ms, struct review_work *out, struct error *e);
extern const char review_work_sql[], review_sql[]; /* :since; :now, :since; for their plan's test */

/* In a job of the tenant's writer. */
bool review_write(struct store *s, const struct review_work *work, struct review *out, struct error *e);
/* By the server itself (by: NULL), or by a person, who looks at it: then that
 * is the last review, and stands in the audit.  Waits for the writer. */
bool review_run(const struct house *h, const struct editor *by, struct review *out, struct error *e);
/* The last one by a person; false: none yet. */
bool review_last(struct store *s, struct arena *a, int64_t *time_ms, const char **login);

/* What the server remembers of itself between starts (table meta). */
int64_t review_note_read(struct store *s, const char *name); /* 0: nothing */
bool review_note_ms(struct store *s, const char *name, int64_t ms, struct error *e);

#endif
