/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch of records, read and checked: its signature, its chain. */
#include "floor/record.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"

#include <inttypes.h>
#include <string.h>

#define HASH_CHARS 43

static const char *const members[] = {"terminal", "tenant", "epoch", "first", "last", "hash", "signature"};
#define MEMBERS (sizeof(members) / sizeof(*members))

static char *signed_text(struct arena *a, const char *terminal, const char *tenant, int64_t first, int64_t last, const struct hash *hash)
{
	return arena_printf(a, "wmsterm-batch-1\n%s\n%s\n%" PRId64 "\n%" PRId64 "\n%s", terminal, tenant, first, last,
		secure_base64(a, hash->bytes, HASH_BYTES));
}

static char *seal_write(struct arena *a, const struct sign_key *key, const char *tenant, const char *epoch, int64_t first, int64_t last,
	const struct hash *hash)
{
	unsigned char signature[SIGNATURE_BYTES];
	char terminal[33], *text;
	struct json *o = json_object(a);

	secure_terminal_id(key->public_key, terminal);
	text = signed_text(a, terminal, tenant, first, last, hash);
	secure_sign(key, text, strlen(text), signature);
	json_set_str(o, "terminal", terminal);
	json_set_str(o, "tenant", tenant);
	json_set_str(o, "epoch", epoch);
	json_set_int(o, "first", first);
	json_set_int(o, "last", last);
	json_set_str(o, "hash", secure_base64(a, hash->bytes, HASH_BYTES));
	json_set_str(o, "signature", secure_base64(a, signature, sizeof(signature)));
	return json_print(a, o);
}

char *batch_write(struct arena *a, const struct sign_key *key, const char *tenant, const char *epoch, int64_t first,
	const char *const *lines, size_t count, const struct hash *before, size_t *len)
{
	struct buf *out = buf_new(a);
	struct hash hash = *before;

	for (size_t i = 0; i < count; i++) {
		hash = record_hash(&hash, lines[i], strlen(lines[i]));
		buf_adds(out, lines[i]);
		buf_addc(out, '\n');
	}
	buf_adds(out, seal_write(a, key, tenant, epoch, first, first + (int64_t)count - 1, &hash));
	buf_addc(out, '\n');
	*len = out->len;
	return out->data;
}

static bool wrong(struct error *e, const char *member)
{
	return error_set(e, ERR_BAD_REQUEST, member, "the seal's \"%s\" is missing or not right", member);
}

/* A member's text, whole and not empty. */
static bool text_member(const struct json *o, const char *name, char *out, size_t size, struct error *e)
{
	const char *s = json_str(o, name);

	return (!str_empty(s) && str_copy(out, size, s)) || wrong(e, name);
}

static bool members_right(const struct json *o, struct error *e)
{
	if (json_type(o) != JSON_OBJECT)
		return error_set(e, ERR_BAD_REQUEST, "seal", "the last line is the seal, a JSON object");
	for (size_t i = 0; i < MEMBERS; i++)
		if (!json_has(o, members[i]))
			return wrong(e, members[i]);
	if (json_len(o) != MEMBERS)
		return error_set(e, ERR_BAD_REQUEST, "seal", "the seal has a member that is not known");
	return true;
}

static bool seal_read(struct arena *a, const char *line, size_t len, struct batch *out, struct error *e)
{
	struct json *o = json_parse(a, line, len, e);
	unsigned char id[16];
	const char *hash, *signature;
	size_t n;

	if (!o || !members_right(o, e))
		return false;
	if (!text_member(o, "terminal", out->terminal, sizeof(out->terminal), e) || !str_unhex(out->terminal, id, sizeof(id)))
		return wrong(e, "terminal");
	if (!text_member(o, "tenant", out->tenant, sizeof(out->tenant), e) || !text_member(o, "epoch", out->epoch, sizeof(out->epoch), e))
		return false;
	out->first = json_int(o, "first", 0);
	out->last = json_int(o, "last", 0);
	if (out->first < 1 || out->last != out->first + (int64_t)out->count - 1)
		return wrong(e, out->first < 1 ? "first" : "last");
	hash = json_str(o, "hash");
	if (!hash || strlen(hash) != HASH_CHARS || !secure_unbase64(hash, out->hash.bytes, HASH_BYTES, &n) || n != HASH_BYTES)
		return wrong(e, "hash");
	signature = json_str(o, "signature");
	if (!signature || !secure_unbase64(signature, out->signature, SIGNATURE_BYTES, &n) || n != SIGNATURE_BYTES)
		return wrong(e, "signature");
	return true;
}

/* How many lines, the seal among them; 0: not lines, each with its newline. */
static size_t count_lines(const char *body, size_t len)
{
	size_t n = 0;

	if (!len || body[len - 1] != '\n')
		return 0;
	for (size_t i = 0; i < len; i++)
		n += body[i] == '\n';
	return n;
}

static bool size_right(const char *body, size_t len, size_t *lines, struct error *e)
{
	if (len > BATCH_BYTES)
		return error_set(e, ERR_TOO_LARGE, "batch", "a batch has at most %d bytes", BATCH_BYTES);
	*lines = count_lines(body, len);
	if (*lines < 2)
		return error_set(e, ERR_BAD_REQUEST, "batch", "a batch is lines: one record at least, and the seal");
	if (*lines - 1 > BATCH_RECORDS)
		return error_set(e, ERR_TOO_LARGE, "batch", "a batch has at most %d records", BATCH_RECORDS);
	return true;
}

bool batch_read(struct arena *a, const char *body, size_t len, struct batch *out, struct error *e)
{
	const char *line = body;
	size_t lines = 0;

	memset(out, 0, sizeof(*out));
	if (!size_right(body, len, &lines, e))
		return false;
	out->count = lines - 1;
	out->lines = arena_array(a, struct batch_line, out->count);
	for (size_t i = 0; i < out->count; i++) {
		struct batch_line *l = &out->lines[i];
		const char *end = memchr(line, '\n', len - (size_t)(line - body));

		l->line = line;
		l->len = (size_t)(end - line);
		if (!record_read(a, l->line, l->len, &l->record, e))
			return false;
		line = end + 1;
	}
	if (!seal_read(a, line, len - (size_t)(line - body) - 1, out, e))
		return false;
	for (size_t i = 0; i < out->count; i++)
		if (out->lines[i].record.seq != out->first + (int64_t)i)
			return error_set(e, ERR_BAD_REQUEST, "seq", "records stand in order, without a gap, from the seal's \"first\"");
	return true;
}

bool batch_signed(const struct batch *b, const unsigned char public_key[32], struct error *e)
{
	struct arena *a = arena_new();
	const char *text = signed_text(a, b->terminal, b->tenant, b->first, b->last, &b->hash);
	char terminal[33];
	bool right;

	secure_terminal_id(public_key, terminal);
	right = str_eq(terminal, b->terminal) && secure_verify(public_key, text, strlen(text), b->signature);
	arena_free(&a);
	return right || error_set(e, ERR_SIGNATURE, "signature", "it was not made by this terminal over these records");
}

bool batch_chained(struct batch *b, const struct hash *before, struct error *e)
{
	struct hash hash = *before;

	for (size_t i = 0; i < b->count; i++) {
		hash = record_hash(&hash, b->lines[i].line, b->lines[i].len);
		b->lines[i].hash = hash;
	}
	if (!secure_equal(hash.bytes, b->hash.bytes, HASH_BYTES))
		return error_set(e, ERR_FORK, "hash", "the records do not follow what the server has before %" PRId64, b->first);
	return true;
}

bool batch_check(struct batch *b, const unsigned char public_key[32], const struct hash *before, struct error *e)
{
	return batch_signed(b, public_key, e) && batch_chained(b, before, e);
}
