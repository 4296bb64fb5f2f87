/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger added up against the balances, for `wmsd check`. */
#include "server/ledger/ledger.h"

#include "base/buf.h"
#include "base/error.h"
#include "floor/record.h"
#include "store/store.h"

#include <string.h>

/* Each gives a row for each thing that is wrong, its columns for people. */
static const struct check {
	const char *what, *sql;
} checks[] = {
	/* The ledger has one order a row, and picking books for another one than it
	 * took from: balances are added over orders. */
	{"the ledger and the balance differ",
		"SELECT a.number, l.name, coalesce(c.sscc, ''), k.batch, k.expiry, k.serial, 'ledger ' || sum(k.ledger) || ' balance ' || sum(k.balance)"
		" FROM (SELECT article, to_location AS location, to_load_carrier AS carrier, batch, expiry, serial, status, quantity AS ledger, 0 AS balance"
		" FROM goods_transactions WHERE to_location <> 0"
		" UNION ALL SELECT article, from_location, from_load_carrier, batch, expiry, serial, status, -quantity, 0"
		" FROM goods_transactions WHERE from_location <> 0"
		" UNION ALL SELECT article, location, load_carrier, batch, expiry, serial, status, 0, quantity FROM article_items) AS k"
		" LEFT JOIN articles AS a ON a.id = k.article LEFT JOIN locations AS l ON l.id = k.location"
		" LEFT JOIN load_carriers AS c ON c.id = k.carrier"
		" GROUP BY k.article, k.location, k.carrier, k.batch, k.expiry, k.serial, k.status HAVING sum(k.ledger) <> sum(k.balance)"},
	{"a balance is below zero", "SELECT id, quantity FROM article_items WHERE quantity < 0"},
	{"a balance is not marked as it is",
		"SELECT i.id, i.state, i.in_stock FROM article_items AS i JOIN goods_status AS s ON s.id = i.status"
		" WHERE i.in_stock <> (i.quantity > 0)"
		" OR i.state <> CASE WHEN s.sellable = 0 THEN 'locked' WHEN i.\"order\" <> 0 THEN 'booked' ELSE 'free' END"},
	{"goods stand elsewhere than their load carrier",
		"SELECT c.sscc, i.id FROM article_items AS i JOIN load_carriers AS c ON c.id = i.load_carrier"
		" WHERE i.quantity > 0 AND i.location <> c.location"},
	{"a load carrier is not marked as it is",
		"SELECT c.sscc, c.in_stock FROM load_carriers AS c"
		" WHERE c.in_stock <> EXISTS (SELECT 1 FROM article_items AS i WHERE i.load_carrier = c.id AND i.quantity > 0)"},
	{"a purchase order row does not add up",
		"SELECT id, advised, received, remaining FROM purchase_order_rows WHERE remaining <> max(advised - received, 0)"},
	{"a pick row does not add up",
		"SELECT id, quantity, picked, short, status FROM pick_rows WHERE picked < 0 OR short < 0 OR picked + short > quantity"
		" OR (status = 'open') <> (picked + short < quantity)"},
	{"lines of a transaction are gone",
		"SELECT \"transaction\", count(*) || ' of ' || max(line) FROM goods_transactions GROUP BY \"transaction\" HAVING count(*) <> max(line)"},
	{"a goods transaction has no record of its terminal",
		"SELECT g.id, g.terminal FROM goods_transactions AS g WHERE g.terminal <> ''"
		" AND (g.terminal, g.\"transaction\") NOT IN (SELECT terminal, id FROM terminal_answer WHERE state = 'done')"},
	{"an id was used twice", "SELECT id, count(*) FROM terminal_answer GROUP BY id HAVING count(*) > 1"},
	{"a record was done, and its goods transaction is gone",
		"SELECT a.terminal, a.seq FROM terminal_answer AS a WHERE a.document <> 0 AND NOT EXISTS"
		" (SELECT 1 FROM goods_transactions AS g WHERE g.id = a.document AND g.\"transaction\" = a.id)"},
	{"numbers of a terminal are gone",
		"SELECT terminal, count(*) || ' of ' || max(seq) FROM terminal_answer GROUP BY terminal HAVING count(*) <> max(seq) OR min(seq) <> 1"},
	{"a terminal's chain does not end as its last record does",
		"SELECT s.terminal, s.last_seq FROM terminal_state AS s LEFT JOIN terminal_answer AS a ON a.terminal = s.terminal AND a.seq = s.last_seq"
		" WHERE (s.last_seq <> 0 AND (a.hash IS NULL OR a.hash <> s.last_hash))"
		" OR s.last_seq <> (SELECT coalesce(max(seq), 0) FROM terminal_answer AS m WHERE m.terminal = s.terminal)"},
};

/* Records that somebody must still see to are kept as they came. */
static const char chain_sql[] =
	"SELECT a.terminal, a.seq, a.hash, a.line, b.hash FROM terminal_answer AS a"
	" LEFT JOIN terminal_answer AS b ON b.terminal = a.terminal AND b.seq = a.seq - 1 WHERE a.line <> ''";

static void print_row(const struct query *q, const char *what, struct buf *report)
{
	buf_adds(report, what);
	for (int i = 0; i < query_columns(q); i++)
		buf_addf(report, "%s%s", i ? " " : ": ", *query_get_text(q, i) ? query_get_text(q, i) : "-");
	buf_addc(report, '\n');
}

static int check_one(struct store *s, const struct check *c, struct buf *report, struct error *e)
{
	struct query *q = store_query(s, c->sql, e);
	enum query_step step;
	int n = 0;

	if (!q)
		return -1;
	for (; (step = query_step(q, e)) == QUERY_ROW; n++)
		print_row(q, c->what, report);
	return step == QUERY_DONE ? n : -1;
}

static struct hash read_hash(const struct query *q, int column)
{
	struct hash out = {0};
	size_t len;
	const void *bytes = query_get_blob(q, column, &len);

	if (len == HASH_BYTES)
		memcpy(out.bytes, bytes, HASH_BYTES);
	return out;
}

static int check_chains(struct store *s, struct buf *report, struct error *e)
{
	struct query *q = store_query(s, chain_sql, e);
	enum query_step step = QUERY_FAIL;
	int n = 0;

	while (q && (step = query_step(q, e)) == QUERY_ROW) {
		struct hash said = read_hash(q, 2), before = read_hash(q, 4);
		const char *line = query_get_text(q, 3);
		struct hash is = record_hash(&before, line, strlen(line));

		if (secure_equal(said.bytes, is.bytes, HASH_BYTES))
			continue;
		buf_addf(report, "a record is not what was sent: %s %s\n", query_get_text(q, 0), query_get_text(q, 1));
		n++;
	}
	return step == QUERY_DONE ? n : -1;
}

int ledger_check(struct store *s, struct buf *report, struct error *e)
{
	int sum = check_chains(s, report, e);

	for (size_t i = 0; sum >= 0 && i < sizeof(checks) / sizeof(*checks); i++) {
		int n = check_one(s, &checks[i], report, e);

		if (n < 0)
			return -1;
		sum += n;
	}
	return sum;
}
