/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/mend.h"

#include "base/arena.h"
#include "base/json.h"
#include "client/screen/form.h"
#include "client/screen/named.h"
#include "client/screen/pending.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"
#include "floor/posting.h"
#include "model/kind.h"

struct mend {
	struct form form;
	const struct kind *kind;
	int64_t settles;
	struct error refused;
};

static void name_ref(const struct mend *m, const struct field *f, const struct json *id, struct json *values, struct arena *a)
{
	const char *code;
	struct json *ref;
	int64_t n = 0;

	json_as_int(id, &n);
	code = named(m->form.base.world, f, n, a);
	if (!code) {
		json_set_int(values, f->name, n);
		return;
	}
	ref = json_set_object(values, f->name);
	json_set_int(ref, "id", n);
	json_set_str(ref, "code", code);
	json_set_str(ref, "name", "");
}

static void fill(struct mend *m, const struct json *body)
{
	struct arena *a = arena_new();
	struct json *values = json_object(a);

	for (const struct json *v = json_first(body); v; v = json_next(v)) {
		const struct field *f = kind_field(m->kind, json_name(v));

		if (f && f->type == TYPE_REF)
			name_ref(m, f, v, values, a);
		else
			json_set_copy(values, json_name(v), v);
	}
	form_fill(&m->form, values);
	arena_free(&a);
}

/* The unanswered transactions it depends on; false: *e says what is wrong
 * with it already here. */
static bool depends_on(const struct mend *m, const struct json *body, int64_t after[32], size_t *count, struct error *e)
{
	const struct world *w = m->form.base.world;
	struct store *s = w->ports->ops->replica(w->ports);
	struct arena *a = arena_new();
	struct postings postings = {0};
	bool good = true;

	*count = 0;
	if (s && w->pending && m->kind->posts) {
		good = postings_of(s, a, m->kind, body, &postings, e);
		if (good)
			*count = pending_after(w->pending, &postings, m->kind->claims ? json_int(body, m->kind->claims->name, 0) : 0,
				m->settles, after);
	}
	arena_free(&a);
	return good;
}

static void mend_submit(struct form *f, const struct json *body)
{
	struct mend *m = (struct mend *)f;
	struct ports *p = f->base.world->ports;
	struct error e = {0};
	int64_t after[32];
	size_t count;

	if (!depends_on(m, body, after, &count, &e)) {
		form_wrong(f, &e);
		return;
	}
	f->asked = p->ops->append(p, m->kind->id, body, after, count, m->settles);
	stack_wait_for(f->base.stack, &f->base, f->asked);
}

static void mend_answer(struct form *f, struct message *msg)
{
	struct stack *st = f->base.stack;
	struct arena *a;
	struct json *brought;

	if (msg->type != MESSAGE_SAVED) {
		stack_say_error(st, &msg->error);
		return;
	}
	a = arena_new();
	brought = json_object(a);
	json_set_int(brought, "saved", msg->seq);
	stack_uncover(&f->base);
	stack_pop(st, brought);
	stack_say(st, TONE_OK, _("Saved: it is sent again."));
	arena_free(&a);
}

struct screen *mend_screen(struct stack *st, const struct queue_row *row)
{
	const struct kind *k = kind_find(row->kind);
	int language = stack_world(st)->user ? stack_world(st)->user->language : ENGLISH;
	struct mend *m = (struct mend *)form_new(st, sizeof *m, k->name.text[language], k->fields, k->field_count);

	m->kind = k;
	m->settles = row->seq;
	m->form.submit = mend_submit;
	m->form.answer = mend_answer;
	fill(m, row->body);
	if (row->why.code != ERR_NONE)
		form_wrong(&m->form, &row->why);
	return &m->form.base;
}
