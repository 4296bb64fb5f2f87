/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was made once and is never shown again (stack.h): a password, a code, a
 * token.  It can be copied or put in a file, and is wiped when it is left. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "client/screen/pick.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

enum { CHOICES = 3, GROUP = 4 };
enum { COPY, TO_FILE, NOTED };

struct secret {
	struct screen base;
	const char *label, *head;
	char *value, *shown; /* shown: in groups */
	struct pick pick;
	bool kept; /* copied or in a file */
};

static const struct {
	const char *label, *head;
} kinds[] = {
	{"password", N_("The password. Write it down or copy it: it is not shown again.")},
	{"activation", N_("The activation code. Write it down or copy it: it is not shown again.")},
	{"reset", N_("The code to choose a new password. Write it down or copy it: it is not shown again.")},
	{"api", N_("The key for the API. Write it down or copy it: it is not shown again.")},
};

static const char *head_of(const char *label)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq(kinds[i].label, label))
			return _(kinds[i].head);
	return _("Write it down or copy it: it is not shown again.");
}

/* A password is typed as it stands; all else is read out in groups. */
static char *grouped(struct arena *a, const char *value)
{
	size_t len = strlen(value), n = 0;
	char *out = arena_alloc(a, len + len / GROUP + 2);

	for (size_t i = 0; i < len; i++) {
		if (i && i % GROUP == 0)
			out[n++] = ' ';
		out[n++] = value[i];
	}
	return out;
}

static void secret_draw(const struct screen *s, struct canvas *c)
{
	const struct secret *k = (const struct secret *)s;
	int columns = canvas_columns(c), room = canvas_rows(c) - CHOICES, row;

	canvas_fill(c, 0, 0, canvas_rows(c), columns, STYLE_NORMAL);
	row = canvas_wrap(c, 0, 1, room, columns - 2, 0, STYLE_VALUE, k->head);
	row += row + 1 < room - 1;
	row += canvas_wrap(c, row, 1, room - row, columns - 2, 0, STYLE_LARGE, k->shown);
	if (k->shown != k->value && row + 1 < room)
		canvas_wrap(c, row + 1, 1, room - row - 1, columns - 2, 0, STYLE_DIM, _("The spaces are not part of it."));
	pick_draw(&k->pick, c, canvas_rows(c) - CHOICES, 0, CHOICES, columns);
}

static void leave(struct screen *owner, int answer)
{
	if (answer == 0 && stack_top(owner->stack) == owner)
		stack_pop(owner->stack, NULL);
}

static void copy(struct secret *k)
{
	struct ports *p = k->base.world->ports;

	if (!p->ops->copy(p, k->value)) {
		stack_say(k->base.stack, TONE_WARN, _("This terminal cannot copy."));
		return;
	}
	k->kept = true;
	stack_say(k->base.stack, TONE_OK, _("Copied, if your terminal lets programs copy."));
}

static void to_file(struct secret *k)
{
	struct ports *p = k->base.world->ports;
	char path[256];
	struct error e = {0};

	if (!p->ops->secret_file(p, k->label, k->value, path, &e)) {
		stack_say_error(k->base.stack, &e);
		return;
	}
	k->kept = true;
	stack_say(k->base.stack, TONE_OK, _("In a file that only you can read: %s"), path);
}

static void picked(struct secret *k)
{
	if (k->pick.at == COPY)
		copy(k);
	else if (k->pick.at == TO_FILE)
		to_file(k);
	else
		leave(&k->base, 0);
}

static bool secret_event(struct screen *s, const struct event *ev)
{
	struct secret *k = (struct secret *)s;
	const char *answers[2] = {_("I have noted it"), _("Stay here")};
	enum pick_result r = pick_event(&k->pick, ev);

	if (r == PICK_DONE)
		picked(k);
	else if (r == PICK_NOT_MINE && ev->type == EVENT_ACTION && ev->action == ACTION_BACK && !k->kept)
		dialog_ask(s->stack, _("It is not shown again."), answers, 2, leave, s);
	else
		return r != PICK_NOT_MINE;
	return true;
}

static size_t secret_keys(const struct screen *s, enum action_id *out, size_t most)
{
	(void)s;
	if (most < 1)
		return 0;
	out[0] = ACTION_ACCEPT;
	return 1;
}

static void secret_release(struct screen *s)
{
	struct secret *k = (struct secret *)s;

	explicit_bzero(k->shown, strlen(k->shown));
	explicit_bzero(k->value, strlen(k->value));
}

const struct screen_ops secret_ops = {
	.name = "secret", .context = CONTEXT_DIALOG, .draw = secret_draw, .event = secret_event, .keys = secret_keys, .release = secret_release,
};

struct screen *secret_screen(struct stack *st, const char *label, const char *value)
{
	struct secret *k = (struct secret *)screen_new(st, &secret_ops, sizeof *k, _("Shown once"));
	struct pick_item *items = arena_array(k->base.arena, struct pick_item, CHOICES);

	items[COPY].text = _("Copy it");
	items[TO_FILE].text = _("Put it in a file");
	items[NOTED].text = _("I have noted it");
	k->label = arena_strdup(k->base.arena, label ? label : "secret");
	k->head = head_of(label);
	k->value = arena_strdup(k->base.arena, value);
	k->shown = str_eq(label, "password") ? k->value : grouped(k->base.arena, value);
	pick_init(&k->pick, items, CHOICES, k->base.world->keymap, CONTEXT_DIALOG);
	return &k->base;
}
