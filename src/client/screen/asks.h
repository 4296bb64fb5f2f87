/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_ASKS_H
#define SCREEN_ASKS_H

/* What the screens of a stack wait for, by tag.  A request to the server is
 * kept with it, so that one that was answered "sign in again" can be repeated
 * when that has been done; its screen sees one tag throughout.  For stack.c
 * alone. */

#include <stdbool.h>
#include <stdint.h>

#include "client/screen/screen.h"

struct asked {
	uint64_t tag;  /* of the request under way; 0: parked until the next sign-in */
	uint64_t name; /* the tag its screen knows */
	struct screen *screen;
	struct arena *arena; /* of the request; NULL: not a request to the server */
	const char *method, *path;
	const struct json *body;
	struct ask_head head;
	bool quiet, broken_off;
	bool assurance; /* parked until the user has shown that it is he */
	struct asked *next;
};

struct asks {
	struct asked *first;
};

struct asked *asks_add(struct asks *as, struct screen *s, uint64_t tag);
void asks_keep_request(struct asked *w, const char *method, const char *path, const struct json *body, const struct ask_head *head, bool quiet);
/* The one with this tag, off the list and now the caller's; NULL: none. */
struct asked *asks_take(struct asks *as, uint64_t tag);
/* One that is parked for that; likewise. */
struct asked *asks_take_assurance(struct asks *as);
void asks_park(struct asks *as, struct asked *w); /* takes it */
void asks_repeat(struct asks *as, struct ports *p);
void asked_free(struct asked **w);
/* Of a screen that goes: its requests are broken off, their answers dropped. */
void asks_forget(struct asks *as, const struct screen *s, struct ports *p);
bool asks_shown(const struct asks *as, const struct screen *s);
void asks_break_off(struct asks *as, const struct screen *s, struct ports *p);
void asks_cancel(struct asks *as, uint64_t name, struct ports *p);

#endif
