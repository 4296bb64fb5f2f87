/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SSO_SSO_HTTP_H
#define SSO_SSO_HTTP_H

/* One call to a provider, answered by a JSON object.  Within this folder an
 * error is BUSY when asking later may help, PROVIDER when it will not. */

#include <stdbool.h>

struct arena;
struct error;
struct json;
struct sso_provider;

/* A document that is simply there: 200 or an error.  bearer: an access token, NULL none.  *text: as it came. */
const struct json *sso_http_get(
	struct arena *a, const struct sso_provider *p, const char *url, const char *bearer, const char **text, struct error *e);

/* A form, with the client's name and its secret, if it has one, in the body or in front of it.
 * Whatever the status, as long as the answer is an object. */
struct sso_form {
	const char *url;
	const char *const *fields; /* name, value, ..., NULL */
	bool secret_in_body;
};
const struct json *sso_http_post(struct arena *a, const struct sso_provider *p, const struct sso_form *form, int *status, struct error *e);

#endif
