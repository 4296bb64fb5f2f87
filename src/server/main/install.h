/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAIN_INSTALL_H
#define MAIN_INSTALL_H

/* A new installation: both databases, the registers' first rows, the
 * certificate.  All or nothing: what was made is removed when something
 * fails, and nothing that is there already is touched. */

#include "server/auth/auth.h"
#include "server/main/options.h"

struct store;

#define INSTALL_TENANT "main"
#define INSTALL_SECRET "secret.key" /* secure/vault.h */

struct install {
	const struct options *options;
	struct arena *arena;
	struct directory *directory;
	struct store *tenant; /* the tenant's database; nothing begun */
};

/* The model is loaded.  false: nothing was left behind. */
bool install_begin(const struct options *o, struct install *out, struct error *e);
/* Closes; ok false: removes what was made. */
void install_end(struct install *in, bool ok);

/* A user of the tenant with his account; `m` says level, menu and scope, its
 * tenant and user are filled in here.  *user: the tenant's id. */
bool install_user(struct install *in, const char *login, const char *name, const char *password, struct member *m, struct error *e);
/* Everything, of every goods owner and warehouse, with all privileges. */
struct member install_administrator(void);

/* Adds the rows of src/model/seeds.json. */
bool install_seeds(struct store *s, struct error *e);
bool install_model(struct error *e); /* loads resources, kinds, pages */

#endif
