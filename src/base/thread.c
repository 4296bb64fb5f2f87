/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* pthread_setname_np */
#include "base/thread.h"

#include "base/arena.h"
#include "base/str.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct thread {
	pthread_t id;
	char name[16]; /* as much as the kernel keeps */
	void (*run)(void *);
	void *arg;
};

static void *begin(void *arg)
{
	struct thread *t = arg;

	pthread_setname_np(pthread_self(), t->name);
	t->run(t->arg);
	return NULL;
}

struct thread *thread_start(const char *name, void (*run)(void *), void *arg)
{
	struct thread *t = xcalloc(1, sizeof *t);
	sigset_t all, before;
	int rc;

	t->run = run;
	t->arg = arg;
	str_copy(t->name, sizeof t->name, name);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&t->id, NULL, begin, t);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc)
		xdie("out of threads");
	return t;
}

void thread_join(struct thread **t)
{
	if (!*t)
		return;
	pthread_join((*t)->id, NULL);
	free(*t);
	*t = NULL;
}

struct gate {
	pthread_mutex_t mutex;
	pthread_cond_t woken;
};

struct gate *gate_new(void)
{
	struct gate *g = xcalloc(1, sizeof *g);

	pthread_mutex_init(&g->mutex, NULL);
	pthread_cond_init(&g->woken, NULL);
	return g;
}

void gate_free(struct gate **g)
{
	if (!*g)
		return;
	pthread_cond_destroy(&(*g)->woken);
	pthread_mutex_destroy(&(*g)->mutex);
	free(*g);
	*g = NULL;
}

void gate_enter(struct gate *g)
{
	pthread_mutex_lock(&g->mutex);
}

void gate_leave(struct gate *g)
{
	pthread_mutex_unlock(&g->mutex);
}

void gate_wait(struct gate *g)
{
	pthread_cond_wait(&g->woken, &g->mutex);
}

void gate_wake(struct gate *g)
{
	pthread_cond_broadcast(&g->woken);
}
