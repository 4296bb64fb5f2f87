/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

/* Reading the fields of a resource, of a kind's body, of a form: one shape.
 * What points to other resources' fields (rows, sums) is only read here as
 * far as the resource itself; resource.c ties it when all are read. */

#include "model/describe.h"

enum field_use { FIELD_RESOURCE, FIELD_BODY, FIELD_FORM };

/* The elements of `array` into out[0 .. json_len(array)). */
bool fields_read(const struct describe *d, const struct json *array, enum field_use use, struct field *out);
/* By name among n fields; may be NULL. */
const struct field *field_among(const struct field *fields, size_t n, const char *name);

#endif
