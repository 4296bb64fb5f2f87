/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uuid.h"

#include "base/arena.h"
#include "base/clock.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>

static void random_bytes(void *p, size_t n)
{
	ssize_t got;

	do
		got = getrandom(p, n, 0);
	while (got < 0 && errno == EINTR);
	if (got != (ssize_t)n)
		xdie("no random numbers");
}

/* The 48 bits of time and 12 bits of counter of the next id: never the same
 * twice. A new millisecond begins at a random count in the lower half; when a
 * millisecond has used up its counts, or the clock went back, the time of the
 * ids runs ahead (RFC 9562 section 6.2). */
static uint64_t next_stamp(unsigned start)
{
	static _Atomic uint64_t last;
	uint64_t now = (uint64_t)clock_now_ms() << 12 | (start & 0x7ff);
	uint64_t before = atomic_load(&last), next;

	do
		next = now >> 12 > before >> 12 ? now : before + 1;
	while (!atomic_compare_exchange_weak(&last, &before, next));
	return next;
}

static void print(const unsigned char bytes[16], char *out)
{
	static const char hex[] = "0123456789abcdef";

	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*out++ = '-';
		*out++ = hex[bytes[i] >> 4];
		*out++ = hex[bytes[i] & 15];
	}
	*out = '\0';
}

void uuid_new(char out[UUID_LEN + 1])
{
	unsigned char bytes[16];
	uint64_t stamp;

	random_bytes(bytes, sizeof bytes);
	stamp = next_stamp((unsigned)bytes[0] << 8 | bytes[1]);
	for (int i = 0; i < 6; i++)
		bytes[i] = (unsigned char)(stamp >> (52 - 8 * i));
	bytes[6] = (unsigned char)(0x70 | (stamp >> 8 & 0x0f));
	bytes[7] = (unsigned char)stamp;
	bytes[8] = (unsigned char)(0x80 | (bytes[8] & 0x3f));
	print(bytes, out);
}

bool uuid_valid(const char *s)
{
	if (!s || strlen(s) != UUID_LEN)
		return false;
	for (int i = 0; i < UUID_LEN; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? s[i] != '-' : !strchr("0123456789abcdef", s[i]))
			return false;
	}
	return true;
}
