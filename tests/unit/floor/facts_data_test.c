/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What screens name stands in the tables of facts and suggestions. */
#include "base/error.h"
#include "floor/facts.h"
#include "model/kind.h"
#include "model/page.h"
#include "model/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static int load(void **state)
{
	struct error e = {0};

	(void)state;
	return model_load(&e) && kinds_load(&e) && pages_load(&e) ? 0 : -1;
}

static void facts_of_kinds_are_known(void **state)
{
	size_t seen = 0;

	(void)state;
	for (size_t i = 0; kind_at(i); i++)
		for (size_t n = 0; n < kind_at(i)->fact_count; n++, seen++)
			if (!fact_known(kind_at(i)->facts[n]))
				fail_msg("%s: %s", kind_at(i)->id, kind_at(i)->facts[n]);
	assert_true(seen > 0);
	assert_false(fact_known("sunny"));
}

static size_t check_steps(const struct page *p, const struct view_step *steps, size_t count)
{
	size_t seen = 0;

	for (size_t i = 0; i < count; i++) {
		if (!steps[i].suggest)
			continue;
		seen++;
		if (!suggestion_known(steps[i].suggest))
			fail_msg("%s: %s", p->id, steps[i].suggest);
	}
	return seen;
}

static void suggestions_of_steps_are_known(void **state)
{
	size_t seen = 0;

	(void)state;
	for (size_t i = 0; page_at(i); i++) {
		const struct view *v = page_at(i)->view;

		if (v && v->kind == VIEW_TASK)
			seen += check_steps(page_at(i), v->steps, v->step_count) + check_steps(page_at(i), v->finish_steps, v->finish_step_count);
	}
	assert_true(seen > 0);
	assert_false(suggestion_known("sunny"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_of_kinds_are_known),
		cmocka_unit_test(suggestions_of_steps_are_known),
	};

	return cmocka_run_group_tests(tests, load, NULL);
}
