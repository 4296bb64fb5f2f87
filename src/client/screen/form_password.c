/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new password in a form: made by the machine, shown so that it can be passed on. */
#include "client/screen/form.h"
#include "secure/password.h"
#include "secure/secure.h"

enum { CHARACTERS = 20, OF_EACH = 3, CHARACTERS_MOST = 64 }; /* more of each than the plainest rule asks for */

static struct form_field *password(const struct form *f)
{
	struct form_field *x = form_find(f, "password");

	return x && x->field->secret && form_asks(x) ? x : NULL;
}

bool form_has_password(const struct form *f)
{
	return password(f) != NULL;
}

static int at_least(int n, int least)
{
	return n > least ? n : least;
}

/* As the house asks for (C1), where that is more. */
static struct password_rule rule_of(const struct form *f)
{
	const struct user *u = f->base.world->user;
	struct password_rule rule = {0};

	if (u)
		rule = u->passwords;
	rule.lower = at_least(rule.lower, OF_EACH);
	rule.upper = at_least(rule.upper, OF_EACH);
	rule.digits = at_least(rule.digits, OF_EACH);
	rule.characters = at_least(at_least(rule.characters, CHARACTERS), rule.lower + rule.upper + rule.digits);
	return rule;
}

void form_generate(struct form *f)
{
	const struct password_rule rule = rule_of(f);
	struct form_field *x = password(f);
	char made[CHARACTERS_MOST + 3 * OF_EACH + 1];

	if (rule.characters >= (int)sizeof made)
		return;
	secure_password_generate(made, (size_t)rule.characters + 1, &rule);
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
