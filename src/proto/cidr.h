/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_CIDR_H
#define PROTO_CIDR_H

/* Addresses and ranges of addresses, IPv4 and IPv6 (RFC 4632, RFC 4291), as
 * inet_pton reads them and nothing looser: no octal, no short forms, no zone.
 * An IPv4 address inside IPv6 (::ffff:192.0.2.1) is the IPv4 address. */

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;

struct address {
	bool six;
	unsigned char bytes[16]; /* IPv4: the first four */
};
struct cidr {
	struct address base;
	int bits;
};

bool address_read(const char *text, struct address *out);
/* "192.0.2.0/24"; an address alone is a range of one.  Bits set behind the
 * prefix are a mistake, not rounded away.  INVALID, field as given. */
bool cidr_read(const char *text, const char *field, struct cidr *out, struct error *e);
bool cidr_holds(const struct cidr *c, const struct address *a);
/* Several, with a comma, a semicolon or white space between; a part with
 * nothing in it is a mistake.  No text at all is no range (*count 0), which
 * holds nobody. */
bool cidr_list_read(struct arena *a, const char *text, const char *field, struct cidr **out, size_t *count, struct error *e);
/* Is the address, as text, in one of the ranges?  What is no address is in none. */
bool cidr_list_holds(const struct cidr *list, size_t count, const char *address);

#endif
