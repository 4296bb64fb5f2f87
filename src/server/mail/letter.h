/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAIL_LETTER_H
#define MAIL_LETTER_H

/* One mail's text: filled in from src/model/mails.json, packed to be sealed,
 * and made a message (RFC 5322) that nothing in it can break out of.  What is
 * secret in it is only in the buffers here: letter_forget() them. */

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "server/mail/mail.h"

struct arena;

enum { LETTER_HIDDEN = 4 };

/* Points into what it was read from. */
struct letter {
	const char *id, *to, *subject, *body;
	const char *hidden[LETTER_HIDDEN]; /* the secret words; the last is NULL, or there are as many */
};

/* A buffer that does not move as long as a letter has an ordinary size, so
 * that no copy is left behind; wiped and given back. */
struct buf letter_buf(void);
void letter_forget(struct buf *b);

/* Fills the text in and packs it into out.  INTERNAL: no such kind or word. */
bool letter_write(struct buf *out, const struct mail *m, struct error *e);
bool letter_read(const char *packed, size_t len, struct letter *out);
void letter_message(struct buf *out, const struct letter *l, const char *from, int64_t time_ms);

/* A server's words, fit to be kept: one line of at most `size` - 1 bytes, what
 * cannot be seen shown as '?', the letter's secrets and `also` taken out. */
void letter_words(const struct letter *l, const char *also, const char *words, char *out, size_t size);

#endif
