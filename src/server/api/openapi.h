/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef API_OPENAPI_H
#define API_OPENAPI_H

/* The OpenAPI document of the running server, made from the routes, the pages
 * with a view, their actions and the fields: nothing in it is written twice. */

struct arena;

/* As text. */
char *openapi_write(struct arena *a);

#endif
