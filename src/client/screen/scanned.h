/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_SCANNED_H
#define SCREEN_SCANNED_H

/* A scan, wherever it comes: read by this terminal's settings, and what it
 * names in the replica.  Lists, look-ups and tasks take scans by the same
 * words. */

#include "client/screen/screen.h"
#include "floor/resolve.h"

/* Which resource a named thing is a row of. */
const struct resource *scanned_resource(enum named what);
bool scanned_read(const struct world *w, const char *bytes, size_t len, struct scan *out, struct error *e);
/* The one row of this resource that it names, {"id","code","name"}; NULL:
 * none, several, or there is no replica to look in. */
const struct json *scanned_row(const struct world *w, struct arena *a, const struct scan *scan, const struct resource *of);

#endif
