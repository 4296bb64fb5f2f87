/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIB_IDP_H
#define LIB_IDP_H

/* A scripted identity provider: a tls_server that answers as a good one unless
 * it is told otherwise.  Texts live in its arena, which is one test's. */

#include "secure/sign.h"

struct arena;
struct tls_server;

struct idp {
	struct arena *arena;
	struct tls_server *server;
	struct sign_key key; /* "k1" of its keys */
	int before;          /* the requests of earlier tests */
};
/* With these from now on, as a good one; its key is the caller's. */
void idp_use(struct idp *p, struct tls_server *server, struct arena *a);

/* Each is lines of "STATUS BODY"; NULL: as a good one.  "$URL" is its own address. */
struct idp_says {
	const char *discovery, *keys, *device, *token, *userinfo;
};
void idp_say(struct idp *p, const struct idp_says *says);
const char *idp_url(const struct idp *p);
char *idp_text(const struct idp *p, const char *text); /* with its address for "$URL" */

char *idp_claims(const struct idp *p); /* of a good ID token */
char *idp_gives(const struct idp *p, const char *id_token); /* a line of the token endpoint */
/* How often it was asked for `target` ("GET /keys") in this test; how often at all when NULL. */
int idp_asked(const struct idp *p, const char *target, const char **last);

#define IDP_DOCUMENT(issuer, device, token, keys, more) \
	"{\"issuer\":\"" issuer "\",\"device_authorization_endpoint\":\"" device "\",\"token_endpoint\":\"" token "\",\"jwks_uri\":\"" keys \
	"\"" more "}"
#define IDP_DOCUMENT_WITH(more) IDP_DOCUMENT("$URL", "$URL/device", "$URL/token", "$URL/keys", more)
#define IDP_DEVICE(code, address, rest) \
	"{\"device_code\":\"d-1\",\"user_code\":\"" code "\",\"verification_uri\":\"" address "\"," rest "}"
#define IDP_PENDING "400 {\"error\":\"authorization_pending\"}"

#endif
