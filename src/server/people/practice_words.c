/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/people/practice_words.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/describe.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#define FILE_NAME "src/model/practices.json"

static const char *const row_names[PRACTICE_ROWS + 1] = {
	[PRACTICE_SSO] = "sso",
	[PRACTICE_MFA_STAFF] = "mfa-staff",
	[PRACTICE_MFA_OTHERS] = "mfa-others",
	[PRACTICE_PASSWORDS] = "passwords",
	[PRACTICE_IP_ADMINISTRATORS] = "ip-administrators",
	[PRACTICE_IP_WAREHOUSE] = "ip-warehouse",
	[PRACTICE_SHARED_TOGETHER] = "shared-together",
	[PRACTICE_SHARED_THINGS] = "shared-things",
	[PRACTICE_LEVEL_ADMINISTRATORS] = "level-administrators",
	[PRACTICE_LEVEL_IDLE] = "level-idle",
	[PRACTICE_OWNERS_ALL] = "owners-all",
	[PRACTICE_OWNERS_IDLE] = "owners-idle",
	[PRACTICE_REVIEW] = "review",
	[PRACTICE_REVIEW_NEVER] = "review-never",
	[PRACTICE_USERS_PAGE] = "users-page",
};

/* As the model, it lives as long as the program. */
static struct arena *kept;
static struct practice_words table[PRACTICE_ROWS];
static const char *const *things;
static size_t thing_count;

/* Nothing in braces but what is filled in. */
static bool check_braces(const struct describe *d, const char *where, const char *text)
{
	static const char *const known[] = {"{n}", "{of}", "{names}"};

	for (const char *open = strchr(text, '{'); open; open = strchr(open + 1, '{')) {
		bool found = false;

		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			found |= str_starts(open, known[i]);
		if (!found)
			return describe_fail(d, "%s: not filled in: %s", where, open);
	}
	return true;
}

static bool read_label(const struct describe *d, const struct json *in, const char *where, struct label *out)
{
	return describe_label(d, in, where, out) && check_braces(d, where, out->text[ENGLISH]) && check_braces(d, where, out->text[SWEDISH]);
}

static bool read_tone(const struct describe *d, const struct json *in, const char *where, struct label *value, struct label *detail)
{
	static const char *const members[] = {"value", "detail", NULL};

	return describe_members(d, in, where, members) && read_label(d, json_get(in, "value"), where, value) &&
		read_label(d, json_get(in, "detail"), where, detail);
}

static bool read_row(const struct describe *d, const struct json *in, const char *name, struct practice_words *w)
{
	static const char *const members[] = {"label", "ok", "warn", NULL};

	if (!in)
		return describe_fail(d, "no row \"%s\"", name);
	return describe_members(d, in, name, members) && read_label(d, json_get(in, "label"), name, &w->label) &&
		read_tone(d, json_get(in, "ok"), name, &w->value[PRACTICE_OK], &w->detail[PRACTICE_OK]) &&
		read_tone(d, json_get(in, "warn"), name, &w->value[PRACTICE_WARN], &w->detail[PRACTICE_WARN]);
}

bool practices_load_text(const char *text, size_t len, struct error *e)
{
	static const char *const members[] = {"things", "rows", NULL};
	struct arena *a = arena_new(), *before = kept;
	const struct describe d = {.file = FILE_NAME, .arena = a, .e = e};
	const struct json *doc = describe_parse(&d, text, len), *rows = json_get(doc, "rows");
	struct practice_words read[PRACTICE_ROWS];
	const char *const *named = NULL;
	size_t count = 0;
	bool ok = doc && describe_members(&d, doc, "", members) && describe_members(&d, rows, "rows", row_names) &&
		describe_texts(&d, doc, "things", &named, &count);

	for (int i = 0; ok && i < PRACTICE_ROWS; i++)
		ok = read_row(&d, json_get(rows, row_names[i]), row_names[i], &read[i]);
	if (!ok) {
		arena_free(&a);
		return false;
	}
	memcpy(table, read, sizeof table);
	things = named;
	thing_count = count;
	kept = a;
	arena_free(&before);
	return true;
}

bool practices_load(struct error *e)
{
	const struct embed *file = embed_find(FILE_NAME);

	assert(file);
	return practices_load_text(file->data, file->len, e);
}

const struct practice_words *practice_words(enum practice_row row)
{
	assert(kept && row < PRACTICE_ROWS);
	return &table[row];
}

const char *practice_text(struct arena *a, const char *words, const struct practice_fill *f)
{
	struct buf *out = buf_new(a);

	for (const char *open; (open = strchr(words, '{')); words = strchr(open, '}') + 1) {
		buf_add(out, words, (size_t)(open - words));
		if (str_starts(open, "{names}"))
			buf_adds(out, f->names);
		else
			buf_addf(out, "%" PRId64, str_starts(open, "{n}") ? f->n : f->of);
	}
	buf_adds(out, words);
	return arena_strdup(a, buf_str(out));
}

bool practice_is_thing(const char *login_fold)
{
	for (size_t i = 0; i < thing_count; i++)
		if (str_starts(login_fold, things[i]) && login_fold[strlen(things[i]) + strspn(login_fold + strlen(things[i]), "0123456789-_. ")] == '\0')
			return true;
	return false;
}
