/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/pending.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/json.h"
#include "base/str.h"
#include "model/kind.h"

struct entry {
	struct entry *next; /* newest first */
	struct arena *arena;
	int64_t seq;
	enum record_state state;
	bool settled;
	const struct kind *kind;
	const struct json *body;
	bool worked_out; /* postings are known */
	struct postings postings;
	int64_t claims, quantity_milli; /* row it fills and by how much */
};

struct pending {
	struct entry *entries;
	int64_t covered;
};

struct pending *pending_new(void)
{
	return xcalloc(1, sizeof(struct pending));
}

static void entry_free(struct entry *en)
{
	arena_free(&en->arena);
	free(en);
}

void pending_free(struct pending **p)
{
	if (!*p)
		return;
	while ((*p)->entries) {
		struct entry *en = (*p)->entries;

		(*p)->entries = en->next;
		entry_free(en);
	}
	free(*p);
	*p = NULL;
}

static struct entry *entry_new(const struct queue_row *row)
{
	struct entry *en = xcalloc(1, sizeof *en);
	struct json *box;

	en->arena = arena_new();
	en->seq = row->seq;
	en->kind = kind_find(row->kind);
	box = json_object(en->arena);
	json_set_copy(box, "body", row->body);
	en->body = json_get(box, "body");
	if (en->kind && en->kind->claims)
		en->claims = json_int(en->body, en->kind->claims->name, 0);
	if (json_str(en->body, "quantity"))
		decimal_parse(json_str(en->body, "quantity"), 3, false, "quantity", &en->quantity_milli, NULL);
	return en;
}

/* Needs the replica, which may come later than the queue's news. */
static void work_out(struct entry *en, struct store *replica)
{
	struct error e = {0};

	if (en->worked_out || !replica || !en->kind || !en->kind->posts)
		return;
	en->worked_out = true;
	if (!postings_of(replica, en->arena, en->kind, en->body, &en->postings, &e))
		en->postings.count = 0;
}

void pending_put(struct pending *p, struct store *replica, const struct queue_row *row)
{
	struct entry *en = p->entries;

	while (en && en->seq != row->seq)
		en = en->next;
	if (!en) {
		en = entry_new(row);
		en->next = p->entries;
		p->entries = en;
	}
	en->state = row->state;
	en->settled = row->settled_by != 0;
	for (struct entry *each = p->entries; each; each = each->next)
		work_out(each, replica);
}

/* Done and in the replica: nothing more to remember. */
void pending_covered(struct pending *p, int64_t seq)
{
	struct entry **at = &p->entries;

	if (seq > p->covered)
		p->covered = seq;
	while (*at) {
		struct entry *en = *at;
		bool refused = en->state == RECORD_REFUSED || en->state == RECORD_PARKED;

		if (refused ? !en->settled : en->state != RECORD_DONE || en->seq > p->covered) {
			at = &en->next;
			continue;
		}
		*at = en->next;
		entry_free(en);
	}
}

static bool counts(const struct pending *p, const struct entry *en)
{
	return en->seq > p->covered && (en->state == RECORD_WAITING || en->state == RECORD_SENT || en->state == RECORD_DONE);
}

static bool at_place(const struct item *it, int64_t article, int64_t location)
{
	return it->article == article && it->location == location;
}

int64_t pending_quantity(const struct pending *p, const struct item *it)
{
	int64_t sum = 0;

	for (const struct entry *en = p->entries; en; en = en->next) {
		for (size_t i = 0; counts(p, en) && i < en->postings.count; i++) {
			const struct posting *one = &en->postings.list[i];

			if (one->has_from && item_compare(&one->from, it) == 0)
				sum -= one->quantity_milli;
			if (one->has_to && item_compare(&one->to, it) == 0)
				sum += one->quantity_milli;
		}
	}
	return sum;
}

int64_t pending_at(const struct pending *p, int64_t article, int64_t location)
{
	int64_t sum = 0;

	for (const struct entry *en = p->entries; en; en = en->next) {
		for (size_t i = 0; counts(p, en) && i < en->postings.count; i++) {
			const struct posting *one = &en->postings.list[i];

			if (one->has_from && at_place(&one->from, article, location))
				sum -= one->quantity_milli;
			if (one->has_to && at_place(&one->to, article, location))
				sum += one->quantity_milli;
		}
	}
	return sum;
}

size_t pending_after(const struct pending *p, const struct postings *mine, int64_t claims, int64_t settles, int64_t after[32])
{
	size_t n = 0;

	for (const struct entry *en = p->entries; en && n < 32; en = en->next) {
		if (en->state == RECORD_DONE || en->settled || (settles && en->seq >= settles))
			continue;
		if ((claims && en->claims == claims) || postings_touch(&en->postings, mine))
			after[n++] = en->seq;
	}
	return n;
}

int64_t pending_claimed(const struct pending *p, const char *kind, int64_t row)
{
	int64_t sum = 0;

	for (const struct entry *en = p->entries; en; en = en->next)
		if (counts(p, en) && en->claims == row && en->kind && str_eq(en->kind->id, kind))
			sum += en->quantity_milli;
	return sum;
}

bool pending_closed(const struct pending *p, const char *kind, int64_t row)
{
	for (const struct entry *en = p->entries; en; en = en->next)
		if (counts(p, en) && en->claims == row && en->kind && str_eq(en->kind->id, kind) && json_bool(en->body, "short", false))
			return true;
	return false;
}

size_t pending_count(const struct pending *p, const char *kind, const char *field, int64_t id)
{
	size_t n = 0;

	for (const struct entry *en = p->entries; en; en = en->next)
		n += counts(p, en) && en->kind && str_eq(en->kind->id, kind) && json_int(en->body, field, 0) == id;
	return n;
}
