#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole shift with the real programs, over real TLS, using only what the
screen says: sign in, receive, move, pick, the network away and back, SIGKILL
with work waiting, start again; everything is applied once (F8, G1, G2, G3,
G4, G6, I2)."""
import collections

import tap
from wmsterm import Terminal, story
from warehouse import Site
from worker import PLACE, QUESTIONS, Worker

USERS = "admin johnny anna rita sven board, password Demo-1234"


def password_on(t):
    """What the sign-in screen of the demonstration says."""
    t.wait_for("User name", "johnny")
    return t.wait_match(r"password (\S+)").group(1)


def sign_in(t):
    t.sign_in("johnny", password_on(t))


def receive(w, quantity):
    """Goods that the first purchase order still waits for: what, and where they were put."""
    t = w.t
    t.open_page("Receive goods")
    w.asked("Purchase order")
    w.choose(0, r"P\d+")
    w.asked("Purchase order row")
    t.enter("1")
    w.asked("Article")
    article = w.value(r"\w\d{6}")
    place = put_away(w, article, quantity)
    return article, place


def receive_more(w, article, quantity):
    """Of the same purchase order: the article is scanned at once."""
    w.asked("Purchase order row")
    put_away(w, article, quantity)
    w.leave()


def put_away(w, article, quantity):
    w.t.scan(article)
    w.asked("Quantity")
    w.t.enter(quantity)
    w.asked("Location")
    place = w.suggested()
    w.t.scan(place)
    w.asked("Load carrier")
    w.t.press("Enter")
    w.saw_saved("receive", f"Receive {quantity} {article}")
    return place


def move(w, article, place, quantity):
    """Some of an article to another place, chosen from the list."""
    t = w.t
    t.open_page("Stock movement")
    w.asked("From location")
    t.scan(place)
    w.asked("Article")
    t.scan(article)
    w.asked("Quantity")
    t.enter(quantity)
    w.asked("To location")
    to = w.choose(7, PLACE)
    t.wait_until(lambda: "Saved: Move" in t.text() or "Load carrier" in t.lines()[3] or "load carrier" in t.lines()[3], "saved, or asked for a carrier")
    if "Saved" not in t.text():
        t.press("Enter")
    w.saw_saved("move", f"Move {quantity} {article}")
    w.leave()
    return to


def pick_row(w, first):
    """One row: where, what, how many, and where to; False: the order is done, or asks for the staging place."""
    t = w.t
    t.wait_until(lambda: "From location" in t.lines()[3] or "Staging" in t.lines()[3], "a place to go to")
    if "Staging" in t.lines()[3]:
        return False
    asked = "From location"
    t.scan(w.value(PLACE))
    while asked != "Cart bin":
        before = asked
        asked = t.wait_until(lambda: next((q for q in QUESTIONS if q in t.lines()[3] and q != before), None), f"an answer to {before!r}")
        if asked == "Article":
            article = w.value(r"\w\d{6}")
            t.scan(article)
        elif asked == "Batch":
            t.scan(w.value(r"B\d+"))
        elif asked == "Expires":
            t.enter(w.value(r"\d{4}-\d\d-\d\d"))
        elif asked == "Quantity":
            quantity = w.suggested()
            t.press("Enter")
        elif first:
            w.choose(0, r"CART\S+", find="cart")
        else:
            w.suggested()
            t.press("Enter")
    w.saw_saved("pick", f"Pick {quantity} {article}")
    return True


def begin_picking(w):
    """The first pick order that can be had: it is ours now."""
    w.t.open_page("Pick orders")
    w.t.wait_match(r"^>K\d+")
    w.t.press("Enter")
    w.asked("From location")


def stage(w):
    w.asked("Staging")
    w.suggested()
    w.t.press("Enter")
    w.saw_saved("stage", "Stage")


def waiting(t, count):
    """Until the status line says how many wait; 0: until nothing does."""
    if count:
        t.wait_until(lambda: f"{count} waiting" in t.lines()[0], f"{count} waiting in the status line")
    else:
        t.wait_until(lambda: "online" in t.lines()[0] and "waiting" not in t.lines()[0], "all sent")


def applied(site, before):
    """Kind: how many transactions of the ledger, each line once."""
    rows = site.rows('SELECT kind, "transaction", count(*), count(DISTINCT line) FROM goods_transactions WHERE id > ? GROUP BY 1, 2', before)
    assert all(lines == distinct for _, _, lines, distinct in rows), rows
    return collections.Counter(kind for kind, *_ in rows)


def say_expected(t, got, expected, name):
    t.ok(got == expected, name, f"got {got}", f"expected {expected}")


def first_part(t, then, site, w, before):
    terminal = w.t
    sign_in(terminal)
    then("receives goods of a purchase order, as it says what is coming (G1)")
    article, place = receive(w, "5")
    receive_more(w, article, "3")
    then("moves some of them")
    move(w, article, place, "2")
    then("takes a pick order and picks its first row")
    begin_picking(w)
    pick_row(w, True)
    waiting(terminal, 0)
    then("the network goes away: the order is picked to its end all the same, each row is saved and waits (G2, G6, F8)")
    site.network.cut()
    terminal.wait_for("OFFLINE")
    rows = 0
    while pick_row(w, False):
        rows += 1
        waiting(terminal, rows)
    stage(w)
    waiting(terminal, rows + 1)
    terminal.press("Esc")
    terminal.wait_for("Menu")
    then("without the network goods are received and moved, too")
    article, place = receive(w, "4")
    w.leave()
    move(w, article, place, "1")
    waiting(terminal, rows + 3)
    then("the network comes back: everything arrives")
    site.network.restore()
    waiting(terminal, 0)
    then("the network goes away again, work is saved, and the program is killed (G3)")
    say_expected(t, applied(site, before), w.saved, "what arrived was applied once")
    site.network.cut()
    terminal.wait_for("OFFLINE")
    article, place = receive(w, "1")
    w.leave()
    move(w, article, place, "1")
    waiting(terminal, 2)
    terminal.kill()
    terminal.wait_end()
    site.network.restore()


def second_part(t, then, w):
    terminal = w.t
    sign_in(terminal)
    then("started again, it sends what waited (G3)")
    terminal.press("F11")
    terminal.wait_for("The queue", "done")
    waiting(terminal, 0)
    terminal.wait_gone(" waiting")
    then("one leaves by the key that the sign-in screen names")
    terminal.press("Esc")
    terminal.wait_for("Menu")
    terminal.press("M-l")
    terminal.wait_for("1 Sign off")
    terminal.press("1")
    terminal.wait_for("User name", "C-q Leave")
    code = terminal.leave()
    t.ok(code == 0, "nothing is left to send: exit code 0", code, terminal.dump())


def in_order(site, before):
    """Each transaction of the ledger was applied after those the terminal made before it."""
    seqs = [n for n, in site.rows('SELECT DISTINCT a.seq FROM goods_transactions AS g JOIN terminal_answer AS a ON a.id = g."transaction"'
                                  " WHERE g.id > ? ORDER BY g.id", before)]
    return seqs == sorted(seqs), seqs


t = tap.Tap()
with Site() as site:
    before = site.one("SELECT max(id) FROM goods_transactions")
    with Terminal(site, "--demo", USERS) as terminal, story(t, "signs in by what the screen says; the menu is there") as then:
        w = Worker(terminal)
        first_part(t, then, site, w, before)
    with Terminal(site, "--demo", USERS, data=terminal.data) as terminal, story(t, "the program starts again") as then:
        w.t = terminal
        second_part(t, then, w)
    say_expected(t, applied(site, before), w.saved, "everything was applied once (I2)")
    good, seqs = in_order(site, before)
    t.ok(good, "in the terminal's order", seqs)
    seqs = [n for n, in site.rows("SELECT seq FROM terminal_answer ORDER BY seq")]
    say_expected(t, seqs, list(range(1, len(seqs) + 1)), "the terminal's numbers have no gap and none is there twice (G4)")
    t.none_of(site.rows("SELECT kind, state, answer FROM terminal_answer WHERE state <> 'done'"), "nothing was refused")
    site.stop()
    code, said = site.check()
    t.ok(code == 0, "wmsd check: the ledger adds up", said)
t.done()
