/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bare SQLite loop: two balances and one ledger row with one unique id, by
 * 100 a commit, synchronous=FULL, the log written back at 64 MiB. */
#include "base/uuid.h"
#include "bench/bench.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define USAGE "bare_loop FILE BALANCES TRANSACTIONS"
#define GROUP 100
#define LOG_BYTES (64 << 20)
#define FRAME_BYTES 4120

static int log_frames;

static int on_commit(void *arg, sqlite3 *db, const char *name, int frames)
{
	(void)arg;
	(void)db;
	(void)name;
	log_frames = frames;
	return SQLITE_OK;
}

static void fill(sqlite3 *db, int64_t balances)
{
	sqlite3_stmt *s;

	bench_sql(db, "CREATE TABLE balance (id INTEGER PRIMARY KEY, quantity INTEGER NOT NULL);"
		      "CREATE TABLE ledger (id INTEGER PRIMARY KEY, time INTEGER NOT NULL, kind TEXT NOT NULL, from_balance INTEGER NOT NULL,"
		      " to_balance INTEGER NOT NULL, quantity INTEGER NOT NULL, terminal TEXT NOT NULL, transaction_id TEXT NOT NULL UNIQUE);"
		      "BEGIN");
	s = bench_prepare(db, "INSERT INTO balance (id, quantity) VALUES (?, 1000000)");
	for (int64_t i = 1; i <= balances; i++) {
		sqlite3_bind_int64(s, 1, i);
		bench_step(s);
	}
	sqlite3_finalize(s);
	bench_sql(db, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
}

struct loop {
	sqlite3 *db;
	sqlite3_stmt *begin, *change, *add, *commit;
	int64_t balances;
	uint64_t random;
};

static int64_t pick(struct loop *l)
{
	l->random = l->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int64_t)((l->random >> 33) % (uint64_t)l->balances) + 1;
}

static void change(struct loop *l, int64_t balance, int64_t by)
{
	sqlite3_bind_int64(l->change, 1, by);
	sqlite3_bind_int64(l->change, 2, balance);
	bench_step(l->change);
}

static void move(struct loop *l, int64_t n)
{
	char id[UUID_LEN + 1];
	int64_t from = pick(l), to = pick(l);

	uuid_new(id);
	change(l, from, -1000);
	change(l, to, 1000);
	sqlite3_bind_int64(l->add, 1, INT64_C(1790000000000) + n);
	sqlite3_bind_int64(l->add, 2, from);
	sqlite3_bind_int64(l->add, 3, to);
	sqlite3_bind_text(l->add, 4, id, UUID_LEN, SQLITE_STATIC);
	bench_step(l->add);
}

static double run(struct loop *l, int64_t transactions)
{
	int64_t before = bench_now_us();

	for (int64_t n = 0; n < transactions; n++) {
		if (n % GROUP == 0)
			bench_step(l->begin);
		move(l, n);
		if (n % GROUP != GROUP - 1)
			continue;
		bench_step(l->commit);
		if ((int64_t)log_frames * FRAME_BYTES >= LOG_BYTES)
			bench_sql(l->db, "PRAGMA wal_checkpoint(TRUNCATE)");
	}
	return (double)(bench_now_us() - before);
}

int main(int argc, char **argv)
{
	int64_t balances = bench_number(argc, argv, 2, USAGE), transactions = bench_number(argc, argv, 3, USAGE) / GROUP * GROUP;
	struct loop l = {.balances = balances, .random = 1, .db = bench_sqlite(argv[1], "PRAGMA cache_size=-32000")};
	int64_t written;

	fill(l.db, balances);
	sqlite3_wal_hook(l.db, on_commit, NULL);
	l.begin = bench_prepare(l.db, "BEGIN IMMEDIATE");
	l.commit = bench_prepare(l.db, "COMMIT");
	l.change = bench_prepare(l.db, "UPDATE balance SET quantity = quantity + ? WHERE id = ?");
	l.add = bench_prepare(l.db, "INSERT INTO ledger (time, kind, from_balance, to_balance, quantity, terminal, transaction_id)"
				    " VALUES (?, 'move', ?, ?, 1000, '0123456789abcdef0123456789abcdef', ?)");
	written = bench_written(0);
	bench_sample("bare_tps", (double)transactions * 1e6 / run(&l, transactions));
	bench_sample("bare_bytes", (double)(bench_written(0) - written) / (double)transactions);
	sqlite3_finalize(l.begin);
	sqlite3_finalize(l.commit);
	sqlite3_finalize(l.change);
	sqlite3_finalize(l.add);
	sqlite3_close(l.db);
	return 0;
}
