/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bare TLS reply: one connection, and whatever is asked on it is answered
 * with as many bytes as the path says (GET /12345).  Nothing is parsed but
 * that number.  Prints its port. */
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

#define USAGE "bare_tls CERTIFICATE KEY"
#define MOST ((size_t)1 << 20)

static int listen_on(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, len) != 0 || listen(fd, 4) != 0 ||
		getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		bench_die("bare_tls", "cannot listen");
	printf("%d\n", ntohs(at.sin_port));
	fflush(stdout);
	return fd;
}

static void answer(gnutls_session_t s, const char *request, char *out)
{
	const char *path = strchr(request, '/');
	size_t len = path ? strtoul(path + 1, NULL, 10) : 0, head;

	if (len > MOST)
		bench_die("bare_tls", "too much is wanted");
	head = (size_t)snprintf(out, 200, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", len);
	memset(out + head, ' ', len);
	for (size_t done = 0; done < head + len;) {
		ssize_t n = gnutls_record_send(s, out + done, head + len - done);

		if (n < 0 && n != GNUTLS_E_AGAIN && n != GNUTLS_E_INTERRUPTED)
			bench_die("bare_tls", gnutls_strerror((int)n));
		done += n > 0 ? (size_t)n : 0;
	}
}

static void serve(gnutls_session_t s)
{
	char *out = xmalloc(MOST + 200), request[4096];
	size_t have = 0;

	for (;;) {
		ssize_t n = gnutls_record_recv(s, request + have, sizeof request - 1 - have);

		if (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED)
			continue;
		if (n <= 0)
			break;
		have += (size_t)n;
		request[have] = '\0';
		if (!strstr(request, "\r\n\r\n"))
			continue;
		answer(s, request, out);
		have = 0;
	}
	free(out);
}

int main(int argc, char **argv)
{
	gnutls_certificate_credentials_t own;
	gnutls_session_t s;
	int listener, fd, code, on = 1;

	if (argc != 3)
		bench_die("usage", USAGE);
	if (gnutls_certificate_allocate_credentials(&own) < 0 ||
		gnutls_certificate_set_x509_key_file(own, argv[1], argv[2], GNUTLS_X509_FMT_PEM) < 0)
		bench_die(argv[1], "cannot be used");
	listener = listen_on();
	fd = accept(listener, NULL, NULL);
	if (fd < 0)
		bench_die("bare_tls", "nobody came");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	gnutls_init(&s, GNUTLS_SERVER);
	gnutls_set_default_priority(s);
	gnutls_credentials_set(s, GNUTLS_CRD_CERTIFICATE, own);
	gnutls_transport_set_int(s, fd);
	do
		code = gnutls_handshake(s);
	while (code < 0 && !gnutls_error_is_fatal(code));
	if (code < 0)
		bench_die("bare_tls", gnutls_strerror(code));
	serve(s);
	gnutls_deinit(s);
	gnutls_certificate_free_credentials(own);
	close(fd);
	close(listener);
	return 0;
}
