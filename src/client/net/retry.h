/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_RETRY_H
#define NET_RETRY_H

/* When to try again after trouble: after 1, 2, 4 … 30 times the first pause.
 * Zeroed it is ready: try now. */

#include <stdint.h>

#define RETRY_NEVER INT64_MAX

struct retry {
	int64_t at_ms; /* clock_mono_ms(); not before */
	int pause_ms;  /* the last one */
};

void retry_failed(struct retry *r, int first_ms);
void retry_now(struct retry *r);      /* at once, the next pause is the first one again */

#endif
