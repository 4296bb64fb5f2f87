/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* posix_openpt() */
#include "client/app/ports.h"

#include "base/buf.h"
#include "base/str.h"
#include "client/tui/term.h"
#include "lib/scratch.h"

#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 20000 };

/* No server is wanted here, and without its certificate authority none is
 * spoken to. */
static void open_ports(struct terminal_ports *p, const struct options *o)
{
	struct error e = {.code = ERR_NONE};

	*p = (struct terminal_ports){.options = o};
	str_copy(p->folder, sizeof p->folder, scratch(""));
	if (!ports_open(p, o, &e))
		fail_msg("%s", e.detail);
}

static struct options options(const char *clipboard, bool fixed)
{
	static char exports[300];

	str_copy(exports, sizeof exports, scratch("exports"));
	mkdir(exports, 0700);
	return (struct options){.server = "https://localhost:1", .ca = "/nonexistent", .timeout_ms = 1000, .poll_ms = 1000,
		.exports = exports, .clipboard = clipboard, .fixed = fixed};
}

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "in the child: %s\n", what);
	_exit(1);
}

static bool copies(struct term *t, const char *clipboard, bool fixed)
{
	struct options o = options(clipboard, fixed);
	struct terminal_ports p;
	bool done;

	open_ports(&p, &o);
	must(!p.base.ops->copy(&p.base, "secret"), "without a terminal nothing is copied");
	p.term = t;
	done = p.base.ops->copy(&p.base, "secret");
	ports_close(&p);
	return done;
}

static void child(int slave)
{
	struct term *t;

	must(dup2(slave, STDIN_FILENO) == 0 && dup2(slave, STDOUT_FILENO) == 1, "dup2");
	setenv("TERM", "xterm", 1);
	unsetenv("TMUX");
	setlocale(LC_ALL, "C.UTF-8");
	t = term_open(&(struct term_options){.theme = THEME_MONO}, NULL);
	must(t, "term_open");
	must(!copies(t, "off", false), "off");
	must(!copies(t, "osc52", true), "a fixed terminal");
	must(write(STDOUT_FILENO, "<NOT YET>", 9) == 9, "write");
	must(copies(t, "osc52", false), "osc52");
	term_close(&t);
	must(write(STDOUT_FILENO, "<END>", 5) == 5, "write");
	_exit(0);
}

/* What the child wrote, up to the mark. */
static void read_all(int master, struct buf *out)
{
	struct pollfd fd = {.fd = master, .events = POLLIN};
	char some[4096];
	ssize_t n = 0;

	while (!strstr(buf_str(out), "<END>")) {
		if (poll(&fd, 1, PATIENCE_MS) != 1 || (n = read(master, some, sizeof some)) <= 0)
			fail_msg("the child came to no end");
		buf_add(out, some, (size_t)n);
	}
}

/* Secrets reach the clipboard only where the site lets them. */
static void copies_only_where_it_may(void **state)
{
	(void)state;
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), slave, status;
	struct buf out = BUF_INIT;
	const char *at;
	pid_t pid;

	assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(slave >= 0);
	scratch("");
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		child(slave);
	read_all(master, &out);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	at = strstr(buf_str(&out), "]52;c;");
	assert_non_null(at);
	assert_true(strstr(buf_str(&out), "<NOT YET>") < at);
	assert_null(strstr(at + 1, "]52;c;"));
	buf_release(&out);
	close(master);
	close(slave);
}

static void a_fixed_terminal_writes_no_files(void **state)
{
	(void)state;
	struct options free_one = options("osc52", false), fixed = options("osc52", true);
	struct error e = {.code = ERR_NONE};
	struct terminal_ports p;
	char path[256] = "";

	open_ports(&p, &fixed);
	assert_false(p.base.ops->secret_file(&p.base, "password", "x", path, &e));
	assert_int_equal(e.code, ERR_FORBIDDEN);
	assert_string_equal(path, "");
	ports_close(&p);
	e = (struct error){.code = ERR_NONE};
	open_ports(&p, &free_one);
	assert_true(p.base.ops->secret_file(&p.base, "password", "x", path, &e));
	assert_true(str_starts(path, free_one.exports));
	assert_int_equal(access(path, R_OK), 0);
	ports_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_only_where_it_may),
		cmocka_unit_test(a_fixed_terminal_writes_no_files),
	};

	return secure_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
