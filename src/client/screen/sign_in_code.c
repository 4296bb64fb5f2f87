/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new password by the code of a mail or an administrator (B12): an
 * activation or reset token.  Then one is signed in with it (sign_in.h). */
#include "base/arena.h"
#include "base/json.h"
#include "client/screen/form.h"
#include "client/screen/sign_in.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

enum { CODE_MOST = 128, PASSWORD_MOST = 128, FIELD_TOKEN = 0, FIELD_PASSWORD, FIELDS };

struct code {
	struct form form;
	struct screen *owner;
};

static void submit(struct form *f, const struct json *body)
{
	f->asked = stack_ask(&f->base, "POST", "/passwords", body);
}

static void answered(struct form *f, struct message *m)
{
	struct code *c = (struct code *)f;
	struct error e = {0};

	if (answer_good(m, &e))
		sign_in_with(c->owner, json_str(m->json, "login"), f->fields[FIELD_PASSWORD].edit.text);
	else if (e.code == ERR_TOKEN) /* the field has another name to a person */
		form_wrong(f, &(struct error){.code = ERR_TOKEN, .field = "token"});
	else
		form_wrong(f, &e);
}

struct screen *code_screen(struct screen *owner)
{
	struct arena *a;
	struct field *fields;
	struct code *c;

	a = owner->arena;
	fields = arena_array(a, struct field, FIELDS);
	fields[FIELD_TOKEN] = (struct field){.name = "token", .type = TYPE_TEXT, .max = CODE_MOST, .required = true,
		.label = {{_("Code"), _("Code")}}};
	fields[FIELD_PASSWORD] = (struct field){.name = "password", .type = TYPE_TEXT, .max = PASSWORD_MOST, .required = true, .secret = true,
		.label = {{_("New password"), _("New password")}}};
	c = (struct code *)form_new(owner->stack, sizeof *c, _("A code for a new password"), fields, FIELDS);
	c->owner = owner;
	c->form.submit = submit;
	c->form.answer = answered;
	return &c->form.base;
}
