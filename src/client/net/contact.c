/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/net/contact.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "client/net/curl.h"
#include "client/queue/message.h"

#include <stdlib.h>

#define DRIFT_MS 1000 /* the clocks' difference is told anew when it changed by more */

void contact_time(struct contact *c, int64_t server_ms)
{
	int64_t difference;

	c->mono_ms = clock_mono_ms();
	c->server_ms = server_ms;
	difference = c->server_ms - c->mono_ms;
	if (llabs(difference - c->told_ms) > DRIFT_MS) {
		c->told_ms = difference;
		c->dirty = true;
	}
}

int64_t contact_now_ms(const struct contact *c)
{
	return c->server_ms ? c->server_ms + clock_mono_ms() - c->mono_ms : clock_now_ms();
}

static void set_online(struct contact *c, const struct error *why)
{
	bool online = why->code == ERR_NONE;

	c->doubt = false;
	if (online && !c->online)
		c->regained++;
	if (online != c->online || why->code != c->why.code) {
		log_event(online ? LOG_INFO : LOG_WARN, online ? "server-reached" : "server-lost", "code", error_rows[why->code].code, "why", why->detail,
			NULL);
		c->dirty = true;
	}
	c->online = online;
	c->why = *why;
}

void contact_reply(struct contact *c, const struct http_reply *r)
{
	if (r->status == 0) {
		if (r->error.code == ERR_OFFLINE || r->error.code == ERR_TLS)
			set_online(c, &r->error);
		else if (r->error.code == ERR_TIMEOUT)
			c->doubt = true;
		return;
	}
	if (r->time_ms)
		contact_time(c, r->time_ms);
	if (r->epoch[0] && !str_eq(c->epoch, r->epoch)) {
		str_copy(c->epoch, sizeof(c->epoch), r->epoch);
		c->dirty = true;
	}
	set_online(c, &r->error);
}

void contact_lost(struct contact *c, const char *why)
{
	struct error e = {0};

	error_set(&e, ERR_OFFLINE, NULL, "%s", why);
	set_online(c, &e);
}

void contact_replica(struct contact *c, bool ready, int percent, int64_t covered, int64_t changed)
{
	c->dirty |= ready != c->replica_ready || percent != c->replica_percent || covered != c->covered || changed != c->changed;
	c->replica_ready = ready;
	c->replica_percent = percent;
	c->covered = covered;
	c->changed = changed;
}

void contact_replica_trouble(struct contact *c, const struct error *why)
{
	c->dirty |= why->code != c->replica_why.code;
	c->replica_why = *why;
}

void contact_tell(struct contact *c)
{
	struct message *m;

	if (!c->dirty)
		return;
	c->dirty = false;
	m = message_new(MESSAGE_CONTACT);
	m->online = c->online;
	m->error = c->online ? c->replica_why : c->why;
	m->epoch = c->epoch[0] ? arena_strdup(m->arena, c->epoch) : NULL;
	m->server_ms = c->server_ms;
	m->mono_ms = c->mono_ms;
	m->replica_ready = c->replica_ready;
	m->replica_percent = c->replica_percent;
	m->covered = c->covered;
	m->changed = c->changed;
	message_send(c->ui, m);
}
