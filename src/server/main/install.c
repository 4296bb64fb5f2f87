/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/main/install.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "base/uuid.h"
#include "model/kind.h"
#include "model/page.h"
#include "model/row.h"
#include "secure/vault.h"
#include "server/api/certificate.h"
#include "store/migrate.h"
#include "store/store.h"

#include <string.h>
#include <unistd.h>

static const char *const files[] = {"tenant.db", "tenant.db-wal", "tenant.db-shm", "tenant.db-writer", INSTALL_SECRET, "ca.pem", "server.pem", "server.key", "directory.db",
	"directory.db-wal", "directory.db-shm", "directory.db-writer"};
#define FILES (sizeof files / sizeof *files)

bool install_model(struct error *e)
{
	return model_load(e) && kinds_load(e) && pages_load(e);
}

static bool insert_seed(struct store *s, struct arena *a, const struct resource *r, const struct json *row, struct error *e)
{
	struct row_value *values;
	size_t n;

	return row_check(r, row, true, a, &values, &n, e) && row_insert(s, r, 0, values, n, e) != 0;
}

static bool insert_seeds(struct store *s, struct arena *a, const struct json *seeds, struct error *e)
{
	for (const struct json *list = json_first(seeds); list; list = json_next(list)) {
		const struct resource *r = resource_find(json_name(list));

		if (!r)
			return error_set(e, ERR_SCREEN_FILE, "seeds.json", "there is no resource %s", json_name(list));
		for (const struct json *row = json_first(list); row; row = json_next(row))
			if (!insert_seed(s, a, r, row, e))
				return false;
	}
	return true;
}

bool install_seeds(struct store *s, struct error *e)
{
	const struct embed *file = embed_find("src/model/seeds.json");
	struct arena *a = arena_new();
	const struct json *seeds = file ? json_parse(a, file->data, file->len, e) : NULL;
	bool ok = seeds && insert_seeds(s, a, seeds, e);

	arena_free(&a);
	return ok;
}

static bool put_meta(struct store *s, const char *name, const char *value, struct error *e)
{
	struct query *q = store_query(s, "INSERT INTO meta (name, value) VALUES (:name, :value)", e);

	if (!q)
		return false;
	query_text(q, ":name", name);
	query_text(q, ":value", value);
	return query_run(q, e);
}

static bool fill_tenant(struct store *s, const char *epoch, struct error *e)
{
	if (!store_begin(s, e))
		return false;
	/* Nobody has a cursor yet: terminals load the tables whole. */
	if (put_meta(s, "epoch", epoch, e) && install_seeds(s, e) && store_exec(s, "DELETE FROM change", e))
		return store_commit(s, e);
	store_rollback(s);
	return false;
}

static bool fill_directory(struct store *s, struct arena *a, const char *epoch, struct error *e)
{
	unsigned char public_key[32], secret_key[32];
	char *box;
	bool ok;

	secure_box_key(public_key, secret_key);
	box = secure_base64(a, secret_key, sizeof secret_key);
	ok = store_begin(s, e) && put_meta(s, "epoch", epoch, e) &&
		put_meta(s, "box_public", secure_base64(a, public_key, sizeof public_key), e) && put_meta(s, "box_secret", box, e) &&
		store_exec(s, "INSERT INTO tenant (code, name) VALUES ('" INSTALL_TENANT "', 'Main')", e) && store_commit(s, e);
	secure_wipe(secret_key, sizeof secret_key);
	secure_wipe(box, strlen(box));
	return ok;
}

static bool make_directory(struct install *in, const char *epoch, struct error *e)
{
	const char *path = option_path(in->options, in->arena, "directory.db");
	struct store *s = store_open(path, STORE_WRITER, e);
	bool ok = s && migrate(s, "src/model/sql/directory/", NULL, e) && fill_directory(s, in->arena, epoch, e);

	store_close(&s);
	in->directory = ok ? directory_open(path, e) : NULL;
	return in->directory != NULL;
}

static bool make_tenant(struct install *in, const char *epoch, struct error *e)
{
	in->tenant = store_open(option_path(in->options, in->arena, "tenant.db"), STORE_WRITER, e);
	return in->tenant && migrate(in->tenant, "src/model/sql/tenant/", NULL, e) && fill_tenant(in->tenant, epoch, e);
}

/* localhost in its three forms, then the names that were given. */
static bool make_certificate(struct install *in, struct error *e)
{
	size_t given, count = 0;
	char **name = str_split(in->arena, in->options->name, ',', &given);
	const char **names = arena_array(in->arena, const char *, given + 3);
	struct certificate c;
	bool ok;

	names[count++] = "localhost";
	names[count++] = "127.0.0.1";
	names[count++] = "::1";
	for (size_t i = 0; i < given; i++) {
		const char *one = name[i] + strspn(name[i], " ");

		if (*one)
			names[count++] = one;
	}
	if (!certificate_make(in->arena, names, count, &c, e))
		return false;
	ok = file_write(option_path(in->options, in->arena, "ca.pem"), c.ca, strlen(c.ca), 0644, e) &&
		file_write(option_path(in->options, in->arena, "server.pem"), c.server, strlen(c.server), 0644, e) &&
		file_write(option_path(in->options, in->arena, "server.key"), c.key, strlen(c.key), 0600, e);
	secure_wipe((char *)(uintptr_t)c.key, strlen(c.key));
	return ok;
}

static bool nothing_there(const struct install *in, struct error *e)
{
	for (size_t i = 0; i < FILES; i++)
		if (file_exists(option_path(in->options, in->arena, files[i])))
			return error_set(e, ERR_IN_USE, "data", "%s/%s is there already", in->options->data, files[i]);
	return true;
}

bool install_begin(const struct options *o, struct install *out, struct error *e)
{
	char epoch[UUID_LEN + 1];
	struct vault vault;

	uuid_new(epoch);
	*out = (struct install){.options = o, .arena = arena_new()};
	if (!nothing_there(out, e)) {
		arena_free(&out->arena);
		return false;
	}
	if (file_make_dirs(o->data, 0700, e) && vault_open(option_path(o, out->arena, INSTALL_SECRET), true, &vault, e) && make_certificate(out, e) && make_tenant(out, epoch, e) && make_directory(out, epoch, e))
		return true;
	install_end(out, false);
	return false;
}

void install_end(struct install *in, bool ok)
{
	if (in->tenant)
		store_checkpoint(in->tenant, true, NULL);
	store_close(&in->tenant);
	directory_close(&in->directory);
	for (size_t i = 0; !ok && i < FILES; i++)
		unlink(option_path(in->options, in->arena, files[i]));
	arena_free(&in->arena);
}

static void put_int(struct row_value *v, size_t *n, const char *field, int64_t number)
{
	v[(*n)++] = (struct row_value){field_find(resource_find("users"), field), value_int(number)};
}

static void put_text(struct row_value *v, size_t *n, const char *field, const char *text)
{
	v[(*n)++] = (struct row_value){field_find(resource_find("users"), field), value_text(text)};
}

static void put_ids(struct row_value *v, size_t *n, const char *field, const int64_t *ids, size_t count)
{
	v[(*n)++] = (struct row_value){field_find(resource_find("users"), field), {.number = (int64_t)count, .ids = ids}};
}

#define USER_FIELDS 24

static bool insert_user(struct install *in, const struct account *x, struct member *m, struct error *e)
{
	struct row_value v[USER_FIELDS];
	size_t n = 0;

	put_text(v, &n, "login", x->login);
	put_text(v, &n, "name", x->name);
	put_text(v, &n, "level", levels[m->level].code);
	put_text(v, &n, "menu", menus[m->menu].code);
	put_text(v, &n, "language", x->language);
	put_text(v, &n, "privileges", m->privileges);
	put_int(v, &n, "active", true);
	put_int(v, &n, "person", true);
	put_int(v, &n, "read_only", m->read_only);
	put_int(v, &n, "mobile", m->mobile);
	put_int(v, &n, "manages_users", m->level == LEVEL_ADMINISTRATOR);
	put_int(v, &n, "all_goods_owners", m->all_goods_owners);
	put_int(v, &n, "all_warehouses", m->all_warehouses);
	put_int(v, &n, "default_goods_owner", m->default_goods_owner);
	put_int(v, &n, "consignee", m->consignee);
	put_int(v, &n, "supplier", m->supplier);
	put_int(v, &n, "origin", store_ask_int(in->tenant, "SELECT min(id) FROM sites", 0));
	put_int(v, &n, "account", x->id);
	put_int(v, &n, "created", clock_now_ms());
	put_ids(v, &n, "goods_owners", m->goods_owners, m->all_goods_owners ? 0 : m->goods_owner_count);
	put_ids(v, &n, "warehouses", m->warehouses, m->all_warehouses ? 0 : m->warehouse_count);
	m->user = row_insert(in->tenant, resource_find("users"), 0, v, n, e);
	return m->user != 0;
}

bool install_user(struct install *in, const char *login, const char *name, const char *password, struct member *m, struct error *e)
{
	struct account account = {.login = login, .name = name, .password = password, .tenant = INSTALL_TENANT,
		.language = m->language == SWEDISH ? "sv" : "en"};

	str_copy(m->tenant, sizeof m->tenant, INSTALL_TENANT);
	m->active = true;
	if (!auth_accounts_write(in->directory, &account, 1, e) || !store_begin(in->tenant, e))
		return false;
	m->account = account.id;
	if (insert_user(in, &account, m, e))
		return store_commit(in->tenant, e);
	store_rollback(in->tenant);
	return false;
}

struct member install_administrator(void)
{
	return (struct member){
		.level = LEVEL_ADMINISTRATOR,
		.menu = MENU_ADMINISTRATOR,
		.all_goods_owners = true,
		.all_warehouses = true,
		.mobile = true,
		.privileges = PRIVILEGES_ALL,
	};
}
