/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/mail/mail.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/str.h"
#include "model/row.h"
#include "server/mail/letter.h"
#include "server/mail/outbox.h"
#include "store/store.h"

#include <string.h>

#define LIFE_MS (2 * 24 * INT64_C(3600000))

enum { LOCAL_MOST = 64, LABEL_MOST = 63, DOMAIN_MOST = 253, ADDRESS_MOST = 254 };

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_atom(char c)
{
	return is_letter(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool is_host(char c)
{
	return is_letter(c) || c == '-';
}

/* Parts of at most `most`, dots between. */
static bool is_dotted(const char *s, size_t len, bool (*is)(char), size_t most)
{
	size_t part = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '.' ? part == 0 : !is(s[i]))
			return false;
		part = s[i] == '.' ? 0 : part + 1;
		if (part > most)
			return false;
	}
	return part > 0;
}

static bool is_domain(const char *s)
{
	return strlen(s) <= DOMAIN_MOST && is_dotted(s, strlen(s), is_host, LABEL_MOST) && s[0] != '-' && !str_ends(s, "-") && !strstr(s, "-.") &&
		!strstr(s, ".-");
}

bool mail_address(const char *text, struct error *e)
{
	const char *at = text ? strchr(text, '@') : NULL;
	size_t local = at ? (size_t)(at - text) : 0;

	if (at && strlen(text) <= ADDRESS_MOST && local <= LOCAL_MOST && is_dotted(text, local, is_atom, LOCAL_MOST) && is_domain(at + 1))
		return true;
	return error_set(e, ERR_INVALID, "email", "one address, as name@example.com");
}

static bool row_add(struct store *s, const struct mail *m, const struct letter *l, int64_t now_ms, int64_t *id, struct error *e)
{
	const struct resource *r = resource_find("mails");
	const struct row_value v[] = {
		{field_find(r, "time"), value_int(now_ms)},
		{field_find(r, "kind"), value_text(m->kind)},
		{field_find(r, "recipient"), value_text(m->to)},
		{field_find(r, "user"), value_int(m->user)},
		{field_find(r, "subject"), value_text(l->subject)},
		{field_find(r, "state"), value_text("waiting")},
	};

	*id = row_insert(s, r, 0, v, sizeof v / sizeof *v, e);
	return *id != 0;
}

static bool body_add(struct store *s, const struct vault *v, int64_t id, const struct buf *plain, int64_t now_ms, int64_t expires_ms, struct error *e)
{
	struct query *q = store_query(s, "INSERT INTO mail_body (mail, sealed, next_ms, expires_ms) VALUES (:mail, :sealed, :next, :expires)", e);
	struct buf sealed;
	bool ok;

	if (!q)
		return false;
	sealed = letter_buf();
	for (size_t i = 0; i < plain->len + VAULT_EXTRA; i++)
		buf_addc(&sealed, '\0');
	vault_seal(v, OUTBOX_PURPOSE, &id, sizeof id, plain->data, plain->len, sealed.data);
	query_int(q, ":mail", id);
	query_blob(q, ":sealed", sealed.data, sealed.len);
	query_int(q, ":next", now_ms);
	query_int(q, ":expires", expires_ms);
	ok = query_run(q, e);
	buf_release(&sealed);
	return ok;
}

int64_t mail_add(struct store *s, const struct vault *v, const struct mail *m, struct error *e)
{
	int64_t id = 0, now_ms = clock_now_ms(), expires_ms = m->expires_ms ? m->expires_ms : now_ms + LIFE_MS;
	struct buf plain = letter_buf();
	struct letter l;
	bool ok = mail_address(m->to, e) && letter_write(&plain, m, e) && letter_read(plain.data, plain.len, &l) &&
		row_add(s, m, &l, now_ms, &id, e) && body_add(s, v, id, &plain, now_ms, expires_ms, e);

	letter_forget(&plain);
	return ok ? id : 0;
}
