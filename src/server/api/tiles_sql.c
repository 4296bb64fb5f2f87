/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/tiles_sql.h"

const char tile_orders_sql[] =
	"SELECT s.name_en, s.name_sv, (SELECT count(*) FROM json_each(:owners) AS g CROSS JOIN json_each(:warehouses) AS w"
	" CROSS JOIN orders AS o ON o.goods_owner = g.value AND o.warehouse = w.value AND o.status = s.id)"
	" FROM order_statuses AS s ORDER BY s.position, s.code";

const char tile_today_sql[] =
	"SELECT count(CASE t.kind WHEN 'pick' THEN 1 END), CAST(total(CASE t.kind WHEN 'pick' THEN t.quantity END) AS INTEGER),"
	" count(CASE t.kind WHEN 'receive' THEN 1 END), CAST(total(CASE t.kind WHEN 'receive' THEN t.quantity END) AS INTEGER)"
	" FROM json_each(:owners) AS g CROSS JOIN goods_transactions AS t ON t.goods_owner = g.value AND t.time >= :midnight"
	" WHERE t.kind IN ('pick', 'receive') AND +t.warehouse IN (SELECT value FROM json_each(:warehouses))";

/* Sent and cancelled are those from 450 on. */
const char tile_oldest_order_sql[] =
	"SELECT o.number, o.delivery_date FROM json_each(:owners) AS g CROSS JOIN json_each(:warehouses) AS w CROSS JOIN order_statuses AS s"
	" CROSS JOIN orders AS o ON o.id = coalesce("
	"(SELECT x.id FROM orders AS x WHERE x.goods_owner = g.value AND x.warehouse = w.value AND x.status = s.id AND x.delivery_date > ''"
	" ORDER BY x.delivery_date, x.id LIMIT 1),"
	"(SELECT x.id FROM orders AS x WHERE x.goods_owner = g.value AND x.warehouse = w.value AND x.status = s.id AND x.delivery_date = ''"
	" ORDER BY x.id LIMIT 1))"
	" WHERE s.number < 450 ORDER BY o.delivery_date = '', o.delivery_date, o.id LIMIT 1";

const char tile_oldest_pick_sql[] =
	"SELECT o.number, o.ship_date FROM json_each(:owners) AS g CROSS JOIN json_each(:warehouses) AS w"
	" CROSS JOIN pick_orders AS o ON o.id = coalesce("
	"(SELECT x.id FROM pick_orders AS x WHERE x.goods_owner = g.value AND x.warehouse = w.value AND x.open = 1 AND x.ship_date > ''"
	" ORDER BY x.ship_date, x.id LIMIT 1),"
	"(SELECT x.id FROM pick_orders AS x WHERE x.goods_owner = g.value AND x.warehouse = w.value AND x.open = 1 AND x.ship_date = ''"
	" ORDER BY x.id LIMIT 1))"
	" ORDER BY o.ship_date = '', o.ship_date, o.id LIMIT 1";
