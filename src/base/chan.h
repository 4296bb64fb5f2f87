/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_CHAN_H
#define BASE_CHAN_H

/* The channel: how threads talk, and the only thing with a mutex.  A message
 * belongs to whoever received it.  A descriptor becomes readable while
 * something waits, so that one poll() can wait for it and other things; that
 * of a closed channel stays readable, so ask chan_closed() when it is empty. */

#include <stdbool.h>
#include <stddef.h>

struct chan;

struct chan *chan_new(size_t limit); /* limit 0: none; messages are pointers */
void chan_free(struct chan **c);
bool chan_send(struct chan *c, void *message); /* false when closed, or full (limit) */
void *chan_take(struct chan *c);               /* NULL when nothing waits */
/* Waits at most timeout_ms (-1: for ever); NULL on timeout, or closed and empty. */
void *chan_wait(struct chan *c, int timeout_ms);
int chan_fd(struct chan *c); /* poll it for POLLIN */
void chan_close(struct chan *c);
bool chan_closed(struct chan *c);

#endif
