/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef API_TILES_SQL_H
#define API_TILES_SQL_H

/* What the tiles ask of the tenant's database, for their plan's test.  :owners
 * and :warehouses are the asker's, as JSON lists: each pair of them is one seek. */

extern const char tile_orders_sql[];       /* name_en, name_sv, count of each status */
extern const char tile_today_sql[];        /* picks, their quantity, receipts, theirs, since :midnight */
extern const char tile_oldest_order_sql[]; /* number, date */
extern const char tile_oldest_pick_sql[];

#endif
