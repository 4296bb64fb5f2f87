/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/fake.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "store/store_driver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fake_store {
	struct store base;
	struct fake *script;
	const struct fake_line *last;
	bool in_transaction;
};

struct fake_query {
	struct query base;
	struct buf binds;
	const struct fake_line *line; /* being answered */
	size_t row;                   /* the next one */
	struct arena *cells;          /* of the row before it */
	char **cell;
	size_t n_cells;
};

bool fake_kept(const struct fake *f)
{
	return f->at == f->n && f->wrong[0] == '\0';
}

static struct fake_store *fake_of(struct store *s)
{
	return (struct fake_store *)s;
}

static struct fake_query *fake_query_of(const struct query *q)
{
	return (struct fake_query *)(uintptr_t)q;
}

static const struct fake_line *off_script(struct fake *f, const char *expected, const char *got, struct error *e)
{
	if (f->wrong[0] == '\0')
		snprintf(f->wrong, sizeof(f->wrong), "expected %.100s; got %.100s", expected, got);
	error_set(e, ERR_INTERNAL, NULL, "%.200s", f->wrong);
	return NULL;
}

/* The script's next line, when it is this one. */
static const struct fake_line *next_line(struct fake_store *s, const char *sql, const char *binds, struct error *e)
{
	struct fake *f = s->script;
	const struct fake_line *line = f->at < f->n ? &f->lines[f->at] : NULL;

	if (!line || !str_eq(line->sql, sql))
		return off_script(f, line ? line->sql : "the end", sql, e);
	if (line->binds && binds && !str_eq(line->binds, binds))
		return off_script(f, line->binds, binds, e);
	f->at++;
	return line;
}

static bool answer(struct fake_store *s, const struct fake_line *line, struct error *e)
{
	s->last = line;
	s->script->changes_ever += line->changes;
	if (line->fail == ERR_DISK_FULL || line->fail == ERR_IO)
		s->in_transaction = false;
	if (line->then)
		line->then(line->arg);
	return line->fail == ERR_NONE || error_set(e, line->fail, NULL, "scripted");
}

static bool call(struct store *s, const char *sql, struct error *e)
{
	const struct fake_line *line = next_line(fake_of(s), sql, NULL, e);

	return line && answer(fake_of(s), line, e);
}

static void fake_close(struct store *s)
{
	free(s);
}

static struct query *fake_prepare(struct store *s, const char *sql, struct error *e)
{
	struct fake_query *q = xcalloc(1, sizeof(*q));

	(void)s;
	(void)sql;
	(void)e;
	q->cells = arena_new();
	return &q->base;
}

static void fake_finalize(struct query *base)
{
	struct fake_query *q = fake_query_of(base);

	buf_release(&q->binds);
	arena_free(&q->cells);
	free(q);
}

static bool fake_bind(struct query *base, const char *name, const struct value *v, struct error *e)
{
	struct fake_query *q = fake_query_of(base);

	(void)e;
	buf_addf(&q->binds, "%s%s=", q->binds.len > 0 ? "|" : "", name);
	switch (v->kind) {
	case VALUE_NULL:
		buf_adds(&q->binds, "\\N");
		break;
	case VALUE_INT:
		buf_addf(&q->binds, "%lld", (long long)v->number);
		break;
	case VALUE_TEXT:
		buf_add(&q->binds, v->data, v->len);
		break;
	case VALUE_BLOB:
		for (size_t i = 0; i < v->len; i++)
			buf_addf(&q->binds, "%02x", ((const unsigned char *)v->data)[i]);
		break;
	}
	return true;
}

static void fake_unbind(struct query *base)
{
	buf_clear(&fake_query_of(base)->binds);
}

static enum query_step fake_step(struct query *base, struct error *e)
{
	struct fake_query *q = fake_query_of(base);
	struct fake_store *s = fake_of(base->store);
	const char *row;

	if (!q->line)
		q->line = next_line(s, base->sql, buf_str(&q->binds), e);
	if (!q->line)
		return QUERY_FAIL;
	row = q->line->rows ? q->line->rows[q->row] : NULL;
	if (!row)
		return answer(s, q->line, e) ? QUERY_DONE : QUERY_FAIL;
	q->row++;
	arena_clear(q->cells);
	q->cell = str_split(q->cells, row, '|', &q->n_cells);
	return QUERY_ROW;
}

static void fake_reset(struct query *base)
{
	struct fake_query *q = fake_query_of(base);

	q->line = NULL;
	q->row = 0;
	q->n_cells = 0;
}

static const char *columns_of(const struct query *base)
{
	const struct fake_query *q = fake_query_of(base);
	const struct fake_store *s = fake_of(base->store);
	const struct fake *f = s->script;
	const struct fake_line *line = q->line;

	/* Asked before the first step too. */
	if (!line && f->at < f->n)
		line = &f->lines[f->at];
	return line && line->columns ? line->columns : "";
}

static int fake_columns(const struct query *base)
{
	const char *names = columns_of(base);
	int n = *names != '\0';

	for (; *names; names++)
		n += *names == '|';
	return n;
}

static const char *fake_column_name(const struct query *base, int column)
{
	size_t n;
	char **names = str_split(fake_query_of(base)->cells, columns_of(base), '|', &n);

	return (size_t)column < n ? names[column] : NULL;
}

static const char *fake_get_text(const struct query *base, int column)
{
	const struct fake_query *q = fake_query_of(base);

	return (size_t)column < q->n_cells && !str_eq(q->cell[column], "\\N") ? q->cell[column] : NULL;
}

static bool fake_is_null(const struct query *base, int column)
{
	return !fake_get_text(base, column);
}

static int64_t fake_get_int(const struct query *base, int column)
{
	const char *text = fake_get_text(base, column);

	return text ? strtoll(text, NULL, 10) : 0;
}

static const void *fake_get_blob(const struct query *base, int column, size_t *len)
{
	const char *text = fake_get_text(base, column);

	*len = text ? strlen(text) : 0;
	return text;
}

static bool fake_begin(struct store *s, struct error *e)
{
	bool ok = call(s, "BEGIN", e);

	fake_of(s)->in_transaction = ok;
	return ok;
}

static bool fake_commit(struct store *s, struct error *e)
{
	bool ok = call(s, "COMMIT", e);

	if (ok)
		fake_of(s)->in_transaction = false;
	return ok;
}

static void fake_rollback(struct store *s)
{
	call(s, "ROLLBACK", NULL);
	fake_of(s)->in_transaction = false;
}

static bool fake_in_transaction(struct store *s)
{
	return fake_of(s)->in_transaction;
}

static int64_t fake_last_id(struct store *s)
{
	return fake_of(s)->last ? fake_of(s)->last->last_id : 0;
}

static int64_t fake_changes(struct store *s)
{
	return fake_of(s)->last ? fake_of(s)->last->changes : 0;
}

static int64_t fake_changes_ever(struct store *s)
{
	return fake_of(s)->script->changes_ever;
}

static bool fake_checkpoint(struct store *s, bool truncate, struct error *e)
{
	if (!call(s, truncate ? "CHECKPOINT TRUNCATE" : "CHECKPOINT", e))
		return false;
	if (truncate)
		fake_of(s)->script->wal_bytes = 0;
	return true;
}

static int64_t fake_wal_bytes(struct store *s)
{
	return fake_of(s)->script->wal_bytes;
}

static void fake_interrupt(struct store *s)
{
	(void)s;
}

static char *fake_plan(struct store *s, struct arena *a, const char *sql, struct error *e)
{
	const struct fake_line *line = next_line(fake_of(s), sql, NULL, e);
	struct buf *lines = buf_new(a);

	if (!line || !answer(fake_of(s), line, e))
		return NULL;
	for (size_t i = 0; line->rows && line->rows[i]; i++)
		buf_addf(lines, "%s\n", line->rows[i]);
	return arena_strdup(a, buf_str(lines));
}

static const struct store_ops fake_ops = {
        .close = fake_close,
        .exec = call,
        .prepare = fake_prepare,
        .finalize = fake_finalize,
        .bind = fake_bind,
        .unbind = fake_unbind,
        .step = fake_step,
        .reset = fake_reset,
        .columns = fake_columns,
        .column_name = fake_column_name,
        .is_null = fake_is_null,
        .get_int = fake_get_int,
        .get_text = fake_get_text,
        .get_blob = fake_get_blob,
        .begin = fake_begin,
        .commit = fake_commit,
        .rollback = fake_rollback,
        .in_transaction = fake_in_transaction,
        .last_id = fake_last_id,
        .changes = fake_changes,
        .changes_ever = fake_changes_ever,
        .checkpoint = fake_checkpoint,
        .wal_bytes = fake_wal_bytes,
        .interrupt = fake_interrupt,
        .plan = fake_plan,
};

struct store *fake_open(struct fake *f)
{
	struct fake_store *s = xcalloc(1, sizeof(*s));

	s->base = (struct store){.ops = &fake_ops, .mode = STORE_WRITER};
	s->script = f;
	f->opened++;
	return &s->base;
}
