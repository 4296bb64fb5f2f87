/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PEOPLE_PRACTICE_WORDS_H
#define PEOPLE_PRACTICE_WORDS_H

/* The words of the best practices: src/model/practices.json, which has each
 * row of the enum here, and no other.  For the files of this folder. */

#include "model/resource.h"
#include "server/people/practices.h"

#include <stdint.h>

enum practice_row {
	PRACTICE_SSO, PRACTICE_MFA_STAFF, PRACTICE_MFA_OTHERS, PRACTICE_PASSWORDS, PRACTICE_IP_ADMINISTRATORS, PRACTICE_IP_WAREHOUSE,
	PRACTICE_SHARED_TOGETHER, PRACTICE_SHARED_THINGS, PRACTICE_LEVEL_ADMINISTRATORS, PRACTICE_LEVEL_IDLE, PRACTICE_OWNERS_ALL,
	PRACTICE_OWNERS_IDLE, PRACTICE_REVIEW, PRACTICE_REVIEW_NEVER, PRACTICE_USERS_PAGE, PRACTICE_ROWS,
};
enum { PRACTICE_OK, PRACTICE_WARN, PRACTICE_TONES };

struct practice_words {
	struct label label, value[PRACTICE_TONES], detail[PRACTICE_TONES];
};
const struct practice_words *practice_words(enum practice_row row); /* loaded before */

struct practice_fill {
	int64_t n, of;
	const char *names;
};
const char *practice_text(struct arena *a, const char *words, const struct practice_fill *f);
/* Is this login, folded, what a thing or a place is called, with a number or without? */
bool practice_is_thing(const char *login_fold);

#endif
