/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_FIXTURE_H
#define TESTS_FIXTURE_H

/* A small model for tests: every shape a description can have, in as few
 * things as possible.  It depends on nothing that the product's own
 * descriptions say. */

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct embed;
struct error;

/* The files, sorted by path. */
const struct embed *fixture_files(size_t *n);
/* The same with one file's text replaced, or one more; NULL: without it. */
const struct embed *fixture_with(struct arena *a, const char *path, const char *text, size_t *n);
/* Resources, kinds and pages, in this order. */
bool fixture_load(const struct embed *files, size_t n, struct error *e);
/* The fixture as it is, which must load. */
void fixture_must_load(void);

#endif
