/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/http.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"
#include "proto/cidr.h"
#include "server/api/forwarded.h"
#include "server/api/guard.h"
#include "server/api/target.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gnutls/gnutls.h>
#include <microhttpd.h>

#define BACKLOG      128
#define IDLE_S       60
#define STACK_BYTES  (512 * 1024)
#define MEMORY_BYTES (32 * 1024)
#define STOP_MS      1500
#define PRIORITIES   "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-AES-128-CBC:-AES-256-CBC"

struct http_server {
	struct MHD_Daemon *daemon;
	http_handler *handle;
	void *arg;
	size_t body_most;
	struct arena *arena;
	struct cidr *proxies;
	size_t proxy_count;
	int port;
	gnutls_datum_t tickets;
	atomic_int serving;
};

/* One request on its way; made when its first line has come. */
struct exchange {
	struct http_request in;
	struct arena *arena;
	struct target target;
	struct buf body;
	size_t body_len; /* announced */
	char address[INET6_ADDRSTRLEN];
	bool begun, serving;
};

static const char *get_header(const struct http_request *in, const char *name)
{
	return MHD_lookup_connection_value(in->connection, MHD_HEADER_KIND, name);
}

static const struct exchange *exchange_of(const struct http_request *in)
{
	return (const struct exchange *)(const void *)in; /* its first member */
}

static const char *get_query(const struct http_request *in, const char *name)
{
	return target_find(&exchange_of(in)->target, name);
}

static bool get_query_at(const struct http_request *in, size_t i, const char **name, const char **value)
{
	const struct target *t = &exchange_of(in)->target;

	if (i >= t->count)
		return false;
	*name = t->parameters[i].name;
	*value = t->parameters[i].value;
	return true;
}

static void print_address(struct MHD_Connection *con, char out[INET6_ADDRSTRLEN])
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(con, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *sa = info ? info->client_addr : NULL;
	const void *at = NULL;
	int family = AF_INET;

	if (sa && sa->sa_family == AF_INET)
		at = &((const struct sockaddr_in *)(const void *)sa)->sin_addr;
	if (sa && sa->sa_family == AF_INET6) {
		const struct in6_addr *six = &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr;

		family = IN6_IS_ADDR_V4MAPPED(six) ? AF_INET : AF_INET6;
		at = family == AF_INET ? &six->s6_addr[12] : (const void *)six;
	}
	if (!at || !inet_ntop(family, at, out, INET6_ADDRSTRLEN))
		str_copy(out, INET6_ADDRSTRLEN, "?");
}

static void *exchange_new(void *arg, const char *target, struct MHD_Connection *con)
{
	struct arena *a = arena_new();
	struct exchange *x = arena_new_of(a, struct exchange);

	(void)arg;
	x->arena = a;
	print_address(con, x->address);
	x->in = (struct http_request){
		.arena = a,
		.target = arena_strdup(a, target),
		.address = x->address,
		.header = get_header,
		.query = get_query,
		.query_at = get_query_at,
		.connection = con,
	};
	return x;
}

static void exchange_end(void *arg, struct MHD_Connection *con, void **slot, enum MHD_RequestTerminationCode why)
{
	struct http_server *s = arg;
	struct exchange *x = *slot;
	struct arena *a;

	(void)con;
	(void)why;
	if (!x)
		return;
	*slot = NULL;
	if (x->serving)
		atomic_fetch_sub(&s->serving, 1);
	buf_release(&x->body);
	a = x->arena;
	arena_free(&a);
}

static enum MHD_Result answer_send(struct exchange *x, const struct http_answer *out, bool close)
{
	const char *text = out->json ? json_print(x->arena, out->json) : out->text ? out->text : "";
	struct MHD_Response *r = MHD_create_response_from_buffer(strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result ok;

	if (!r)
		return MHD_NO;
	if (*text)
		MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, out->type ? out->type : "application/json");
	MHD_add_response_header(r, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
	for (size_t i = 0; i < sizeof out->headers / sizeof *out->headers && out->headers[i][0]; i++)
		MHD_add_response_header(r, out->headers[i][0], out->headers[i][1]);
	if (close)
		MHD_add_response_header(r, MHD_HTTP_HEADER_CONNECTION, "close");
	ok = MHD_queue_response(x->in.connection, out->status ? (unsigned)out->status : MHD_HTTP_OK, r);
	MHD_destroy_response(r);
	return ok;
}

void http_problem(const struct http_request *in, struct http_answer *out, const struct error *e)
{
	const struct error_row *row = &error_rows[e->code];
	struct json *doc = json_object(in->arena);
	char words[512];

	error_words(e, row->words, words, sizeof words);
	json_set_str(doc, "type", arena_printf(in->arena, "urn:wmsd:problem:%s", row->code));
	json_set_str(doc, "title", words);
	json_set_int(doc, "status", row->status);
	json_set_str(doc, "code", row->code);
	if (e->field[0])
		json_set_str(doc, "field", e->field);
	if (e->detail[0])
		json_set_str(doc, "detail", e->detail);
	out->status = row->status;
	out->json = doc;
	out->type = "application/problem+json";
}

static enum MHD_Result refuse(struct exchange *x, const struct error *e)
{
	struct http_answer out = {0};

	log_event(LOG_WARN, "http.refused", "address", x->in.address, "code", error_rows[e->code].code, "detail", e->detail, NULL);
	http_problem(&x->in, &out, e);
	if (e->code == ERR_METHOD) {
		out.headers[0][0] = "Allow";
		out.headers[0][1] = "GET, HEAD, POST, PUT, DELETE";
	}
	return answer_send(x, &out, true);
}

struct headers {
	struct guard_header list[GUARD_HEADERS + 1];
	size_t count;
};

static enum MHD_Result note_header(
	void *arg, enum MHD_ValueKind kind, const char *name, size_t name_len, const char *value, size_t value_len)
{
	struct headers *h = arg;

	(void)kind;
	h->list[h->count++] = (struct guard_header){name, value, name_len, value_len};
	return h->count <= GUARD_HEADERS ? MHD_YES : MHD_NO;
}

static const char *client_address(const struct http_server *s, const struct exchange *x, const struct headers *h)
{
	const char *lines[GUARD_HEADERS];
	size_t n = 0;

	for (size_t i = 0; i < h->count; i++)
		if (strcasecmp(h->list[i].name, "X-Forwarded-For") == 0)
			lines[n++] = h->list[i].value;
	return forwarded_address(x->arena, x->address, lines, n, s->proxies, s->proxy_count);
}

/* The request line and the headers have come; nothing of the body was read. */
static enum MHD_Result begin(struct http_server *s, struct exchange *x, const char *method, const char *version)
{
	struct headers *h = arena_new_of(x->arena, struct headers);
	const union MHD_ConnectionInfo *size = MHD_get_connection_info(x->in.connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	struct guard_request guard;
	struct error e = {0};

	x->begun = true;
	MHD_get_connection_values_n(x->in.connection, MHD_HEADER_KIND, note_header, h);
	x->in.method = arena_strdup(x->arena, method);
	guard = (struct guard_request){
		.method = method,
		.version = version,
		.target = x->in.target,
		.headers = h->list,
		.header_count = h->count,
		.size = size ? size->header_size : 0,
		.body_most = s->body_most,
	};
	if (!guard_check(&guard, &x->body_len, &e) || !target_read(x->arena, x->in.target, &x->target, &e))
		return refuse(x, &e);
	x->in.path = x->target.path;
	x->in.address = client_address(s, x, h);
	return MHD_YES;
}

static enum MHD_Result take_body(struct http_server *s, struct exchange *x, const char *data, size_t *len)
{
	if (x->body.len + *len > s->body_most)
		return MHD_NO;
	buf_add(&x->body, data, *len);
	*len = 0;
	return MHD_YES;
}

static enum MHD_Result serve(struct http_server *s, struct exchange *x)
{
	struct http_answer out = {0};
	int64_t began_ms = clock_mono_ms();
	enum MHD_Result ok;
	char status[12], took[24];

	x->serving = true;
	atomic_fetch_add(&s->serving, 1);
	x->in.body = buf_str(&x->body);
	x->in.body_len = x->body.len;
	s->handle(s->arg, &x->in, &out);
	ok = answer_send(x, &out, false);
	snprintf(status, sizeof status, "%d", out.status ? out.status : 200);
	snprintf(took, sizeof took, "%lld", (long long)(clock_mono_ms() - began_ms));
	log_event(LOG_DEBUG, "http", "method", x->in.method, "path", x->in.path, "status", status, "ms", took, "address", x->in.address, NULL);
	return ok;
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *con, const char *url, const char *method, const char *version,
	const char *data, size_t *len, void **slot)
{
	struct http_server *s = arg;
	struct exchange *x = *slot;

	(void)con;
	(void)url;
	if (!x->begun)
		return begin(s, x, method, version);
	if (*len > 0)
		return take_body(s, x, data, len);
	return serve(s, x);
}

/* Without this no TLS session is ever resumed. */
static void on_connection(void *arg, struct MHD_Connection *con, void **socket_context, enum MHD_ConnectionNotificationCode what)
{
	struct http_server *s = arg;
	const union MHD_ConnectionInfo *info;

	(void)socket_context;
	if (what != MHD_CONNECTION_NOTIFY_STARTED)
		return;
	info = MHD_get_connection_info(con, MHD_CONNECTION_INFO_GNUTLS_SESSION);
	if (info && info->tls_session)
		gnutls_session_ticket_enable_server(info->tls_session, &s->tickets);
}

static void on_complaint(void *arg, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
static void on_complaint(void *arg, const char *fmt, va_list ap)
{
	char words[240];

	(void)arg;
	vsnprintf(words, sizeof words, fmt, ap);
	words[strcspn(words, "\n")] = '\0';
	log_event(LOG_DEBUG, "http.library", "words", words, NULL);
}

static bool read_address(const struct http_options *o, struct sockaddr_storage *out, socklen_t *len, struct error *e)
{
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)o->port)};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)o->port)};

	memset(out, 0, sizeof *out);
	if (inet_pton(AF_INET, o->address, &four.sin_addr) == 1) {
		memcpy(out, &four, *len = sizeof four);
		return true;
	}
	if (inet_pton(AF_INET6, o->address, &six.sin6_addr) == 1) {
		memcpy(out, &six, *len = sizeof six);
		return true;
	}
	return error_set(e, ERR_INVALID, "address", "%s is no IPv4 or IPv6 address", o->address);
}

/* A listening socket of our own, so that what is wrong with it can be said. */
static int listen_on(const struct http_options *o, int *port, struct error *e)
{
	struct sockaddr_storage at;
	socklen_t len = 0;
	int fd, on = 1, off = 0;

	if (!read_address(o, &at, &len, e))
		return -1;
	fd = socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0) {
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
		if (at.ss_family == AF_INET6)
			setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
	}
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, len) || listen(fd, BACKLOG) || getsockname(fd, (struct sockaddr *)&at, &len)) {
		error_set(e, ERR_IO, NULL, "%s port %d: %s", o->address, o->port, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	*port = ntohs(at.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)(void *)&at)->sin6_port
					       : ((struct sockaddr_in *)(void *)&at)->sin_port);
	return fd;
}

static struct MHD_Daemon *daemon_start(struct http_server *s, const struct http_options *o, int fd)
{
	unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_TLS | MHD_USE_ITC |
		MHD_USE_ERROR_LOG;

	return MHD_start_daemon(flags, 0, NULL, NULL, on_request, s,
		MHD_OPTION_EXTERNAL_LOGGER, on_complaint, NULL,
		MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_HTTPS_MEM_KEY, o->key,
		MHD_OPTION_HTTPS_MEM_CERT, o->certificate,
		MHD_OPTION_HTTPS_PRIORITIES, PRIORITIES,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
		MHD_OPTION_URI_LOG_CALLBACK, exchange_new, s,
		MHD_OPTION_NOTIFY_COMPLETED, exchange_end, s,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)o->connections,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)o->connections_per_address,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_BYTES,
		MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_BYTES,
		MHD_OPTION_END);
}

static void http_free(struct http_server *s)
{
	gnutls_free(s->tickets.data);
	arena_free(&s->arena);
	free(s);
}

struct http_server *http_start(const struct http_options *o, http_handler *handle, void *arg, struct error *e)
{
	struct http_server *s = xcalloc(1, sizeof *s);
	int fd = listen_on(o, &s->port, e);

	s->handle = handle;
	s->arg = arg;
	s->body_most = o->body_most;
	s->arena = arena_new();
	if (fd < 0 || !cidr_list_read(s->arena, o->trusted_proxies ? o->trusted_proxies : "", "trusted_proxies", &s->proxies, &s->proxy_count, e)) {
		if (fd >= 0)
			close(fd);
		http_free(s);
		return NULL;
	}
	if (gnutls_session_ticket_key_generate(&s->tickets) == 0)
		s->daemon = daemon_start(s, o, fd);
	if (!s->daemon) {
		error_set(e, ERR_TLS, NULL, "the certificate or its key cannot be used");
		close(fd);
		http_free(s);
		return NULL;
	}
	return s;
}

int http_port(const struct http_server *s)
{
	return s->port;
}

void http_stop(struct http_server **s)
{
	int64_t until_ms = clock_mono_ms() + STOP_MS;
	int fd;

	if (!*s)
		return;
	fd = MHD_quiesce_daemon((*s)->daemon);
	while (atomic_load(&(*s)->serving) > 0 && clock_mono_ms() < until_ms)
		poll(NULL, 0, 5);
	MHD_stop_daemon((*s)->daemon);
	if (fd >= 0)
		close(fd);
	gnutls_memset((*s)->tickets.data, 0, (*s)->tickets.size);
	http_free(*s);
	*s = NULL;
}
