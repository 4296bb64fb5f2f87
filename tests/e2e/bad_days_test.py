#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad days that end well, with the real programs: nothing shown as saved is
lost, nothing half done is forgotten, and the screen says what is wrong in
words (F1, F4, F6, F8, F9, G3, G5)."""
import contextlib
import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

import tap
import wmsd
from wmsterm import Terminal, story
from warehouse import Site
from worker import PLACE, Worker

t = tap.Tap()


def say(good, name, *notes):
    t.ok(good, name, *notes)


# Signing in

def wrong_password(site):
    with Terminal(site) as u, story(t, "a wrong password is said in words and by a bell (F9)") as then:
        bells = u.screen.bells
        u.sign_in("johnny", "wrong-Password-1", then=None)
        u.wait_for("Wrong user name or password")
        u.wait_bell(bells)
        then("the name stands, the password is asked again, and the right one is taken")
        u.wait_until(lambda: u.line_of("User name").endswith("johnny") and "•" not in u.text(), "the name alone")
        u.type("Demo-1234", "•" * 9)
        u.press("Enter")
        u.wait_for("Menu", "johnny")


def no_server(site):
    site.network.cut()
    with Terminal(site) as u, story(t, "without a server the terminal starts, and says that it has no contact") as then:
        u.wait_for("User name", "OFFLINE")
        u.sign_in(then=None)
        u.wait_for("No contact with the server")
        then("when the server is there, what was filled in is sent again by Enter")
        site.network.restore()
        u.wait_for("online")
        u.press("Enter")
        u.wait_for("Menu", "johnny")
    site.network.restore()


class Listener:
    """Somebody else at the server's address; keeps what he hears. With a certificate: after the handshake."""

    def __init__(self, certificate=None):
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self.socket.getsockname()[1]}"
        self.heard = b""
        self.calls = 0
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while True:
            try:
                s, _ = self.socket.accept()
            except OSError:
                return
            self.calls += 1
            s.settimeout(5)
            with contextlib.suppress(OSError, ssl.SSLError), s:
                if self.context:
                    s = self.context.wrap_socket(s, server_side=True)
                while data := s.recv(65536):
                    self.heard += data
                    if not self.context:
                        s.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(60)


def certificate_of_another(folder):
    """As an intruder would make one: right address, own authority."""
    path = folder + "/other.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", path, "-out", path + ".crt"],
                   check=True, capture_output=True)
    with open(path, "a", encoding="ascii") as out, open(path + ".crt", encoding="ascii") as crt:
        out.write(crt.read())
    return path


def not_the_pinned_ca(site):
    for name, listener in (("whose certificate is another's", Listener(certificate_of_another(site.place.name))), ("that does not speak TLS", Listener())):
        with Terminal(site, url=listener.url) as u, story(t, f"a server {name} is not trusted, and it is said"):
            u.sign_in(then=None)
            u.wait_for("The server is not the one this terminal trusts")
        listener.close()
        said = listener.heard
        say(listener.calls > 0 and not any(word in said for word in (b"HTTP", b"POST", b"GET", b"Demo-1234", b"johnny")),
            f"no request is sent to a server {name}", listener.calls, said[:300])
    with Terminal(site) as u, story(t, "the right one is"):
        u.sign_in()


# The terminal

def small_screens(site):
    with Terminal(site, columns=40, rows=12) as u, story(t, "40x12: sign-in, menu, list and task (F4)") as then:
        w = Worker(u)
        u.sign_in()
        u.open_page("Articles")
        u.wait_match(r"^>A\d{6}")
        w.leave()
        u.open_page("Receive goods")
        w.asked("Purchase order")
        w.choose(0, r"P\d+")
        u.wait_for("A0")
        w.leave()
        then("20x5 is too small, and says what is needed")
        u.open_page("Stock movement")
        w.asked("From location")
        u.send("A-01-0")
        u.wait_for("A-01-0")
        u.resize(20, 5)
        u.wait_for("Too small", "40x12")
        then("what is typed meanwhile is not lost")
        u.send("1-1")
        u.resize(80, 24)
        u.wait_for("> A-01-01-1")
        then("resized while typing, again and again: it stands")
        for columns, rows in ((100, 30), (40, 12), (63, 17), (300, 100), (80, 24)):
            u.resize(columns, rows)
            u.wait_for("> A-01-01-1", "From location")
        u.press("Enter")
        u.wait_until(lambda: "From location" not in u.lines()[3], "the next step")
        u.wait_for("A-01-01-1")
        w.leave()


def odd_terminals(site):
    with Terminal(site, term="nobody-knows-this") as u, story(t, "an unknown TERM is taken for a vt220"):
        u.sign_in()
        u.open_page("Articles")
        u.wait_match(r"^>A\d{6}")
    for name, encoding, env, word in (("C", "ascii", {"LC_ALL": "C"}, "Aviserad"),
                                      ("Latin-1", "latin-1", {"LC_ALL": "en_US.ISO-8859-1", "LOCPATH": os.environ["WMS_LOCPATH"]}, "Inköpsorder")):
        if name == "Latin-1" and not os.path.isdir(os.environ["WMS_LOCPATH"] + "/en_US.ISO-8859-1"):
            t.skip("a terminal that speaks Latin-1", "localedef made no locale")
            continue
        with Terminal(site, encoding=encoding, env=env) as u, story(t, f"a terminal without UTF-8: {name}; a Swedish user's words are readable") as then:
            u.sign_in("sven", then=None)
            u.wait_for("sven", "Meny")
            page = "Inköpsorder" if name == "Latin-1" else "Inkopsorder"
            u.wait_match(f"{page}|Order")
            then(f"{name}: only bytes of that encoding are sent")
            high = bytes(b for b in u.received if b >= 0x80)
            say(not high if name == "C" else b"\xc3" not in high, f"{name}: no UTF-8", high[:100])


def hang_up(site):
    with Terminal(site) as u, story(t, "the line is lost in the middle of a task") as then:
        w = Worker(u)
        u.sign_in()
        u.open_page("Stock movement")
        w.asked("From location")
        place = w.choose(3, PLACE)
        w.asked("Article")
        code = u.hang_up()
        say(code is not None and code >= 0, "the program ends by itself", code)
    with Terminal(site, data=u.data) as u, story(t, "the same user finds the task as he left it (F1)"):
        w = Worker(u)
        u.sign_in()
        u.open_page("Stock movement")
        w.asked("Article")
        u.wait_for(place)


def broken_off(site):
    with Terminal(site) as u, story(t, "a server that does not answer: the wait is shown (F6)") as then:
        u.sign_in()
        u.open_page("Articles")
        u.wait_match(r"^>A\d{6}")
        site.network.stall()
        u.press("r")
        u.wait_for("Waiting for the server")
        then("and Esc breaks it off; the rows stay")
        u.press("Esc")
        u.wait_for("Broken off")
        u.wait_match(r"^>A\d{6}")
        then("afterwards it goes on")
        site.network.restore()
        u.wait_for("online")
        u.press("r")
        u.wait_until(lambda: "Broken off" not in u.text() and "Waiting" not in u.text() and "A000001" in u.text(), "the rows, anew")
        u.press("Esc")
        u.wait_for("Menu")
    site.network.restore()


# Scans

SHARED = "4006381333931"


def two_articles_one_barcode(directory, tenant):
    """A barcode of two articles of one goods owner that ask for nothing."""
    del directory
    rows = tenant.execute("SELECT id, goods_owner FROM articles WHERE goods_owner = 1 AND asks_batch + asks_expiry + asks_serial = 0 ORDER BY id LIMIT 2")
    for article, owner in rows.fetchall():
        tenant.execute("INSERT INTO article_barcodes (article, goods_owner, barcode, barcode_fold) VALUES (?, ?, ?, ?)",
                       (article, owner, "0" + SHARED, "0" + SHARED))


def odd_scans(site):
    with Terminal(site) as u, story(t, "an unknown barcode is said aloud, and nothing is lost (F9)") as then:
        w = Worker(u)
        u.sign_in()
        u.open_page("Stock movement")
        w.asked("From location")
        place = w.choose(0, PLACE)
        w.asked("Article")
        bells = u.screen.bells
        u.scan("9999999999994")
        u.wait_for("Unknown barcode", "9999999999994")
        u.wait_bell(bells)
        u.wait_for(place)
        then("a barcode of two articles asks which")
        u.scan(SHARED)
        u.wait_for("Several have this barcode", "1 A", "2 A")
        second = u.wait_match(r"2 (A\d+)").group(1)
        u.press("2")
        w.asked("Quantity")
        u.wait_for(second)
        w.leave()
        then("scans that come while another is handled are handled next, in order (F13)")
        u.open_page("Stock movement")
        w.asked("From location")
        u.send(f"{place}\rA000004\r")
        w.asked("Quantity")
        u.wait_for(place, "A000004")
        w.leave()
        then("a scan presses no key: Ctrl-Q within it is data (F13)")
        u.open_page("Stock movement")
        w.asked("From location")
        u.send("ABC\x11\x1b[2JDEF\r")
        u.wait_for("control character")
        w.asked("From location")
        w.leave()


# Work

def begin_move(w, place, article, quantity):
    u = w.t
    u.open_page("Stock movement")
    w.asked("From location")
    u.scan(place)
    w.asked("Article")
    u.scan(article)
    w.asked("Quantity")
    u.enter(quantity)
    w.asked("To location")


def loose_goods(site, least):
    """A place with goods of an article that asks for nothing: place, article, pieces."""
    return site.rows("SELECT l.name, a.number, i.quantity / 1000 FROM article_items AS i JOIN articles AS a ON a.id = i.article"
                     " JOIN locations AS l ON l.id = i.location WHERE i.goods_owner = 1 AND i.warehouse = 1 AND i.load_carrier = 0 AND i.quantity >= ?"
                     ' AND i."order" = 0 AND a.asks_batch + a.asks_expiry + a.asks_serial = 0'
                     " AND l.id NOT IN (SELECT location FROM article_items WHERE load_carrier <> 0) ORDER BY i.id LIMIT 1", least * 1000)[0]


def no_stock(site):
    place, article, pieces = loose_goods(site, 3)
    too_many = str(pieces + 100)
    with Terminal(site) as u, story(t, "stock that is not there: the screen says what should be, and the server decides") as then:
        w = Worker(u)
        u.sign_in()
        begin_move(w, place, article, too_many)
        w.choose(2, PLACE)
        u.wait_for(f"Only {pieces}")
        u.press("Enter")
        u.wait_for("Saved")
        then("what it refuses is an exception, with what is there (G5)")
        u.wait_for("1 refused")
        w.leave()
        u.press("F11")
        u.wait_for("The queue", f"Not that much there: {place}: {pieces}")
        then("it is mended on the queue's screen: only what was wrong is asked again")
        u.press("Enter")
        u.wait_for("1 Correct it and send it again")
        u.press("1")
        w.asked("Quantity")
        u.wait_for("Mend", place, article)
        u.enter("1")
        w.asked("Enter sends it")
        u.press("Enter")
        u.wait_for("The queue", "settled")
        u.wait_until(lambda: "refused" not in u.lines()[0] and "waiting" not in u.lines()[0], "nothing refused")
        then("or discarded with a reason (G5)")
        u.press("Esc")
        begin_move(w, place, article, too_many)
        w.choose(3, PLACE)
        u.wait_for("Enter sends it all the same")
        u.press("Enter")
        u.wait_for("1 refused")
        w.leave()
        u.press("F11")
        u.wait_for("The queue", "Not that much there")
        u.press("Delete")
        u.wait_for("Why is it discarded?")
        u.enter("miscounted")
        u.wait_until(lambda: "refused" not in u.lines()[0] and "waiting" not in u.lines()[0], "nothing refused")
        moved = site.one("SELECT count(*) FROM goods_transactions WHERE kind = 'move'")
        say(moved == 1, "one move was applied: the mended one", moved)


def another_worker(directory, tenant):
    wmsd.add_user(directory, tenant, "lena", "warehouse", "warehouse", [1, 2], None, mobile=True,
                  privileges="receive,deliver,pick,move,goods-info,load-carrier", default=1)


def two_workers(site):
    with Terminal(site) as u, Terminal(site) as v, story(t, "two workers on one pick order: the second is told who has it") as then:
        w, x = Worker(u), Worker(v)
        for one, login in ((w, "johnny"), (x, "lena")):
            one.t.sign_in(login)
            one.t.open_page("Pick orders")
            one.t.wait_match(r"^>K\d+")
        order = u.wait_match(r"^>(K\d+)").group(1)
        u.press("Enter")
        w.asked("From location")
        v.wait_match(f"^>{order}")
        v.press("Enter")
        v.wait_for("Johnny Lind has it")
        then("and has the list before him, to take another")
        v.wait_match(f"^>{order}")
        v.press("Down")
        other = v.wait_until(lambda: (m := re.search(r"^>(K\d+)", v.text(), re.M)) and m.group(1) != order and m.group(1), "another order")
        v.press("Enter")
        x.asked("From location")
        v.wait_for(other)
        then("the first goes on undisturbed")
        u.scan(w.value(PLACE))
        w.asked("Article")


def session_ends(site):
    """As it does when nothing was asked for half an hour: the time of its last use is put back."""
    with Terminal(site) as u, story(t, "the session ends in the middle of a task: work goes on, and is saved") as then:
        w = Worker(u)
        u.sign_in()
        u.open_page("Receive goods")
        w.asked("Purchase order")
        w.choose(1, r"P\d+")
        w.asked("Purchase order row")
        with site.changed("directory") as db:
            db.execute("UPDATE session SET used = used - 1860000")
        u.enter("1")
        w.asked("Article")
        article = w.value(r"\w\d{6}")
        before = site.one("SELECT count(*) FROM goods_transactions WHERE kind = 'receive'")
        u.scan(article)
        u.wait_until(lambda: "Article" not in u.lines()[3], "the next step")
        if "Batch" in u.lines()[3]:
            u.scan("B1")
        w.asked("Quantity")
        u.enter("1")
        w.asked("Location")
        w.suggested()
        u.press("Enter")
        w.asked("Load carrier")
        u.press("Enter")
        u.wait_for("Saved: Receive 1")
        w.leave()
        u.wait_until(lambda: "online" in u.lines()[0], "contact again")
        then("what needs the session asks to sign in again")
        u.open_page("Articles", shows="Sign in again")
        u.wait_for("Your session has ended", "johnny")
        then("and goes on where one was")
        u.type("Demo-1234", "•" * 9)
        u.press("Enter")
        u.wait_match(r"^>A\d{6}")
        u.wait_until(lambda: "online" in u.lines()[0] and "waiting" not in u.lines()[0], "all sent")
        now = site.one("SELECT count(*) FROM goods_transactions WHERE kind = 'receive'")
        say(now == before + 1, "what was saved meanwhile was applied once", before, now)


def disk_full(site):
    """A small disk of its own, seen by the program alone."""
    folder = tempfile.mkdtemp(dir=site.place.name)
    inside = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs -o size=16m none "$0" && exec "$@"', folder]
    if subprocess.run([*inside, "true"], capture_output=True, check=False).returncode:
        t.skip("a full disk", "no disk can be mounted here")
        return
    with Terminal(site, "--volatile-ok", data=folder, under=inside) as u, story(t, "the disk is full: not saved, and said so") as then:
        w = Worker(u)
        seen = f"/proc/{u.process.pid}/root{folder}"
        u.sign_in()
        place, article, _ = loose_goods(site, 5)
        begin_move(w, place, article, "1")
        filler = os.open(seen + "/filler", os.O_WRONLY | os.O_CREAT)
        with contextlib.suppress(OSError):
            while os.write(filler, bytes(4096)):
                pass
        os.close(filler)
        w.choose(4, PLACE)
        u.wait_for("The disk is full: not saved")
        assert "Saved" not in u.text()
        then("everything is still filled in; when there is room again, Enter saves it")
        os.unlink(seen + "/filler")
        u.press("Enter")
        u.wait_for(f"Saved: Move 1 {article}")
        u.wait_until(lambda: "online" in u.lines()[0] and "waiting" not in u.lines()[0], "all sent")


def keymap_mistake(site):
    path = site.place.name + "/keys"
    with open(path, "w", encoding="ascii") as f:
        f.write("include default\n\nany F5 refresh\nlist F3 fliter\n")
    with Terminal(site, "--keymap", path) as u, story(t, "a keymap with a mistake: file, line and what"):
        code = u.wait_end()
        say(code != 0, "the program does not start", code)
        u.wait_for("/keys:4", "fliter")


def prepare(directory, tenant):
    two_articles_one_barcode(directory, tenant)
    another_worker(directory, tenant)


DAYS = (wrong_password, no_server, not_the_pinned_ca, small_screens, odd_terminals, hang_up, broken_off, odd_scans, no_stock, two_workers,
        session_ends, disk_full, keymap_mistake)
with Site(prepare=prepare) as site:
    for day in DAYS:
        if not sys.argv[1:] or day.__name__ in sys.argv[1:]:
            day(site)
    site.stop()
    code, said = site.check()
    say(code == 0, "after all of it the ledger adds up (I2)", said)
t.done()
