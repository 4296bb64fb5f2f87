/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/main/serving.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "server/main/install.h"
#include "server/main/mail_setup.h"
#include "server/people/people.h"
#include "server/people/practices.h"
#include "server/remote/remote.h"
#include "server/sso/sso.h"
#include "store/migrate.h"
#include "store/store.h"
#include "store/writer.h"

#include <unistd.h>

#define USER_READERS 4
#define HOST_CHARS   64

static bool open_tenant(struct serving *s, struct error *e)
{
	const char *path = option_path(s->options, s->arena, "tenant.db");
	struct store *reader;
	int waiting;

	s->api.pool = pool_open(path, s->options->readers, e);
	reader = s->api.pool ? pool_take(s->api.pool, e) : NULL;
	if (!reader)
		return false;
	waiting = migrate_waiting(reader, "src/model/sql/tenant/", e);
	pool_give(s->api.pool, reader);
	if (waiting != 0)
		return error_set(e, ERR_STORE, NULL, "%s is of another version: run wmsd migrate", path);
	s->api.writer = writer_start(path, e);
	s->users = s->api.writer ? pool_open(path, USER_READERS, e) : NULL;
	return s->users && vault_open(option_path(s->options, s->arena, INSTALL_SECRET), false, &s->api.vault, e);
}

static bool mend(struct serving *s, struct error *e)
{
	struct house house = {.directory = s->api.directory, .writer = s->api.writer, .pool = s->api.pool, .tenant = s->api.tenant,
		.vault = s->api.vault};

	return people_mend(&house, e);
}

static bool start_mail(struct serving *s, struct error *e)
{
	struct mail_options mail;

	if (mail_setup(s->options, s->arena, &mail, e))
		s->api.mailer = mailer_start(&mail, &s->api.vault, s->api.writer, s->api.pool, e);
	mail_setup_wipe(&mail);
	return s->api.mailer != NULL;
}

/* What nobody has named is reached by the machine's own name. */
static const char *reached_at(const struct options *o, struct arena *a)
{
	char host[HOST_CHARS + 1] = "";

	if (!str_empty(o->reached_at))
		return o->reached_at;
	if (gethostname(host, sizeof host - 1) || !host[0])
		str_copy(host, sizeof host, "localhost");
	return o->port ? arena_printf(a, "https://%s:%d", host, o->port) : arena_printf(a, "https://%s", host);
}

static bool open_all(struct serving *s, struct error *e)
{
	s->api.directory = directory_open(option_path(s->options, s->arena, "directory.db"), e);
	if (!s->api.directory)
		return false;
	s->api.epoch = directory_epoch(s->api.directory);
	s->api.tenant = INSTALL_TENANT;
	s->api.reached_at = reached_at(s->options, s->arena);
	s->api.sso_ca_file = s->options->sso_ca_file;
	s->api.sso = sso_new();
	if (!open_tenant(s, e))
		return false;
	directory_serve(s->api.directory, s->users, &s->api.vault);
	edit_rules(people_rules, people_rule_count);
	return mend(s, e) && start_mail(s, e);
}

bool serving_open(const struct options *o, struct serving *out, struct error *e)
{
	*out = (struct serving){.options = o, .arena = arena_new()};
	if (!remote_init())
		error_set(e, ERR_INTERNAL, NULL, "libcurl cannot be used");
	else if (practices_load(e) && open_all(out, e))
		return true;
	serving_close(out);
	return false;
}

void serving_close(struct serving *s)
{
	mailer_stop(&s->api.mailer);
	writer_stop(&s->api.writer);
	if (s->api.pool)
		pool_close(&s->api.pool);
	directory_close(&s->api.directory);
	if (s->users)
		pool_close(&s->users);
	sso_free(&s->api.sso);
	secure_wipe(&s->api.vault, sizeof s->api.vault);
	arena_free(&s->arena);
}
