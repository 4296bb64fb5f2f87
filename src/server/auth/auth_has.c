/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/auth/auth.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "server/auth/directory.h"
#include "store/store.h"

/* What an account has, as rows: sessions, machines, tokens.  Times are said as
 * the type `time` says them. */
static void put_time(struct json *row, const char *name, int64_t ms)
{
	char text[25] = "";

	if (ms)
		clock_rfc3339(ms, text);
	json_set_str(row, name, text);
}

/* Columns of a statement by their names: "..._ms" is a time. */
struct column {
	const char *name;
	char type; /* i integer, t text, d time, b yes or no */
};

static bool put_rows(struct directory *d, const char *sql, const struct bind *b, const struct column *columns, struct json *rows, struct error *e)
{
	struct store *s = pool_take(d->pool, e);
	struct query *q = s ? sql_ask(s, sql, b, e) : NULL;
	enum query_step step = QUERY_FAIL;

	while (q && (step = query_step(q, e)) == QUERY_ROW) {
		struct json *row = json_add_object(rows);

		for (int i = 0; columns[i].name; i++)
			switch (columns[i].type) {
			case 'i': json_set_int(row, columns[i].name, query_get_int(q, i)); break;
			case 'b': json_set_bool(row, columns[i].name, query_get_int(q, i) != 0); break;
			case 'd': put_time(row, columns[i].name, query_get_int(q, i)); break;
			default: json_set_str(row, columns[i].name, query_get_text(q, i));
			}
	}
	if (s)
		pool_give(d->pool, s);
	return step == QUERY_DONE;
}

/* Sessions of a dashboard stay; others are over when nothing is asked by them. */
static bool is_dashboard(struct directory *d, int64_t account, bool *out, struct error *e)
{
	struct store *s = pool_take(d->tenant, e);
	struct query *q = s ? sql_ask(s, "SELECT 1 FROM users WHERE account = :a AND level = 'dashboard'", (struct bind[]){{":a", .n = account}, {0}}, e)
			    : NULL;
	enum query_step step = q ? query_step(q, e) : QUERY_FAIL;

	*out = step == QUERY_ROW;
	query_done(q);
	if (s)
		pool_give(d->tenant, s);
	return step != QUERY_FAIL;
}

bool auth_sessions_of(struct directory *d, int64_t account, const char *tenant, int64_t current, struct json *rows, struct error *e)
{
	static const struct column columns[] = {{"id", 'i'}, {"rev", 'i'}, {"used", 'd'}, {"address", 't'}, {"terminal", 't'}, {"os_user", 't'},
		{"way", 't'}, {"created", 'd'}, {"current", 'b'}, {NULL, 0}};
	int64_t now_ms = clock_now_ms();
	bool stays;

	return is_dashboard(d, account, &stays, e) && put_rows(d,
		"SELECT s.id, 1, s.used, s.address, coalesce(t.name, ''), s.os_user, s.way, s.created, s.id = :current FROM session AS s "
		"JOIN membership AS m ON m.id = s.membership LEFT JOIN terminal AS t ON t.id = s.terminal "
		"WHERE m.account = :account AND (m.tenant = :tenant OR :tenant = '') AND s.ended = 0 "
		"AND ((:stays AND s.terminal <> '') OR (s.used >= :idle AND s.created >= :oldest)) ORDER BY s.used DESC, s.id DESC LIMIT 100",
		(struct bind[]){{":account", .n = account}, {":current", .n = current}, {":stays", .n = stays}, {":tenant", .text = tenant ? tenant : ""},
			{":idle", .n = now_ms - SESSION_IDLE_MS}, {":oldest", .n = now_ms - SESSION_MOST_MS}, {0}}, columns, rows, e);
}

bool auth_machines_of(struct directory *d, int64_t account, struct json *rows, struct error *e)
{
	static const struct column columns[] = {{"id", 'i'}, {"rev", 'i'}, {"verified", 'd'}, {"terminal", 't'}, {"os_user", 't'}, {"factor", 't'}, {NULL, 0}};

	return put_rows(d,
		"SELECT x.id, 1, x.verified, coalesce(t.name, ''), x.os_user, x.factor FROM machine AS x LEFT JOIN terminal AS t ON t.id = x.terminal "
		"WHERE x.account = :account AND x.verified > :since ORDER BY x.verified DESC, x.id DESC LIMIT 100",
		(struct bind[]){{":account", .n = account}, {":since", .n = clock_now_ms() - MACHINE_MS}, {0}}, columns, rows, e);
}

bool auth_tokens_of(struct directory *d, int64_t account, struct json *rows, struct error *e)
{
	static const struct column columns[] = {{"id", 'i'}, {"rev", 'i'}, {"kind", 't'}, {"made", 'd'}, {"made_by", 't'}, {"expires", 'd'}, {NULL, 0}};

	return put_rows(d,
		"SELECT id, 1, kind, made, made_by, expires FROM token WHERE account = :account AND ended = 0 AND used = 0 "
		"AND (expires = 0 OR expires > :now) ORDER BY id DESC LIMIT 100",
		(struct bind[]){{":account", .n = account}, {":now", .n = clock_now_ms()}, {0}}, columns, rows, e);
}

struct one {
	int64_t account, row;
	const char *sql;
	bool timed;
	const char *tenant;
};

static bool one_run(struct store *s, void *arg, struct error *e)
{
	const struct one *x = arg;

	return sql_run(s, x->sql, (struct bind[]){{":id", .n = x->row}, {":account", .n = x->account}, {x->timed ? ":now" : NULL, .n = clock_now_ms()},
			      {":tenant", .text = x->tenant ? x->tenant : ""}, {0}}, e) &&
		(store_changes(s) > 0 || error_set(e, ERR_NOT_FOUND, "row", "%s", ""));
}

bool auth_end_session(struct directory *d, int64_t account, const char *tenant, int64_t session, const char *audit, struct error *e)
{
	struct one x = {account, session,
		"UPDATE session SET ended = :now WHERE id = :id AND ended = 0 AND membership IN "
		"(SELECT id FROM membership WHERE account = :account AND (tenant = :tenant OR :tenant = ''))", true, tenant};

	return directory_do(d, one_run, &x, audit, e);
}

bool auth_forget_machine(struct directory *d, int64_t account, int64_t machine, const char *audit, struct error *e)
{
	struct one x = {account, machine, "DELETE FROM machine WHERE id = :id AND account = :account", false, NULL};

	return directory_do(d, one_run, &x, audit, e);
}
