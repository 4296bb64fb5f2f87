/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/csv.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

static const char mark[] = "\xef\xbb\xbf";
#define MARK_LEN 3

/* Where reading stands. */
struct reader {
	struct arena *arena;
	const char *at, *end;
	char separator;
	size_t line;
	struct csv *out;
	size_t room;
	struct error *e;
};

static bool refuse(const struct reader *r, size_t line, const char *why)
{
	char field[40];

	snprintf(field, sizeof field, "line %zu", line);
	return error_set(r->e, ERR_INVALID, field, "%s", why);
}

/* 1 at LF, 2 at CRLF, else 0. */
static size_t line_end(const struct reader *r)
{
	if (r->at < r->end && *r->at == '\n')
		return 1;
	return r->end - r->at >= 2 && r->at[0] == '\r' && r->at[1] == '\n' ? 2 : 0;
}

static bool cell_ends(const struct reader *r)
{
	return r->at == r->end || *r->at == r->separator || line_end(r) > 0;
}

/* The closing quote; NULL: there is none.  A pair of quotes is one of the cell. */
static const char *find_close(const struct reader *r)
{
	const char *at = r->at;

	while ((at = memchr(at, '"', (size_t)(r->end - at))) && r->end - at >= 2 && at[1] == '"')
		at += 2;
	return at;
}

/* From behind the opening quote. */
static const char *read_quoted(struct reader *r)
{
	const char *close = find_close(r);
	char *cell, *to;

	if (!close) {
		refuse(r, r->line, "a quote is opened and not closed");
		return NULL;
	}
	cell = to = arena_alloc(r->arena, (size_t)(close - r->at) + 1);
	for (; r->at < close; r->at++) {
		r->at += *r->at == '"';
		r->line += *r->at == '\n';
		*to++ = *r->at;
	}
	r->at++;
	if (!cell_ends(r)) {
		refuse(r, r->line, "something stands behind a closing quote");
		return NULL;
	}
	return cell;
}

static const char *read_plain(struct reader *r)
{
	const char *from = r->at;

	while (!cell_ends(r)) {
		if (*r->at == '"' || *r->at == '\r') {
			refuse(r, r->line, *r->at == '"' ? "a quote in a cell that is not quoted" : "a carriage return alone");
			return NULL;
		}
		r->at++;
	}
	return arena_strndup(r->arena, from, (size_t)(r->at - from));
}

static const char *read_cell(struct reader *r)
{
	if (r->at == r->end || *r->at != '"')
		return read_plain(r);
	r->at++;
	return read_quoted(r);
}

/* Cells up to the line's end; 0: *e says why not. */
static size_t read_cells(struct reader *r, const char **cells, size_t most)
{
	size_t began = r->line;

	for (size_t n = 0; n < most;) {
		cells[n] = read_cell(r);
		if (!cells[n++])
			return 0;
		if (r->at == r->end || *r->at != r->separator)
			return n;
		r->at++;
	}
	refuse(r, began, "it has too many cells");
	return 0;
}

static void add_row(struct reader *r, struct csv_row row)
{
	struct csv *out = r->out;

	if (out->count == r->room) {
		struct csv_row *grown = arena_array(r->arena, struct csv_row, r->room = r->room ? 2 * r->room : 64);

		if (out->count)
			memcpy(grown, out->rows, out->count * sizeof *grown);
		out->rows = grown;
	}
	out->rows[out->count++] = row;
}

static bool read_row(struct reader *r, size_t rows_most)
{
	const char *cells[CSV_CELLS_MOST];
	size_t began = r->line, n = read_cells(r, cells, CSV_CELLS_MOST);
	char why[80];

	if (!n)
		return false;
	if (r->out->count == 0)
		r->out->columns = n;
	if (n != r->out->columns) {
		snprintf(why, sizeof why, "%zu cells, where the first line has %zu", n, r->out->columns);
		return refuse(r, began, why);
	}
	if (r->out->count > rows_most)
		return error_set(r->e, ERR_TOO_LARGE, NULL, "more than %zu rows", rows_most);
	add_row(r, (struct csv_row){began, arena_memdup(r->arena, cells, n * sizeof *cells)});
	return true;
}

/* The one there is more of in the first line, outside quotes. */
static char find_separator(const char *at, const char *end)
{
	size_t commas = 0, semicolons = 0;
	bool quoted = false;

	for (; at < end && (quoted || *at != '\n'); at++) {
		quoted ^= *at == '"';
		commas += !quoted && *at == ',';
		semicolons += !quoted && *at == ';';
	}
	return semicolons > commas ? ';' : ',';
}

static bool skip_line_end(struct reader *r)
{
	size_t n = line_end(r);

	r->at += n;
	r->line += n > 0;
	return n > 0;
}

/* The line of the first byte that cannot be. */
static bool check_text(const struct reader *r)
{
	size_t line = 1;
	uint32_t cp;

	for (const char *at = r->at; at < r->end;) {
		size_t used = utf8_decode(at, (size_t)(r->end - at), &cp);

		if (!used || !cp)
			return refuse(r, line, used ? "it has a zero byte" : "not valid UTF-8");
		line += cp == '\n';
		at += used;
	}
	return true;
}

bool csv_read(struct arena *a, const char *text, size_t len, size_t rows_most, struct csv *out, struct error *e)
{
	bool marked = len >= MARK_LEN && memcmp(text, mark, MARK_LEN) == 0;
	struct reader r = {.arena = a, .at = text + (marked ? MARK_LEN : 0), .end = text + len, .line = 1, .out = out, .e = e};

	*out = (struct csv){0};
	if (!check_text(&r))
		return false;
	while (skip_line_end(&r)) {
	}
	r.separator = find_separator(r.at, r.end);
	while (r.at < r.end) {
		if (!read_row(&r, rows_most))
			return false;
		while (skip_line_end(&r)) {
		}
	}
	return true;
}
