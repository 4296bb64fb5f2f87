/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_GS1_H
#define PROTO_GS1_H

/* GS1 element strings (GS1 General Specifications, sections 3 and 7.8):
 * application identifiers, predefined lengths, FNC1 separators, check digits,
 * dates with day 00 (the last day of the month, section 3.4.2), the sliding
 * century (section 7.12). The AIs are one table. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GS1_SEPARATOR '\x1d' /* FNC1 as a scanner sends it */
#define GS1_MAX_ELEMENTS 16

enum gs1_kind { GS1_TEXT, GS1_KEY /* has a check digit */, GS1_DATE, GS1_COUNT, GS1_MEASURE };

struct gs1_ai {
	const char *ai; /* "01"; "310n" for those whose last digit is decimals */
	const char *name;
	enum gs1_kind kind;
	unsigned min, max; /* length of the data; equal: fixed */
	bool predefined;   /* needs no separator behind it */
};
extern const struct gs1_ai gs1_ais[];
extern const size_t gs1_ai_count;

struct gs1_element {
	const struct gs1_ai *ai;
	char code[5];       /* as read: "3103" */
	char value[91];     /* data as read; dates as YYYY-MM-DD */
	int64_t milli;      /* GS1_COUNT, GS1_MEASURE: the number in 1/1000 */
};

struct gs1 {
	size_t count;
	struct gs1_element elements[GS1_MAX_ELEMENTS];
};

struct error;
/* `data` without symbology identifier; a leading FNC1 is skipped.  `separator`
 * is what the scanner sends for FNC1 besides GS (0: nothing else).  `year` is
 * the current one (for the century).  The whole string must be understood. */
bool gs1_parse(const char *data, size_t len, char separator, int year, struct gs1 *out, struct error *e);
/* Element whose AI's table name is ai ("01", "310n"), or NULL. */
const struct gs1_element *gs1_find(const struct gs1 *g, const char *ai);

/* Modulo-10 check digit over n digits (section 7.9.1): '0'..'9'. */
char gs1_check_digit(const char *digits, size_t n);
/* GTIN-8, -12, -13, -14 with a right check digit. */
bool gs1_is_gtin(const char *s);
/* 14 digits, zero filled: how GTINs are compared.  s must be a GTIN. */
void gs1_gtin14(const char *s, char out[15]);
bool gs1_is_sscc(const char *s); /* 18 digits, right check digit */
/* extension digit (0..9), company prefix (7 to 10 digits), serial -> SSCC. */
bool gs1_sscc(int extension, const char *prefix, uint64_t serial, char out[19]);

#endif
