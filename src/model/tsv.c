/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tsv.h"

#include "base/arena.h"
#include "base/embed.h"
#include "base/str.h"
#include "base/utf8.h"

static bool check_head(const struct describe *d, char **cells, size_t count, const char *const *columns)
{
	size_t i = 0;

	for (; columns[i]; i++)
		if (i >= count || !str_eq(cells[i], columns[i]))
			return describe_fail(d, "line 1: column %zu is not \"%s\"", i + 1, columns[i]);
	return i == count || describe_fail(d, "line 1: unknown column \"%s\"", cells[i]);
}

bool tsv_read(const struct describe *d, const struct embed *file, const char *const *columns, struct tsv *out)
{
	size_t lines, wide, count;
	char **line, **cells;

	*out = (struct tsv){NULL, 0};
	if (!utf8_valid(file->data, file->len))
		return describe_fail(d, "not valid UTF-8");
	line = str_split(d->arena, arena_strndup(d->arena, file->data, file->len), '\n', &lines);
	cells = str_split(d->arena, line[0], '\t', &wide);
	if (!check_head(d, cells, wide, columns))
		return false;
	out->rows = arena_array(d->arena, char **, lines);
	for (size_t i = 1; i < lines; i++) {
		if (!*line[i])
			continue;
		cells = str_split(d->arena, line[i], '\t', &count);
		if (count != wide)
			return describe_fail(d, "line %zu: %zu cells, not %zu", i + 1, count, wide);
		out->rows[out->count++] = cells;
	}
	return true;
}

const char *tsv_text(const char *cell)
{
	return str_empty(cell) || str_eq(cell, "-") ? NULL : cell;
}
