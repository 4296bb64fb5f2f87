/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef API_SSO_PROVIDER_H
#define API_SSO_PROVIDER_H

/* The identity provider as the tenant has set it up, its client's secret opened. */

#include "server/api/api.h"
#include "server/sso/sso.h"

/* STATUS when single sign-on is not turned on. */
bool sso_provider_read(struct call *c, struct store *s, struct sso_provider *out, struct error *e);

#endif
