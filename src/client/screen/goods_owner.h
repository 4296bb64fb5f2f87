/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_GOODS_OWNER_H
#define SCREEN_GOODS_OWNER_H

/* Switching goods owner within a session (B16): one of his, or all. */

struct stack;

void goods_owner_ask(struct stack *st);

#endif
