/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secure/limit.h"

#include "base/arena.h"
#include "base/thread.h"

#include <assert.h>
#include <stdlib.h>

struct limit {
	struct gate *gate;
	unsigned most;
	unsigned inside;
};

struct limit *limit_new(unsigned most)
{
	assert(most > 0);
	struct limit *l = xcalloc(1, sizeof(*l));
	l->gate = gate_new();
	l->most = most;
	return l;
}

void limit_free(struct limit **l)
{
	if (!*l)
		return;
	gate_free(&(*l)->gate);
	free(*l);
	*l = NULL;
}

void limit_enter(struct limit *l)
{
	gate_enter(l->gate);
	while (l->inside == l->most)
		gate_wait(l->gate);
	l->inside++;
	gate_leave(l->gate);
}

void limit_leave(struct limit *l)
{
	gate_enter(l->gate);
	assert(l->inside > 0);
	l->inside--;
	gate_wake(l->gate);
	gate_leave(l->gate);
}
