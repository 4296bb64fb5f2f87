/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/door.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "lib/people.h"
#include "lib/scratch.h"
#include "secure/totp.h"
#include "store/migrate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

void door_at(int64_t ms)
{
	clock_set_for_test(DOOR_START + ms, ms);
}

static void forget(const char *path)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-writer"};
	char name[600];

	for (size_t i = 0; i < 4; i++) {
		snprintf(name, sizeof name, "%s%s", path, ends[i]);
		unlink(name);
	}
}

static void make_directory(struct door *w)
{
	struct store *s;

	str_copy(w->path, sizeof w->path, scratch("directory.db"));
	forget(w->path);
	s = db_open(w->path, STORE_WRITER);
	assert_true(migrate(s, "src/model/sql/directory/", NULL, &w->e));
	db_exec(s, "INSERT INTO meta VALUES ('epoch', '01890000-0000-7000-8000-000000000000')");
	db_exec(s, "INSERT INTO tenant VALUES ('main', 'Main')");
	store_close(&s);
}

static void make_tenant(struct door *w)
{
	str_copy(w->tenant_path, sizeof w->tenant_path, scratch("tenant.db"));
	forget(w->tenant_path);
	w->tenant = db_open(w->tenant_path, STORE_WRITER);
	assert_true(migrate(w->tenant, "src/model/sql/tenant/", NULL, &w->e));
	db_exec(w->tenant, "INSERT INTO goods_owners (id, code, name) VALUES (3, 'ABC', 'ABC'), (5, 'ECOM', 'E-commerce')");
	db_exec(w->tenant, "INSERT INTO mfa_settings (id, code, who) VALUES (1, 'mail', 'chosen'), (2, 'app', 'chosen')");
}

static void open_directory(struct door *w)
{
	w->directory = directory_open(w->path, &w->e);
	assert_non_null(w->directory);
	directory_serve(w->directory, w->pool, &w->vault);
}

void door_open(struct door *w)
{
	*w = (struct door){.arena = arena_new()};
	door_at(0);
	secure_random(w->vault.key, sizeof w->vault.key);
	make_directory(w);
	make_tenant(w);
	w->pool = pool_open(w->tenant_path, 2, &w->e);
	assert_non_null(w->pool);
	open_directory(w);
	secure_sign_key(&w->key);
	w->anna = door_add(w, "anna", LEVEL_WAREHOUSE);
	w->in = (struct sign_in){.login = "anna", .password = DOOR_PASSWORD, .address = "192.0.2.1", .terminal_name = "dock 3", .os_user = "floor",
		.terminal_key = secure_base64(w->arena, w->key.public_key, sizeof w->key.public_key), .mail = true};
}

void door_close(struct door *w)
{
	directory_close(&w->directory);
	pool_close(&w->pool);
	if (w->tenant)
		store_close(&w->tenant);
	arena_free(&w->arena);
	clock_set_for_test(-1, -1);
}

int64_t door_add(struct door *w, const char *login, enum level level)
{
	static const int64_t owners[] = {3, 5};
	enum menu_id menu = MENU_DASHBOARD;
	struct member m = {.tenant = "main", .level = level, .active = true, .all_warehouses = true, .goods_owners = owners, .goods_owner_count = 2,
		.default_goods_owner = 3};
	struct account x = {.name = login};
	int64_t account;

	for (int i = MENUS - 1; i >= 0; i--)
		if (menus[i].level == level)
			menu = (enum menu_id)i;
	m.menu = menu;
	account = people_add(w->directory, w->tenant, login, DOOR_PASSWORD, &m, &w->e);
	assert_int_not_equal(account, 0);
	x.id = account;
	x.email = arena_printf(w->arena, "%s@x.se", login);
	assert_true(auth_accounts_write(w->directory, &x, 1, &w->e));
	return account;
}

void door_reopen(struct door *w)
{
	directory_close(&w->directory);
	open_directory(w);
}

void door_sql(struct door *w, const char *sql)
{
	struct store *s;

	directory_close(&w->directory);
	s = db_open(w->path, STORE_WRITER);
	db_exec(s, sql);
	store_close(&s);
	open_directory(w);
}

int64_t door_ask(struct door *w, const char *sql)
{
	struct store *s = pool_take(w->directory->pool, NULL);
	int64_t n = db_ask(s, sql);

	pool_give(w->directory->pool, s);
	return n;
}

static enum error_code said(const struct door *w, bool ok)
{
	assert_true(ok == (w->e.code == ERR_NONE));
	return w->e.code;
}

enum error_code door_sign_in(struct door *w)
{
	w->e = (struct error){0};
	return said(w, auth_sign_in(w->directory, w->arena, &w->in, &w->answer, &w->e));
}

enum error_code door_pin(struct door *w, const char *attempt, const char *pin, const char *address)
{
	w->e = (struct error){0};
	return said(w, auth_sign_in_pin(w->directory, w->arena, attempt, pin, address, &w->answer, &w->e));
}

enum error_code door_again(struct door *w, const char *attempt)
{
	w->e = (struct error){0};
	return said(w, auth_sign_in_again(w->directory, w->arena, attempt, "192.0.2.1", &w->answer, &w->e));
}

enum error_code door_session(struct door *w, const char *token, const char *address, struct session *s)
{
	struct session none;

	w->e = (struct error){0};
	return said(w, auth_session(w->directory, w->arena, token, address, s ? s : &none, &w->e));
}

enum error_code door_spend(struct door *w, const char *token, const char *password, const char *address)
{
	const char *login;

	w->e = (struct error){0};
	return said(w, auth_token_spend(w->directory, w->arena, token, password, address, &login, &w->e));
}

static bool put_seed(struct store *s, void *arg, struct error *e)
{
	return sql_run(s, "UPDATE account SET seed = :seed, seed_step = 0 WHERE id = :id", arg, e);
}

void door_seed(struct door *w, int64_t account, const unsigned char seed[20])
{
	unsigned char sealed[TOTP_SEED_BYTES + VAULT_EXTRA];
	struct bind b[] = {{":seed", .blob = sealed, .len = sizeof sealed}, {":id", .n = account}, {0}};

	vault_seal(&w->vault, "totp", &account, sizeof account, seed, TOTP_SEED_BYTES, sealed);
	assert_true(directory_do(w->directory, put_seed, b, NULL, NULL));
}

const char *door_code(struct door *w, const unsigned char seed[20], int64_t ms)
{
	char *code = arena_alloc(w->arena, 9);

	assert_true(totp_hotp(seed, TOTP_SEED_BYTES, (uint64_t)((DOOR_START + ms) / 1000 / TOTP_STEP_S), TOTP_DIGITS, code));
	return code;
}

void door_read_key(const char *groups, unsigned char seed[20])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	uint32_t bits = 0;
	int held = 0, n = 0;

	for (; *groups; groups++) {
		const char *at = *groups == ' ' ? NULL : strchr(letters, *groups);

		if (!at)
			continue;
		bits = bits << 5 | (uint32_t)(at - letters);
		held += 5;
		if (held < 8)
			continue;
		held -= 8;
		assert_true(n < 20);
		seed[n++] = (unsigned char)(bits >> held);
	}
	assert_int_equal(n, 20);
}
