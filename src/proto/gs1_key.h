/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_GS1_KEY_H
#define PROTO_GS1_KEY_H

/* GS1 identification keys: check digits, GTIN, SSCC.  Strings of digits in,
 * answers out; nothing is kept. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Modulo-10 check digit over n digits (section 7.9.1): '0'..'9'. */
char gs1_check_digit(const char *digits, size_t n);
/* GTIN-8, -12, -13, -14 with a right check digit. */
bool gs1_is_gtin(const char *s);
/* 14 digits, zero filled: how GTINs are compared.  s must be a GTIN. */
void gs1_gtin14(const char *s, char out[15]);
bool gs1_is_sscc(const char *s); /* 18 digits, right check digit */
/* extension digit (0..9), company prefix (7 to 10 digits), serial -> SSCC. */
bool gs1_sscc(int extension, const char *prefix, uint64_t serial, char out[19]);
/* UPC-E, 8 digits with number system and check digit, as the UPC-A of 12
 * digits it stands for (section 5.2.2.4.2); false when it is none. */
bool gs1_upc_e(const char *s, char out[13]);

#endif
