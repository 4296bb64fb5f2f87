#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of terminals, with and without UTF-8: sign-in, menu, list, dialog and
task are drawn, and the keys of that kind work, as its own terminfo entry says
it sends them (F3, F4)."""
import itertools
import os
import re

import tap
from wmsterm import Pty, Terminal, story
from warehouse import Site
from worker import Worker

TERMS = ("xterm-256color", "linux", "vt220", "putty", "tmux-256color")
ENCODINGS = {"UTF-8": ("utf-8", {"LC_ALL": "C.UTF-8"}), "no UTF-8": ("ascii", {"LC_ALL": "C"})}
COLOUR = re.compile(rb"\x1b\[(?:\d+;)*(?:3[0-7]|4[0-7]|38|48)(?:;\d+)*m")
BLOCKS = set("▀▄█")

t = tap.Tap()


def titled(u, title):
    u.wait_until(lambda: u.lines()[1] == title, f"the title {title!r}")


def current_row(u):
    match = re.search(r"^>(A\d{6})", u.text(), re.M)
    return match and match.group(1)


def work_through(u, then, name):
    u.sign_in()
    u.wait_for(">1 Order", "5 System")
    then(f"{name}: F1 is help, Esc goes back")
    u.press("F1")
    titled(u, "The keys of this screen")
    u.press("Esc")
    titled(u, "Menu")
    then(f"{name}: a dialog has its frame")
    u.press("Esc")
    u.wait_for("Sign off?", "┌──", "──┘", "│ >1 Sign off")
    u.press("Down")
    u.wait_for(">2 Stay here")
    u.press("Up")
    u.wait_for(">1 Sign off")
    u.press("Esc")
    u.wait_gone("Stay here")
    then(f"{name}: F11 is the queue")
    u.press("F11")
    titled(u, "The queue")
    u.press("Esc")
    titled(u, "Menu")
    then(f"{name}: a list, and the keys that move in it")
    u.open_page("Articles")
    first = u.wait_until(lambda: current_row(u), "the rows")
    u.press("Down")
    second = u.wait_until(lambda: current_row(u) not in (None, first) and current_row(u), "the second row")
    u.press("PgDn")
    u.wait_until(lambda: current_row(u) not in (None, first, second), "the next page")
    u.press("PgUp")
    u.press("Up")
    u.wait_until(lambda: current_row(u) == first, "the first row")
    then(f"{name}: F2 searches")
    u.press("F2")
    u.wait_for("┌──")
    u.type(first)
    u.press("Enter")
    u.wait_for(f'1 row, with "{first}"')
    u.wait_until(lambda: current_row(u) == first and not re.search(r"^ A\d{6}", u.text(), re.M), "the one row found")
    u.press("Esc")
    titled(u, "Menu")
    then(f"{name}: a task, its large print, its keys")
    u.open_page("Receive goods")
    w = Worker(u)
    w.asked("Purchase order")
    w.choose(0, r"P\d+")
    w.asked("Purchase order row")
    u.enter("1")
    w.asked("Article")
    w.value(r"\w\d{6}")
    u.press("F2")
    w.asked("Purchase order row")


def kind(site, term, name):
    encoding, env = ENCODINGS[name]
    name = f"{term}, {name}"
    with Terminal(site, term=term, encoding=encoding, env=env) as u, story(t, f"{name}: sign-in and menu") as then:
        work_through(u, then, name)
        large = BLOCKS & set(u.received.decode("utf-8"))
        t.ok(bool(large) == (encoding == "utf-8"), f"{name}: large print where there are blocks to make it of", u.dump())
        t.ok("�" not in u.text() and (encoding != "ascii" or max(u.received) < 0x80), f"{name}: every byte means something there", u.dump())
        if term == "vt220":
            t.ok(not COLOUR.search(u.received), f"{name}: no colours are sent to a terminal that has none")


def colours(site):
    for name, env, options, wanted in (("colours", {}, (), True), ("NO_COLOR", {"NO_COLOR": "1"}, (), False),
                                       ("--color never", {}, ("--color", "never"), False),
                                       ("--color always", {"NO_COLOR": "1"}, ("--color", "always"), True)):
        with Terminal(site, *options, env=env) as u, story(t, f"a wrong password with {name}: the words are there"):
            u.sign_in("johnny", "Wrong-1234", then=None)
            u.wait_for("! Wrong user name or password")
            t.ok(bool(COLOUR.search(u.received)) == wanted, f"{name}: {'colours' if wanted else 'no colours'}", bytes(u.received[-300:]))


def put_back(site):
    """The tty and the screen as they were."""
    for how, leave in (("its own key", lambda u: u.press("C-q")), ("SIGTERM", lambda u: u.kill(15))):
        with Terminal(site, "--mouse", "yes") as u, story(t, f"left by {how}, the terminal is as it was"):
            u.sign_in()
            if how == "its own key":
                u.press("M-l")
                u.wait_for("1 Sign off")
                u.press("1")
                u.wait_for("User name")
            leave(u)
            code = u.wait_end()
            assert code == 0, code
            for on, off in ((b"\x1b[?1049h", b"\x1b[?1049l"), (b"\x1b[?2004h", b"\x1b[?2004l"), (b"\x1b[?1000h", b"\x1b[?1000l")):
                assert u.received.rfind(off) > u.received.rfind(on) >= 0, (on, bytes(u.received[-300:]))


def tmux_command(site, *words):
    return ["tmux", "-L", "wms", "-f", site.place.name + "/tmux.conf", *words]


def through_tmux(site):
    with open(site.place.name + "/tmux.conf", "w", encoding="ascii") as f:
        f.write("set -g status off\nset -sg escape-time 10\nset -g default-terminal tmux-256color\nset -g remain-on-exit off\n")
    env = {"TMUX_TMPDIR": site.place.name}
    data = site.place.name + "/in-tmux"
    inside = [os.environ["WMSTERM"], "--server", site.url, "--ca", site.ca, "--data", data, "--poll-ms", "250"]
    with Pty(tmux_command(site, "new-session", *inside), env=env) as u, story(t, "in tmux, 80x24: sign-in, menu, task (F4)") as then:
        try:
            Terminal.sign_in(u)
            Terminal.open_page(u, "Receive goods")
            w = Worker(u)
            w.asked("Purchase order")
            w.choose(0, r"P\d+")
            w.asked("Purchase order row")
            u.enter("1")
            w.asked("Article")
            article = w.value(r"\w\d{6}")
            then("a scan comes through tmux as one")
            u.scan(article)
            w.asked("Quantity")
            then("detached, and attached in 40x12: the task stands as it was left")
            u.send(b"\x02d")
            u.wait_end()
            with Pty(tmux_command(site, "attach-session"), columns=40, rows=12, env=env) as v:
                x = Worker(v)
                x.asked("Quantity")
                v.wait_for(article)
                v.enter("1")
                x.asked("Location")
                then("in tmux, 40x12: work is saved and sent")
                x.suggested()
                v.press("Enter")
                x.asked("Load carrier")
                v.press("Enter")
                v.wait_for("Saved: Receive 1")
                v.wait_until(lambda: "online" in v.lines()[0] and " W" not in v.lines()[0], "sent")
                t.ok(site.one("SELECT count(*) FROM goods_transactions WHERE kind = 'receive'") == 1, "and stands in the ledger")
        finally:
            Pty(tmux_command(site, "kill-server"), env=env).wait_end()


with Site() as site:
    for term, name in itertools.product(TERMS, ENCODINGS):
        kind(site, term, name)
    colours(site)
    put_back(site)
    through_tmux(site)
t.done()
