/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ORDER_RECEIVE_H
#define ORDER_RECEIVE_H

/* Receiving on purchase orders: announced, arrived in part, and closed as
 * received or received with deviation: by the last goods, or by whoever says
 * that no more will come. */

#include "server/order/rules.h"

/* Closes the order and its rows. */
bool purchase_close(struct judged *j, int64_t id, bool deviates, struct error *e);

#endif
