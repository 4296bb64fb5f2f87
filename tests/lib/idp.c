/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/idp.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "lib/id_token.h"
#include "lib/tls_server.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void idp_use(struct idp *p, struct tls_server *server, struct arena *a)
{
	p->server = server;
	p->arena = a;
	p->before = 0;
	p->before = idp_asked(p, NULL, NULL);
	idp_say(p, &(struct idp_says){0});
}

const char *idp_url(const struct idp *p)
{
	return tls_server_url(p->server);
}

char *idp_text(const struct idp *p, const char *text)
{
	struct buf *out = buf_new(p->arena);

	for (const char *at; (at = strstr(text, "$URL")); text = at + 4) {
		buf_add(out, text, (size_t)(at - text));
		buf_adds(out, idp_url(p));
	}
	buf_adds(out, text);
	return arena_strdup(p->arena, buf_str(out));
}

static void add_lines(const struct idp *p, struct buf *script, const char *what, const char *lines, const char *good)
{
	size_t n;
	char **all = str_split(p->arena, idp_text(p, lines ? lines : good), '\n', &n);

	for (size_t i = 0; i < n; i++)
		buf_addf(script, "%s %s\n", what, all[i]);
}

void idp_say(struct idp *p, const struct idp_says *says)
{
	struct buf *script = buf_new(p->arena);
	const char *keys = arena_printf(p->arena, "200 %s", id_token_jwks(p->arena, &p->key, "k1"));

	add_lines(p, script, "GET /.well-known/openid-configuration", says->discovery, "200 " IDP_DOCUMENT_WITH(""));
	add_lines(p, script, "GET /keys", says->keys, keys);
	add_lines(p, script, "POST /device", says->device, "200 " IDP_DEVICE("ABCD-EFGH", "$URL/go", "\"expires_in\":600"));
	add_lines(p, script, "POST /token", says->token, IDP_PENDING);
	add_lines(p, script, "GET /me", says->userinfo, "404 {}");
	tls_server_script(p->server, buf_str(script));
}

char *idp_claims(const struct idp *p)
{
	long long now_s = clock_now_ms() / 1000;

	return arena_printf(p->arena,
		"{\"iss\":\"%s\",\"aud\":\"wms\",\"iat\":%lld,\"exp\":%lld,\"sub\":\"u-1\",\"name\":\"Johnny\",\"email\":\"j@example.com\","
		"\"email_verified\":true}",
		idp_url(p), now_s, now_s + 300);
}

char *idp_gives(const struct idp *p, const char *id_token)
{
	return arena_printf(p->arena, "200 {\"access_token\":\"x\",\"token_type\":\"Bearer\",\"id_token\":\"%s\"}", id_token);
}

int idp_asked(const struct idp *p, const char *target, const char **last)
{
	int n = 0, at = p->before + 1;

	for (; access(tls_server_file(p->server, arena_printf(p->arena, "request.%d", at)), R_OK) == 0; at++) {
		size_t len;
		char *text = tls_server_request(p->server, at, &len);
		bool it = !target || str_starts(text, arena_printf(p->arena, "%s HTTP/1.1\r\n", target));
		if (it && last)
			*last = arena_strdup(p->arena, text);
		n += it;
		free(text);
	}
	return n;
}
