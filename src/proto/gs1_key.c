/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/gs1_key.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SSCC_DIGITS 18
#define GTIN_DIGITS 14

static bool all_digits(const char *s, size_t n)
{
	return strspn(s, "0123456789") == n && s[n] == '\0';
}

char gs1_check_digit(const char *digits, size_t n)
{
	/* Counted from the right, so that zeros filled in on the left change nothing. */
	unsigned sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += (unsigned)(digits[n - 1 - i] - '0') * (i % 2 == 0 ? 3 : 1);
	return (char)('0' + (10 - sum % 10) % 10);
}

static bool is_key(const char *s, size_t n)
{
	return all_digits(s, n) && gs1_check_digit(s, n - 1) == s[n - 1];
}

bool gs1_is_gtin(const char *s)
{
	size_t n = strlen(s);
	return (n == 8 || (n >= 12 && n <= GTIN_DIGITS)) && is_key(s, n);
}

void gs1_gtin14(const char *s, char out[15])
{
	size_t n = strlen(s);
	assert(n <= GTIN_DIGITS);
	memset(out, '0', GTIN_DIGITS - n);
	memcpy(out + GTIN_DIGITS - n, s, n + 1);
}

bool gs1_is_sscc(const char *s)
{
	return is_key(s, SSCC_DIGITS);
}

bool gs1_sscc(int extension, const char *prefix, uint64_t serial, char out[19])
{
	size_t n = strlen(prefix);
	if (extension < 0 || extension > 9 || n < 7 || n > 10 || !all_digits(prefix, n))
		return false;
	char text[40];
	int len = snprintf(text, sizeof(text), "%d%s%0*" PRIu64, extension, prefix, (int)(SSCC_DIGITS - 2 - n), serial);
	if (len != SSCC_DIGITS - 1)
		return false;
	memcpy(out, text, SSCC_DIGITS - 1);
	out[SSCC_DIGITS - 1] = gs1_check_digit(out, SSCC_DIGITS - 1);
	out[SSCC_DIGITS] = '\0';
	return true;
}

/* The eleven digits behind the six of a UPC-E; the last of the six says where
 * the zeros were left out. */
static void upc_e_expand(const char *six, char eleven[11])
{
	memset(eleven, '0', 11);
	memcpy(eleven + 1, six, 2);
	switch (six[5]) {
	case '0':
	case '1':
	case '2':
		eleven[3] = six[5];
		memcpy(eleven + 8, six + 2, 3);
		break;
	case '3':
		eleven[3] = six[2];
		memcpy(eleven + 9, six + 3, 2);
		break;
	case '4':
		memcpy(eleven + 3, six + 2, 2);
		eleven[10] = six[4];
		break;
	default:
		memcpy(eleven + 3, six + 2, 3);
		eleven[10] = six[5];
	}
}

bool gs1_upc_e(const char *s, char out[13])
{
	if (!all_digits(s, 8) || s[0] > '1')
		return false;
	char upc[13];
	upc_e_expand(s + 1, upc);
	upc[0] = s[0];
	upc[11] = s[7];
	upc[12] = '\0';
	if (!gs1_is_gtin(upc))
		return false;
	memcpy(out, upc, sizeof(upc));
	return true;
}
