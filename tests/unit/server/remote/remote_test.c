/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/remote/remote.h"

#include "base/arena.h"
#include "base/chan.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/str.h"
#include "base/thread.h"
#include "lib/tls_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *arena;

static const char *url_of(const struct tls_server *s, const char *path)
{
	return arena_printf(arena, "%s%s", tls_server_url(s), path);
}

static struct remote_request get_of(const struct tls_server *s, const char *path)
{
	return (struct remote_request){.method = "GET", .url = url_of(s, path), .ca_file = tls_server_ca(s), .timeout_ms = 20000};
}

static enum error_code code_of(const struct remote_request *r)
{
	struct remote_answer answer;
	struct error e = {0};
	bool ok = remote_http(arena, r, &answer, &e);

	assert_int_equal(ok, e.code == ERR_NONE);
	return e.code;
}

static void any_status_is_an_answer(void **state)
{
	struct tls_server *server = tls_server_start("none");
	struct remote_request r = get_of(server, "/a?x=1");
	struct remote_answer answer;

	(void)state;
	tls_server_script(server, "GET /a 200 {\"a\":1}\nGET /b text404 no\n");
	assert_true(remote_http(arena, &r, &answer, NULL));
	assert_int_equal(answer.status, 200);
	assert_string_equal(answer.body, "{\"a\":1}");
	assert_int_equal(answer.len, 7);
	assert_string_equal(answer.type, "application/json");
	r.url = url_of(server, "/b");
	assert_true(remote_http(arena, &r, &answer, NULL));
	assert_int_equal(answer.status, 404);
	assert_string_equal(answer.body, "no");
	tls_server_stop(&server);
}

static void sends_what_it_is_given(void **state)
{
	struct tls_server *server = tls_server_start("none");
	struct remote_request r = {.method = "POST", .url = url_of(server, "/p"), .ca_file = tls_server_ca(server), .timeout_ms = 20000,
		.type = "application/x-www-form-urlencoded", .body = "a=b", .user = "wms", .password = "s:e", .accept = "application/json"};
	struct remote_answer answer;
	char *request;
	size_t len;

	(void)state;
	tls_server_script(server, "POST /p 201 {}\n");
	assert_true(remote_http(arena, &r, &answer, NULL));
	request = tls_server_request(server, 1, &len);
	assert_int_equal(strncmp(request, "POST /p HTTP/1.1\r\n", 18), 0);
	assert_non_null(strstr(request, "\r\nAuthorization: Basic d21zOnM6ZQ==\r\n"));
	assert_non_null(strstr(request, "\r\nContent-Type: application/x-www-form-urlencoded\r\n"));
	assert_non_null(strstr(request, "\r\nAccept: application/json\r\n"));
	assert_null(strstr(request, "Expect"));
	assert_string_equal(request + len - 3, "a=b");
	free(request);
	tls_server_stop(&server);
}

static void a_redirect_is_only_told(void **state)
{
	struct tls_server *server = tls_server_start("none");
	struct remote_request r = get_of(server, "/from");
	struct remote_answer answer;

	(void)state;
	tls_server_script(server, arena_printf(arena, "GET /from 302 %s\nGET /to 200 {}\n", url_of(server, "/to")));
	assert_true(remote_http(arena, &r, &answer, NULL));
	assert_int_equal(answer.status, 302);
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
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct tls_server *server = tls_server_start(faults[i]);
		struct remote_request r = get_of(server, "/secret");
		enum error_code code = code_of(&r);

		if (code != ERR_TLS)
			fail_msg("%s: %s", faults[i], error_rows[code].code);
		if (tls_server_wait(server, "closed", "bytes") != 0)
			fail_msg("%s: the server saw bytes of a request", faults[i]);
		tls_server_stop(&server);
	}
}

static void the_systems_authorities_do_not_know_it(void **state)
{
	struct tls_server *server = tls_server_start("none");
	struct remote_request r = get_of(server, "/a");

	(void)state;
	r.ca_file = "";
	assert_int_equal(code_of(&r), ERR_TLS);
	tls_server_stop(&server);
}

static void trouble_has_its_code(void **state)
{
	struct tls_server *server = tls_server_start("none");
	struct remote_request r = get_of(server, "/hang");

	(void)state;
	tls_server_script(server, "GET /hang hang\nGET /drop drop\nGET /short short {}\nGET /big big\nGET /ten 200 0123456789\n");
	r.timeout_ms = 300;
	assert_int_equal(code_of(&r), ERR_TIMEOUT);
	r = get_of(server, "/drop");
	assert_int_equal(code_of(&r), ERR_OFFLINE);
	r = get_of(server, "/short");
	assert_int_equal(code_of(&r), ERR_OFFLINE);
	r = get_of(server, "/big");
	assert_int_equal(code_of(&r), ERR_TOO_LARGE);
	r = get_of(server, "/ten");
	r.most = 9;
	assert_int_equal(code_of(&r), ERR_TOO_LARGE);
	r.most = 10;
	assert_int_equal(code_of(&r), ERR_NONE);
	r.url = "https://127.0.0.1:1/";
	assert_int_equal(code_of(&r), ERR_OFFLINE);
	tls_server_stop(&server);
}

struct asked {
	struct remote_request request;
	enum error_code code;
};

static void ask(void *arg)
{
	struct asked *asked = arg;

	asked->code = code_of(&asked->request);
}

static void is_broken_off_when_told(void **state)
{
	struct tls_server *server = tls_server_start("none");
	struct asked asked = {.request = get_of(server, "/hang")};
	struct chan *stop = chan_new(0);
	struct thread *thread;

	(void)state;
	tls_server_script(server, "GET /hang hang\n");
	asked.request.timeout_ms = 600000;
	asked.request.stop_fd = chan_fd(stop);
	thread = thread_start("ask", ask, &asked);
	tls_server_wait(server, "request GET /hang", "nothing");
	chan_close(stop);
	thread_join(&thread);
	assert_int_equal(asked.code, ERR_CANCELLED);
	chan_free(&stop);
	tls_server_stop(&server);
}

static void takes_only_safe_addresses(void **state)
{
	static const char *const bad[] = {
		"", "/a", "wms.example.com", "ftp://127.0.0.1/", "file:///etc/passwd", "http://wms.example.com/", "http://localhost/", "http://10.0.0.1/",
		"http://[::2]/", "http://user@127.0.0.1/", "https://user:password@127.0.0.1/", "smtp://127.0.0.1/", "http://127.0.0.1.example.com/",
		"http://[::ffff:10.0.0.1]/", "https://a b/", "gopher://127.0.0.1/",
	};
	static const char *const good[] = {"http://127.0.0.1:1/", "http://127.255.0.3:1/", "http://[::1]:1/", "https://127.0.0.1:1/"};
	struct remote_request r = {.method = "GET", .timeout_ms = 20000};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		r.url = bad[i];
		if (code_of(&r) != ERR_INVALID)
			fail_msg("%s was taken", bad[i]);
	}
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		r.url = good[i];
		if (code_of(&r) != ERR_OFFLINE)
			fail_msg("%s was not", good[i]);
	}
}

static bool serves(const char *host, int port, const char *security)
{
	return remote_mail_server_check(&(struct remote_mail_server){.host = host, .port = port, .security = security}, NULL);
}

static void a_mail_server_is_believed_or_this_machine(void **state)
{
	(void)state;
	assert_true(serves("mail.example.com", 587, "starttls"));
	assert_true(serves("2001:db8::1", 465, "tls"));
	assert_true(serves("127.0.0.1", 25, "none"));
	assert_true(serves("::1", 25, "none"));
	assert_false(serves("mail.example.com", 25, "none"));
	assert_false(serves("localhost", 25, "none"));
	assert_false(serves("10.0.0.1", 25, "none"));
	assert_false(serves("mail.example.com", 25, "maybe"));
	assert_false(serves("mail.example.com", 0, "tls"));
	assert_false(serves("", 587, "tls"));
	assert_false(serves("a@b", 587, "tls"));
	assert_false(serves("a/b", 587, "tls"));
	assert_false(serves("a\r\nb", 587, "tls"));
}

/* Nothing goes out at all: there is no server at that port. */
static void an_address_cannot_end_its_command(void **state)
{
	static const char *const bad[] = {"", "a@b\r\nDATA", "a@b>", "<a@b", "a b@c", "\xc3\xa5@b"};
	struct remote_mail_server server = {.host = "127.0.0.1", .port = 1, .security = "none"};
	struct remote_mail_answer answer;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error from = {0}, to = {0};

		assert_false(remote_mail(&server, bad[i], "a@b", "x", 1, &answer, &from));
		assert_false(remote_mail(&server, "a@b", bad[i], "x", 1, &answer, &to));
		assert_int_equal(from.code, ERR_INVALID);
		assert_int_equal(to.code, ERR_INVALID);
	}
}

/* A server that says only what it is told to say, then nothing. */
struct mute {
	int listener;
	const char *const *lines;
	struct chan *stop; /* closed when all is said */
	struct thread *thread;
};

static void serve(void *arg)
{
	struct mute *m = arg;
	int c = accept(m->listener, NULL, NULL);
	char heard[1024];

	for (const char *const *line = m->lines; *line; line++) {
		assert_int_equal(write(c, *line, strlen(*line)), (ssize_t)strlen(*line));
		assert_true(read(c, heard, sizeof heard) > 0);
	}
	chan_close(m->stop);
	/* Whatever else comes, until he who asks goes. */
	while (read(c, heard, sizeof heard) > 0)
		;
	close(c);
}

static struct remote_mail_server mute_start(struct mute *m, const char *const *lines)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof at;

	*m = (struct mute){.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), .lines = lines, .stop = chan_new(0)};
	assert_int_equal(bind(m->listener, (struct sockaddr *)&at, size), 0);
	assert_int_equal(listen(m->listener, 5), 0);
	assert_int_equal(getsockname(m->listener, (struct sockaddr *)&at, &size), 0);
	m->thread = thread_start("mute", serve, m);
	return (struct remote_mail_server){.host = "127.0.0.1", .port = ntohs(at.sin_port), .security = "none"};
}

static void mute_end(struct mute *m)
{
	thread_join(&m->thread);
	chan_free(&m->stop);
	close(m->listener);
}

static const char *const silent[] = {NULL};

static void mail_has_its_time(void **state)
{
	struct mute m;
	struct remote_mail_server server = mute_start(&m, silent);
	struct remote_mail_answer answer;
	struct error e = {0};

	(void)state;
	server.timeout_ms = 300;
	assert_false(remote_mail(&server, "a@b", "c@d", "x", 1, &answer, &e));
	assert_int_equal(e.code, ERR_TIMEOUT);
	assert_int_equal(answer.status, 0);
	assert_false(answer.permanent);
	mute_end(&m);
}

/* Wherever the server falls silent; it would wait ten minutes. */
static void mail_is_broken_off_when_told(void **state)
{
	static const char *const greeted[] = {"220 here\r\n", NULL};
	static const char *const halfway[] = {"220 here\r\n", "250 hello\r\n", "250 yes\r\n", NULL};
	static const char *const begun[] = {"220 here\r\n", "250 hello\r\n", "250 yes\r\n", "250 yes\r\n", "354 go on\r\n", NULL};
	static const char *const *const scripts[] = {silent, greeted, halfway, begun};

	(void)state;
	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
		struct mute m;
		struct remote_mail_server server = mute_start(&m, scripts[i]);
		struct remote_mail_answer answer;
		struct error e = {0};
		int64_t start_ms = clock_mono_ms();

		server.timeout_ms = 600000;
		server.stop_fd = chan_fd(m.stop);
		assert_false(remote_mail(&server, "a@b", "c@d", "x", 1, &answer, &e));
		assert_int_equal(e.code, ERR_CANCELLED);
		if (clock_mono_ms() - start_ms > 60000)
			fail_msg("it waited for the server");
		mute_end(&m);
	}
}

static int begin(void **state)
{
	(void)state;
	arena = arena_new();
	return remote_init() ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_status_is_an_answer),
		cmocka_unit_test(sends_what_it_is_given),
		cmocka_unit_test(a_redirect_is_only_told),
		cmocka_unit_test(a_wrong_certificate_gets_no_request_byte),
		cmocka_unit_test(the_systems_authorities_do_not_know_it),
		cmocka_unit_test(trouble_has_its_code),
		cmocka_unit_test(is_broken_off_when_told),
		cmocka_unit_test(takes_only_safe_addresses),
		cmocka_unit_test(a_mail_server_is_believed_or_this_machine),
		cmocka_unit_test(an_address_cannot_end_its_command),
		cmocka_unit_test(mail_has_its_time),
		cmocka_unit_test(mail_is_broken_off_when_told),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
