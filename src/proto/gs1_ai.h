/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_GS1_AI_H
#define PROTO_GS1_AI_H

/* The application identifiers, one table (GS1 General Specifications, section
 * 3.2).  No AI begins with another, so the first row that matches is the one. */

#include <stdbool.h>
#include <stddef.h>

enum gs1_kind {
	GS1_TEXT,
	GS1_KEY,     /* has a check digit */
	GS1_DATE,    /* YYMMDD, day 00 is the last of the month */
	GS1_COUNT,   /* a whole number */
	GS1_MEASURE, /* a number whose decimals the AI's last digit tells */
	GS1_TIME,    /* YYMMDD and perhaps HH, HHMM or HHMMSS */
};

struct gs1_ai {
	const char *ai;   /* "01"; "310n" for those whose last digit says more */
	const char *name; /* the standard's data title, in every language */
	enum gs1_kind kind;
	unsigned min, max; /* length of the data; equal: fixed */
	bool predefined;   /* needs no separator behind it */
	unsigned digits;   /* so many leading characters are digits */
	unsigned check;    /* GS1_KEY: so many leading digits are the key, its check digit last */
	char n_max;        /* the largest n of "310n" */
	const char *also;  /* characters allowed besides set 82, or NULL */
};
extern const struct gs1_ai gs1_ais[];
extern const size_t gs1_ai_count;

/* The row of the AI that the len bytes at s begin with, or NULL. */
const struct gs1_ai *gs1_ai_find(const char *s, size_t len);
/* One of the 82 characters of an element string (figure 7.11-1). */
bool gs1_is_set82(char c);

#endif
