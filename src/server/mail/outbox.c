/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/mail/outbox.h"

#include "base/error.h"
#include "base/str.h"
#include "model/row.h"
#include "store/pool.h"
#include "store/store.h"
#include "store/writer.h"

/* Without a mail service nothing is due but its end. */
#define WHEN "CASE WHEN :sends THEN b.next_ms ELSE b.expires_ms END"

static enum due_found read_due(struct query *q, struct due *out, struct error *e)
{
	enum query_step step = query_step(q, e);
	const void *sealed;
	size_t len;

	if (step != QUERY_ROW)
		return step == QUERY_DONE ? DUE_NONE : DUE_FAILED;
	*out = (struct due){.id = query_get_int(q, 0), .time_ms = query_get_int(q, 1), .expires_ms = query_get_int(q, 2), .attempts = query_get_int(q, 3)};
	str_copy(out->kind, sizeof out->kind, query_get_text(q, 4));
	sealed = query_get_blob(q, 5, &len);
	buf_add(&out->sealed, sealed, len);
	query_done(q);
	return DUE_FOUND;
}

enum due_found outbox_due(const struct outbox *o, int64_t id, int64_t now_ms, struct due *out, struct error *e)
{
	struct store *s = pool_take(o->pool, e);
	enum due_found found = DUE_FAILED;
	struct query *q = s ? store_query(s, "SELECT b.mail, m.time, b.expires_ms, m.attempts, m.kind, b.sealed FROM mail_body AS b"
		" JOIN mails AS m ON m.id = b.mail WHERE CASE WHEN :id <> 0 THEN b.mail = :id ELSE " WHEN " <= :now END"
		" ORDER BY m.kind <> 'pin', b.next_ms, b.mail LIMIT 1", e) : NULL;

	if (q) {
		query_int(q, ":id", id);
		query_int(q, ":sends", o->sends);
		query_int(q, ":now", now_ms);
		found = read_due(q, out, e);
	}
	if (s)
		pool_give(o->pool, s);
	return found;
}

int64_t outbox_next(const struct outbox *o)
{
	struct store *s = pool_take(o->pool, NULL);
	int64_t next_ms = INT64_MAX;
	struct query *q = s ? store_query(s, "SELECT min(" WHEN ") FROM mail_body AS b", NULL) : NULL;

	if (q) {
		query_int(q, ":sends", o->sends);
		if (query_step(q, NULL) == QUERY_ROW && !query_is_null(q, 0))
			next_ms = query_get_int(q, 0);
		query_done(q);
	}
	if (s)
		pool_give(o->pool, s);
	return next_ms;
}

static bool note_row(struct store *s, const struct due_news *n, struct error *e)
{
	const struct resource *r = resource_find("mails");
	struct row_value v[4];
	size_t count = 0;

	v[count++] = (struct row_value){field_find(r, "attempts"), value_int(n->attempts)};
	if (n->state)
		v[count++] = (struct row_value){field_find(r, "state"), value_text(n->state)};
	if (n->result)
		v[count++] = (struct row_value){field_find(r, "result"), value_text(n->result)};
	if (n->sent_ms)
		v[count++] = (struct row_value){field_find(r, "sent"), value_int(n->sent_ms)};
	return row_update(s, r, n->id, v, count, e);
}

static bool note_body(struct store *s, const struct due_news *n, struct error *e)
{
	struct query *q = store_query(s, n->next_ms ? "UPDATE mail_body SET next_ms = :next WHERE mail = :mail" : "DELETE FROM mail_body WHERE mail = :mail", e);

	if (!q)
		return false;
	query_int(q, ":mail", n->id);
	if (n->next_ms)
		query_int(q, ":next", n->next_ms);
	if (!query_run(q, e))
		return false;
	return store_changes(s) == 1 || error_set(e, ERR_NOT_FOUND, "mail", "it waits no more");
}

static bool note(struct store *s, void *arg, bool *wrote, struct error *e)
{
	const struct due_news *n = arg;

	*wrote = true;
	return note_body(s, n, e) && note_row(s, n, e);
}

bool outbox_note(const struct outbox *o, const struct due_news *n, struct error *e)
{
	struct due_news copy = *n;

	return writer_do(o->writer, (struct writer_job){.run = note, .arg = &copy}, e);
}
