-- Orders are counted by status, and the oldest is sought, for the dashboard.

CREATE INDEX "orders_by_goods_owner_warehouse_status_delivery_date" ON "orders" ("goods_owner", "warehouse", "status", "delivery_date");
