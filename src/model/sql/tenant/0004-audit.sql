-- Who changed what (server/edit/audit.h); its end stands in meta.

CREATE TABLE "audit_rows" (
	"id" INTEGER PRIMARY KEY,
	"time" INTEGER NOT NULL DEFAULT 0,
	"user" INTEGER NOT NULL DEFAULT 0,
	"login" TEXT NOT NULL DEFAULT '',
	"address" TEXT NOT NULL DEFAULT '',
	"terminal" TEXT NOT NULL DEFAULT '',
	"source" TEXT NOT NULL DEFAULT '',
	"page" TEXT NOT NULL DEFAULT '',
	"action" TEXT NOT NULL DEFAULT '',
	"resource" TEXT NOT NULL DEFAULT '',
	"row" INTEGER NOT NULL DEFAULT 0,
	"about" INTEGER NOT NULL DEFAULT 0,
	"title" TEXT NOT NULL DEFAULT '',
	"before" TEXT NOT NULL DEFAULT '',
	"after" TEXT NOT NULL DEFAULT '',
	"hash" TEXT NOT NULL DEFAULT '',
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX "audit_rows_by_time" ON "audit_rows" ("time");
CREATE INDEX "audit_rows_by_user_time" ON "audit_rows" ("user", "time");
CREATE INDEX "audit_rows_by_about_time" ON "audit_rows" ("about", "time");
CREATE VIRTUAL TABLE "audit_rows_find" USING fts5 (find, content='audit_rows', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
