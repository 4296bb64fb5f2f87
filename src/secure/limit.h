/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SECURE_LIMIT_H
#define SECURE_LIMIT_H

/* So many at once, the others wait: each password hash takes 46 MiB and a
 * whole core, and more of them than cores only make all of them late. */

struct limit;

struct limit *limit_new(unsigned most);
void limit_free(struct limit **l);
void limit_enter(struct limit *l); /* waits for a place */
void limit_leave(struct limit *l);

#endif
