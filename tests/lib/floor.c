/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/floor.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "base/uuid.h"
#include "lib/db.h"
#include "lib/people.h"
#include "lib/scratch.h"
#include "lib/warehouse.h"
#include "server/auth/auth.h"
#include "server/auth/directory.h"
#include "store/migrate.h"
#include "store/writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TENANT   "main"
#define RECORDS  16384

static void must(bool ok, const char *what, const struct error *e)
{
	if (ok)
		return;
	fprintf(stderr, "%s: %s %s %s\n", what, error_rows[e->code].code, e->field, e->detail);
	abort();
}

static void person(struct floor *f, struct store *tenant, const char *login, int64_t user, const int64_t *warehouses, size_t n)
{
	struct member m = {
		.user = user,
		.level = LEVEL_WAREHOUSE,
		.menu = MENU_WAREHOUSE,
		.active = true,
		.mobile = true,
		.privileges = "receive,pick,move",
		.all_goods_owners = true,
		.all_warehouses = n == 0,
		.warehouses = warehouses,
		.warehouse_count = n,
		.default_goods_owner = OWNER_ONE,
	};
	struct error e = {0};

	str_copy(m.tenant, sizeof(m.tenant), TENANT);
	must(people_add(f->directory, tenant, login, NULL, &m, &e) != 0, login, &e);
}

static void remove_old(const char *path)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	char name[512];

	for (size_t i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		unlink(name);
	}
}

static void open_directory(struct floor *f, const char *path)
{
	struct store *s;
	struct error e = {0};

	remove_old(path);
	s = db_open(path, STORE_WRITER);
	must(migrate(s, "src/model/sql/directory/", NULL, &e), "directory", &e);
	db_exec(s, "INSERT INTO tenant (code, name) VALUES ('" TENANT "', 'Main')");
	db_exec(s, "INSERT INTO meta (name, value) VALUES ('epoch', '0199f0aa-0000-7000-8000-000000000001')");
	store_close(&s);
	f->directory = directory_open(path, &e);
	must(f->directory != NULL, "directory", &e);
}

static void open_terminal(struct floor *f, struct floor_terminal *t)
{
	*t = (struct floor_terminal){0};
	secure_sign_key(&t->key);
	secure_terminal_id(t->key.public_key, t->id);
	t->lines = arena_array(f->arena, const char *, RECORDS);
	floor_sign_in(f, t, "anna");
}

void floor_open(struct floor *f)
{
	static const int64_t south[] = {SOUTH};
	char tenant[512], directory[512];
	struct store *s;
	struct error e = {0};

	*f = (struct floor){.arena = arena_new()};
	must(secure_init(), "secure_init", &e);
	str_copy(tenant, sizeof(tenant), scratch("tenant.db"));
	str_copy(directory, sizeof(directory), scratch("directory.db"));
	remove_old(tenant);
	s = warehouse_open(tenant, DDL_SERVER);
	open_directory(f, directory);
	person(f, s, "anna", 1, NULL, 0);
	person(f, s, "bo", 2, south, 1);
	store_close(&s);
	f->pool = pool_open(tenant, 2, &e);
	must(f->pool != NULL, "pool", &e);
	directory_serve(f->directory, f->pool, &(struct vault){{0}});
	f->writer = writer_start(tenant, &e);
	must(f->writer != NULL, "writer", &e);
	f->store = db_open(tenant, STORE_READER);
	open_terminal(f, &f->one);
	open_terminal(f, &f->two);
}

void floor_close(struct floor *f)
{
	store_close(&f->store);
	writer_stop(&f->writer);
	directory_close(&f->directory);
	pool_close(&f->pool);
	arena_free(&f->arena);
}

struct change {
	const char *sql;
	void (*make)(struct store *s);
};

static bool change_run(struct store *s, void *arg, bool *wrote, struct error *e)
{
	struct change *c = arg;

	*wrote = true;
	if (!c->make)
		return store_exec(s, c->sql, e);
	c->make(s);
	return true;
}

/* A session as signing in makes one, without the password's price. */
static const char *session(struct floor *f, const struct floor_terminal *t, const char *login)
{
	char id[UUID_LEN + 1];
	struct change c = {0};
	struct error e = {0};

	uuid_new(id);
	c.sql = arena_printf(f->arena,
		"INSERT INTO session (public_id, secret, membership, terminal, address, created, used) SELECT '%s', randomblob(32), m.id, '%s',"
		" '192.0.2.1', 0, 0 FROM membership AS m JOIN account AS a ON a.id = m.account WHERE a.login = '%s'", id, t->id, login);
	must(writer_do(f->directory->writer, (struct writer_job){change_run, &c}, &e), login, &e);
	return arena_strdup(f->arena, id);
}

void floor_sign_in(struct floor *f, struct floor_terminal *t, const char *login)
{
	struct error e = {0};

	t->sign_in = 0;
	t->sign_in = floor_add(f, t, "sign_in", arena_printf(f->arena, "{\"account\":\"%s\",\"session\":\"%s\",\"offline\":false}", login,
		session(f, t, login)), (struct floor_extra){0});
	must(floor_send(f, t, &e) != NULL, "sign-in", &e);
}

void floor_member(struct floor *f, const char *login, const char *set)
{
	struct change c = {arena_printf(f->arena, "UPDATE users SET %s WHERE login = '%s'", set, login), NULL};
	struct error e = {0};

	must(writer_do(f->writer, (struct writer_job){change_run, &c}, &e), c.sql, &e);
}

void floor_exec(struct floor *f, const char *sql)
{
	struct change c = {sql, NULL};
	struct error e = {0};

	must(writer_do(f->writer, (struct writer_job){change_run, &c}, &e), sql, &e);
}

void floor_make(struct floor *f, void (*make)(struct store *s))
{
	struct change c = {NULL, make};
	struct error e = {0};

	must(writer_do(f->writer, (struct writer_job){change_run, &c}, &e), "documents", &e);
}

int64_t floor_add(struct floor *f, struct floor_terminal *t, const char *kind, const char *body, struct floor_extra extra)
{
	struct record r = {.seq = ++t->seq, .sign_in = t->sign_in, .time_ms = clock_now_ms(), .kind = kind, .settles = extra.settles};
	struct error e = {0};
	size_t len;

	r.body = json_parse(f->arena, body, strlen(body), &e);
	must(r.body != NULL, body, &e);
	if (extra.id)
		str_copy(r.id, sizeof(r.id), extra.id);
	else
		uuid_new(r.id);
	if (extra.after) {
		r.after[0] = extra.after;
		r.after_count = 1;
	}
	t->lines[r.seq - 1] = record_write(f->arena, &r, &len);
	return r.seq;
}

static struct hash hash_at(const struct floor_terminal *t, int64_t seq)
{
	struct hash h = {0};

	for (int64_t i = 0; i < seq; i++)
		h = record_hash(&h, t->lines[i], strlen(t->lines[i]));
	return h;
}

char *floor_batch(struct floor *f, struct floor_terminal *t, int64_t from, int64_t to, size_t *len)
{
	struct hash before = hash_at(t, from - 1);

	return batch_write(f->arena, &t->key, TENANT, "e", from, t->lines + from - 1, (size_t)(to - from + 1), &before, len);
}

struct transact floor_transact(struct floor *f, struct floor_terminal *t)
{
	return (struct transact){
		.directory = f->directory,
		.writer = f->writer,
		.tenant = TENANT,
		.terminal = t->id,
		.public_key = t->key.public_key,
		.epoch = "e",
	};
}

const struct json *floor_again(struct floor *f, struct floor_terminal *t, int64_t from, struct error *e)
{
	struct transact tr = floor_transact(f, t);
	size_t len;
	char *body = floor_batch(f, t, from, t->seq, &len);
	const char *answer = transact_batch(&tr, f->arena, body, len, e);

	return answer ? json_parse(f->arena, answer, strlen(answer), e) : NULL;
}

const struct json *floor_send(struct floor *f, struct floor_terminal *t, struct error *e)
{
	const struct json *answer = floor_again(f, t, t->sent + 1, e);

	if (answer)
		t->sent = t->seq;
	return answer;
}

const char *floor_verdict(struct floor *f, const struct json *answer, size_t n)
{
	const struct json *v = json_first(json_get(answer, "verdicts"));
	const char *code, *field;

	while (v && n--)
		v = json_next(v);
	code = json_str(v, "code");
	field = json_str(v, "field");
	return arena_printf(f->arena, "%s%s%s%s%s", json_str(v, "state"), code ? " " : "", code ? code : "", field && *field ? " " : "", field ? field : "");
}

const char *floor_do_with(struct floor *f, struct floor_terminal *t, const char *kind, const char *body, struct floor_extra extra)
{
	struct error e = {0};
	const struct json *answer;

	floor_add(f, t, kind, body, extra);
	answer = floor_send(f, t, &e);
	must(answer != NULL, body, &e);
	return floor_verdict(f, answer, json_len(json_get(answer, "verdicts")) - 1);
}

const char *floor_do(struct floor *f, struct floor_terminal *t, const char *kind, const char *body)
{
	return floor_do_with(f, t, kind, body, (struct floor_extra){0});
}

int floor_check(struct floor *f)
{
	struct buf report = BUF_INIT;
	struct error e = {0};
	int n = ledger_check(f->store, &report, &e);

	must(n >= 0, "check", &e);
	fputs(buf_str(&report), stderr);
	buf_release(&report);
	return n;
}

int64_t floor_ask(struct floor *f, const char *sql)
{
	return db_ask(f->store, sql);
}
