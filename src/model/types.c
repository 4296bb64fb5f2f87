/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/types.h"

#include "base/arena.h"
#include "base/error.h"
#include "model/resource.h"
#include "model/types_ops.h"

#include <string.h>

#define SQL_TEXT "TEXT NOT NULL DEFAULT ''"
#define SQL_INTEGER "INTEGER NOT NULL DEFAULT 0"
#define DECIMAL_SCHEMA "{\"type\":\"string\",\"pattern\":\"^-?(0|[1-9][0-9]*)([.][0-9]+)?$\"}"

/* Rows and sums are never written. */
static bool check_nothing(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e)
{
	(void)in;
	(void)a;
	(void)out;
	return error_set(e, ERR_INVALID, f->name, "cannot be set");
}

static bool read_nothing(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e)
{
	(void)typed;
	return check_nothing(f, NULL, a, out, e);
}

static void put_nothing(const struct field *f, const struct value *v, struct json *out)
{
	(void)f;
	(void)v;
	(void)out;
}

static const char *show_nothing(const struct field *f, const struct value *v, int language, struct arena *a)
{
	(void)f;
	(void)v;
	(void)language;
	(void)a;
	return "";
}

const struct type types[TYPE_COUNT] = {
	[TYPE_CODE] = {.name = "code", .sql = SQL_TEXT, .is_text = true, .schema = "{\"type\":\"string\"}", .align = ALIGN_LEFT,
		.filters = "eb", .check = type_check_code, .put = type_put_text, .show = type_show_text, .read = type_read_code},
	[TYPE_TEXT] = {.name = "text", .sql = SQL_TEXT, .is_text = true, .schema = "{\"type\":\"string\"}", .align = ALIGN_LEFT,
		.filters = "eb", .check = type_check_text, .put = type_put_text, .show = type_show_text, .read = type_read_text},
	[TYPE_INTEGER] = {.name = "integer", .sql = SQL_INTEGER, .schema = "{\"type\":\"integer\"}", .align = ALIGN_RIGHT, .width = 8,
		.filters = "er", .check = type_check_integer, .put = type_put_integer, .show = type_show_integer,
			.read = type_read_integer},
	[TYPE_QUANTITY] = {.name = "quantity", .sql = SQL_INTEGER, .schema = DECIMAL_SCHEMA, .align = ALIGN_RIGHT, .width = 10,
		.filters = "er", .check = type_check_quantity, .put = type_put_quantity, .show = type_show_quantity,
		.read = type_read_quantity},
	[TYPE_MONEY] = {.name = "money", .sql = SQL_INTEGER, .schema = DECIMAL_SCHEMA, .align = ALIGN_RIGHT, .width = 12,
		.filters = "er", .check = type_check_money, .put = type_put_money, .show = type_show_money, .read = type_read_money},
	[TYPE_DATE] = {.name = "date", .sql = SQL_TEXT, .is_text = true,
		.schema = "{\"type\":\"string\",\"pattern\":\"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$\"}", .align = ALIGN_LEFT, .width = 10,
		.filters = "er", .check = type_check_date, .put = type_put_text, .show = type_show_text, .read = type_read_date},
	[TYPE_TIME] = {.name = "time", .sql = SQL_INTEGER, .schema = "{\"type\":\"string\"}", .align = ALIGN_LEFT, .width = 16,
		.filters = "r", .check = type_check_time, .put = type_put_time, .show = type_show_time, .read = type_read_time},
	[TYPE_BOOL] = {.name = "bool", .sql = SQL_INTEGER, .schema = "{\"type\":\"boolean\"}", .align = ALIGN_LEFT, .width = 3,
		.filters = "e", .check = type_check_bool, .put = type_put_bool, .show = type_show_bool, .read = type_read_bool},
	[TYPE_CHOICE] = {.name = "choice", .sql = SQL_TEXT, .is_text = true, .schema = "{\"type\":\"string\"}", .align = ALIGN_LEFT,
		.width = 12, .filters = "e", .check = type_check_choice, .put = type_put_text, .show = type_show_choice,
		.read = type_read_choice},
	[TYPE_REF] = {.name = "ref", .sql = SQL_INTEGER,
		.schema = "{\"type\":[\"object\",\"null\"],\"properties\":{\"id\":{\"type\":\"integer\"},\"code\":{\"type\":\"string\"},"
			  "\"name\":{\"type\":\"string\"}},\"required\":[\"id\",\"code\",\"name\"]}",
		.align = ALIGN_LEFT, .width = 14, .filters = "e", .check = type_check_ref, .put = type_put_integer,
		.show = type_show_integer, .read = type_read_ref},
	[TYPE_GTIN] = {.name = "gtin", .sql = SQL_TEXT, .is_text = true, .schema = "{\"type\":\"string\",\"pattern\":\"^([0-9]{14})?$\"}",
		.align = ALIGN_LEFT, .width = 14, .filters = "e", .check = type_check_gtin, .put = type_put_text, .show = type_show_text,
		.read = type_read_gtin},
	[TYPE_SSCC] = {.name = "sscc", .sql = SQL_TEXT, .is_text = true, .schema = "{\"type\":\"string\",\"pattern\":\"^([0-9]{18})?$\"}",
		.align = ALIGN_LEFT, .width = 18, .filters = "eb", .check = type_check_sscc, .put = type_put_text, .show = type_show_text,
		.read = type_read_sscc},
	[TYPE_ROWS] = {.name = "rows", .schema = "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}", .align = ALIGN_LEFT, .width = 1,
		.filters = "", .check = check_nothing, .put = put_nothing, .show = show_nothing, .read = read_nothing},
	[TYPE_SUM] = {.name = "sum", .schema = DECIMAL_SCHEMA, .align = ALIGN_RIGHT, .width = 10, .filters = "", .check = check_nothing,
		.put = type_put_sum, .show = type_show_sum, .read = read_nothing},
	[TYPE_REFS] = {.name = "refs",
		.schema = "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"integer\"},"
			  "\"code\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"}},\"required\":[\"id\",\"code\",\"name\"]}}",
		.align = ALIGN_LEFT, .width = 20, .filters = "e", .check = type_check_refs, .put = type_put_refs,
		.show = type_show_refs, .read = type_read_refs},
};

const struct type *type_of_filter(const struct field *f)
{
	return &types[f->type == TYPE_REFS ? TYPE_REF : f->type];
}

const struct type *type_find(const char *name, size_t len)
{
	for (size_t i = 0; i < TYPE_COUNT; i++)
		if (strlen(types[i].name) == len && memcmp(types[i].name, name, len) == 0)
			return &types[i];
	return NULL;
}

char *type_trim(struct arena *a, const char *typed)
{
	size_t len;

	typed += strspn(typed, " \t\r\n");
	len = strlen(typed);
	while (len > 0 && strchr(" \t\r\n", typed[len - 1]))
		len--;
	return arena_strndup(a, typed, len);
}
