/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Users, one at a time. */
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/field.h"
#include "model/view.h"
#include "secure/secure.h"
#include "server/main/complaint.h"
#include "server/main/typed.h"
#include "server/main/user.h"

#include <stdio.h>
#include <string.h>

#define LINE_MOST 1024

static void print_json(struct user_work *w, const struct json *doc)
{
	puts(json_print(w->arena, doc));
}

/* ---- what is given */

/* One line of standard input, without its end. */
static bool read_line(struct arena *a, const char *field, const char **out, struct error *e)
{
	char line[LINE_MOST];
	size_t len;

	if (!fgets(line, sizeof line, stdin))
		return error_set(e, ERR_REQUIRED, field, "a line on standard input is wanted");
	len = strlen(line);
	if (len && line[len - 1] == '\n')
		line[--len] = '\0';
	else if (!feof(stdin))
		error_set(e, ERR_TOO_LONG, field, "%d", LINE_MOST - 2);
	if (len && line[len - 1] == '\r')
		line[--len] = '\0';
	*out = arena_strndup(a, line, len);
	secure_wipe(line, sizeof line);
	return e->code == ERR_NONE;
}

static bool put_operand(struct user_work *w, const char *operand, struct json *out, struct error *e)
{
	const char *equals = strchr(operand, '='), *value = equals ? equals + 1 : NULL;
	const struct field *f;

	if (!equals)
		return error_set(e, ERR_INVALID, operand, "FIELD=VALUE is wanted");
	f = typed_field(w->arena, w->view, arena_strndup(w->arena, operand, (size_t)(equals - operand)), e);
	if (!f)
		return false;
	if (json_has(out, f->name))
		return error_set(e, ERR_INVALID, f->name, "it is given twice");
	if (f->secret && str_eq(value, "-") && !read_line(w->arena, f->name, &value, e))
		return false;
	return typed_put(w->arena, f, value, false, out, e);
}

/* The operands from the n-th on. */
static struct json *read_operands(struct user_work *w, size_t n, struct error *e)
{
	struct json *out = json_object(w->arena);

	for (; n < w->options->operand_count; n++)
		if (!put_operand(w, w->options->operands[n], out, e))
			return NULL;
	return out;
}

/* {"id","rev",...} of the user whose login is the first operand. */
static const struct json *find_user(struct user_work *w, struct error *e)
{
	const char *login = w->options->operands[0];
	const struct json *doc = NULL, *row;

	if (utf8_valid(login, strlen(login)))
		doc = door_ask(w->door, (struct local_request){.method = "GET", .target = user_target(w->arena, "filter.login", login)}, e);
	row = json_first(json_get(doc, "rows"));
	if (!row)
		error_set(e, ERR_NOT_FOUND, login, "%s", "");
	return row;
}

/* ---- what is done */

static int tell(struct user_work *w, const struct json *answer, const struct error *e)
{
	if (!answer)
		return user_exit(e);
	if (w->options->json)
		print_json(w, answer);
	else
		user_print_secret(answer, NULL);
	return EXIT_DONE;
}

static int add(struct user_work *w, struct error *e)
{
	struct json *given = read_operands(w, 0, e), *body;

	if (!given)
		return EXIT_USAGE;
	typed_imply(w->view, given);
	if (!user_fill(w, given, e) || !user_refs(w, given, &body, e))
		return user_exit(e);
	return tell(w, door_ask(w->door, (struct local_request){.method = "POST", .target = "/pages/users", .body = body}, e), e);
}

static int edit(struct user_work *w, struct error *e)
{
	struct json *given = read_operands(w, 1, e), *headers = json_object(w->arena), *body;
	const struct json *row;
	struct local_request put = {.method = "PUT", .headers = headers};

	if (!given)
		return EXIT_USAGE;
	typed_imply(w->view, given);
	row = find_user(w, e);
	if (!row || !user_refs(w, given, &body, e))
		return user_exit(e);
	put.target = arena_printf(w->arena, "/pages/users/%lld", (long long)json_int(row, "id", 0));
	put.body = body;
	json_set_str(headers, "If-Match", arena_printf(w->arena, "\"%lld\"", (long long)json_int(row, "rev", 0)));
	return tell(w, door_ask(w->door, put, e), e);
}

static int act(struct user_work *w, const char *action, const struct json *body, struct error *e)
{
	const struct json *row = find_user(w, e);
	struct local_request post = {.method = "POST", .body = body ? body : json_object(w->arena)};

	if (!row)
		return user_exit(e);
	post.target = arena_printf(w->arena, "/pages/users/%lld/%s", (long long)json_int(row, "id", 0), action);
	return tell(w, door_ask(w->door, post, e), e);
}

static int deactivate(struct user_work *w, struct error *e)
{
	return act(w, "deactivate", NULL, e);
}

static int reactivate(struct user_work *w, struct error *e)
{
	return act(w, "reactivate", NULL, e);
}

static const struct view_ask *find_ask(const struct view *v, const char *action)
{
	for (size_t i = 0; i < v->ask_count; i++)
		if (str_eq(v->asks[i].action, action))
			return &v->asks[i];
	return NULL;
}

/* LOGIN KIND, or LOGIN send=true KIND: what the screen asks, too. */
static int token(struct user_work *w, struct error *e)
{
	const struct view_ask *ask = find_ask(w->view, "token");
	struct json *body = json_object(w->arena);

	for (size_t i = 1; i < w->options->operand_count; i++) {
		const char *operand = w->options->operands[i], *equals = strchr(operand, '=');
		const char *name = equals ? arena_strndup(w->arena, operand, (size_t)(equals - operand)) : "kind";
		const struct field *f = field_among(ask->fields, ask->field_count, name);

		if (!f || json_has(body, name))
			error_set(e, f ? ERR_INVALID : ERR_UNKNOWN_FIELD, name, "it is given twice");
		if (e->code || !typed_put(w->arena, f, equals ? equals + 1 : operand, false, body, e))
			return EXIT_USAGE;
	}
	return act(w, "token", body, e);
}

/* ---- the list */

static void print_value(const struct json *v)
{
	int64_t n;

	switch (json_type(v)) {
	case JSON_NULL:
		break;
	case JSON_BOOL:
		fputs(json_as_bool(v, false) ? "yes" : "no", stdout);
		break;
	case JSON_NUMBER:
		if (json_as_int(v, &n))
			printf("%lld", (long long)n);
		break;
	case JSON_STRING:
		print_safely(json_as_str(v), stdout);
		break;
	case JSON_OBJECT:
		print_safely(json_str(v, "code") ? json_str(v, "code") : "", stdout);
		break;
	case JSON_ARRAY:
		for (const struct json *x = json_first(v); x; x = json_next(x)) {
			print_value(x);
			fputs(json_next(x) ? "," : "", stdout);
		}
	}
}

static void print_row(const struct view *v, const struct json *row)
{
	for (size_t i = 0; i < v->column_count; i++) {
		if (row)
			print_value(json_get(row, v->columns[i]->name));
		else
			fputs(v->columns[i]->name, stdout);
		putchar(i + 1 < v->column_count ? '\t' : '\n');
	}
}

/* All pages of it, one after another. */
static bool read_list(struct user_work *w, const char *target, struct json *rows, struct error *e)
{
	const char *cursor = NULL;

	do {
		const char *next = cursor ? strchr(user_target(w->arena, "cursor", cursor), '?') + 1 : NULL;
		const char *at = next ? arena_printf(w->arena, "%s&%s", target, next) : target;
		const struct json *doc = door_ask(w->door, (struct local_request){.method = "GET", .target = at}, e);

		if (!doc)
			return false;
		for (const struct json *row = json_first(json_get(doc, "rows")); row; row = json_next(row))
			json_add_copy(rows, row);
		cursor = json_str(doc, "next");
	} while (cursor);
	return true;
}

static int list(struct user_work *w, struct error *e)
{
	const char *search = w->options->operand_count ? w->options->operands[0] : "";
	struct json *doc = json_object(w->arena), *rows = json_set_array(doc, "rows");

	if (!utf8_valid(search, strlen(search))) {
		error_set(e, ERR_INVALID, "search", "not valid UTF-8");
		return EXIT_USAGE;
	}
	if (!read_list(w, arena_printf(w->arena, "%s&sort=login&desc=false&limit=200", user_target(w->arena, "search", search)), rows, e))
		return user_exit(e);
	if (w->options->json) {
		print_json(w, doc);
		return EXIT_DONE;
	}
	print_row(w->view, NULL);
	for (const struct json *row = json_first(rows); row; row = json_next(row))
		print_row(w->view, row);
	return EXIT_DONE;
}

/* ---- the commands */

static int run_list(const struct options *o, struct error *e)
{
	return user_run(o, list, e);
}

static int run_add(const struct options *o, struct error *e)
{
	return user_run(o, add, e);
}

static int run_edit(const struct options *o, struct error *e)
{
	return user_run(o, edit, e);
}

static int run_deactivate(const struct options *o, struct error *e)
{
	return user_run(o, deactivate, e);
}

static int run_reactivate(const struct options *o, struct error *e)
{
	return user_run(o, reactivate, e);
}

static int run_token(const struct options *o, struct error *e)
{
	return user_run(o, token, e);
}

const struct command command_user_list = {
	.name = "user", .word = "list", .help = "List users", .options = " data ", .flags = " json ",
	.operands = "[SEARCH]", .most = 1, .run = run_list,
};
const struct command command_user_add = {
	.name = "user", .word = "add", .help = "Make a user", .options = " data ", .flags = " json ",
	.operands = "FIELD=VALUE...", .least = 1, .most = 64, .run = run_add,
};
const struct command command_user_edit = {
	.name = "user", .word = "edit", .help = "Change a user", .options = " data ", .flags = " json ",
	.operands = "LOGIN FIELD=VALUE...", .least = 2, .most = 64, .run = run_edit,
};
const struct command command_user_deactivate = {
	.name = "user", .word = "deactivate", .help = "Keep a user out from now on", .options = " data ", .flags = " json ",
	.operands = "LOGIN", .least = 1, .most = 1, .run = run_deactivate,
};
const struct command command_user_reactivate = {
	.name = "user", .word = "reactivate", .help = "Let a user in again", .options = " data ", .flags = " json ",
	.operands = "LOGIN", .least = 1, .most = 1, .run = run_reactivate,
};
const struct command command_user_token = {
	.name = "user", .word = "token", .help = "Make a token for a user, shown once", .options = " data ", .flags = " json ",
	.operands = "LOGIN activation|reset|api [send=yes]", .least = 2, .most = 3, .run = run_token,
};
