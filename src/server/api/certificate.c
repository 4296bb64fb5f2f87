/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/certificate.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "secure/secure.h"

#include <arpa/inet.h>
#include <string.h>
#include <time.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#define DAY_S      86400
#define VALID_DAYS 3650

/* A certificate and its key, while they are made. */
struct made {
	gnutls_x509_crt_t crt;
	gnutls_x509_privkey_t key;
};

static bool made_init(struct made *m)
{
	return gnutls_x509_crt_init(&m->crt) == 0 && gnutls_x509_privkey_init(&m->key) == 0 &&
		gnutls_x509_privkey_generate(m->key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) == 0;
}

static void made_release(struct made *m)
{
	if (m->crt)
		gnutls_x509_crt_deinit(m->crt);
	if (m->key)
		gnutls_x509_privkey_deinit(m->key);
}

static bool put_serial(gnutls_x509_crt_t crt)
{
	unsigned char serial[16];

	secure_random(serial, sizeof serial);
	serial[0] = (serial[0] & 0x7f) | 0x40; /* positive, and of this length */
	return gnutls_x509_crt_set_serial(crt, serial, sizeof serial) == 0;
}

static bool put_key_id(struct made *m)
{
	unsigned char id[64];
	size_t len = sizeof id;

	return gnutls_x509_crt_get_key_id(m->crt, 0, id, &len) == 0 && gnutls_x509_crt_set_subject_key_id(m->crt, id, len) == 0;
}

/* What both have. */
static bool put_common(struct made *m, const char *name)
{
	time_t now = (time_t)(clock_now_ms() / 1000);

	return gnutls_x509_crt_set_version(m->crt, 3) == 0 && put_serial(m->crt) &&
		gnutls_x509_crt_set_activation_time(m->crt, now - DAY_S) == 0 &&
		gnutls_x509_crt_set_expiration_time(m->crt, now + (time_t)VALID_DAYS * DAY_S) == 0 &&
		gnutls_x509_crt_set_key(m->crt, m->key) == 0 &&
		gnutls_x509_crt_set_dn_by_oid(m->crt, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name)) == 0 && put_key_id(m);
}

static bool put_name(gnutls_x509_crt_t crt, const char *name)
{
	unsigned char at[16];

	if (inet_pton(AF_INET, name, at) == 1)
		return gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, at, 4, GNUTLS_FSAN_APPEND) == 0;
	if (inet_pton(AF_INET6, name, at) == 1)
		return gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, at, 16, GNUTLS_FSAN_APPEND) == 0;
	return gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, name, (unsigned)strlen(name), GNUTLS_FSAN_APPEND) == 0;
}

static bool put_names(gnutls_x509_crt_t crt, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!put_name(crt, names[i]))
			return false;
	return true;
}

static bool make_authority(struct made *ca)
{
	return made_init(ca) && put_common(ca, "wmsd") && gnutls_x509_crt_set_basic_constraints(ca->crt, 1, 0) == 0 &&
		gnutls_x509_crt_set_key_usage(ca->crt, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN) == 0 &&
		gnutls_x509_crt_sign2(ca->crt, ca->crt, ca->key, GNUTLS_DIG_SHA256, 0) == 0;
}

static bool put_issuer_id(const struct made *server, const struct made *ca)
{
	unsigned char id[64];
	size_t len = sizeof id;

	return gnutls_x509_crt_get_subject_key_id(ca->crt, id, &len, NULL) == 0 &&
		gnutls_x509_crt_set_authority_key_id(server->crt, id, len) == 0;
}

static bool make_server(struct made *server, const struct made *ca, const char *const *names, size_t count)
{
	return made_init(server) && put_common(server, names[0]) && put_names(server->crt, names, count) &&
		gnutls_x509_crt_set_basic_constraints(server->crt, 0, -1) == 0 &&
		gnutls_x509_crt_set_key_usage(server->crt, GNUTLS_KEY_DIGITAL_SIGNATURE) == 0 &&
		gnutls_x509_crt_set_key_purpose_oid(server->crt, GNUTLS_KP_TLS_WWW_SERVER, 0) == 0 && put_issuer_id(server, ca) &&
		gnutls_x509_crt_sign2(server->crt, ca->crt, ca->key, GNUTLS_DIG_SHA256, 0) == 0;
}

static const char *keep(struct arena *a, gnutls_datum_t *pem)
{
	const char *s = arena_strndup(a, (const char *)pem->data, pem->size);

	gnutls_memset(pem->data, 0, pem->size);
	gnutls_free(pem->data);
	return s;
}

static const char *print_certificate(struct arena *a, const struct made *m)
{
	gnutls_datum_t pem = {0};

	return gnutls_x509_crt_export2(m->crt, GNUTLS_X509_FMT_PEM, &pem) == 0 ? keep(a, &pem) : NULL;
}

static const char *print_key(struct arena *a, const struct made *m)
{
	gnutls_datum_t pem = {0};

	return gnutls_x509_privkey_export2_pkcs8(m->key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem) == 0 ? keep(a, &pem) : NULL;
}

static bool is_name(const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.:*";

	return *s && strlen(s) <= 253 && !s[strspn(s, plain)];
}

bool certificate_make(struct arena *a, const char *const *names, size_t count, struct certificate *out, struct error *e)
{
	struct made ca = {0}, server = {0};
	bool ok;

	for (size_t i = 0; i < count; i++)
		if (!is_name(names[i]))
			return error_set(e, ERR_INVALID, "name", "%s is no name of a host", names[i]);
	ok = make_authority(&ca) && make_server(&server, &ca, names, count);
	if (ok)
		*out = (struct certificate){print_certificate(a, &ca), print_certificate(a, &server), print_key(a, &server)};
	made_release(&server);
	made_release(&ca);
	return (ok && out->ca && out->server && out->key) || error_set(e, ERR_INTERNAL, NULL, "the certificate could not be made");
}
