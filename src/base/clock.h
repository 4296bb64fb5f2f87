/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

/* Times are milliseconds since 1970-01-01 UTC (int64_t, name ends in _ms);
 * durations come from clock_mono_ms(), which counts through suspend
 * (CLOCK_BOOTTIME) and never goes back. */

#include <stdbool.h>
#include <stdint.h>

int64_t clock_now_ms(void);
int64_t clock_mono_ms(void);
void clock_set_for_test(int64_t now_ms, int64_t mono_ms); /* -1, -1: the real ones again */

/* RFC 3339, UTC, milliseconds: "2026-11-21T20:27:31.004Z" (25 bytes with NUL). */
void clock_rfc3339(int64_t ms, char out[25]);
/* A date "YYYY-MM-DD" that exists (years 1900 to 2999). */
bool clock_is_date(const char *s);
void clock_local_date(int64_t ms, char out[11]);

#endif
