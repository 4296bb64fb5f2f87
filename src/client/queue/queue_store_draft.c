/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Half-filled forms and tasks, kept by their names. */
#include "client/queue/queue_store_inside.h"

#include "base/arena.h"
#include "base/error.h"
#include "store/store.h"

#include <string.h>

static char *context_of(struct arena *a, const char *name)
{
	return arena_printf(a, "draft\n%s", name);
}

static bool forget(struct queue_store *q, const char *name, struct error *e)
{
	struct query *drop = store_query(q->db, "DELETE FROM draft WHERE name = :name", e);

	if (!drop)
		return false;
	query_text(drop, ":name", name);
	return query_run(drop, e);
}

static bool keep(struct queue_store *q, const char *name, const char *text, struct error *e)
{
	struct query *put = store_query(q->db, "INSERT OR REPLACE INTO draft (name, sealed) VALUES (:name, :sealed)", e);
	size_t len = strlen(text);
	const char *context;
	struct arena *a;
	void *sealed;

	if (!put)
		return false;
	a = arena_new();
	context = context_of(a, name);
	sealed = arena_alloc(a, len + SEAL_EXTRA);
	secure_seal(q->key, text, len, context, strlen(context), sealed);
	query_text(put, ":name", name);
	query_blob(put, ":sealed", sealed, len + SEAL_EXTRA);
	arena_free(&a); /* a binding is a copy */
	return query_run(put, e);
}

bool queue_store_draft_keep(struct queue_store *q, const char *name, const char *text, struct error *e)
{
	if (!queue_begin(q, e))
		return false;
	return queue_end(q, text ? keep(q, name, text, e) : forget(q, name, e), e);
}

char *queue_store_draft(struct queue_store *q, struct arena *a, const char *name)
{
	const char *context = context_of(a, name);
	struct query *find;
	const void *sealed;
	char *text = NULL;
	size_t len;

	if (!queue_ready(q, NULL) || !(find = store_query(q->db, "SELECT sealed FROM draft WHERE name = :name", NULL)))
		return NULL;
	query_text(find, ":name", name);
	if (query_step(find, NULL) == QUERY_ROW) {
		sealed = query_get_blob(find, 0, &len);
		text = len < SEAL_EXTRA ? NULL : arena_alloc(a, len - SEAL_EXTRA + 1);
		if (text && !secure_open(q->key, sealed, len, context, strlen(context), text))
			text = NULL;
	}
	query_done(find);
	return text;
}
