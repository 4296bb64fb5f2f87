/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold on every page that has a screen file, with rows, without,
 * and offline, at 80x24 and at 40x12, in both languages: its title stands
 * there, nothing is wider than the screen, no control reaches it, there is a
 * status line and a key line that is not cut, and Esc goes back to the menu
 * (A6, F1, F2, F4, F8, F11).  A new page is tried without a line of C here. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/screen/menu.h"
#include "golden/stage.h"
#include "model/page.h"

enum answer { ANSWER_ROWS, ANSWER_EMPTY, ANSWER_OFFLINE, ANSWERS };
static const char *const answer_names[ANSWERS] = {"rows", "empty", "offline"};
static const int sizes[][2] = {{24, 80}, {12, 40}};
static const char *const languages[] = {"en", "sv"};

static int count, failures, faults;

static void fault(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void fault(const char *fmt, ...)
{
	va_list ap;

	printf("# ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	faults++;
}

static void fill_ref(struct json *ref)
{
	json_set_int(ref, "id", 1);
	json_set_str(ref, "code", "CODE\x1b[2J");
	json_set_str(ref, "name", "A name that is longer than any column could be, \xe2\x80\xae" "turned round");
}

static void put_ref(struct json *row, const char *name)
{
	fill_ref(json_set_object(row, name));
}

static void put_refs(struct json *row, const char *name)
{
	struct json *refs = json_set_array(row, name);

	fill_ref(json_add_object(refs));
	fill_ref(json_add_object(refs));
}

/* A row with something hostile and something long in every field. */
static void put_field(struct json *row, const struct field *f)
{
	static const char long_text[] = "\x1b]0;x\x07 long \xc3\xa5\xc3\xa4\xc3\xb6 \xe8\xb2\xa8\xe7\x89\xa9 and longer still and longer still and longer";
	struct value v = {.is_text = types[f->type].is_text, .text = long_text, .number = 1234567};

	switch (f->type) {
	case TYPE_ROWS:
		break;
	case TYPE_REF:
		put_ref(row, f->name);
		break;
	case TYPE_REFS:
		put_refs(row, f->name);
		break;
	case TYPE_CHOICE:
		json_set_str(row, f->name, f->choice_count ? f->choices[0].name : "");
		break;
	case TYPE_DATE:
		json_set_str(row, f->name, "2026-12-24");
		break;
	case TYPE_SUM:
		json_set_str(row, f->name, "1234567.125");
		break;
	default:
		types[f->type].put(f, &v, row);
	}
}

static struct json *rows_answer(struct arena *a, const struct resource *r, bool empty)
{
	struct json *answer = json_object(a), *rows = json_set_array(answer, "rows");

	for (int i = 1; !empty && i <= 30; i++) {
		struct json *row = json_add_object(rows);

		json_set_int(row, "id", i);
		json_set_int(row, "rev", 1);
		for (size_t k = 0; k < r->field_count; k++)
			put_field(row, &r->fields[k]);
	}
	json_set_null(answer, "next");
	json_set_null(answer, "previous");
	return answer;
}

/* The resource a request asks for rows of; NULL: for one row. */
static const struct resource *rows_of(const struct page *p, const char *path)
{
	const char *sub = strstr(path, "/rows/");
	char name[64];

	if (!sub)
		return strstr(path, "?limit") ? p->view->resource : NULL;
	str_copy(name, sizeof name, sub + strlen("/rows/"));
	name[strcspn(name, "?")] = '\0';
	return field_find(p->view->resource, name)->to;
}

static struct json *answer_for(struct arena *a, const struct page *p, const char *path, bool empty)
{
	struct json *answer = json_object(a);
	const struct resource *r = rows_of(p, path);

	if (strstr(path, "/count?") || str_ends(path, "/count")) {
		json_set_int(answer, "count", empty ? 0 : 30);
		json_set_bool(answer, "more", false);
		return answer;
	}
	if (r)
		return rows_answer(a, r, empty);
	json_set_int(answer, "id", 1);
	json_set_int(answer, "rev", 1);
	for (size_t i = 0; p->view->resource && i < p->view->resource->field_count; i++)
		put_field(answer, &p->view->resource->fields[i]);
	return answer;
}

static void answer_all(struct stage *g, const struct page *p, enum answer how)
{
	struct arena *a = arena_new();
	struct call *c;

	while ((c = stage_waiting(g)))
		stage_answer(g, c, 200, answer_for(a, p, c->path, how == ANSWER_EMPTY));
	arena_free(&a);
}

static void check_line(const char *line, int columns)
{
	if (utf8_columns(line) > columns)
		fault("wider than %d: %s", columns, line);
	for (const unsigned char *c = (const unsigned char *)line; *c; c++)
		if (*c < ' ' || *c == 0x7f)
			fault("a control in: %s", line);
}

/* No word of the key line is cut. */
static void check_keys(const char *line, const struct stage *g)
{
	enum context contexts[3];
	char help[16];
	size_t n = stack_contexts(g->stack, contexts);

	keymap_chord(g->keymap, contexts, n, ACTION_BACK, help);
	if (!strstr(line, help))
		fault("no way back on the key line: %s", line);
	if (strstr(line, "…"))
		fault("a word of the key line is cut: %s", line);
}

static void check_screen(struct stage *g, const struct page *p, int columns)
{
	char **lines;
	size_t n;
	const char *title = menu_name(&g->world, p);

	lines = str_split(g->arena, stage_screen(g), '\n', &n);
	for (size_t i = 0; i < n; i++)
		check_line(lines[i], columns);
	if (!str_starts(lines[0], "johnny"))
		fault("no status line: %s", lines[0]);
	if (!str_starts(lines[1], title))
		fault("no title: %s", lines[1]);
	check_keys(lines[n - 2], g);
}

/* It has two lines at most, wherever there is room for it. */
static void check_note(const struct stage *g)
{
	const char *note = stack_note(stack_top(g->stack));

	if (note && canvas_wrap(g->canvas, 0, 0, 0, 40, 0, STYLE_DIM, note) > 2)
		fault("more than two lines: %s", note);
}

/* Esc, as often as it takes; something half-filled is asked about. */
static void check_way_back(struct stage *g)
{
	for (int i = 0; i < 4 && !str_eq(stack_top(g->stack)->ops->name, "menu"); i++)
		stage_key(g, "Esc");
	if (!str_eq(stack_top(g->stack)->ops->name, "menu"))
		fault("Esc leads to %s", stack_top(g->stack)->ops->name);
}

static void check_moves(struct stage *g, const struct page *p, int columns)
{
	static const char *const keys[] = {"Down", "PgDn", "End", "Up", "PgUp", "Home", "Right", "Left"};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		stage_key(g, keys[i]);
		check_screen(g, p, columns);
	}
}

/* A row's record, where there is a row. */
static void check_record(struct stage *g, const struct page *p, enum answer how, int columns)
{
	if (p->view->kind != VIEW_LIST || how != ANSWER_ROWS)
		return;
	stage_key(g, "Enter");
	answer_all(g, p, how);
	if (!str_eq(stack_top(g->stack)->ops->name, "record"))
		fault("Enter leads to %s", stack_top(g->stack)->ops->name);
	check_screen(g, p, columns);
	check_moves(g, p, columns);
}

static void visit(struct stage *g, const struct page *p, enum answer how, const int size[2])
{
	stage_size(g, size[0], size[1]);
	stage_online(g, how != ANSWER_OFFLINE);
	if (!open_page(g->stack, p->id, NULL))
		fault("it does not open");
	answer_all(g, p, how);
	check_screen(g, p, size[1]);
	check_note(g);
	check_moves(g, p, size[1]);
	check_record(g, p, how, size[1]);
	check_way_back(g);
}

static enum menu_id menu_of(const struct page *p)
{
	for (int m = 0; m < MENUS; m++)
		if (p->in_menu[m])
			return (enum menu_id)m;
	return MENU_ADMINISTRATOR;
}

static void try_page(const struct page *p, enum answer how, const int size[2], const char *language)
{
	struct stage g;
	struct error e = {0};

	faults = 0;
	if (!stage_open(&g, "default", &e))
		fault("%s %s: %s", error_rows[e.code].code, e.field, e.detail);
	else
		stage_signed_in(&g, stage_sign_in(&g, "johnny", menus[menu_of(p)].code, language));
	if (!faults && how == ANSWER_OFFLINE && !stage_replica(&g, "tests/golden/rows.json", &e))
		fault("%s %s: %s", error_rows[e.code].code, e.field, e.detail);
	if (!faults)
		visit(&g, p, how, size);
	stage_close(&g);
	failures += faults > 0;
	printf("%s %d - %s, %s, %dx%d, %s\n", faults ? "not ok" : "ok", ++count, p->id, answer_names[how], size[1], size[0], language);
}

static void try_all(const struct page *p)
{
	for (int how = 0; how < ANSWERS; how++)
		for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
			for (size_t l = 0; l < sizeof languages / sizeof *languages; l++)
				try_page(p, (enum answer)how, sizes[s], languages[l]);
}

int main(void)
{
	struct stage g;
	struct error e = {0};

	if (!stage_open(&g, "default", &e)) { /* reads the model */
		printf("Bail out! %s %s: %s\n", error_rows[e.code].code, e.field, e.detail);
		return 1;
	}
	stage_close(&g);
	for (size_t i = 0; page_at(i); i++)
		if (page_at(i)->view)
			try_all(page_at(i));
	printf("1..%d\n", count);
	return failures > 0;
}
