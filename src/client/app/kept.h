/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APP_KEPT_H
#define APP_KEPT_H

/* The sign-in of a dashboard on the wall (F10), kept over a restart: sealed by
 * the terminal's own key, so that the file alone opens nothing.  One that
 * cannot be read or kept is as good as none: somebody signs in again. */

struct arena;
struct json;
struct sign_key;

void kept_put(const char *folder, const struct sign_key *key, const struct json *answer);
/* The answer of POST /sessions; NULL: none. */
const struct json *kept_get(const char *folder, const struct sign_key *key, struct arena *a);
void kept_forget(const char *folder);

#endif
