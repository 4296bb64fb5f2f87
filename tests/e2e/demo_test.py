#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make demo`: a warehouse, a server of its own, the terminal; the server ends
when one leaves, however one leaves."""
import os
import tempfile

import tap
import wmsterm
from wmsterm import Pty, story
from warehouse import HOME

USERS = ("admin", "johnny", "anna", "rita", "sven", "board")


def demo(build):
    return Pty(["tests/demo", build])


def servers(build):
    """Process ids of wmsd on this demonstration."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as f:
                words = f.read().decode("utf-8", "replace").split("\0")
        except OSError:
            continue
        if len(words) > 1 and words[1] == "serve" and build + "/demo/server" in words:
            found.append(int(pid))
    return found


t = tap.Tap()
os.makedirs(HOME, mode=0o700, exist_ok=True)
with tempfile.TemporaryDirectory(dir=HOME) as build:
    for program in ("wmsd", "wmsterm"):
        os.symlink(os.environ["B"] + "/" + program, build + "/" + program)
    with demo(build) as d, story(t, "the demonstration is made, and its sign-in screen says who there is") as then:
        d.wait_for("Making a demonstration warehouse", patience_s=4 * wmsterm.PATIENCE_S)
        d.wait_for("User name", "Password", *USERS, "Demo-1234", patience_s=8 * wmsterm.PATIENCE_S)
        then("user name has the focus, Tab goes to the password, Enter signs in")
        d.type("johnny")
        d.press("Tab")
        d.type("Demo-1234", "•" * 9)
        d.press("Enter")
        d.wait_for("johnny", "Menu")
        then("one server runs")
        d.wait_until(lambda: len(servers(build)) == 1, "one server")
        then("it is stopped when one leaves")
        d.press("C-q")
        code = d.wait_end()
        t.ok(code == 0, "exit code 0", code, d.dump())
        assert not servers(build), servers(build)
    made = os.stat(build + "/demo/made").st_mtime_ns
    with demo(build) as d, story(t, "the next time it is the same warehouse") as then:
        d.wait_for("User name", *USERS)
        assert "Making" not in d.received.decode()
        assert os.stat(build + "/demo/made").st_mtime_ns == made
        then("the server is stopped, too, when the line is lost")
        assert len(servers(build)) == 1
        d.hang_up()
        assert not servers(build), servers(build)
t.done()
