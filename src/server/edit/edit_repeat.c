/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A create that is asked for once more, because its answer was lost: the
 * engine's table `request` has its first answer, for ever.  A secret that was
 * in that answer is not kept, and so not given again. */
#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "secure/secure.h"
#include "server/edit/edit_steps.h"
#include "store/store.h"

#include <string.h>

/* Who asked for what: another's id, or the same for something else, is refused.
 * The body is not kept, but a keyed hash of it: it may hold a password. */
static char *asked(const struct edit *x)
{
	const char *body = json_print(x->arena, x->body), *page = x->page ? x->page->id : "";
	const struct part parts[] = {{&x->editor->member->user, sizeof x->editor->member->user}, {page, strlen(page) + 1}, {body, strlen(body)}};
	struct hash h = vault_mac(&x->house->vault, "request", parts, sizeof parts / sizeof *parts);

	return secure_base64(x->arena, h.bytes, sizeof h.bytes);
}

static bool answer(struct edit *x, const char *text, struct error *e)
{
	const struct json *kept = json_parse(x->arena, text, strlen(text), e);

	if (!kept)
		return false;
	if (!str_eq(json_str(kept, "asked"), asked(x)))
		return error_set(e, ERR_REUSED, "Request", "%s", "");
	x->row = json_get(kept, "row");
	x->id = json_int(x->row, "id", 0);
	x->repeated = true;
	return true;
}

bool edit_repeat(struct store *s, struct edit *x, struct error *e)
{
	struct query *q = store_query(s, "SELECT answer FROM request WHERE id = :id", e);
	const char *text = NULL;
	enum query_step step;

	if (!q)
		return false;
	query_text(q, ":id", x->request);
	step = query_step(q, e);
	if (step == QUERY_ROW)
		text = arena_strdup(x->arena, query_get_text(q, 0));
	query_done(q);
	return step != QUERY_FAIL && (!text || answer(x, text, e));
}

bool edit_remember(struct store *s, const struct edit *x, struct error *e)
{
	struct json *kept = json_object(x->arena);
	struct query *q;

	if (!x->request)
		return true;
	q = store_query(s, "INSERT INTO request (id, answer) VALUES (:id, :answer)", e);
	if (!q)
		return false;
	json_set_str(kept, "asked", asked(x));
	json_set_copy(kept, "row", x->row);
	query_text(q, ":id", x->request);
	query_text(q, ":answer", json_print(x->arena, kept));
	return query_run(q, e);
}
