#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ten-second edit: an administrator signs in over SSH, gives Johnny a third
goods owner, saves and leaves; he waits for nothing but what the screen says.
And the connection cut while the form is half filled."""
import json
import time

import tap
from remote import Remote, Sshd, ended_within
from warehouse import Site
from wmsterm import SLOW, story

# What he presses, where the keys of the key line are and where there are none of them.
KEYS = {"search": "F2", "edit": "F10", "field": "F2", "save": "F10"}
LETTERS = {"search": "/", "edit": "c", "field": "M-/", "save": "M-s"}
KEYS_MOST = 25
BYTES_MOST = 16384  # ten screens of 80x24, with all that is said of how they look

t = tap.Tap()


class Fingers:
    """Counts the keys beside the words typed."""

    def __init__(self, u, keys):
        self.u, self.keys, self.count = u, keys, 0

    def key(self, name):
        self.u.press(self.keys.get(name, name))
        self.count += 1

    def word(self, text, shown=None):
        self.u.type(text, shown)  # seen before Enter: else it would be a scan


def sign_in(f):
    f.u.wait_for("User name", "Password")
    f.word("admin")
    f.key("Tab")
    f.word("Demo-1234", "•" * 9)
    f.key("Enter")
    f.u.wait_for("Menu", "admin")


def open_johnny(f):
    u = f.u
    f.word("users")
    f.key("Enter")
    u.wait_title("Users")
    f.key("search")
    u.wait_for("Search")
    f.word("johnny")
    f.key("Enter")
    u.wait_match(r"^1 row")
    u.wait_match(r"^> *johnny")
    f.key("edit")
    u.wait_title("Users: johnny")


def mark_third(f):
    u = f.u
    f.key("field")
    u.wait_for("Which field?")
    f.word("goods owners", "With: goods owners")
    f.key("Enter")
    f.word("TOYS", "With: TOYS")
    f.key("Space")
    f.key("Enter")
    u.wait_match("^>Goods owners +3: ABC, ECOM, TO")


def johnny(site, token):
    row = site.get("/pages/users?search=johnny", token).json["rows"][0]
    return site.get(f"/pages/users/{row['id']}", token).json


def owners(row):
    return [x["code"] for x in row["goods_owners"]]


def take_back(site, token):
    row = johnny(site, token)
    answer = site.ask("PUT", f"/pages/users/{row['id']}", token, {"goods_owners": [x["id"] for x in row["goods_owners"][:2]]},
                      {"If-Match": f'"{row["rev"]}"'})
    if answer.status != 200:
        raise RuntimeError(str(answer))


def last_audit(site, token):
    return site.get("/pages/audit?limit=1", token).json["rows"][0]


def ten_seconds(sshd, columns, rows, keys=KEYS, term="xterm-256color", options=()):
    site, where = sshd.site, f"{columns}x{rows} {term}"
    with story(t, f"{where}: sign in over SSH, find Johnny, a third goods owner, save, leave") as then, \
            Remote(sshd, *options, columns=columns, rows=rows, term=term) as u:
        f = Fingers(u, keys)
        u.wait_for("User name", "Password")
        received, begun = len(u.received), time.monotonic()
        sign_in(f)
        open_johnny(f)
        mark_third(f)
        f.key("save")
        u.wait_for("Saved: johnny")
        f.key("C-q")
        code = u.wait_end()
        received, took = len(u.received) - received, time.monotonic() - begun
        then(f"{where}: and the program has ended well")
        t.ok(code == 0, f"{where}: by its exit code", f"exit {code}")
        t.ok(f.count <= KEYS_MOST, f"{where}: {f.count} keys beside the words typed")
        t.ok(received <= BYTES_MOST, f"{where}: {received} bytes came to the terminal")
        print(f"# {where}: {f.count} keys, {received} bytes, the machine's part {took:.2f} s")
    token = site.sign_in("admin")
    t.ok(owners(johnny(site, token)) == ["ABC", "ECOM", "TOYS"], f"{where}: Johnny has three", johnny(site, token))
    said = last_audit(site, token)
    before, after = json.loads(said["before"]), json.loads(said["after"])
    t.ok(said["login"] == "admin" and said["about"]["code"] == "johnny" and said["action"] == "update", f"{where}: the audit names who and whom", said)
    t.ok(before == {"goods_owners": ["ABC", "ECOM"]} and after == {"goods_owners": ["ABC", "ECOM", "TOYS"]},
         f"{where}: and what was before, and after", before, after)
    take_back(site, token)


def cut(sshd):
    """His SSH is gone in the middle of it."""
    site = sshd.site
    token = site.sign_in("admin")
    before, audited = johnny(site, token), last_audit(site, token)
    with story(t, "the connection is cut while the form is half filled") as then, Remote(sshd) as u:
        f = Fingers(u, KEYS)
        sign_in(f)
        open_johnny(f)
        mark_third(f)
        handle = u.far_process()
        u.kill()
        took = ended_within(handle, 2 * SLOW)
        t.ok(took is not None, "wmsterm at the far end has ended within 2 s")
        then("and nothing is half done at the server")
        print(f"# cut: ended after {took or 0:.3f} s")
    t.ok(johnny(site, token) == before, "Johnny is as he was", before, johnny(site, token))
    t.ok(last_audit(site, token) == audited, "the audit has nothing of it", last_audit(site, token))


with Site() as demo, Sshd(demo) as far:
    ten_seconds(far, 80, 24)
    ten_seconds(far, 40, 12)
    ten_seconds(far, 80, 24, LETTERS, "vt220", ("--keymap", "vt220"))
    ten_seconds(far, 40, 12, LETTERS, "vt220")
    cut(far)
t.done()
