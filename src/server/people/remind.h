/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PEOPLE_REMIND_H
#define PEOPLE_REMIND_H

/* The review of users goes on by itself (B8): a thread that waits, and at the
 * first start and at each turn of the day looks the users through; a month
 * after the last reminder it mails one to every administrator who may open
 * Users and has an e-mail.  When that was stands in the tenant's meta
 * (review_day, review_sent), so that a restart forgets nothing. */

#include "server/edit/edit.h"

struct reminder;
struct reminder *reminder_start(const struct house *h); /* *h is copied */
void reminder_stop(struct reminder **r);                 /* before writer and mailer */

/* One look at the clock: does what is due.  Without a mail service the
 * reminder waits until there is one. */
bool remind(const struct house *h, struct error *e);
/* How long from now until the day turns, here. */
int64_t remind_wait_ms(int64_t now_ms);

#endif
