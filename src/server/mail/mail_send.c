/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that sends what waits (mail.h). */
#include "base/arena.h"
#include "base/chan.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "base/thread.h"
#include "server/mail/letter.h"
#include "server/mail/outbox.h"
#include "server/remote/remote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_MS INT64_C(60000)
#define LOOK_MS   (10 * MINUTE_MS) /* the clock may have been set meanwhile */

struct mailer {
	struct mail_options options;
	struct vault vault;
	struct outbox outbox;
	struct chan *wake, *stop;
	struct thread *thread;
};

static struct remote_mail_server server_of(const struct mail_options *o)
{
	return (struct remote_mail_server){.host = o->host, .port = o->port, .security = o->security, .user = o->user, .password = o->password,
		.ca_file = o->ca_file};
}

bool mail_options_check(const struct mail_options *o, struct error *e)
{
	struct remote_mail_server server = server_of(o);
	struct error why = {0};

	if (str_empty(o->host))
		return true;
	if (!mail_address(o->from, &why))
		return error_set(e, ERR_INVALID, "mail_from", "%s", why.detail);
	if (remote_mail_server_check(&server, &why))
		return true;
	return error_set(e, why.code, NULL, "mail_%s: %s", why.field, why.detail);
}

static int64_t retry_ms(int64_t attempts)
{
	static const int minutes[] = {1, 5, 15, 60};
	int64_t last = sizeof minutes / sizeof *minutes;

	return minutes[(attempts < last ? attempts : last) - 1] * MINUTE_MS;
}

static void tell(const struct due *d, const char *event, const char *why)
{
	char id[24], attempts[24];

	snprintf(id, sizeof id, "%lld", (long long)d->id);
	snprintf(attempts, sizeof attempts, "%lld", (long long)d->attempts);
	log_event(str_eq(event, "mail.sent") ? LOG_INFO : LOG_WARN, event, "mail", id, "kind", d->kind, "attempt", attempts, "result", why, NULL);
}

/* It comes to its end, of whatever kind. */
static bool finish(struct mailer *m, const struct due *d, const char *state, const char *result, struct error *e)
{
	char event[32];

	snprintf(event, sizeof event, "mail.%s", state);
	tell(d, event, result);
	return outbox_note(&m->outbox, &(struct due_news){.id = d->id, .attempts = d->attempts, .state = state, .result = result,
		.sent_ms = str_eq(state, "sent") ? clock_now_ms() : 0}, e);
}

static bool judge(struct mailer *m, struct due *d, const struct letter *l, const struct remote_mail_answer *answer, const struct error *why,
	int64_t next_ms, struct error *e)
{
	char words[201];

	letter_words(l, m->options.password, why->code ? why->detail : answer->said, words, sizeof words);
	if (!why->code)
		return finish(m, d, "sent", words, e);
	if (answer->permanent)
		return finish(m, d, "failed", words, e);
	tell(d, "mail.waits", words);
	/* Who stopped us wants it sent when we are back. */
	return outbox_note(&m->outbox, &(struct due_news){.id = d->id, .attempts = d->attempts, .result = words,
		.next_ms = why->code == ERR_CANCELLED ? clock_now_ms() : next_ms}, e);
}

static bool try_once(struct mailer *m, struct due *d, const struct letter *l, struct error *e)
{
	int64_t next_ms = clock_now_ms() + retry_ms(++d->attempts);
	struct remote_mail_server server = server_of(&m->options);
	struct remote_mail_answer answer = {0};
	struct buf message = letter_buf();
	struct error why = {0};

	next_ms = next_ms < d->expires_ms ? next_ms : d->expires_ms;
	if (!outbox_note(&m->outbox, &(struct due_news){.id = d->id, .attempts = d->attempts, .next_ms = next_ms}, e)) {
		letter_forget(&message);
		return false;
	}
	server.stop_fd = chan_fd(m->stop);
	letter_message(&message, l, m->options.from, d->time_ms);
	remote_mail(&server, m->options.from, l->to, message.data, message.len, &answer, &why);
	letter_forget(&message);
	return judge(m, d, l, &answer, &why, next_ms, e);
}

static bool open_and_send(struct mailer *m, struct due *d, struct error *e)
{
	size_t n = d->sealed.len > VAULT_EXTRA ? d->sealed.len - VAULT_EXTRA : 0;
	struct buf plain = letter_buf();
	struct letter l;
	bool ok;

	for (size_t i = 0; i < n; i++)
		buf_addc(&plain, '\0');
	if (n && vault_unseal(&m->vault, OUTBOX_PURPOSE, &d->id, sizeof d->id, d->sealed.data, d->sealed.len, plain.data) &&
		letter_read(plain.data, n, &l))
		ok = try_once(m, d, &l, e);
	else
		ok = finish(m, d, "failed", "it was sealed by another key", e);
	letter_forget(&plain);
	return ok;
}

/* false: the database is in trouble. */
static bool attend(struct mailer *m, struct due *d, struct error *e)
{
	bool ok;

	if (clock_now_ms() < d->expires_ms)
		ok = open_and_send(m, d, e);
	else
		ok = finish(m, d, "gave-up", d->attempts ? NULL : "it expired before it could be sent", e);
	buf_release(&d->sealed);
	return ok;
}

static int wait_ms(const struct mailer *m)
{
	int64_t next_ms = outbox_next(&m->outbox), now_ms = clock_now_ms();

	if (next_ms > now_ms + LOOK_MS)
		return (int)LOOK_MS;
	return next_ms > now_ms ? (int)(next_ms - now_ms) : 0;
}

static void run(void *arg)
{
	struct mailer *m = arg;

	while (!chan_closed(m->stop)) {
		struct error e = {0};
		struct due due;
		enum due_found found = outbox_due(&m->outbox, 0, clock_now_ms(), &due, &e);

		if (found == DUE_NONE) {
			chan_wait(m->wake, wait_ms(m));
		} else if (found == DUE_FAILED || !attend(m, &due, &e)) {
			log_event(LOG_ERROR, "mail.trouble", "code", error_rows[e.code].code, "detail", e.detail, NULL);
			chan_wait(m->stop, (int)MINUTE_MS);
		}
	}
}

static struct mailer *mailer_new(const struct mail_options *o, const struct vault *v, struct writer *w, struct pool *p, struct error *e)
{
	struct mailer *m;

	if (!mail_options_check(o, e))
		return NULL;
	m = xcalloc(1, sizeof *m);
	m->options = (struct mail_options){.host = xstrdup(o->host ? o->host : ""), .user = xstrdup(o->user ? o->user : ""),
		.password = xstrdup(o->password ? o->password : ""), .from = xstrdup(o->from ? o->from : ""), .security = xstrdup(o->security),
		.ca_file = xstrdup(o->ca_file ? o->ca_file : ""), .port = o->port};
	m->vault = *v;
	m->outbox = (struct outbox){.writer = w, .pool = p, .sends = *m->options.host != '\0'};
	m->wake = chan_new(1);
	m->stop = chan_new(0);
	return m;
}

static void mailer_free(struct mailer **m)
{
	const struct mail_options *o = &(*m)->options;
	const char *const strings[] = {o->host, o->user, o->password, o->from, o->security, o->ca_file};

	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
		secure_wipe((char *)(uintptr_t)strings[i], strlen(strings[i]));
		free((char *)(uintptr_t)strings[i]);
	}
	secure_wipe(&(*m)->vault, sizeof (*m)->vault);
	chan_free(&(*m)->wake);
	chan_free(&(*m)->stop);
	free(*m);
	*m = NULL;
}

struct mailer *mailer_start(const struct mail_options *o, const struct vault *v, struct writer *w, struct pool *p, struct error *e)
{
	struct mailer *m = mailer_new(o, v, w, p, e);

	if (m)
		m->thread = thread_start("mail", run, m);
	return m;
}

void mailer_stop(struct mailer **m)
{
	if (!*m)
		return;
	chan_close((*m)->stop);
	chan_close((*m)->wake);
	thread_join(&(*m)->thread);
	mailer_free(m);
}

void mailer_wake(struct mailer *m)
{
	/* Full: it will look anyway. */
	if (m)
		chan_send(m->wake, m);
}

bool mailer_ready(const struct mailer *m)
{
	return m && m->outbox.sends;
}

bool mail_send_now(const struct mail_options *o, const struct vault *v, struct writer *w, struct pool *p, int64_t id, struct error *e)
{
	struct mailer *m = mailer_new(o, v, w, p, e);
	struct due due;
	bool ok = false;

	if (!m)
		return false;
	if (!m->outbox.sends)
		error_set(e, ERR_NO_MAIL, NULL, "mail_host is not set");
	else
		switch (outbox_due(&m->outbox, id, clock_now_ms(), &due, e)) {
		case DUE_FOUND:
			ok = attend(m, &due, e);
			break;
		case DUE_NONE:
			error_set(e, ERR_NOT_FOUND, "mail", "it waits no more");
			break;
		case DUE_FAILED:
			break;
		}
	mailer_free(&m);
	return ok;
}
