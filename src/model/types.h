/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_TYPES_H
#define MODEL_TYPES_H

/* How a type of field behaves: one row a type, used by everything: JSON
 * check, SQL column, OpenAPI schema, width and alignment on the screen,
 * editor, filter, CSV in and out.
 *
 * On the wire                       in the database
 * code, text   string               TEXT NOT NULL DEFAULT ''
 * integer      number               INTEGER
 * quantity     string of a decimal  INTEGER, 1/1000
 * money        string of a decimal  INTEGER, 1/100
 * date         "YYYY-MM-DD" or ""   TEXT NOT NULL DEFAULT ''
 * time         RFC 3339 string, UTC INTEGER, ms, 0 none
 * bool         true, false          INTEGER 0, 1
 * choice       one of the names     TEXT
 * ref          {id, code, name}     INTEGER; required: REFERENCES; else 0 = none
 *   (written as the id)
 * gtin, sscc   string of digits     TEXT
 * refs         [{id, code, name}]   no column: a table of its own, RESOURCE_FIELD (row, ref)
 *   (written as a list of ids)
 * rows         its own list         no column: rows of another resource
 * sum          string of a decimal  no column: computed from another resource */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum type_id {
	TYPE_CODE, TYPE_TEXT, TYPE_INTEGER, TYPE_QUANTITY, TYPE_MONEY, TYPE_DATE, TYPE_TIME, TYPE_BOOL,
	TYPE_CHOICE, TYPE_REF, TYPE_GTIN, TYPE_SSCC, TYPE_ROWS, TYPE_SUM, TYPE_REFS, TYPE_COUNT,
};

enum { REFS_MOST = 1000 }; /* in one refs */

enum type_align { ALIGN_LEFT, ALIGN_RIGHT };

struct arena;
struct error;
struct field;
struct json;

/* One value, as it stands in the database: integer or text; of refs, ids. */
struct value {
	bool is_text;
	int64_t number;       /* refs: how many */
	const char *text;     /* never NULL when is_text */
	const int64_t *ids;   /* refs: ascending, none twice */
};

struct type {
	const char *name;
	const char *sql;       /* "TEXT NOT NULL DEFAULT ''"; NULL: no column */
	bool is_text;          /* how struct value holds it */
	const char *schema;    /* OpenAPI schema, a JSON object as text */
	enum type_align align;
	unsigned width;        /* columns wished for; 0: the field's max length */
	const char *filters;   /* operators, by letter: e equal, r range, b begins */
	/* JSON -> value; sets INVALID, TOO_LONG, PRECISION, CHECK_DIGIT with field->name. */
	bool (*check)(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e);
	/* value -> JSON member `f->name` of out (refs are the engine's work). */
	void (*put)(const struct field *f, const struct value *v, struct json *out);
	/* value -> what a person reads; language 0 English, 1 Swedish. */
	const char *(*show)(const struct field *f, const struct value *v, int language, struct arena *a);
	/* what a person typed (a CSV cell, a form's field) -> value; local
	 * decimals and dates (today+3, 0131) are understood. */
	bool (*read)(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e);
};

extern const struct type types[TYPE_COUNT];
const struct type *type_find(const char *name, size_t len);
/* How the value is given that a filter compares the field with: of refs one
 * id, which must be among them. */
const struct type *type_of_filter(const struct field *f);

#endif
