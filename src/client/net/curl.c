/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/net/curl.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define CONNECTIONS 8

struct http {
	CURLM *multi;
	char *url, *ca_file;
	int connect_ms;
	struct http_call *calls;
};

struct http_call {
	struct http *http;
	struct http_call *next;
	CURL *easy;
	struct curl_slist *headers;
	struct buf body, request;
	char why[CURL_ERROR_SIZE];
	bool too_large;
	void (*done)(void *arg, const struct http_reply *reply);
	void *arg;
};

static bool check_url(const char *url, struct error *e)
{
	CURLU *u = curl_url();
	char *path = NULL;
	bool ok = str_starts(url, "https://") && curl_url_set(u, CURLUPART_URL, url, CURLU_DISALLOW_USER) == CURLUE_OK
		&& curl_url_get(u, CURLUPART_PATH, &path, 0) == CURLUE_OK && str_eq(path, "/") && !str_ends(url, "/") && !strpbrk(url, "?#");

	curl_free(path);
	curl_url_cleanup(u);
	return ok || error_set(e, ERR_INVALID, "url", "https://host:port is wanted, not %.100s", url);
}

struct http *http_open(const char *url, const char *ca_file, int connect_ms, struct error *e)
{
	struct http *h;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		xdie("curl cannot start");
	if (!check_url(url, e)) {
		curl_global_cleanup();
		return NULL;
	}
	h = xcalloc(1, sizeof(*h));
	h->multi = curl_multi_init();
	if (!h->multi)
		xdie("curl cannot start");
	curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS);
	h->url = xstrdup(url);
	h->ca_file = xstrdup(ca_file);
	h->connect_ms = connect_ms;
	return h;
}

static void unlink_call(struct http_call *c)
{
	struct http_call **at = &c->http->calls;

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	curl_multi_remove_handle(c->http->multi, c->easy);
}

static void call_free(struct http_call *c)
{
	curl_easy_cleanup(c->easy);
	curl_slist_free_all(c->headers);
	buf_release(&c->body);
	buf_release(&c->request);
	free(c);
}

void http_cancel(struct http_call **c)
{
	if (!*c)
		return;
	unlink_call(*c);
	call_free(*c);
	*c = NULL;
}

void http_close(struct http **h)
{
	if (!*h)
		return;
	while ((*h)->calls) {
		struct http_call *c = (*h)->calls;

		http_cancel(&c);
	}
	curl_multi_cleanup((*h)->multi);
	curl_global_cleanup();
	free((*h)->url);
	free((*h)->ca_file);
	free(*h);
	*h = NULL;
}

static size_t take_body(char *p, size_t size, size_t n, void *arg)
{
	struct http_call *c = arg;

	c->too_large = size * n > HTTP_MOST - c->body.len;
	if (c->too_large)
		return CURL_WRITEFUNC_ERROR;
	buf_add(&c->body, p, size * n);
	return size * n;
}

static void add_header(struct http_call *c, const char *name, const char *value)
{
	struct buf line = BUF_INIT;

	buf_addf(&line, "%s:%s%s", name, *value ? " " : "", value);
	c->headers = curl_slist_append(c->headers, buf_str(&line));
	if (!c->headers)
		xdie("out of memory");
	buf_release(&line);
}

static void set_trust(CURL *easy, const char *ca_file)
{
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
	curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	/* Nothing of the environment may lead us elsewhere. */
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
}

static void set_request(struct http_call *c, const struct http_request *r)
{
	struct buf url = BUF_INIT;

	buf_addf(&url, "%s%s", c->http->url, r->path);
	curl_easy_setopt(c->easy, CURLOPT_URL, buf_str(&url));
	buf_release(&url);
	curl_easy_setopt(c->easy, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(c->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	if (r->body) {
		buf_add(&c->request, r->body, r->len);
		curl_easy_setopt(c->easy, CURLOPT_POSTFIELDS, buf_str(&c->request));
		curl_easy_setopt(c->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->len);
	}
	if (str_eq(r->method, "HEAD"))
		curl_easy_setopt(c->easy, CURLOPT_NOBODY, 1L);
	curl_easy_setopt(c->easy, CURLOPT_CUSTOMREQUEST, r->method);
	/* curl would ask first and wait a second for leave to send a large body. */
	add_header(c, "Expect", "");
	add_header(c, "Content-Type", r->body && r->content_type ? r->content_type : "");
	if (r->authorization)
		add_header(c, "Authorization", r->authorization);
	curl_easy_setopt(c->easy, CURLOPT_HTTPHEADER, c->headers);
}

struct http_call *http_start(struct http *h, const struct http_request *r, void (*done)(void *arg, const struct http_reply *reply), void *arg)
{
	struct http_call *c = xcalloc(1, sizeof(*c));

	*c = (struct http_call){.http = h, .next = h->calls, .done = done, .arg = arg};
	c->easy = curl_easy_init();
	if (!c->easy)
		xdie("out of memory");
	set_trust(c->easy, h->ca_file);
	set_request(c, r);
	curl_easy_setopt(c->easy, CURLOPT_PRIVATE, c);
	curl_easy_setopt(c->easy, CURLOPT_ERRORBUFFER, c->why);
	curl_easy_setopt(c->easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(c->easy, CURLOPT_WRITEDATA, c);
	curl_easy_setopt(c->easy, CURLOPT_NOSIGNAL, 1L);
	/* Or a name server that does not answer keeps the program from ending. */
	curl_easy_setopt(c->easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(c->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)h->connect_ms);
	curl_easy_setopt(c->easy, CURLOPT_TIMEOUT_MS, (long)r->timeout_ms);
	h->calls = c;
	if (curl_multi_add_handle(h->multi, c->easy) != CURLM_OK)
		xdie("curl takes no more");
	return c;
}

static enum error_code code_of(const struct http_call *c, CURLcode rc)
{
	long sent = 0;

	switch (rc) {
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_INVALIDCERTSTATUS:
		return ERR_TLS;
	case CURLE_OPERATION_TIMEDOUT:
		curl_easy_getinfo(c->easy, CURLINFO_REQUEST_SIZE, &sent);
		return sent ? ERR_TIMEOUT : ERR_OFFLINE;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
		return ERR_OFFLINE;
	default:
		return c->too_large ? ERR_TOO_LARGE : ERR_INTERNAL;
	}
}

static const char *header(const struct http_call *c, const char *name)
{
	struct curl_header *h;

	return curl_easy_header(c->easy, name, 0, CURLH_HEADER, -1, &h) == CURLHE_OK ? h->value : "";
}

static void read_reply(const struct http_call *c, CURLcode rc, struct http_reply *out)
{
	long status = 0;

	if (rc != CURLE_OK) {
		error_set(&out->error, code_of(c, rc), NULL, "%.200s", c->why[0] ? c->why : curl_easy_strerror(rc));
		return;
	}
	curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &status);
	out->status = (int)status;
	out->body = buf_str(&c->body);
	out->len = c->body.len;
	out->content_type = header(c, "Content-Type");
	if (uuid_valid(header(c, "Wmsd-Epoch")))
		str_copy(out->epoch, sizeof(out->epoch), header(c, "Wmsd-Epoch"));
	if (!str_int64(header(c, "Wmsd-Time"), 1, INT64_MAX / 2, &out->time_ms))
		out->time_ms = 0;
}

/* Taken out before its owner hears of it, who may then start another. */
static void finish(CURL *easy, CURLcode rc)
{
	struct http_reply reply = {.content_type = "", .body = ""};
	struct http_call *c = NULL;

	curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&c);
	read_reply(c, rc, &reply);
	unlink_call(c);
	c->done(c->arg, &reply);
	call_free(c);
}

/* Gives whether anything was finished. */
static bool go_on(struct http *h)
{
	int running, left;
	bool any = false;
	CURLMsg *m;

	curl_multi_perform(h->multi, &running);
	while ((m = curl_multi_info_read(h->multi, &left))) {
		if (m->msg != CURLMSG_DONE)
			continue;
		finish(m->easy_handle, m->data.result);
		any = true;
	}
	return any;
}

void http_wait(struct http *h, int fd, int timeout_ms)
{
	struct curl_waitfd extra = {.fd = fd, .events = CURL_WAIT_POLLIN};

	/* What has just ended may have left nothing that would wake us. */
	if (go_on(h))
		return;
	curl_multi_poll(h->multi, &extra, 1, timeout_ms, NULL);
	go_on(h);
}
