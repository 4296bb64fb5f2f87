/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buf.h"
#include "client/screen/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void what_was_typed_is_encoded(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_adds(&b, "/pages/articles");
	url_query(&b, "search", "a b&c=d/\xc3\xa5?#%");
	url_query(&b, "limit", "50");
	assert_string_equal(buf_str(&b), "/pages/articles?search=a%20b%26c%3Dd%2F%C3%A5%3F%23%25&limit=50");
	buf_release(&b);
}

static void what_needs_no_code_has_none(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	url_add(&b, "AZaz09-._~");
	assert_string_equal(buf_str(&b), "AZaz09-._~");
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_typed_is_encoded),
		cmocka_unit_test(what_needs_no_code_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
