-- What was sent, and what waits to be: its text is sealed, and gone when it was
-- sent or given up.

CREATE TABLE "mails" (
	"id" INTEGER PRIMARY KEY,
	"time" INTEGER NOT NULL DEFAULT 0,
	"kind" TEXT NOT NULL DEFAULT '',
	"recipient" TEXT NOT NULL DEFAULT '',
	"user" INTEGER NOT NULL DEFAULT 0,
	"subject" TEXT NOT NULL DEFAULT '',
	"state" TEXT NOT NULL DEFAULT '',
	"attempts" INTEGER NOT NULL DEFAULT 0,
	"result" TEXT NOT NULL DEFAULT '',
	"sent" INTEGER NOT NULL DEFAULT 0,
	"find" TEXT NOT NULL DEFAULT '',
	"rev" INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX "mails_by_time" ON "mails" ("time");
CREATE INDEX "mails_by_user_time" ON "mails" ("user", "time");
CREATE VIRTUAL TABLE "mails_find" USING fts5 (find, content='mails', content_rowid='id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');

CREATE TABLE mail_body (
	mail INTEGER PRIMARY KEY REFERENCES mails,
	sealed BLOB NOT NULL,
	next_ms INTEGER NOT NULL,
	expires_ms INTEGER NOT NULL
);
