/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/kind.h"

#include "base/arena.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/describe.h"
#include "model/field.h"

#include <string.h>

#define FOLDER "src/model/transactions/"

static const char *const members[] = {"name", "fields", "post", "whole", "order", "claims", "privilege", "pages", "facts", "rules", NULL};
static const char *const post_members[] = {"from", "to", NULL};

/* All that was read; lives until it is read anew. */
static struct {
	struct arena *arena;
	struct kind *list;
	size_t count;
} kinds;

const struct kind *kind_find(const char *id)
{
	for (size_t i = 0; i < kinds.count; i++)
		if (str_eq(kinds.list[i].id, id))
			return &kinds.list[i];
	return NULL;
}

const struct kind *kind_at(size_t i)
{
	return i < kinds.count ? &kinds.list[i] : NULL;
}

const struct field *kind_field(const struct kind *k, const char *name)
{
	return field_among(k->fields, k->field_count, name);
}

static bool read_fields(const struct describe *d, const struct json *in, struct kind *k)
{
	const struct json *list = json_get(in, "fields");
	struct field *fields = arena_array(d->arena, struct field, json_len(list) + 1);

	if (!fields_read(d, list, FIELD_BODY, fields))
		return false;
	k->fields = fields;
	k->field_count = json_len(list);
	for (size_t i = 0; i < k->field_count; i++)
		if (kind_field(k, fields[i].name) != &fields[i])
			return describe_fail(d, "field \"%s\" twice", fields[i].name);
	return true;
}

/* A member that names a field of the body. */
static bool read_named(const struct describe *d, const struct json *in, const struct kind *k, const char *member, const struct field **out)
{
	const char *name = json_str(in, member);

	*out = name ? kind_field(k, name) : NULL;
	if (json_has(in, member) && (!*out || (*out)->type != TYPE_REF))
		return describe_fail(d, "\"%s\": no ref \"%s\" among its fields", member, name ? name : "");
	return true;
}

/* One name of a place: a location or a load carrier, by what the field is. */
static bool read_place_field(const struct describe *d, const struct kind *k, const char *name, struct place_fields *out)
{
	const struct field *f = kind_field(k, name);

	if (f && f->type == TYPE_REF && str_eq(f->to->id, "locations") && !out->location)
		out->location = f;
	else if (f && f->type == TYPE_SSCC && !out->load_carrier)
		out->load_carrier = f;
	else
		return describe_fail(d, "\"post\": \"%s\" is neither a location nor a load carrier", name);
	return true;
}

static bool read_place(const struct describe *d, const struct json *post, const char *member, const struct kind *k, bool *nowhere,
	struct place_fields *out)
{
	const char *const *names;
	size_t count;

	if (!json_has(post, member))
		return describe_fail(d, "\"post\": no \"%s\"", member);
	*nowhere = json_type(json_get(post, member)) == JSON_NULL;
	if (*nowhere)
		return true;
	if (!describe_texts(d, post, member, &names, &count))
		return false;
	if (!count)
		return describe_fail(d, "\"post\": \"%s\" is empty", member);
	for (size_t i = 0; i < count; i++)
		if (!read_place_field(d, k, names[i], out))
			return false;
	return true;
}

static bool read_post(const struct describe *d, const struct json *in, struct kind *k)
{
	const struct json *post = json_get(in, "post");

	if (!post)
		return true;
	k->posts = true;
	if (!describe_members(d, post, "post", post_members))
		return false;
	if (!read_place(d, post, "from", k, &k->from_nowhere, &k->from) || !read_place(d, post, "to", k, &k->to_nowhere, &k->to))
		return false;
	return !(k->from_nowhere && k->to_nowhere) || describe_fail(d, "\"post\": from nowhere to nowhere");
}

static bool check_names(const struct describe *d, const struct kind *k)
{
	for (size_t i = 0; i < k->fact_count; i++)
		if (!describe_is_name(k->facts[i], '_'))
			return describe_fail(d, "not a name of a fact: \"%s\"", k->facts[i]);
	if (k->privilege && !describe_is_name(k->privilege, '_'))
		return describe_fail(d, "not a name of a privilege: \"%s\"", k->privilege);
	return !k->rules || describe_is_name(k->rules, '_') || describe_fail(d, "not a name of rules: \"%s\"", k->rules);
}

static bool read_kind(const struct describe *d, const struct json *in, struct kind *k)
{
	if (!describe_is_name(k->id, '_'))
		return describe_fail(d, "not a name of a kind: \"%s\"", k->id);
	if (!describe_members(d, in, k->id, members) || !describe_label(d, json_get(in, "name"), "name", &k->name) ||
		!read_fields(d, in, k))
		return false;
	if (!read_post(d, in, k) || !describe_bool(d, in, "whole", &k->whole))
		return false;
	if (!read_named(d, in, k, "order", &k->order) || !read_named(d, in, k, "claims", &k->claims))
		return false;
	if (!describe_text(d, in, "privilege", &k->privilege) || !describe_text(d, in, "rules", &k->rules))
		return false;
	return describe_texts(d, in, "pages", &k->pages, &k->page_count) && describe_texts(d, in, "facts", &k->facts, &k->fact_count) &&
		check_names(d, k);
}

static bool load_file(const struct embed *file, struct error *e)
{
	struct describe d = {.file = file->path, .arena = kinds.arena, .e = e};
	const struct json *in = describe_parse(&d, file->data, file->len);
	const char *name = file->path + strlen(FOLDER);
	struct kind *k = &kinds.list[kinds.count++];

	if (!in)
		return false;
	if (!str_ends(name, ".json"))
		return describe_fail(&d, "not a .json file");
	k->id = arena_strndup(kinds.arena, name, strlen(name) - strlen(".json"));
	return read_kind(&d, in, k);
}

bool kinds_load_files(const struct embed *files, size_t n, struct error *e)
{
	arena_free(&kinds.arena);
	kinds.arena = arena_new();
	kinds.list = arena_array(kinds.arena, struct kind, n + 1);
	kinds.count = 0;
	for (size_t i = 0; i < n; i++)
		if (str_starts(files[i].path, FOLDER) && !load_file(&files[i], e)) {
			kinds.count = 0;
			return false;
		}
	return true;
}

bool kinds_load(struct error *e)
{
	size_t n;
	const struct embed *files = embed_under(FOLDER, &n);

	return kinds_load_files(files, n, e);
}
