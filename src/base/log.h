/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_LOG_H
#define BASE_LOG_H

/* One line an event on the given descriptor: time, level, event, key=value.
 * Values are escaped (controls, quotes, bytes that are not UTF-8), so that no
 * input can forge a line.  Never pass a secret.  Thread-safe. */

#include <stdbool.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_to(int fd, enum log_level least); /* fd -1: nowhere */
/* Pairs: key, value, key, value, ..., NULL.  Values may be NULL ("-"). */
void log_event(enum log_level level, const char *event, ...) __attribute__((sentinel));

#endif
