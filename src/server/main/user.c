/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/main/user.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/field.h"
#include "model/page.h"
#include "model/view.h"
#include "server/main/complaint.h"

#include <stdio.h>
#include <string.h>

int user_exit(const struct error *e)
{
	return error_rows[e->code].status < 500 ? EXIT_REFUSED : EXIT_FAILED;
}

int user_run(const struct options *o, int (*work)(struct user_work *w, struct error *e), struct error *e)
{
	struct user_work w = {.options = o, .door = door_open(o, e)};
	int code;

	if (!w.door)
		return e->code == ERR_FORBIDDEN ? EXIT_REFUSED : EXIT_FAILED;
	w.arena = door_arena(w.door);
	w.view = page_find("users")->view;
	code = work(&w, e);
	if (fflush(stdout) != 0 && code == EXIT_DONE) {
		error_set(e, ERR_IO, NULL, "standard output");
		code = EXIT_FAILED;
	}
	door_close(&w.door);
	return code;
}

const char *user_target(struct arena *a, const char *parameter, const char *value)
{
	struct buf *out = buf_new(a);

	buf_addf(out, "/pages/users?%s=", parameter);
	for (; *value; value++)
		if ((*value >= 'a' && *value <= 'z') || (*value >= 'A' && *value <= 'Z') || (*value >= '0' && *value <= '9'))
			buf_addc(out, *value);
		else
			buf_addf(out, "%%%02X", (unsigned)(unsigned char)*value);
	return buf_str(out);
}

/* The first of the level. */
static const char *usual_menu(const char *level)
{
	for (int i = 0; i < MENUS; i++)
		if (str_eq(levels[menus[i].level].code, level))
			return menus[i].code;
	return NULL;
}

bool user_fill(struct user_work *w, struct json *body, struct error *e)
{
	const char *menu = usual_menu(json_str(body, "level"));

	if (menu && !json_has(body, "menu"))
		json_set_str(body, "menu", menu);
	if (!w->usual)
		w->usual = door_ask(w->door, (struct local_request){.method = "GET", .target = "/pages/users/defaults"}, e);
	if (!w->usual)
		return false;
	for (size_t i = 0; i < w->view->form_count; i++) {
		const struct field *f = w->view->form[i];
		const struct json *value = json_get(w->usual, f->name);

		if (f->required && !json_has(body, f->name) && json_type(value) == JSON_STRING && *json_as_str(value))
			json_set_copy(body, f->name, value);
	}
	return true;
}

/* ---- refs */

/* By its code, else by its name; without regard to case when that is needed. */
enum likeness { UNLIKE, LIKE_NAME, LIKE_CODE, SAME_CODE };

static enum likeness likeness(struct arena *a, const struct json *row, const char *text)
{
	const char *code = json_str(row, "code"), *name = json_str(row, "name"), *folded = utf8_fold(a, text);

	if (str_eq(code, text))
		return SAME_CODE;
	if (code && str_eq(utf8_fold(a, code), folded))
		return LIKE_CODE;
	return name && str_eq(utf8_fold(a, name), folded) ? LIKE_NAME : UNLIKE;
}

static bool find_ref(struct user_work *w, const struct field *f, const char *text, int64_t *id, struct error *e)
{
	const char *target = arena_printf(w->arena, "/pages/users/fields/%s%s", f->name, strchr(user_target(w->arena, "find", text), '?'));
	const struct json *doc = door_ask(w->door, (struct local_request){.method = "GET", .target = target}, e);
	enum likeness best = UNLIKE;
	int found = 0;

	for (const struct json *row = doc ? json_first(json_get(doc, "rows")) : NULL; row; row = json_next(row)) {
		enum likeness is = likeness(w->arena, row, text);

		if (is == UNLIKE || is < best)
			continue;
		found = is > best ? 1 : found + 1;
		best = is;
		*id = json_int(row, "id", 0);
	}
	if (found > 1)
		return error_set(e, ERR_INVALID, f->name, "there are several %.60s", text);
	return doc && (found || error_set(e, ERR_INVALID, f->name, "there is no %.60s", text));
}

static bool put_ids(struct user_work *w, const struct field *f, const struct json *codes, struct json *out, struct error *e)
{
	struct json *list = json_set_array(out, f->name);

	for (const struct json *code = json_first(codes); code; code = json_next(code)) {
		int64_t id = 0;

		if (!find_ref(w, f, json_as_str(code), &id, e))
			return false;
		json_add_int(list, id);
	}
	return true;
}

bool user_refs(struct user_work *w, const struct json *body, struct json **out, struct error *e)
{
	const struct view *v = w->view;

	*out = json_object(w->arena);
	for (const struct json *m = json_first(body); m; m = json_next(m)) {
		const struct field *f = field_find(v->resource, json_name(m));
		int64_t id = 0;

		if (f && f->type == TYPE_REFS) {
			if (!put_ids(w, f, m, *out, e))
				return false;
		} else if (f && f->type == TYPE_REF) {
			if (!str_empty(json_as_str(m)) && !find_ref(w, f, json_as_str(m), &id, e))
				return false;
			json_set_int(*out, f->name, id);
		} else {
			json_set_copy(*out, json_name(m), m);
		}
	}
	return true;
}

/* ---- printing */

void user_print_secret(const struct json *answer, const char *who)
{
	const char *value = json_str(json_get(answer, "secret"), "value");

	if (!value)
		return;
	if (who) {
		print_safely(who, stdout);
		putchar('\t');
	}
	puts(value);
}
