/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

/* Threads, by name, with all signals blocked (the main thread has them).
 * The one owner of pthread together with chan.c. */

struct thread;

struct thread *thread_start(const char *name, void (*run)(void *), void *arg);
void thread_join(struct thread **t);

/* For the few things that are shared by nature (a pool of connections). */
struct gate;
struct gate *gate_new(void);
void gate_free(struct gate **g);
void gate_enter(struct gate *g);
void gate_leave(struct gate *g);
/* Inside: give up the gate until woken (every waiter wakes). */
void gate_wait(struct gate *g);
void gate_wake(struct gate *g);

#endif
