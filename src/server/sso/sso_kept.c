/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/sso/sso_kept.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/thread.h"

#include <stdint.h>
#include <stdlib.h>

/* A tenant has one provider, and a provider two documents. */
#define KEPT_MOST 32

struct document {
	char *url, *ca_file, *text;
	int64_t fetched_mono_ms;
	int64_t renewed_mono_ms;
	bool renewed;
};
struct sso_kept {
	struct gate *gate;
	struct document documents[KEPT_MOST];
};

struct sso_kept *sso_kept_new(void)
{
	struct sso_kept *k = xcalloc(1, sizeof(*k));

	k->gate = gate_new();
	return k;
}

static void forget(struct document *d)
{
	free(d->url);
	free(d->ca_file);
	free(d->text);
	*d = (struct document){0};
}

void sso_kept_free(struct sso_kept **k)
{
	if (!*k)
		return;
	for (size_t i = 0; i < KEPT_MOST; i++)
		forget(&(*k)->documents[i]);
	gate_free(&(*k)->gate);
	free(*k);
	*k = NULL;
}

static struct document *find(struct sso_kept *k, const char *url, const char *ca_file)
{
	for (size_t i = 0; i < KEPT_MOST; i++) {
		struct document *d = &k->documents[i];
		if (d->url && str_eq(d->url, url) && str_eq(d->ca_file, ca_file))
			return d;
	}
	return NULL;
}

/* An unused one, else that of the oldest. */
static struct document *make_room(struct sso_kept *k)
{
	struct document *oldest = &k->documents[0];

	for (size_t i = 0; i < KEPT_MOST; i++) {
		struct document *d = &k->documents[i];
		if (!d->url)
			return d;
		if (d->fetched_mono_ms < oldest->fetched_mono_ms)
			oldest = d;
	}
	forget(oldest);
	return oldest;
}

char *sso_kept_find(struct sso_kept *k, struct arena *a, const char *url, const char *ca_file)
{
	gate_enter(k->gate);
	const struct document *d = find(k, url, ca_file);
	char *text = d && clock_mono_ms() - d->fetched_mono_ms < SSO_KEPT_MS ? arena_strdup(a, d->text) : NULL;
	gate_leave(k->gate);
	return text;
}

void sso_kept_put(struct sso_kept *k, const char *url, const char *ca_file, const char *text)
{
	gate_enter(k->gate);
	struct document *d = find(k, url, ca_file);
	if (!d) {
		d = make_room(k);
		d->url = xstrdup(url);
		d->ca_file = xstrdup(ca_file ? ca_file : "");
	}
	free(d->text);
	d->text = xstrdup(text);
	d->fetched_mono_ms = clock_mono_ms();
	gate_leave(k->gate);
}

bool sso_kept_may_renew(struct sso_kept *k, const char *url, const char *ca_file)
{
	int64_t now = clock_mono_ms();

	gate_enter(k->gate);
	struct document *d = find(k, url, ca_file);
	bool may = !d || !d->renewed || now - d->renewed_mono_ms >= SSO_RENEW_MS;
	if (d && may) {
		d->renewed = true;
		d->renewed_mono_ms = now;
	}
	gate_leave(k->gate);
	return may;
}
