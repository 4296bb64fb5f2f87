/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_TYPES_OPS_H
#define MODEL_TYPES_OPS_H

/* The functions that the rows of `types` are made of; for types.c alone. */

#include "model/types.h"

bool type_check_code(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e);
bool type_check_text(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e);
bool type_check_choice(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e);
bool type_check_gtin(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e);
bool type_check_sscc(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e);
bool type_check_integer(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e);
bool type_check_quantity(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e);
bool type_check_money(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e);
bool type_check_bool(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e);
bool type_check_ref(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e);
bool type_check_refs(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e);
bool type_check_date(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e);
bool type_check_time(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e);

void type_put_text(const struct field *f, const struct value *v, struct json *out);
void type_put_integer(const struct field *f, const struct value *v, struct json *out);
void type_put_quantity(const struct field *f, const struct value *v, struct json *out);
void type_put_money(const struct field *f, const struct value *v, struct json *out);
void type_put_bool(const struct field *f, const struct value *v, struct json *out);
void type_put_time(const struct field *f, const struct value *v, struct json *out);
void type_put_sum(const struct field *f, const struct value *v, struct json *out);
void type_put_refs(const struct field *f, const struct value *v, struct json *out);

const char *type_show_text(const struct field *f, const struct value *v, int language, struct arena *a);
const char *type_show_choice(const struct field *f, const struct value *v, int language, struct arena *a);
const char *type_show_integer(const struct field *f, const struct value *v, int language, struct arena *a);
const char *type_show_quantity(const struct field *f, const struct value *v, int language, struct arena *a);
const char *type_show_money(const struct field *f, const struct value *v, int language, struct arena *a);
const char *type_show_bool(const struct field *f, const struct value *v, int language, struct arena *a);
const char *type_show_time(const struct field *f, const struct value *v, int language, struct arena *a);
const char *type_show_sum(const struct field *f, const struct value *v, int language, struct arena *a);
const char *type_show_refs(const struct field *f, const struct value *v, int language, struct arena *a);

bool type_read_code(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e);
bool type_read_text(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e);
bool type_read_choice(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e);
bool type_read_gtin(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e);
bool type_read_sscc(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e);
bool type_read_integer(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e);
bool type_read_quantity(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e);
bool type_read_money(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e);
bool type_read_bool(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e);
bool type_read_ref(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e);
bool type_read_refs(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e);
bool type_read_date(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e);
bool type_read_time(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e);

/* What a person typed, without the white space around it. */
char *type_trim(struct arena *a, const char *typed);

#endif
