/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"

#include "base/arena.h"
#include "base/buf.h"

#include <assert.h>
#include <string.h>
#include <utf8proc.h>

/* Length of a sequence by its first byte and, of those, the least code point
 * that needs that length; 0 for a byte that begins none. */
static size_t sequence(unsigned char first, uint32_t *bits, uint32_t *least)
{
	static const struct {
		unsigned char mask, lead, len;
		uint32_t least;
	} forms[] = {{0x80, 0x00, 1, 0}, {0xe0, 0xc0, 2, 0x80}, {0xf0, 0xe0, 3, 0x800}, {0xf8, 0xf0, 4, 0x10000}};

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if ((first & forms[i].mask) == forms[i].lead) {
			*bits = first & (unsigned char)~forms[i].mask;
			*least = forms[i].least;
			return forms[i].len;
		}
	return 0;
}

static bool is_scalar(uint32_t cp)
{
	return cp < 0xd800 || (cp > 0xdfff && cp <= 0x10ffff);
}

size_t utf8_decode(const char *s, size_t len, uint32_t *cp)
{
	uint32_t value = 0, least = 0;
	size_t n = len ? sequence((unsigned char)*s, &value, &least) : 0;

	if (!n || n > len)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | ((unsigned char)s[i] & 0x3f);
	}
	if (value < least || !is_scalar(value))
		return 0;
	*cp = value;
	return n;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
	static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;

	if (!is_scalar(cp))
		return 0;
	for (size_t i = n - 1; i > 0; i--, cp >>= 6)
		out[i] = (char)(0x80 | (cp & 0x3f));
	out[0] = (char)(leads[n] | cp);
	return n;
}

bool utf8_valid(const char *s, size_t len)
{
	uint32_t cp;
	size_t n;

	for (; len > 0; s += n, len -= n)
		if (!(n = utf8_decode(s, len, &cp)))
			return false;
	return true;
}

/* The vowels and final consonants of Hangul written letter by letter: letters,
 * yet every terminal joins them to the syllable before. */
static bool is_joining_jamo(uint32_t cp)
{
	return (cp >= 0x1160 && cp <= 0x11ff) || (cp >= 0xd7b0 && cp <= 0xd7fb);
}

enum text_class utf8_class(uint32_t cp)
{
	const utf8proc_property_t *property;

	if (cp >= ' ' && cp < 0x7f) /* nearly all that is ever painted */
		return TEXT_KEEP;
	if (!is_scalar(cp))
		return TEXT_MARK;
	property = utf8proc_get_property((utf8proc_int32_t)cp);
	if (property->ignorable)
		return TEXT_MARK;
	switch (property->category) {
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return TEXT_MARK;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_ME:
		return TEXT_COMBINE;
	default:
		return is_joining_jamo(cp) ? TEXT_COMBINE : TEXT_KEEP;
	}
}

int utf8_width(uint32_t cp)
{
	if (cp >= ' ' && cp < 0x7f)
		return 1;
	switch (utf8_class(cp)) {
	case TEXT_COMBINE:
		return 0;
	case TEXT_KEEP:
		return utf8proc_charwidth((utf8proc_int32_t)cp) == 2 ? 2 : 1;
	case TEXT_MARK:
		break;
	}
	return 1;
}

int utf8_columns(const char *s)
{
	size_t len = strlen(s), n;
	int columns = 0;
	uint32_t cp;

	for (; len > 0; s += n, len -= n) {
		n = utf8_decode(s, len, &cp);
		columns += n ? utf8_width(cp) : 1;
		n = n ? n : 1;
	}
	return columns;
}

static bool is_space(uint32_t cp)
{
	return (cp >= 9 && cp <= 13) || cp == 0x85 || utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_ZS ||
		cp == 0x2028 || cp == 0x2029;
}

static bool is_mark(uint32_t cp)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);

	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME || category == UTF8PROC_CATEGORY_MC;
}

struct folding {
	struct buf out;
	char vowel; /* an 'a' or 'o' just written, that a ring or diaeresis may follow; or 0 */
};

/* The letter that the vowel just written is with this mark, or the vowel. */
static char swedish(char vowel, uint32_t mark)
{
	if (vowel == 'a' && mark == 0x30a)
		return '{';
	if (vowel == 'a' && mark == 0x308)
		return '|';
	if (vowel == 'o' && mark == 0x308)
		return '}';
	return vowel;
}

static void fold_one(struct folding *f, uint32_t cp)
{
	struct buf *out = &f->out;
	char bytes[4], letter;

	if (is_mark(cp)) {
		letter = swedish(f->vowel, cp);
		if (letter != f->vowel) {
			out->data[out->len - 1] = letter;
			f->vowel = 0;
		}
		return;
	}
	if (is_space(cp)) {
		if (!out->len || out->data[out->len - 1] != ' ')
			buf_addc(out, ' ');
	} else {
		buf_add(out, bytes, utf8_encode(cp, bytes));
	}
	f->vowel = cp == 'a' || cp == 'o' ? (char)cp : 0;
}

char *utf8_fold(struct arena *a, const char *s)
{
	enum { LONGEST = 64 }; /* of one decomposition; Unicode's is 18 */
	const utf8proc_option_t how = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
	struct folding f = {.out = BUF_INIT};
	utf8proc_int32_t parts[LONGEST];
	size_t len = strlen(s), used;
	char *folded;

	for (; len > 0; s += used, len -= used) {
		utf8proc_ssize_t n;
		int boundary = 0;
		uint32_t cp;

		used = utf8_decode(s, len, &cp);
		if (!used) {
			cp = 0xfffd;
			used = 1;
		}
		n = utf8proc_decompose_char((utf8proc_int32_t)cp, parts, LONGEST, how, &boundary);
		assert(n >= 0 && n <= LONGEST);
		for (utf8proc_ssize_t i = 0; i < n; i++)
			fold_one(&f, (uint32_t)parts[i]);
	}
	folded = arena_strdup(a, buf_str(&f.out));
	buf_release(&f.out);
	return folded;
}
