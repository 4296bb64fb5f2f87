/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

/* One table of everything that can go wrong, for both programs.
 *
 * A row says: the code on the wire (RFC 9457 problem "type" and "code"), the
 * HTTP status, what the terminal's queue does when a transaction is answered
 * with it, and the words for the operator (a gettext msgid; the server never
 * translates, the client shows the words by code).  {field} and {detail} in
 * the words are filled from the error.  Add an error here and nowhere else.
 *
 * Errors are values: a function that can fail takes a `struct error *` last
 * and returns false / NULL / -1; the first failure is kept.  There is no
 * global last error.  assert() is for our own mistakes, never for input. */

#include <stdbool.h>

enum error_queue {
	QUEUE_RETRY,  /* keep it, send it again: nothing was decided */
	QUEUE_REFUSE, /* back to the worker, who mends or discards it */
	QUEUE_PARK,   /* a lead decides */
};

/* clang-format off */
#define ERROR_TABLE(X) \
	/* id              code               status queue   words */ \
	X(NONE,            "none",              200, RETRY,  "") \
	X(INTERNAL,        "internal",          500, RETRY,  N_("The server made a mistake: {detail}")) \
	X(BUSY,            "busy",              503, RETRY,  N_("The server is busy; wait a moment")) \
	X(TAKEN,           "taken",             409, RETRY,  N_("Floor work of this terminal is done in another session: {detail}")) \
	X(OFFLINE,         "offline",           503, RETRY,  N_("No contact with the server")) \
	X(TLS,             "tls",               503, RETRY,  N_("The server is not the one this terminal trusts: {detail}")) \
	X(TIMEOUT,         "timeout",           504, RETRY,  N_("The server did not answer in time")) \
	X(CANCELLED,       "cancelled",         499, RETRY,  N_("Broken off")) \
	X(IO,              "io",                500, RETRY,  N_("Could not read or write: {detail}")) \
	X(DISK_FULL,       "disk-full",         507, RETRY,  N_("The disk is full: not saved")) \
	X(CORRUPT,         "corrupt",           500, PARK,   N_("Damaged data: {detail}")) \
	X(STORE,           "store",             500, RETRY,  N_("The database failed: {detail}")) \
	X(QUEUE_FULL,      "queue-full",        507, RETRY,  N_("The queue is full: not saved")) \
	X(BAD_REQUEST,     "bad-request",       400, REFUSE, N_("The request is not understood: {detail}")) \
	X(BAD_JSON,        "bad-json",          400, REFUSE, N_("Not valid JSON: {detail}")) \
	X(TOO_LARGE,       "too-large",         413, REFUSE, N_("Too large: {detail}")) \
	X(METHOD,          "method",            405, REFUSE, N_("That is not done here")) \
	X(SIGN_IN,         "sign-in",           401, RETRY,  N_("Sign in again")) \
	X(CREDENTIALS,     "credentials",       401, REFUSE, N_("Wrong user name or password")) \
	X(THROTTLED,       "throttled",         429, RETRY,  N_("Too many attempts; wait {detail} seconds")) \
	X(TERMINAL,        "terminal",          401, PARK,   N_("The server does not know this terminal: {detail}")) \
	X(CLOCK,           "clock",             401, RETRY,  N_("The clock of this terminal is wrong")) \
	X(SIGNATURE,       "signature",         400, PARK,   N_("The signature does not match: {detail}")) \
	X(GAP,             "gap",               409, PARK,   N_("Transactions are missing before this one")) \
	X(FORK,            "fork",              409, PARK,   N_("The server has other transactions with these numbers")) \
	X(REUSED,          "reused",            409, PARK,   N_("This id was used for something else")) \
	X(FORBIDDEN,       "forbidden",         403, PARK,   N_("You may not do this")) \
	X(NOT_FOUND,       "not-found",         404, REFUSE, N_("Not found: {field}")) \
	X(NO_WAREHOUSE,    "no-warehouse",      403, PARK,   N_("You do not work in that warehouse: {field}")) \
	X(REQUIRED,        "required",          422, REFUSE, N_("Fill in {field}")) \
	X(INVALID,         "invalid",           422, REFUSE, N_("{field}: {detail}")) \
	X(TOO_LONG,        "too-long",          422, REFUSE, N_("{field} is too long: at most {detail}")) \
	X(PRECISION,       "precision",         422, REFUSE, N_("{field}: at most three decimals")) \
	X(UNKNOWN_FIELD,   "unknown-field",     422, REFUSE, N_("No such field: {field}")) \
	X(CHECK_DIGIT,     "check-digit",       422, REFUSE, N_("{field}: the check digit is wrong")) \
	X(CONFLICT,        "conflict",          412, REFUSE, N_("Somebody else changed it meanwhile")) \
	X(STALE,           "stale",             410, RETRY,  N_("The copy of the data is too old: it is loaded anew")) \
	X(IN_USE,          "in-use",            409, REFUSE, N_("It is in use: {detail}")) \
	X(EXISTS,          "exists",            409, REFUSE, N_("{field}: there is one already")) \
	X(NO_STOCK,        "no-stock",          409, REFUSE, N_("Not that much there: {detail}")) \
	X(WRONG_LOCATION,  "wrong-location",    409, REFUSE, N_("Wrong location: {detail}")) \
	X(WRONG_ARTICLE,   "wrong-article",     409, REFUSE, N_("Wrong article: {detail}")) \
	X(WRONG_BATCH,     "wrong-batch",       409, REFUSE, N_("Wrong batch: {detail}")) \
	X(EXPIRED,         "expired",           409, REFUSE, N_("Expired: {detail}")) \
	X(LOCKED,          "locked",            409, REFUSE, N_("{field} is locked")) \
	X(LEASED,          "leased",            409, REFUSE, N_("{detail} has it")) \
	X(CLAIM_LOST,      "claim-lost",        409, REFUSE, N_("{detail} took it over: the goods moved, the order row is not yours")) \
	X(STATUS,          "status",            409, REFUSE, N_("Not in this status: {detail}")) \
	X(DEPENDS,         "depends",           409, REFUSE, N_("Depends on transaction {detail}")) \
	X(SETTLED,         "settled",           409, REFUSE, N_("Already settled: {detail}")) \
	X(NOT_OFFLINE,     "not-offline",       503, RETRY,  N_("This cannot be done without the server")) \
	X(SCREEN_FILE,     "screen-file",       500, RETRY,  N_("{field}: {detail}")) \
	X(UNKNOWN_BARCODE, "unknown-barcode",   404, REFUSE, N_("Unknown barcode: {detail}")) \
	X(PASSWORD_WEAK,   "password-weak",     422, REFUSE, N_("The password needs {detail}")) \
	X(PASSWORD_USED,   "password-used",     422, REFUSE, N_("This password was used before")) \
	X(PIN,             "pin",               401, REFUSE, N_("Wrong PIN; tries left: {detail}")) \
	X(TOKEN,           "token",             401, REFUSE, N_("This code is not valid any more")) \
	X(ADDRESS,         "address",           403, REFUSE, N_("You may not sign in from this address: {detail}")) \
	X(ASSURANCE,       "assurance",         403, RETRY,  N_("Show once more that it is you")) \
	X(NO_MAIL,         "no-mail",           409, REFUSE, N_("No mail can be sent: {detail}")) \
	X(LAST_ONE,        "last-one",          409, REFUSE, N_("{field}: this is the last one: {detail}")) \
	X(PROVIDER,        "provider",          502, RETRY,  N_("The identity provider: {detail}")) \
	X(NOT_LINKED,      "not-linked",        403, REFUSE, N_("No account here belongs to that identity: {detail}")) \
	X(SHARED,          "shared",            403, REFUSE, N_("{field} is of an account that another tenant has, too")) \
	X(PASSWORD_CHANGE, "password-change",   403, REFUSE, N_("Choose a new password first"))
/* clang-format on */

enum error_code {
#define X(id, code, status, queue, words) ERR_##id,
	ERROR_TABLE(X)
#undef X
	ERROR_COUNT
};

struct error_row {
	const char *code;
	int status;
	enum error_queue queue;
	const char *words; /* English msgid */
};

struct error {
	enum error_code code; /* ERR_NONE: nothing went wrong */
	char field[48];       /* which field or thing, a name of the data; may be "" */
	char detail[208];     /* what exactly, for people; never a secret */
};

extern const struct error_row error_rows[ERROR_COUNT];

/* Sets *e unless it already holds an error (the first failure is kept; e may
 * be NULL).  field may be NULL.  Always returns false, so that
 * `return error_set(...)` reads well. */
bool error_set(struct error *e, enum error_code code, const char *field, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* Row for a code on the wire, ERR_INTERNAL for an unknown one. */
enum error_code error_find(const char *wire_code);
/* "words" of *e with {field} and {detail} filled in, into out (always
 * terminated).  `words` is the translated template. */
void error_words(const struct error *e, const char *words, char *out, unsigned out_size);

/* Marks a msgid for extraction without translating it. */
#ifndef N_
#define N_(s) s
#endif

#endif
