/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/queue/message.h"

#include "base/arena.h"
#include "base/chan.h"

const char *const record_state_names[RECORD_STATES] = {
	[RECORD_WAITING] = "waiting",
	[RECORD_SENT] = "sent",
	[RECORD_DONE] = "done",
	[RECORD_REFUSED] = "refused",
	[RECORD_PARKED] = "parked",
	[RECORD_CORRUPT] = "corrupt",
};

struct message *message_new(enum message_type type)
{
	struct arena *a = arena_new();
	struct message *m = arena_new_of(a, struct message);

	m->type = type;
	m->arena = a;
	return m;
}

void message_free(struct message **m)
{
	struct arena *a;

	if (!*m)
		return;
	a = (*m)->arena; /* the message lies in it */
	*m = NULL;
	arena_free(&a);
}

void message_send(struct chan *to, struct message *m)
{
	if (!to || !chan_send(to, m))
		message_free(&m);
}
