/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIB_SCRATCH_H
#define LIB_SCRATCH_H

/* A folder of this test program's own under TMPDIR, made when first asked for
 * and removed when the program ends. */

#include <sys/types.h>

/* A path in it; the string is the caller's until the sixteenth call after. */
const char *scratch(const char *name);
/* Size of a file, -1 when it is not there. */
off_t scratch_size(const char *path);

#endif
