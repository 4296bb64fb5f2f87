/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAIN_SERVING_H
#define MAIN_SERVING_H

/* All that answering takes but a socket: the databases, their writers and
 * readers, the secret.  For `wmsd serve`, and for a command that writes while
 * no server runs: whoever has it open is the only one (BUSY to others). */

#include "server/api/api.h"
#include "server/main/options.h"

struct serving {
	const struct options *options;
	struct arena *arena;
	struct api api;
	struct pool *users; /* the directory's own readers of the tenant: nobody waits for the other's */
};

/* The model is loaded.  false: nothing is left open. */
bool serving_open(const struct options *o, struct serving *out, struct error *e);
void serving_close(struct serving *s);

#endif
