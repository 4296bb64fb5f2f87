-- What the review of users found.

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

-- Who worked for which goods owner in the last 90 days, as the review last saw it.
CREATE TABLE user_work (
	user INTEGER NOT NULL,
	goods_owner INTEGER NOT NULL,
	PRIMARY KEY (user, goods_owner)
) WITHOUT ROWID;
