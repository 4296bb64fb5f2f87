/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_RESOURCE_H
#define MODEL_RESOURCE_H

/* What exists: resources (things that are kept), read from the embedded
 * src/model/resources/NAME.json and registers.json.  Everything follows from
 * the description: table, list, record, look-up, JSON, OpenAPI, CSV.
 *
 * A description is checked wholly when it is read; a mistake names the file
 * and what is wrong.  The model lives as long as the program. */

#include <stdbool.h>
#include <stddef.h>

#include "model/types.h"

enum { ENGLISH, SWEDISH, LANGUAGES };

struct label {
	const char *text[LANGUAGES]; /* both always there */
};

enum { TOGETHER_MOST = 8 };
enum field_set { SET_FORM, SET_CREATE, SET_ACTION, SET_SERIES, SET_NEVER };

struct resource;

struct choice {
	const char *name;
	struct label label;
};

/* A sum: adds (or counts) a column of the rows of another resource that point
 * to this row, within the reader's scope of that resource. */
struct sum {
	const struct resource *of;
	const struct field *field; /* integer, quantity or money of `of`; NULL: count rows */
	const struct field *by;    /* ref field of `of` that points here */
	const struct field *where; /* bool or choice field of `of` that must equal `equals`; or NULL */
	struct value equals;
};

/* Fields of which no two rows have the same. */
struct unique {
	const struct field **fields;
	size_t count;
};

/* Fields that rows are sought and counted by together. */
struct together {
	const struct field **fields;
	size_t count;
};

struct field {
	const char *name;
	enum type_id type;
	unsigned max;            /* code(20): 20; 0: the type's own limit */
	struct label label;      /* of a ref without one: its target's name */
	const struct resource *to; /* TYPE_REF, TYPE_ROWS: the target */
	const char *back;        /* TYPE_ROWS: the ref field of `to` that points here */
	const struct choice *choices;
	size_t choice_count;
	const struct sum *sum;   /* TYPE_SUM */
	bool required;
	const char *unique;      /* "": alone unique; a field's name: together with it; NULL: no
	                          * (all that is unique stands in the resource's `uniques`) */
	enum field_set set;
	const char *fallback;    /* default, as SQL literal text; NULL: the type's */
	bool folded;             /* has a column NAME_fold: text that is sorted */
	bool secret;             /* of a form: not shown while it is typed */
	bool quiet;              /* not worth a new rev or an audit row: last use */
};

enum scope_dim { SCOPE_GOODS_OWNER, SCOPE_WAREHOUSE, SCOPE_SUPPLIER, SCOPE_CONSIGNEE, SCOPE_DIMS };
extern const char *const scope_names[SCOPE_DIMS]; /* "goods_owner", "warehouse", "supplier", "consignee" */

struct resource {
	const char *id;    /* "purchase-orders" */
	const char *table; /* "purchase_orders" */
	struct label name;
	const struct field *key;   /* what a person calls one: its code in a ref */
	const struct field *title; /* its name in a ref; NULL: none; registers have name_en/name_sv */
	const struct field *titles[LANGUAGES]; /* by language: `title`, or name_en and name_sv; NULL: none */
	const struct field *fields;
	size_t field_count;
	const struct field *scope[SCOPE_DIMS]; /* NULL: not scoped by it; a resource may name its own id: field NULL and own_scope */
	int own_scope;             /* dimension whose ids are this resource's own ids (goods-owners, warehouses); -1: none */
	int lead;                  /* dimension that leads the indexes; -1: none */
	bool replica;              /* is in the terminals' replica, and so in the change feed */
	bool outside;              /* "outside": true: its rows are kept elsewhere and answered by C; it has no table */
	const struct field **sort; /* may be sorted by; first: the default */
	size_t sort_count;
	bool newest_first;         /* default direction of the default sort */
	const struct field **find; /* searched together */
	size_t find_count;
	const struct field **index; /* refs whose rows are asked for by themselves: what a rows or sum field goes back by, and "index" */
	size_t index_count;
	const struct together *togethers; /* "index": [["warehouse", "status"]]: sought together, the last sorts */
	size_t together_count;
	const struct unique *uniques;
	size_t unique_count;
	const char *rules;         /* name of the one C file with its rules; or NULL */
};

struct embed;
struct error;
/* Reads all descriptions, once; both programs call it at start.  false: e
 * names file and mistake. */
bool model_load(struct error *e);
/* The same from files of another origin, sorted by path; what was read before
 * is forgotten. */
bool model_load_files(const struct embed *files, size_t n, struct error *e);

const struct resource *resource_find(const char *id);
const struct resource *resource_at(size_t i); /* NULL past the end */
const struct field *field_find(const struct resource *r, const char *name);

#endif
