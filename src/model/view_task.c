/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/view_task.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "model/kind.h"

#include <string.h>

static const char *const step_members[] = {"ask", "scan", "if", "unless", "optional", "confirm", "suggest", NULL};
static const char *const scans[] = {"article", "location", "load_carrier", "order", "text"};

static bool read_sent(const struct view_reading *in, const char *member, const struct kind **out)
{
	const char *id = json_str(in->json, member);

	*out = id ? kind_find(id) : NULL;
	return !json_has(in->json, member) || *out || describe_fail(&in->d, "\"%s\": unknown kind \"%s\"", member, id ? id : "");
}

/* A named source, or "gs1 NN" with an application identifier. */
static bool is_scan(const char *word)
{
	for (size_t i = 0; i < sizeof scans / sizeof scans[0]; i++)
		if (str_eq(scans[i], word))
			return true;
	if (!str_starts(word, "gs1 "))
		return false;
	word += strlen("gs1 ");
	return strlen(word) >= 2 && strlen(word) <= 4 && strspn(word, "0123456789") == strlen(word);
}

static bool read_fact(const struct view_reading *in, const struct json *step, const char *member, const struct kind *k, const char **out)
{
	if (!describe_text(&in->d, step, member, out) || !*out)
		return !*out && !json_has(step, member);
	for (size_t i = 0; i < k->fact_count; i++)
		if (str_eq(k->facts[i], *out))
			return true;
	return describe_fail(&in->d, "\"%s\": %s has no fact \"%s\"", member, k->id, *out);
}

static bool read_step(const struct view_reading *in, const struct json *step, const struct kind *k, struct view_step *out)
{
	const char *ask = json_str(step, "ask");

	if (!describe_members(&in->d, step, ask ? ask : "step", step_members))
		return false;
	out->ask = ask ? kind_field(k, ask) : NULL;
	if (!out->ask)
		return describe_fail(&in->d, "%s has no field \"%s\" to ask for", k->id, ask ? ask : "");
	if (!describe_texts(&in->d, step, "scan", &out->scans, &out->scan_count))
		return false;
	for (size_t i = 0; i < out->scan_count; i++)
		if (!is_scan(out->scans[i]))
			return describe_fail(&in->d, "%s: unknown scan \"%s\"", ask, out->scans[i]);
	if (!read_fact(in, step, "if", k, &out->when) || !read_fact(in, step, "unless", k, &out->unless))
		return false;
	return describe_bool(&in->d, step, "optional", &out->optional) && describe_bool(&in->d, step, "confirm", &out->confirm) &&
		describe_text(&in->d, step, "suggest", &out->suggest);
}

static bool read_steps(const struct view_reading *in, const char *member, const struct kind *k, const struct view_step **out, size_t *count)
{
	const struct json *list = json_get(in->json, member);
	struct view_step *steps = arena_array(in->d.arena, struct view_step, json_len(list) + 1);

	if (list && (json_type(list) != JSON_ARRAY || !k))
		return describe_fail(&in->d, "\"%s\": %s", member, k ? "not a list" : "nothing is sent");
	*out = steps;
	for (const struct json *x = json_first(list); x; x = json_next(x))
		if (!read_step(in, x, k, &steps[(*count)++]))
			return false;
	return true;
}

static bool read_lead(const struct view_reading *in)
{
	const char *rows = json_str(in->json, "rows");
	struct view *v = in->view;

	if (!json_has(in->json, "rows"))
		return true;
	v->lead = rows && v->resource ? field_find(v->resource, rows) : NULL;
	return (v->lead && v->lead->type == TYPE_ROWS) || describe_fail(&in->d, "\"rows\": no rows field \"%s\"", rows ? rows : "");
}

/* {"pick_row": "id", "location": "from_location"}: body from the row in hand. */
static bool read_fills(const struct view_reading *in)
{
	const struct json *list = json_get(in->json, "fill");
	struct view *v = in->view;
	const struct resource *hand = v->lead ? v->lead->to : v->resource;
	struct view_fill *fills = arena_array(in->d.arena, struct view_fill, json_len(list) + 1);

	if (list && (json_type(list) != JSON_OBJECT || !hand))
		return describe_fail(&in->d, "\"fill\": %s", hand ? "not an object" : "no row is in hand");
	v->fills = fills;
	for (const struct json *x = json_first(list); x; x = json_next(x)) {
		struct view_fill *fill = &fills[v->fill_count++];
		const char *from = json_as_str(x);

		fill->body = kind_field(v->send, json_name(x));
		if (!fill->body)
			return describe_fail(&in->d, "\"fill\": %s has no field \"%s\"", v->send->id, json_name(x));
		if (str_eq(from, "id"))
			continue;
		fill->from = from ? field_find(hand, from) : NULL;
		if (!fill->from || !types[fill->from->type].sql)
			return describe_fail(&in->d, "\"fill\": %s has no field \"%s\"", hand->id, from ? from : "");
	}
	return true;
}

static bool read_again(const struct view_reading *in)
{
	struct view *v = in->view;

	if (!describe_text(&in->d, in->json, "again", &v->again) || !v->again)
		return !v->again && !json_has(in->json, "again");
	for (size_t i = 0; i < v->step_count; i++)
		if (str_eq(v->steps[i].ask->name, v->again))
			return true;
	return describe_fail(&in->d, "\"again\": no step asks for \"%s\"", v->again);
}

bool view_task_read(const struct view_reading *in)
{
	struct view *v = in->view;

	if (!read_sent(in, "send", &v->send) || !read_sent(in, "finish", &v->finish))
		return false;
	if (!v->send)
		return describe_fail(&in->d, "a task without \"send\"");
	if (!read_lead(in) || !view_action(in, "take", &v->take) || !read_fills(in))
		return false;
	if (!read_steps(in, "steps", v->send, &v->steps, &v->step_count) ||
		!read_steps(in, "finish_steps", v->finish, &v->finish_steps, &v->finish_step_count))
		return false;
	if (!v->step_count)
		return describe_fail(&in->d, "a task without \"steps\"");
	return read_again(in);
}
