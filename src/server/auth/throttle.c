/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/auth/throttle.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/str.h"
#include "store/store.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

void network_of(const char *address, char out[NETWORK_NAME])
{
	struct in6_addr six;
	char hex[17];

	if (inet_pton(AF_INET6, address, &six) != 1) {
		str_copy(out, NETWORK_NAME, address);
		return;
	}
	/* What a proxy writes as IPv6 may be anybody's IPv4. */
	if (IN6_IS_ADDR_V4MAPPED(&six)) {
		inet_ntop(AF_INET, &six.s6_addr[12], out, NETWORK_NAME);
		return;
	}
	str_hex(six.s6_addr, 8, hex);
	snprintf(out, NETWORK_NAME, "%s/64", hex);
}

void throttle_of_stranger(struct throttle *t, const char *login_fold, const char *address)
{
	char network[NETWORK_NAME];

	network_of(address, network);
	snprintf(t->names[0], THROTTLE_NAME, "account %s", login_fold);
	snprintf(t->names[1], THROTTLE_NAME, "network %s", network);
}

void throttle_of_machine(struct throttle *t, const char *login_fold, const char *terminal)
{
	snprintf(t->names[0], THROTTLE_NAME, "machine %s %s", terminal, login_fold);
	t->names[1][0] = '\0';
}

void throttle_of_account(struct throttle *t, int64_t account)
{
	snprintf(t->names[0], THROTTLE_NAME, "change %lld", (long long)account);
	t->names[1][0] = '\0';
}

void throttle_of_pin(struct throttle *t, int64_t account)
{
	snprintf(t->names[0], THROTTLE_NAME, "pin %lld", (long long)account);
	t->names[1][0] = '\0';
}

void throttle_of_mail(struct throttle *t, int64_t account)
{
	snprintf(t->names[0], THROTTLE_NAME, "mail %lld", (long long)account);
	t->names[1][0] = '\0';
}

int64_t throttle_wait_ms(int64_t failures)
{
	int64_t s = 1;

	if (failures < THROTTLE_FREE)
		return 0;
	for (int64_t i = THROTTLE_FREE; i < failures && s < THROTTLE_MOST_S; i++)
		s *= 2;
	return (s < THROTTLE_MOST_S ? s : THROTTLE_MOST_S) * 1000;
}

static bool read_count(struct store *s, const char *name, int64_t now_ms, int64_t *failures, int64_t *last_ms, struct error *e)
{
	struct query *q = store_query(s, "SELECT failures, last FROM throttle WHERE name = :name", e);
	enum query_step step;

	*failures = *last_ms = 0;
	if (!q)
		return false;
	query_text(q, ":name", name);
	step = query_step(q, e);
	if (step == QUERY_ROW && query_get_int(q, 1) > now_ms - THROTTLE_QUIET_MS) {
		*failures = query_get_int(q, 0);
		*last_ms = query_get_int(q, 1);
	}
	query_done(q);
	return step != QUERY_FAIL;
}

static bool heard(struct store *s, const char *name, int64_t now_ms, int64_t *failures, struct error *e)
{
	int64_t last_ms, left_ms;

	if (!read_count(s, name, now_ms, failures, &last_ms, e))
		return false;
	/* A clock that was set back must not hold anybody up until it is there again. */
	left_ms = last_ms > now_ms ? 0 : last_ms + throttle_wait_ms(*failures) - now_ms;
	return left_ms <= 0 || error_set(e, ERR_THROTTLED, NULL, "%lld", (long long)(left_ms + 999) / 1000);
}

static bool write_count(struct store *s, const char *name, int64_t failures, int64_t now_ms, struct error *e)
{
	struct query *q = store_query(s,
		"INSERT INTO throttle (name, failures, last) VALUES (:name, :failures, :now) "
		"ON CONFLICT (name) DO UPDATE SET failures = :failures, last = :now",
		e);

	if (!q)
		return false;
	query_text(q, ":name", name);
	query_int(q, ":failures", failures);
	query_int(q, ":now", now_ms);
	return query_run(q, e);
}

bool throttle_charge(struct store *s, const struct throttle *t, int64_t now_ms, struct error *e)
{
	int64_t failures[2] = {0};

	for (int i = 0; i < 2; i++)
		if (t->names[i][0] && !heard(s, t->names[i], now_ms, &failures[i], e))
			return false;
	for (int i = 0; i < 2; i++)
		if (t->names[i][0] && !write_count(s, t->names[i], failures[i] + 1, now_ms, e))
			return false;
	return true;
}

static bool run_with_name(struct store *s, const char *sql, const char *name, struct error *e)
{
	struct query *q = store_query(s, sql, e);

	if (!q)
		return false;
	query_text(q, ":name", name);
	return query_run(q, e);
}

bool throttle_pardon(struct store *s, const struct throttle *t, struct error *e)
{
	if (!run_with_name(s, "DELETE FROM throttle WHERE name = :name", t->names[0], e))
		return false;
	return !t->names[1][0] || run_with_name(s, "UPDATE throttle SET failures = max(failures - 1, 0) WHERE name = :name", t->names[1], e);
}

bool throttle_forget(struct store *s, struct error *e)
{
	struct query *q = store_query(s, "DELETE FROM throttle WHERE last < :before", e);

	if (!q)
		return false;
	query_int(q, ":before", clock_now_ms() - THROTTLE_QUIET_MS);
	return query_run(q, e);
}
