/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/chan.h"

#include "base/arena.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

struct chan {
	pthread_mutex_t mutex;
	pthread_cond_t arrived;
	void **ring;
	size_t first, count, cap, limit;
	int fd;
	bool closed, raised; /* raised: fd is readable */
};

struct chan *chan_new(size_t limit)
{
	struct chan *c = xcalloc(1, sizeof *c);
	pthread_condattr_t attr;

	c->limit = limit;
	c->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (c->fd < 0)
		xdie("out of file descriptors");
	pthread_mutex_init(&c->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&c->arrived, &attr);
	pthread_condattr_destroy(&attr);
	return c;
}

void chan_free(struct chan **c)
{
	if (!*c)
		return;
	close((*c)->fd);
	pthread_cond_destroy(&(*c)->arrived);
	pthread_mutex_destroy(&(*c)->mutex);
	free((*c)->ring);
	free(*c);
	*c = NULL;
}

/* Makes the descriptor say what holds now. A closed channel stays readable,
 * so that whoever polls it learns of the end. */
static void signal_fd(struct chan *c)
{
	bool want = c->count > 0 || c->closed;
	uint64_t n = 1;
	ssize_t done;

	if (want == c->raised)
		return;
	done = want ? write(c->fd, &n, sizeof n) : read(c->fd, &n, sizeof n);
	assert(done == sizeof n);
	(void)done;
	c->raised = want;
}

static void grow(struct chan *c)
{
	size_t cap = c->cap ? c->cap * 2 : 16;
	void **ring = xcalloc(cap, sizeof *ring);

	for (size_t i = 0; i < c->count; i++)
		ring[i] = c->ring[(c->first + i) % c->cap];
	free(c->ring);
	c->ring = ring;
	c->first = 0;
	c->cap = cap;
}

bool chan_send(struct chan *c, void *message)
{
	bool ok;

	assert(message);
	pthread_mutex_lock(&c->mutex);
	ok = !c->closed && (!c->limit || c->count < c->limit);
	if (ok) {
		if (c->count == c->cap)
			grow(c);
		c->ring[(c->first + c->count++) % c->cap] = message;
		signal_fd(c);
		pthread_cond_signal(&c->arrived);
	}
	pthread_mutex_unlock(&c->mutex);
	return ok;
}

static void *take(struct chan *c)
{
	void *message;

	if (!c->count)
		return NULL;
	message = c->ring[c->first];
	c->first = (c->first + 1) % c->cap;
	c->count--;
	signal_fd(c);
	return message;
}

void *chan_take(struct chan *c)
{
	void *message;

	pthread_mutex_lock(&c->mutex);
	message = take(c);
	pthread_mutex_unlock(&c->mutex);
	return message;
}

static struct timespec deadline(int timeout_ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += timeout_ms / 1000;
	t.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

void *chan_wait(struct chan *c, int timeout_ms)
{
	struct timespec until = deadline(timeout_ms < 0 ? 0 : timeout_ms);
	void *message;
	int rc = 0;

	pthread_mutex_lock(&c->mutex);
	while (!c->count && !c->closed && rc != ETIMEDOUT) {
		if (timeout_ms < 0)
			pthread_cond_wait(&c->arrived, &c->mutex);
		else
			rc = pthread_cond_timedwait(&c->arrived, &c->mutex, &until);
	}
	message = take(c);
	pthread_mutex_unlock(&c->mutex);
	return message;
}

int chan_fd(struct chan *c)
{
	return c->fd;
}

void chan_close(struct chan *c)
{
	pthread_mutex_lock(&c->mutex);
	c->closed = true;
	signal_fd(c);
	pthread_cond_broadcast(&c->arrived);
	pthread_mutex_unlock(&c->mutex);
}

bool chan_closed(struct chan *c)
{
	bool closed;

	pthread_mutex_lock(&c->mutex);
	closed = c->closed;
	pthread_mutex_unlock(&c->mutex);
	return closed;
}
