/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* dl_iterate_phdr() */
#include "client/net/curl.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CONNECTIONS 8

/* libcurl brings thirty libraries along, which take longer to link than all
 * that comes before the first paint; so it is linked when it is first wanted. */
static struct {
	__typeof__(curl_url) *url;
	__typeof__(curl_url_set) *url_set;
	__typeof__(curl_url_get) *url_get;
	__typeof__(curl_url_cleanup) *url_cleanup;
	__typeof__(curl_free) *free;
	__typeof__(curl_global_init) *global_init;
	__typeof__(curl_global_cleanup) *global_cleanup;
	__typeof__(curl_multi_init) *multi_init;
	__typeof__(curl_multi_setopt) *multi_setopt;
	__typeof__(curl_multi_add_handle) *multi_add_handle;
	__typeof__(curl_multi_remove_handle) *multi_remove_handle;
	__typeof__(curl_multi_perform) *multi_perform;
	__typeof__(curl_multi_info_read) *multi_info_read;
	__typeof__(curl_multi_poll) *multi_poll;
	__typeof__(curl_multi_cleanup) *multi_cleanup;
	__typeof__(curl_easy_init) *easy_init;
	__typeof__(curl_easy_setopt) *easy_setopt;
	__typeof__(curl_easy_getinfo) *easy_getinfo;
	__typeof__(curl_easy_header) *easy_header;
	__typeof__(curl_easy_strerror) *easy_strerror;
	__typeof__(curl_easy_cleanup) *easy_cleanup;
	__typeof__(curl_slist_append) *slist_append;
	__typeof__(curl_slist_free_all) *slist_free_all;
} lib;

static const struct {
	const char *name;
	void *at; /* of the pointer */
} symbols[] = {
	{"curl_url", &lib.url},
	{"curl_url_set", &lib.url_set},
	{"curl_url_get", &lib.url_get},
	{"curl_url_cleanup", &lib.url_cleanup},
	{"curl_free", &lib.free},
	{"curl_global_init", &lib.global_init},
	{"curl_global_cleanup", &lib.global_cleanup},
	{"curl_multi_init", &lib.multi_init},
	{"curl_multi_setopt", &lib.multi_setopt},
	{"curl_multi_add_handle", &lib.multi_add_handle},
	{"curl_multi_remove_handle", &lib.multi_remove_handle},
	{"curl_multi_perform", &lib.multi_perform},
	{"curl_multi_info_read", &lib.multi_info_read},
	{"curl_multi_poll", &lib.multi_poll},
	{"curl_multi_cleanup", &lib.multi_cleanup},
	{"curl_easy_init", &lib.easy_init},
	{"curl_easy_setopt", &lib.easy_setopt},
	{"curl_easy_getinfo", &lib.easy_getinfo},
	{"curl_easy_header", &lib.easy_header},
	{"curl_easy_strerror", &lib.easy_strerror},
	{"curl_easy_cleanup", &lib.easy_cleanup},
	{"curl_slist_append", &lib.slist_append},
	{"curl_slist_free_all", &lib.slist_free_all},
};
static const char *const names[] = {"libcurl-gnutls.so.4", "libcurl.so.4", "libcurl-nss.so.4"};

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

static bool link_symbols(void *library, struct error *e)
{
	for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
		void *symbol = dlsym(library, symbols[i].name);

		if (!symbol)
			return error_set(e, ERR_INTERNAL, "libcurl", "%.200s", dlerror());
		memcpy(symbols[i].at, &symbol, sizeof symbol);
	}
	return true;
}

/* Of what cannot be written, the file has it all. */
static int forget_pages(struct dl_phdr_info *library, size_t size, void *arg)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	(void)size;
	(void)arg;
	for (int i = 0; i < library->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &library->dlpi_phdr[i];
		uintptr_t from = (library->dlpi_addr + part->p_vaddr) & ~(page - 1), to = library->dlpi_addr + part->p_vaddr + part->p_memsz;

		if (part->p_type == PT_LOAD && !(part->p_flags & PF_W))
			madvise((void *)from, to - from, MADV_DONTNEED);
	}
	return 0;
}

/* Linking reads the names of thirty libraries, and one of them starts a second
 * crypto library for SSH: 5 MiB that are mapped and never read again.  What is
 * wanted still comes back from the file at its first touch. */
static void forget_linking(void)
{
	dl_iterate_phdr(forget_pages, NULL);
}

static bool link_library(struct error *e)
{
	static bool linked;
	void *library = NULL;

	for (size_t i = 0; i < sizeof names / sizeof *names && !library && !linked; i++)
		library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	if (!library && !linked)
		return error_set(e, ERR_INTERNAL, "libcurl", "%.200s", dlerror());
	linked = linked || link_symbols(library, e);
	return linked;
}

static bool check_url(const char *url, struct error *e)
{
	CURLU *u = lib.url();
	char *path = NULL;
	bool ok = str_starts(url, "https://") && lib.url_set(u, CURLUPART_URL, url, CURLU_DISALLOW_USER) == CURLUE_OK
		&& lib.url_get(u, CURLUPART_PATH, &path, 0) == CURLUE_OK && str_eq(path, "/") && !str_ends(url, "/") && !strpbrk(url, "?#");

	lib.free(path);
	lib.url_cleanup(u);
	return ok || error_set(e, ERR_INVALID, "url", "https://host:port is wanted, not %.100s", url);
}

struct http *http_open(const char *url, const char *ca_file, int connect_ms, struct error *e)
{
	struct http *h;

	if (!link_library(e))
		return NULL;
	if (lib.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		xdie("curl cannot start");
	forget_linking();
	if (!check_url(url, e)) {
		lib.global_cleanup();
		return NULL;
	}
	h = xcalloc(1, sizeof(*h));
	h->multi = lib.multi_init();
	if (!h->multi)
		xdie("curl cannot start");
	lib.multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS);
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
	lib.multi_remove_handle(c->http->multi, c->easy);
}

static void call_free(struct http_call *c)
{
	lib.easy_cleanup(c->easy);
	lib.slist_free_all(c->headers);
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
	lib.multi_cleanup((*h)->multi);
	lib.global_cleanup();
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
	c->headers = lib.slist_append(c->headers, buf_str(&line));
	if (!c->headers)
		xdie("out of memory");
	buf_release(&line);
}

static void set_trust(CURL *easy, const char *ca_file)
{
	lib.easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
	lib.easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	lib.easy_setopt(easy, CURLOPT_CAINFO, ca_file);
	lib.easy_setopt(easy, CURLOPT_CAPATH, NULL);
	lib.easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	lib.easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	/* Nothing of the environment may lead us elsewhere. */
	lib.easy_setopt(easy, CURLOPT_PROXY, "");
	lib.easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	lib.easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
}

static void set_request(struct http_call *c, const struct http_request *r)
{
	struct buf url = BUF_INIT;

	buf_addf(&url, "%s%s", c->http->url, r->path);
	lib.easy_setopt(c->easy, CURLOPT_URL, buf_str(&url));
	buf_release(&url);
	lib.easy_setopt(c->easy, CURLOPT_PATH_AS_IS, 1L);
	lib.easy_setopt(c->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	if (r->body) {
		buf_add(&c->request, r->body, r->len);
		lib.easy_setopt(c->easy, CURLOPT_POSTFIELDS, buf_str(&c->request));
		lib.easy_setopt(c->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->len);
	}
	if (str_eq(r->method, "HEAD"))
		lib.easy_setopt(c->easy, CURLOPT_NOBODY, 1L);
	lib.easy_setopt(c->easy, CURLOPT_CUSTOMREQUEST, r->method);
	/* curl would ask first and wait a second for leave to send a large body. */
	add_header(c, "Expect", "");
	add_header(c, "Content-Type", r->body && r->content_type ? r->content_type : "");
	if (r->authorization)
		add_header(c, "Authorization", r->authorization);
	if (r->if_match)
		add_header(c, "If-Match", r->if_match);
	if (r->request_id)
		add_header(c, "Request", r->request_id);
	lib.easy_setopt(c->easy, CURLOPT_HTTPHEADER, c->headers);
}

struct http_call *http_start(struct http *h, const struct http_request *r, void (*done)(void *arg, const struct http_reply *reply), void *arg)
{
	struct http_call *c = xcalloc(1, sizeof(*c));

	*c = (struct http_call){.http = h, .next = h->calls, .done = done, .arg = arg};
	c->easy = lib.easy_init();
	if (!c->easy)
		xdie("out of memory");
	set_trust(c->easy, h->ca_file);
	set_request(c, r);
	lib.easy_setopt(c->easy, CURLOPT_PRIVATE, c);
	lib.easy_setopt(c->easy, CURLOPT_ERRORBUFFER, c->why);
	lib.easy_setopt(c->easy, CURLOPT_WRITEFUNCTION, take_body);
	lib.easy_setopt(c->easy, CURLOPT_WRITEDATA, c);
	lib.easy_setopt(c->easy, CURLOPT_NOSIGNAL, 1L);
	/* Or a name server that does not answer keeps the program from ending. */
	lib.easy_setopt(c->easy, CURLOPT_QUICK_EXIT, 1L);
	lib.easy_setopt(c->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)h->connect_ms);
	lib.easy_setopt(c->easy, CURLOPT_TIMEOUT_MS, (long)r->timeout_ms);
	h->calls = c;
	if (lib.multi_add_handle(h->multi, c->easy) != CURLM_OK)
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
		lib.easy_getinfo(c->easy, CURLINFO_REQUEST_SIZE, &sent);
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

	return lib.easy_header(c->easy, name, 0, CURLH_HEADER, -1, &h) == CURLHE_OK ? h->value : "";
}

static void read_reply(const struct http_call *c, CURLcode rc, struct http_reply *out)
{
	long status = 0;

	if (rc != CURLE_OK) {
		error_set(&out->error, code_of(c, rc), NULL, "%.200s", c->why[0] ? c->why : lib.easy_strerror(rc));
		return;
	}
	lib.easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &status);
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

	lib.easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&c);
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

	lib.multi_perform(h->multi, &running);
	while ((m = lib.multi_info_read(h->multi, &left))) {
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
	lib.multi_poll(h->multi, &extra, 1, timeout_ms, NULL);
	go_on(h);
}
