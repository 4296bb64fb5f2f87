/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One edit inside the one transaction. */
#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "server/edit/edit_steps.h"
#include "store/store.h"

#include <inttypes.h>

/* Is it still as the editor saw it?  *rev: the one there now. */
static bool read_rev(struct store *s, const struct edit *x, int64_t *rev, struct error *e)
{
	struct query *q = store_query(s, arena_printf(x->arena, "SELECT \"rev\" FROM \"%s\" WHERE \"id\" = :id", x->resource->table), e);
	enum query_step step;

	if (!q)
		return false;
	query_int(q, ":id", x->id);
	step = query_step(q, e);
	if (step == QUERY_ROW)
		*rev = query_get_int(q, 0);
	query_done(q);
	if (step == QUERY_DONE)
		return error_set(e, ERR_NOT_FOUND, x->resource->id, NULL);
	return step == QUERY_ROW;
}

static bool still_so(struct store *s, struct edit *x, struct error *e)
{
	struct list_request q = edit_request(x);
	int64_t rev = 0;

	if (!read_rev(s, x, &rev, e))
		return false;
	if (x->rev && x->rev != rev)
		return error_set(e, ERR_CONFLICT, NULL, "%s", "");
	if (rev != json_int(x->before, "rev", 0))
		x->before = list_one(s, x->arena, &q, x->id, e);
	return x->before != NULL;
}

static bool insert(struct store *s, struct edit *x, struct error *e)
{
	x->id = row_insert(s, x->resource, 0, x->values, x->count, e);
	return x->id != 0;
}

static bool update(struct store *s, struct edit *x, struct error *e)
{
	struct row_value *changed = arena_array(x->arena, struct row_value, x->count + 1);
	size_t n = 0;

	for (size_t i = 0; i < x->count; i++)
		if (edit_changes(x, x->values[i].field->name))
			changed[n++] = x->values[i];
	return n == 0 || row_update(s, x->resource, x->id, changed, n, e);
}

static bool change(struct store *s, struct edit *x, struct error *e)
{
	if (x->verb == EDIT_CREATE)
		return insert(s, x, e);
	if (!still_so(s, x, e))
		return false;
	if (x->verb == EDIT_UPDATE)
		return update(s, x, e);
	return edit_unused(s, x, e) && row_delete(s, x->resource, x->id, e);
}

/* Whoever writes sees what he wrote, whatever rules have made of it. */
static bool read_row(struct store *s, struct edit *x, struct error *e)
{
	struct list_request q = edit_request(x);
	struct error gone = {0};

	if (x->verb == EDIT_DELETE)
		return true;
	x->row = list_one(s, x->arena, &q, x->id, &gone);
	if (x->row)
		return true;
	if (gone.code == ERR_NOT_FOUND)
		return error_set(e, ERR_FORBIDDEN, NULL, "%s", "");
	return error_set(e, gone.code, gone.field, "%s", gone.detail);
}

bool edit_write(struct store *s, struct edit *x, struct error *e)
{
	const struct rules *rules = edit_rules_find(x->resource);

	x->row = NULL;
	x->repeated = false; /* what was found in a group that was rolled back is not there */
	if (x->request && !edit_repeat(s, x, e))
		return false;
	if (x->repeated)
		return true;
	if (!change(s, x, e))
		return false;
	if (rules && rules->inside && !rules->inside(s, x, e))
		return false;
	return read_row(s, x, e) && edit_audit(s, x, x->before, e) && edit_remember(s, x, e);
}
