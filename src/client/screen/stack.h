/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_STACK_H
#define SCREEN_STACK_H

/* The stack of screens (F1), and what stands around the top one: title line,
 * status line, message bar, key line.  Esc always goes back one; a screen
 * that holds something half-filled is asked about first.  Scans that come
 * while one is being handled wait in order (a screen says it is busy by
 * stack_busy) and are never dropped.  Pure but for `struct ports`: no tty, no
 * clock of its own, no thread. */

#include "client/screen/screen.h"
#include "client/tui/input.h"

struct stack;
struct stack *stack_new(struct world *w);
void stack_free(struct stack **st);

void stack_push(struct stack *st, struct screen *s);    /* takes it */
void stack_pop(struct stack *st, const struct json *brought); /* copied for the one below */
void stack_replace(struct stack *st, struct screen *s); /* the top one */
/* Its answer came and it goes on: off with what was opened over it meanwhile. */
void stack_uncover(struct screen *s);
void stack_back(struct stack *st);                      /* as Esc: asks when it holds something */
/* Down to the bottom screen; drafts of what is left are kept. */
void stack_unwind(struct stack *st);
void stack_sign_off(struct stack *st);
struct screen *stack_top(const struct stack *st);
bool stack_empty(const struct stack *st);

void stack_input(struct stack *st, const struct input_event *in);
void stack_act(struct stack *st, enum action_id action); /* as if its key had been pressed */
void stack_message(struct stack *st, struct message *m); /* takes it */
void stack_news(struct stack *st);
void stack_tick(struct stack *st, int64_t mono_ms);
int64_t stack_wake(const struct stack *st); /* mono ms of the next tick; 0: none */
/* Tags that a screen waits for; the stack routes answers by them. */
void stack_wait_for(struct stack *st, struct screen *s, uint64_t tag);
/* Asks the server for a screen that is on the stack: a wait that is shown,
 * that Esc breaks off, and that goes on after a new sign-in when the session
 * had run out.  Quietly: for what nobody waits for (a count). */
uint64_t stack_ask(struct screen *s, const char *method, const char *path, const struct json *body);
uint64_t stack_ask_with(struct screen *s, const char *method, const char *path, const struct json *body, const struct ask_head *head);
uint64_t stack_ask_quietly(struct screen *s, const char *method, const char *path, const struct json *body);
void stack_cancel(struct stack *st, uint64_t tag); /* its answer comes as CANCELLED */
bool stack_waits(const struct stack *st); /* the top screen waits for the server */
void stack_repeat(struct stack *st);      /* signed in again: asks again what that was needed for */
void stack_assured(struct stack *st);     /* he has shown that it is he: likewise */
/* Is it a good answer?  false: *e has what the server or the network said. */
bool answer_good(const struct message *m, struct error *e);
/* While the screen on top is busy, scans and keys wait in order; the way out
 * and news still come through, and keys for what is asked over it. */
void stack_busy(struct stack *st, bool busy);

void stack_draw(const struct stack *st, struct canvas *c); /* stack_chrome.c */
/* What its page always says, in the user's language; NULL: nothing. */
const char *stack_note(const struct screen *s);
int stack_room(const struct screen *s); /* rows that it is drawn in: what a page up is */
/* The contexts whose keys hold on the top screen, most special first. */
size_t stack_contexts(const struct stack *st, enum context out[3]);

enum tone { TONE_NONE, TONE_OK, TONE_WARN, TONE_ERROR };
/* The message bar; ERROR also asks for a beep, once. */
void stack_say(struct stack *st, enum tone tone, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void stack_say_error(struct stack *st, const struct error *e); /* translated by the error table */
bool stack_take_beep(struct stack *st);
enum tone stack_said(const struct stack *st, const char **text);
struct world *stack_world(const struct stack *st);

/* Dialogs: a question over the screen; `done` gets the number of the answer
 * chosen (-1: Esc), or the text. They pop themselves first. */
void dialog_ask(struct stack *st, const char *question, const char *const *answers, size_t n, void (*done)(struct screen *owner, int answer), struct screen *owner);
void dialog_text(struct stack *st, const char *question, const char *initial, bool secret, void (*done)(struct screen *owner, const char *text /* NULL: Esc */), struct screen *owner);
/* A list of choices to pick from, with search by typing. */
void dialog_choose(struct stack *st, const char *question, const char *const *choices, size_t n, void (*done)(struct screen *owner, int chosen), struct screen *owner);

/* Screens by page and kind: pushes it, or says why not. */
bool open_page(struct stack *st, const char *page_id, const struct json *filter /* {"field": id} or NULL */);

/* Each kind's constructor (one file each). */
struct screen *menu_screen(struct stack *st);
struct screen *list_screen(struct stack *st, const struct page *p, const struct json *filter);
struct screen *record_screen(struct stack *st, const struct page *p, int64_t id);
struct screen *form_screen(struct stack *st, const struct page *p);
struct screen *task_screen(struct stack *st, const struct page *p, const struct json *lead);
struct screen *text_screen(struct stack *st, const struct page *p);
struct screen *dashboard_screen(struct stack *st, const struct page *p);
/* Where the signed-in user begins: his menu, or the one page of a kiosk. */
struct screen *home_screen(struct stack *st);
struct screen *sign_in_screen(struct stack *st);
struct screen *sign_in_again_screen(struct stack *st); /* the same user, over his own screens */
struct screen *assure_screen(struct stack *st); /* shows by a PIN that it is still he */
struct screen *queue_screen(struct stack *st);
/* A list to choose one row of a resource from; brings {"id","code","name"}. */
struct screen *lookup_screen(struct stack *st, const struct field *field, const struct page *through, const char *find);
/* Of the same rows any number: brings [{"id","code","name"}]. */
struct screen *checklist_screen(struct stack *st, const struct field *field, const struct page *through, const struct json *marked,
	const char *find);
/* A row of a page to be changed (as far as it is known, with "id"), or (NULL) a
 * new one; brings {"made": row} or {"changed": row}. */
struct screen *row_form_screen(struct stack *st, const struct page *p, const struct json *row);
/* What is shown once: label "password", "activation", "reset", "api". */
struct screen *secret_screen(struct stack *st, const char *label, const char *value);

/* News to the owner of the stack (the program). */
struct stack_events {
	void (*signed_in)(void *arg, const struct json *answer);
	void (*signed_off)(void *arg);
	void (*quit)(void *arg);
	void (*redraw)(void *arg); /* paint all of it anew */
	void (*goods_owner)(void *arg, int64_t id); /* switched to; 0: all of his */
};
void stack_listen(struct stack *st, const struct stack_events *ev, void *arg);
const struct stack_events *stack_events_of(const struct stack *st, void **arg);

#endif
