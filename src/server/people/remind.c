/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/people/remind.h"

#include "base/arena.h"
#include "base/chan.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "base/thread.h"
#include "server/people/review.h"
#include "store/pool.h"
#include "store/store.h"
#include "store/writer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#define MINUTE_MS INT64_C(60000)
#define MONTH_MS  (INT64_C(30) * 24 * 60 * MINUTE_MS)
#define LONG_MS   (60 * MINUTE_MS) /* a clock that is set is noticed within the hour */

struct reminder {
	struct house house;
	struct chan *stop; /* closed: it ends */
	struct thread *thread;
};

struct reminding {
	const struct house *house;
	int64_t now_ms;
	bool mails;
	int sent;
	struct review_work work;
};

static bool mail_one(struct store *s, struct reminding *x, const struct mail_word *words, const struct query *q, struct error *e)
{
	struct mail mail = {.kind = "review", .to = query_get_text(q, 1), .language = query_get_int(q, 2) ? SWEDISH : ENGLISH,
		.user = query_get_int(q, 0), .words = words};

	x->sent++;
	return mail_add(s, &x->house->vault, &mail, e) != 0;
}

static bool mail_all(struct store *s, struct reminding *x, const struct review *found, struct error *e)
{
	struct arena *a = arena_new();
	const struct mail_word words[] = {
		{"users", arena_printf(a, "%" PRId64, found->users)}, {"never", arena_printf(a, "%" PRId64, found->never)},
		{"unused", arena_printf(a, "%" PRId64, found->unused)}, {"beyond", arena_printf(a, "%" PRId64, found->beyond)}, {NULL, NULL}};
	struct query *q = store_query(s,
		"SELECT id, email, language = 'sv' FROM users WHERE person AND active AND level = 'administrator' AND manages_users AND email <> ''"
		" ORDER BY login_fold",
		e);
	enum query_step step = QUERY_FAIL;
	bool ok = q != NULL;

	while (ok && (step = query_step(q, e)) == QUERY_ROW)
		ok = mail_one(s, x, words, q, e);
	query_done(q);
	arena_free(&a);
	return ok && step == QUERY_DONE && review_note_ms(s, "review_sent", x->now_ms, e);
}

static bool mail_is_due(struct store *s, const struct reminding *x)
{
	return x->mails && x->now_ms - review_note_read(s, "review_sent") >= MONTH_MS;
}

static bool remind_run(struct store *s, void *arg, bool *wrote, struct error *e)
{
	struct reminding *x = arg;
	struct review found;

	*wrote = true;
	x->sent = 0;
	return review_write(s, &x->work, &found, e) && review_note_ms(s, "review_day", x->now_ms, e) &&
		(!mail_is_due(s, x) || mail_all(s, x, &found, e));
}

static bool same_day(int64_t a_ms, int64_t b_ms)
{
	char a[11], b[11];

	clock_local_date(a_ms, a);
	clock_local_date(b_ms, b);
	return str_eq(a, b);
}

/* Has it been done today, and is there no mail that waits? */
static bool is_due(struct reminding *x, bool *out, struct error *e)
{
	struct store *s = pool_take(x->house->pool, e);

	if (!s)
		return false;
	*out = !same_day(review_note_read(s, "review_day"), x->now_ms) || mail_is_due(s, x);
	pool_give(x->house->pool, s);
	return true;
}

bool remind(const struct house *h, struct error *e)
{
	struct reminding x = {.house = h, .now_ms = clock_now_ms(), .mails = mailer_ready(h->mailer)};
	struct arena *a = arena_new();
	bool due = false, ok = is_due(&x, &due, e);

	if (ok && due)
		ok = review_look(h, a, x.now_ms, &x.work, e) && writer_do(h->writer, (struct writer_job){remind_run, &x}, e);
	arena_free(&a);
	if (!ok)
		return false;
	if (x.sent)
		mailer_wake(h->mailer);
	return true;
}

int64_t remind_wait_ms(int64_t now_ms)
{
	time_t now = (time_t)(now_ms / 1000);
	struct tm t;
	int64_t left_ms;

	localtime_r(&now, &t);
	t.tm_mday++;
	t.tm_hour = t.tm_min = t.tm_sec = 0;
	t.tm_isdst = -1;
	left_ms = (int64_t)mktime(&t) * 1000 - now_ms;
	return left_ms < MINUTE_MS ? MINUTE_MS : left_ms > LONG_MS ? LONG_MS : left_ms;
}

static void run(void *arg)
{
	struct reminder *r = arg;

	do {
		struct error e = {0};

		if (!remind(&r->house, &e))
			log_event(LOG_ERROR, "review.remind", "code", error_rows[e.code].code, "detail", e.detail, NULL);
		chan_wait(r->stop, (int)remind_wait_ms(clock_now_ms()));
	} while (!chan_closed(r->stop));
}

struct reminder *reminder_start(const struct house *h)
{
	struct reminder *r = xcalloc(1, sizeof *r);

	r->house = *h;
	r->stop = chan_new(0);
	r->thread = thread_start("reminder", run, r);
	return r;
}

void reminder_stop(struct reminder **r)
{
	if (!*r)
		return;
	chan_close((*r)->stop);
	thread_join(&(*r)->thread);
	chan_free(&(*r)->stop);
	secure_wipe(&(*r)->house.vault, sizeof (*r)->house.vault);
	free(*r);
	*r = NULL;
}
