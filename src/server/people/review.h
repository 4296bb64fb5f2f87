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

extern const char review_sql[]; /* :now, :since; for its plan's test */

/* In a job of the tenant's writer. */
bool review_write(struct store *s, int64_t now_ms, struct review *out, struct error *e);
/* By the server itself (by: NULL), or by a person, who looks at it: then that
 * is the last review, and stands in the audit.  Waits for the writer. */
bool review_run(const struct house *h, const struct editor *by, struct review *out, struct error *e);
/* The last one by a person; false: none yet. */
bool review_last(struct store *s, struct arena *a, int64_t *time_ms, const char **login);

/* What the server remembers of itself between starts (table meta). */
int64_t review_note_read(struct store *s, const char *name); /* 0: nothing */
bool review_note_ms(struct store *s, const char *name, int64_t ms, struct error *e);

#endif
