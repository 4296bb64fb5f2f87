/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/net/retry.h"

#include "base/clock.h"

#define MOST 30

void retry_failed(struct retry *r, int first_ms)
{
	r->pause_ms = r->pause_ms ? r->pause_ms * 2 : first_ms;
	if (r->pause_ms > first_ms * MOST)
		r->pause_ms = first_ms * MOST;
	r->at_ms = clock_mono_ms() + r->pause_ms;
}

void retry_now(struct retry *r)
{
	*r = (struct retry){0};
}
