/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_STACK_INSIDE_H
#define SCREEN_STACK_INSIDE_H

/* The stack's own state, shared by stack.c and stack_ask.c; for them alone. */

#include "client/screen/asks.h"
#include "client/screen/held.h"
#include "client/screen/stack.h"

struct stack {
	struct world *world;
	struct screen *top;
	struct screen *gone; /* popped while one of its own functions may still run */
	struct holding held;
	struct asks asks;
	const struct screen *signing_in; /* for the same user, over his screens; NULL */
	const struct screen *assuring;   /* asks whether it is really him, over his screens; NULL */
	bool gave_up; /* that: what waits for it is broken off */
	size_t unused; /* scans that came for a screen that has gone */
	const struct screen *busy; /* the screen that scans wait for; NULL */
	int depth; /* of handlers running */
	enum tone tone;
	char said[512];
	bool said_offline, was_online; /* said that there was no contact */
	bool beep;
	const struct stack_events *events;
	void *events_arg;
};

/* stack_ask.c */
/* Something is wanted first (own.h): it waits for that, and is asked anew. */
void stack_park(struct stack *st, struct asked *w, enum error_code first, const struct message *m);
void stack_give_up(struct stack *st); /* what waited for him to show that it is he */

#endif
