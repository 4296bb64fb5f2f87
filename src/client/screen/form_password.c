/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new password in a form: made by the machine, shown so that it can be passed on. */
#include "client/screen/form.h"
#include "secure/password.h"
#include "secure/secure.h"

enum { CHARACTERS = 20, OF_EACH = 3 }; /* more of each than the plainest rule asks for */

static struct form_field *password(const struct form *f)
{
	struct form_field *x = form_find(f, "password");

	return x && x->field->secret && form_asks(x) ? x : NULL;
}

bool form_has_password(const struct form *f)
{
	return password(f) != NULL;
}

void form_generate(struct form *f)
{
	static const struct password_rule rule = {CHARACTERS, OF_EACH, OF_EACH, OF_EACH};
	struct form_field *x = password(f);
	char made[CHARACTERS + 1];

	secure_password_generate(made, sizeof made, &rule);
	f->at = (size_t)(x - f->fields);
	edit_set(&x->edit, made);
	x->edit.secret = false;
	form_changed(f);
	x->sure = true;
	secure_wipe(made, sizeof made);
}

bool form_reveal(struct form *f)
{
	struct form_field *x = &f->fields[f->at];

	if (!x->field->secret)
		return false;
	x->edit.secret = !x->edit.secret;
	return true;
}
