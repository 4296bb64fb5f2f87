/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef API_OPENAPI_SCHEMA_H
#define API_OPENAPI_SCHEMA_H

/* The schemas of the OpenAPI document: those written by hand, which routes
 * name as "#Name", and those made from the fields of resources. */

struct arena;
struct field;
struct json;
struct resource;

/* Into components.schemas; of resources those that the paths (as text) refer to. */
void schema_write_all(struct arena *a, struct json *schemas, const char *paths);
/* obj[name] = the schema that a route or page action asks for: "#Name" or JSON text. */
void schema_set(struct arena *a, struct json *obj, const char *name, const char *what);
/* obj[name] = a reference to a component; `of`: resource id or name. */
void schema_set_ref(struct arena *a, struct json *obj, const char *name, const char *prefix, const char *of);
/* obj[name] = the field as it stands in a row; as a query parameter filters by it. */
void schema_set_field(struct arena *a, struct json *obj, const char *name, const struct field *f);
void schema_set_filter(struct arena *a, struct json *obj, const char *name, const struct field *f);
/* As it is written: of a ref its id, of refs their ids. */
void schema_set_written(struct arena *a, struct json *obj, const char *name, const struct field *f);

/* obj[name] = what is written by a page's form: fields and extras, in the
 * shape of the one request. */
enum form_use { FORM_NONE, FORM_CREATE, FORM_UPDATE, FORM_MANY, FORM_IMPORT };
struct view;
void schema_set_form(struct arena *a, struct json *obj, const char *name, const struct view *v, enum form_use use);

#endif
