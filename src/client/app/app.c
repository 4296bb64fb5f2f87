/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/app/app.h"

#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/chan.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "client/app/kept.h"
#include "client/app/ports.h"
#include "client/screen/own.h"
#include "client/screen/stack.h"
#include "client/tui/input.h"
#include "client/tui/keys.h"
#include "client/tui/term.h"
#include "client/tui/words.h"
#include "model/kind.h"
#include "model/page.h"

#define TOUCH_MS (5 * 60 * 1000) /* a scan counts: the session is told of floor work this often */

struct app {
	const struct options *options;
	struct terminal_ports ports;
	struct world world;
	struct stack *stack;
	struct term *term;
	struct input *input;
	struct canvas *canvas;
	struct keymap *keymap;
	struct arena *arena;   /* the program's life */
	struct arena *user_arena; /* the signed-in user's */
	struct user user;
	int signals;
	int64_t touched_ms;
	int clock_minute;
	bool dirty, leave, lost;
	int code;
};

static struct arena *keymap_arena;

/* A keymap by name is one of ours; by path, the site's own. */
static const char *keymap_text(const char *name, size_t *len)
{
	struct error e = {0};

	return strchr(name, '/') ? file_read(keymap_arena, name, 1 << 16, len, &e) : keymap_embedded(name, len);
}

static bool colours(const struct options *o)
{
	const char *no = getenv("NO_COLOR");

	if (str_eq(o->color, "auto"))
		return !no || !*no;
	return str_eq(o->color, "always");
}

static bool open_input(struct app *app, struct error *e)
{
	const struct options *o = app->options;
	struct input_options in = {.scan_gap_ms = o->scan_gap_ms, .scan_least = o->scan_least, .single_byte = !term_utf8(app->term)};
	char separator[8];

	if (!options_bytes(o->scan_prefix, in.prefix))
		return error_set(e, ERR_INVALID, "scan_prefix", "%s", o->scan_prefix);
	if (!options_bytes(o->scan_suffix, in.suffix))
		return error_set(e, ERR_INVALID, "scan_suffix", "%s", o->scan_suffix);
	if (!options_bytes(o->scan_separator, separator) || strlen(separator) > 1)
		return error_set(e, ERR_INVALID, "scan_separator", "%s", o->scan_separator);
	app->world.separator = separator[0];
	app->input = input_new(&in);
	for (size_t i = 0; i < key_capability_count; i++) {
		const char *sequence = term_capability(app->term, key_capabilities[i].name);

		if (sequence)
			input_learn(app->input, sequence, key_capabilities[i].key);
	}
	return true;
}

static void paint(struct app *app)
{
	stack_draw(app->stack, app->canvas);
	term_paint(app->term, app->canvas);
	if (stack_take_beep(app->stack))
		term_beep(app->term);
	app->dirty = false;
}

static void resize(struct app *app)
{
	int rows, columns;

	term_size(app->term, &rows, &columns);
	canvas_resize(app->canvas, rows, columns);
	app->world.rows = rows;
	app->world.columns = columns;
	app->dirty = true;
}

/* 0 is all of them. */
static bool has_goods_owner(const struct user *u, int64_t id)
{
	for (size_t i = 0; i < u->scope.count[SCOPE_GOODS_OWNER]; i++)
		if (u->scope.ids[SCOPE_GOODS_OWNER][i] == id)
			return true;
	return id == 0;
}

static void signed_in(void *arg, const struct json *answer)
{
	struct app *app = arg;
	struct arena *a = arena_new(), *before = app->user_arena;
	struct json *box = json_object(a);
	int64_t chosen = app->user.goods_owner;
	bool same;

	json_set_copy(box, "answer", answer);
	answer = json_get(box, "answer");
	same = app->world.user && str_eq(app->world.user->login, json_str(json_get(answer, "user"), "login"));
	app->user_arena = a;
	app->user = user_read(answer, a);
	if (same && has_goods_owner(&app->user, chosen))
		app->user.goods_owner = chosen;
	app->world.user = &app->user;
	words_language(app->user.language == SWEDISH ? "sv" : "en");
	ports_signed_in(&app->ports, answer);
	if (own_kiosk_page(&app->world))
		kept_put(app->ports.folder, &app->ports.key, answer);
	else
		kept_forget(app->ports.folder);
	if (!same) /* else the screens below go on where they stood */
		stack_replace(app->stack, home_screen(app->stack));
	arena_free(&before);
}

static void signed_off(void *arg)
{
	struct app *app = arg;

	ports_signed_off(&app->ports);
	kept_forget(app->ports.folder);
	app->world.user = NULL;
	words_language(NULL);
	stack_replace(app->stack, sign_in_screen(app->stack));
	arena_free(&app->user_arena);
}

static void quit(void *arg)
{
	((struct app *)arg)->leave = true;
}

static void goods_owner(void *arg, int64_t id)
{
	((struct app *)arg)->user.goods_owner = id;
}

static void redraw(void *arg)
{
	term_redraw(((struct app *)arg)->term);
}

static const struct stack_events events = {
	.signed_in = signed_in, .signed_off = signed_off, .quit = quit, .goods_owner = goods_owner, .redraw = redraw};

static bool open_signals(struct app *app, struct error *e)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGWINCH);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGTSTP);
	sigaddset(&set, SIGCONT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	app->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return app->signals >= 0 || error_set(e, ERR_IO, "signals", "%m");
}

/* Whoever had the tty meanwhile left it as he liked. */
static void wake_up(struct app *app)
{
	term_resume(app->term);
	term_redraw(app->term);
	resize(app);
}

static void suspend(struct app *app)
{
	term_suspend(app->term);
	raise(SIGSTOP);
	wake_up(app);
}

static void take_signals(struct app *app)
{
	struct signalfd_siginfo s;

	while (read(app->signals, &s, sizeof s) == sizeof s) {
		switch (s.ssi_signo) {
		case SIGWINCH:
			resize(app);
			break;
		case SIGTSTP:
			suspend(app);
			break;
		case SIGCONT: /* also after a stop that nobody asked us about */
			wake_up(app);
			break;
		default: /* HUP, TERM, INT: what is half done is kept */
			app->leave = true;
			app->lost = s.ssi_signo == SIGHUP;
		}
	}
}

static void take_input(struct app *app)
{
	char bytes[4096];
	struct input_event in;
	int64_t now;
	int n = term_read(app->term, bytes, sizeof bytes);

	if (n < 0) {
		app->leave = app->lost = true;
		return;
	}
	now = clock_mono_ms();
	if (n > 0)
		input_feed(app->input, bytes, (size_t)n, now);
	/* Time stands still while these are handled: a slow screen cannot tear a scan. */
	while (!app->leave && input_next(app->input, now, &in)) {
		stack_input(app->stack, &in);
		app->dirty = true;
	}
}

static void take_counts(struct app *app, const struct message *m)
{
	app->world.waiting = m->waiting;
	app->world.refused = m->refused;
	app->world.parked = m->parked;
	app->world.fill_percent = m->fill_percent;
}

/* News for the world; false: it is an answer for a screen. */
static bool take_news(struct app *app, struct message *m)
{
	switch (m->type) {
	case MESSAGE_CONTACT:
		app->world.online = m->online;
		if (m->online)
			app->world.contact_ms = m->server_ms;
		app->world.replica_ready = m->replica_ready;
		app->world.replica_percent = m->replica_percent;
		ports_contact(&app->ports, m);
		break;
	case MESSAGE_COUNTS:
		take_counts(app, m);
		break;
	case MESSAGE_PENDING:
		for (size_t i = 0; i < m->row_count; i++)
			pending_put(app->ports.pending, app->ports.replica, &m->rows[i]);
		break;
	default:
		return false;
	}
	stack_news(app->stack);
	return true;
}

static void take_messages(struct app *app)
{
	struct message *m;

	while (!app->leave && (m = chan_take(app->ports.ui))) {
		if (take_news(app, m))
			message_free(&m);
		else
			stack_message(app->stack, m);
		app->dirty = true;
	}
}

/* Floor work goes under the terminal's key, so the session would not see it;
 * tell it now and then, so that it does not end under a worker's hands. */
static void touch_session(struct app *app, int64_t mono_ms)
{
	if (!app->world.user || !app->world.online || mono_ms - app->touched_ms < TOUCH_MS)
		return;
	app->touched_ms = mono_ms;
	app->ports.base.ops->ask(&app->ports.base, "GET", "/session", NULL);
}

static int wait_ms(const struct app *app, int64_t mono_ms)
{
	int input = input_wait_ms(app->input, mono_ms);
	int64_t wake = stack_wake(app->stack), now = app->ports.base.ops->now_ms((struct ports *)&app->ports.base);
	int64_t least = 60000 - now % 60000 + 1; /* the clock in the status line */

	if (input >= 0 && input < least)
		least = input;
	if (wake && wake - mono_ms < least)
		least = wake > mono_ms ? wake - mono_ms : 0;
	return (int)least;
}

static void loop(struct app *app)
{
	while (!app->leave) {
		struct pollfd fds[3] = {
			{.fd = term_fd(app->term), .events = POLLIN},
			{.fd = chan_fd(app->ports.ui), .events = POLLIN},
			{.fd = app->signals, .events = POLLIN},
		};
		int64_t before = clock_mono_ms(), after;
		int n;

		if (app->dirty)
			paint(app);
		n = poll(fds, 3, wait_ms(app, before));
		if (n < 0 && errno != EINTR)
			break;
		after = clock_mono_ms();
		if (n == 0)
			app->dirty = true;
		if (fds[2].revents)
			take_signals(app);
		if (fds[0].revents && !app->leave) {
			take_input(app);
			touch_session(app, after);
		} else if (!app->leave) {
			take_input(app); /* what was held back may be certain now */
		}
		if (fds[1].revents && !app->leave)
			take_messages(app);
		stack_tick(app->stack, after);
	}
}

static bool open_world(struct app *app, struct error *e)
{
	const struct options *o = app->options;
	struct term_options t = {.colour = colours(o), .mouse = o->mouse};

	keymap_arena = app->arena;
	theme_find(o->theme, &t.theme);
	app->keymap = keymap_read(o->keymap, keymap_text, e);
	if (!app->keymap || !open_signals(app, e))
		return false;
	app->world = (struct world){
		.keymap = app->keymap,
		.site = o->site,
		.demo = o->demo[0] ? o->demo : NULL,
		.fixed = o->fixed,
		.may_export = !o->fixed,
	};
	app->term = term_open(&t, e);
	if (!app->term || !open_input(app, e))
		return false;
	app->canvas = canvas_new(1, 1);
	canvas_set_utf8(app->canvas, term_utf8(app->term));
	app->stack = stack_new(&app->world);
	stack_listen(app->stack, &events, app);
	stack_push(app->stack, sign_in_screen(app->stack));
	resize(app);
	paint(app); /* nothing else is opened before this */
	return true;
}

/* The one whose name a machine is remembered by (C3); a user that the system
 * has no name for goes by his number. */
static const char *terminal_user(struct app *app)
{
	const struct passwd *p = getpwuid(geteuid());

	return p ? arena_strdup(app->arena, p->pw_name) : arena_printf(app->arena, "%u", (unsigned)geteuid());
}

/* A dashboard on the wall goes on where it was switched off. */
static void go_on(struct app *app)
{
	struct arena *a = arena_new();
	const struct json *answer = kept_get(app->ports.folder, &app->ports.key, a);

	if (answer)
		signed_in(app, answer);
	app->dirty = true;
	arena_free(&a);
}

static bool open_rest(struct app *app, struct error *e)
{
	if (!secure_init())
		return error_set(e, ERR_INTERNAL, "libsodium", "did not start");
	if (!ports_open(&app->ports, app->options, e))
		return false;
	app->ports.term = app->term;
	app->world.ports = &app->ports.base;
	app->world.pending = app->ports.pending;
	app->world.terminal_key = app->ports.key_text;
	app->world.terminal_name = app->options->terminal;
	app->world.terminal_user = terminal_user(app);
	if (!model_load(e) || !kinds_load(e) || !pages_load(e))
		return false;
	go_on(app);
	return true;
}

int app_run(const struct options *o, struct error *e)
{
	struct app app = {.options = o, .arena = arena_new(), .signals = -1, .code = 1};
	struct options folder = *o;

	if (options_folder(&folder, app.ports.folder, sizeof app.ports.folder, e) && open_world(&app, e) && open_rest(&app, e)) {
		loop(&app);
		if (app.world.user)
			stack_unwind(app.stack); /* keeps drafts */
		app.code = app.world.waiting && !app.world.online ? 4 : 0;
	}
	stack_free(&app.stack);
	term_close(&app.term);
	ports_close(&app.ports);
	input_free(&app.input);
	canvas_free(&app.canvas);
	keymap_free(&app.keymap);
	arena_free(&app.user_arena);
	arena_free(&app.arena);
	if (app.signals >= 0)
		close(app.signals);
	return app.code;
}
