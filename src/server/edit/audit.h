/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EDIT_AUDIT_H
#define EDIT_AUDIT_H

/* Who changed what: people, rights, settings, registers.  (Goods are audited
 * by the ledger and the terminals' chains.)  Rows of resource `audit-rows`,
 * only ever added, in the same transaction as what they tell of; each carries
 * a keyed hash over itself and the one before it, and the last one's number
 * and hash stand in `meta`, so that a changed, missing, inserted or cut-off row
 * shows.  Never a secret in it. */

#include <stdbool.h>
#include <stdint.h>

#include "secure/vault.h"

struct arena;
struct error;
struct json;
struct store;

struct audit {
	int64_t time_ms;          /* 0: now */
	int64_t user;             /* who; 0: nobody of this house */
	const char *login;        /* as a person reads it: "admin", "root@shell" */
	const char *address, *terminal;
	const char *source;       /* "terminal", "shell", "api", "server" */
	const char *page, *action, *resource;
	int64_t row;              /* of `resource`; 0 none */
	int64_t about;            /* the user who was changed; 0 none */
	const char *title;        /* what a person calls the row */
	const struct json *before, *after; /* what changed, {"field": value}; NULL none */
};

bool audit_add(struct store *s, const struct vault *v, const struct audit *a, struct error *e);
/* Walks the chain; false and *e CORRUPT, which names the first row that is
 * wrong, or what stands at the end.  *rows: how many were looked at.  Reads
 * alone, in a transaction of its own where none is open.
 *
 * What it cannot know: an old copy of the whole database put in its place. */
bool audit_verify(struct store *s, const struct vault *v, int64_t *rows, struct error *e);

#endif
