/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SSO_SSO_TEXT_H
#define SSO_SSO_TEXT_H

/* A provider's texts are hostile until looked at, and what is sent to it is a
 * form (application/x-www-form-urlencoded). */

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;

/* One to `most` characters of printable ASCII, none of them a space at an end. */
bool sso_is_plain(const char *s, size_t most);
/* An absolute address that one may speak to, or show: https, or http to a
 * loopback address; printable ASCII, no user in it, no fragment, at most 512. */
bool sso_is_address(const char *s);
/* The text as it may stand in a message: at most 60 characters, what is not printable ASCII as "?". */
const char *sso_shown(struct arena *a, const char *s);

void sso_form_add(struct buf *form, const char *name, const char *value);
char *sso_form_encode(struct arena *a, const char *value);

#endif
