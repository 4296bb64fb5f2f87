/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Users from a file.  All of it is checked before anything is written, and
 * what goes in one request is written wholly or not at all; requests hold as
 * many rows as the server takes. */
#include "base/arena.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/view.h"
#include "server/main/complaint.h"
#include "server/main/typed.h"
#include "server/main/user.h"
#include "server/main/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MOST ((size_t)16 * 1024 * 1024)
#define ROWS_MOST 10000
#define ROWS_ONCE 1000
#define BYTES_ONCE (WIRE_REQUEST - 4096) /* of the rows in one request */

struct line {
	size_t number;     /* of the file */
	struct json *body;
	size_t size;       /* of it as text */
	const char *login;
	struct error error;
	const struct json *answer; /* the server's, of this row */
};

struct import {
	struct user_work *work;
	const char *file;
	const struct field *fields[CSV_CELLS_MOST];
	struct csv csv;
	struct line *lines;
	size_t count;
};

/* ---- the file */

static bool read_head(struct import *x, struct error *e)
{
	const struct field *key = x->work->view->resource->key;
	bool keyed = false;

	if (!x->csv.count)
		return error_set(e, ERR_INVALID, x->file, "it is empty");
	for (size_t i = 0; i < x->csv.columns; i++) {
		const char *cell = x->csv.rows[0].cells[i];

		x->fields[i] = typed_field(x->work->arena, x->work->view, cell, e);
		if (!x->fields[i])
			return false;
		for (size_t k = 0; k < i; k++)
			if (x->fields[k] == x->fields[i])
				return error_set(e, ERR_INVALID, x->fields[i]->name, "two columns of it");
		keyed |= x->fields[i] == key;
	}
	return keyed || error_set(e, ERR_REQUIRED, key->name, "a column of it");
}

static bool is_blank(const char *cell)
{
	return cell[strspn(cell, " \t\r\n")] == '\0';
}

/* An empty cell says nothing: what is usual holds. */
static bool read_cells(const struct import *x, const struct csv_row *row, struct json *body, struct error *e)
{
	for (size_t i = 0; i < x->csv.columns; i++)
		if (!is_blank(row->cells[i]) && !typed_put(x->work->arena, x->fields[i], row->cells[i], true, body, e))
			return false;
	return true;
}

static void read_line(struct import *x, const struct csv_row *row, struct line *out)
{
	const char *key = x->work->view->resource->key->name;

	*out = (struct line){.number = row->line, .body = json_object(x->work->arena)};
	if (!read_cells(x, row, out->body, &out->error))
		return;
	out->login = json_str(out->body, key);
	if (str_empty(out->login))
		error_set(&out->error, ERR_REQUIRED, key, "%s", "");
	typed_imply(x->work->view, out->body);
}

static bool read_file(struct import *x, struct error *e)
{
	struct arena *a = x->work->arena;
	size_t len;
	const char *text = file_read(a, x->file, FILE_MOST, &len, e);

	if (!text || !csv_read(a, text, len, ROWS_MOST, &x->csv, e) || !read_head(x, e))
		return false;
	x->count = x->csv.count - 1;
	x->lines = arena_array(a, struct line, x->count + 1);
	for (size_t i = 0; i < x->count; i++)
		read_line(x, &x->csv.rows[i + 1], &x->lines[i]);
	return x->count || error_set(e, ERR_INVALID, x->file, "it has a head and no rows");
}

/* ---- no two of one name, also in different requests */

struct named {
	const char *folded;
	struct line *line;
};

static int by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->folded, y->folded);

	return order ? order : (x->line->number > y->line->number) - (x->line->number < y->line->number);
}

static void find_doubles(struct import *x, const char *field)
{
	struct named *list = arena_array(x->work->arena, struct named, x->count + 1);
	size_t n = 0;

	for (size_t i = 0; i < x->count; i++) {
		const char *text = json_str(x->lines[i].body, field);

		if (!str_empty(text))
			list[n++] = (struct named){utf8_fold(x->work->arena, text), &x->lines[i]};
	}
	qsort(list, n, sizeof *list, by_name);
	for (size_t i = 1; i < n; i++)
		if (str_eq(list[i - 1].folded, list[i].folded))
			error_set(&list[i].line->error, ERR_INVALID, field, "it is on line %zu, too", list[i - 1].line->number);
}

/* ---- what nobody said */

static bool fill_all(struct import *x, struct error *e)
{
	for (size_t i = 0; i < x->count; i++) {
		struct line *l = &x->lines[i];

		if (!user_fill(x->work, l->body, e))
			return false;
		l->size = strlen(json_print(x->work->arena, l->body)) + 1;
	}
	return true;
}

/* ---- requests */

static void take_answer(struct line *l, const struct json *row)
{
	const struct json *problem = json_get(row, "error");

	l->answer = row;
	if (problem)
		error_set(&l->error, error_find(json_str(problem, "code")), json_str(problem, "field"), "%s",
			json_str(problem, "detail") ? json_str(problem, "detail") : "");
}

static bool send_some(struct import *x, size_t from, size_t to, bool dry, struct error *e)
{
	struct json *body = json_object(x->work->arena), *rows = json_set_array(body, "rows");
	const struct json *answer, *row;

	json_set_bool(body, "dry", dry);
	for (size_t i = from; i < to; i++)
		if (!x->lines[i].error.code)
			json_add_copy(rows, x->lines[i].body);
	if (!json_len(rows))
		return true;
	answer = door_ask(x->work->door, (struct local_request){.method = "POST", .target = "/pages/users/import", .body = body}, e);
	if (!answer)
		return false;
	row = json_first(json_get(answer, "rows"));
	for (size_t i = from; row && i < to; i++)
		if (!x->lines[i].error.code) {
			take_answer(&x->lines[i], row);
			row = json_next(row);
		}
	return dry || json_bool(answer, "done", false) || error_set(e, ERR_CONFLICT, NULL, "%s", "");
}

/* As many as fit. */
static size_t end_of_some(const struct import *x, size_t from)
{
	size_t bytes = 0, i = from;

	while (i < x->count && i - from < ROWS_ONCE && (i == from || bytes + x->lines[i].size <= BYTES_ONCE))
		bytes += x->lines[i++].size;
	return i;
}

/* *done: how many rows were. */
static bool send_all(struct import *x, bool dry, size_t *done, struct error *e)
{
	*done = 0;
	while (*done < x->count) {
		size_t to = end_of_some(x, *done);

		if (!send_some(x, *done, to, dry, e))
			return false;
		*done = to;
	}
	return true;
}

/* ---- what is said */

static size_t complain_all(const struct import *x)
{
	size_t wrong = 0;

	for (size_t i = 0; i < x->count; i++)
		if (x->lines[i].error.code) {
			complain(x->file, x->lines[i].number, &x->lines[i].error);
			wrong++;
		}
	return wrong;
}

static void print_json(const struct import *x, bool done)
{
	struct arena *a = x->work->arena;
	struct json *doc = json_object(a), *rows = json_set_array(doc, "rows");

	for (size_t i = 0; i < x->count; i++) {
		const struct line *l = &x->lines[i];
		struct json *row = json_add_object(rows);

		json_set_int(row, "line", (int64_t)l->number);
		json_set_str(row, "login", l->login);
		if (json_has(l->answer, "secret"))
			json_set_copy(row, "secret", json_get(l->answer, "secret"));
	}
	json_set_bool(doc, "done", done);
	puts(json_print(a, doc));
}

static void tell(const struct import *x, bool done)
{
	if (x->work->options->json) {
		print_json(x, done);
		return;
	}
	for (size_t i = 0; i < x->count; i++) {
		if (done) {
			user_print_secret(x->lines[i].answer, x->lines[i].login);
			continue;
		}
		printf("line %zu: ", x->lines[i].number);
		print_safely(x->lines[i].login, stdout);
		puts(": new");
	}
}

/* ---- the command */

static int check(struct import *x, struct error *e)
{
	size_t done, wrong;

	find_doubles(x, x->work->view->resource->key->name);
	find_doubles(x, "email");
	if (!fill_all(x, e) || !send_all(x, true, &done, e))
		return user_exit(e);
	wrong = complain_all(x);
	if (!wrong)
		return EXIT_DONE;
	error_set(e, ERR_INVALID, x->file, "%zu of %zu rows cannot be: nothing was imported", wrong, x->count);
	return EXIT_REFUSED;
}

static int write_all(struct import *x, struct error *e)
{
	size_t done;

	if (send_all(x, false, &done, e))
		return EXIT_DONE;
	complain_all(x);
	if (done > 0)
		fprintf(stderr, "wmsd: %s: %zu rows are imported, up to line %zu; nothing behind it\n", x->file, done, x->lines[done - 1].number);
	tell(x, true);
	return user_exit(e);
}

static int import(struct user_work *w, struct error *e)
{
	struct import x = {.work = w, .file = w->options->operands[0]};
	int code;

	if (!read_file(&x, e))
		return e->code == ERR_IO ? EXIT_FAILED : EXIT_REFUSED;
	code = check(&x, e);
	if (code == EXIT_DONE && !w->options->dry_run)
		code = write_all(&x, e);
	if (code == EXIT_DONE)
		tell(&x, !w->options->dry_run);
	return code;
}

static int run(const struct options *o, struct error *e)
{
	return user_run(o, import, e);
}

const struct command command_user_import = {
	.name = "user", .word = "import", .help = "Make users from a CSV file, all or none", .options = " data ", .flags = " json dry_run ",
	.operands = "FILE", .least = 1, .most = 1, .run = run,
};
