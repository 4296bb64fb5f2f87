/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APP_APP_H
#define APP_APP_H

/* The UI thread: one poll() waits for the terminal, the other threads, signals
 * and the clock; everything else is the stack's. */

#include "client/app/options.h"

struct error;
/* Runs until the user leaves, the line is lost or a signal ends it; gives the
 * exit code (0 done, 1 failed, 4 offline but saved). */
int app_run(const struct options *o, struct error *e);

#endif
