/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/held.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static bool has_bytes(const struct input_event *in)
{
	return in->type == INPUT_SCAN || in->type == INPUT_PASTE;
}

static void put(struct holding *h, struct held *one)
{
	one->next = NULL;
	if (h->last)
		h->last->next = one;
	else
		h->first = one;
	h->last = one;
}

void holding_add(struct holding *h, const struct input_event *in)
{
	struct held *one = xcalloc(1, sizeof *one);

	one->event = *in;
	if (has_bytes(in)) {
		char *copy = xmalloc(in->len + 1);

		memcpy(copy, in->bytes, in->len);
		copy[in->len] = '\0';
		one->event.bytes = copy;
	}
	put(h, one);
}

struct held *holding_take(struct holding *h)
{
	struct held *one = h->first;

	if (!one)
		return NULL;
	h->first = one->next;
	if (!h->first)
		h->last = NULL;
	return one;
}

void held_free(struct held **one)
{
	if (!*one)
		return;
	if (has_bytes(&(*one)->event))
		free((char *)(*one)->event.bytes);
	free(*one);
	*one = NULL;
}

void holding_drop(struct holding *h)
{
	struct held *one;

	while ((one = holding_take(h)))
		held_free(&one);
}

size_t holding_drop_scans(struct holding *h)
{
	struct holding kept = {0};
	struct held *one;
	size_t scans = 0;

	while ((one = holding_take(h))) {
		if (one->event.type == INPUT_SCAN) {
			scans++;
			held_free(&one);
		} else {
			put(&kept, one);
		}
	}
	*h = kept;
	return scans;
}
