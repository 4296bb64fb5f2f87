/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAIN_CONTROL_H
#define MAIN_CONTROL_H

/* The running server's door for the machine's own people: control.sock in the
 * data folder, 0600, for the server's user and root alone.  One thread, one
 * request at a time:
 *
 *   {"method","target","headers","body"} LF  ->  {"status","body"} LF
 *
 * with targets as those of the API behind its prefix ("/pages/users").  What is
 * done so is checked and audited as ever, in the name of "WHO@shell". */

#include <stdbool.h>

#include "server/api/api.h"

struct control;

/* Whoever starts it is the only writer of the folder's databases: a socket
 * that stands there is left over, and replaced.  api stays the caller's. */
struct control *control_start(const char *folder, const struct api *api, struct error *e);
void control_stop(struct control **c); /* finishes the request in hand; takes the socket away */

/* One request of this kind, by whomever; the answer's line in the arena. */
const char *control_answer(const struct api *api, struct arena *a, const char *login, const char *line, size_t len);

#endif
