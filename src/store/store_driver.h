/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_STORE_DRIVER_H
#define STORE_STORE_DRIVER_H

/* What a driver is.  Its connection begins with a struct store, its statement
 * with a struct query; store.c owns both kinds' lives (the cache of
 * statements, which are open, a binding that failed) and asks the driver for
 * the rest through one const struct store_ops.  Only drivers and store.c
 * include this. */

#include "base/error.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Statements kept for each connection, and the chains they are found by. */
#define STORE_QUERIES_MOST 512
#define STORE_CHAINS       256

enum value_kind { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BLOB };

struct value {
	enum value_kind kind;
	int64_t number;
	const void *data; /* text: len bytes, no NUL counted */
	size_t len;
	bool kept; /* by the caller until the statement is reset: no copy is wanted */
};

struct store_ops {
	struct store *(*open)(const char *path, enum store_mode mode, struct error *e);
	void (*close)(struct store *s); /* frees s; no statement is left then */
	bool (*exec)(struct store *s, const char *sql, struct error *e);
	/* A new statement of the driver's size; store.c fills the base. */
	struct query *(*prepare)(struct store *s, const char *sql, struct error *e);
	void (*finalize)(struct query *q); /* frees q */
	bool (*bind)(struct query *q, const char *name, const struct value *v, struct error *e);
	void (*unbind)(struct query *q);
	enum query_step (*step)(struct query *q, struct error *e);
	void (*reset)(struct query *q);

	int (*columns)(const struct query *q);
	const char *(*column_name)(const struct query *q, int column);
	bool (*is_null)(const struct query *q, int column);
	int64_t (*get_int)(const struct query *q, int column);
	const char *(*get_text)(const struct query *q, int column); /* NULL for NULL */
	const void *(*get_blob)(const struct query *q, int column, size_t *len);

	bool (*begin)(struct store *s, struct error *e);
	bool (*commit)(struct store *s, struct error *e);
	void (*rollback)(struct store *s);
	bool (*in_transaction)(struct store *s);
	int64_t (*last_id)(struct store *s);
	int64_t (*changes)(struct store *s);
	int64_t (*changes_ever)(struct store *s);
	bool (*checkpoint)(struct store *s, bool truncate, struct error *e);
	int64_t (*wal_bytes)(struct store *s);
	void (*interrupt)(struct store *s);
	char *(*plan)(struct store *s, struct arena *a, const char *sql, struct error *e);
};

struct query {
	struct store *store;
	char *sql;
	uint32_t hash;
	struct query *chain; /* of the same hash */
	struct query *newer; /* by last use */
	struct query *older;
	bool open;        /* gave a row and was not reset */
	struct error bad; /* the first binding that failed; the next step gives it */
};

struct store {
	const struct store_ops *ops;
	enum store_mode mode;
	struct query *chains[STORE_CHAINS];
	struct query *newest;
	struct query *oldest;
	int queries;
	int open;
};

extern const struct store_ops sqlite_store;

#endif
