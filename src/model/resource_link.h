/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_RESOURCE_LINK_H
#define MODEL_RESOURCE_LINK_H

/* The second half of reading resources: all of them have their id and name,
 * now come their fields, and what names fields, their own and each other's. */

#include "model/describe.h"

struct draft {
	struct resource *r;
	struct describe d;
	const struct json *own;
	const struct json *like; /* of a register: what all have; else NULL */
	struct field *fields;    /* r's, while they are made */
};

bool resources_link(struct draft *drafts, size_t n);

#endif
