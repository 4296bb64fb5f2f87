/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An authenticator app's seed, and its PINs, each of which is taken once. */
#include "server/auth/auth.h"

#include "base/error.h"
#include "secure/totp.h"
#include "server/auth/directory.h"
#include "store/store.h"

#include <string.h>

#define SEALED (TOTP_SEED_BYTES + VAULT_EXTRA)

bool seed_load(struct directory *d, struct store *s, int64_t account, unsigned char *seed, int64_t *step, struct error *e)
{
	struct query *q = sql_ask(s, "SELECT seed, seed_step FROM account WHERE id = :id AND seed IS NOT NULL",
		(struct bind[]){{":id", .n = account}, {0}}, e);
	bool ok = q && query_step(q, e) == QUERY_ROW;

	if (ok) {
		size_t len;
		const void *sealed = query_get_blob(q, 0, &len);

		*step = query_get_int(q, 1);
		ok = len == SEALED && vault_unseal(&d->vault, "totp", &account, sizeof account, sealed, len, seed);
		if (!ok)
			error_set(e, ERR_CORRUPT, NULL, "the authenticator's seed does not open: is this the right secret.key?");
	}
	query_done(q);
	return ok;
}

/* Two who type the same code at once: one of them is first. */
bool seed_take(struct store *s, int64_t account, int64_t step, struct error *e)
{
	return sql_run(s, "UPDATE account SET seed_step = :step WHERE id = :id AND seed_step < :step",
		       (struct bind[]){{":step", .n = step}, {":id", .n = account}, {0}}, e) &&
		(store_changes(s) > 0 || error_set(e, ERR_PIN, NULL, "%s", "wait for the next code"));
}

static bool reset_run(struct store *s, void *arg, struct error *e)
{
	struct bind id[] = {{":id", .n = *(const int64_t *)arg}, {0}};

	return sql_run(s, "UPDATE account SET seed = NULL, seed_step = 0 WHERE id = :id", id, e) &&
		sql_run(s, "DELETE FROM machine WHERE account = :id", id, e);
}

bool auth_reset_factor(struct directory *d, int64_t account, const char *audit, struct error *e)
{
	return directory_do(d, reset_run, &account, audit, e);
}
