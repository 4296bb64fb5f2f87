/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/openapi_schema.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "model/resource.h"
#include "model/view.h"

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
		"\"token\":{\"type\":\"string\",\"description\":\"The bearer token, given once\"},\"passwords\":{\"type\":\"object\"},\"assurance\":{\"type\":\"integer\"},\"factor\":" TEXT ",\"session\":" TEXT
		",\"user\":{\"$ref\":\"#/components/schemas/User\"},\"menu\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/MenuPlace\"}},"
		"\"terminal\":{\"$ref\":\"#/components/schemas/Terminal\"},\"epoch\":" TEXT ",\"time\":" TIME ",\"tenant\":" TEXT "}}"},
	{"Health",
		"{\"type\":\"object\",\"required\":[\"status\",\"epoch\",\"time\"],\"properties\":{\"status\":" TEXT ",\"epoch\":" TEXT ",\"time\":" TIME
		"}}"},
	{"Count",
		"{\"type\":\"object\",\"required\":[\"count\",\"more\"],\"properties\":{\"count\":{\"type\":\"integer\"},\"more\":{\"type\":\"boolean\","
		"\"description\":\"There are at least that many\"}}}"},
	{"Dashboard",
		"{\"type\":\"object\",\"required\":[\"tiles\",\"time\"],\"properties\":{\"time\":" TIME ",\"tiles\":{\"type\":\"array\",\"items\":{"
		"\"type\":\"object\",\"required\":[\"name\",\"rows\"],\"properties\":{\"name\":" TEXT ",\"rows\":{\"type\":\"array\",\"items\":{"
		"\"type\":\"object\",\"required\":[\"label\",\"value\",\"tone\"],\"properties\":{\"label\":" TEXT ",\"value\":" TEXT
		",\"tone\":{\"type\":\"string\",\"enum\":[\"ok\",\"warn\",\"error\",\"none\"]},\"page\":" TEXT ",\"detail\":" TEXT "}}}}}}}}"},
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

/* As it is written: refs by their ids; of an import also by their codes. */
static void set_written(struct arena *a, struct json *obj, const struct field *f, bool codes)
{
	if (f->type == TYPE_REF)
		json_set_copy(obj, f->name, parse(a, codes ? "{\"type\":[\"integer\",\"string\"]}" : "{\"type\":\"integer\"}"));
	else if (f->type == TYPE_REFS)
		json_set_copy(obj, f->name, parse(a, codes ? "{\"type\":\"array\",\"items\":{\"type\":[\"integer\",\"string\"]}}" :
			"{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}"));
	else
		schema_set_field(a, obj, f->name, f);
}

static bool has_when(const struct view *v, const char *field)
{
	for (size_t i = 0; i < v->when_count; i++)
		if (strcmp(v->whens[i].field, field) == 0)
			return true;
	return false;
}

static void put_written(struct arena *a, struct json *schema, const struct view *v, const struct field *f, enum form_use use)
{
	bool create = use == FORM_CREATE || use == FORM_IMPORT;

	if (!create && f->set == SET_CREATE)
		return;
	set_written(a, (struct json *)(uintptr_t)json_get(schema, "properties"), f, use == FORM_IMPORT);
	if (create && f->required && !f->fallback && !has_when(v, f->name))
		json_add_str((struct json *)(uintptr_t)json_get(schema, "required"), f->name);
}

static const struct json *form_of(struct arena *a, const struct view *v, enum form_use use)
{
	struct json *schema = json_object(a);

	json_set_str(schema, "type", "object");
	json_set_bool(schema, "additionalProperties", false);
	json_set_array(schema, "required");
	json_set_object(schema, "properties");
	for (size_t i = 0; i < v->form_count; i++)
		put_written(a, schema, v, v->form[i], use);
	for (size_t i = 0; i < v->extra_count; i++)
		put_written(a, schema, v, &v->extras[i], use);
	return schema;
}

void schema_set_form(struct arena *a, struct json *obj, const char *name, const struct view *v, enum form_use use)
{
	static const char many[] =
		"{\"type\":\"array\",\"minItems\":1,\"maxItems\":1000,\"items\":{\"type\":\"object\",\"required\":[\"id\",\"rev\"],"
		"\"properties\":{\"id\":{\"type\":\"integer\"},\"rev\":{\"type\":\"integer\"}}}}";
	struct json *whole, *properties, *rows;

	if (use == FORM_CREATE || use == FORM_UPDATE) {
		json_set_copy(obj, name, form_of(a, v, use));
		return;
	}
	whole = json_set_object(obj, name);
	json_set_str(whole, "type", "object");
	json_set_bool(whole, "additionalProperties", false);
	json_set_copy(whole, "required", parse(a, use == FORM_MANY ? "[\"rows\",\"set\"]" : "[\"rows\"]"));
	properties = json_set_object(whole, "properties");
	json_set_copy(properties, "dry", parse(a, "{\"type\":\"boolean\",\"description\":\"Only look whether it could be done\"}"));
	if (use == FORM_MANY) {
		json_set_copy(properties, "rows", parse(a, many));
		json_set_copy(properties, "set", form_of(a, v, use));
		return;
	}
	rows = json_set_object(properties, "rows");
	json_set_copy(rows, "minItems", parse(a, "1"));
	json_set_copy(rows, "maxItems", parse(a, "1000"));
	json_set_str(rows, "type", "array");
	json_set_copy(rows, "items", form_of(a, v, use));
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
