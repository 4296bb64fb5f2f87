/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/act.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/form.h"
#include "client/screen/stack.h"
#include "client/screen/told.h"
#include "client/tui/words.h"

struct acting {
	struct act act;
	uint64_t asked;
};

struct ask_form {
	struct form form;
	struct screen *owner;
};

static int language(const struct screen *s)
{
	return s->world->user ? s->world->user->language : ENGLISH;
}

/* What it takes away is not given back by doing it again. */
static bool takes_away(const char *action)
{
	static const char *const names[] = {
		"delete", "deactivate", "revoke-token", "end-session", "forget-machine", "unlink", "reset-factor", "renew",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(names[i], action))
			return true;
	return false;
}

static const char *label_of(const struct screen *s, const char *action)
{
	const struct action *x = action_find(s->page, action);

	return x && !str_empty(x->label.text[language(s)]) ? x->label.text[language(s)] : _("Delete");
}

static uint64_t send(struct screen *owner, struct screen *asker, const struct json *answers)
{
	const struct act *t = &owner->acting->act;
	struct arena *a = arena_new();
	struct json *box = json_object(a), *body;
	const char *id = owner->page->id;
	const char *row = t->row ? arena_printf(a, "/%" PRId64, t->row) : "";
	uint64_t tag;

	json_set_copy(box, "body", answers ? answers : json_object(a));
	body = (struct json *)json_get(box, "body");
	if (t->part)
		json_set_int(body, "row", t->part);
	if (str_eq(t->action, "delete"))
		tag = stack_ask(asker, "DELETE", arena_printf(a, "/pages/%s%s", id, row), NULL);
	else
		tag = stack_ask(asker, "POST", arena_printf(a, "/pages/%s%s/%s", id, row, t->action), json_len(body) ? body : NULL);
	arena_free(&a);
	return tag;
}

void act_say_done(struct screen *s, const char *action)
{
	stack_say(s->stack, TONE_OK, _("Done: %s"), label_of(s, action));
}

static void done(struct screen *s, const struct json *answer)
{
	struct act t = s->acting->act;
	const struct json *secret = json_get(answer, "secret");

	stack_uncover(s);
	if (told_show(s, t.action, answer))
		return;
	if (t.done)
		t.done(s, t.action, answer);
	else
		act_say_done(s, t.action);
	if (json_str(secret, "value"))
		stack_push(s->stack, secret_screen(s->stack, json_str(secret, "label"), json_str(secret, "value")));
}

bool act_answer(struct screen *s, struct message *m)
{
	struct error e = {0};

	if (!s->acting || !s->acting->asked || m->tag != s->acting->asked)
		return false;
	s->acting->asked = 0;
	if (answer_good(m, &e))
		done(s, m->json);
	else
		stack_say_error(s->stack, &e);
	return true;
}

static void confirmed(struct screen *owner, int answer)
{
	if (answer == 0)
		owner->acting->asked = send(owner, owner, NULL);
}

static void confirm(struct screen *s)
{
	const struct act *t = &s->acting->act;
	const char *answers[2] = {label_of(s, t->action), _("Stay here")};
	struct arena *a = arena_new();

	dialog_ask(s->stack, arena_printf(a, "%s: %s?", label_of(s, t->action), t->what), answers, 2, confirmed, s);
	arena_free(&a);
}

static void ask_submit(struct form *f, const struct json *body)
{
	f->asked = send(((struct ask_form *)f)->owner, &f->base, body);
}

static void ask_answered(struct form *f, struct message *m)
{
	struct screen *owner = ((struct ask_form *)f)->owner;
	struct error e = {0};

	if (answer_good(m, &e))
		done(owner, m->json);
	else
		form_wrong(f, &e);
}

static void ask_first(struct screen *s, const struct view_ask *ask)
{
	struct ask_form *k;
	struct arena *a = arena_new();
	const struct act *t = &s->acting->act;
	const char *title = str_empty(t->what) ? label_of(s, t->action) : arena_printf(a, "%s: %s", label_of(s, t->action), t->what);

	k = (struct ask_form *)form_new(s->stack, sizeof *k, title, ask->fields, ask->field_count);
	k->form.base.page = s->page;
	k->form.submit = ask_submit;
	k->form.answer = ask_answered;
	k->owner = s;
	stack_push(s->stack, &k->form.base);
	arena_free(&a);
}

static const struct view_ask *find_ask(const struct view *v, const char *action)
{
	for (size_t i = 0; v && i < v->ask_count; i++)
		if (str_eq(v->asks[i].action, action))
			return &v->asks[i];
	return NULL;
}

void act_start(struct screen *s, const struct act *given)
{
	const struct view_ask *ask = find_ask(s->page->view, given->action);

	if (!s->acting)
		s->acting = arena_new_of(s->arena, struct acting);
	if (s->acting->asked)
		return;
	s->acting->act = *given;
	s->acting->act.what = arena_strdup(s->arena, given->what ? given->what : "");
	if (ask)
		ask_first(s, ask);
	else if (takes_away(given->action))
		confirm(s);
	else
		s->acting->asked = send(s, s, NULL);
}
