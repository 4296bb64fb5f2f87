/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_GS1_H
#define PROTO_GS1_H

/* GS1 element strings (GS1 General Specifications, sections 3 and 7.8):
 * application identifiers, predefined lengths, FNC1 separators, check digits,
 * dates with day 00 (the last day of the month, section 3.4.2), the sliding
 * century (section 7.12).  The AIs are one table, gs1_ai.h; check digits and
 * keys are in gs1_key.h.
 *
 * Pairs the standard calls invalid (section 4.14.1) are refused, since they
 * change what is counted.  Pairs it calls mandatory (4.14.2) are not asked
 * for: they hold for all symbols on one thing together, and a label may give
 * its content in one symbol and the count in the next. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/gs1_ai.h"
#include "proto/gs1_key.h"

#define GS1_SEPARATOR '\x1d' /* FNC1 as a scanner sends it */
#define GS1_MAX_ELEMENTS 16

struct gs1_element {
	const struct gs1_ai *ai;
	char code[5];       /* as read: "3103" */
	char value[91];     /* data as read; GS1_DATE as YYYY-MM-DD, GS1_TIME as YYYY-MM-DDTHH:MM:SS as far as it says */
	int64_t milli;      /* GS1_COUNT, GS1_MEASURE: the number in 1/1000 */
};

struct gs1 {
	size_t count;
	struct gs1_element elements[GS1_MAX_ELEMENTS];
};

struct error;
/* `data` without symbology identifier; a leading FNC1 is skipped.  `separator`
 * is what the scanner sends for FNC1 besides GS (0: nothing else).  `year` is
 * the current one (for the century).  The whole string must be understood, or
 * *out is empty and the error names the AI as it was read. */
bool gs1_parse(const char *data, size_t len, char separator, int year, struct gs1 *out, struct error *e);
/* Element whose AI's table name is ai ("01", "310n"), or NULL. */
const struct gs1_element *gs1_find(const struct gs1 *g, const char *ai);

#endif
