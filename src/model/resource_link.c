/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/resource_link.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "model/field.h"
#include "model/sql.h"

#include <string.h>

/* Where a member stands: in the register's own line, else in "like". */
static const struct json *part(const struct draft *x, const char *member)
{
	return !x->like || json_has(x->own, member) ? x->own : x->like;
}

static bool is_reserved(const char *name)
{
	static const char *const reserved[] = {"id", "rev", "find"};

	for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
		if (str_eq(reserved[i], name))
			return true;
	return str_ends(name, "_fold");
}

static bool check_names(const struct draft *x)
{
	const struct resource *r = x->r;

	for (size_t i = 0; i < r->field_count; i++) {
		if (is_reserved(r->fields[i].name))
			return describe_fail(&x->d, "%s: a field cannot be called \"%s\"", r->id, r->fields[i].name);
		if (field_find(r, r->fields[i].name) != &r->fields[i])
			return describe_fail(&x->d, "%s: field \"%s\" twice", r->id, r->fields[i].name);
	}
	return true;
}

static bool read_fields(struct draft *x)
{
	const struct json *own = json_get(x->own, "fields"), *like = x->like ? json_get(x->like, "fields") : NULL;
	size_t shared = json_len(like), count = shared + json_len(own);

	if (!count)
		return describe_fail(&x->d, "%s: no fields", x->r->id);
	x->fields = arena_array(x->d.arena, struct field, count);
	if (like && !fields_read(&x->d, like, FIELD_RESOURCE, x->fields))
		return false;
	if (own && !fields_read(&x->d, own, FIELD_RESOURCE, x->fields + shared))
		return false;
	x->r->fields = x->fields;
	x->r->field_count = count;
	x->r->index = arena_array(x->d.arena, const struct field *, count);
	return check_names(x);
}

/* A field named by a member; *out NULL when the member is not there. */
static bool named_field(const struct draft *x, const char *member, const struct field **out)
{
	const struct json *obj = part(x, member);
	const char *name = json_str(obj, member);

	*out = name ? field_find(x->r, name) : NULL;
	if (json_has(obj, member) && (!*out || !types[(*out)->type].sql))
		return describe_fail(&x->d, "%s: \"%s\": no such field \"%s\"", x->r->id, member, name ? name : "");
	return true;
}

static bool read_key(struct draft *x)
{
	struct resource *r = x->r;

	if (!named_field(x, "key", &r->key) || !named_field(x, "title", &r->title))
		return false;
	if (!r->key)
		return describe_fail(&x->d, "%s: no \"key\"", r->id);
	r->titles[ENGLISH] = r->title ? r->title : field_find(r, "name_en");
	r->titles[SWEDISH] = r->title ? r->title : field_find(r, "name_sv");
	for (int l = 0; l < LANGUAGES; l++)
		if (r->titles[l] && !types[r->titles[l]->type].is_text)
			return describe_fail(&x->d, "%s: the title is not a text", r->id);
	return true;
}

static int scope_dim(const char *name)
{
	for (int dim = 0; dim < SCOPE_DIMS; dim++)
		if (str_eq(scope_names[dim], name))
			return dim;
	return -1;
}

/* The first that is a field of its own leads the indexes. */
static bool read_scope(struct draft *x)
{
	const struct json *scope = json_get(part(x, "scope"), "scope");
	struct resource *r = x->r;

	if (scope && json_type(scope) != JSON_OBJECT)
		return describe_fail(&x->d, "%s: \"scope\": not an object", r->id);
	for (const struct json *v = json_first(scope); v; v = json_next(v)) {
		int dim = scope_dim(json_name(v));
		const char *name = json_as_str(v);

		if (dim < 0)
			return describe_fail(&x->d, "%s: unknown scope \"%s\"", r->id, json_name(v));
		if (str_eq(name, "id")) {
			r->own_scope = dim;
			continue;
		}
		r->scope[dim] = name ? field_find(r, name) : NULL;
		if (!r->scope[dim] || r->scope[dim]->type != TYPE_REF)
			return describe_fail(&x->d, "%s: scope \"%s\" is no ref", r->id, json_name(v));
		if (r->lead < 0)
			r->lead = dim;
	}
	return true;
}

static bool read_sort(struct draft *x)
{
	struct resource *r = x->r;

	if (!describe_fields(&x->d, part(x, "sort"), "sort", r, &r->sort, &r->sort_count))
		return false;
	if (!r->sort_count) {
		r->sort = arena_array(x->d.arena, const struct field *, 1);
		r->sort[r->sort_count++] = r->key;
	}
	for (size_t i = 0; i < r->sort_count; i++) {
		const struct field *f = r->sort[i];

		if (!types[f->type].sql)
			return describe_fail(&x->d, "%s: cannot sort by %s", r->id, f->name);
		x->fields[f - r->fields].folded = f->type == TYPE_CODE || f->type == TYPE_TEXT;
	}
	return describe_bool(&x->d, part(x, "newest_first"), "newest_first", &r->newest_first);
}

static bool read_find(struct draft *x)
{
	struct resource *r = x->r;

	if (!describe_fields(&x->d, part(x, "find"), "find", r, &r->find, &r->find_count))
		return false;
	for (size_t i = 0; i < r->find_count; i++) {
		enum type_id type = r->find[i]->type;

		if (!types[type].is_text && type != TYPE_INTEGER)
			return describe_fail(&x->d, "%s: cannot search in %s", r->id, r->find[i]->name);
	}
	return true;
}

static bool unique_from(const struct draft *x, const struct json *names, struct unique *out)
{
	if (json_type(names) != JSON_ARRAY || !json_len(names))
		return describe_fail(&x->d, "%s: \"unique\" is a list of fields, or of such lists", x->r->id);
	out->fields = arena_array(x->d.arena, const struct field *, json_len(names));
	for (const struct json *v = json_first(names); v; v = json_next(v)) {
		const struct field *f = json_as_str(v) ? field_find(x->r, json_as_str(v)) : NULL;

		if (!f || !types[f->type].sql)
			return describe_fail(&x->d, "%s: \"unique\": no such field \"%s\"", x->r->id, json_as_str(v) ? json_as_str(v) : "");
		out->fields[out->count++] = f;
	}
	return true;
}

/* "unique": true, or the name of the field it is unique within. */
static bool unique_of_field(const struct draft *x, const struct field *f, struct unique *out)
{
	const struct field *within = str_empty(f->unique) ? NULL : field_find(x->r, f->unique);

	if (!str_empty(f->unique) && (!within || !types[within->type].sql))
		return describe_fail(&x->d, "%s: unique within no field \"%s\"", f->name, f->unique);
	out->fields = arena_array(x->d.arena, const struct field *, 2);
	if (within)
		out->fields[out->count++] = within;
	out->fields[out->count++] = f;
	return true;
}

static bool read_uniques(struct draft *x)
{
	const struct json *list = json_get(part(x, "unique"), "unique");
	struct resource *r = x->r;
	struct unique *all = arena_array(x->d.arena, struct unique, r->field_count + json_len(list));

	r->uniques = all;
	for (size_t i = 0; i < r->field_count; i++)
		if (r->fields[i].unique && !unique_of_field(x, &r->fields[i], &all[r->unique_count++]))
			return false;
	if (!list)
		return true;
	if (json_type(json_first(list)) != JSON_ARRAY)
		return unique_from(x, list, &all[r->unique_count++]);
	for (const struct json *v = json_first(list); v; v = json_next(v))
		if (!unique_from(x, v, &all[r->unique_count++]))
			return false;
	return true;
}

static void add_index(struct resource *r, const struct field *f)
{
	for (size_t i = 0; i < r->index_count; i++)
		if (r->index[i] == f)
			return;
	r->index[r->index_count++] = f;
}

static const struct field *indexed_field(const struct draft *x, const struct json *name)
{
	const struct field *f = json_as_str(name) ? field_find(x->r, json_as_str(name)) : NULL;

	if (!f)
		describe_fail(&x->d, "%s: \"index\": no such field \"%s\"", x->r->id, json_as_str(name) ? json_as_str(name) : "");
	else if (!types[f->type].sql)
		describe_fail(&x->d, "%s: \"index\": %s has no column", x->r->id, f->name);
	return f && types[f->type].sql ? f : NULL;
}

static bool read_together(const struct draft *x, const struct json *list, struct together *out)
{
	if (json_len(list) < 2 || json_len(list) > TOGETHER_MOST)
		return describe_fail(&x->d, "%s: \"index\": 2 to %d fields go together", x->r->id, TOGETHER_MOST);
	out->fields = arena_array(x->d.arena, const struct field *, json_len(list));
	for (const struct json *v = json_first(list); v; v = json_next(v)) {
		out->fields[out->count] = indexed_field(x, v);
		if (!out->fields[out->count++])
			return false;
	}
	return true;
}

/* "index": fields, and lists of fields that go together. */
static bool read_index(struct draft *x)
{
	const struct json *list = json_get(part(x, "index"), "index");
	struct together *all = arena_array(x->d.arena, struct together, json_len(list) + 1);

	x->r->togethers = all;
	if (list && json_type(list) != JSON_ARRAY)
		return describe_fail(&x->d, "%s: \"index\": not a list", x->r->id);
	for (const struct json *v = json_first(list); v; v = json_next(v)) {
		const struct field *f;

		if (json_type(v) == JSON_ARRAY) {
			if (!read_together(x, v, &all[x->r->together_count++]))
				return false;
			continue;
		}
		f = indexed_field(x, v);
		if (!f)
			return false;
		add_index(x->r, f);
	}
	return true;
}

/* What has no table: nothing can be joined to it, or kept unique in it. */
static bool check_outside(const struct draft *x)
{
	const struct resource *r = x->r;

	if (r->outside && (r->replica || r->unique_count || r->find_count))
		return describe_fail(&x->d, "%s: \"outside\" goes with no replica, unique or find", r->id);
	for (size_t i = 0; i < r->field_count; i++) {
		const struct field *f = &r->fields[i];

		if (f->to && f->to->outside && f->type != TYPE_ROWS)
			return describe_fail(&x->d, "%s: %s is kept elsewhere", f->name, f->to->id);
		if (r->outside && (f->type == TYPE_ROWS || f->type == TYPE_SUM))
			return describe_fail(&x->d, "%s: type %s does not go with \"outside\"", f->name, types[f->type].name);
	}
	return true;
}

/* Each has a table of its own, which the feed does not know. */
static bool check_refs(const struct draft *x)
{
	const struct resource *r = x->r;

	for (size_t i = 0; i < r->field_count; i++) {
		const char *table;

		if (r->fields[i].type != TYPE_REFS)
			continue;
		if (r->replica)
			return describe_fail(&x->d, "%s: type refs does not go with \"replica\"", r->fields[i].name);
		table = sql_link_table(x->d.arena, r, &r->fields[i]);
		for (size_t j = 0; resource_at(j); j++)
			if (str_eq(resource_at(j)->table, table))
				return describe_fail(&x->d, "%s: there is a table \"%s\"", r->fields[i].name, table);
	}
	return true;
}

static bool read_flags(struct draft *x)
{
	struct resource *r = x->r;

	return describe_bool(&x->d, part(x, "replica"), "replica", &r->replica) &&
		describe_bool(&x->d, part(x, "outside"), "outside", &r->outside) &&
		describe_text(&x->d, part(x, "rules"), "rules", &r->rules);
}

static bool read_rest(struct draft *x)
{
	return read_key(x) && read_scope(x) && read_sort(x) && read_find(x) && read_uniques(x) && read_index(x);
}

/* {"in_stock": true}: the one member of a sum's where. */
static bool link_where(const struct draft *x, const struct field *f, const struct json *where, struct sum *sum)
{
	const struct json *v = json_type(where) == JSON_OBJECT && json_len(where) == 1 ? json_first(where) : NULL;

	if (!where)
		return true;
	sum->where = v ? field_find(f->to, json_name(v)) : NULL;
	if (!sum->where || (sum->where->type != TYPE_BOOL && sum->where->type != TYPE_CHOICE))
		return describe_fail(&x->d, "%s: \"where\" is {field: value}, of a bool or a choice of %s", f->name, f->to->id);
	return types[sum->where->type].check(sum->where, v, x->d.arena, &sum->equals, NULL) ||
		describe_fail(&x->d, "%s: \"where\": not a value of %s", f->name, sum->where->name);
}

static bool can_be_added(const struct field *f)
{
	return f && (f->type == TYPE_INTEGER || f->type == TYPE_QUANTITY || f->type == TYPE_MONEY);
}

static bool link_sum(const struct draft *x, struct field *f, const struct json *in, const struct field *by)
{
	struct sum *sum = arena_new_of(x->d.arena, struct sum);
	const char *adds = json_str(in, "field");

	sum->of = f->to;
	sum->by = by;
	sum->field = adds ? field_find(f->to, adds) : NULL;
	f->sum = sum;
	if (json_has(in, "field") && !can_be_added(sum->field))
		return describe_fail(&x->d, "%s: %s has no \"%s\" that can be added up", f->name, f->to->id, adds ? adds : "");
	return link_where(x, f, json_get(in, "where"), sum);
}

/* rows and sum: the ref of the other resource that points back here. */
static bool link_back(struct draft *x, struct field *f, const struct json *in, struct resource *other)
{
	const char *name = json_str(in, "by");
	const struct field *by = name ? field_find(f->to, name) : NULL;

	if (!by || by->type != TYPE_REF || by->to != x->r)
		return describe_fail(&x->d, "%s: \"by\" is no ref of %s to %s", f->name, f->to->id, x->r->id);
	add_index(other, by);
	f->back = by->name;
	return f->type == TYPE_ROWS || link_sum(x, f, in, by);
}

static struct draft *draft_of(struct draft *drafts, const struct resource *r)
{
	while (drafts->r != r)
		drafts++;
	return drafts;
}

static bool link_backs(struct draft *drafts, struct draft *x)
{
	const struct json *like = x->like ? json_first(json_get(x->like, "fields")) : NULL;
	const struct json *in = like ? like : json_first(json_get(x->own, "fields"));

	for (size_t i = 0; i < x->r->field_count; i++) {
		struct field *f = &x->fields[i];

		if ((f->type == TYPE_ROWS || f->type == TYPE_SUM) && !link_back(x, f, in, draft_of(drafts, f->to)->r))
			return false;
		in = json_next(in);
		if (!in && like) {
			in = json_first(json_get(x->own, "fields"));
			like = NULL;
		}
	}
	return true;
}

bool resources_link(struct draft *drafts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!read_fields(&drafts[i]))
			return false;
	for (size_t i = 0; i < n; i++)
		if (!read_flags(&drafts[i]))
			return false;
	for (size_t i = 0; i < n; i++)
		if (!read_rest(&drafts[i]) || !check_outside(&drafts[i]) || !check_refs(&drafts[i]))
			return false;
	for (size_t i = 0; i < n; i++)
		if (!link_backs(drafts, &drafts[i]))
			return false;
	return true;
}
