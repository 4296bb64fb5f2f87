/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole list, as it is narrowed and sorted, to a file: CSV, or the rows as
 * JSON; page by page (F12). */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "client/screen/csv.h"
#include "client/screen/list.h"
#include "client/screen/show.h"
#include "client/tui/words.h"

static bool is_number(const struct field *f)
{
	return types[f->type].align == ALIGN_RIGHT;
}

/* Numbers with a point, whatever the language, and all codes without their
 * number: it is for programs. */
static const char *cell(const struct field *f, const struct json *row, int language, struct arena *a)
{
	if (f->type == TYPE_REFS)
		return show_codes(json_get(row, f->name), a);
	return show_value(f, row, is_number(f) ? ENGLISH : language, a);
}

static void add_line(const struct list_screen *l, struct buf *b, const struct json *row, struct arena *a)
{
	int language = l->base.world->user->language;

	for (size_t i = 0; i < l->view->column_count; i++) {
		const struct field *f = l->view->columns[i];

		if (i)
			buf_addc(b, ',');
		if (row)
			csv_cell(b, cell(f, row, language, a), is_number(f));
		else
			csv_cell(b, show_label(f, language), false);
	}
	buf_adds(b, "\r\n");
}

static void add_object(struct buf *b, const struct json *row, bool first)
{
	buf_adds(b, first ? "[\n" : ",\n");
	json_print_to(b, row);
}

/* One page of rows; `last`: nothing comes after it. */
static void add_rows(const struct list_screen *l, struct buf *b, const struct json *rows, bool last, struct arena *a)
{
	size_t before = l->export_rows;

	if (!l->export_json && !l->export_cursor)
		add_line(l, b, NULL, a);
	for (const struct json *r = json_first(rows); r; r = json_next(r)) {
		if (l->export_json)
			add_object(b, r, before++ == 0);
		else
			add_line(l, b, r, a);
	}
	if (l->export_json && last)
		buf_adds(b, before ? "\n]\n" : "[]\n");
}

static void stop(struct list_screen *l)
{
	l->exporting = false;
	l->export_asked = 0;
	l->base.wake_mono_ms = 0;
}

static bool write_out(struct list_screen *l, const char *bytes, size_t len, bool first, char path[256])
{
	struct ports *p = l->base.world->ports;
	struct error e = {0};
	char name[80];

	snprintf(name, sizeof name, "%s.%s", l->base.page->id, l->export_json ? "json" : "csv");
	if (p->ops->export_file(p, name, bytes, len, first, path, &e))
		return true;
	stop(l);
	stack_say_error(l->base.stack, &e);
	return false;
}

static void ask_more(struct list_screen *l)
{
	struct arena *a;

	if (l->export_offline) {
		l->base.wake_mono_ms = clock_mono_ms(); /* the next page at the next turn: keys are heard in between */
		return;
	}
	a = arena_new();
	l->export_asked = stack_ask(&l->base, "GET", list_path(l, l->export_cursor, false, LIST_MOST, a), NULL);
	arena_free(&a);
}

static void take_page(struct list_screen *l, const struct json *answer)
{
	struct arena *a = arena_new();
	struct buf *b = buf_new(a);
	const struct json *rows = json_get(answer, "rows");
	bool first = l->export_cursor == NULL;
	char path[256] = "";

	add_rows(l, b, rows, json_str(answer, "next") == NULL, a);
	if (write_out(l, buf_str(b), b->len, first, path)) {
		l->export_rows += json_len(rows);
		l->export_cursor = arena_strdup(l->base.arena, json_str(answer, "next"));
		if (l->export_cursor) {
			stack_say(l->base.stack, TONE_NONE, _("%zu rows exported … Esc breaks off"), l->export_rows);
			ask_more(l);
		} else {
			stop(l);
			stack_say(l->base.stack, TONE_OK, _("%zu rows exported to %s"), l->export_rows, path);
		}
	}
	arena_free(&a);
}

static void begin(struct screen *owner, int answer)
{
	struct list_screen *l = (struct list_screen *)owner;

	if (answer < 0)
		return;
	l->exporting = true;
	l->export_json = answer == 1;
	l->export_offline = !l->base.world->online;
	l->export_cursor = NULL;
	l->export_rows = 0;
	ask_more(l);
}

void list_export(struct list_screen *l)
{
	if (!l->base.world->may_export || l->base.world->fixed) {
		stack_say(l->base.stack, TONE_ERROR, _("This terminal does not export to files."));
		return;
	}
	if (!l->exporting)
		dialog_ask(l->base.stack, _("Export the whole list as"), (const char *const[]){"CSV", "JSON"}, 2, begin, &l->base);
}

void list_export_answer(struct list_screen *l, struct message *m)
{
	struct error e = {0};

	if (m->tag != l->export_asked)
		return;
	l->export_asked = 0;
	if (answer_good(m, &e)) {
		take_page(l, m->json);
		return;
	}
	stop(l);
	stack_say_error(l->base.stack, &e);
}

void list_export_tick(struct list_screen *l)
{
	struct arena *a;
	struct error e = {0};
	const struct json *answer;

	if (!l->exporting || !l->export_offline)
		return;
	a = arena_new();
	answer = list_read_local(l, l->export_cursor, false, LIST_MOST, a, &e);
	if (answer) {
		take_page(l, answer);
	} else {
		stop(l);
		stack_say_error(l->base.stack, &e);
	}
	arena_free(&a);
}
