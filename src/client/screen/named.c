/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/named.h"

#include "base/error.h"
#include "client/screen/screen.h"
#include "client/screen/show.h"
#include "model/list.h"
#include "model/resource.h"

const char *named(const struct world *w, const struct field *ref, int64_t id, struct arena *a)
{
	struct store *s = ref->to->replica && w->user ? w->ports->ops->replica(w->ports) : NULL;
	const struct field *key = ref->to->key;
	struct list_request q = {.resource = ref->to, .columns = &key, .column_count = 1, .limit = 1};
	struct error e = {0};
	struct json *row;
	const char *text;

	if (!s || !id || !key)
		return NULL;
	q.scope = &w->user->scope;
	q.language = w->user->language;
	row = list_one(s, a, &q, id, &e);
	text = row ? show_value(key, row, q.language, a) : "";
	return *text ? text : NULL;
}
