/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "golden/script.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "base/uuid.h"
#include "golden/stage.h"

struct script {
	struct stage stage;
	struct arena *arena;
	const char *file;
	char **lines;
	size_t count, at; /* at: the line being done */
	struct buf *out;  /* the file as it would be recorded */
	bool record, changed, failed;
	int beeps_seen;
	size_t exported_seen;
	const char *request; /* the id asked with last */
};

static bool fault(struct script *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static bool fault(struct script *s, const char *fmt, ...)
{
	struct arena *a = arena_new();
	va_list ap;
	char **lines;
	size_t n;

	va_start(ap, fmt);
	lines = str_split(a, arena_vprintf(a, fmt, ap), '\n', &n);
	va_end(ap);
	printf("# %s:%zu: %s\n", s->file, s->at + 1, lines[0]);
	for (size_t i = 1; i < n; i++)
		printf("#   %s\n", lines[i]);
	arena_free(&a);
	s->failed = true;
	return false;
}

static const struct json *parse(struct script *s, const char *text)
{
	struct error e = {0};
	const struct json *v = json_parse(s->arena, text, strlen(text), &e);

	if (!v)
		fault(s, "not JSON: %s", e.detail);
	return v;
}

/* The same however it was written. */
static const char *canonical(struct script *s, const char *text)
{
	const struct json *v = *text ? parse(s, text) : NULL;

	return v ? json_print(s->arena, v) : "";
}

/* The first word of *rest, which is left at the second. */
static char *word(struct script *s, const char **rest)
{
	size_t len = strcspn(*rest, " \t");
	char *w = arena_strndup(s->arena, *rest, len);

	*rest += len;
	*rest += strspn(*rest, " \t");
	return w;
}

static size_t unescape(struct script *s, const char *text, char **out)
{
	size_t n = 0;

	*out = arena_alloc(s->arena, strlen(text) + 1);
	while (*text) {
		unsigned byte;

		if (text[0] == '\\' && text[1] == 'x' && sscanf(text + 2, "%2x", &byte) == 1) {
			(*out)[n++] = (char)byte;
			text += 4;
		} else {
			(*out)[n++] = *text++;
		}
	}
	return n;
}

static bool do_size(struct script *s, const char *arg)
{
	int rows, columns;

	if (sscanf(arg, "%dx%d", &columns, &rows) != 2)
		return fault(s, "not a size: %s", arg);
	stage_size(&s->stage, rows, columns);
	return true;
}

static bool do_replica(struct script *s, const char *arg)
{
	struct error e = {0};

	return stage_replica(&s->stage, arena_printf(s->arena, "tests/golden/%s", arg), &e) ||
	       fault(s, "%s: %s %s", error_rows[e.code].code, e.field, e.detail);
}

static bool do_files(struct script *s, const char *arg)
{
	struct error e = {0};

	return stage_files(&s->stage, arena_printf(s->arena, "tests/golden/%s", arg), &e) ||
	       fault(s, "%s: %s %s", error_rows[e.code].code, e.field, e.detail);
}

static bool do_user(struct script *s, const char *arg)
{
	const char *login = word(s, &arg), *level = word(s, &arg), *language = word(s, &arg);

	stage_signed_in(&s->stage, stage_sign_in(&s->stage, login, level, *language ? language : "en"));
	return true;
}

static bool do_signed_in(struct script *s, const char *arg)
{
	const struct json *answer = parse(s, arg);

	if (answer)
		stage_signed_in(&s->stage, answer);
	return answer;
}

static bool do_page(struct script *s, const char *arg)
{
	const char *id = word(s, &arg);

	open_page(s->stage.stack, id, *arg ? parse(s, arg) : NULL);
	stage_tick(&s->stage, 0); /* what its ports have answered already */
	return true;
}

static bool do_view(struct script *s, const char *arg)
{
	const char *id = word(s, &arg);
	struct error e = {0};

	return stage_view(&s->stage, id, arg, &e) || fault(s, "%s: %s %s", error_rows[e.code].code, e.field, e.detail);
}

static bool do_key(struct script *s, const char *arg)
{
	while (*arg) {
		const char *name = word(s, &arg);

		if (!stage_key(&s->stage, name))
			return fault(s, "no such key: %s", name);
	}
	return true;
}

static bool do_type(struct script *s, const char *arg)
{
	stage_type(&s->stage, arg);
	return true;
}

static bool do_scan(struct script *s, const char *arg)
{
	char *bytes;
	size_t n = unescape(s, arg, &bytes);

	stage_bytes(&s->stage, INPUT_SCAN, bytes, n);
	return true;
}

static bool do_paste(struct script *s, const char *arg)
{
	char *bytes;
	size_t n = unescape(s, arg, &bytes);

	stage_bytes(&s->stage, INPUT_PASTE, bytes, n);
	return true;
}

static bool do_expect_call(struct script *s, const char *arg)
{
	const char *method = word(s, &arg), *path = word(s, &arg);
	struct call *c = s->stage.calls;

	while (c && c->expected)
		c = c->next;
	if (!c)
		return fault(s, "nothing was asked");
	c->expected = true;
	if (!str_eq(c->method, method) || !str_eq(c->path, path))
		return fault(s, "asked was\n%s %s %s", c->method, c->path, c->body);
	if (*arg && !str_eq(canonical(s, c->body), canonical(s, arg)))
		return fault(s, "asked was\n%s %s %s", c->method, c->path, c->body);
	return true;
}

/* The one expected last. */
static struct call *last_expected(struct script *s)
{
	struct call *last = NULL;

	for (struct call *c = s->stage.calls; c; c = c->next)
		last = c->expected ? c : last;
	return last;
}

static bool do_if_match(struct script *s, const char *arg)
{
	const struct call *c = last_expected(s);

	return (c && c->rev == atoll(arg)) || fault(s, "If-Match was %" PRId64, c ? c->rev : 0);
}

static bool do_with_request(struct script *s, const char *arg)
{
	const struct call *c = last_expected(s);
	bool same = c && str_eq(c->request, s->request);

	if (!c || !uuid_valid(c->request) || same != str_eq(arg, "same"))
		return fault(s, "the request was \"%s\", before it \"%s\"", c ? c->request : "", s->request ? s->request : "");
	s->request = c->request;
	return true;
}

static bool do_copied(struct script *s, const char *arg)
{
	return str_eq(s->stage.copied, arg) || fault(s, "copied was %s", s->stage.copied ? s->stage.copied : "nothing");
}

static bool do_secret(struct script *s, const char *arg)
{
	return str_eq(s->stage.secret, arg) || fault(s, "in the file is %s", s->stage.secret ? s->stage.secret : "nothing");
}

static bool do_no_copy(struct script *s, const char *arg)
{
	(void)arg;
	s->stage.copy_refused = true;
	return true;
}

static bool do_fixed(struct script *s, const char *arg)
{
	(void)arg;
	s->stage.world.fixed = true;
	s->stage.world.may_export = false;
	return true;
}

static bool do_no_calls(struct script *s, const char *arg)
{
	(void)arg;
	for (struct call *c = s->stage.calls; c; c = c->next)
		if (!c->expected)
			return fault(s, "asked was\n%s %s %s", c->method, c->path, c->body);
	return true;
}

static bool do_answer(struct script *s, const char *arg)
{
	int status = atoi(word(s, &arg));
	const struct json *body = *arg ? parse(s, arg) : NULL;
	struct call *c = stage_waiting(&s->stage);

	if (!c || s->failed)
		return s->failed ? false : fault(s, "nothing waits for an answer");
	stage_answer(&s->stage, c, status, body);
	return true;
}

static bool do_fail(struct script *s, const char *arg)
{
	struct call *c = stage_waiting(&s->stage);

	if (!c)
		return fault(s, "nothing waits for an answer");
	stage_fail(&s->stage, c, error_find(arg));
	return true;
}

static struct appended *appended(struct script *s, bool expected)
{
	struct appended *t = s->stage.appends;

	while (t && (expected ? t->answered : t->expected))
		t = t->next;
	return t;
}

static bool do_expect_append(struct script *s, const char *arg)
{
	const char *kind = word(s, &arg);
	struct appended *t = appended(s, false);

	if (!t)
		return fault(s, "no transaction was made");
	t->expected = true;
	if (!str_eq(t->kind, kind) || (*arg && !str_eq(canonical(s, t->body), canonical(s, arg))))
		return fault(s, "the transaction was\n%s %s", t->kind, t->body);
	return true;
}

static bool do_settles(struct script *s, const char *arg)
{
	struct appended *t = appended(s, true);

	if (!t || t->settles != atoll(arg))
		return fault(s, "it settles %" PRId64, t ? t->settles : 0);
	return true;
}

static bool do_after(struct script *s, const char *arg)
{
	struct appended *t = appended(s, true);
	struct buf *list = buf_new(s->arena);

	for (size_t i = 0; t && i < t->after_count; i++)
		buf_addf(list, "%s%" PRId64, i ? " " : "", t->after[i]);
	return (t && str_eq(buf_str(list), arg)) || fault(s, "it depends on: %s", buf_str(list));
}

static bool answer_append(struct script *s, enum error_code code)
{
	struct appended *t = appended(s, true);

	if (!t)
		return fault(s, "no transaction waits");
	stage_saved(&s->stage, t, code);
	return true;
}

static bool do_saved(struct script *s, const char *arg)
{
	(void)arg;
	return answer_append(s, ERR_NONE);
}

static bool do_failed(struct script *s, const char *arg)
{
	return answer_append(s, error_find(arg));
}

static bool do_queue(struct script *s, const char *arg)
{
	s->stage.queue = parse(s, arg);
	return s->stage.queue;
}

static bool do_floor_taken(struct script *s, const char *arg)
{
	(void)arg;
	s->stage.floor_refused = true;
	return true;
}

static bool do_expect_draft(struct script *s, const char *arg)
{
	const char *name = word(s, &arg);

	for (const struct kept *k = s->stage.drafts; k; k = k->next) {
		if (!str_eq(k->name, name))
			continue;
		if (str_eq(arg, "none") ? k->text == NULL : str_eq(k->text, canonical(s, arg)))
			return true;
		return fault(s, "the draft is\n%s", k->text ? k->text : "forgotten");
	}
	return fault(s, "no such draft was kept");
}

static bool do_draft(struct script *s, const char *arg)
{
	const char *name = word(s, &arg);
	const struct json *draft = parse(s, arg);

	if (draft)
		s->stage.ports.ops->draft_keep(&s->stage.ports, name, draft);
	return draft;
}

static bool do_online(struct script *s, const char *arg)
{
	(void)arg;
	stage_online(&s->stage, true);
	return true;
}

static bool do_offline(struct script *s, const char *arg)
{
	(void)arg;
	stage_online(&s->stage, false);
	return true;
}

static bool do_counts(struct script *s, const char *arg)
{
	s->stage.world.waiting = atoi(word(s, &arg));
	s->stage.world.refused = atoi(word(s, &arg));
	s->stage.world.parked = atoi(word(s, &arg));
	stage_online(&s->stage, s->stage.world.online);
	return true;
}

static bool do_now(struct script *s, const char *arg)
{
	struct tm tm = {0};

	if (sscanf(arg, "%d-%d-%d %d:%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min) != 5)
		return fault(s, "not a time: %s", arg);
	tm.tm_year -= 1900;
	tm.tm_mon--;
	s->stage.now_ms = (int64_t)timegm(&tm) * 1000;
	stage_tick(&s->stage, 0);
	return true;
}

static bool do_tick(struct script *s, const char *arg)
{
	stage_tick(&s->stage, atoll(arg));
	return true;
}

static bool do_shows(struct script *s, const char *arg)
{
	const char *screen = stage_screen(&s->stage);

	return strstr(screen, arg) || fault(s, "the screen does not show it:\n%s", screen);
}

static bool do_no(struct script *s, const char *arg)
{
	const char *screen = stage_screen(&s->stage);

	return !strstr(screen, arg) || fault(s, "the screen shows it:\n%s", screen);
}

static bool do_cursor(struct script *s, const char *arg)
{
	int row = -1, column = -1, want_row = -1, want_column = -1;

	stage_screen(&s->stage);
	canvas_cursor_at(s->stage.canvas, &row, &column);
	if (sscanf(arg, "%d %d", &want_row, &want_column) != 2 || row != want_row || column != want_column)
		return fault(s, "the cursor stands at %d %d", row, column);
	return true;
}

static bool do_top(struct script *s, const char *arg)
{
	const char *name = stack_top(s->stage.stack)->ops->name;

	return str_eq(name, arg) || fault(s, "on top is %s", name);
}

static bool do_beeped(struct script *s, const char *arg)
{
	bool beeped = s->stage.beeps > s->beeps_seen;

	(void)arg;
	s->beeps_seen = s->stage.beeps;
	return beeped || fault(s, "it did not beep");
}

static bool do_silent(struct script *s, const char *arg)
{
	bool beeped = s->stage.beeps > s->beeps_seen;

	(void)arg;
	s->beeps_seen = s->stage.beeps;
	return !beeped || fault(s, "it beeped");
}

static bool do_exported(struct script *s, const char *arg)
{
	const char *line;
	size_t len;

	if (s->exported_seen >= s->stage.exported->len)
		s->exported_seen = 0; /* another export */
	line = buf_str(s->stage.exported) + s->exported_seen;
	len = strcspn(line, "\r\n");

	s->exported_seen += len + strspn(line + len, "\r\n");
	if (len != strlen(arg) || strncmp(line, arg, len) != 0)
		return fault(s, "the line is\n%.*s", (int)len, line);
	return true;
}

static bool do_left(struct script *s, const char *arg)
{
	(void)arg;
	return s->stage.left || fault(s, "the program goes on");
}

static void keep_screen(struct script *s, const char *screen)
{
	char **rows;
	size_t n;

	rows = str_split(s->arena, screen, '\n', &n);
	for (size_t i = 0; i + 1 < n; i++) {
		buf_addf(s->out, "|%s\n", rows[i]);
	}
}

/* The rows that follow in the file are taken, whatever comes of them. */
static bool do_screen(struct script *s, const char *arg)
{
	const char *screen = stage_screen(&s->stage);
	struct buf *want = buf_new(s->arena);
	size_t first = s->at + 1, i = first;

	(void)arg;
	for (; i < s->count && s->lines[i][0] == '|'; i++)
		buf_addf(want, "%s\n", s->lines[i] + 1);
	keep_screen(s, screen);
	if (!str_eq(buf_str(want), screen)) {
		s->changed = true;
		if (!s->record)
			fault(s, "the screen is\n%s", screen);
	}
	s->at = i - 1;
	return !s->failed;
}

static const struct {
	const char *name;
	bool (*run)(struct script *s, const char *arg);
} steps[] = {
	{"size", do_size}, {"files", do_files}, {"replica", do_replica}, {"user", do_user}, {"signed-in", do_signed_in}, {"page", do_page}, {"view", do_view}, {"key", do_key},
	{"type", do_type}, {"scan", do_scan}, {"paste", do_paste}, {"expect-call", do_expect_call}, {"no-calls", do_no_calls},
	{"copied", do_copied}, {"secret", do_secret}, {"no-copy", do_no_copy}, {"fixed", do_fixed}, {"if-match", do_if_match}, {"with-request", do_with_request},
	{"answer", do_answer}, {"fail", do_fail}, {"expect-append", do_expect_append}, {"settles", do_settles}, {"after", do_after}, {"saved", do_saved},
	{"failed", do_failed}, {"queue", do_queue}, {"floor-taken", do_floor_taken}, {"expect-draft", do_expect_draft},
	{"draft", do_draft}, {"online", do_online}, {"offline", do_offline}, {"counts", do_counts}, {"now", do_now}, {"tick", do_tick},
	{"shows", do_shows}, {"no", do_no}, {"cursor", do_cursor}, {"top", do_top}, {"beeped", do_beeped}, {"silent", do_silent},
	{"exported", do_exported}, {"left", do_left}, {"screen", do_screen},
};

static bool do_line(struct script *s, const char *line)
{
	const char *rest = line, *name;

	if (!*line || *line == '#')
		return true;
	name = word(s, &rest);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (str_eq(steps[i].name, name))
			return steps[i].run(s, rest);
	return str_eq(name, "keymap") || fault(s, "no such step: %s", name);
}

/* A line with those that go on it; `at` is left at the last of them. */
static char *whole_line(struct script *s)
{
	char *line = s->lines[s->at];

	buf_addf(s->out, "%s\n", line);
	while (*line && *line != '#' && s->at + 1 < s->count && strchr(" \t", s->lines[s->at + 1][0]) && s->lines[s->at + 1][0]) {
		buf_addf(s->out, "%s\n", s->lines[++s->at]);
		line = arena_printf(s->arena, "%s %s", line, s->lines[s->at] + strspn(s->lines[s->at], " \t"));
	}
	return line;
}

static const char *keymap_of(struct script *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (str_starts(s->lines[i], "keymap "))
			return s->lines[i] + strlen("keymap ");
	return "default";
}

static bool read_lines(struct script *s)
{
	struct error e = {0};
	size_t len;
	char *text = file_read(s->arena, s->file, 1 << 20, &len, &e);

	if (!text)
		return fault(s, "%s %s", error_rows[e.code].code, e.detail);
	s->lines = str_split(s->arena, text, '\n', &s->count);
	while (s->count && !s->lines[s->count - 1][0])
		s->count--;
	return true;
}

static void write_recorded(struct script *s)
{
	struct error e = {0};

	if (!file_write(s->file, s->out->data, s->out->len, 0644, &e))
		fault(s, "%s %s", error_rows[e.code].code, e.detail);
	else
		printf("# %s: recorded anew\n", s->file);
}

bool script_run(const char *file, bool record)
{
	struct script s = {.arena = arena_new(), .file = file, .record = record};
	struct error e = {0};

	s.out = buf_new(s.arena);
	if (read_lines(&s)) {
		if (!stage_open(&s.stage, keymap_of(&s), &e))
			fault(&s, "%s: %s %s", error_rows[e.code].code, e.field, e.detail);
		for (; !s.failed && s.at < s.count; s.at++)
			do_line(&s, whole_line(&s));
		if (!s.failed && record && s.changed)
			write_recorded(&s);
		stage_close(&s.stage);
	}
	arena_free(&s.arena);
	return !s.failed;
}
