/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_FILE_H
#define BASE_FILE_H

/* Whole small files, safely.  Errors: NOT_FOUND (field and detail are the
 * path), DISK_FULL, else IO. */

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;

/* NUL-terminated copy; *len may be NULL.  Larger than max: TOO_LARGE. */
char *file_read(struct arena *a, const char *path, size_t max, size_t *len, struct error *e);
/* Writes beside, fsyncs, renames, fsyncs the folder; mode is exact. */
bool file_write(const char *path, const void *data, size_t len, int mode, struct error *e);
bool file_make_dirs(const char *path, int mode, struct error *e); /* as mkdir -p */
bool file_exists(const char *path);

#endif
