/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/remote/remote.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "proto/cidr.h"

#include <curl/curl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_MS 10000
#define HTTP_MS    10000
#define HTTP_MOST  ((size_t)256 * 1024)
#define MAIL_MS    30000
#define LOOK_MS    1000

bool remote_init(void)
{
	return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

static CURL *easy_new(char why[CURL_ERROR_SIZE])
{
	CURL *easy = curl_easy_init();

	if (!easy)
		xdie("out of memory");
	why[0] = '\0';
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, why);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	/* Or a name server that does not answer keeps the program from ending. */
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	/* Nothing of the environment may lead us elsewhere. */
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	return easy;
}

static void set_trust(CURL *easy, const char *ca_file)
{
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	if (str_empty(ca_file))
		return;
	curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
	curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
}

static void set_time(CURL *easy, int timeout_ms)
{
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)(timeout_ms < CONNECT_MS ? timeout_ms : CONNECT_MS));
}

/* Once stopped, stopped for ever. */
struct watch {
	int fd;
	bool stopped;
};

/* Asked at each step, and each second inside of what does not come back to
 * us: the end of a message and the goodbye. */
static int is_stopped(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct watch *w = arg;
	struct pollfd p = {.fd = w->fd, .events = POLLIN};

	(void)a;
	(void)b;
	(void)c;
	(void)d;
	w->stopped = w->stopped || (w->fd && poll(&p, 1, 0) == 1);
	return w->stopped;
}

/* A connection of its own, that is closed behind it.  It is broken off from
 * inside: a handle that is only taken away ends its message and waits. */
static CURLcode perform(CURL *easy, int stop_fd, bool *stopped)
{
	struct curl_waitfd stop = {.fd = stop_fd, .events = CURL_WAIT_POLLIN};
	struct watch watch = {.fd = stop_fd};
	CURLM *multi = curl_multi_init();
	CURLcode rc = CURLE_ABORTED_BY_CALLBACK;
	int running, left;
	CURLMsg *m;

	if (!multi || curl_multi_add_handle(multi, easy) != CURLM_OK)
		xdie("out of memory");
	curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, is_stopped);
	curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &watch);
	while (curl_multi_perform(multi, &running) == CURLM_OK && running)
		curl_multi_poll(multi, &stop, stop_fd ? 1 : 0, LOOK_MS, NULL);
	while ((m = curl_multi_info_read(multi, &left)))
		if (m->msg == CURLMSG_DONE)
			rc = m->data.result;
	curl_multi_remove_handle(multi, easy);
	curl_multi_cleanup(multi);
	*stopped = watch.stopped;
	return rc;
}

static enum error_code code_of(CURL *easy, CURLcode rc)
{
	curl_off_t connected_us = 0;

	switch (rc) {
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_INVALIDCERTSTATUS:
	case CURLE_USE_SSL_FAILED:
		return ERR_TLS;
	case CURLE_OPERATION_TIMEDOUT:
		curl_easy_getinfo(easy, CURLINFO_CONNECT_TIME_T, &connected_us);
		return connected_us ? ERR_TIMEOUT : ERR_OFFLINE;
	default:
		return ERR_OFFLINE;
	}
}

static bool fail(CURL *easy, CURLcode rc, bool stopped, const char *why, const char *host, struct error *e)
{
	if (stopped)
		return error_set(e, ERR_CANCELLED, NULL, "broken off");
	return error_set(e, code_of(easy, rc), host, "%.200s", *why ? why : curl_easy_strerror(rc));
}

/* 127.0.0.0/8, ::1: as addresses, for a name may lead anywhere. */
static bool is_loopback(const char *host)
{
	static const unsigned char one[16] = {[15] = 1};
	char bare[64];
	struct address a;

	str_copy(bare, sizeof bare, host + (*host == '['));
	bare[strcspn(bare, "]")] = '\0';
	if (!address_read(bare, &a))
		return false;
	return a.six ? memcmp(a.bytes, one, sizeof one) == 0 : a.bytes[0] == 127;
}

/* --- HTTP --- */

struct body {
	struct buf data;
	size_t most;
	bool too_large;
};

static size_t take_body(char *p, size_t size, size_t n, void *arg)
{
	struct body *b = arg;

	b->too_large = size * n > b->most - b->data.len;
	if (b->too_large)
		return CURL_WRITEFUNC_ERROR;
	buf_add(&b->data, p, size * n);
	return size * n;
}

static CURLU *read_url(const char *url, struct error *e)
{
	CURLU *u = curl_url();
	char *scheme = NULL, *host = NULL;
	bool ok;

	if (!u)
		xdie("out of memory");
	ok = !str_empty(url) && curl_url_set(u, CURLUPART_URL, url, CURLU_DISALLOW_USER) == CURLUE_OK &&
		curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK && curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
		(str_eq(scheme, "https") || (str_eq(scheme, "http") && is_loopback(host)));
	curl_free(scheme);
	curl_free(host);
	if (ok)
		return u;
	curl_url_cleanup(u);
	error_set(e, ERR_INVALID, "url", "https://host/... is wanted, not %.100s", url ? url : "");
	return NULL;
}

static struct curl_slist *add_header(struct curl_slist *list, const char *name, const char *value)
{
	struct buf line = BUF_INIT;

	/* Without a value curl leaves the header out. */
	buf_addf(&line, "%s:%s%s", name, str_empty(value) ? "" : " ", value ? value : "");
	list = curl_slist_append(list, buf_str(&line));
	if (!list)
		xdie("out of memory");
	buf_release(&line);
	return list;
}

static struct curl_slist *set_request(CURL *easy, const struct remote_request *in)
{
	struct curl_slist *headers = NULL;

	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	if (in->body) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(in->body));
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, in->body);
	}
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, in->method);
	if (in->user) {
		curl_easy_setopt(easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(easy, CURLOPT_USERNAME, in->user);
		curl_easy_setopt(easy, CURLOPT_PASSWORD, in->password ? in->password : "");
	} else if (in->bearer) {
		curl_easy_setopt(easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
		curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, in->bearer);
	}
	headers = add_header(headers, "Expect", NULL);
	headers = add_header(headers, "Content-Type", in->body ? in->type : NULL);
	headers = add_header(headers, "Accept", in->accept ? in->accept : "*/*");
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	return headers;
}

static void read_answer(struct arena *a, CURL *easy, const struct body *body, struct remote_answer *out)
{
	const char *type = NULL;
	long status = 0;

	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
	out->status = (int)status;
	out->type = arena_strdup(a, type ? type : "");
	out->len = body->data.len;
	out->body = arena_strndup(a, buf_str(&body->data), body->data.len);
}

static bool ask(struct arena *a, CURL *easy, const struct remote_request *in, struct remote_answer *out, const char *why, struct error *e)
{
	struct body body = {.most = in->most ? in->most : HTTP_MOST};
	struct curl_slist *headers = set_request(easy, in);
	bool stopped, ok;
	CURLcode rc;

	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, &body);
	rc = perform(easy, in->stop_fd, &stopped);
	ok = rc == CURLE_OK;
	if (ok)
		read_answer(a, easy, &body, out);
	else if (body.too_large)
		error_set(e, ERR_TOO_LARGE, NULL, "an answer of more than %zu bytes", body.most);
	else
		fail(easy, rc, stopped, why, "url", e);
	curl_slist_free_all(headers);
	buf_release(&body.data);
	return ok;
}

bool remote_http(struct arena *a, const struct remote_request *in, struct remote_answer *out, struct error *e)
{
	char why[CURL_ERROR_SIZE];
	CURLU *url = read_url(in->url, e);
	CURL *easy;
	bool ok;

	*out = (struct remote_answer){.type = "", .body = arena_strdup(a, "")};
	if (!url)
		return false;
	easy = easy_new(why);
	/* Taken as it was judged, not read once more. */
	curl_easy_setopt(easy, CURLOPT_CURLU, url);
	set_trust(easy, in->ca_file);
	set_time(easy, in->timeout_ms ? in->timeout_ms : HTTP_MS);
	ok = ask(a, easy, in, out, why, e);
	curl_easy_cleanup(easy);
	curl_url_cleanup(url);
	return ok;
}

/* --- SMTP --- */

struct letter {
	CURL *easy;
	const char *message;
	size_t len, sent;
	bool begun, more; /* the message was asked for; the answer goes on in the next line */
	char *said;       /* of the answer's `said` */
	size_t size;
};

static size_t give_message(char *p, size_t size, size_t n, void *arg)
{
	struct letter *l = arg;
	size_t left = l->len - l->sent, take = size * n < left ? size * n : left;

	l->begun = true;
	memcpy(p, l->message + l->sent, take);
	l->sent += take;
	return take;
}

/* The words of the last answer, its lines one after another. */
static size_t hear(char *p, size_t size, size_t n, void *arg)
{
	struct letter *l = arg;
	size_t len = size * n, at = l->more ? strlen(l->said) : 0;
	char line[256];

	/* The goodbye decides nothing. */
	if (len > 3 && memcmp(p, "221", 3) == 0)
		return len;
	while (len > 0 && (p[len - 1] == '\n' || p[len - 1] == '\r'))
		len--;
	if (len >= sizeof line)
		len = sizeof line - 1;
	memcpy(line, p, len);
	line[len] = '\0';
	str_copy(l->said + at, l->size - at, l->more && len > 3 ? line + 3 : line);
	if (at && l->said[at])
		l->said[at] = ' ';
	l->more = len > 3 && line[3] == '-';
	/* It was decided; how long the server takes to say goodbye matters no more. */
	if (l->begun && l->sent == l->len && !l->more)
		curl_easy_setopt(l->easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, 1L);
	return size * n;
}

/* Nothing of it can end the command it stands in. */
static bool is_plain(const char *address)
{
	for (const char *p = address; *p; p++)
		if (*p <= ' ' || *p > '~' || *p == '<' || *p == '>')
			return false;
	return *address != '\0';
}

bool remote_mail_server_check(const struct remote_mail_server *s, struct error *e)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:";

	if (str_empty(s->host) || s->host[strspn(s->host, allowed)])
		return error_set(e, ERR_INVALID, "host", "a name or an address is wanted, not %.100s", s->host ? s->host : "");
	if (s->port < 1 || s->port > 65535)
		return error_set(e, ERR_INVALID, "port", "1 to 65535");
	if (str_eq(s->security, "starttls") || str_eq(s->security, "tls"))
		return true;
	if (!str_eq(s->security, "none"))
		return error_set(e, ERR_INVALID, "security", "starttls, tls or none");
	return is_loopback(s->host) || error_set(e, ERR_INVALID, "security", "none is for 127.0.0.1 and ::1 alone");
}

static void set_server(CURL *easy, const struct remote_mail_server *s)
{
	bool tls = str_eq(s->security, "tls"), six = strchr(s->host, ':') != NULL;
	struct buf url = BUF_INIT;

	buf_addf(&url, "%s://%s%s%s:%d", tls ? "smtps" : "smtp", six ? "[" : "", s->host, six ? "]" : "", s->port);
	curl_easy_setopt(easy, CURLOPT_URL, buf_str(&url));
	buf_release(&url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, tls ? "smtps" : "smtp");
	curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)(str_eq(s->security, "none") ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	set_trust(easy, s->ca_file);
	set_time(easy, s->timeout_ms ? s->timeout_ms : MAIL_MS);
	if (str_empty(s->user))
		return;
	curl_easy_setopt(easy, CURLOPT_USERNAME, s->user);
	curl_easy_setopt(easy, CURLOPT_PASSWORD, s->password ? s->password : "");
}

static struct curl_slist *set_letter(struct letter *l, const char *from, const char *to)
{
	struct curl_slist *receivers = curl_slist_append(NULL, to);

	if (!receivers)
		xdie("out of memory");
	curl_easy_setopt(l->easy, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(l->easy, CURLOPT_MAIL_RCPT, receivers);
	curl_easy_setopt(l->easy, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(l->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)l->len);
	curl_easy_setopt(l->easy, CURLOPT_READFUNCTION, give_message);
	curl_easy_setopt(l->easy, CURLOPT_READDATA, l);
	curl_easy_setopt(l->easy, CURLOPT_HEADERFUNCTION, hear);
	curl_easy_setopt(l->easy, CURLOPT_HEADERDATA, l);
	return receivers;
}

/* A refusal of who we are (530 to 538: RFC 4954) is mended here, not in the
 * message: only what is said of the envelope or the message itself is for good. */
static bool refused(const struct letter *l, CURLcode rc, struct remote_mail_answer *out, struct error *e)
{
	long status = 0;

	curl_easy_getinfo(l->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status < 400 || status > 599)
		return false;
	out->status = (int)status;
	out->permanent = status >= 500 && (status < 530 || status > 538) && (rc == CURLE_SEND_ERROR || l->begun);
	error_set(e, ERR_NO_MAIL, NULL, "%.200s", out->said);
	return true;
}

bool remote_mail(const struct remote_mail_server *server, const char *from, const char *to, const char *message, size_t len,
	struct remote_mail_answer *out, struct error *e)
{
	struct letter l = {.message = message, .len = len, .said = out->said, .size = sizeof out->said};
	char why[CURL_ERROR_SIZE];
	struct curl_slist *receivers;
	bool stopped;
	CURLcode rc;

	*out = (struct remote_mail_answer){0};
	if (!remote_mail_server_check(server, e))
		return false;
	if (!is_plain(from) || !is_plain(to))
		return error_set(e, ERR_INVALID, "email", "not an address");
	l.easy = easy_new(why);
	set_server(l.easy, server);
	receivers = set_letter(&l, from, to);
	rc = perform(l.easy, server->stop_fd, &stopped);
	if (rc == CURLE_OK)
		out->status = 250;
	else if (stopped || !refused(&l, rc, out, e))
		fail(l.easy, rc, stopped, why, "mail", e);
	curl_easy_cleanup(l.easy);
	curl_slist_free_all(receivers);
	return rc == CURLE_OK;
}
