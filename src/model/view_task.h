/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_VIEW_TASK_H
#define MODEL_VIEW_TASK_H

/* The part of a screen file that says how a task goes: its steps, what each
 * round sends, what the row in hand fills. */

#include "model/describe.h"
#include "model/view.h"

struct view_reading {
	struct describe d;
	const char *page;
	const struct json *json;
	struct view *view;
};

/* The task's own members; resource, fixed filter and columns are read. */
bool view_task_read(const struct view_reading *in);
/* A member that names an action of the page; *out NULL when it is not there. */
bool view_action(const struct view_reading *in, const char *member, const char **out);

#endif
