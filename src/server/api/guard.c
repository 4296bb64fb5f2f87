/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/guard.h"

#include "base/error.h"
#include "base/str.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* Headers that mean something to us, or to a proxy before us, stand once. */
enum once { ONCE_HOST, ONCE_LENGTH, ONCE_TYPE, ONCE_AUTHORIZATION, ONCE_EXPECT, ONCE_COUNT };
static const char *const once_names[ONCE_COUNT] = {
	[ONCE_HOST] = "Host",
	[ONCE_LENGTH] = "Content-Length",
	[ONCE_TYPE] = "Content-Type",
	[ONCE_AUTHORIZATION] = "Authorization",
	[ONCE_EXPECT] = "Expect",
};
/* A body comes whole, with its length, and is what it says it is. */
static const char *const never_names[] = {"Transfer-Encoding", "TE", "Trailer", "Upgrade", "Content-Encoding", "Content-Range"};

static bool bad(struct error *e, const char *why)
{
	return error_set(e, ERR_BAD_REQUEST, NULL, "%s", why);
}

static bool is_token(const char *s, size_t len)
{
	static const char marks[] = "!#$%&'*+-.^_`|~";

	for (size_t i = 0; i < len; i++) {
		char c = s[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		if (!letter && (c == '\0' || !strchr(marks, c)))
			return false;
	}
	return len > 0;
}

static bool check_method(const char *method, struct error *e)
{
	static const char *const known[] = {"GET", "HEAD", "POST", "PUT", "DELETE"};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_eq(method, known[i]))
			return true;
	if (!is_token(method, strlen(method)))
		return bad(e, "the method");
	return error_set(e, ERR_METHOD, NULL, "no such method here");
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool check_target(const char *target, struct error *e)
{
	size_t len = strlen(target);

	if (len > GUARD_TARGET)
		return error_set(e, ERR_TOO_LARGE, NULL, "the address is over %d bytes", GUARD_TARGET);
	if (target[0] != '/')
		return bad(e, "the address must begin with /");
	for (size_t i = 0; i < len; i++) {
		if (target[i] <= ' ' || target[i] > '~' || strchr("\"#<>\\^`{|}", target[i]))
			return bad(e, "the address holds a byte that must be escaped");
		if (target[i] == '%' && !(is_hex(target[i + 1]) && is_hex(target[i + 2])))
			return bad(e, "the address ends in half an escape");
	}
	return true;
}

static bool name_is(const struct guard_header *h, const char *name)
{
	return h->name_len == strlen(name) && strncasecmp(h->name, name, h->name_len) == 0;
}

static bool check_value(const struct guard_header *h, struct error *e)
{
	for (size_t i = 0; i < h->value_len; i++) {
		unsigned char c = (unsigned char)h->value[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return bad(e, "a header holds a control byte");
	}
	return true;
}

static bool check_header(const struct guard_header *h, struct error *e)
{
	if (!is_token(h->name, h->name_len))
		return bad(e, "the name of a header");
	for (size_t i = 0; i < sizeof never_names / sizeof *never_names; i++)
		if (name_is(h, never_names[i]))
			return error_set(e, ERR_BAD_REQUEST, never_names[i], "%s is not taken here", never_names[i]);
	return check_value(h, e);
}

static bool check_host(const struct guard_header *h, bool needed, struct error *e)
{
	static const char marks[] = ".-_:[]";

	if (!h)
		return !needed || bad(e, "no Host");
	for (size_t i = 0; i < h->value_len; i++) {
		char c = h->value[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		if (!letter && (c == '\0' || !strchr(marks, c)))
			return bad(e, "Host");
	}
	return (h->value_len > 0 && h->value_len < 256) || bad(e, "Host");
}

/* Digits alone: no sign, no list, no white space. */
static bool read_length(const struct guard_header *h, size_t most, size_t *len, struct error *e)
{
	size_t n = 0;

	if (h->value_len == 0 || h->value_len > 18)
		return bad(e, "Content-Length");
	for (size_t i = 0; i < h->value_len; i++) {
		if (h->value[i] < '0' || h->value[i] > '9')
			return bad(e, "Content-Length");
		n = n * 10 + (size_t)(h->value[i] - '0');
	}
	if (n > most)
		return error_set(e, ERR_TOO_LARGE, NULL, "at most %zu bytes", most);
	*len = n;
	return true;
}

static bool check_body(const struct guard_request *r, const struct guard_header *const *once, size_t *len, struct error *e)
{
	*len = 0;
	if (once[ONCE_LENGTH] && !read_length(once[ONCE_LENGTH], r->body_most, len, e))
		return false;
	if (*len > 0 && (str_eq(r->method, "GET") || str_eq(r->method, "HEAD") || str_eq(r->method, "DELETE")))
		return bad(e, "a body where none belongs");
	if (once[ONCE_EXPECT] && !(once[ONCE_EXPECT]->value_len == 12 && strncasecmp(once[ONCE_EXPECT]->value, "100-continue", 12) == 0))
		return bad(e, "Expect");
	return true;
}

static bool find_once(const struct guard_request *r, const struct guard_header **once, struct error *e)
{
	for (size_t i = 0; i < r->header_count; i++) {
		if (!check_header(&r->headers[i], e))
			return false;
		for (int k = 0; k < ONCE_COUNT; k++) {
			if (!name_is(&r->headers[i], once_names[k]))
				continue;
			if (once[k])
				return error_set(e, ERR_BAD_REQUEST, once_names[k], "%s is there twice", once_names[k]);
			once[k] = &r->headers[i];
		}
	}
	return true;
}

/* NAME ":" white space VALUE CR LF, each behind the last, then CR LF. */
static bool check_layout(const struct guard_request *r, struct error *e)
{
	const char *at = r->version + strlen(r->version) + 2;

	for (size_t i = 0; i < r->header_count; i++) {
		const struct guard_header *h = &r->headers[i];

		if (h->name != at || h->value < h->name + h->name_len + 1)
			return bad(e, "the headers are not lines one after another");
		at = h->value + h->value_len + 2;
	}
	return (size_t)(at + 2 - r->method) == r->size || bad(e, "the headers are not lines one after another");
}

bool guard_line(const char *method, const char *target, struct error *e)
{
	return check_method(method, e) && check_target(target, e);
}

bool guard_check(const struct guard_request *r, size_t *body_len, struct error *e)
{
	const struct guard_header *once[ONCE_COUNT] = {NULL};
	bool one = str_eq(r->version, "HTTP/1.1");

	if (!one && !str_eq(r->version, "HTTP/1.0"))
		return bad(e, "the version of HTTP");
	if (!guard_line(r->method, r->target, e))
		return false;
	if (r->header_count > GUARD_HEADERS)
		return error_set(e, ERR_TOO_LARGE, NULL, "at most %d headers", GUARD_HEADERS);
	return find_once(r, once, e) && check_layout(r, e) && check_host(once[ONCE_HOST], one, e) && check_body(r, once, body_len, e);
}
