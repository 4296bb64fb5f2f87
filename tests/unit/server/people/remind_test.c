/* SPDX-License-Identifier: GPL-3.0-or-later */
/* B8: the monthly reminder, by a clock that is moved. */
#include "server/people/remind.h"

#include "base/clock.h"
#include "base/error.h"
#include "lib/house.h"
#include "server/people/review.h"
#include "server/remote/remote.h"
#include "store/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#define NOW INT64_C(1795000000000)
#define HOUR (INT64_C(60) * 60 * 1000)
#define DAY (24 * HOUR)

static struct house *house;

static int set_up(void **state)
{
	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	clock_set_for_test(NOW, 0);
	house = house_open();
	house_user(house, 1, "boss", "administrator", "manages_users = 1, email = 'boss@example.com'");
	house_user(house, 2, "chief", "administrator", "manages_users = 1, email = 'chef@example.com', language = 'sv'");
	house_user(house, 3, "other", "administrator", "email = 'other@example.com'");
	house_user(house, 4, "silent", "administrator", "manages_users = 1");
	house_user(house, 5, "gone", "administrator", "manages_users = 1, email = 'gone@example.com', active = 0");
	house_user(house, 6, "floor", "warehouse", "email = 'floor@example.com'");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	mailer_stop(&house->mailer);
	clock_set_for_test(-1, -1);
	house_close(&house);
	return 0;
}

/* One that reaches nobody: what is to be sent waits in the outbox. */
static void with_mail(void)
{
	const struct mail_options o = {.host = "127.0.0.1", .port = 1, .from = "wms@example.com", .security = "none", .user = "", .password = "", .ca_file = ""};
	struct error e = {0};

	house->mailer = mailer_start(&o, &house->vault, house->writer, house->pool, &e);
	assert_non_null(house->mailer);
	assert_true(mailer_ready(house->mailer));
}

static int64_t mails_at(int64_t ms)
{
	struct error e = {0};

	clock_set_for_test(ms, 0);
	if (!remind(house, &e))
		fail_msg("%s", e.detail);
	return house_ask(house, "SELECT count(*) FROM mails WHERE kind = 'review'");
}

/* B8 */
static void each_month_who_may_is_reminded(void **state)
{
	(void)state;
	with_mail();
	assert_int_equal(mails_at(NOW), 2);
	assert_int_equal(house_ask(house, "SELECT count(*) FROM mails WHERE recipient IN ('boss@example.com', 'chef@example.com')"), 2);
	assert_int_equal(house_ask(house, "SELECT count(*) FROM mails WHERE user = 2 AND subject = 'Månadens genomgång av användare'"), 1);
	assert_int_equal(mails_at(NOW + HOUR), 2);
	assert_int_equal(mails_at(NOW + 29 * DAY), 2);
	assert_int_equal(mails_at(NOW + 30 * DAY), 4);
	assert_int_equal(mails_at(NOW + 31 * DAY), 4);
	assert_int_equal(mails_at(NOW + 61 * DAY), 6);
}

static void without_mail_it_waits_until_there_is(void **state)
{
	(void)state;
	assert_int_equal(mails_at(NOW), 0);
	assert_int_equal(house_ask(house, "SELECT count(*) FROM meta WHERE name = 'review_sent'"), 0);
	with_mail();
	assert_int_equal(mails_at(NOW + HOUR), 2);
}

static void each_day_the_users_are_looked_through(void **state)
{
	(void)state;
	mails_at(NOW);
	assert_int_equal(house_ask(house, "SELECT count(*) FROM users WHERE finding = 'never'"), 5);
	house_sql(house, "UPDATE users SET finding = 'none'");
	mails_at(NOW + 1000);
	assert_int_equal(house_ask(house, "SELECT count(*) FROM users WHERE finding = 'never'"), 0);
	mails_at(NOW + DAY);
	assert_int_equal(house_ask(house, "SELECT count(*) FROM users WHERE finding = 'never'"), 5);
	assert_int_equal(house_ask(house, "SELECT reviewed FROM users WHERE id = 1"), NOW + DAY);
}

static void it_waits_until_the_day_turns(void **state)
{
	const int64_t midnight = NOW - NOW % DAY + DAY;

	(void)state;
	assert_int_equal(remind_wait_ms(midnight - HOUR / 2), HOUR / 2);
	assert_int_equal(remind_wait_ms(midnight - 1), 60000);
	assert_int_equal(remind_wait_ms(midnight), HOUR);
}

static void its_thread_does_it_and_ends(void **state)
{
	struct reminder *r = reminder_start(house);

	(void)state;
	reminder_stop(&r);
	assert_null(r);
	assert_int_equal(house_ask(house, "SELECT count(*) FROM users WHERE finding = 'never'"), 5);
	reminder_stop(&r);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_month_who_may_is_reminded),
		TEST(without_mail_it_waits_until_there_is),
		TEST(each_day_the_users_are_looked_through),
		TEST(it_waits_until_the_day_turns),
		TEST(its_thread_does_it_and_ends),
	};

	if (!remote_init())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
