/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_UUID_H
#define BASE_UUID_H

/* UUIDv7 (RFC 9562 section 5.7): time-ordered ids, also within one
 * millisecond of one process. */

#include <stdbool.h>

#define UUID_LEN 36

void uuid_new(char out[UUID_LEN + 1]);
bool uuid_valid(const char *s); /* the 8-4-4-4-12 form, lower case, any version */

#endif
