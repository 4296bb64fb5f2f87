#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows made, changed and deleted in the terminal, on the real server: a new
row stands first, two who change one row see each other's work, what is in use
stays; at 80x24 and at 40x12."""
import tap
from wmsterm import Terminal, story
from warehouse import Site

t = tap.Tap()


def make(u, number, name):
    u.press("M-n")
    u.wait_title("Articles: new")
    u.to_field("Article number")
    u.type(number)
    u.to_field("Article name")
    u.type(name)
    u.to_field("Unit")
    u.send("PC\r")  # faster than any answer
    u.wait_until(lambda: any(line.startswith(">Unit") and "PCS" in line for line in u.lines()), "the unit")
    u.press("F10")
    u.wait_for("Made: " + number)


def rev_of(site, token, number):
    row = site.get(f"/pages/articles?search={number}", token).json["rows"][0]
    return row["id"], site.get(f"/pages/articles/{row['id']}", token).json["rev"]


def change_elsewhere(site, token, number, **values):
    row, rev = rev_of(site, token, number)
    answer = site.ask("PUT", f"/pages/articles/{row}", token, values, {"If-Match": f'"{rev}"'})
    if answer.status != 200:
        raise RuntimeError(str(answer))


def name_of(site, number):
    return site.one("SELECT name FROM articles WHERE number = ?", number)


def conflict(u, site, token, number, then):
    then("who saves a row that somebody else changed sees what the other did")
    u.press("F10")
    u.wait_title("Articles: " + number)
    u.to_field("Article name")
    u.press("C-u")
    u.type("Mine")
    change_elsewhere(site, token, number, name="Theirs", weight="2.5")
    u.press("F10")
    u.wait_for("Somebody else changed this", "theirs: Theirs", "mine: Mine")
    then("and may keep his own over it, the other's other fields stay")
    u.send("1")
    u.wait_for("Saved: " + number)
    t.ok(name_of(site, number) == "Mine", "the name kept is his own")
    t.ok(site.one("SELECT weight FROM articles WHERE number = ?", number) == 2500, "the other's weight stays")


def work(site, columns, rows, number):
    token = site.sign_in("admin")
    with story(t, f"{columns}x{rows}: a new row stands first") as then, Terminal(site, columns=columns, rows=rows) as u:
        u.sign_in("admin")
        u.open_page("Articles")
        u.wait_match(r"^>")
        make(u, number, "Boot")
        u.wait_match(r"(?m)^>\+" + number)
        then("what another has is refused at its field, and nothing that was typed is lost")
        u.press("M-n")
        u.wait_title("Articles: new")
        u.to_field("Article number")
        u.type(number)
        u.to_field("Article name")
        u.type("Twin")
        u.to_field("Unit")
        u.send("PC\r")
        u.wait_until(lambda: any(line.startswith(">Unit") and "PCS" in line for line in u.lines()), "the unit")
        u.press("F10")
        u.wait_for("there is one already")
        u.press("Esc")
        u.wait_for("This is half done.")
        u.send("2")
        u.wait_title("Articles")
        conflict(u, site, token, number, then)
        then("a row is deleted when that is confirmed")
        u.press("Delete")
        u.wait_for(f"Delete: {number}?")
        u.send("1")
        u.wait_for("Done: Delete")
        t.ok(site.one("SELECT count(*) FROM articles WHERE number = ?", number) == 0, "it is gone")
        then("what is in use is not, and says so")
        u.wait_gone(number)
        u.press("Home", "Delete")
        u.wait_for("Delete: A")
        u.send("1")
        u.wait_for("It is in use")
        u.leave()


def kept_for_later(site):
    """F1: an administrator, who never opened a floor page, and has no queue."""
    with story(t, "a half-filled form that is kept for later") as then, Terminal(site) as u:
        u.sign_in("admin")
        u.open_page("Users")
        u.wait_match(r"^>")
        u.press("M-n")
        u.wait_title("Users: new")
        u.type("kim")
        u.press("Esc")
        u.wait_for("This is half done.")
        u.send("1")
        u.wait_title("Users")
        u.press("M-n")
        u.wait_match("^>Username.*kim")
        then("is there for the same user after he signed off and on again (F1)")
        u.press("M-l")
        u.wait_for("Sign off?")
        u.send("1")
        u.wait_for("Not signed in")
        u.sign_in("admin")
        u.open_page("Users")
        u.wait_match(r"^>")
        u.press("M-n")
        u.wait_match("^>Username.*kim")
        u.press("Esc")
        u.wait_for("This is half done.")
        u.send("2")
        u.wait_title("Users")
        then("and gone when it is thrown away")
        u.press("M-n")
        u.wait_title("Users: new")
        u.wait_for("Warehouse user")
        u.type("eva")
        u.wait_match("^>Username +[*] eva$")
        u.leave()


with Site() as demo:
    kept_for_later(demo)
    work(demo, 80, 24, "X-100")
    work(demo, 40, 12, "X-200")
t.done()
