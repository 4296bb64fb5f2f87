/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ledger/transact_judge.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "model/kind.h"
#include "server/auth/auth.h"
#include "store/store.h"

#include <inttypes.h>
#include <string.h>

enum state { STATE_DONE, STATE_REFUSED, STATE_PARKED };
static const char *const states[] = {[STATE_DONE] = "done", [STATE_REFUSED] = "refused", [STATE_PARKED] = "parked"};

/* An answered record of this terminal. */
struct earlier {
	bool there, discards;
	enum state state;
	int64_t settled_by;
};

struct verdict {
	enum state state;
	struct error why; /* a warning, when done */
	int64_t document, user;
	bool reused;
	int64_t settles; /* seq that is settled by it; 0 */
};

static bool decides_nothing(const struct error *e)
{
	return error_rows[e->code].status >= 500;
}

static enum state state_of(const char *name)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (str_eq(states[i], name))
			return (enum state)i;
	return STATE_PARKED;
}

static bool find_earlier(struct judging *j, int64_t seq, struct earlier *out, struct error *e)
{
	struct query *q = store_query(j->store, "SELECT state, settled_by, kind = 'discard' FROM terminal_answer WHERE terminal = :terminal AND seq = :seq", e);
	enum query_step step;

	*out = (struct earlier){0};
	if (!q)
		return false;
	query_text_kept(q, ":terminal", j->transact->terminal);
	query_int(q, ":seq", seq);
	step = query_step(q, e);
	if (step == QUERY_ROW) {
		*out = (struct earlier){true, query_get_int(q, 2) != 0, state_of(query_get_text(q, 0)), query_get_int(q, 1)};
		query_done(q);
	}
	return step != QUERY_FAIL;
}

/* Those with rows in the ledger are known by its own index. */
static const char used_sql[] =
	"SELECT 1 FROM goods_transactions WHERE \"transaction\" = :id UNION ALL SELECT 1 FROM terminal_answer WHERE id = :id AND document = 0 LIMIT 1";

static bool id_unused(struct judging *j, const char *id, struct error *e)
{
	struct query *q = store_query(j->store, used_sql, e);
	enum query_step step;

	if (!q)
		return false;
	query_text_kept(q, ":id", id);
	step = query_step(q, e);
	if (step == QUERY_ROW)
		error_set(e, ERR_REUSED, "id", "%s", id);
	query_done(q);
	return step == QUERY_DONE;
}

/* A record that was not done counts as done when what settles it is, or what
 * settles that; what was discarded never was. */
static bool came_to_good(struct judging *j, int64_t seq, bool *good, struct error *e)
{
	struct earlier x;

	*good = false;
	for (bool settles = false; seq; seq = x.settled_by, settles = true) {
		if (!find_earlier(j, seq, &x, e))
			return false;
		*good = !x.there || (x.state == STATE_DONE && !(settles && x.discards));
		if (!x.there || x.state == STATE_DONE)
			break;
	}
	return true;
}

static bool depends(struct judging *j, const struct record *r, struct error *e)
{
	for (size_t i = 0; i < r->after_count; i++) {
		bool good = false;

		if (!came_to_good(j, r->after[i], &good, e))
			return false;
		if (!good)
			return error_set(e, ERR_DEPENDS, "after", "%" PRId64, r->after[i]);
	}
	return true;
}

static bool read_session(struct judging *j, const struct record *r, struct error *e)
{
	struct query *q = store_query(j->store, "SELECT session FROM terminal_answer WHERE terminal = :terminal AND seq = :seq AND kind = 'sign_in'", e);
	enum query_step step;

	*j->session = '\0';
	if (!q)
		return false;
	query_text_kept(q, ":terminal", j->transact->terminal);
	query_int(q, ":seq", r->sign_in);
	step = query_step(q, e);
	if (step == QUERY_ROW)
		str_copy(j->session, sizeof(j->session), query_get_text(q, 0));
	query_done(q);
	return step != QUERY_FAIL;
}

/* Who works under the session now; what auth says, but for its troubles, is
 * that he may not. */
static bool ask_member(struct judging *j, struct error *e)
{
	struct error why = {0};

	j->member_error = (struct error){0};
	if (!*j->session) {
		error_set(&j->member_error, ERR_FORBIDDEN, "sign_in", "no sign-in of this terminal");
		return true;
	}
	if (!auth_member_at(j->transact->directory, j->arena, j->session, j->transact->terminal, &j->member, &why)) {
		if (decides_nothing(&why))
			return error_set(e, why.code, why.field, "%s", why.detail);
		error_set(&j->member_error, ERR_FORBIDDEN, "sign_in", "%s", why.detail);
	} else if (!j->member.active) {
		error_set(&j->member_error, ERR_FORBIDDEN, "sign_in", "%s is deactivated", j->member.login);
	} else if (!str_eq(j->member.tenant, j->transact->tenant)) {
		error_set(&j->member_error, ERR_FORBIDDEN, "sign_in", "%s has no work here", j->member.login);
	}
	return true;
}

/* false without an error in *e: nobody who may; j->member_error says why. */
static bool find_member(struct judging *j, const struct record *r, bool signs_in, struct error *e)
{
	const char *session = json_str(r->body, "session");

	if (signs_in) {
		str_copy(j->session, sizeof(j->session), session ? session : "");
	} else if (j->sign_in == r->sign_in && r->sign_in) {
		return j->member_error.code == ERR_NONE;
	} else if (!read_session(j, r, e)) {
		return false;
	}
	j->sign_in = signs_in ? r->seq : r->sign_in;
	return ask_member(j, e) && j->member_error.code == ERR_NONE;
}

static const struct kind_rules *rules_of(const struct kind *k)
{
	for (size_t i = 0; k->rules && kind_rules[i]; i++)
		if (str_eq(kind_rules[i]->name, k->rules))
			return kind_rules[i];
	return NULL;
}

/* What it settles must wait for it: refused, or parked for a lead, and not
 * settled by another before. */
static bool judge_settles(struct judging *j, const struct record *r, bool known, struct verdict *v, struct error *e)
{
	struct earlier x;

	if (!r->settles)
		return true;
	if (!find_earlier(j, r->settles, &x, e))
		return false;
	if (x.there && x.settled_by)
		return error_set(e, ERR_SETTLED, "settles", "by %" PRId64, x.settled_by);
	if (!x.there || x.state == STATE_DONE)
		return error_set(e, ERR_STATUS, "settles", "%s", x.there ? "done" : "unknown");
	if (x.state == STATE_PARKED && !(known && access_privilege(&j->member, "lead")))
		return error_set(e, ERR_STATUS, "settles", "%s", "parked, for a lead to decide");
	v->settles = r->settles;
	return true;
}

static bool judge_who(struct judging *j, const struct record *r, const struct kind *k, struct verdict *v, struct error *e)
{
	bool signs_in = str_eq(r->kind, "sign_in"), known;

	if (signs_in != (r->sign_in == 0))
		return error_set(e, ERR_INVALID, "sign_in", "the number of the sign-in it was done under");
	known = find_member(j, r, signs_in, e);
	if (!known && e->code != ERR_NONE)
		return false;
	v->user = known ? j->member.user : 0;
	if (!judge_settles(j, r, known, v, e) || !depends(j, r, e))
		return false;
	if (!known)
		return error_set(e, j->member_error.code, j->member_error.field, "%s", j->member_error.detail);
	return access_may_transact(&j->member, k, e);
}

static bool judge(struct judging *j, const struct record *r, struct judged *out, struct verdict *v, struct error *e)
{
	const struct kind *k = kind_find(r->kind);
	const struct kind_rules *rules;

	if (!id_unused(j, r->id, e)) {
		v->reused = e->code == ERR_REUSED;
		return false;
	}
	if (!k)
		return error_set(e, ERR_INVALID, "kind", "there is no kind %s", r->kind);
	if (!judge_who(j, r, k, v, e))
		return false;
	*out = (struct judged){
		.store = j->store,
		.member = &j->member,
		.kind = k,
		.record = r,
		.terminal = j->transact->terminal,
		.arena = j->arena,
		.entry = {
			.kind = k->id,
			.transaction = r->id,
			.terminal = j->transact->terminal,
			.user = j->member.user,
			.terminal_time_ms = r->time_ms,
			.now_ms = j->now_ms,
		},
		.now_ms = j->now_ms,
	};
	rules = rules_of(k);
	return postings_of(j->store, j->arena, k, r->body, &out->postings, e) && (!rules || rules->judge(out, e)) &&
		ledger_judge(j->store, &j->member, &out->postings, e);
}

static bool apply(struct judged *done, struct error *e)
{
	const struct kind_rules *rules = rules_of(done->kind);

	return ledger_book(done->store, &done->entry, &done->postings, e) && (!rules || rules->apply(done, e));
}

void transact_add(struct judging *j, const char *answer)
{
	if (j->verdicts->len)
		buf_addc(j->verdicts, ',');
	buf_adds(j->verdicts, answer);
}

static char *answer_why(struct judging *j, const struct record *r, const struct verdict *v)
{
	struct json *o = json_object(j->arena);

	json_set_int(o, "seq", r->seq);
	json_set_str(o, "id", r->id);
	json_set_str(o, "state", states[v->state]);
	json_set_str(o, "code", error_rows[v->why.code].code);
	json_set_str(o, "field", v->why.field);
	json_set_str(o, "detail", v->why.detail);
	if (v->document)
		json_set_int(o, "document", v->document);
	return json_print(j->arena, o);
}

/* Most have nothing to explain, nor anything that JSON would have to quote. */
static const char *answer_text(struct judging *j, const struct record *r, const struct verdict *v)
{
	struct buf *text;

	if (v->why.code != ERR_NONE)
		return answer_why(j, r, v);
	text = buf_new(j->arena);
	buf_addf(text, "{\"seq\":%" PRId64 ",\"id\":\"%s\",\"state\":\"%s\"", r->seq, r->id, states[v->state]);
	if (v->document)
		buf_addf(text, ",\"document\":%" PRId64, v->document);
	buf_addc(text, '}');
	return buf_str(text);
}

static const char answer_sql[] =
	"INSERT INTO terminal_answer (terminal, seq, id, hash, kind, state, answer, user, time_ms, session, document, feed, line)"
	" VALUES (:terminal, :seq, :id, :hash, :kind, :state, :answer, :user, :now, :session, :document, (SELECT coalesce(max(n), 0) FROM change), :line)";

static bool keep_answer(struct judging *j, const struct batch_line *l, const struct verdict *v, struct error *e)
{
	const struct record *r = &l->record;
	const char *answer = answer_text(j, r, v);
	struct query *q = store_query(j->store, answer_sql, e);

	if (!q)
		return false;
	query_text_kept(q, ":terminal", j->transact->terminal);
	query_int(q, ":seq", r->seq);
	query_text_kept(q, ":id", v->reused ? arena_printf(j->arena, "%s/%" PRId64, j->transact->terminal, r->seq) : r->id);
	query_blob(q, ":hash", l->hash.bytes, HASH_BYTES);
	query_text_kept(q, ":kind", r->kind);
	query_text_kept(q, ":state", states[v->state]);
	query_text_kept(q, ":answer", answer);
	query_int(q, ":user", v->user);
	query_int(q, ":now", j->now_ms);
	query_text_kept(q, ":session", str_eq(r->kind, "sign_in") && json_str(r->body, "session") ? json_str(r->body, "session") : "");
	query_int(q, ":document", v->document);
	query_text_kept(q, ":line", v->state == STATE_DONE ? "" : arena_strndup(j->arena, l->line, l->len));
	transact_add(j, answer);
	return query_run(q, e);
}

static bool settle(struct judging *j, const struct record *r, int64_t target, struct error *e)
{
	struct query *q = store_query(j->store, "UPDATE terminal_answer SET settled_by = :by WHERE terminal = :terminal AND seq = :seq", e);

	if (!q)
		return false;
	query_int(q, ":by", r->seq);
	query_text_kept(q, ":terminal", j->transact->terminal);
	query_int(q, ":seq", target);
	return query_run(q, e);
}

bool transact_one(struct judging *j, const struct batch_line *line, bool *wrote, struct error *e)
{
	const struct record *r = &line->record;
	struct verdict v = {0};
	struct judged judged = {0};
	bool good = judge(j, r, &judged, &v, &v.why);

	if (!good && decides_nothing(&v.why))
		return error_set(e, v.why.code, v.why.field, "%s", v.why.detail);
	*wrote = true;
	if (good && !apply(&judged, &v.why))
		return error_set(e, decides_nothing(&v.why) ? v.why.code : ERR_INTERNAL, v.why.field, "%s", v.why.detail);
	if (good) {
		v.why = judged.warning;
		v.document = judged.entry.document;
	} else {
		v.state = error_rows[v.why.code].queue == QUEUE_REFUSE ? STATE_REFUSED : STATE_PARKED;
	}
	return keep_answer(j, line, &v, e) && (!v.settles || settle(j, r, v.settles, e));
}
