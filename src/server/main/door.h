/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAIN_DOOR_H
#define MAIN_DOOR_H

/* How a command speaks with the house: through the control socket of the
 * running server; where none runs, it opens the databases and answers itself.
 * Either way the same is checked and audited. */

#include "base/error.h"
#include "server/api/api.h"
#include "server/main/options.h"

struct door;

/* Loads the model, too.  FORBIDDEN: the data folder is another user's; BUSY:
 * somebody holds the databases who does not answer. */
struct door *door_open(const struct options *o, struct error *e);
void door_close(struct door **d);
/* What is asked and answered lives here. */
struct arena *door_arena(struct door *d);

/* The answer's body, {} where there is none; a problem becomes *e. */
const struct json *door_ask(struct door *d, struct local_request in, struct error *e);

#endif
