-- Places of the house: addresses of its sites.

CREATE TABLE "sites" (
	"id" INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL DEFAULT '',
	"code_fold" TEXT NOT NULL DEFAULT '',
	"name" TEXT NOT NULL DEFAULT '',
	"name_fold" TEXT NOT NULL DEFAULT '',
	"address" TEXT NOT NULL DEFAULT '',
	"postal_code" TEXT NOT NULL DEFAULT '',
	"city" TEXT NOT NULL DEFAULT '',
	"city_fold" TEXT NOT NULL DEFAULT '',
	"country" INTEGER NOT NULL DEFAULT 0,
	"latitude" TEXT NOT NULL DEFAULT '',
	"longitude" TEXT NOT NULL DEFAULT '',
	"active" INTEGER NOT NULL DEFAULT 1,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "sites_one_code" ON "sites" ("code");
CREATE INDEX "sites_by_code" ON "sites" ("code_fold");
CREATE INDEX "sites_by_name" ON "sites" ("name_fold");
CREATE INDEX "sites_by_city" ON "sites" ("city_fold");
CREATE VIRTUAL TABLE "sites_find" USING fts5 (find, content='sites', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
