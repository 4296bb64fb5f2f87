-- Frozen from `wmsd schema`: the tables of the descriptions.
CREATE TABLE "aisles" (
	"id" INTEGER PRIMARY KEY,
	"warehouse" INTEGER NOT NULL DEFAULT 0 REFERENCES "warehouses" ("id"),
	"zone" INTEGER NOT NULL DEFAULT 0 REFERENCES "zones" ("id"),
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "aisles_one_warehouse_code" ON "aisles" ("warehouse", "code");
CREATE INDEX "aisles_by_warehouse_code" ON "aisles" ("warehouse", "code_fold");
CREATE INDEX "aisles_by_warehouse_position" ON "aisles" ("warehouse", "position");
CREATE VIRTUAL TABLE "aisles_find" USING fts5 (find, content='aisles', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "article_barcodes" (
	"id" INTEGER PRIMARY KEY,
	"article" INTEGER NOT NULL DEFAULT 0 REFERENCES "articles" ("id"),
	"goods_owner" INTEGER NOT NULL DEFAULT 0 REFERENCES "goods_owners" ("id"),
	"barcode" TEXT NOT NULL DEFAULT '',
	"barcode_fold" TEXT NOT NULL DEFAULT '',
	"quantity" INTEGER NOT NULL DEFAULT 1000,
	"unit" TEXT NOT NULL DEFAULT '',
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "article_barcodes_one_barcode_article" ON "article_barcodes" ("barcode", "article");
CREATE INDEX "article_barcodes_by_goods_owner_barcode" ON "article_barcodes" ("goods_owner", "barcode_fold");
CREATE INDEX "article_barcodes_by_article_barcode" ON "article_barcodes" ("article", "barcode_fold");
CREATE VIRTUAL TABLE "article_barcodes_find" USING fts5 (find, content='article_barcodes', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "article_items" (
	"id" INTEGER PRIMARY KEY,
	"article" INTEGER NOT NULL DEFAULT 0 REFERENCES "articles" ("id"),
	"location" INTEGER NOT NULL DEFAULT 0 REFERENCES "locations" ("id"),
	"quantity" INTEGER NOT NULL DEFAULT 0,
	"load_carrier" INTEGER NOT NULL DEFAULT 0,
	"batch" TEXT NOT NULL DEFAULT '',
	"expiry" TEXT NOT NULL DEFAULT '',
	"serial" TEXT NOT NULL DEFAULT '',
	"status" INTEGER NOT NULL DEFAULT 0 REFERENCES "goods_status" ("id"),
	"state" TEXT NOT NULL DEFAULT 'free',
	"order" INTEGER NOT NULL DEFAULT 0,
	"goods_owner" INTEGER NOT NULL DEFAULT 0 REFERENCES "goods_owners" ("id"),
	"warehouse" INTEGER NOT NULL DEFAULT 0 REFERENCES "warehouses" ("id"),
	"in_stock" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "article_items_one_article_location_load_carrier_batch_expiry_serial_status_order" ON "article_items" ("article", "location", "load_carrier", "batch", "expiry", "serial", "status", "order");
CREATE INDEX "article_items_by_goods_owner_in_stock_article" ON "article_items" ("goods_owner", "in_stock", "article");
CREATE INDEX "article_items_by_goods_owner_in_stock_location" ON "article_items" ("goods_owner", "in_stock", "location");
CREATE INDEX "article_items_by_goods_owner_in_stock_expiry" ON "article_items" ("goods_owner", "in_stock", "expiry");
CREATE INDEX "article_items_by_article" ON "article_items" ("article");
CREATE INDEX "article_items_by_load_carrier_article" ON "article_items" ("load_carrier", "article");
CREATE INDEX "article_items_by_location_article" ON "article_items" ("location", "article");
CREATE VIRTUAL TABLE "article_items_find" USING fts5 (find, content='article_items', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "articles" (
	"id" INTEGER PRIMARY KEY,
	"goods_owner" INTEGER NOT NULL DEFAULT 0 REFERENCES "goods_owners" ("id"),
	"number" TEXT NOT NULL DEFAULT '',
	"number_fold" TEXT NOT NULL DEFAULT '',
	"name" TEXT NOT NULL DEFAULT '',
	"name_fold" TEXT NOT NULL DEFAULT '',
	"unit" INTEGER NOT NULL DEFAULT 0 REFERENCES "goods_units" ("id"),
	"group" INTEGER NOT NULL DEFAULT 0,
	"asks_batch" INTEGER NOT NULL DEFAULT 0,
	"asks_expiry" INTEGER NOT NULL DEFAULT 0,
	"asks_serial" INTEGER NOT NULL DEFAULT 0,
	"weight" INTEGER NOT NULL DEFAULT 0,
	"obsolete" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "articles_one_goods_owner_number" ON "articles" ("goods_owner", "number");
CREATE INDEX "articles_by_goods_owner_number" ON "articles" ("goods_owner", "number_fold");
CREATE INDEX "articles_by_goods_owner_name" ON "articles" ("goods_owner", "name_fold");
CREATE VIRTUAL TABLE "articles_find" USING fts5 (find, content='articles', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "customers" (
	"id" INTEGER PRIMARY KEY,
	"goods_owner" INTEGER NOT NULL DEFAULT 0 REFERENCES "goods_owners" ("id"),
	"number" TEXT NOT NULL DEFAULT '',
	"number_fold" TEXT NOT NULL DEFAULT '',
	"name" TEXT NOT NULL DEFAULT '',
	"name_fold" TEXT NOT NULL DEFAULT '',
	"address" TEXT NOT NULL DEFAULT '',
	"postal_code" TEXT NOT NULL DEFAULT '',
	"city" TEXT NOT NULL DEFAULT '',
	"country" INTEGER NOT NULL DEFAULT 0,
	"telephone" TEXT NOT NULL DEFAULT '',
	"email" TEXT NOT NULL DEFAULT '',
	"group" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "customers_one_goods_owner_number" ON "customers" ("goods_owner", "number");
CREATE INDEX "customers_by_goods_owner_number" ON "customers" ("goods_owner", "number_fold");
CREATE INDEX "customers_by_goods_owner_name" ON "customers" ("goods_owner", "name_fold");
CREATE VIRTUAL TABLE "customers_find" USING fts5 (find, content='customers', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "goods_owner_groups" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name" TEXT NOT NULL DEFAULT '',
	"name_fold" TEXT NOT NULL DEFAULT '',
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "goods_owner_groups_one_code" ON "goods_owner_groups" ("code");
CREATE INDEX "goods_owner_groups_by_code" ON "goods_owner_groups" ("code_fold");
CREATE INDEX "goods_owner_groups_by_name" ON "goods_owner_groups" ("name_fold");
CREATE VIRTUAL TABLE "goods_owner_groups_find" USING fts5 (find, content='goods_owner_groups', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "goods_owner_groups_goods_owners" (
	"row" INTEGER NOT NULL REFERENCES "goods_owner_groups" ("id") ON DELETE CASCADE,
	"ref" INTEGER NOT NULL REFERENCES "goods_owners" ("id"),
	PRIMARY KEY ("row", "ref")
) WITHOUT ROWID;
CREATE INDEX "goods_owner_groups_goods_owners_by_ref" ON "goods_owner_groups_goods_owners" ("ref", "row");
CREATE TABLE "goods_owners" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name" TEXT NOT NULL DEFAULT '',
	"name_fold" TEXT NOT NULL DEFAULT '',
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "goods_owners_one_code" ON "goods_owners" ("code");
CREATE INDEX "goods_owners_by_code" ON "goods_owners" ("code_fold");
CREATE INDEX "goods_owners_by_name" ON "goods_owners" ("name_fold");
CREATE VIRTUAL TABLE "goods_owners_find" USING fts5 (find, content='goods_owners', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "goods_transactions" (
	"id" INTEGER PRIMARY KEY,
	"time" INTEGER NOT NULL DEFAULT 0,
	"kind" TEXT NOT NULL DEFAULT '',
	"article" INTEGER NOT NULL DEFAULT 0 REFERENCES "articles" ("id"),
	"quantity" INTEGER NOT NULL DEFAULT 0,
	"from_location" INTEGER NOT NULL DEFAULT 0,
	"to_location" INTEGER NOT NULL DEFAULT 0,
	"from_load_carrier" INTEGER NOT NULL DEFAULT 0,
	"to_load_carrier" INTEGER NOT NULL DEFAULT 0,
	"batch" TEXT NOT NULL DEFAULT '',
	"expiry" TEXT NOT NULL DEFAULT '',
	"serial" TEXT NOT NULL DEFAULT '',
	"status" INTEGER NOT NULL DEFAULT 0 REFERENCES "goods_status" ("id"),
	"order" INTEGER NOT NULL DEFAULT 0,
	"purchase_order" INTEGER NOT NULL DEFAULT 0,
	"cause" INTEGER NOT NULL DEFAULT 0,
	"user" INTEGER NOT NULL DEFAULT 0,
	"goods_owner" INTEGER NOT NULL DEFAULT 0 REFERENCES "goods_owners" ("id"),
	"warehouse" INTEGER NOT NULL DEFAULT 0 REFERENCES "warehouses" ("id"),
	"terminal_time" INTEGER NOT NULL DEFAULT 0,
	"terminal" TEXT NOT NULL DEFAULT '',
	"transaction" TEXT NOT NULL DEFAULT '',
	"line" INTEGER NOT NULL DEFAULT 0,
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "goods_transactions_one_transaction_line" ON "goods_transactions" ("transaction", "line");
CREATE INDEX "goods_transactions_by_goods_owner_time" ON "goods_transactions" ("goods_owner", "time");
CREATE TABLE "identity_providers" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"active" INTEGER NOT NULL DEFAULT 0,
	"name" TEXT NOT NULL DEFAULT '',
	"issuer" TEXT NOT NULL DEFAULT '',
	"client_id" TEXT NOT NULL DEFAULT '',
	"has_secret" INTEGER NOT NULL DEFAULT 0,
	"link_by_email" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "identity_providers_one_code" ON "identity_providers" ("code");
CREATE INDEX "identity_providers_by_code" ON "identity_providers" ("code_fold");
CREATE VIRTUAL TABLE "identity_providers_find" USING fts5 (find, content='identity_providers', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "ip_filters" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"description" TEXT NOT NULL DEFAULT '',
	"description_fold" TEXT NOT NULL DEFAULT '',
	"ranges" TEXT NOT NULL DEFAULT '',
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "ip_filters_one_code" ON "ip_filters" ("code");
CREATE INDEX "ip_filters_by_code" ON "ip_filters" ("code_fold");
CREATE INDEX "ip_filters_by_description" ON "ip_filters" ("description_fold");
CREATE VIRTUAL TABLE "ip_filters_find" USING fts5 (find, content='ip_filters', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "load_carriers" (
	"id" INTEGER PRIMARY KEY,
	"sscc" TEXT NOT NULL DEFAULT '',
	"goods_owner" INTEGER NOT NULL DEFAULT 0 REFERENCES "goods_owners" ("id"),
	"warehouse" INTEGER NOT NULL DEFAULT 0 REFERENCES "warehouses" ("id"),
	"type" INTEGER NOT NULL DEFAULT 0,
	"location" INTEGER NOT NULL DEFAULT 0,
	"in_stock" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "load_carriers_one_sscc" ON "load_carriers" ("sscc");
CREATE INDEX "load_carriers_by_goods_owner_in_stock_sscc" ON "load_carriers" ("goods_owner", "in_stock", "sscc");
CREATE INDEX "load_carriers_by_goods_owner_in_stock_location" ON "load_carriers" ("goods_owner", "in_stock", "location");
CREATE INDEX "load_carriers_by_goods_owner_sscc" ON "load_carriers" ("goods_owner", "sscc");
CREATE VIRTUAL TABLE "load_carriers_find" USING fts5 (find, content='load_carriers', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "locations" (
	"id" INTEGER PRIMARY KEY,
	"warehouse" INTEGER NOT NULL DEFAULT 0 REFERENCES "warehouses" ("id"),
	"name" TEXT NOT NULL DEFAULT '',
	"name_fold" TEXT NOT NULL DEFAULT '',
	"type" INTEGER NOT NULL DEFAULT 0 REFERENCES "location_types" ("id"),
	"zone" INTEGER NOT NULL DEFAULT 0,
	"aisle" INTEGER NOT NULL DEFAULT 0,
	"check_digits" TEXT NOT NULL DEFAULT '',
	"pick_order" INTEGER NOT NULL DEFAULT 0,
	"locked" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "locations_one_warehouse_name" ON "locations" ("warehouse", "name");
CREATE INDEX "locations_by_warehouse_name" ON "locations" ("warehouse", "name_fold");
CREATE INDEX "locations_by_warehouse_pick_order" ON "locations" ("warehouse", "pick_order");
CREATE VIRTUAL TABLE "locations_find" USING fts5 (find, content='locations', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "mfa_settings" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"who" TEXT NOT NULL DEFAULT '',
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "mfa_settings_one_code" ON "mfa_settings" ("code");
CREATE INDEX "mfa_settings_by_code" ON "mfa_settings" ("code_fold");
CREATE VIRTUAL TABLE "mfa_settings_find" USING fts5 (find, content='mfa_settings', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "mfa_settings_exempt" (
	"row" INTEGER NOT NULL REFERENCES "mfa_settings" ("id") ON DELETE CASCADE,
	"ref" INTEGER NOT NULL REFERENCES "ip_filters" ("id"),
	PRIMARY KEY ("row", "ref")
) WITHOUT ROWID;
CREATE INDEX "mfa_settings_exempt_by_ref" ON "mfa_settings_exempt" ("ref", "row");
CREATE TABLE "movement_orders" (
	"id" INTEGER PRIMARY KEY,
	"number" TEXT NOT NULL DEFAULT '',
	"number_fold" TEXT NOT NULL DEFAULT '',
	"goods_owner" INTEGER NOT NULL DEFAULT 0 REFERENCES "goods_owners" ("id"),
	"warehouse" INTEGER NOT NULL DEFAULT 0 REFERENCES "warehouses" ("id"),
	"type" INTEGER NOT NULL DEFAULT 0 REFERENCES "movement_types" ("id"),
	"priority" INTEGER NOT NULL DEFAULT 5,
	"article" INTEGER NOT NULL DEFAULT 0,
	"batch" TEXT NOT NULL DEFAULT '',
	"from_location" INTEGER NOT NULL DEFAULT 0 REFERENCES "locations" ("id"),
	"from_load_carrier" INTEGER NOT NULL DEFAULT 0,
	"to_location" INTEGER NOT NULL DEFAULT 0 REFERENCES "locations" ("id"),
	"quantity" INTEGER NOT NULL DEFAULT 0,
	"moved" INTEGER NOT NULL DEFAULT 0,
	"status" TEXT NOT NULL DEFAULT 'open',
	"lease_user" INTEGER NOT NULL DEFAULT 0,
	"lease_terminal" TEXT NOT NULL DEFAULT '',
	"lease_number" INTEGER NOT NULL DEFAULT 0,
	"lease_until" INTEGER NOT NULL DEFAULT 0,
	"open" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "movement_orders_one_warehouse_number" ON "movement_orders" ("warehouse", "number");
CREATE INDEX "movement_orders_by_goods_owner_open_priority" ON "movement_orders" ("goods_owner", "open", "priority");
CREATE INDEX "movement_orders_by_goods_owner_open_number" ON "movement_orders" ("goods_owner", "open", "number_fold");
CREATE INDEX "movement_orders_by_goods_owner_number" ON "movement_orders" ("goods_owner", "number_fold");
CREATE VIRTUAL TABLE "movement_orders_find" USING fts5 (find, content='movement_orders', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "order_rows" (
	"id" INTEGER PRIMARY KEY,
	"order" INTEGER NOT NULL DEFAULT 0 REFERENCES "orders" ("id"),
	"position" INTEGER NOT NULL DEFAULT 0,
	"article" INTEGER NOT NULL DEFAULT 0 REFERENCES "articles" ("id"),
	"ordered" INTEGER NOT NULL DEFAULT 0,
	"allocated" INTEGER NOT NULL DEFAULT 0,
	"picked" INTEGER NOT NULL DEFAULT 0,
	"comment" TEXT NOT NULL DEFAULT '',
	"goods_owner" INTEGER NOT NULL DEFAULT 0 REFERENCES "goods_owners" ("id"),
	"warehouse" INTEGER NOT NULL DEFAULT 0 REFERENCES "warehouses" ("id"),
	"customer" INTEGER NOT NULL DEFAULT 0 REFERENCES "customers" ("id"),
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "order_rows_one_order_position" ON "order_rows" ("order", "position");
CREATE INDEX "order_rows_by_goods_owner_position" ON "order_rows" ("goods_owner", "position");
CREATE INDEX "order_rows_by_goods_owner_article" ON "order_rows" ("goods_owner", "article");
CREATE INDEX "order_rows_by_customer_position" ON "order_rows" ("customer", "position");
CREATE INDEX "order_rows_by_customer_article" ON "order_rows" ("customer", "article");
CREATE INDEX "order_rows_by_order_position" ON "order_rows" ("order", "position");
CREATE TABLE "orders" (
	"id" INTEGER PRIMARY KEY,
	"number" TEXT NOT NULL DEFAULT '',
	"number_fold" TEXT NOT NULL DEFAULT '',
	"goods_owner" INTEGER NOT NULL DEFAULT 0 REFERENCES "goods_owners" ("id"),
	"warehouse" INTEGER NOT NULL DEFAULT 0 REFERENCES "warehouses" ("id"),
	"status" INTEGER NOT NULL DEFAULT 0 REFERENCES "order_statuses" ("id"),
	"customer" INTEGER NOT NULL DEFAULT 0 REFERENCES "customers" ("id"),
	"delivery_date" TEXT NOT NULL DEFAULT '',
	"type" INTEGER NOT NULL DEFAULT 0,
	"way_of_delivery" INTEGER NOT NULL DEFAULT 0,
	"reference" TEXT NOT NULL DEFAULT '',
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "orders_one_goods_owner_number" ON "orders" ("goods_owner", "number");
CREATE INDEX "orders_by_goods_owner_number" ON "orders" ("goods_owner", "number_fold");
CREATE INDEX "orders_by_goods_owner_delivery_date" ON "orders" ("goods_owner", "delivery_date");
CREATE INDEX "orders_by_goods_owner_status" ON "orders" ("goods_owner", "status");
CREATE INDEX "orders_by_customer_number" ON "orders" ("customer", "number_fold");
CREATE INDEX "orders_by_customer_delivery_date" ON "orders" ("customer", "delivery_date");
CREATE INDEX "orders_by_customer_status" ON "orders" ("customer", "status");
CREATE VIRTUAL TABLE "orders_find" USING fts5 (find, content='orders', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "password_rules" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"characters" INTEGER NOT NULL DEFAULT 8,
	"lower" INTEGER NOT NULL DEFAULT 1,
	"upper" INTEGER NOT NULL DEFAULT 1,
	"digits" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "password_rules_one_code" ON "password_rules" ("code");
CREATE INDEX "password_rules_by_code" ON "password_rules" ("code_fold");
CREATE VIRTUAL TABLE "password_rules_find" USING fts5 (find, content='password_rules', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "pick_orders" (
	"id" INTEGER PRIMARY KEY,
	"number" TEXT NOT NULL DEFAULT '',
	"number_fold" TEXT NOT NULL DEFAULT '',
	"goods_owner" INTEGER NOT NULL DEFAULT 0 REFERENCES "goods_owners" ("id"),
	"warehouse" INTEGER NOT NULL DEFAULT 0 REFERENCES "warehouses" ("id"),
	"status" TEXT NOT NULL DEFAULT 'open',
	"priority" INTEGER NOT NULL DEFAULT 5,
	"ship_date" TEXT NOT NULL DEFAULT '',
	"order" INTEGER NOT NULL DEFAULT 0 REFERENCES "orders" ("id"),
	"order_number" TEXT NOT NULL DEFAULT '',
	"staging" INTEGER NOT NULL DEFAULT 0,
	"lease_user" INTEGER NOT NULL DEFAULT 0,
	"lease_terminal" TEXT NOT NULL DEFAULT '',
	"lease_number" INTEGER NOT NULL DEFAULT 0,
	"lease_until" INTEGER NOT NULL DEFAULT 0,
	"open" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "pick_orders_one_warehouse_number" ON "pick_orders" ("warehouse", "number");
CREATE INDEX "pick_orders_by_goods_owner_open_priority" ON "pick_orders" ("goods_owner", "open", "priority");
CREATE INDEX "pick_orders_by_goods_owner_open_ship_date" ON "pick_orders" ("goods_owner", "open", "ship_date");
CREATE INDEX "pick_orders_by_goods_owner_open_number" ON "pick_orders" ("goods_owner", "open", "number_fold");
CREATE INDEX "pick_orders_by_goods_owner_number" ON "pick_orders" ("goods_owner", "number_fold");
CREATE INDEX "pick_orders_by_order_priority" ON "pick_orders" ("order", "priority");
CREATE VIRTUAL TABLE "pick_orders_find" USING fts5 (find, content='pick_orders', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "pick_rows" (
	"id" INTEGER PRIMARY KEY,
	"pick_order" INTEGER NOT NULL DEFAULT 0 REFERENCES "pick_orders" ("id"),
	"position" INTEGER NOT NULL DEFAULT 0,
	"location" INTEGER NOT NULL DEFAULT 0 REFERENCES "locations" ("id"),
	"article" INTEGER NOT NULL DEFAULT 0 REFERENCES "articles" ("id"),
	"quantity" INTEGER NOT NULL DEFAULT 0,
	"picked" INTEGER NOT NULL DEFAULT 0,
	"short" INTEGER NOT NULL DEFAULT 0,
	"status" TEXT NOT NULL DEFAULT 'open',
	"load_carrier" INTEGER NOT NULL DEFAULT 0,
	"batch" TEXT NOT NULL DEFAULT '',
	"expiry" TEXT NOT NULL DEFAULT '',
	"serial" TEXT NOT NULL DEFAULT '',
	"pick_sort" INTEGER NOT NULL DEFAULT 0,
	"order" INTEGER NOT NULL DEFAULT 0 REFERENCES "orders" ("id"),
	"order_row" INTEGER NOT NULL DEFAULT 0 REFERENCES "order_rows" ("id"),
	"goods_owner" INTEGER NOT NULL DEFAULT 0 REFERENCES "goods_owners" ("id"),
	"warehouse" INTEGER NOT NULL DEFAULT 0 REFERENCES "warehouses" ("id"),
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "pick_rows_one_pick_order_position" ON "pick_rows" ("pick_order", "position");
CREATE INDEX "pick_rows_by_goods_owner_pick_sort" ON "pick_rows" ("goods_owner", "pick_sort");
CREATE INDEX "pick_rows_by_goods_owner_position" ON "pick_rows" ("goods_owner", "position");
CREATE INDEX "pick_rows_by_pick_order_pick_sort" ON "pick_rows" ("pick_order", "pick_sort");
CREATE TABLE "purchase_order_rows" (
	"id" INTEGER PRIMARY KEY,
	"purchase_order" INTEGER NOT NULL DEFAULT 0 REFERENCES "purchase_orders" ("id"),
	"position" INTEGER NOT NULL DEFAULT 0,
	"article" INTEGER NOT NULL DEFAULT 0 REFERENCES "articles" ("id"),
	"advised" INTEGER NOT NULL DEFAULT 0,
	"received" INTEGER NOT NULL DEFAULT 0,
	"remaining" INTEGER NOT NULL DEFAULT 0,
	"batch" TEXT NOT NULL DEFAULT '',
	"open" INTEGER NOT NULL DEFAULT 1,
	"goods_owner" INTEGER NOT NULL DEFAULT 0 REFERENCES "goods_owners" ("id"),
	"warehouse" INTEGER NOT NULL DEFAULT 0 REFERENCES "warehouses" ("id"),
	"supplier" INTEGER NOT NULL DEFAULT 0 REFERENCES "suppliers" ("id"),
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "purchase_order_rows_one_purchase_order_position" ON "purchase_order_rows" ("purchase_order", "position");
CREATE INDEX "purchase_order_rows_by_goods_owner_position" ON "purchase_order_rows" ("goods_owner", "position");
CREATE INDEX "purchase_order_rows_by_goods_owner_article" ON "purchase_order_rows" ("goods_owner", "article");
CREATE INDEX "purchase_order_rows_by_supplier_position" ON "purchase_order_rows" ("supplier", "position");
CREATE INDEX "purchase_order_rows_by_supplier_article" ON "purchase_order_rows" ("supplier", "article");
CREATE INDEX "purchase_order_rows_by_article_position" ON "purchase_order_rows" ("article", "position");
CREATE INDEX "purchase_order_rows_by_purchase_order_position" ON "purchase_order_rows" ("purchase_order", "position");
CREATE TABLE "purchase_orders" (
	"id" INTEGER PRIMARY KEY,
	"number" TEXT NOT NULL DEFAULT '',
	"number_fold" TEXT NOT NULL DEFAULT '',
	"goods_owner" INTEGER NOT NULL DEFAULT 0 REFERENCES "goods_owners" ("id"),
	"warehouse" INTEGER NOT NULL DEFAULT 0 REFERENCES "warehouses" ("id"),
	"status" INTEGER NOT NULL DEFAULT 0 REFERENCES "purchase_order_statuses" ("id"),
	"supplier" INTEGER NOT NULL DEFAULT 0 REFERENCES "suppliers" ("id"),
	"in_date" TEXT NOT NULL DEFAULT '',
	"reference" TEXT NOT NULL DEFAULT '',
	"cause" INTEGER NOT NULL DEFAULT 0,
	"open" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "purchase_orders_one_goods_owner_number" ON "purchase_orders" ("goods_owner", "number");
CREATE INDEX "purchase_orders_by_goods_owner_number" ON "purchase_orders" ("goods_owner", "number_fold");
CREATE INDEX "purchase_orders_by_goods_owner_in_date" ON "purchase_orders" ("goods_owner", "in_date");
CREATE INDEX "purchase_orders_by_goods_owner_status" ON "purchase_orders" ("goods_owner", "status");
CREATE INDEX "purchase_orders_by_supplier_number" ON "purchase_orders" ("supplier", "number_fold");
CREATE INDEX "purchase_orders_by_supplier_in_date" ON "purchase_orders" ("supplier", "in_date");
CREATE INDEX "purchase_orders_by_supplier_status" ON "purchase_orders" ("supplier", "status");
CREATE VIRTUAL TABLE "purchase_orders_find" USING fts5 (find, content='purchase_orders', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "suppliers" (
	"id" INTEGER PRIMARY KEY,
	"goods_owner" INTEGER NOT NULL DEFAULT 0 REFERENCES "goods_owners" ("id"),
	"number" TEXT NOT NULL DEFAULT '',
	"number_fold" TEXT NOT NULL DEFAULT '',
	"name" TEXT NOT NULL DEFAULT '',
	"name_fold" TEXT NOT NULL DEFAULT '',
	"address" TEXT NOT NULL DEFAULT '',
	"postal_code" TEXT NOT NULL DEFAULT '',
	"city" TEXT NOT NULL DEFAULT '',
	"country" INTEGER NOT NULL DEFAULT 0,
	"telephone" TEXT NOT NULL DEFAULT '',
	"email" TEXT NOT NULL DEFAULT '',
	"group" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "suppliers_one_goods_owner_number" ON "suppliers" ("goods_owner", "number");
CREATE INDEX "suppliers_by_goods_owner_number" ON "suppliers" ("goods_owner", "number_fold");
CREATE INDEX "suppliers_by_goods_owner_name" ON "suppliers" ("goods_owner", "name_fold");
CREATE VIRTUAL TABLE "suppliers_find" USING fts5 (find, content='suppliers', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "user_groups" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name" TEXT NOT NULL DEFAULT '',
	"name_fold" TEXT NOT NULL DEFAULT '',
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "user_groups_one_code" ON "user_groups" ("code");
CREATE INDEX "user_groups_by_code" ON "user_groups" ("code_fold");
CREATE INDEX "user_groups_by_name" ON "user_groups" ("name_fold");
CREATE VIRTUAL TABLE "user_groups_find" USING fts5 (find, content='user_groups', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "user_groups_members" (
	"row" INTEGER NOT NULL REFERENCES "user_groups" ("id") ON DELETE CASCADE,
	"ref" INTEGER NOT NULL REFERENCES "users" ("id"),
	PRIMARY KEY ("row", "ref")
) WITHOUT ROWID;
CREATE INDEX "user_groups_members_by_ref" ON "user_groups_members" ("ref", "row");
CREATE TABLE "user_groups_goods_owners" (
	"row" INTEGER NOT NULL REFERENCES "user_groups" ("id") ON DELETE CASCADE,
	"ref" INTEGER NOT NULL REFERENCES "goods_owners" ("id"),
	PRIMARY KEY ("row", "ref")
) WITHOUT ROWID;
CREATE INDEX "user_groups_goods_owners_by_ref" ON "user_groups_goods_owners" ("ref", "row");
CREATE TABLE "user_groups_goods_owner_groups" (
	"row" INTEGER NOT NULL REFERENCES "user_groups" ("id") ON DELETE CASCADE,
	"ref" INTEGER NOT NULL REFERENCES "goods_owner_groups" ("id"),
	PRIMARY KEY ("row", "ref")
) WITHOUT ROWID;
CREATE INDEX "user_groups_goods_owner_groups_by_ref" ON "user_groups_goods_owner_groups" ("ref", "row");
CREATE TABLE "user_groups_warehouses" (
	"row" INTEGER NOT NULL REFERENCES "user_groups" ("id") ON DELETE CASCADE,
	"ref" INTEGER NOT NULL REFERENCES "warehouses" ("id"),
	PRIMARY KEY ("row", "ref")
) WITHOUT ROWID;
CREATE INDEX "user_groups_warehouses_by_ref" ON "user_groups_warehouses" ("ref", "row");
CREATE TABLE "users" (
	"id" INTEGER PRIMARY KEY,
	"login" TEXT NOT NULL DEFAULT '',
	"login_fold" TEXT NOT NULL DEFAULT '',
	"name" TEXT NOT NULL DEFAULT '',
	"name_fold" TEXT NOT NULL DEFAULT '',
	"level" TEXT NOT NULL DEFAULT '',
	"menu" TEXT NOT NULL DEFAULT '',
	"active" INTEGER NOT NULL DEFAULT 1,
	"language" TEXT NOT NULL DEFAULT '',
	"email" TEXT NOT NULL DEFAULT '',
	"telephone" TEXT NOT NULL DEFAULT '',
	"origin" INTEGER NOT NULL DEFAULT 0,
	"location" INTEGER NOT NULL DEFAULT 0,
	"default_goods_owner" INTEGER NOT NULL DEFAULT 0,
	"all_goods_owners" INTEGER NOT NULL DEFAULT 0,
	"all_warehouses" INTEGER NOT NULL DEFAULT 1,
	"consignee" INTEGER NOT NULL DEFAULT 0,
	"supplier" INTEGER NOT NULL DEFAULT 0,
	"read_only" INTEGER NOT NULL DEFAULT 0,
	"mobile" INTEGER NOT NULL DEFAULT 0,
	"privileges" TEXT NOT NULL DEFAULT '',
	"mfa_mail" INTEGER NOT NULL DEFAULT 0,
	"mfa_app" INTEGER NOT NULL DEFAULT 0,
	"ip_filter" INTEGER NOT NULL DEFAULT 0,
	"manages_users" INTEGER NOT NULL DEFAULT 0,
	"person" INTEGER NOT NULL DEFAULT 1,
	"account" INTEGER NOT NULL DEFAULT 0,
	"created" INTEGER NOT NULL DEFAULT 0,
	"last_login" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "users_one_login" ON "users" ("login");
CREATE UNIQUE INDEX "users_one_account" ON "users" ("account");
CREATE INDEX "users_by_person_created" ON "users" ("person", "created");
CREATE INDEX "users_by_person_login" ON "users" ("person", "login_fold");
CREATE INDEX "users_by_person_name" ON "users" ("person", "name_fold");
CREATE INDEX "users_by_person_last_login" ON "users" ("person", "last_login");
CREATE INDEX "users_by_level_created" ON "users" ("level", "created");
CREATE INDEX "users_by_level_login" ON "users" ("level", "login_fold");
CREATE INDEX "users_by_level_name" ON "users" ("level", "name_fold");
CREATE INDEX "users_by_level_last_login" ON "users" ("level", "last_login");
CREATE INDEX "users_by_created" ON "users" ("created");
CREATE INDEX "users_by_login" ON "users" ("login_fold");
CREATE INDEX "users_by_name" ON "users" ("name_fold");
CREATE INDEX "users_by_last_login" ON "users" ("last_login");
CREATE VIRTUAL TABLE "users_find" USING fts5 (find, content='users', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "users_goods_owners" (
	"row" INTEGER NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
	"ref" INTEGER NOT NULL REFERENCES "goods_owners" ("id"),
	PRIMARY KEY ("row", "ref")
) WITHOUT ROWID;
CREATE INDEX "users_goods_owners_by_ref" ON "users_goods_owners" ("ref", "row");
CREATE TABLE "users_goods_owner_groups" (
	"row" INTEGER NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
	"ref" INTEGER NOT NULL REFERENCES "goods_owner_groups" ("id"),
	PRIMARY KEY ("row", "ref")
) WITHOUT ROWID;
CREATE INDEX "users_goods_owner_groups_by_ref" ON "users_goods_owner_groups" ("ref", "row");
CREATE TABLE "users_warehouses" (
	"row" INTEGER NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
	"ref" INTEGER NOT NULL REFERENCES "warehouses" ("id"),
	PRIMARY KEY ("row", "ref")
) WITHOUT ROWID;
CREATE INDEX "users_warehouses_by_ref" ON "users_warehouses" ("ref", "row");
CREATE TABLE "warehouses" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name" TEXT NOT NULL DEFAULT '',
	"name_fold" TEXT NOT NULL DEFAULT '',
	"transit" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "warehouses_one_code" ON "warehouses" ("code");
CREATE INDEX "warehouses_by_code" ON "warehouses" ("code_fold");
CREATE INDEX "warehouses_by_name" ON "warehouses" ("name_fold");
CREATE VIRTUAL TABLE "warehouses_find" USING fts5 (find, content='warehouses', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "zones" (
	"id" INTEGER PRIMARY KEY,
	"warehouse" INTEGER NOT NULL DEFAULT 0 REFERENCES "warehouses" ("id"),
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "zones_one_warehouse_code" ON "zones" ("warehouse", "code");
CREATE INDEX "zones_by_warehouse_code" ON "zones" ("warehouse", "code_fold");
CREATE INDEX "zones_by_warehouse_position" ON "zones" ("warehouse", "position");
CREATE VIRTUAL TABLE "zones_find" USING fts5 (find, content='zones', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "return_causes" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "return_causes_one_code" ON "return_causes" ("code");
CREATE INDEX "return_causes_by_position" ON "return_causes" ("position");
CREATE INDEX "return_causes_by_code" ON "return_causes" ("code_fold");
CREATE VIRTUAL TABLE "return_causes_find" USING fts5 (find, content='return_causes', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "adjustment_causes" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"sign" TEXT NOT NULL DEFAULT '',
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "adjustment_causes_one_code" ON "adjustment_causes" ("code");
CREATE INDEX "adjustment_causes_by_position" ON "adjustment_causes" ("position");
CREATE INDEX "adjustment_causes_by_code" ON "adjustment_causes" ("code_fold");
CREATE VIRTUAL TABLE "adjustment_causes_find" USING fts5 (find, content='adjustment_causes', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "terms_of_payment" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"days" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "terms_of_payment_one_code" ON "terms_of_payment" ("code");
CREATE INDEX "terms_of_payment_by_position" ON "terms_of_payment" ("position");
CREATE INDEX "terms_of_payment_by_code" ON "terms_of_payment" ("code_fold");
CREATE VIRTUAL TABLE "terms_of_payment_find" USING fts5 (find, content='terms_of_payment', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "terms_of_delivery" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"incoterm" TEXT NOT NULL DEFAULT '',
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "terms_of_delivery_one_code" ON "terms_of_delivery" ("code");
CREATE INDEX "terms_of_delivery_by_position" ON "terms_of_delivery" ("position");
CREATE INDEX "terms_of_delivery_by_code" ON "terms_of_delivery" ("code_fold");
CREATE VIRTUAL TABLE "terms_of_delivery_find" USING fts5 (find, content='terms_of_delivery', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "way_of_delivery" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"transporter" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "way_of_delivery_one_code" ON "way_of_delivery" ("code");
CREATE INDEX "way_of_delivery_by_position" ON "way_of_delivery" ("position");
CREATE INDEX "way_of_delivery_by_code" ON "way_of_delivery" ("code_fold");
CREATE VIRTUAL TABLE "way_of_delivery_find" USING fts5 (find, content='way_of_delivery', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "address_classes" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "address_classes_one_code" ON "address_classes" ("code");
CREATE INDEX "address_classes_by_position" ON "address_classes" ("position");
CREATE INDEX "address_classes_by_code" ON "address_classes" ("code_fold");
CREATE VIRTUAL TABLE "address_classes_find" USING fts5 (find, content='address_classes', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "transport_companies" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"tracking_address" TEXT NOT NULL DEFAULT '',
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "transport_companies_one_code" ON "transport_companies" ("code");
CREATE INDEX "transport_companies_by_position" ON "transport_companies" ("position");
CREATE INDEX "transport_companies_by_code" ON "transport_companies" ("code_fold");
CREATE VIRTUAL TABLE "transport_companies_find" USING fts5 (find, content='transport_companies', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "transport_agreements" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"company" INTEGER NOT NULL DEFAULT 0 REFERENCES "transport_companies" ("id"),
	"number" TEXT NOT NULL DEFAULT '',
	"goods_owner" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "transport_agreements_one_code" ON "transport_agreements" ("code");
CREATE INDEX "transport_agreements_by_position" ON "transport_agreements" ("position");
CREATE INDEX "transport_agreements_by_code" ON "transport_agreements" ("code_fold");
CREATE VIRTUAL TABLE "transport_agreements_find" USING fts5 (find, content='transport_agreements', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "customer_groups" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "customer_groups_one_code" ON "customer_groups" ("code");
CREATE INDEX "customer_groups_by_position" ON "customer_groups" ("position");
CREATE INDEX "customer_groups_by_code" ON "customer_groups" ("code_fold");
CREATE VIRTUAL TABLE "customer_groups_find" USING fts5 (find, content='customer_groups', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "supplier_groups" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "supplier_groups_one_code" ON "supplier_groups" ("code");
CREATE INDEX "supplier_groups_by_position" ON "supplier_groups" ("position");
CREATE INDEX "supplier_groups_by_code" ON "supplier_groups" ("code_fold");
CREATE VIRTUAL TABLE "supplier_groups_find" USING fts5 (find, content='supplier_groups', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "order_types" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "order_types_one_code" ON "order_types" ("code");
CREATE INDEX "order_types_by_position" ON "order_types" ("position");
CREATE INDEX "order_types_by_code" ON "order_types" ("code_fold");
CREATE VIRTUAL TABLE "order_types_find" USING fts5 (find, content='order_types', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "order_line_types" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "order_line_types_one_code" ON "order_line_types" ("code");
CREATE INDEX "order_line_types_by_position" ON "order_line_types" ("position");
CREATE INDEX "order_line_types_by_code" ON "order_line_types" ("code_fold");
CREATE VIRTUAL TABLE "order_line_types_find" USING fts5 (find, content='order_line_types', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "order_classes" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "order_classes_one_code" ON "order_classes" ("code");
CREATE INDEX "order_classes_by_position" ON "order_classes" ("position");
CREATE INDEX "order_classes_by_code" ON "order_classes" ("code_fold");
CREATE VIRTUAL TABLE "order_classes_find" USING fts5 (find, content='order_classes', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "purchase_order_types" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "purchase_order_types_one_code" ON "purchase_order_types" ("code");
CREATE INDEX "purchase_order_types_by_position" ON "purchase_order_types" ("position");
CREATE INDEX "purchase_order_types_by_code" ON "purchase_order_types" ("code_fold");
CREATE VIRTUAL TABLE "purchase_order_types_find" USING fts5 (find, content='purchase_order_types', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "purchase_order_line_types" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "purchase_order_line_types_one_code" ON "purchase_order_line_types" ("code");
CREATE INDEX "purchase_order_line_types_by_position" ON "purchase_order_line_types" ("position");
CREATE INDEX "purchase_order_line_types_by_code" ON "purchase_order_line_types" ("code_fold");
CREATE VIRTUAL TABLE "purchase_order_line_types_find" USING fts5 (find, content='purchase_order_line_types', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "purchase_order_classes" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "purchase_order_classes_one_code" ON "purchase_order_classes" ("code");
CREATE INDEX "purchase_order_classes_by_position" ON "purchase_order_classes" ("position");
CREATE INDEX "purchase_order_classes_by_code" ON "purchase_order_classes" ("code_fold");
CREATE VIRTUAL TABLE "purchase_order_classes_find" USING fts5 (find, content='purchase_order_classes', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "shipment_categories" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "shipment_categories_one_code" ON "shipment_categories" ("code");
CREATE INDEX "shipment_categories_by_position" ON "shipment_categories" ("position");
CREATE INDEX "shipment_categories_by_code" ON "shipment_categories" ("code_fold");
CREATE VIRTUAL TABLE "shipment_categories_find" USING fts5 (find, content='shipment_categories', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "production_order_types" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "production_order_types_one_code" ON "production_order_types" ("code");
CREATE INDEX "production_order_types_by_position" ON "production_order_types" ("position");
CREATE INDEX "production_order_types_by_code" ON "production_order_types" ("code_fold");
CREATE VIRTUAL TABLE "production_order_types_find" USING fts5 (find, content='production_order_types', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "goods_status" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"sellable" INTEGER NOT NULL DEFAULT 1,
	"pickable" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "goods_status_one_code" ON "goods_status" ("code");
CREATE INDEX "goods_status_by_position" ON "goods_status" ("position");
CREATE INDEX "goods_status_by_code" ON "goods_status" ("code_fold");
CREATE VIRTUAL TABLE "goods_status_find" USING fts5 (find, content='goods_status', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "article_categories" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "article_categories_one_code" ON "article_categories" ("code");
CREATE INDEX "article_categories_by_position" ON "article_categories" ("position");
CREATE INDEX "article_categories_by_code" ON "article_categories" ("code_fold");
CREATE VIRTUAL TABLE "article_categories_find" USING fts5 (find, content='article_categories', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "article_groups" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "article_groups_one_code" ON "article_groups" ("code");
CREATE INDEX "article_groups_by_position" ON "article_groups" ("position");
CREATE INDEX "article_groups_by_code" ON "article_groups" ("code_fold");
CREATE VIRTUAL TABLE "article_groups_find" USING fts5 (find, content='article_groups', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "article_classes" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "article_classes_one_code" ON "article_classes" ("code");
CREATE INDEX "article_classes_by_position" ON "article_classes" ("position");
CREATE INDEX "article_classes_by_code" ON "article_classes" ("code_fold");
CREATE VIRTUAL TABLE "article_classes_find" USING fts5 (find, content='article_classes', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "item_classes" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "item_classes_one_code" ON "item_classes" ("code");
CREATE INDEX "item_classes_by_position" ON "item_classes" ("position");
CREATE INDEX "item_classes_by_code" ON "item_classes" ("code_fold");
CREATE VIRTUAL TABLE "item_classes_find" USING fts5 (find, content='item_classes', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "item_categories" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "item_categories_one_code" ON "item_categories" ("code");
CREATE INDEX "item_categories_by_position" ON "item_categories" ("position");
CREATE INDEX "item_categories_by_code" ON "item_categories" ("code_fold");
CREATE VIRTUAL TABLE "item_categories_find" USING fts5 (find, content='item_categories', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "article_colors" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"value" TEXT NOT NULL DEFAULT '',
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "article_colors_one_code" ON "article_colors" ("code");
CREATE INDEX "article_colors_by_position" ON "article_colors" ("position");
CREATE INDEX "article_colors_by_code" ON "article_colors" ("code_fold");
CREATE VIRTUAL TABLE "article_colors_find" USING fts5 (find, content='article_colors', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "article_sizes" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "article_sizes_one_code" ON "article_sizes" ("code");
CREATE INDEX "article_sizes_by_position" ON "article_sizes" ("position");
CREATE INDEX "article_sizes_by_code" ON "article_sizes" ("code_fold");
CREATE VIRTUAL TABLE "article_sizes_find" USING fts5 (find, content='article_sizes', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "order_statuses" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"number" INTEGER NOT NULL DEFAULT 0,
	"allows_change" INTEGER NOT NULL DEFAULT 0,
	"allows_release" INTEGER NOT NULL DEFAULT 0,
	"allows_pick" INTEGER NOT NULL DEFAULT 0,
	"allows_cancel" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "order_statuses_one_code" ON "order_statuses" ("code");
CREATE UNIQUE INDEX "order_statuses_one_number" ON "order_statuses" ("number");
CREATE INDEX "order_statuses_by_position" ON "order_statuses" ("position");
CREATE INDEX "order_statuses_by_code" ON "order_statuses" ("code_fold");
CREATE VIRTUAL TABLE "order_statuses_find" USING fts5 (find, content='order_statuses', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "purchase_order_statuses" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"number" INTEGER NOT NULL DEFAULT 0,
	"allows_change" INTEGER NOT NULL DEFAULT 0,
	"allows_receive" INTEGER NOT NULL DEFAULT 0,
	"allows_cancel" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "purchase_order_statuses_one_code" ON "purchase_order_statuses" ("code");
CREATE UNIQUE INDEX "purchase_order_statuses_one_number" ON "purchase_order_statuses" ("number");
CREATE INDEX "purchase_order_statuses_by_position" ON "purchase_order_statuses" ("position");
CREATE INDEX "purchase_order_statuses_by_code" ON "purchase_order_statuses" ("code_fold");
CREATE VIRTUAL TABLE "purchase_order_statuses_find" USING fts5 (find, content='purchase_order_statuses', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "production_order_statuses" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"number" INTEGER NOT NULL DEFAULT 0,
	"allows_change" INTEGER NOT NULL DEFAULT 0,
	"allows_consume" INTEGER NOT NULL DEFAULT 0,
	"allows_produce" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "production_order_statuses_one_code" ON "production_order_statuses" ("code");
CREATE UNIQUE INDEX "production_order_statuses_one_number" ON "production_order_statuses" ("number");
CREATE INDEX "production_order_statuses_by_position" ON "production_order_statuses" ("position");
CREATE INDEX "production_order_statuses_by_code" ON "production_order_statuses" ("code_fold");
CREATE VIRTUAL TABLE "production_order_statuses_find" USING fts5 (find, content='production_order_statuses', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "return_order_statuses" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"number" INTEGER NOT NULL DEFAULT 0,
	"allows_change" INTEGER NOT NULL DEFAULT 0,
	"allows_receive" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "return_order_statuses_one_code" ON "return_order_statuses" ("code");
CREATE UNIQUE INDEX "return_order_statuses_one_number" ON "return_order_statuses" ("number");
CREATE INDEX "return_order_statuses_by_position" ON "return_order_statuses" ("position");
CREATE INDEX "return_order_statuses_by_code" ON "return_order_statuses" ("code_fold");
CREATE VIRTUAL TABLE "return_order_statuses_find" USING fts5 (find, content='return_order_statuses', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "number_series" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"prefix" TEXT NOT NULL DEFAULT '',
	"next" INTEGER NOT NULL DEFAULT 0,
	"width" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "number_series_one_code" ON "number_series" ("code");
CREATE INDEX "number_series_by_position" ON "number_series" ("position");
CREATE INDEX "number_series_by_code" ON "number_series" ("code_fold");
CREATE VIRTUAL TABLE "number_series_find" USING fts5 (find, content='number_series', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "countries" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"alpha_3" TEXT NOT NULL DEFAULT '',
	"numeric" TEXT NOT NULL DEFAULT '',
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "countries_one_code" ON "countries" ("code");
CREATE INDEX "countries_by_position" ON "countries" ("position");
CREATE INDEX "countries_by_code" ON "countries" ("code_fold");
CREATE VIRTUAL TABLE "countries_find" USING fts5 (find, content='countries', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "currencies" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"numeric" TEXT NOT NULL DEFAULT '',
	"decimals" INTEGER NOT NULL DEFAULT 2,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "currencies_one_code" ON "currencies" ("code");
CREATE INDEX "currencies_by_position" ON "currencies" ("position");
CREATE INDEX "currencies_by_code" ON "currencies" ("code_fold");
CREATE VIRTUAL TABLE "currencies_find" USING fts5 (find, content='currencies', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "pallet_owners" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "pallet_owners_one_code" ON "pallet_owners" ("code");
CREATE INDEX "pallet_owners_by_position" ON "pallet_owners" ("position");
CREATE INDEX "pallet_owners_by_code" ON "pallet_owners" ("code_fold");
CREATE VIRTUAL TABLE "pallet_owners_find" USING fts5 (find, content='pallet_owners', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "packaging_types" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"sscc" INTEGER NOT NULL DEFAULT 1,
	"length" INTEGER NOT NULL DEFAULT 0,
	"width" INTEGER NOT NULL DEFAULT 0,
	"height" INTEGER NOT NULL DEFAULT 0,
	"weight" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "packaging_types_one_code" ON "packaging_types" ("code");
CREATE INDEX "packaging_types_by_position" ON "packaging_types" ("position");
CREATE INDEX "packaging_types_by_code" ON "packaging_types" ("code_fold");
CREATE VIRTUAL TABLE "packaging_types_find" USING fts5 (find, content='packaging_types', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "goods_category" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "goods_category_one_code" ON "goods_category" ("code");
CREATE INDEX "goods_category_by_position" ON "goods_category" ("position");
CREATE INDEX "goods_category_by_code" ON "goods_category" ("code_fold");
CREATE VIRTUAL TABLE "goods_category_find" USING fts5 (find, content='goods_category', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "movement_types" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "movement_types_one_code" ON "movement_types" ("code");
CREATE INDEX "movement_types_by_position" ON "movement_types" ("position");
CREATE INDEX "movement_types_by_code" ON "movement_types" ("code_fold");
CREATE VIRTUAL TABLE "movement_types_find" USING fts5 (find, content='movement_types', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "pick_order_types" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "pick_order_types_one_code" ON "pick_order_types" ("code");
CREATE INDEX "pick_order_types_by_position" ON "pick_order_types" ("position");
CREATE INDEX "pick_order_types_by_code" ON "pick_order_types" ("code_fold");
CREATE VIRTUAL TABLE "pick_order_types_find" USING fts5 (find, content='pick_order_types', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "shipment_types" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "shipment_types_one_code" ON "shipment_types" ("code");
CREATE INDEX "shipment_types_by_position" ON "shipment_types" ("position");
CREATE INDEX "shipment_types_by_code" ON "shipment_types" ("code_fold");
CREATE VIRTUAL TABLE "shipment_types_find" USING fts5 (find, content='shipment_types', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "shipment_status" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "shipment_status_one_code" ON "shipment_status" ("code");
CREATE INDEX "shipment_status_by_position" ON "shipment_status" ("position");
CREATE INDEX "shipment_status_by_code" ON "shipment_status" ("code_fold");
CREATE VIRTUAL TABLE "shipment_status_find" USING fts5 (find, content='shipment_status', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "pallet_item_status" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "pallet_item_status_one_code" ON "pallet_item_status" ("code");
CREATE INDEX "pallet_item_status_by_position" ON "pallet_item_status" ("position");
CREATE INDEX "pallet_item_status_by_code" ON "pallet_item_status" ("code_fold");
CREATE VIRTUAL TABLE "pallet_item_status_find" USING fts5 (find, content='pallet_item_status', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "pallet_item_classes" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "pallet_item_classes_one_code" ON "pallet_item_classes" ("code");
CREATE INDEX "pallet_item_classes_by_position" ON "pallet_item_classes" ("position");
CREATE INDEX "pallet_item_classes_by_code" ON "pallet_item_classes" ("code_fold");
CREATE VIRTUAL TABLE "pallet_item_classes_find" USING fts5 (find, content='pallet_item_classes', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "customs_status" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "customs_status_one_code" ON "customs_status" ("code");
CREATE INDEX "customs_status_by_position" ON "customs_status" ("position");
CREATE INDEX "customs_status_by_code" ON "customs_status" ("code_fold");
CREATE VIRTUAL TABLE "customs_status_find" USING fts5 (find, content='customs_status', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "load_status" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "load_status_one_code" ON "load_status" ("code");
CREATE INDEX "load_status_by_position" ON "load_status" ("position");
CREATE INDEX "load_status_by_code" ON "load_status" ("code_fold");
CREATE VIRTUAL TABLE "load_status_find" USING fts5 (find, content='load_status', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "vehicle_types" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "vehicle_types_one_code" ON "vehicle_types" ("code");
CREATE INDEX "vehicle_types_by_position" ON "vehicle_types" ("position");
CREATE INDEX "vehicle_types_by_code" ON "vehicle_types" ("code_fold");
CREATE VIRTUAL TABLE "vehicle_types_find" USING fts5 (find, content='vehicle_types', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "vehicle" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"type" INTEGER NOT NULL DEFAULT 0,
	"registration" TEXT NOT NULL DEFAULT '',
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "vehicle_one_code" ON "vehicle" ("code");
CREATE INDEX "vehicle_by_position" ON "vehicle" ("position");
CREATE INDEX "vehicle_by_code" ON "vehicle" ("code_fold");
CREATE VIRTUAL TABLE "vehicle_find" USING fts5 (find, content='vehicle', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "trip_category" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "trip_category_one_code" ON "trip_category" ("code");
CREATE INDEX "trip_category_by_position" ON "trip_category" ("position");
CREATE INDEX "trip_category_by_code" ON "trip_category" ("code_fold");
CREATE VIRTUAL TABLE "trip_category_find" USING fts5 (find, content='trip_category', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "location_types" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"pickable" INTEGER NOT NULL DEFAULT 1,
	"staging" INTEGER NOT NULL DEFAULT 0,
	"transit" INTEGER NOT NULL DEFAULT 0,
	"cart" INTEGER NOT NULL DEFAULT 0,
	"length" INTEGER NOT NULL DEFAULT 0,
	"width" INTEGER NOT NULL DEFAULT 0,
	"height" INTEGER NOT NULL DEFAULT 0,
	"max_weight" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "location_types_one_code" ON "location_types" ("code");
CREATE INDEX "location_types_by_position" ON "location_types" ("position");
CREATE INDEX "location_types_by_code" ON "location_types" ("code_fold");
CREATE VIRTUAL TABLE "location_types_find" USING fts5 (find, content='location_types', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "picking_carts" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"warehouse" INTEGER NOT NULL DEFAULT 0 REFERENCES "warehouses" ("id"),
	"bins" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "picking_carts_one_code" ON "picking_carts" ("code");
CREATE INDEX "picking_carts_by_position" ON "picking_carts" ("position");
CREATE INDEX "picking_carts_by_code" ON "picking_carts" ("code_fold");
CREATE VIRTUAL TABLE "picking_carts_find" USING fts5 (find, content='picking_carts', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "goods_units" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"decimals" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "goods_units_one_code" ON "goods_units" ("code");
CREATE INDEX "goods_units_by_position" ON "goods_units" ("position");
CREATE INDEX "goods_units_by_code" ON "goods_units" ("code_fold");
CREATE VIRTUAL TABLE "goods_units_find" USING fts5 (find, content='goods_units', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "profit_centers" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "profit_centers_one_code" ON "profit_centers" ("code");
CREATE INDEX "profit_centers_by_position" ON "profit_centers" ("position");
CREATE INDEX "profit_centers_by_code" ON "profit_centers" ("code_fold");
CREATE VIRTUAL TABLE "profit_centers_find" USING fts5 (find, content='profit_centers', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "invoice_units" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "invoice_units_one_code" ON "invoice_units" ("code");
CREATE INDEX "invoice_units_by_position" ON "invoice_units" ("position");
CREATE INDEX "invoice_units_by_code" ON "invoice_units" ("code_fold");
CREATE VIRTUAL TABLE "invoice_units_find" USING fts5 (find, content='invoice_units', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "un_numbers" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"class" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "un_numbers_one_code" ON "un_numbers" ("code");
CREATE INDEX "un_numbers_by_position" ON "un_numbers" ("position");
CREATE INDEX "un_numbers_by_code" ON "un_numbers" ("code_fold");
CREATE VIRTUAL TABLE "un_numbers_find" USING fts5 (find, content='un_numbers', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "dangerous_goods_classes" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "dangerous_goods_classes_one_code" ON "dangerous_goods_classes" ("code");
CREATE INDEX "dangerous_goods_classes_by_position" ON "dangerous_goods_classes" ("position");
CREATE INDEX "dangerous_goods_classes_by_code" ON "dangerous_goods_classes" ("code_fold");
CREATE VIRTUAL TABLE "dangerous_goods_classes_find" USING fts5 (find, content='dangerous_goods_classes', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "dangerous_goods_package_types" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "dangerous_goods_package_types_one_code" ON "dangerous_goods_package_types" ("code");
CREATE INDEX "dangerous_goods_package_types_by_position" ON "dangerous_goods_package_types" ("position");
CREATE INDEX "dangerous_goods_package_types_by_code" ON "dangerous_goods_package_types" ("code_fold");
CREATE VIRTUAL TABLE "dangerous_goods_package_types_find" USING fts5 (find, content='dangerous_goods_package_types', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "proper_shipping_names" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"un_number" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "proper_shipping_names_one_code" ON "proper_shipping_names" ("code");
CREATE INDEX "proper_shipping_names_by_position" ON "proper_shipping_names" ("position");
CREATE INDEX "proper_shipping_names_by_code" ON "proper_shipping_names" ("code_fold");
CREATE VIRTUAL TABLE "proper_shipping_names_find" USING fts5 (find, content='proper_shipping_names', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "material" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"unit" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "material_one_code" ON "material" ("code");
CREATE INDEX "material_by_position" ON "material" ("position");
CREATE INDEX "material_by_code" ON "material" ("code_fold");
CREATE VIRTUAL TABLE "material_find" USING fts5 (find, content='material', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "material_units" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "material_units_one_code" ON "material_units" ("code");
CREATE INDEX "material_units_by_position" ON "material_units" ("position");
CREATE INDEX "material_units_by_code" ON "material_units" ("code_fold");
CREATE VIRTUAL TABLE "material_units_find" USING fts5 (find, content='material_units', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "energy_sources" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "energy_sources_one_code" ON "energy_sources" ("code");
CREATE INDEX "energy_sources_by_position" ON "energy_sources" ("position");
CREATE INDEX "energy_sources_by_code" ON "energy_sources" ("code_fold");
CREATE VIRTUAL TABLE "energy_sources_find" USING fts5 (find, content='energy_sources', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE TABLE "environmental_certifications" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name_en" TEXT NOT NULL DEFAULT '',
	"name_sv" TEXT NOT NULL DEFAULT '',
	"position" INTEGER NOT NULL DEFAULT 0,
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "environmental_certifications_one_code" ON "environmental_certifications" ("code");
CREATE INDEX "environmental_certifications_by_position" ON "environmental_certifications" ("position");
CREATE INDEX "environmental_certifications_by_code" ON "environmental_certifications" ("code_fold");
CREATE VIRTUAL TABLE "environmental_certifications_find" USING fts5 (find, content='environmental_certifications', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
