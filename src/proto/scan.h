/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_SCAN_H
#define PROTO_SCAN_H

/* One scan, read: AIM symbology identifier (ISO/IEC 15424), and what it
 * holds.  Pure: bytes in, meaning out; nothing here presses a key. */

#include "proto/gs1.h"

enum scan_kind {
	SCAN_PLAIN, /* text: an article's barcode, a location, an order number */
	SCAN_GTIN,  /* EAN/UPC/ITF-14 with a right check digit */
	SCAN_GS1,   /* element string */
	SCAN_SSCC,  /* 18 digits without AI and a right check digit */
};

struct scan {
	enum scan_kind kind;
	char aim[4];    /* "]C1", or "" when the scanner sent none */
	char text[257]; /* without identifier; may hold GS; UTF-8 or it is refused; UPC-E under ]E0 written out */
	struct gs1 gs1; /* SCAN_GS1 */
};

struct error;
/* `separator`: a substitute the scanner sends for GS, 0 for none.  Strings
 * without an identifier are taken for an element string only when they hold
 * a separator, or begin with an AI of fixed length whose check digit and
 * whole rest are right.  With an identifier, that decides: ]C1 that is no
 * element string is an error, digits under ]C0 are text.  Human readable
 * "(01)..." is text: no symbol holds the brackets, whoever typed them may have
 * left out or changed what they stand for.
 * What is refused (ERR_INVALID and gs1_parse()'s) leaves *out empty. */
bool scan_read(const char *bytes, size_t len, char separator, int year, struct scan *out, struct error *e);

#endif
