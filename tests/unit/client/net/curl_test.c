/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/net/curl.h"
#include "base/str.h"
#include "lib/scratch.h"
#include "lib/tls_server.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#define EPOCH "018f3b1c-7a2b-7c3d-8e4f-0123456789ab"

struct seen {
	int times, status;
	enum error_code code;
	char body[256], detail[208], epoch[UUID_LEN + 1], content_type[64];
	size_t len;
	int64_t time_ms;
};

static int never; /* a descriptor that nothing comes from */

static void see(void *arg, const struct http_reply *r)
{
	struct seen *s = arg;

	s->times++;
	s->status = r->status;
	s->code = r->error.code;
	s->len = r->len;
	s->time_ms = r->time_ms;
	str_copy(s->body, sizeof(s->body), r->body);
	str_copy(s->detail, sizeof(s->detail), r->error.detail);
	str_copy(s->epoch, sizeof(s->epoch), r->epoch);
	str_copy(s->content_type, sizeof(s->content_type), r->content_type);
}

static struct http *open_http(const char *url, const char *ca)
{
	struct error e = {0};
	struct http *h = http_open(url, ca, 20000, &e);

	if (!h)
		fail_msg("%s: %s", url, e.detail);
	return h;
}

static struct seen get(struct http *h, const struct http_request *r)
{
	struct seen s = {0};

	http_start(h, r, see, &s);
	while (s.times == 0)
		http_wait(h, never, 1000);
	assert_int_equal(s.times, 1);
	return s;
}

static struct seen get_path(struct http *h, const char *path, int timeout_ms)
{
	return get(h, &(struct http_request){.method = "GET", .path = path, .timeout_ms = timeout_ms});
}

static void answers_with_status_body_and_headers(void **state)
{
	struct tls_server *server = tls_server_start("none");
	struct http *h = open_http(tls_server_url(server), tls_server_ca(server));
	struct seen s;

	(void)state;
	tls_server_script(server, "epoch " EPOCH "\ntime 1790000000123\nGET /a 200 {\"a\":1}\nGET /b text404 no\n");
	s = get_path(h, "/a?x=1", 20000);
	assert_int_equal(s.status, 200);
	assert_int_equal(s.code, ERR_NONE);
	assert_string_equal(s.body, "{\"a\":1}");
	assert_string_equal(s.epoch, EPOCH);
	assert_int_equal(s.time_ms, 1790000000123);
	assert_string_equal(s.content_type, "application/json");
	s = get_path(h, "/b", 20000);
	assert_int_equal(s.status, 404);
	assert_string_equal(s.body, "no");
	http_close(&h);
	tls_server_stop(&server);
}

static void sends_method_body_and_headers(void **state)
{
	struct tls_server *server = tls_server_start("tls1.2");
	struct http *h = open_http(tls_server_url(server), tls_server_ca(server));
	struct http_request r = {.method = "POST", .path = "/p", .authorization = "Bearer abc", .content_type = "application/x-ndjson",
		.body = "a\nb\0c", .len = 5, .timeout_ms = 20000};
	char *request;
	size_t len;

	(void)state;
	tls_server_script(server, "POST /p 201 {}\nDELETE /p 204\n");
	assert_int_equal(get(h, &r).status, 201);
	request = tls_server_request(server, 1, &len);
	assert_int_equal(strncmp(request, "POST /p HTTP/1.1\r\n", 18), 0);
	assert_non_null(strstr(request, "\r\nAuthorization: Bearer abc\r\n"));
	assert_non_null(strstr(request, "\r\nContent-Type: application/x-ndjson\r\n"));
	assert_null(strstr(request, "Expect"));
	assert_memory_equal(request + len - 5, "a\nb\0c", 5);
	free(request);
	assert_int_equal(get(h, &(struct http_request){.method = "DELETE", .path = "/p", .timeout_ms = 20000}).status, 204);
	request = tls_server_request(server, 2, &len);
	assert_null(strstr(request, "Content-Type"));
	assert_null(strstr(request, "Authorization"));
	free(request);
	http_close(&h);
	tls_server_stop(&server);
}

/* I1 */
static void a_wrong_certificate_gets_no_request_byte(void **state)
{
	static const char *const faults[] = {
		"other-ca", "self-signed", "expired", "not-yet", "ca-expired", "other-host", "other-address", "no-name", "leaf-as-ca", "sha1",
		"tls1.0", "tls1.1", "plain", "garbage",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct tls_server *server = tls_server_start(faults[i]);
		struct http *h = open_http(tls_server_url(server), tls_server_ca(server));
		struct seen s = get_path(h, "/secret", 20000);

		if (s.code != ERR_TLS || s.status != 0 || !s.detail[0])
			fail_msg("%s: status %d, %s, \"%s\"", faults[i], s.status, error_rows[s.code].code, s.detail);
		if (tls_server_wait(server, "closed", "bytes") != 0)
			fail_msg("%s: the server saw bytes of a request", faults[i]);
		http_close(&h);
		tls_server_stop(&server);
	}
}

static void believes_only_the_file_it_was_given(void **state)
{
	struct tls_server *server = tls_server_start("none"), *other = tls_server_start("none");
	struct http *h = open_http(tls_server_url(server), tls_server_ca(other));

	(void)state;
	setenv("SSL_CERT_FILE", tls_server_ca(server), 1);
	setenv("CURL_CA_BUNDLE", tls_server_ca(server), 1);
	assert_int_equal(get_path(h, "/", 20000).code, ERR_TLS);
	http_close(&h);
	h = open_http(tls_server_url(server), scratch("no-such-file.pem"));
	assert_int_equal(get_path(h, "/", 20000).code, ERR_TLS);
	assert_int_equal(tls_server_wait(server, "closed", "bytes"), 0);
	http_close(&h);
	unsetenv("SSL_CERT_FILE");
	unsetenv("CURL_CA_BUNDLE");
	tls_server_stop(&other);
	tls_server_stop(&server);
}

static void no_proxy_of_the_environment_is_used(void **state)
{
	struct tls_server *server = tls_server_start("none");
	struct http *h = open_http(tls_server_url(server), tls_server_ca(server));

	(void)state;
	setenv("https_proxy", "http://127.0.0.1:1", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
	tls_server_script(server, "GET /a 200 {}\n");
	assert_int_equal(get_path(h, "/a", 20000).status, 200);
	unsetenv("https_proxy");
	unsetenv("ALL_PROXY");
	http_close(&h);
	tls_server_stop(&server);
}

/* A port that was just free, and nobody listens on. */
static void free_port(char url[64])
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	snprintf(url, 64, "https://127.0.0.1:%d", ntohs(a.sin_port));
	close(fd);
}

static void nobody_there_is_offline(void **state)
{
	struct tls_server *server = tls_server_start("silent");
	struct error e = {0};
	struct http *h;
	char url[64];

	(void)state;
	free_port(url);
	h = open_http(url, tls_server_ca(server));
	assert_int_equal(get_path(h, "/", 20000).code, ERR_OFFLINE);
	http_close(&h);
	/* One that takes the connection and then says nothing. */
	h = http_open(tls_server_url(server), tls_server_ca(server), 100, &e);
	assert_int_equal(get_path(h, "/", 20000).code, ERR_OFFLINE);
	http_close(&h);
	tls_server_stop(&server);
}

static void trouble_after_the_handshake(void **state)
{
	static const struct {
		const char *path;
		enum error_code code;
	} cases[] = {
		{"/hang", ERR_TIMEOUT},
		{"/drop", ERR_OFFLINE},
		{"/short", ERR_OFFLINE},
		{"/big", ERR_TOO_LARGE},
	};
	struct tls_server *server = tls_server_start("none");
	struct http *h = open_http(tls_server_url(server), tls_server_ca(server));

	(void)state;
	tls_server_script(server, "GET /hang hang\nGET /drop drop\nGET /short short {}\nGET /big big\nGET /a 200 {}\n");
	/* So that the time of the first case begins after the handshake. */
	assert_int_equal(get_path(h, "/a", 20000).status, 200);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct seen s = get_path(h, cases[i].path, i ? 20000 : 300);

		if (s.code != cases[i].code || s.status != 0)
			fail_msg("%s: status %d, %s, \"%s\"", cases[i].path, s.status, error_rows[s.code].code, s.detail);
		assert_int_equal(get_path(h, "/a", 20000).status, 200);
	}
	http_close(&h);
	tls_server_stop(&server);
}

static void a_cancelled_call_is_never_answered(void **state)
{
	struct tls_server *server = tls_server_start("none");
	struct http *h = open_http(tls_server_url(server), tls_server_ca(server));
	struct seen first = {0}, second;
	struct http_call *c = http_start(h, &(struct http_request){.method = "GET", .path = "/hang", .timeout_ms = 60000}, see, &first);

	(void)state;
	tls_server_script(server, "GET /hang hang\nGET /a 200 {}\n");
	second = get_path(h, "/a", 20000); /* beside it */
	assert_int_equal(second.status, 200);
	http_cancel(&c);
	assert_null(c);
	second = get_path(h, "/a", 20000);
	assert_int_equal(second.status, 200);
	assert_int_equal(first.times, 0);
	/* What is under way when it is closed is dropped. */
	http_start(h, &(struct http_request){.method = "GET", .path = "/hang", .timeout_ms = 60000}, see, &first);
	http_close(&h);
	assert_int_equal(first.times, 0);
	tls_server_stop(&server);
}

static void headers_that_are_not_ours_are_passed_over(void **state)
{
	struct tls_server *server = tls_server_start("none");
	struct http *h = open_http(tls_server_url(server), tls_server_ca(server));
	struct seen s;

	(void)state;
	tls_server_script(server, "epoch ../../etc/passwd\ntime -1\nGET /a 200 {}\n");
	s = get_path(h, "/a", 20000);
	assert_int_equal(s.status, 200);
	assert_string_equal(s.epoch, "");
	assert_int_equal(s.time_ms, 0);
	http_close(&h);
	tls_server_stop(&server);
}

static void only_https_addresses(void **state)
{
	static const char *const wrong[] = {
		"http://wms.example.com", "wms.example.com", "", "https://", "https://host/", "https://host/path", "https://user:pw@host", "https://host?x",
		"https://host#x", "https://host:99999", "file:///etc/passwd", "https://ho st",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct error e = {0};
		struct http *h = http_open(wrong[i], "ca.pem", 1000, &e);

		if (h)
			fail_msg("taken: %s", wrong[i]);
		assert_int_equal(e.code, ERR_INVALID);
		assert_string_equal(e.field, "url");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_with_status_body_and_headers),
		cmocka_unit_test(sends_method_body_and_headers),
		cmocka_unit_test(a_wrong_certificate_gets_no_request_byte),
		cmocka_unit_test(believes_only_the_file_it_was_given),
		cmocka_unit_test(no_proxy_of_the_environment_is_used),
		cmocka_unit_test(nobody_there_is_offline),
		cmocka_unit_test(trouble_after_the_handshake),
		cmocka_unit_test(a_cancelled_call_is_never_answered),
		cmocka_unit_test(headers_that_are_not_ours_are_passed_over),
		cmocka_unit_test(only_https_addresses),
	};
	int ends[2];

	if (pipe(ends) != 0)
		return 1;
	never = ends[0];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
