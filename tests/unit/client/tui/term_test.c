/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memmem(), posix_openpt() */
#include "base/buf.h"
#include "base/error.h"
#include "base/utf8.h"
#include "client/tui/term.h"

#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <cmocka.h>

/* A child has a pseudo-terminal for its tty and plays a scenario on it; the
 * parent reads what came out.  The child says in the stream how far it is. */
struct session {
	int master, slave;
	pid_t child;
	struct buf out;
	struct termios before;
};

enum { ROWS = 24, COLUMNS = 80, PATIENCE_MS = 20000 };

static const struct term_options colours = {.theme = THEME_DARK, .colour = true};

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "in the child: %s\n", what);
	_exit(1);
}

static void mark(const char *text)
{
	must(write(STDOUT_FILENO, text, strlen(text)) == (ssize_t)strlen(text), "write");
}

static struct term *open_term(const char *locale, const struct term_options *o)
{
	struct term *t;

	must(setlocale(LC_ALL, locale), locale);
	t = term_open(o, NULL);
	must(t, "term_open");
	return t;
}

static void child(const struct session *s, const char *terminal, void (*scenario)(void))
{
	setsid();
	must(ioctl(s->slave, TIOCSCTTY, 0) == 0, "TIOCSCTTY");
	must(dup2(s->slave, STDIN_FILENO) == 0 && dup2(s->slave, STDOUT_FILENO) == 1, "dup2");
	close(s->master);
	close(s->slave);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	setenv("TERM", terminal, 1);
	scenario();
	mark("<END>");
	_exit(0);
}

static void start(struct session *s, const char *terminal, void (*scenario)(void))
{
	const struct winsize size = {.ws_row = ROWS, .ws_col = COLUMNS};

	*s = (struct session){.out = BUF_INIT};
	s->master = posix_openpt(O_RDWR | O_NOCTTY);
	assert_true(s->master >= 0 && grantpt(s->master) == 0 && unlockpt(s->master) == 0);
	s->slave = open(ptsname(s->master), O_RDWR | O_NOCTTY);
	assert_true(s->slave >= 0);
	ioctl(s->slave, TIOCSWINSZ, &size);
	tcgetattr(s->slave, &s->before);
	fflush(NULL);
	s->child = fork();
	assert_true(s->child >= 0);
	if (s->child == 0)
		child(s, terminal, scenario);
}

/* Bytes up to the mark, which is left out. */
static size_t read_to(struct session *s, const char *text)
{
	struct pollfd fd = {.fd = s->master, .events = POLLIN};
	char some[4096], *found;
	ssize_t n = 0;

	while (!s->out.len || !(found = memmem(s->out.data, s->out.len, text, strlen(text)))) {
		if (poll(&fd, 1, PATIENCE_MS) != 1 || (n = read(s->master, some, sizeof some)) <= 0)
			fail_msg("no %s came", text);
		buf_add(&s->out, some, (size_t)n);
	}
	return (size_t)(found - s->out.data);
}

static void end(struct session *s)
{
	int status;

	assert_int_equal(waitpid(s->child, &status, 0), s->child);
	assert_int_equal(status, 0);
	close(s->master);
	close(s->slave);
	buf_release(&s->out);
}

static bool has(const struct session *s, const char *text)
{
	return memmem(s->out.data, s->out.len, text, strlen(text)) != NULL;
}

static void assert_tty_as_before(const struct session *s)
{
	struct termios now;

	assert_int_equal(tcgetattr(s->slave, &now), 0);
	assert_int_equal(now.c_iflag, s->before.c_iflag);
	assert_int_equal(now.c_oflag, s->before.c_oflag);
	assert_int_equal(now.c_lflag, s->before.c_lflag);
	assert_memory_equal(now.c_cc, s->before.c_cc, sizeof now.c_cc);
}

static void paint(struct term *t, const char *text)
{
	struct canvas *c = canvas_new(ROWS, COLUMNS);

	canvas_set_utf8(c, term_utf8(t));
	canvas_text(c, 1, 0, -1, STYLE_NORMAL, text);
	term_paint(t, c);
	canvas_free(&c);
}

/* A list as screens draw it: a row of text, the focused one in its style. */
static void draw_list(struct canvas *c, int focus)
{
	char text[COLUMNS + 1];

	canvas_clear(c);
	canvas_field(c, 0, 0, COLUMNS, STYLE_TITLE, false, "Articles");
	for (int row = 1; row < ROWS - 1; row++) {
		snprintf(text, sizeof text, "%06d  Article number %-20d %8d pcs  A-%02d-%02d-01", row * 7919, row, row * 31, row, row);
		canvas_field(c, row, 0, COLUMNS, row == focus ? STYLE_FOCUS : STYLE_NORMAL, false, text);
	}
	canvas_field(c, ROWS - 1, 0, COLUMNS, STYLE_STATUS, false, "F1 Help  F2 Search");
	canvas_cursor(c, focus, 0);
}

static void play_list(void)
{
	struct term *t = open_term("C.UTF-8", &(struct term_options){.theme = THEME_DEFAULT, .colour = true});
	struct canvas *c = canvas_new(ROWS, COLUMNS);

	draw_list(c, 5);
	term_paint(t, c);
	mark("<LIST>");
	draw_list(c, 6);
	term_paint(t, c);
	mark("<MOVED>");
	term_paint(t, c);
	mark("<SAME>");
	canvas_free(&c);
	term_close(&t);
}

static void F4_an_arrow_key_costs_few_bytes(void **state)
{
	static const char *const terminals[] = {"xterm-256color", "vt220", "linux", "tmux-256color", "screen", "putty", "rxvt"};

	(void)state;
	for (size_t i = 0; i < sizeof terminals / sizeof *terminals; i++) {
		struct session s;
		size_t list, moved, same;

		start(&s, terminals[i], play_list);
		list = read_to(&s, "<LIST>");
		moved = read_to(&s, "<MOVED>") - list - strlen("<LIST>");
		same = read_to(&s, "<SAME>") - list - moved - strlen("<LIST><MOVED>");
		print_message("# %s: %zu bytes an arrow key\n", terminals[i], moved);
		assert_in_range(moved, 20, 200);
		assert_int_equal(same, 0);
		read_to(&s, "<END>");
		assert_tty_as_before(&s);
		end(&s);
	}
}

static void play_open_and_close(void)
{
	struct termios now;
	struct sigaction action;
	struct term *t;
	int rows, columns;

	signal(SIGTSTP, SIG_IGN);
	t = open_term("C.UTF-8", &(struct term_options){.theme = THEME_DEFAULT, .colour = true, .mouse = true});
	sigaction(SIGTSTP, NULL, &action);
	must(action.sa_handler == SIG_IGN, "SIGTSTP is not ours");
	sigaction(SIGINT, NULL, &action);
	must(action.sa_handler == SIG_DFL, "SIGINT is not ours");
	must(tcgetattr(term_fd(t), &now) == 0, "tcgetattr");
	must(!(now.c_lflag & (ISIG | ICANON | ECHO | IEXTEN)) && !(now.c_iflag & (IXON | ICRNL | ISTRIP)), "not raw");
	term_size(t, &rows, &columns);
	must(rows == ROWS && columns == COLUMNS, "size");
	must(term_utf8(t), "UTF-8");
	must(!strcmp(term_capability(t, "kf5"), "\033[15~"), "kf5");
	must(!term_capability(t, "nonsense"), "nonsense");
	paint(t, "hello");
	mark("<OPEN>");
	term_close(&t);
	term_close(&t);
	must(!t, "closed");
}

static void the_tty_is_put_back(void **state)
{
	struct session s;

	(void)state;
	start(&s, "xterm", play_open_and_close);
	read_to(&s, "<OPEN>");
	assert_true(has(&s, "\033[?1049h"));
	assert_true(has(&s, "\033[?2004h"));
	assert_true(has(&s, "\033[?1000h"));
	assert_true(has(&s, "hello"));
	read_to(&s, "<END>");
	assert_true(has(&s, "\033[?2004l"));
	assert_true(has(&s, "\033[?1000l"));
	assert_true(has(&s, "\033[?1049l"));
	assert_tty_as_before(&s);
	end(&s);
}

static void play_exit(void)
{
	paint(open_term("C.UTF-8", &colours), "hello");
	exit(0);
}

static void the_tty_is_put_back_at_exit(void **state)
{
	struct session s;
	struct termios now;

	(void)state;
	start(&s, "xterm", play_exit);
	read_to(&s, "hello");
	assert_int_equal(tcgetattr(s.slave, &now), 0);
	read_to(&s, "\033[?1049l");
	waitid(P_PID, (id_t)s.child, &(siginfo_t){.si_pid = 0}, WEXITED | WNOWAIT);
	assert_tty_as_before(&s);
	end(&s);
}

static void play_suspend(void)
{
	struct term *t = open_term("C.UTF-8", &colours);
	struct termios now;

	paint(t, "hello");
	term_suspend(t);
	must(tcgetattr(STDIN_FILENO, &now) == 0 && (now.c_lflag & ICANON) && (now.c_lflag & ISIG), "not put back");
	mark("<SUSPENDED>");
	paint(t, "unseen");
	term_beep(t);
	mark("<NOTHING>");
	term_resume(t);
	term_resume(t);
	paint(t, "hello");
	must(tcgetattr(STDIN_FILENO, &now) == 0 && !(now.c_lflag & (ICANON | ISIG)), "not raw again");
	mark("<RESUMED>");
	term_redraw(t);
	paint(t, "hello");
	mark("<REDRAWN>");
	term_beep(t);
	term_close(&t);
}

static void all_is_painted_again_after_a_suspension(void **state)
{
	struct session s;
	size_t from, to;

	(void)state;
	start(&s, "xterm", play_suspend);
	from = read_to(&s, "<SUSPENDED>");
	to = read_to(&s, "<NOTHING>");
	assert_int_equal(to - from, strlen("<SUSPENDED>"));
	from = read_to(&s, "<RESUMED>");
	assert_non_null(memmem(s.out.data + to, from - to, "hello", 5));
	to = read_to(&s, "<REDRAWN>");
	assert_non_null(memmem(s.out.data + from, to - from, "hello", 5));
	from = read_to(&s, "<END>");
	assert_non_null(memchr(s.out.data + to, '\a', from - to));
	assert_false(has(&s, "unseen"));
	assert_tty_as_before(&s);
	end(&s);
}

static void play_sizes(void)
{
	static const struct winsize sizes[] = {{.ws_row = 12, .ws_col = 40}, {.ws_row = 100, .ws_col = 300}, {.ws_row = 24, .ws_col = 80}};
	struct term *t = open_term("C.UTF-8", &colours);
	struct canvas *c = canvas_new(ROWS, COLUMNS);

	for (size_t i = 0; i < 3; i++) {
		int rows, columns;

		ioctl(STDOUT_FILENO, TIOCSWINSZ, &sizes[i]);
		draw_list(c, 1);
		term_paint(t, c); /* of the size before */
		term_size(t, &rows, &columns);
		must(rows == sizes[i].ws_row && columns == sizes[i].ws_col, "size");
		canvas_resize(c, rows, columns);
		canvas_field(c, rows - 1, 0, -1, STYLE_NORMAL, true, "<CORNER>");
		term_paint(t, c);
	}
	canvas_free(&c);
	term_close(&t);
}

static void F4_the_size_changes_live(void **state)
{
	struct session s;

	(void)state;
	start(&s, "xterm-256color", play_sizes);
	read_to(&s, "<END>");
	assert_tty_as_before(&s);
	end(&s);
}

static void play_no_colour(void)
{
	struct term *t = open_term("C.UTF-8", &(struct term_options){.theme = THEME_DARK});
	struct canvas *c = canvas_new(ROWS, COLUMNS);

	for (int i = 0; i < STYLES; i++)
		canvas_text(c, i, 0, -1, (enum style)i, "words");
	term_paint(t, c);
	canvas_free(&c);
	term_close(&t);
}

static void F4_no_colour_is_sent_when_none_is_wanted(void **state)
{
	struct session s;

	(void)state;
	start(&s, "xterm-256color", play_no_colour);
	read_to(&s, "<END>");
	for (int i = 0; i < 8; i++) {
		char sequence[8];

		snprintf(sequence, sizeof sequence, "\033[3%dm", i);
		assert_false(has(&s, sequence));
		snprintf(sequence, sizeof sequence, "\033[4%dm", i);
		assert_false(i != 4 && has(&s, sequence));
	}
	assert_true(has(&s, "words"));
	end(&s);
}

static const char foreign[] = "caf\u00e9 \u00c5\u00c4\u00d6\u00f8 \u0160\u017e \u201cx\u201d\u2026 \u6f22<";

static void play_foreign(const char *locale)
{
	struct term *t = open_term(locale, &colours);
	struct canvas *c = canvas_new(ROWS, COLUMNS);

	canvas_set_utf8(c, term_utf8(t));
	canvas_text(c, 1, 0, -1, STYLE_NORMAL, foreign);
	canvas_box(c, 3, 0, 3, 6, STYLE_NORMAL, NULL);
	term_paint(t, c);
	canvas_free(&c);
	term_close(&t);
}

static void play_c_locale(void)
{
	play_foreign("C");
}

static void play_latin1(void)
{
	play_foreign("en_US.ISO-8859-1");
}

static void assert_ascii(const struct session *s)
{
	for (size_t i = 0; i < s->out.len; i++)
		assert_true((unsigned char)s->out.data[i] < 0x80);
}

static void F4_the_C_locale_gets_ascii(void **state)
{
	struct session s;

	(void)state;
	start(&s, "vt220", play_c_locale);
	read_to(&s, "<END>");
	assert_ascii(&s);
	assert_true(has(&s, "cafe AAOo Sz \"x\". ?" "?<"));
	assert_true(has(&s, "lqqqqk"));
	end(&s);
	start(&s, "cons25-m", play_c_locale);
	read_to(&s, "<END>");
	assert_true(has(&s, "cafe AAOo"));
	end(&s);
}

static void F4_latin1_gets_what_it_has(void **state)
{
	const char *path = getenv("WMS_LOCPATH");
	struct session s;

	(void)state;
	if (!path)
		skip();
	setenv("LOCPATH", path, 1);
	start(&s, "vt220", play_latin1);
	read_to(&s, "<END>");
	assert_true(has(&s, "caf\xe9 \xc5\xc4\xd6\xf8 Sz \"x\". ?" "?<"));
	end(&s);
}

static void play_every_code_point(void)
{
	struct term *t = open_term("C.UTF-8", &colours);
	struct canvas *c = canvas_new(ROWS, COLUMNS);
	uint32_t cp = 1;

	while (cp <= 0x10ffff) {
		canvas_clear(c);
		for (int row = 0; row < ROWS; row++)
			for (int column = 0; column + 2 <= COLUMNS && cp <= 0x10ffff; column += 2) {
				char text[5] = "";

				utf8_encode(cp++, text);
				canvas_text(c, row, column, 2, STYLE_NORMAL, text);
			}
		term_paint(t, c);
	}
	canvas_free(&c);
	term_close(&t);
}

/* Between the sequences of curses there is nothing that acts. */
static void F11_no_code_point_reaches_the_terminal_that_acts(void **state)
{
	static const char ours[] = "\033\r\n\b\t\x0e\x0f";
	struct session s;
	size_t shown = 0;
	uint32_t cp;

	(void)state;
	start(&s, "xterm", play_every_code_point);
	read_to(&s, "<END>");
	for (size_t i = 0, n; i < s.out.len; i += n) {
		n = utf8_decode(s.out.data + i, s.out.len - i, &cp);
		assert_int_not_equal(n, 0);
		if (utf8_class(cp) == TEXT_MARK && !(cp < 0x20 && strchr(ours, (int)cp)))
			fail_msg("U+%04X was sent", cp);
		shown += cp >= 0xa0 && cp != 0xfffd;
		if (cp == 033)
			assert_true(strchr("[(>=78M", s.out.data[i + 1]));
	}
	print_message("# %zu characters were shown\n", shown);
	assert_true(shown > 130000);
	end(&s);
}

static void play_attack(void)
{
	struct term *t = open_term("C", &colours);

	paint(t, "\033]0;owned\a\033[6n\x9b" "c\302\233c\r\n\b\x7f");
	term_close(&t);
}

static void F11_text_sends_no_sequence(void **state)
{
	struct session s;

	(void)state;
	start(&s, "xterm", play_attack);
	read_to(&s, "<END>");
	assert_true(has(&s, "?]0;owned??[6n?c?c????"));
	assert_false(has(&s, "\033]"));
	assert_ascii(&s);
	end(&s);
}

static void play_fallback(void)
{
	struct term *t = open_term("C.UTF-8", &colours);

	must(!strcmp(term_capability(t, "kf6"), "\033[17~"), "vt220");
	paint(t, "hello");
	term_close(&t);
	must(close(STDIN_FILENO) == 0 && open("/dev/null", O_RDWR) == STDIN_FILENO, "/dev/null");
	must(!term_open(&colours, NULL), "no terminal");
}

static void F4_an_unknown_terminal_is_a_vt220(void **state)
{
	struct session s;

	(void)state;
	start(&s, "no-such-terminal", play_fallback);
	read_to(&s, "<END>");
	assert_true(has(&s, "hello"));
	assert_false(has(&s, "\033[?2004h"));
	end(&s);
}

static void play_dumb(void)
{
	struct error e = {.code = ERR_NONE};

	must(!term_open(&colours, &e) && e.code == ERR_INVALID && strstr(e.detail, "dumb cannot place"), "says what it lacks");
}

static void F4_a_terminal_without_a_cursor_is_refused(void **state)
{
	struct session s;

	(void)state;
	start(&s, "dumb", play_dumb);
	read_to(&s, "<END>");
	end(&s);
}

static void play_no_terminfo(void)
{
	struct error e = {.code = ERR_NONE};

	setenv("TERMINFO", "/nonexistent", 1);
	setenv("TERMINFO_DIRS", "/nonexistent", 1);
	must(!term_open(&colours, &e) || e.code == ERR_NONE, "says why");
	must(e.code == ERR_NONE || !strcmp(e.field, "TERM"), "names TERM");
}

static void without_terminfo_it_says_so(void **state)
{
	struct session s;

	(void)state;
	start(&s, "no-such-terminal", play_no_terminfo);
	read_to(&s, "<END>");
	end(&s);
}

static void play_reading(void)
{
	struct term *t = open_term("C.UTF-8", &colours);
	struct pollfd fd = {.fd = term_fd(t), .events = POLLIN};
	char bytes[64];
	int n = 0, got = 0;

	must(term_read(t, bytes, sizeof bytes) == 0, "nothing came yet");
	mark("<READY>");
	while (n < 8 && poll(&fd, 1, PATIENCE_MS) == 1 && (got = term_read(t, bytes + n, sizeof bytes - (size_t)n)) >= 0)
		n += got;
	must(n == 8 && !memcmp(bytes, "\x03\x1a\x11\x13\r\x1c\x16\xe5", 8), "every byte comes as it is");
	mark("<READ>");
	signal(SIGHUP, SIG_IGN);
	mark("<HANG UP>");
	must(poll(&fd, 1, PATIENCE_MS) == 1 && term_read(t, bytes, sizeof bytes) == -1, "hung up");
	_exit(0);
}

static void every_byte_is_read_and_a_hang_up_is_told(void **state)
{
	struct session s;

	(void)state;
	start(&s, "xterm", play_reading);
	read_to(&s, "<READY>");
	assert_int_equal(write(s.master, "\x03\x1a\x11\x13\r\x1c\x16\xe5", 8), 8);
	read_to(&s, "<HANG UP>");
	close(s.master);
	s.master = -1;
	end(&s);
}

static void play_copy(void)
{
	struct term *t = open_term("C.UTF-8", &colours);

	unsetenv("TMUX");
	paint(t, "hello");
	mark("<COPY>");
	must(term_copy(t, "secret"), "an xterm copies");
	mark("<COPIED>");
	must(!term_copy(t, ""), "nothing is not copied");
	term_suspend(t);
	mark("<SUSPENDED>");
	must(!term_copy(t, "secret"), "not while another program has the terminal");
	mark("<AWAY>");
	term_resume(t);
	term_close(&t);
}

static void a_text_is_copied_by_the_terminal(void **state)
{
	struct session s;

	(void)state;
	start(&s, "xterm", play_copy);
	read_to(&s, "<END>");
	assert_true(has(&s, "<COPY>\033]52;c;c2VjcmV0\a<COPIED>"));
	assert_true(has(&s, "<SUSPENDED><AWAY>"));
	assert_false(has(&s, "secret"));
	end(&s);
}

static void play_no_copy(void)
{
	struct term *t = open_term("C.UTF-8", &colours);

	must(!term_copy(t, "secret"), "a vt220 has no clipboard");
	term_close(&t);
}

static void a_terminal_without_a_clipboard_gets_no_sequence(void **state)
{
	struct session s;

	(void)state;
	start(&s, "vt220", play_no_copy);
	read_to(&s, "<END>");
	assert_false(has(&s, "]52"));
	end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(F4_an_arrow_key_costs_few_bytes),
		cmocka_unit_test(the_tty_is_put_back),
		cmocka_unit_test(the_tty_is_put_back_at_exit),
		cmocka_unit_test(all_is_painted_again_after_a_suspension),
		cmocka_unit_test(F4_the_size_changes_live),
		cmocka_unit_test(F4_no_colour_is_sent_when_none_is_wanted),
		cmocka_unit_test(F4_the_C_locale_gets_ascii),
		cmocka_unit_test(F4_latin1_gets_what_it_has),
		cmocka_unit_test(F11_no_code_point_reaches_the_terminal_that_acts),
		cmocka_unit_test(F11_text_sends_no_sequence),
		cmocka_unit_test(F4_an_unknown_terminal_is_a_vt220),
		cmocka_unit_test(F4_a_terminal_without_a_cursor_is_refused),
		cmocka_unit_test(without_terminfo_it_says_so),
		cmocka_unit_test(every_byte_is_read_and_a_hang_up_is_told),
		cmocka_unit_test(a_text_is_copied_by_the_terminal),
		cmocka_unit_test(a_terminal_without_a_clipboard_gets_no_sequence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
