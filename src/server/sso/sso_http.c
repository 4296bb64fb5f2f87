/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/sso/sso_http.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "server/remote/remote.h"
#include "server/sso/sso.h"
#include "server/sso/sso_text.h"

#define ANSWER_MOST (64 * 1024)

static bool say_why(struct arena *a, const struct error *why, struct error *e)
{
	const char *more = sso_shown(a, why->detail);

	switch (why->code) {
	case ERR_TIMEOUT:
		return error_set(e, ERR_BUSY, NULL, "it did not answer in time");
	case ERR_OFFLINE:
		return error_set(e, ERR_BUSY, NULL, "no contact%s%s", *more ? ": " : "", more);
	case ERR_CANCELLED:
		return error_set(e, ERR_BUSY, NULL, "broken off");
	case ERR_TLS:
		return error_set(e, ERR_PROVIDER, NULL, "it is not the one that is trusted: %s", more);
	case ERR_TOO_LARGE:
		return error_set(e, ERR_PROVIDER, NULL, "its answer is too large");
	default:
		return error_set(e, ERR_PROVIDER, NULL, "%s", more);
	}
}

static bool is_for_now(int status)
{
	return status >= 500 || status == 408 || status == 429;
}

static bool call(struct arena *a, const struct sso_provider *p, struct remote_request *in, struct remote_answer *out, struct error *e)
{
	struct error why = {0};

	in->accept = "application/json";
	in->ca_file = p->ca_file;
	in->timeout_ms = p->timeout_ms;
	in->stop_fd = p->stop_fd;
	in->most = ANSWER_MOST;
	return remote_http(a, in, out, &why) || say_why(a, &why, e);
}

static const struct json *read_object(struct arena *a, const struct remote_answer *in, struct error *e)
{
	struct error why = {0};
	const struct json *v = json_parse(a, in->body, in->len, &why);

	if (v && json_type(v) == JSON_OBJECT)
		return v;
	error_set(e, is_for_now(in->status) ? ERR_BUSY : ERR_PROVIDER, NULL, "it answers %d without a JSON object%s%s", in->status,
		str_empty(in->type) ? "" : ": ", sso_shown(a, in->type));
	return NULL;
}

const struct json *sso_http_get(
	struct arena *a, const struct sso_provider *p, const char *url, const char *bearer, const char **text, struct error *e)
{
	struct remote_request in = {.method = "GET", .url = url, .bearer = bearer};
	struct remote_answer out;

	if (!call(a, p, &in, &out, e))
		return NULL;
	if (out.status != 200) {
		error_set(e, is_for_now(out.status) ? ERR_BUSY : ERR_PROVIDER, NULL, "it answers %d at %s", out.status, sso_shown(a, url));
		return NULL;
	}
	*text = out.body;
	return read_object(a, &out, e);
}

const struct json *sso_http_post(struct arena *a, const struct sso_provider *p, const struct sso_form *form, int *status, struct error *e)
{
	bool in_front = !str_empty(p->client_secret) && !form->secret_in_body;
	struct buf *body = buf_new(a);
	struct remote_request in = {.method = "POST", .url = form->url, .type = "application/x-www-form-urlencoded"};
	struct remote_answer out;

	for (const char *const *f = form->fields; *f; f += 2)
		sso_form_add(body, f[0], f[1]);
	/* One way of saying who the client is, never two (RFC 6749 section 2.3). */
	if (in_front) {
		in.user = sso_form_encode(a, p->client_id);
		in.password = sso_form_encode(a, p->client_secret);
	} else {
		sso_form_add(body, "client_id", p->client_id);
		if (!str_empty(p->client_secret))
			sso_form_add(body, "client_secret", p->client_secret);
	}
	in.body = buf_str(body);
	if (!call(a, p, &in, &out, e))
		return NULL;
	*status = out.status;
	return read_object(a, &out, e);
}
