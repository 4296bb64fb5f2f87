/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SSO_SSO_H
#define SSO_SSO_H

/* Signing in by an identity provider, from a terminal: OpenID Connect by the
 * device authorization grant (RFC 8628; Core 1.0; Discovery 1.0).  Whoever
 * signs in opens an address on any device and types a short code there;
 * meanwhile this server asks the provider, now and then, whether it happened.
 *
 * Nothing of an attempt is kept here: what the next call needs is in
 * sso_code.secret, which the caller keeps sealed in the directory, so any
 * server of the installation may take the next call.  Kept are only the
 * provider's own words about itself and its keys, for ten minutes.
 *
 * A handler: sso_begin(), keep `secret`, `interval_s` and `expires_ms` with the
 * attempt, answer with the code and the address.  At each poll of the terminal
 * look first whether `expires_ms` is past and whether `interval_s` have gone by
 * since the provider was last asked (answer with the interval, unasked, when
 * not); then sso_poll(), and keep the interval, which may have grown.  PENDING
 * and SLOW_DOWN: the attempt lives.  DENIED, EXPIRED, FAILED: it is over, *e is
 * the answer.  DONE: it is over; find the account by issuer and subject, else
 * by `email` when that is not "" (the first link).  A call takes up to some
 * timeouts of the provider: hold no transaction meanwhile.
 *
 * Every error is PROVIDER with words for people. */

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;

/* Thread-safe; one for the server. */
struct sso;
struct sso *sso_new(void);
void sso_free(struct sso **s);

struct sso_provider {
	const char *issuer; /* https://..., to the letter as the provider says it */
	const char *client_id;
	const char *client_secret; /* "": a public client */
	const char *scope;         /* "": openid email profile */
	const char *ca_file;       /* "": the system's authorities */
	int timeout_ms;            /* of each call; 0: 10 s */
	int stop_fd;               /* broken off as soon as it is readable; 0: none */
};
/* Does the provider stand there, and can it do what is asked of it?  For who writes its settings. */
bool sso_discover(struct sso *s, struct arena *a, const struct sso_provider *p, struct error *e);

struct sso_code {
	const char *secret;    /* for sso_poll(); never for the terminal */
	const char *user_code; /* printable ASCII, as all of these */
	const char *address;   /* to be opened by whoever signs in */
	const char *complete;  /* the same with the code in it, for a QR code; NULL: none */
	int interval_s;
	int64_t expires_ms;
};
bool sso_begin(struct sso *s, struct arena *a, const struct sso_provider *p, struct sso_code *out, struct error *e);

struct sso_identity {
	const char *issuer, *subject;
	const char *email; /* "" unless the provider says that it is verified */
	const char *name;  /* "" when it says none */
};
enum sso_state {
	SSO_PENDING,   /* not yet */
	SSO_SLOW_DOWN, /* not yet, and *interval_s has grown; *e is set when the provider was not to be had */
	SSO_DENIED,    /* whoever it was said no */
	SSO_EXPIRED,
	SSO_FAILED, /* *e says why; asking again does not help */
	SSO_DONE,
};
enum sso_state sso_poll(struct sso *s, struct arena *a, const struct sso_provider *p, const char *secret, int *interval_s,
	struct sso_identity *out, struct error *e);

#endif
