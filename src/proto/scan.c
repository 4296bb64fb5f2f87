/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/scan.h"

#include "base/error.h"
#include "base/utf8.h"

#include <string.h>

enum carries { CARRIES_TEXT, CARRIES_GS1, CARRIES_GTIN, CARRIES_UNKNOWN };

/* ISO/IEC 15424: the symbologies, and of each the modifiers whose data is not
 * plain text.  A ']' before any other letter belongs to the data. */
static const char symbologies[] = "ABCDEFGHIJKLMNOPQRSTUVXZcdehjopsxz";
static const struct {
	const char *aim;
	enum carries carries;
} aims[] = {
	{"]C1", CARRIES_GS1}, /* GS1-128 */
	{"]e0", CARRIES_GS1}, /* GS1 DataBar, composite */
	{"]e1", CARRIES_GS1},
	{"]d2", CARRIES_GS1},  /* GS1 DataMatrix */
	{"]Q3", CARRIES_GS1},  /* GS1 QR */
	{"]J1", CARRIES_GS1},  /* GS1 DotCode */
	{"]E0", CARRIES_GTIN}, /* EAN-13, UPC-A, UPC-E */
	{"]E4", CARRIES_GTIN}, /* EAN-8 */
	{"]I0", CARRIES_GTIN}, /* ITF-14 */
	{"]I1", CARRIES_GTIN},
};

static bool is_letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool text_right(const char *s, size_t len, struct error *e)
{
	for (size_t i = 0; i < len;) {
		uint32_t cp;
		size_t n = utf8_decode(s + i, len - i, &cp);
		if (n == 0)
			return error_set(e, ERR_INVALID, "scan", "not UTF-8 at byte %zu", i + 1);
		if ((cp < 0x20 && cp != GS1_SEPARATOR) || (cp >= 0x7f && cp < 0xa0))
			return error_set(e, ERR_INVALID, "scan", "control character U+%04X", (unsigned)cp);
		i += n;
	}
	return true;
}

static size_t aim_take(const char *s, size_t len, char aim[4])
{
	if (len < 3 || s[0] != ']' || s[1] == '\0' || !strchr(symbologies, s[1]) || !is_letter_or_digit(s[2]))
		return 0;
	memcpy(aim, s, 3);
	aim[3] = '\0';
	return 3;
}

static enum carries carries_of(const char *aim)
{
	if (aim[0] == '\0')
		return CARRIES_UNKNOWN;
	for (size_t i = 0; i < sizeof(aims) / sizeof(aims[0]); i++)
		if (strcmp(aims[i].aim, aim) == 0)
			return aims[i].carries;
	return CARRIES_TEXT;
}

static enum scan_kind gtin_or_text(struct scan *s)
{
	size_t n = strlen(s->text);
	/* Interleaved 2 of 5 of other lengths is somebody's own numbering. */
	if (s->aim[1] == 'I' && n != 14)
		return SCAN_PLAIN;
	/* EAN-8 is ]E4; eight digits under ]E0 are a UPC-E not written out. */
	char upc[13];
	if (strcmp(s->aim, "]E0") == 0 && gs1_upc_e(s->text, upc)) {
		memcpy(s->text, upc, sizeof(upc));
		return SCAN_GTIN;
	}
	return gs1_is_gtin(s->text) ? SCAN_GTIN : SCAN_PLAIN;
}

/* Without identifier: a key of fixed length with its check digit in front
 * is hardly there by chance, other AIs are ("10" begins many numbers). */
static bool begins_with_key(const char *s, size_t len)
{
	const struct gs1_ai *ai = gs1_ai_find(s, len);
	return ai && ai->kind == GS1_KEY && ai->min == ai->max;
}

static bool unmarked_read(struct scan *s, size_t len, char separator, int year, struct error *e)
{
	if (gs1_is_gtin(s->text)) {
		s->kind = SCAN_GTIN;
		return true;
	}
	bool gs = strchr(s->text, GS1_SEPARATOR) != NULL;
	bool substitute = separator != 0 && strchr(s->text, separator) != NULL;
	if (!gs && !substitute && !begins_with_key(s->text, len))
		return true;
	/* GS stands in nothing else, so there the fault is told; a substitute may be a character of plain text. */
	if (gs1_parse(s->text, len, separator, year, &s->gs1, gs ? e : NULL))
		s->kind = SCAN_GS1;
	return s->kind == SCAN_GS1 || !gs;
}

static bool meaning_read(struct scan *s, size_t len, char separator, int year, struct error *e)
{
	enum carries carries = carries_of(s->aim);
	if (carries == CARRIES_GS1) {
		s->kind = SCAN_GS1;
		return gs1_parse(s->text, len, separator, year, &s->gs1, e);
	}
	if (carries != CARRIES_GTIN && gs1_is_sscc(s->text)) {
		s->kind = SCAN_SSCC;
		return true;
	}
	if (carries == CARRIES_GTIN)
		s->kind = gtin_or_text(s);
	return carries != CARRIES_UNKNOWN || unmarked_read(s, len, separator, year, e);
}

static bool all_read(const char *bytes, size_t len, char separator, int year, struct scan *out, struct error *e)
{
	if (len >= sizeof(out->text))
		return error_set(e, ERR_INVALID, "scan", "longer than %zu bytes", sizeof(out->text) - 1);
	if (!text_right(bytes, len, e))
		return false;
	size_t skip = aim_take(bytes, len, out->aim);
	if (len == skip)
		return error_set(e, ERR_INVALID, "scan", "nothing in it");
	memcpy(out->text, bytes + skip, len - skip);
	out->text[len - skip] = '\0';
	return meaning_read(out, len - skip, separator, year, e);
}

bool scan_read(const char *bytes, size_t len, char separator, int year, struct scan *out, struct error *e)
{
	memset(out, 0, sizeof(*out));
	if (all_read(bytes, len, separator, year, out, e))
		return true;
	memset(out, 0, sizeof(*out));
	return false;
}
