/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/openapi_schema.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "model/resource.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#define REF  "{\"$ref\":\"#/components/schemas/Ref\"}"
#define REFS "{\"type\":\"array\",\"items\":" REF "}"
#define IDS  "{\"type\":[\"array\",\"null\"],\"items\":{\"type\":\"integer\"}}"
#define TEXT "{\"type\":\"string\"}"
#define TIME "{\"type\":\"integer\",\"description\":\"Milliseconds since 1970-01-01 UTC\"}"

static const struct {
	const char *name, *text;
} written[] = {
	{"Any", "{\"type\":\"object\"}"},
	{"Ref",
		"{\"type\":\"object\",\"required\":[\"id\",\"code\",\"name\"],\"properties\":{\"id\":{\"type\":\"integer\"},\"code\":" TEXT
		",\"name\":" TEXT "}}"},
	{"Problem",
		"{\"type\":\"object\",\"description\":\"RFC 9457\",\"required\":[\"type\",\"title\",\"status\",\"code\"],\"properties\":{"
		"\"type\":" TEXT ",\"title\":" TEXT ",\"status\":{\"type\":\"integer\"},\"code\":" TEXT ",\"field\":" TEXT ",\"detail\":" TEXT
		",\"time\":" TIME "}}"},
	{"SignIn",
		"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"login\",\"password\"],\"properties\":{\"login\":" TEXT ",\"password\":" TEXT
		",\"terminal\":{\"type\":\"object\",\"required\":[\"key\"],\"properties\":{\"key\":{\"type\":\"string\",\"description\":"
		"\"Ed25519 public key, base64url\"},\"name\":" TEXT ",\"user\":" TEXT "}}}}"},
	{"User",
		"{\"type\":\"object\",\"required\":[\"login\",\"name\",\"level\",\"language\",\"goods_owners\",\"warehouses\",\"default_goods_owner\","
		"\"read_only\",\"mobile\",\"privileges\"],\"properties\":{\"login\":" TEXT ",\"name\":" TEXT ",\"level\":" TEXT
		",\"language\":{\"type\":\"string\",\"enum\":[\"en\",\"sv\"]},\"goods_owners\":" REFS ",\"warehouses\":" REFS
		",\"default_goods_owner\":{\"oneOf\":[" REF ",{\"type\":\"null\"}]},\"read_only\":{\"type\":\"boolean\"},"
		"\"mobile\":{\"type\":\"boolean\"},\"privileges\":" TEXT "}}"},
	{"MenuPlace",
		"{\"type\":\"object\",\"required\":[\"section\",\"subsection\",\"pages\"],\"properties\":{\"section\":" TEXT ",\"subsection\":" TEXT
		",\"pages\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"id\",\"name\",\"actions\"],\"properties\":{\"id\":" TEXT
		",\"name\":" TEXT ",\"actions\":{\"type\":\"array\",\"items\":" TEXT "}}}}}}"},
	{"Terminal",
		"{\"type\":[\"object\",\"null\"],\"required\":[\"id\",\"name\",\"registered\",\"last\",\"hash\",\"scope\"],\"properties\":{\"id\":" TEXT
		",\"name\":" TEXT ",\"registered\":{\"type\":\"boolean\"},\"last\":{\"type\":\"integer\"},\"hash\":" TEXT
		",\"scope\":{\"type\":[\"object\",\"null\"],\"description\":\"null: none yet; a null list: all\",\"properties\":{\"goods_owners\":" IDS
		",\"warehouses\":" IDS "}}}}"},
	{"Session",
		"{\"type\":\"object\",\"required\":[\"session\",\"user\",\"menu\",\"terminal\",\"epoch\",\"time\",\"tenant\"],\"properties\":{"
		"\"token\":{\"type\":\"string\",\"description\":\"The bearer token, given once\"},\"session\":" TEXT
		",\"user\":{\"$ref\":\"#/components/schemas/User\"},\"menu\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/MenuPlace\"}},"
		"\"terminal\":{\"$ref\":\"#/components/schemas/Terminal\"},\"epoch\":" TEXT ",\"time\":" TIME ",\"tenant\":" TEXT "}}"},
	{"Health",
		"{\"type\":\"object\",\"required\":[\"status\",\"epoch\",\"time\"],\"properties\":{\"status\":" TEXT ",\"epoch\":" TEXT ",\"time\":" TIME
		"}}"},
	{"Count",
		"{\"type\":\"object\",\"required\":[\"count\",\"more\"],\"properties\":{\"count\":{\"type\":\"integer\"},\"more\":{\"type\":\"boolean\","
		"\"description\":\"There are at least that many\"}}}"},
	{"Lookup", "{\"type\":\"object\",\"required\":[\"rows\"],\"properties\":{\"rows\":" REFS "}}"},
};

static const struct json *parse(struct arena *a, const char *text)
{
	struct error e = {0};
	const struct json *v = json_parse(a, text, strlen(text), &e);

	assert(v); /* ours */
	return v;
}

void schema_set_ref(struct arena *a, struct json *obj, const char *name, const char *prefix, const char *of)
{
	struct json *ref = json_set_object(obj, name);

	json_set_str(ref, "$ref", arena_printf(a, "#/components/schemas/%s%s", prefix, of));
}

void schema_set(struct arena *a, struct json *obj, const char *name, const char *what)
{
	if (what[0] == '#')
		schema_set_ref(a, obj, name, "", what + 1);
	else
		json_set_copy(obj, name, parse(a, what));
}

static void put_choices(struct json *schema, const struct field *f, bool empty)
{
	struct json *list = json_set_array(schema, "enum");

	if (empty)
		json_add_str(list, "");
	for (size_t i = 0; i < f->choice_count; i++)
		json_add_str(list, f->choices[i].name);
}

void schema_set_field(struct arena *a, struct json *obj, const char *name, const struct field *f)
{
	struct json *schema;

	json_set_copy(obj, name, parse(a, types[f->type].schema));
	schema = (struct json *)(uintptr_t)json_get(obj, name);
	json_set_str(schema, "title", f->label.text[ENGLISH]);
	if (f->type == TYPE_CHOICE)
		put_choices(schema, f, !f->required);
}

void schema_set_written(struct arena *a, struct json *obj, const char *name, const struct field *f)
{
	struct json *schema;

	if (f->type != TYPE_REF && f->type != TYPE_REFS) {
		schema_set_field(a, obj, name, f);
		return;
	}
	json_set_copy(obj, name,
		parse(a, f->type == TYPE_REF ? "{\"type\":[\"integer\",\"null\"]}"
					     : "{\"type\":\"array\",\"uniqueItems\":true,\"items\":{\"type\":\"integer\"}}"));
	schema = (struct json *)(uintptr_t)json_get(obj, name);
	json_set_str(schema, "title", f->label.text[ENGLISH]);
	if (f->type == TYPE_REFS)
		json_set_int(schema, "maxItems", REFS_MOST);
}

/* A filter's value: of a ref, and of refs, one id. */
void schema_set_filter(struct arena *a, struct json *obj, const char *name, const struct field *f)
{
	struct json *schema;

	if (f->type != TYPE_REF && f->type != TYPE_REFS) {
		schema_set_field(a, obj, name, f);
		return;
	}
	schema = json_set_object(obj, name);
	json_set_str(schema, "type", "integer");
}

static void write_row(struct arena *a, struct json *schemas, const struct resource *r)
{
	struct json *row = json_set_object(schemas, arena_printf(a, "row-%s", r->id)), *properties, *required;

	json_set_str(row, "type", "object");
	json_set_str(row, "title", r->name.text[ENGLISH]);
	required = json_set_array(row, "required");
	json_add_str(required, "id");
	properties = json_set_object(row, "properties");
	json_set_copy(properties, "id", parse(a, "{\"type\":\"integer\"}"));
	json_set_copy(properties, "rev", parse(a, "{\"type\":\"integer\",\"description\":\"Grows with each change\"}"));
	for (size_t i = 0; i < r->field_count; i++)
		if (r->fields[i].type != TYPE_ROWS)
			schema_set_field(a, properties, r->fields[i].name, &r->fields[i]);
}

static void write_list(struct arena *a, struct json *schemas, const struct resource *r)
{
	struct json *list = json_set_object(schemas, arena_printf(a, "list-%s", r->id)), *properties, *rows;

	json_set_str(list, "type", "object");
	json_set_copy(list, "required", parse(a, "[\"rows\",\"next\",\"previous\"]"));
	properties = json_set_object(list, "properties");
	rows = json_set_object(properties, "rows");
	json_set_str(rows, "type", "array");
	schema_set_ref(a, rows, "items", "row-", r->id);
	json_set_copy(properties, "next", parse(a, "{\"type\":[\"string\",\"null\"]}"));
	json_set_copy(properties, "previous", parse(a, "{\"type\":[\"string\",\"null\"]}"));
}

static bool refers_to(struct arena *a, const char *paths, const char *prefix, const struct resource *r)
{
	return strstr(paths, arena_printf(a, "#/components/schemas/%s%s\"", prefix, r->id)) != NULL;
}

void schema_write_all(struct arena *a, struct json *schemas, const char *paths)
{
	const struct resource *r;

	for (size_t i = 0; i < sizeof written / sizeof *written; i++)
		json_set_copy(schemas, written[i].name, parse(a, written[i].text));
	for (size_t i = 0; (r = resource_at(i)); i++) {
		bool list = refers_to(a, paths, "list-", r);

		if (list || refers_to(a, paths, "row-", r))
			write_row(a, schemas, r);
		if (list)
			write_list(a, schemas, r);
	}
}
