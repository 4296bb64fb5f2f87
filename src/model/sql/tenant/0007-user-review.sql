-- What the review of users found, and what it looks at in the ledger.

ALTER TABLE "users" ADD COLUMN "finding" TEXT NOT NULL DEFAULT 'none';
ALTER TABLE "users" ADD COLUMN "reviewed" INTEGER NOT NULL DEFAULT 0;

-- These two stand last.
ALTER TABLE "users" ADD COLUMN "find_last" TEXT NOT NULL DEFAULT '';
ALTER TABLE "users" ADD COLUMN "rev_last" INTEGER NOT NULL DEFAULT 1;
UPDATE "users" SET "find_last" = "find", "rev_last" = "rev";
ALTER TABLE "users" DROP COLUMN "find";
ALTER TABLE "users" DROP COLUMN "rev";
ALTER TABLE "users" RENAME COLUMN "find_last" TO "find";
ALTER TABLE "users" RENAME COLUMN "rev_last" TO "rev";

CREATE INDEX "goods_transactions_by_user_goods_owner_time" ON "goods_transactions" ("user", "goods_owner", "time");
