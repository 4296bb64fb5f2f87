/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new password by the code of a mail or an administrator (B12): an
 * activation or reset token.  Then one is signed in with it (sign_in.h). */
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/form.h"
#include "client/screen/sign_in.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

enum { CODE_MOST = 128, PASSWORD_MOST = 128, FIELDS = 2 };

struct code {
	struct form form;
	struct screen *owner;
	char password[EDIT_BYTES]; /* that was sent */
};

static void submit(struct form *f, const struct json *body)
{
	struct code *c = (struct code *)f;

	str_copy(c->password, sizeof c->password, json_str(body, "password"));
	f->asked = stack_ask(&f->base, "POST", "/passwords", body);
}

static void answered(struct form *f, struct message *m)
{
	struct code *c = (struct code *)f;
	struct error e = {0};

	if (answer_good(m, &e))
		sign_in_with(c->owner, json_str(m->json, "login"), c->password);
	else if (e.code == ERR_TOKEN) /* the field has another name to a person */
		form_wrong(f, &(struct error){.code = ERR_TOKEN, .field = "token"});
	else
		form_wrong(f, &e);
	explicit_bzero(c->password, sizeof c->password);
}

struct screen *code_screen(struct screen *owner)
{
	struct arena *a;
	struct field *fields;
	struct code *c;

	a = owner->arena;
	fields = arena_array(a, struct field, FIELDS);
	fields[0] = (struct field){.name = "token", .type = TYPE_TEXT, .max = CODE_MOST, .required = true,
		.label = {{_("Code"), _("Code")}}};
	fields[1] = (struct field){.name = "password", .type = TYPE_TEXT, .max = PASSWORD_MOST, .required = true, .secret = true,
		.label = {{_("New password"), _("New password")}}};
	c = (struct code *)form_new(owner->stack, sizeof *c, _("A code for a new password"), fields, FIELDS);
	c->owner = owner;
	c->form.submit = submit;
	c->form.answer = answered;
	return &c->form.base;
}
