/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/cidr.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

#define MAPPED_BITS 96 /* of ::ffff:0:0/96, where the IPv4 addresses are inside IPv6 */
#define BLANKS      " \t\r\n"

static int width(const struct address *a)
{
	return a->six ? 128 : 32;
}

/* As it is written: an IPv4 address inside IPv6 is not made IPv4 yet. */
static bool read_as_written(const char *text, struct address *out)
{
	memset(out, 0, sizeof *out);
	if (inet_pton(AF_INET, text, out->bytes) == 1)
		return true;
	memset(out, 0, sizeof *out);
	out->six = true;
	return inet_pton(AF_INET6, text, out->bytes) == 1;
}

static bool is_mapped(const struct address *a)
{
	static const unsigned char prefix[MAPPED_BITS / 8] = {[10] = 0xff, [11] = 0xff};

	return a->six && !memcmp(a->bytes, prefix, sizeof prefix);
}

static void unmap(struct address *a)
{
	struct address four = {.six = false};

	memcpy(four.bytes, a->bytes + MAPPED_BITS / 8, 4);
	*a = four;
}

bool address_read(const char *text, struct address *out)
{
	if (!read_as_written(text, out))
		return false;
	if (is_mapped(out))
		unmap(out);
	return true;
}

static bool wrong(struct error *e, const char *field, const char *text, const char *why)
{
	char shown[72];
	bool whole = str_copy(shown, sizeof shown, text);

	return error_set(e, ERR_INVALID, field, "%s%s %s", shown, whole ? "" : "...", why);
}

static bool begins_with_zero(const char *text)
{
	for (const char *at = text; at; at = strchr(at, '.')) {
		at += *at == '.';
		if (at[0] == '0' && at[1] >= '0' && at[1] <= '9')
			return true;
	}
	return false;
}

static const char *why_no_address(const char *text)
{
	size_t dots = 0;

	for (const char *s = text; *s; s++)
		dots += *s == '.';
	if (strchr(text, '%'))
		return "names a zone: a filter knows addresses alone";
	if (strchr(text, ':'))
		return "is no IPv6 address";
	if (strspn(text, "0123456789.") < strlen(text))
		return "is no IPv4 or IPv6 address";
	if (begins_with_zero(text))
		return "has a number that begins with 0";
	return dots == 3 ? "is no IPv4 address: four numbers, each 0 to 255" : "is no IPv4 address: that has four numbers";
}

static bool prefix_read(const char *text, const char *prefix, const char *field, struct cidr *c, struct error *e)
{
	int64_t bits;

	if (!prefix[0])
		return wrong(e, field, text, "has no prefix behind the \"/\"");
	if (strpbrk(prefix, ".:") && strspn(prefix, "0123456789abcdefABCDEF.:") == strlen(prefix))
		return wrong(e, field, text, "has a mask: write the prefix as a number of bits");
	if (!str_int64(prefix, 0, INT64_MAX, &bits))
		return wrong(e, field, text, "has a prefix that is no number");
	if (bits > width(&c->base))
		return wrong(e, field, text, c->base.six ? "has a prefix over 128" : "has a prefix over 32");
	c->bits = (int)bits;
	return true;
}

/* Clears the bits behind the prefix; was one set? */
static bool clear_host_bits(struct cidr *c)
{
	bool any = false;

	for (int i = c->bits; i < width(&c->base); i++) {
		unsigned char bit = (unsigned char)(0x80u >> (i % 8));

		any |= c->base.bytes[i / 8] & bit;
		c->base.bytes[i / 8] &= (unsigned char)~bit;
	}
	return any;
}

static bool host_bits(const char *text, const char *field, const struct cidr *meant, struct error *e)
{
	char base[INET6_ADDRSTRLEN] = "";

	inet_ntop(meant->base.six ? AF_INET6 : AF_INET, meant->base.bytes, base, sizeof base);
	return error_set(e, ERR_INVALID, field, "%s has bits set behind its prefix: the range is %s/%d", text, base, meant->bits);
}

bool cidr_read(const char *text, const char *field, struct cidr *out, struct error *e)
{
	size_t n = strcspn(text, "/");
	char address[INET6_ADDRSTRLEN] = "";

	if (!text[0])
		return error_set(e, ERR_INVALID, field, "an address is missing");
	if (n == 0)
		return wrong(e, field, text, "has no address before the \"/\"");
	str_copy(address, n < sizeof address ? n + 1 : sizeof address, text);
	if (n >= sizeof address || !read_as_written(address, &out->base))
		return wrong(e, field, text, n < sizeof address ? why_no_address(address) : "is too long for an address");
	out->bits = width(&out->base);
	if (text[n] && !prefix_read(text, text + n + 1, field, out, e))
		return false;
	if (clear_host_bits(out))
		return host_bits(text, field, out, e);
	if (is_mapped(&out->base)) { /* its prefix has 96 bits or more: fewer would leave bits set */
		unmap(&out->base);
		out->bits -= MAPPED_BITS;
	}
	return true;
}

bool cidr_holds(const struct cidr *c, const struct address *a)
{
	int bytes = c->bits / 8, rest = c->bits % 8;

	if (c->base.six != a->six || memcmp(c->base.bytes, a->bytes, (size_t)bytes) != 0)
		return false;
	return rest == 0 || (c->base.bytes[bytes] ^ a->bytes[bytes]) >> (8 - rest) == 0;
}

/* Past white space and one comma or semicolon; *comma: was there one? */
static const char *past_separator(const char *at, bool *comma)
{
	at += strspn(at, BLANKS);
	*comma = *at == ',' || *at == ';';
	return *comma ? at + 1 + strspn(at + 1, BLANKS) : at;
}

bool cidr_list_read(struct arena *a, const char *text, const char *field, struct cidr **out, size_t *count, struct error *e)
{
	const char *at = text + strspn(text, BLANKS);
	bool wanted = *at != '\0';

	*out = arena_array(a, struct cidr, strlen(text) / 3 + 1); /* "::" and what is between */
	for (*count = 0; wanted || *at; ++*count) {
		size_t n = strcspn(at, BLANKS ",;");

		if (n == 0)
			return error_set(e, ERR_INVALID, field, "range %zu is empty", *count + 1);
		if (!cidr_read(arena_strndup(a, at, n), field, &(*out)[*count], e))
			return false;
		at = past_separator(at + n, &wanted);
	}
	return true;
}

bool cidr_list_holds(const struct cidr *list, size_t count, const char *address)
{
	struct address a;

	if (!address_read(address, &a))
		return false;
	for (size_t i = 0; i < count; i++)
		if (cidr_holds(&list[i], &a))
			return true;
	return false;
}
