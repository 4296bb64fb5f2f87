/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/pool.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/thread.h"
#include "store/store.h"

#include <assert.h>
#include <stdlib.h>

struct pool {
	struct gate *gate;
	char *path;
	struct store **idle; /* the last one given is the next one taken: its cache is warm */
	int n_idle;
	int n; /* open or being opened */
	int most;
};

static void idle_push(struct pool *p, struct store *s)
{
	gate_enter(p->gate);
	assert(p->n_idle < p->n);
	p->idle[p->n_idle++] = s;
	gate_wake(p->gate);
	gate_leave(p->gate);
}

/* One that waits, or NULL and the right to open another. */
static struct store *idle_pop(struct pool *p)
{
	struct store *s = NULL;

	gate_enter(p->gate);
	while (p->n_idle == 0 && p->n == p->most)
		gate_wait(p->gate);
	if (p->n_idle > 0)
		s = p->idle[--p->n_idle];
	else
		p->n++;
	gate_leave(p->gate);
	return s;
}

struct pool *pool_open(const char *path, int most, struct error *e)
{
	struct pool *p = xcalloc(1, sizeof(*p));
	struct store *first;

	assert(most > 0);
	p->gate = gate_new();
	p->path = xstrdup(path);
	p->most = most;
	p->idle = xcalloc((size_t)most, sizeof(struct store *));
	/* One is opened now, so that a wrong file is known now. */
	first = pool_take(p, e);
	if (first)
		pool_give(p, first);
	else
		pool_close(&p);
	return p;
}

void pool_close(struct pool **p)
{
	if (!*p)
		return;
	gate_enter((*p)->gate);
	while ((*p)->n_idle < (*p)->n)
		gate_wait((*p)->gate);
	gate_leave((*p)->gate);
	for (int i = 0; i < (*p)->n_idle; i++)
		store_close(&(*p)->idle[i]);
	gate_free(&(*p)->gate);
	free((*p)->idle);
	free((*p)->path);
	free(*p);
	*p = NULL;
}

static void slot_return(struct pool *p)
{
	gate_enter(p->gate);
	p->n--;
	gate_wake(p->gate);
	gate_leave(p->gate);
}

struct store *pool_take(struct pool *p, struct error *e)
{
	struct store *s = idle_pop(p);

	if (s)
		return s;
	s = store_open(p->path, STORE_READER, e);
	if (!s)
		slot_return(p);
	return s;
}

void pool_give(struct pool *p, struct store *s)
{
	store_rollback(s);
	idle_push(p, s);
}
