/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "golden/stage.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/embed.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/screen/pending.h"
#include "client/tui/words.h"
#include "lib/scratch.h"
#include "model/ddl.h"
#include "model/kind.h"
#include "model/page.h"
#include "model/row.h"
#include "store/store.h"

#define NOON_MS INT64_C(1795265640000) /* 2026-11-21 12:54 UTC */

static struct stage *of(struct ports *p)
{
	return (struct stage *)p;
}

static struct json *copy_into(struct arena *a, const struct json *v)
{
	struct json *box = json_object(a);

	json_set_copy(box, "v", v);
	return (struct json *)json_get(box, "v");
}

static void mail(struct stage *g, struct message *m)
{
	if (g->mail_count == sizeof g->mail / sizeof *g->mail)
		xdie("the stage's mail");
	g->mail[g->mail_count++] = m;
}

static struct message *letter(enum message_type type, uint64_t tag)
{
	struct message *m = message_new(type);

	m->tag = tag;
	return m;
}

static uint64_t port_ask_with(struct ports *p, const char *method, const char *path, const struct json *body, const struct ask_head *head)
{
	struct stage *g = of(p);
	struct call *c = arena_new_of(g->arena, struct call);

	c->tag = ++g->last_tag;
	c->method = arena_strdup(g->arena, method);
	c->path = arena_strdup(g->arena, path);
	c->body = body ? json_print(g->arena, body) : "";
	c->rev = head ? head->rev : 0;
	c->request = head && head->request ? arena_strdup(g->arena, head->request) : "";
	*g->calls_end = c;
	g->calls_end = &c->next;
	return c->tag;
}

static uint64_t port_ask(struct ports *p, const char *method, const char *path, const struct json *body)
{
	return port_ask_with(p, method, path, body, NULL);
}

static void port_cancel(struct ports *p, uint64_t tag)
{
	struct stage *g = of(p);
	struct message *m;

	for (struct call *c = g->calls; c; c = c->next) {
		if (c->tag != tag || c->answered)
			continue;
		c->answered = true;
		m = letter(MESSAGE_ANSWER, tag);
		error_set(&m->error, ERR_CANCELLED, NULL, NULL);
		mail(g, m);
	}
}

static uint64_t port_append(struct ports *p, const char *kind, const struct json *body, const int64_t *after, size_t after_count,
	int64_t settles)
{
	struct stage *g = of(p);
	struct appended *t = arena_new_of(g->arena, struct appended);

	t->tag = ++g->last_tag;
	if (after_count)
		memcpy(t->after, after, after_count * sizeof *after);
	t->after_count = after_count;
	t->kind = arena_strdup(g->arena, kind);
	t->body = json_print(g->arena, body);
	t->settles = settles;
	*g->appends_end = t;
	g->appends_end = &t->next;
	return t->tag;
}

static enum record_state state_of(const char *name)
{
	for (int i = 0; i < RECORD_STATES; i++)
		if (str_eq(record_state_names[i], name))
			return (enum record_state)i;
	xdie("no such state of a queue row");
}

static void queue_row(struct message *m, const struct json *from, struct queue_row *to)
{
	const struct json *why = json_get(from, "why");

	*to = (struct queue_row){
		.seq = json_int(from, "seq", 0),
		.sign_in = 1,
		.time_ms = json_int(from, "time_ms", NOON_MS),
		.settles = json_int(from, "settles", 0),
		.settled_by = json_int(from, "settled_by", 0),
		.id = arena_strdup(m->arena, json_str(from, "id")),
		.kind = arena_strdup(m->arena, json_str(from, "kind")),
		.login = arena_strdup(m->arena, json_str(from, "login")),
		.body = copy_into(m->arena, json_get(from, "body")),
		.state = state_of(json_str(from, "state")),
	};
	if (why)
		error_set(&to->why, error_find(json_str(why, "code")), json_str(why, "field"), "%s",
			json_str(why, "detail") ? json_str(why, "detail") : "");
}

static uint64_t port_queue_rows(struct ports *p)
{
	struct stage *g = of(p);
	struct message *m = letter(MESSAGE_ROWS, ++g->last_tag);

	m->rows = arena_array(m->arena, struct queue_row, json_len(g->queue) + 1);
	for (const struct json *r = json_first(g->queue); r; r = json_next(r))
		queue_row(m, r, &m->rows[m->row_count++]);
	mail(g, m);
	return m->tag;
}

static void port_draft_keep(struct ports *p, const char *name, const struct json *draft)
{
	struct stage *g = of(p);
	struct kept *k = arena_new_of(g->arena, struct kept);

	k->name = arena_strdup(g->arena, name);
	k->text = draft ? json_print(g->arena, draft) : NULL;
	k->next = g->drafts;
	g->drafts = k;
}

static uint64_t port_draft_wanted(struct ports *p, const char *name)
{
	struct stage *g = of(p);
	struct message *m = letter(MESSAGE_DRAFT, ++g->last_tag);

	m->name = arena_strdup(m->arena, name);
	for (const struct kept *k = g->drafts; k; k = k->next)
		if (str_eq(k->name, name)) {
			m->draft = arena_strdup(m->arena, k->text);
			break;
		}
	mail(g, m);
	return m->tag;
}

static bool port_floor_open(struct ports *p, struct error *e)
{
	return !of(p)->floor_refused || error_set(e, ERR_TAKEN, NULL, "johnny, process 7");
}

static struct store *port_replica(struct ports *p)
{
	return of(p)->replica;
}

static int64_t port_now_ms(struct ports *p)
{
	return of(p)->now_ms;
}

static bool port_export_file(struct ports *p, const char *name, const char *bytes, size_t len, bool first, char path[256], struct error *e)
{
	struct stage *g = of(p);

	(void)e;
	if (first)
		buf_clear(g->exported);
	buf_add(g->exported, bytes, len);
	snprintf(path, 256, "%s", name);
	return true;
}

static bool port_copy(struct ports *p, const char *text)
{
	struct stage *g = of(p);

	if (g->copy_refused)
		return false;
	g->copied = arena_strdup(g->arena, text);
	return true;
}

static bool port_secret_file(struct ports *p, const char *name, const char *text, char path[256], struct error *e)
{
	struct stage *g = of(p);

	if (!g->world.may_export)
		return error_set(e, ERR_FORBIDDEN, name, NULL);
	g->secret = arena_strdup(g->arena, text);
	snprintf(path, 256, "%s.txt", name);
	return true;
}

static const struct ports_ops port_ops = {
	.ask = port_ask, .ask_with = port_ask_with, .cancel = port_cancel, .append = port_append, .queue_rows = port_queue_rows, .draft_keep = port_draft_keep,
	.draft_wanted = port_draft_wanted, .floor_open = port_floor_open, .replica = port_replica, .now_ms = port_now_ms,
	.export_file = port_export_file, .copy = port_copy, .secret_file = port_secret_file,
};

static void pump(struct stage *g)
{
	while (g->mail_count) {
		struct message *m = g->mail[0];

		memmove(g->mail, g->mail + 1, --g->mail_count * sizeof *g->mail);
		stack_message(g->stack, m);
	}
	if (stack_take_beep(g->stack))
		g->beeps++;
}

/* As the program does it (client/app/app.c). */
void stage_signed_in(struct stage *g, const struct json *given)
{
	const struct json *answer = copy_into(g->arena, given), *u = json_get(answer, "user");
	bool same = g->world.user && str_eq(g->world.user->login, json_str(u, "login"));
	struct user *user = &g->user;

	*user = user_read(answer, g->arena);
	g->world.user = user;
	words_language(user->language == SWEDISH ? "sv" : "en");
	if (!same)
		stack_replace(g->stack, home_screen(g->stack));
}

static void signed_in(void *arg, const struct json *answer)
{
	stage_signed_in(arg, answer);
}

static void signed_off(void *arg)
{
	struct stage *g = arg;

	g->world.user = NULL;
	words_language(NULL);
	stack_replace(g->stack, sign_in_screen(g->stack));
}

static void quit(void *arg)
{
	((struct stage *)arg)->left = true;
}

static void goods_owner(void *arg, int64_t id)
{
	((struct stage *)arg)->user.goods_owner = id;
}

static const struct stack_events events = {.signed_in = signed_in, .signed_off = signed_off, .quit = quit, .goods_owner = goods_owner};

static void find_words(void)
{
	char dir[400];
	const char *b = getenv("B");

	snprintf(dir, sizeof dir, "%s/locale", b ? b : "build");
	setenv("LANGUAGE", "en", 1);
	words_open(dir);
}

static bool load(const struct embed *files, size_t n, struct error *e)
{
	return model_load_files(files, n, e) && kinds_load_files(files, n, e) && pages_load_files(files, n, e);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct embed *)a)->path, ((const struct embed *)b)->path);
}

/* One more file, in place of an embedded one of the same path. */
static bool add_file(struct stage *g, const char *folder, const char *file, struct embed *list, size_t *n, struct error *e)
{
	const char *path = file + strlen(folder) + 1;
	size_t at = 0, len;
	const char *text = file_read(g->arena, file, 1 << 20, &len, e);

	if (!text)
		return false;
	while (at < *n && !str_eq(list[at].path, path))
		at++;
	*n += at == *n;
	list[at] = (struct embed){.path = arena_strdup(g->arena, path), .data = text, .len = len};
	return true;
}

static bool over;

bool stage_files(struct stage *g, const char *folder, struct error *e)
{
	static const char *const patterns[] = {"/src/model/resources/*.json", "/screens/*/*.json"};
	glob_t found = {0};
	size_t n;
	const struct embed *ours = embed_under("", &n);
	struct embed *list;
	bool good = true;

	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
		glob(arena_printf(g->arena, "%s%s", folder, patterns[i]), i ? GLOB_APPEND : 0, NULL, &found);
	list = arena_array(g->arena, struct embed, n + found.gl_pathc);
	memcpy(list, ours, n * sizeof *list);
	for (size_t i = 0; good && i < found.gl_pathc; i++)
		good = add_file(g, folder, found.gl_pathv[i], list, &n, e);
	globfree(&found);
	qsort(list, n, sizeof *list, by_path);
	over = true;
	return good && load(list, n, e);
}

bool stage_open(struct stage *g, const char *keymap, struct error *e)
{
	static bool loaded;
	size_t n;
	const struct embed *files = embed_under("", &n);

	setenv("TZ", "UTC", 1);
	tzset();
	find_words();
	if ((!loaded || over) && !(loaded = load(files, n, e)))
		return false;
	over = false;
	*g = (struct stage){.ports.ops = &port_ops, .arena = arena_new(), .now_ms = NOON_MS, .mono_ms = 1000000};
	clock_set_for_test(g->now_ms, g->mono_ms);
	g->calls_end = &g->calls;
	g->appends_end = &g->appends;
	g->exported = buf_new(g->arena);
	g->keymap = keymap_read(keymap, keymap_embedded, e);
	if (!g->keymap)
		return false;
	g->world = (struct world){
		.ports = &g->ports, .keymap = g->keymap, .site = "", .online = true, .may_export = true, .terminal_key = "KEY",
		.terminal_name = "t1", .terminal_user = "os", .pending = pending_new(),
	};
	g->canvas = canvas_new(24, 80);
	stage_size(g, 24, 80);
	g->stack = stack_new(&g->world);
	stack_listen(g->stack, &events, g);
	stack_push(g->stack, sign_in_screen(g->stack));
	return true;
}

void stage_close(struct stage *g)
{
	if (g->lent)
		g->lent->view = g->own_view;
	if (g->stack)
		stack_free(&g->stack);
	for (size_t i = 0; i < g->mail_count; i++)
		message_free(&g->mail[i]);
	pending_free(&g->world.pending);
	store_close(&g->replica);
	canvas_free(&g->canvas);
	keymap_free(&g->keymap);
	arena_free(&g->arena);
	clock_set_for_test(-1, -1);
}

void stage_size(struct stage *g, int rows, int columns)
{
	canvas_resize(g->canvas, rows, columns);
	g->world.rows = rows;
	g->world.columns = columns;
}

static bool holds_class(enum level level, const struct action *x)
{
	return x->class->held[level];
}

static void add_page(struct json *menu, const struct page *p, enum menu_id m, enum level level, int language)
{
	const char *section = p->in_system[m] ? (language == SWEDISH ? "System" : "System") : p->section.text[language];
	const char *sub = p->in_system[m] ? "" : p->subsection.text[language];
	const struct json *last = NULL;
	struct json *entry, *actions;

	for (const struct json *g = json_first(menu); g; g = json_next(g))
		last = g;
	if (!last || !str_eq(json_str(last, "section"), section) || !str_eq(json_str(last, "subsection"), sub)) {
		struct json *group = json_add_object(menu);

		json_set_str(group, "section", section);
		json_set_str(group, "subsection", sub);
		json_set_array(group, "pages");
		last = group;
	}
	entry = json_add_object((struct json *)json_get(last, "pages"));
	json_set_str(entry, "id", p->id);
	json_set_str(entry, "name", p->name.text[language]);
	actions = json_set_array(entry, "actions");
	for (size_t i = 0; i < p->action_count; i++)
		if (holds_class(level, &p->actions[i]))
			json_add_str(actions, p->actions[i].name);
}

static void standard_menu(struct json *menu, const char *level, int language)
{
	for (int m = 0; m < MENUS; m++) {
		if (!str_eq(menus[m].code, level))
			continue;
		for (size_t i = 0; page_at(i); i++)
			if (page_at(i)->in_menu[m])
				add_page(menu, page_at(i), (enum menu_id)m, menus[m].level, language);
	}
}

static void add_ref(struct json *array, int64_t id, const char *code, const char *name)
{
	struct json *ref = json_add_object(array);

	json_set_int(ref, "id", id);
	json_set_str(ref, "code", code);
	json_set_str(ref, "name", name);
}

struct json *stage_sign_in(struct stage *g, const char *login, const char *level, const char *language)
{
	struct json *answer = json_object(g->arena), *u = json_set_object(answer, "user");

	json_set_str(answer, "token", "TOKEN");
	json_set_str(u, "login", login);
	json_set_str(u, "name", login);
	json_set_str(u, "level", level);
	json_set_str(u, "language", language);
	add_ref(json_set_array(u, "goods_owners"), 1, "ACME", "Acme AB");
	add_ref(json_set_array(u, "warehouses"), 1, "GBG", "Gothenburg");
	json_set_bool(u, "mobile", true);
	json_set_str(u, "privileges", "receive,pick,move");
	standard_menu(json_set_array(answer, "menu"), level, str_eq(language, "sv") ? SWEDISH : ENGLISH);
	return answer;
}

/* What a new row would have. */
static struct value fallback(struct stage *g, const struct field *f)
{
	struct value v = {.is_text = types[f->type].is_text, .text = ""};
	const char *literal = f->fallback ? f->fallback : "";

	if (v.is_text && literal[0] == '\'')
		v.text = arena_strndup(g->arena, literal + 1, strlen(literal) - 2);
	else if (!v.is_text)
		v.number = atoll(literal);
	return v;
}

/* A file need not name every field. */
static const struct json *whole_row(struct stage *g, const struct resource *r, const struct json *row)
{
	struct json *whole = copy_into(g->arena, row);

	for (size_t i = 0; i < r->field_count; i++) {
		const struct field *f = &r->fields[i];
		struct value v = fallback(g, f);

		if (types[f->type].sql && !json_has(whole, f->name))
			types[f->type].put(f, &v, whole);
	}
	if (!json_has(whole, "rev"))
		json_set_int(whole, "rev", 1);
	return whole;
}

static bool put_rows(struct stage *g, const struct json *rows, struct error *e)
{
	const struct resource *r = resource_find(json_name(rows));

	if (!r)
		return error_set(e, ERR_NOT_FOUND, json_name(rows), NULL);
	for (const struct json *row = json_first(rows); row; row = json_next(row))
		if (!row_unpack(g->replica, r, whole_row(g, r, row), e))
			return false;
	return true;
}

bool stage_replica(struct stage *g, const char *file, struct error *e)
{
	struct buf ddl = BUF_INIT;
	size_t len;
	const char *text = file_read(g->arena, file, 1 << 24, &len, e);
	const struct json *all = text ? json_parse(g->arena, text, len, e) : NULL;
	bool done;

	if (!all)
		return false;
	store_close(&g->replica);
	g->replica = store_open(":memory:", STORE_CACHE, e);
	ddl_all(&ddl, DDL_REPLICA);
	done = g->replica && store_exec(g->replica, buf_str(&ddl), e);
	for (const struct json *rows = json_first(all); done && rows; rows = json_next(rows))
		done = put_rows(g, rows, e);
	buf_release(&ddl);
	g->world.replica_ready = done;
	stack_news(g->stack);
	return done;
}

bool stage_view(struct stage *g, const char *page, const char *text, struct error *e)
{
	struct page *p = (struct page *)page_find(page);
	const struct view *v;

	if (!p || g->lent)
		return error_set(e, ERR_NOT_FOUND, page, NULL);
	v = view_read(g->arena, "view", page, text, strlen(text), e);
	if (!v)
		return false;
	g->lent = p;
	g->own_view = p->view;
	p->view = v;
	return true;
}

void stage_online(struct stage *g, bool online)
{
	g->world.online = online;
	stack_news(g->stack);
	pump(g);
}

void stage_input(struct stage *g, const struct input_event *in)
{
	stack_input(g->stack, in);
	pump(g);
}

bool stage_key(struct stage *g, const char *name)
{
	struct input_event in = {.type = INPUT_CHORD};

	if (!chord_parse(name, &in.chord))
		return false;
	stage_input(g, &in);
	return true;
}

void stage_type(struct stage *g, const char *text)
{
	size_t len = strlen(text), used;

	for (; len > 0; text += used, len -= used) {
		struct input_event in = {.type = INPUT_CHORD, .chord.key = KEY_CHAR};

		used = utf8_decode(text, len, &in.chord.character);
		if (!used)
			return;
		stage_input(g, &in);
	}
}

void stage_bytes(struct stage *g, enum input_type type, const char *bytes, size_t len)
{
	struct input_event in = {.type = type, .bytes = arena_strndup(g->arena, bytes, len), .len = len};

	stage_input(g, &in);
}

void stage_tick(struct stage *g, int64_t ms)
{
	g->now_ms += ms;
	g->mono_ms += ms;
	clock_set_for_test(g->now_ms, g->mono_ms);
	stack_tick(g->stack, g->mono_ms);
	pump(g);
}

struct call *stage_waiting(struct stage *g)
{
	for (struct call *c = g->calls; c; c = c->next)
		if (!c->answered)
			return c;
	return NULL;
}

void stage_answer(struct stage *g, struct call *c, int status, const struct json *body)
{
	struct message *m = letter(MESSAGE_ANSWER, c->tag);

	c->answered = true;
	m->status = status;
	m->json = body ? copy_into(m->arena, body) : NULL;
	mail(g, m);
	pump(g);
}

void stage_fail(struct stage *g, struct call *c, enum error_code code)
{
	struct message *m = letter(MESSAGE_ANSWER, c->tag);

	c->answered = true;
	error_set(&m->error, code, NULL, NULL);
	mail(g, m);
	pump(g);
}

/* The queue tells of the record before it answers, as in the program. */
static void tell_pending(struct stage *g, const struct appended *t, int64_t seq)
{
	struct error e = {0};
	struct queue_row row = {.seq = seq, .kind = t->kind, .state = RECORD_WAITING, .body = json_parse(g->arena, t->body, strlen(t->body), &e)};

	pending_put(g->world.pending, g->replica, &row);
	stack_news(g->stack);
}

void stage_saved(struct stage *g, struct appended *t, enum error_code code)
{
	struct message *m = letter(code == ERR_NONE ? MESSAGE_SAVED : MESSAGE_FAILED, t->tag);

	t->answered = true;
	if (code == ERR_NONE) {
		m->seq = ++g->last_seq;
		tell_pending(g, t, m->seq);
		m->id = arena_strdup(m->arena, "01900000-0000-7000-8000-000000000000");
	} else {
		error_set(&m->error, code, NULL, NULL);
	}
	mail(g, m);
	pump(g);
}

char *stage_screen(struct stage *g)
{
	stack_draw(g->stack, g->canvas);
	return canvas_dump(g->canvas, g->arena);
}
