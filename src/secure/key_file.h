/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SECURE_KEY_FILE_H
#define SECURE_KEY_FILE_H

/* A file that keeps 32 secret bytes as one line of base64url.  A plain file of
 * ours that nobody else may touch (0600, or 0400 as systemd credentials are);
 * anything else is refused. */

#include <stdbool.h>

struct error;

#define KEY_FILE_BYTES 32

/* make: where there is none, one with random bytes is made; two programs that
 * start at once get the same. */
bool key_file_read(const char *path, bool make, unsigned char out[KEY_FILE_BYTES], struct error *e);

#endif
