/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SSO_SSO_KEPT_H
#define SSO_SSO_KEPT_H

/* Documents of providers, kept for ten minutes by their address and the
 * authority that vouched for them.  Texts are copied in and out, so nobody
 * holds what another thread replaces. */

#include <stdbool.h>

#define SSO_KEPT_MS  (10 * 60 * 1000)
#define SSO_RENEW_MS (60 * 1000)

struct arena;

struct sso_kept;
struct sso_kept *sso_kept_new(void);
void sso_kept_free(struct sso_kept **k);

/* NULL: not there, or too old. */
char *sso_kept_find(struct sso_kept *k, struct arena *a, const char *url, const char *ca_file);
void sso_kept_put(struct sso_kept *k, const char *url, const char *ca_file, const char *text);
/* May what is kept be fetched anew before its time?  Yes once a minute, whoever asks. */
bool sso_kept_may_renew(struct sso_kept *k, const char *url, const char *ca_file);

#endif
