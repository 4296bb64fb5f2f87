/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/search.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/stmt.h"
#include "store/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TRIGRAM = 3, TRIGRAMS_MOST = 12 };

static size_t char_len(const char *s)
{
	uint32_t cp;
	size_t n = utf8_decode(s, strlen(s), &cp);

	return n ? n : 1;
}

static size_t chars(const char *s)
{
	size_t n = 0;

	for (; *s; s += char_len(s))
		n++;
	return n;
}

static void split(struct arena *a, const char *typed, struct search *out)
{
	size_t n, longest = 0;
	char **parts = str_split(a, utf8_fold(a, typed), ' ', &n);

	for (size_t i = 0; i < n && out->count < SEARCH_WORDS; i++) {
		size_t len = chars(parts[i]);

		if (!len)
			continue;
		out->words[out->count++] = parts[i];
		longest = len > longest ? len : longest;
	}
	if (out->count && longest < TRIGRAM)
		out->words[0] = arena_printf(a, "\n\n%s", out->words[0]);
}

static void put_trigram(struct buf *match, const char *at, size_t *count)
{
	const char *end = at;

	buf_adds(match, (*count)++ ? " AND \"" : "\"");
	for (int i = 0; i < TRIGRAM; i++)
		end += char_len(end);
	for (const char *p = at; p < end; p++)
		buf_add(match, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
	buf_addc(match, '"');
}

/* "rem" AND "ski" AND "iva": without places the index knows single trigrams
 * only; those that lie end to end tell as much as all of them, and every row
 * is checked afterwards. */
static void put_trigrams(struct buf *match, const char *word, size_t *count)
{
	for (size_t left = chars(word); left >= TRIGRAM && *count < TRIGRAMS_MOST;) {
		size_t ahead = left >= 2 * TRIGRAM || left == TRIGRAM ? TRIGRAM : left - TRIGRAM;

		put_trigram(match, word, count);
		for (size_t i = 0; i < ahead; i++)
			word += char_len(word);
		left -= ahead;
	}
}

/* The rows the index knows, as a JSON list; NULL when there are too many. */
static bool pick(struct store *s, struct arena *a, const struct resource *r, const char *match, struct search *out, struct error *e)
{
	const char *sql = arena_printf(a, "SELECT rowid FROM \"%s_find\" WHERE \"%s_find\" MATCH :match LIMIT %d", r->table, r->table,
		SEARCH_PICKED + 1);
	struct query *q = store_query(s, sql, e);
	struct buf *ids = buf_new(a);
	enum query_step step;
	char id[24];
	size_t n = 0;

	if (!q)
		return false;
	query_text(q, ":match", match);
	while ((step = query_step(q, e)) == QUERY_ROW) {
		snprintf(id, sizeof id, "%c%" PRId64, n++ ? ',' : '[', query_get_int(q, 0));
		buf_adds(ids, id);
	}
	buf_adds(ids, n ? "]" : "[]");
	out->picked = n <= SEARCH_PICKED ? buf_str(ids) : NULL;
	return step == QUERY_DONE;
}

bool search_plan(struct store *s, struct arena *a, const struct resource *r, const char *typed, struct search *out, struct error *e)
{
	struct buf *match = buf_new(a);
	size_t trigrams = 0;

	*out = (struct search){0};
	if (str_empty(typed))
		return true;
	if (!r->find_count)
		return error_set(e, ERR_BAD_REQUEST, "search", "%s cannot be searched", r->id);
	split(a, typed, out);
	for (size_t i = 0; i < out->count; i++)
		put_trigrams(match, out->words[i], &trigrams);
	return !s || !trigrams || pick(s, a, r, buf_str(match), out, e);
}

void search_check(struct stmt *st, const struct search *search)
{
	for (size_t i = 0; i < search->count; i++) {
		stmt_add(st, "%sinstr(t.\"find\", ", i ? " AND " : "");
		stmt_text(st, search->words[i]);
		stmt_add(st, ") > 0");
	}
}
