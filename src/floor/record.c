/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "floor/record.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "base/uuid.h"

#include <string.h>

#define KIND_MOST 32

static const char *const members[] = {"v", "seq", "id", "sign_in", "time", "kind", "after", "settles", "body"};
#define MEMBERS (sizeof(members) / sizeof(*members))

char *record_write(struct arena *a, const struct record *r, size_t *len)
{
	struct json *o = json_object(a), *after;
	char *line;

	json_set_int(o, "v", RECORD_VERSION);
	json_set_int(o, "seq", r->seq);
	json_set_str(o, "id", r->id);
	json_set_int(o, "sign_in", r->sign_in);
	json_set_int(o, "time", r->time_ms);
	json_set_str(o, "kind", r->kind);
	after = json_set_array(o, "after");
	for (size_t i = 0; i < r->after_count; i++)
		json_add_int(after, r->after[i]);
	json_set_int(o, "settles", r->settles);
	json_set_copy(o, "body", r->body);
	line = json_print(a, o);
	*len = strlen(line);
	return line;
}

struct hash record_hash(const struct hash *before, const char *line, size_t len)
{
	const struct part parts[] = {{before->bytes, HASH_BYTES}, {line, len}};

	return secure_hash(parts, 2);
}

static bool wrong(struct error *e, const char *member)
{
	return error_set(e, ERR_BAD_REQUEST, member, "a record's \"%s\" is missing or not right", member);
}

/* Every member once and nothing else: duplicates never pass the JSON check. */
static bool members_right(const struct json *o, struct error *e)
{
	for (size_t i = 0; i < MEMBERS; i++)
		if (!json_has(o, members[i]))
			return wrong(e, members[i]);
	if (json_len(o) != MEMBERS)
		return error_set(e, ERR_BAD_REQUEST, "record", "a record has a member that is not known");
	return true;
}

/* A number of this terminal before the record's own; none: 0 where it may be. */
static bool earlier(const struct json *v, int64_t least, int64_t seq, int64_t *out)
{
	return json_as_int(v, out) && *out >= least && *out < seq;
}

static bool read_after(const struct json *list, struct record *out, struct error *e)
{
	if (json_type(list) != JSON_ARRAY || json_len(list) > RECORD_AFTER)
		return wrong(e, "after");
	for (const struct json *v = json_first(list); v; v = json_next(v)) {
		int64_t before = out->after_count ? out->after[out->after_count - 1] : 0;

		if (!earlier(v, before + 1, out->seq, &out->after[out->after_count]))
			return wrong(e, "after");
		out->after_count++;
	}
	return true;
}

static bool kind_word(const char *kind)
{
	size_t n = kind ? strspn(kind, "abcdefghijklmnopqrstuvwxyz_") : 0;

	return n && n <= KIND_MOST && !kind[n];
}

static bool read_members(const struct json *o, struct record *out, struct error *e)
{
	const char *id = json_str(o, "id");

	if (json_int(o, "v", 0) != RECORD_VERSION)
		return wrong(e, "v");
	out->seq = json_int(o, "seq", 0);
	if (out->seq < 1)
		return wrong(e, "seq");
	if (!uuid_valid(id))
		return wrong(e, "id");
	str_copy(out->id, sizeof(out->id), id);
	if (!earlier(json_get(o, "sign_in"), 0, out->seq, &out->sign_in))
		return wrong(e, "sign_in");
	out->time_ms = json_int(o, "time", -1);
	if (out->time_ms < 0)
		return wrong(e, "time");
	out->kind = json_str(o, "kind");
	if (!kind_word(out->kind))
		return wrong(e, "kind");
	if (!earlier(json_get(o, "settles"), 0, out->seq, &out->settles))
		return wrong(e, "settles");
	out->body = json_get(o, "body");
	if (json_type(out->body) != JSON_OBJECT)
		return wrong(e, "body");
	return read_after(json_get(o, "after"), out, e);
}

bool record_read(struct arena *a, const char *line, size_t len, struct record *out, struct error *e)
{
	struct json *o;

	memset(out, 0, sizeof(*out));
	if (len > RECORD_MOST)
		return error_set(e, ERR_TOO_LARGE, "record", "a record has at most %d bytes", RECORD_MOST);
	o = json_parse(a, line, len, e);
	if (!o)
		return false;
	if (json_type(o) != JSON_OBJECT)
		return error_set(e, ERR_BAD_REQUEST, "record", "a record is a JSON object");
	return members_right(o, e) && read_members(o, out, e);
}
