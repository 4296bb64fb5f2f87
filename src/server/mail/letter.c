/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/mail/letter.h"

#include "base/arena.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "secure/secure.h"

#include <string.h>

#define ROOM       ((size_t)32 * 1024)
#define HIDE_LEAST 4 /* what is shorter tells nothing, and would be found everywhere */

struct buf letter_buf(void)
{
	struct buf b = {.data = xcalloc(1, ROOM), .cap = ROOM};

	return b;
}

void letter_forget(struct buf *b)
{
	if (b->data)
		secure_wipe(b->data, b->cap);
	buf_release(b);
}

/* One line of what can be seen, whatever comes in. */
static void add_seen(struct buf *out, const char *s, char instead)
{
	size_t len = strlen(s), used;
	uint32_t cp;

	for (; len > 0; s += used, len -= used) {
		used = utf8_decode(s, len, &cp);
		if (used && utf8_class(cp) != TEXT_MARK) {
			buf_add(out, s, used);
			continue;
		}
		buf_addc(out, instead);
		used = used ? used : 1;
	}
}

/* --- texts --- */

struct text {
	const struct json *kind;
	const struct mail *mail;
};

static const char *in_language(const struct json *both, int language)
{
	const struct json *one = json_first(both);

	return json_as_str(language ? json_next(one) : one);
}

/* A word's value; one that mails.json has words for, in these. */
static const char *value_of(const struct text *t, const char *name)
{
	const struct json *said = json_get(json_get(t->kind, "words"), name);

	for (const struct mail_word *w = t->mail->words; w && w->name; w++)
		if (str_eq(w->name, name))
			return json_has(said, w->value) ? in_language(json_get(said, w->value), t->mail->language) : w->value;
	return NULL;
}

static bool fill(struct buf *out, const struct text *t, const char *words, struct error *e)
{
	for (const char *open; (open = strchr(words, '{')); words = strchr(open, '}') + 1) {
		char name[32];
		size_t len = strcspn(open + 1, "}");
		const char *value;

		buf_add(out, words, (size_t)(open - words));
		str_copy(name, len < sizeof name ? len + 1 : sizeof name, open + 1);
		value = open[len + 1] ? value_of(t, name) : NULL;
		if (!value)
			return error_set(e, ERR_INTERNAL, name, "no such word of mail %s", t->mail->kind);
		add_seen(out, value, ' ');
	}
	buf_adds(out, words);
	return true;
}

static bool fill_body(struct buf *out, const struct text *t, struct error *e)
{
	const struct json *lines = json_first(json_get(t->kind, "body"));

	lines = t->mail->language ? json_next(lines) : lines;
	for (const struct json *line = json_first(lines); line; line = json_next(line)) {
		if (!fill(out, t, json_as_str(line), e))
			return false;
		buf_addc(out, '\n');
	}
	return true;
}

static bool pack(struct buf *out, const struct text *t, struct error *e)
{
	char id[UUID_LEN + 1];

	uuid_new(id);
	buf_add(out, id, sizeof id);
	buf_add(out, t->mail->to, strlen(t->mail->to) + 1);
	if (!fill(out, t, in_language(json_get(t->kind, "subject"), t->mail->language), e))
		return false;
	buf_addc(out, '\0');
	if (!fill_body(out, t, e))
		return false;
	buf_addc(out, '\0');
	for (const struct json *name = json_first(json_get(t->kind, "secret")); name; name = json_next(name)) {
		const char *value = value_of(t, json_as_str(name));

		if (!value)
			return error_set(e, ERR_INTERNAL, json_as_str(name), "no such word of mail %s", t->mail->kind);
		add_seen(out, value, ' ');
		buf_addc(out, '\0');
	}
	return true;
}

bool letter_write(struct buf *out, const struct mail *m, struct error *e)
{
	const struct embed *file = embed_find("src/model/mails.json");
	struct arena *a = arena_new();
	const struct json *kinds = file ? json_parse(a, file->data, file->len, e) : NULL;
	struct text t = {.kind = json_get(kinds, m->kind), .mail = m};
	bool ok = t.kind ? pack(out, &t, e) : error_set(e, ERR_INTERNAL, "kind", "no such mail: %s", m->kind);

	arena_free(&a);
	return ok;
}

bool letter_read(const char *packed, size_t len, struct letter *out)
{
	const char **parts[] = {&out->id, &out->to, &out->subject, &out->body};
	const size_t fixed = sizeof parts / sizeof *parts;
	const char *end = packed + len;
	size_t n = 0;

	*out = (struct letter){0};
	for (; packed < end && memchr(packed, '\0', (size_t)(end - packed)); packed += strlen(packed) + 1, n++) {
		if (n < fixed)
			*parts[n] = packed;
		else if (n - fixed < LETTER_HIDDEN)
			out->hidden[n - fixed] = packed;
	}
	return packed == end && n >= fixed;
}

/* --- what is kept of the server's words --- */

static void hide(struct buf *text, const char *secret)
{
	size_t len = secret ? strlen(secret) : 0;

	for (char *at = text->data; len >= HIDE_LEAST && at && (at = strstr(at, secret)); at += len)
		memset(at, '*', len);
}

void letter_words(const struct letter *l, const char *also, const char *words, char *out, size_t size)
{
	struct buf text = letter_buf();

	add_seen(&text, words, '?');
	for (size_t i = 0; i < LETTER_HIDDEN; i++)
		hide(&text, l->hidden[i]);
	hide(&text, also);
	str_copy(out, size, buf_str(&text));
	letter_forget(&text);
}
