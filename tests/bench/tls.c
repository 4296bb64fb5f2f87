/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/tls.h"

#include "base/arena.h"
#include "bench/bench.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEAD_MOST 4096
#define ANSWER_MOST ((size_t)8 << 20)

struct tls {
	int fd;
	gnutls_session_t session;
	gnutls_certificate_credentials_t trust;
	char *answer;
	char *request;
	size_t request_room;
};

static void check(int code, const char *what)
{
	if (code < 0)
		bench_die(what, gnutls_strerror(code));
}

static int reach(int port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
		bench_die("connect", "the server cannot be reached");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
}

struct tls *tls_open(int port, const char *ca_file)
{
	struct tls *t = xcalloc(1, sizeof *t);
	int code;

	t->fd = reach(port);
	t->answer = xmalloc(ANSWER_MOST + 1);
	check(gnutls_certificate_allocate_credentials(&t->trust), "gnutls");
	check(gnutls_certificate_set_x509_trust_file(t->trust, ca_file, GNUTLS_X509_FMT_PEM), ca_file);
	check(gnutls_init(&t->session, GNUTLS_CLIENT), "gnutls");
	check(gnutls_set_default_priority(t->session), "gnutls");
	check(gnutls_credentials_set(t->session, GNUTLS_CRD_CERTIFICATE, t->trust), "gnutls");
	gnutls_session_set_verify_cert(t->session, "localhost", 0);
	gnutls_transport_set_int(t->session, t->fd);
	do
		code = gnutls_handshake(t->session);
	while (code < 0 && !gnutls_error_is_fatal(code));
	check(code, "handshake");
	return t;
}

void tls_close(struct tls **t)
{
	gnutls_bye((*t)->session, GNUTLS_SHUT_WR);
	gnutls_deinit((*t)->session);
	gnutls_certificate_free_credentials((*t)->trust);
	close((*t)->fd);
	free((*t)->answer);
	free((*t)->request);
	free(*t);
	*t = NULL;
}

static void send_all(struct tls *t, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = gnutls_record_send(t->session, bytes, len);

		if (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED)
			continue;
		check((int)n, "send");
		bytes += n;
		len -= (size_t)n;
	}
}

static void send_request(struct tls *t, const char *method, const char *path, const char *headers, const char *body, size_t len)
{
	size_t room = HEAD_MOST + len;
	int head;

	if (room > t->request_room) {
		t->request = xrealloc(t->request, room);
		t->request_room = room;
	}
	head = snprintf(t->request, HEAD_MOST, "%s %s HTTP/1.1\r\nHost: localhost\r\n%s", method, path, headers ? headers : "");
	if (head < HEAD_MOST && body)
		head += snprintf(t->request + head, HEAD_MOST - (size_t)head, "Content-Length: %zu\r\n", len);
	if (head + 2 >= HEAD_MOST)
		bench_die(path, "the request's head is too long");
	memcpy(t->request + head, "\r\n", 2);
	if (len)
		memcpy(t->request + head + 2, body, len);
	send_all(t, t->request, (size_t)head + 2 + len);
}

/* Reads on until there are at least `wanted` bytes. */
static size_t receive(struct tls *t, size_t have, size_t wanted)
{
	while (have < wanted) {
		ssize_t n = gnutls_record_recv(t->session, t->answer + have, ANSWER_MOST - have);

		if (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED)
			continue;
		check((int)n, "receive");
		if (n == 0)
			bench_die("receive", "the server closed");
		have += (size_t)n;
	}
	t->answer[have] = '\0';
	return have;
}

struct tls_answer tls_ask(struct tls *t, const char *method, const char *path, const char *headers, const char *body, size_t len)
{
	size_t have = 0, head;
	const char *end = NULL, *length;
	struct tls_answer out;

	send_request(t, method, path, headers, body, len);
	while (!end) {
		have = receive(t, have, have + 1);
		end = strstr(t->answer, "\r\n\r\n");
	}
	head = (size_t)(end - t->answer) + 4;
	out.status = atoi(t->answer + strlen("HTTP/1.1 "));
	length = strstr(t->answer, "\r\nContent-Length:");
	out.len = length && length < end ? strtoul(length + strlen("\r\ncontent-length:"), NULL, 10) : 0;
	if (head + out.len > ANSWER_MOST)
		bench_die(path, "the answer is too long");
	receive(t, have, head + out.len);
	out.body = t->answer + head;
	return out;
}

struct tls_answer tls_must(struct tls *t, int status, const char *method, const char *path, const char *headers, const char *body, size_t len)
{
	struct tls_answer a = tls_ask(t, method, path, headers, body, len);

	if (a.status != status)
		bench_die(path, a.len ? a.body : "another status than expected");
	return a;
}
