/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `wmsd mail-test`: one mail, sent now. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/str.h"
#include "server/main/command.h"
#include "server/main/install.h"
#include "server/main/mail_setup.h"
#include "server/remote/remote.h"
#include "store/pool.h"
#include "store/store.h"
#include "store/writer.h"

#include <stdio.h>

#define LIFE_MS INT64_C(600000)

struct test {
	const struct options *options;
	struct arena *arena;
	struct mail_options mail;
	struct vault vault;
	struct pool *pool;
	struct writer *writer;
	int64_t id;
};

static bool add(struct store *s, void *arg, bool *wrote, struct error *e)
{
	struct test *t = arg;
	const struct mail mail = {.kind = "test", .to = t->options->operands[0], .expires_ms = clock_now_ms() + LIFE_MS};

	*wrote = true;
	t->id = mail_add(s, &t->vault, &mail, e);
	return t->id != 0;
}

/* What the log says of it now. */
static bool read_log(struct test *t, const char **state, const char **result, struct error *e)
{
	struct store *s = pool_take(t->pool, e);
	struct query *q = s ? store_query(s, "SELECT state, result FROM mails WHERE id = :id", e) : NULL;
	bool ok = false;

	if (q) {
		query_int(q, ":id", t->id);
		ok = query_step(q, e) == QUERY_ROW;
	}
	if (ok) {
		*state = arena_strdup(t->arena, query_get_text(q, 0));
		*result = arena_strdup(t->arena, query_get_text(q, 1));
	}
	query_done(q);
	if (s)
		pool_give(t->pool, s);
	return ok;
}

/* Alone: a server that runs has the writer. */
static bool open_all(struct test *t, struct error *e)
{
	const char *path = option_path(t->options, t->arena, "tenant.db");

	t->pool = pool_open(path, 1, e);
	t->writer = t->pool ? writer_start(path, e) : NULL;
	return t->writer && vault_open(option_path(t->options, t->arena, INSTALL_SECRET), false, &t->vault, e);
}

static bool try_it(struct test *t, struct error *e)
{
	const char *state, *result;

	if (!mail_setup(t->options, t->arena, &t->mail, e))
		return false;
	if (str_empty(t->mail.host))
		return error_set(e, ERR_NO_MAIL, NULL, "mail_host is not set");
	if (!mail_address(t->options->operands[0], e) || !open_all(t, e) || !writer_do(t->writer, (struct writer_job){add, t}, e) ||
		!mail_send_now(&t->mail, &t->vault, t->writer, t->pool, t->id, e) || !read_log(t, &state, &result, e))
		return false;
	if (!str_eq(state, "sent"))
		return error_set(e, ERR_NO_MAIL, NULL, "%s: %s", state, result);
	printf("%s %s\n", state, result);
	return true;
}

static int run(const struct options *o, struct error *e)
{
	struct test t = {.options = o, .arena = arena_new()};
	bool ok = (remote_init() || error_set(e, ERR_INTERNAL, "libcurl", "cannot be used")) && install_model(e) && try_it(&t, e);

	mail_setup_wipe(&t.mail);
	secure_wipe(&t.vault, sizeof t.vault);
	writer_stop(&t.writer);
	if (t.pool)
		pool_close(&t.pool);
	arena_free(&t.arena);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_mail_test = {
	.name = "mail-test",
	.help = "Send a test mail and print what came of it; the server is stopped",
	.options = " data mail_host mail_port mail_security mail_user mail_password_file mail_from mail_ca_file ",
	.operands = "ADDRESS",
	.least = 1,
	.most = 1,
	.run = run,
};
