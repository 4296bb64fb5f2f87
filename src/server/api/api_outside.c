/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of resources that no table of the tenant keeps: sessions, machines, tokens. */
#include "server/api/handlers.h"

#include "base/str.h"

static const struct outside_rows table[] = {
	{"sessions", api_rows_sessions},
	{"machines", api_rows_machines},
	{"tokens", api_rows_tokens},
	{NULL, NULL},
};

const struct outside_rows *outside_rows_find(const char *resource)
{
	for (size_t i = 0; table[i].resource; i++)
		if (str_eq(table[i].resource, resource))
			return &table[i];
	return NULL;
}
