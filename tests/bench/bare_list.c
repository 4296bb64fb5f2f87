/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bare curses list: a title, 20 rows of a thousand, arrow keys, q.  What a
 * list costs at least on this machine, by the same library. */
#include <curses.h>
#include <locale.h>

enum { ROWS = 20, LIST = 1000 };

static void draw_row(int at, int top, int selected)
{
	move(at - top + 1, 0);
	if (at == selected)
		attron(A_REVERSE);
	printw("A%06d  %-30s %8d pcs  %-26s", at + 1, "Memory module pro", (at * 37) % 500, "ABC Computers");
	attroff(A_REVERSE);
}

static void draw(int top, int selected)
{
	for (int at = top; at < top + ROWS; at++)
		draw_row(at, top, selected);
}

static int scrolled(int top, int selected)
{
	if (selected < top)
		return selected;
	return selected >= top + ROWS ? selected - ROWS + 1 : top;
}

static void go(int by, int *top, int *selected)
{
	int before = *selected, to = *selected + by, top_before = *top;

	if (to < 0 || to >= LIST)
		return;
	*selected = to;
	*top = scrolled(*top, to);
	if (*top != top_before) {
		draw(*top, to);
	} else {
		draw_row(before, *top, to);
		draw_row(to, *top, to);
	}
}

int main(void)
{
	int top = 0, selected = 0, key;

	setlocale(LC_ALL, "");
	initscr();
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	curs_set(0);
	mvaddstr(0, 0, "Articles");
	draw(0, 0);
	mvaddstr(ROWS + 2, 0, "Arrows move, q leaves");
	refresh();
	while ((key = getch()) != 'q') {
		go(key == KEY_DOWN ? 1 : key == KEY_UP ? -1 : 0, &top, &selected);
		refresh();
	}
	endwin();
	return 0;
}
