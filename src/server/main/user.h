/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAIN_USER_H
#define MAIN_USER_H

/* What the commands `wmsd user ...` have in common: page Users, asked through
 * the door. */

#include "server/main/command.h"
#include "server/main/door.h"

struct page;
struct view;

struct user_work {
	const struct options *options;
	struct door *door;
	struct arena *arena;    /* the door's */
	const struct view *view;/* of page Users */
	const struct json *usual; /* what a new one begins with; NULL: not asked yet */
};

/* Opens the door, does it, closes it; the exit code. */
int user_run(const struct options *o, int (*work)(struct user_work *w, struct error *e), struct error *e);
/* Refused, or failed? */
int user_exit(const struct error *e);

/* "/pages/users?filter.login=..." */
const char *user_target(struct arena *a, const char *parameter, const char *value);
/* What a new one must have and nobody said. */
bool user_fill(struct user_work *w, struct json *body, struct error *e);
/* Codes of refs become ids. */
bool user_refs(struct user_work *w, const struct json *body, struct json **out, struct error *e);
/* A secret that is shown once, alone on its line, behind `who` and a tab when that is not NULL. */
void user_print_secret(const struct json *answer, const char *who);

#endif
