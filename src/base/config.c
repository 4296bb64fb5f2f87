/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/config.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"

#include <assert.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <ini.h>

#define LARGEST_FILE ((size_t)1024 * 1024)

/* Where the strings live. Programs read their options once, before they start
 * threads. */
static struct arena *strings;

void config_release(void)
{
	arena_free(&strings);
}

static const char *keep(const char *s)
{
	if (!strings)
		strings = arena_new();
	return arena_strdup(strings, s);
}

/* Says why a value will not do. */
struct complaint {
	const char *what, *detail;
};

static bool complain(struct complaint *why, const char *what, const char *detail)
{
	*why = (struct complaint){what, detail};
	return false;
}

static bool put_int(const struct config_option *o, const char *value, void *at, struct complaint *why)
{
	const char *dots = o->choices ? strstr(o->choices, "..") : NULL;
	int64_t min = INT_MIN, max = INT_MAX, n;
	char first[24];

	if (dots) {
		assert((size_t)(dots - o->choices) < sizeof first);
		memcpy(first, o->choices, (size_t)(dots - o->choices));
		first[dots - o->choices] = '\0';
		if (!str_int64(first, INT_MIN, INT_MAX, &min) || !str_int64(dots + 2, INT_MIN, INT_MAX, &max))
			assert(!"an option's range");
	}
	if (!str_int64(value, min, max, &n))
		return complain(why, "not a number within ", dots ? o->choices : "what can be counted");
	*(int *)at = (int)n;
	return true;
}

static bool put_bool(const char *value, void *at, struct complaint *why)
{
	static const struct {
		const char *word;
		bool means;
	} words[] = {{"yes", true}, {"no", false}, {"true", true}, {"false", false}, {"on", true}, {"off", false}};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq(value, words[i].word)) {
			*(bool *)at = words[i].means;
			return true;
		}
	return complain(why, "neither yes nor no", "");
}

static bool is_choice(const char *choices, const char *value)
{
	size_t len = strlen(value);

	for (const char *p = choices; p; p = strchr(p, '|') ? strchr(p, '|') + 1 : NULL)
		if (strcspn(p, "|") == len && memcmp(p, value, len) == 0)
			return true;
	return false;
}

static bool put(const struct config_option *o, const char *value, void *out, struct complaint *why)
{
	void *at = (char *)out + o->offset;

	switch (o->type) {
	case CONFIG_INT:
		return put_int(o, value, at, why);
	case CONFIG_BOOL:
		return put_bool(value, at, why);
	case CONFIG_CHOICE:
		if (!is_choice(o->choices, value))
			return complain(why, "not one of ", o->choices);
		break;
	case CONFIG_TEXT:
		break;
	}
	*(const char **)at = keep(value);
	return true;
}

void config_defaults(const struct config_option *options, size_t n, void *out)
{
	struct complaint why;

	for (size_t i = 0; i < n; i++) {
		const struct config_option *o = &options[i];
		bool text = o->type == CONFIG_TEXT || o->type == CONFIG_CHOICE;

		if (text && !o->fallback)
			*(const char **)(void *)((char *)out + o->offset) = NULL;
		else if (!put(o, o->fallback, out, &why))
			assert(!"an option's fallback");
	}
}

bool config_set(const char *name, const char *value, const struct config_option *options, size_t n, void *out, struct error *e)
{
	struct complaint why;

	for (size_t i = 0; i < n; i++) {
		if (!str_eq(options[i].name, name))
			continue;
		if (!value && options[i].type == CONFIG_BOOL)
			value = "yes";
		if (!value)
			return error_set(e, ERR_INVALID, name, "a value is missing");
		if (!put(&options[i], value, out, &why))
			return error_set(e, ERR_INVALID, name, "%s%s", why.what, why.detail);
		return true;
	}
	return error_set(e, ERR_INVALID, name, "no such option");
}

/* ---- files */

struct reading {
	const char *path;
	const struct config_option *options;
	size_t n;
	void *out;
	bool *seen; /* each option at most once */
	const char *text, *end;
	int line; /* that was given last; where the error is */
	struct error error;
};

static bool has_failed(const struct reading *r)
{
	return r->error.code != ERR_NONE;
}

static bool fail(struct reading *r, const char *name, const char *what, const char *detail)
{
	return error_set(&r->error, ERR_INVALID, name, "%s:%d: %s%s", r->path, r->line, what, detail);
}

static const char *line_problem(const char *s, size_t len, size_t room)
{
	if (!utf8_valid(s, len))
		return "not UTF-8";
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)s[i] < 0x20 && s[i] != '\t') || s[i] == 0x7f)
			return "a control character";
	return len >= room ? "too long a line" : NULL;
}

/* Gives libinih one line at a time, so that we know which one it is at. */
static char *next_line(char *out, int size, void *stream)
{
	struct reading *r = stream;
	const char *newline;
	const char *problem;
	size_t len;

	if (has_failed(r) || r->text == r->end)
		return NULL;
	newline = memchr(r->text, '\n', (size_t)(r->end - r->text));
	len = (size_t)((newline ? newline : r->end) - r->text);
	r->line++;
	if (newline && len && r->text[len - 1] == '\r')
		len--;
	problem = line_problem(r->text, len, (size_t)size);
	if (problem) {
		fail(r, "file", problem, "");
		return NULL;
	}
	memcpy(out, r->text, len);
	out[len] = '\0';
	r->text = newline ? newline + 1 : r->end;
	return out;
}

/* libinih's handler: 0 is failure. */
static int option(void *user, const char *section, const char *name, const char *value)
{
	struct reading *r = user;
	struct complaint why;

	for (size_t i = 0; i < r->n && !has_failed(r); i++) {
		const struct config_option *o = &r->options[i];

		if (!str_eq(o->section, section) || !str_eq(o->name, name))
			continue;
		if (r->seen[i])
			return fail(r, name, "given twice, or the line begins with a space", "");
		r->seen[i] = true;
		return put(o, value, r->out, &why) || fail(r, name, why.what, why.detail);
	}
	return fail(r, name, "no such option in section ", *section ? section : "(none)");
}

static bool parse(struct reading *r)
{
	int syntax = ini_parse_stream(next_line, r, option, r);

	/* The first line that libinih could not read is before ours, or ours. */
	if (syntax < 0)
		xdie("out of memory");
	if (syntax > 0 && (!has_failed(r) || syntax < r->line)) {
		r->error = (struct error){0};
		r->line = syntax;
		return fail(r, "file", "neither [section] nor name = value", "");
	}
	return !has_failed(r);
}

bool config_read(const char *path, bool must_exist, const struct config_option *options, size_t n, void *out, struct error *e)
{
	struct reading r = {.path = path, .options = options, .n = n, .out = out};
	struct arena *a = arena_new();
	size_t len = 0;
	bool ok = false;

	r.text = file_read(a, path, LARGEST_FILE, &len, &r.error);
	if (r.text) {
		r.end = r.text + len;
		r.seen = arena_array(a, bool, n);
		ok = parse(&r);
	} else if (r.error.code == ERR_NOT_FOUND) {
		ok = !must_exist;
	}
	if (!ok)
		error_set(e, r.error.code, r.error.field, "%s", r.error.detail);
	arena_free(&a);
	return ok;
}
