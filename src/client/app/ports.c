/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/app/ports.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/chan.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "client/app/files.h"
#include "client/net/net.h"
#include "client/queue/queue.h"
#include "client/tui/term.h"
#include "store/store.h"

static struct terminal_ports *of(struct ports *p)
{
	return (struct terminal_ports *)p;
}

static struct message *request(struct terminal_ports *p, enum message_type type)
{
	struct message *m = message_new(type);

	m->tag = ++p->last_tag;
	m->answer_to = p->ui;
	return m;
}

static uint64_t ask_with(struct ports *base, const char *method, const char *path, const struct json *body, const struct ask_head *head)
{
	struct terminal_ports *p = of(base);
	struct message *m = request(p, MESSAGE_ASK);
	uint64_t tag = m->tag;

	m->method = arena_strdup(m->arena, method);
	m->path = arena_strdup(m->arena, path);
	if (body) {
		m->request_body = json_print(m->arena, body);
		m->content_type = "application/json";
	}
	if (head && head->rev)
		m->if_match = arena_printf(m->arena, "\"%" PRId64 "\"", head->rev);
	if (head && head->request)
		m->request_id = arena_strdup(m->arena, head->request);
	message_send(net_chan(p->net), m);
	return tag;
}

static uint64_t ask(struct ports *base, const char *method, const char *path, const struct json *body)
{
	return ask_with(base, method, path, body, NULL);
}

static void cancel(struct ports *base, uint64_t tag)
{
	struct message *m = message_new(MESSAGE_CANCEL);

	m->tag = tag;
	message_send(net_chan(of(base)->net), m);
}

static int64_t now_ms(struct ports *base)
{
	struct terminal_ports *p = of(base);

	return p->server_ms ? p->server_ms + clock_mono_ms() - p->mono_ms : clock_now_ms();
}

static struct json *copy_into(struct message *m, const struct json *v)
{
	struct json *box = json_object(m->arena);

	json_set_copy(box, "v", v);
	return (struct json *)json_get(box, "v");
}

static uint64_t append(struct ports *base, const char *kind, const struct json *body, const int64_t *after, size_t after_count, int64_t settles)
{
	struct terminal_ports *p = of(base);
	struct message *m = request(p, MESSAGE_APPEND);
	uint64_t tag = m->tag;

	m->kind = arena_strdup(m->arena, kind);
	m->login = arena_strdup(m->arena, p->login);
	m->body = copy_into(m, body);
	m->after_count = after_count;
	if (after_count)
		memcpy(m->after, after, after_count * sizeof *after);
	m->settles = settles;
	m->sign_in = str_eq(kind, "sign_in") ? 0 : SIGN_IN_LATEST;
	m->time_ms = now_ms(base);
	message_send(queue_chan(p->queue), m);
	return tag;
}

static uint64_t queue_rows(struct ports *base)
{
	struct terminal_ports *p = of(base);
	struct message *m;

	if (!p->queue)
		return 0;
	m = request(p, MESSAGE_ROWS_WANTED);
	message_send(queue_chan(p->queue), m);
	return p->last_tag;
}

struct held_draft {
	char *name, *text;
	struct held_draft *next;
};

static struct held_draft **held(struct terminal_ports *p, const char *name)
{
	struct held_draft **at = &p->drafts;

	while (*at && !str_eq((*at)->name, name))
		at = &(*at)->next;
	return at;
}

static void let_go(struct held_draft **at)
{
	struct held_draft *d = *at;

	*at = d->next;
	explicit_bzero(d->text, strlen(d->text));
	free(d->name);
	free(d->text);
	free(d);
}

/* text NULL: forgotten. */
static void hold(struct terminal_ports *p, const char *name, const char *text)
{
	struct held_draft **at = held(p, name), *d;

	if (*at)
		let_go(at);
	if (!text)
		return;
	d = xcalloc(1, sizeof *d);
	*d = (struct held_draft){.name = xstrdup(name), .text = xstrdup(text), .next = p->drafts};
	p->drafts = d;
}

/* Drafts of forms wait in the queue's file; where no floor page was opened
 * yet, they are held here. */
static void draft_keep(struct ports *base, const char *name, const struct json *draft)
{
	struct terminal_ports *p = of(base);
	struct message *m = message_new(MESSAGE_DRAFT_KEEP);

	m->name = arena_printf(m->arena, "%s/%s", p->login ? p->login : "", name);
	m->draft = draft ? json_print(m->arena, draft) : NULL;
	hold(p, m->name, p->queue ? NULL : m->draft);
	if (p->queue)
		message_send(queue_chan(p->queue), m);
	else
		message_free(&m);
}

static uint64_t draft_wanted(struct ports *base, const char *name)
{
	struct terminal_ports *p = of(base);
	struct message *m = request(p, MESSAGE_DRAFT_WANTED);
	const struct held_draft *d;

	m->name = arena_printf(m->arena, "%s/%s", p->login ? p->login : "", name);
	d = *held(p, m->name);
	if (d) {
		m->type = MESSAGE_DRAFT;
		m->draft = arena_strdup(m->arena, d->text);
		message_send(p->ui, m);
	} else if (p->queue) {
		message_send(queue_chan(p->queue), m);
	} else {
		message_free(&m);
		return 0;
	}
	return p->last_tag;
}

static void tell_queue_server(struct terminal_ports *p)
{
	const struct json *terminal = json_get(p->sign_in, "terminal");
	struct message *m = message_new(MESSAGE_SERVER);
	size_t n;

	m->epoch = arena_strdup(m->arena, json_str(p->sign_in, "epoch"));
	m->tenant = arena_strdup(m->arena, json_str(p->sign_in, "tenant"));
	m->seq = json_int(terminal, "last", 0);
	if (!json_str(terminal, "hash") || !secure_unbase64(json_str(terminal, "hash"), m->hash, sizeof m->hash, &n) || n != sizeof m->hash)
		memset(m->hash, 0, sizeof m->hash);
	message_send(queue_chan(p->queue), m);
}

/* Each sign-in is a transaction that later ones name. */
static void append_sign_in(struct terminal_ports *p)
{
	struct arena *a = arena_new();
	struct json *body = json_object(a);

	json_set_str(body, "account", p->login);
	json_set_str(body, "session", p->session);
	json_set_bool(body, "offline", false);
	append(&p->base, "sign_in", body, NULL, 0, 0);
	p->signed_in_queue = (int64_t)p->last_tag;
	arena_free(&a);
}

static void tell_net_session(struct terminal_ports *p, const char *token, bool floor)
{
	struct message *m = message_new(MESSAGE_SESSION);

	m->token = arena_strdup(m->arena, token);
	m->want_floor = floor;
	message_send(net_chan(p->net), m);
}

static bool floor_open(struct ports *base, struct error *e)
{
	struct terminal_ports *p = of(base);
	char path[512];

	if (!p->queue) {
		struct queue_options o = {
			.path = path,
			.key = &p->key,
			.most_records = p->options->queue_records,
			.most_bytes = (int64_t)p->options->queue_mib << 20,
			.volatile_ok = p->options->volatile_ok,
			.ui = p->ui,
			.net = net_chan(p->net),
		};

		snprintf(path, sizeof path, "%s/queue.db", p->folder);
		p->queue = queue_start(&o, e);
		if (!p->queue)
			return false;
		net_queue(p->net, queue_chan(p->queue));
	}
	if (p->sign_in && !p->signed_in_queue) {
		tell_queue_server(p);
		append_sign_in(p);
		tell_net_session(p, json_str(p->sign_in, "token"), true);
	}
	return true;
}

static struct store *replica(struct ports *base)
{
	return of(base)->replica;
}

static bool export_file(struct ports *base, const char *name, const char *bytes, size_t len, bool first, char path[256], struct error *e)
{
	char day[11];

	clock_local_date(now_ms(base), day);
	return files_export(of(base)->options->exports, name, day, bytes, len, first, path, e);
}

static bool copy(struct ports *base, const char *text)
{
	const struct terminal_ports *p = of(base);

	return p->term && !p->options->fixed && str_eq(p->options->clipboard, "osc52") && term_copy(p->term, text);
}

static bool secret_file(struct ports *base, const char *name, const char *text, char path[256], struct error *e)
{
	char day[11];

	if (of(base)->options->fixed)
		return error_set(e, ERR_FORBIDDEN, name, "a fixed terminal writes no files");
	clock_local_date(now_ms(base), day);
	return files_secret(of(base)->options->exports, name, day, text, path, e);
}

static const struct ports_ops ops = {
	.ask = ask,
	.ask_with = ask_with,
	.cancel = cancel,
	.append = append,
	.queue_rows = queue_rows,
	.draft_keep = draft_keep,
	.draft_wanted = draft_wanted,
	.floor_open = floor_open,
	.replica = replica,
	.now_ms = now_ms,
	.export_file = export_file,
	.copy = copy,
	.secret_file = secret_file,
};

static void open_replica(struct terminal_ports *p)
{
	char path[512];
	struct error e = {0};

	struct stat now;

	snprintf(path, sizeof path, "%s/replica.db", p->folder);
	/* A full load puts another file in its place. */
	if (stat(path, &now) < 0 || (p->replica && now.st_ino == p->replica_inode))
		return;
	store_close(&p->replica);
	p->replica = store_open(path, STORE_READER, &e);
	p->replica_inode = now.st_ino;
}

bool ports_open(struct terminal_ports *p, const struct options *o, struct error *e)
{
	char path[512], replica_path[512];
	struct arena *a = arena_new();

	p->base.ops = &ops;
	p->options = o;
	p->ui = chan_new(0);
	p->pending = pending_new();
	snprintf(path, sizeof path, "%s/terminal.key", p->folder);
	if (!secure_sign_key_file(path, &p->key, e)) {
		arena_free(&a);
		return false;
	}
	secure_terminal_id(p->key.public_key, p->terminal);
	str_copy(p->key_text, sizeof p->key_text, secure_base64(a, p->key.public_key, sizeof p->key.public_key));
	arena_free(&a);
	snprintf(replica_path, sizeof replica_path, "%s/replica.db", p->folder);
	struct net_options n = {
		.url = o->server,
		.ca_file = o->ca,
		.key = &p->key,
		.terminal = p->terminal,
		.replica_path = replica_path,
		.timeout_ms = o->timeout_ms,
		.poll_ms = o->poll_ms,
		.ui = p->ui,
	};
	p->net = net_start(&n, e);
	return p->net != NULL;
}

void ports_close(struct terminal_ports *p)
{
	struct message *m;

	if (p->net)
		net_queue(p->net, NULL); /* each sends to the other until it knows better */
	queue_stop(&p->queue);
	net_stop(&p->net);
	store_close(&p->replica);
	while (p->ui && (m = chan_take(p->ui)))
		message_free(&m);
	chan_free(&p->ui);
	while (p->drafts)
		let_go(&p->drafts);
	pending_free(&p->pending);
	secure_wipe(&p->key, sizeof p->key);
}

void ports_signed_in(struct terminal_ports *p, const struct json *answer)
{
	p->sign_in = answer;
	p->session = json_str(answer, "session");
	p->login = json_str(json_get(answer, "user"), "login");
	p->signed_in_queue = 0;
	tell_net_session(p, json_str(answer, "token"), p->queue != NULL);
	if (p->queue) {
		struct error e = {0};

		floor_open(&p->base, &e);
	}
}

void ports_signed_off(struct terminal_ports *p)
{
	ask(&p->base, "DELETE", "/sessions/current", NULL);
	tell_net_session(p, NULL, p->queue != NULL);
	p->sign_in = NULL;
	p->session = p->login = NULL;
	p->signed_in_queue = 0;
}

void ports_contact(struct terminal_ports *p, const struct message *m)
{
	int64_t ours = p->server_ms ? p->server_ms + m->mono_ms - p->mono_ms : 0;

	/* The highest server time seen: a clock set back does not go back here. */
	if (m->server_ms && m->server_ms > ours) {
		p->server_ms = m->server_ms;
		p->mono_ms = m->mono_ms;
	}
	if (m->replica_ready)
		open_replica(p);
	pending_covered(p->pending, m->covered);
}
