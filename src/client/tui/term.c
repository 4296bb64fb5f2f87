/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* wcwidth(), memfd_create() */
#define NCURSES_WIDECHAR 1
#include "client/tui/term.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/tui/osc52.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

/* Of curses' <term.h>, which has a struct term of its own. */
extern char *tigetstr(const char *name);

struct term {
	struct term_options o;
	SCREEN *screen;
	struct termios before; /* as we found the tty */
	pid_t owner;
	bool utf8, extended, suspended;
	attr_t attributes[STYLES];
	short pairs[STYLES];
	struct cell *last; /* what was painted, rows * columns; NULL: nothing is known */
	int rows, columns;
	int visible; /* the cursor, as curses was told last */
	FILE *out;   /* what curses writes to: the terminal, or `held` while a screen is painted */
	int held;    /* a file in memory; -1: none */
};

/* The one that is open, to be put back at exit. */
static struct term *opened;

/* Signals that curses would take for itself. */
static const int signals[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
enum { SIGNALS = sizeof signals / sizeof *signals };

static void send(const char *sequence)
{
	fputs(sequence, stdout);
	fflush(stdout);
}

/* Bracketed paste, the mouse and the clipboard are for terminals of xterm's family; others
 * might show the sequence. */
static bool is_extended(void)
{
	static const char *const families[] = {"xterm", "screen", "tmux", "rxvt", "putty", "st-", "foot", "alacritty", "kitty", "konsole",
		"gnome", "vte", "mintty", "iterm"};
	const char *name = termname();

	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (str_starts(name, families[i]))
			return true;
	return false;
}

static void set_extended(const struct term *t, bool on)
{
	if (!t->extended)
		return;
	send(on ? "\033[?2004h" : "\033[?2004l");
	if (t->o.mouse)
		send(on ? "\033[?1000h\033[?1006h" : "\033[?1006l\033[?1000l");
}

/* Every byte comes as it is: no signals, no flow control, no translation. */
static void set_raw(void)
{
	struct termios raw_mode;

	raw();
	noecho();
	nonl();
	if (tcgetattr(STDIN_FILENO, &raw_mode) != 0)
		return;
	raw_mode.c_iflag &= ~(tcflag_t)(ISTRIP | INLCR | IGNCR | ICRNL | IXON | BRKINT | PARMRK);
	raw_mode.c_lflag &= ~(tcflag_t)(ISIG | ICANON | ECHO | IEXTEN);
	raw_mode.c_cc[VMIN] = 1;
	raw_mode.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &raw_mode);
	def_prog_mode();
}

static void set_looks(struct term *t)
{
	bool colour = t->o.colour && t->o.theme != THEME_MONO && has_colors() && start_color() == OK, own;

	own = colour && use_default_colors() == OK;
	for (int i = 0; i < STYLES; i++) {
		const struct look *look = &theme_looks[colour ? t->o.theme : THEME_MONO][i];

		t->attributes[i] = (look->bold ? A_BOLD : 0) | (look->reverse ? A_REVERSE : 0) | (look->underline ? A_UNDERLINE : 0) |
			(look->dim ? A_DIM : 0);
		t->pairs[i] = 0;
		if (!colour || (own && look->foreground < 0 && look->background < 0))
			continue;
		t->pairs[i] = (short)(i + 1);
		init_pair(t->pairs[i], !own && look->foreground < 0 ? COLOR_WHITE : look->foreground,
			!own && look->background < 0 ? COLOR_BLACK : look->background);
	}
}

static void put_back(struct term *t)
{
	if (!t->suspended) {
		set_extended(t, false);
		endwin();
	}
	t->suspended = true;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &t->before);
}

static void put_back_at_exit(void)
{
	if (opened && opened->owner == getpid())
		put_back(opened);
}

/* A terminal that we can paint on; the signals stay whose they were. */
static SCREEN *open_screen(const char *name, FILE *out)
{
	struct sigaction before[SIGNALS];
	SCREEN *screen;

	for (int i = 0; i < SIGNALS; i++)
		sigaction(signals[i], NULL, &before[i]);
	screen = newterm(name, out, stdin);
	for (int i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &before[i], NULL);
	return screen;
}

static bool is_utf8(void)
{
	return str_eq(nl_langinfo(CODESET), "UTF-8");
}

struct term *term_open(const struct term_options *o, struct error *e)
{
	static bool registered;
	struct termios before;
	struct term *t;
	SCREEN *screen;
	FILE *out;

	if (tcgetattr(STDIN_FILENO, &before) != 0 || !isatty(STDOUT_FILENO)) {
		error_set(e, ERR_IO, "terminal", "standard input and output are no terminal");
		return NULL;
	}
	if (!(out = fdopen(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0), "w"))) {
		error_set(e, ERR_IO, "terminal", "%m");
		return NULL;
	}
	if (!(screen = open_screen(NULL, out)) && !(screen = open_screen("vt220", out))) {
		fclose(out);
		error_set(e, ERR_IO, "TERM", "unknown terminal: %s", getenv("TERM") ? getenv("TERM") : "TERM is not set");
		return NULL;
	}
	if (!tigetstr("cup") || tigetstr("cup") == (char *)-1) {
		endwin();
		delscreen(screen);
		tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
		error_set(e, ERR_INVALID, "TERM", "%s cannot place its cursor", getenv("TERM"));
		return NULL;
	}
	t = xcalloc(1, sizeof *t);
	*t = (struct term){.o = *o, .screen = screen, .before = before, .owner = getpid(), .utf8 = is_utf8(), .visible = 1,
		.out = out, .held = memfd_create("paint", MFD_CLOEXEC)};
	opened = t;
	if (!registered)
		registered = atexit(put_back_at_exit) == 0;
	set_raw();
	typeahead(-1);
	idlok(stdscr, TRUE);
	set_looks(t);
	t->extended = is_extended();
	set_extended(t, true);
	return t;
}

static void forget(struct term *t)
{
	free(t->last);
	t->last = NULL;
}

void term_close(struct term **t)
{
	if (!*t)
		return;
	put_back(*t);
	opened = NULL;
	forget(*t);
	delscreen((*t)->screen);
	fclose((*t)->out);
	if ((*t)->held >= 0)
		close((*t)->held);
	free(*t);
	*t = NULL;
}

void term_suspend(struct term *t)
{
	put_back(t);
}

void term_resume(struct term *t)
{
	if (!t->suspended)
		return;
	t->suspended = false;
	tcgetattr(STDIN_FILENO, &t->before);
	reset_prog_mode();
	forget(t);
	clearok(curscr, TRUE);
	refresh();
	set_extended(t, true);
}

int term_fd(const struct term *t)
{
	(void)t;
	return STDIN_FILENO;
}

bool term_utf8(const struct term *t)
{
	return t->utf8;
}

void term_size(struct term *t, int *rows, int *columns)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col &&
		(size.ws_row != LINES || size.ws_col != COLS)) {
		resizeterm(size.ws_row, size.ws_col);
		forget(t);
	}
	*rows = LINES;
	*columns = COLS;
}

/* What stands for a character that the locale has not. */
static wchar_t plain(uint32_t cp)
{
	static const char latin[] = " !c$*Y|S\"ca<--r-o+23'uP.,1o>424?"
				    "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty"
				    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLl"
				    "NnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
	static const struct {
		uint32_t cp;
		char plain;
	} others[] = {{0x2010, '-'}, {0x2011, '-'}, {0x2012, '-'}, {0x2013, '-'}, {0x2014, '-'}, {0x2018, '\''}, {0x2019, '\''},
		{0x201c, '"'}, {0x201d, '"'}, {0x2022, '*'}, {0x2026, '.'}, {0x2190, '<'}, {0x2192, '>'}, {0x2212, '-'}};

	if (cp >= 0xa0 && cp < 0x180)
		return latin[cp - 0xa0];
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (others[i].cp == cp)
			return others[i].plain;
	return '?';
}

/* A line of a box as the terminal draws it, 0 when it is none. */
static chtype box_line(uint32_t cp)
{
	switch (cp) {
	case 0x2500:
		return ACS_HLINE;
	case 0x2502:
		return ACS_VLINE;
	case 0x250c:
		return ACS_ULCORNER;
	case 0x2510:
		return ACS_URCORNER;
	case 0x2514:
		return ACS_LLCORNER;
	case 0x2518:
		return ACS_LRCORNER;
	case 0x251c:
		return ACS_LTEE;
	case 0x2524:
		return ACS_RTEE;
	case 0x252c:
		return ACS_TTEE;
	case 0x2534:
		return ACS_BTEE;
	case 0x253c:
		return ACS_PLUS;
	default:
		return 0;
	}
}

static bool locale_has(wchar_t wide)
{
	char bytes[MB_LEN_MAX];
	mbstate_t state = {0};

	return wcrtomb(bytes, wide, &state) != (size_t)-1;
}

/* The cell's character and marks as this locale can show them in as many
 * columns; false: it cannot. */
static bool translate(const struct term *t, const struct cell *cell, wchar_t out[CCHARW_MAX + 1])
{
	size_t len = strlen(cell->text), n, count = 0;
	uint32_t cp;

	if (len == 1 && cell->width == 1) {
		out[0] = (unsigned char)cell->text[0];
		out[1] = L'\0';
		return true;
	}
	for (size_t i = 0; i < len && count < CCHARW_MAX; i += n) {
		wchar_t wide;

		if (!(n = utf8_decode(cell->text + i, len - i, &cp)))
			return false;
		wide = (wchar_t)cp;
		if (!t->utf8 && cp >= 0x80 && !locale_has(wide)) {
			if (i)
				continue;
			wide = plain(cp);
		}
		if (wcwidth(wide) == (i ? 0 : cell->width))
			out[count++] = wide;
		else if (!i)
			return false;
	}
	out[count] = L'\0';
	return count > 0;
}

static void paint_cell(const struct term *t, int row, int column, const struct cell *cell)
{
	attr_t attributes = t->attributes[cell->style];
	wchar_t wide[CCHARW_MAX + 1];
	chtype line = 0;
	uint32_t cp;
	cchar_t c;

	if (!t->utf8 && utf8_decode(cell->text, strlen(cell->text), &cp))
		line = box_line(cp);
	if (line) {
		attr_set(attributes, t->pairs[cell->style], NULL);
		mvaddch(row, column, line);
		attr_set(A_NORMAL, 0, NULL);
		return;
	}
	for (int i = 0; i < cell->width; i++) { /* twice only for a wide one that cannot be shown */
		bool shown = translate(t, cell, wide);

		if (!shown)
			wcscpy(wide, t->utf8 ? L"\ufffd" : L"?");
		setcchar(&c, wide, attributes, t->pairs[cell->style], NULL);
		mvadd_wch(row, column + i, &c);
		if (shown)
			return;
	}
}

static void paint_row(struct term *t, int row, const struct cell *cells, bool known)
{
	struct cell *last = t->last + (size_t)row * (size_t)t->columns;

	if (known && !memcmp(last, cells, (size_t)t->columns * sizeof *cells))
		return;
	for (int column = 0; column < t->columns; column++) {
		const struct cell *cell = &cells[column];

		if (known && !memcmp(&last[column], cell, sizeof *cell))
			continue;
		last[column] = *cell;
		if (row < LINES && column + cell->width <= COLS)
			paint_cell(t, row, column, cell);
	}
}

static void paint_cells(struct term *t, const struct canvas *c)
{
	bool known = t->last && t->rows == canvas_rows(c) && t->columns == canvas_columns(c);

	if (!known) {
		t->rows = canvas_rows(c);
		t->columns = canvas_columns(c);
		t->last = xrealloc(t->last, (size_t)t->rows * (size_t)t->columns * sizeof *t->last);
		erase();
	}
	for (int row = 0; row < t->rows; row++)
		paint_row(t, row, canvas_row(c, row), known);
}

static void write_all(int fd, const char *bytes, size_t len)
{
	struct pollfd room = {.fd = fd, .events = POLLOUT};

	for (ssize_t n; len > 0; bytes += n, len -= (size_t)n) {
		n = write(fd, bytes, len);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return; /* a hang-up is seen where one reads */
		if (n < 0 && errno == EAGAIN)
			poll(&room, 1, -1);
		n = n < 0 ? 0 : n;
	}
}

/* curses writes each jump of the cursor by itself, and each write is a packet
 * over SSH and wakes whoever reads: so it writes into memory, and the paint
 * goes out as one. */
static void send_held(struct term *t)
{
	size_t left = (size_t)lseek(t->held, 0, SEEK_CUR);
	char bytes[8192];
	ssize_t n;

	lseek(t->held, 0, SEEK_SET);
	for (; left > 0 && (n = read(t->held, bytes, left < sizeof bytes ? left : sizeof bytes)) > 0; left -= (size_t)n)
		write_all(STDOUT_FILENO, bytes, (size_t)n);
	lseek(t->held, 0, SEEK_SET);
}

static void refresh_at_once(struct term *t)
{
	bool held = t->held >= 0 && dup3(t->held, fileno(t->out), O_CLOEXEC) >= 0;

	refresh();
	if (!held)
		return;
	dup3(STDOUT_FILENO, fileno(t->out), O_CLOEXEC);
	send_held(t);
}

void term_paint(struct term *t, const struct canvas *c)
{
	int row, column, visible = canvas_cursor_at(c, &row, &column);

	if (t->suspended)
		return;
	paint_cells(t, c);
	if (visible != t->visible)
		curs_set(visible);
	t->visible = visible;
	if (visible)
		move(row, column);
	else
		move(LINES - 1, 0);
	refresh_at_once(t);
}

void term_redraw(struct term *t)
{
	if (!t->suspended) {
		reset_prog_mode();
		set_extended(t, true);
	}
	forget(t);
	clearok(curscr, TRUE);
}

void term_beep(struct term *t)
{
	if (!t->suspended)
		beep();
}

bool term_copy(struct term *t, const char *text)
{
	struct arena *a = arena_new();
	const char *sequence = osc52_sequence(a, termname(), getenv("TMUX") != NULL, text);
	bool done = sequence && t->extended && !t->suspended;

	if (done)
		write_all(STDOUT_FILENO, sequence, strlen(sequence));
	arena_free(&a);
	return done;
}

int term_read(struct term *t, void *buf, size_t size)
{
	struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
	ssize_t n;

	(void)t;
	if (poll(&fd, 1, 0) <= 0)
		return 0;
	n = read(STDIN_FILENO, buf, size);
	if (n > 0)
		return (int)n;
	return n < 0 && (errno == EINTR || errno == EAGAIN) ? 0 : -1;
}

const char *term_capability(const struct term *t, const char *name)
{
	const char *sequence = tigetstr(name);

	(void)t;
	return sequence == (const char *)-1 ? NULL : sequence;
}
