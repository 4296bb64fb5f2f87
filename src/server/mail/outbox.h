/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAIL_OUTBOX_H
#define MAIL_OUTBOX_H

/* What waits to be sent, in the tenant's database: the log's rows and their
 * sealed texts.  An attempt is written down before it is made, so that neither
 * a crash nor a full disk makes one mail many. */

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "server/mail/mail.h"

#define OUTBOX_PURPOSE "mail"

struct due {
	int64_t id, time_ms, expires_ms, attempts;
	char kind[24];
	struct buf sealed; /* buf_release() it */
};

struct outbox {
	struct writer *writer;
	struct pool *pool;
	bool sends; /* else what waits only expires */
};

enum due_found { DUE_NONE, DUE_FOUND, DUE_FAILED };
/* The next one, PINs first; id: that one, whenever it is due; 0: any. */
enum due_found outbox_due(const struct outbox *o, int64_t id, int64_t now_ms, struct due *out, struct error *e);
/* When the next one is due; INT64_MAX: nothing waits. */
int64_t outbox_next(const struct outbox *o);

struct due_news {
	int64_t id, attempts;
	const char *state;  /* NULL: as it is */
	const char *result; /* NULL: as it is */
	int64_t sent_ms;    /* 0: it was not */
	int64_t next_ms;    /* 0: nothing more is done, the text is wiped */
};
bool outbox_note(const struct outbox *o, const struct due_news *n, struct error *e);

#endif
