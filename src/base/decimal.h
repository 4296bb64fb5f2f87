/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

/* Decimals as integers: a quantity is 1/1000 unit (scale 3), money 1/100
 * (scale 2).  A finer value is refused, never rounded.  On the wire they are
 * strings of decimals ("12.5"), so that no double touches them. */

#include <stdbool.h>
#include <stdint.h>

struct error;

/* No parsed value is beyond this, so that thousands can be added up. */
#define DECIMAL_MAX INT64_C(999999999999999)

/* "12", "-0.250", "1,5" where comma is allowed by `local`.  Sets PRECISION or
 * INVALID with `field`; *out is then untouched. Zeros beyond the scale are no
 * finer value. */
bool decimal_parse(const char *s, int scale, bool local, const char *field, int64_t *out, struct error *e);
/* Shortest: no trailing zeros, no point without digits; out of 32 bytes.
 * point is '.' on the wire. */
char *decimal_print(int64_t value, int scale, char point, char out[32]);

#endif
