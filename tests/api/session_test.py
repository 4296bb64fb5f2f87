#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in and out over HTTPS, guesses, passwords, problem documents (C1, C8, A7)."""
import base64
import hashlib
import os
import stat
import tap
import wmsd


def prepare(directory, tenant):
    wmsd.add_user(directory, tenant, "gone", "warehouse", "warehouse")
    directory.execute("UPDATE account SET active = 0 WHERE login = 'gone'")
    wmsd.add_user(directory, tenant, "machine", "api", "administrator")
    main = tenant.execute("SELECT id FROM warehouses WHERE code = 'MAIN'").fetchone()[0]
    wmsd.add_user(directory, tenant, "worker", "warehouse", "warehouse", None, [main], True, "receive,pick", default=2)
    wmsd.add_user(directory, tenant, "lena", "warehouse", "warehouse", language="sv")
    wmsd.add_user(directory, tenant, "wall", "dashboard", "dashboard")
    for name in ("guessed", "other", "leaves"):
        wmsd.add_user(directory, tenant, name, "warehouse", "warehouse")


def is_problem(answer, status, code):
    doc = answer.json
    return (answer.status == status and answer.headers["Content-Type"] == "application/problem+json" and doc["code"] == code
            and doc["status"] == status and doc["type"] == "urn:wmsd:problem:" + code and doc["title"])


t = tap.Tap()
with wmsd.Server(("demo", "--articles", "10"), prepare) as s:
    key = base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")
    a = s.post("/sessions", None, {"login": "worker", "password": wmsd.PASSWORD, "terminal": {"key": key, "name": "Dock 3"}})
    t.ok(a.status == 201 and len(a.json["token"]) == 43, "a sign-in is answered with a token of 256 bits", a)
    doc = a.json
    t.ok(doc["user"]["login"] == "worker" and doc["user"]["level"] == "warehouse" and doc["user"]["mobile"]
         and "pick" in doc["user"]["privileges"].split(","), "it says who one is", doc["user"])
    t.ok([w["code"] for w in doc["user"]["warehouses"]] == ["MAIN"] and len(doc["user"]["goods_owners"]) == 3,
         "and for which goods owners and warehouses", doc["user"])
    t.ok(doc["user"]["default_goods_owner"] in doc["user"]["goods_owners"], "the default goods owner is one of them (B16)")
    terminal = doc["terminal"]
    digest = hashlib.blake2b(base64.urlsafe_b64decode(key + "="), digest_size=32).hexdigest()[:32]
    t.ok(terminal["id"] == digest and terminal["last"] == 0 and terminal["name"] == "Dock 3", "the terminal is registered", terminal)
    t.ok(len(terminal["scope"]["warehouses"]) == 1 and terminal["scope"]["goods_owners"] is None, "with the worker's scope", terminal)
    t.ok(a.headers["Wmsd-Epoch"] == doc["epoch"] and int(a.headers["Wmsd-Time"]) > 1700000000000, "epoch and time stand in the headers")
    t.ok(a.headers["Cache-Control"] == "no-store", "no proxy keeps it")
    again = s.get("/session", doc["token"])
    same = {k: v for k, v in doc.items() if k not in ("token", "time")}
    t.ok(again.status == 200 and {k: v for k, v in again.json.items() if k != "time"} == same, "the session says the same, but the token", again)
    pages = [p["id"] for place in doc["menu"] for p in place["pages"]]
    t.ok("receive-goods" in pages and "users" not in pages, "the menu is the user's (A7)", pages)
    swedish = s.get("/session", s.sign_in("lena")).json
    t.ok("Lager" in [p["section"] for p in swedish["menu"]] and swedish["user"]["language"] == "sv", "in his language (F7)")
    board = s.get("/session", s.sign_in("wall")).json["menu"]
    t.ok([p["id"] for place in board for p in place["pages"]] == ["dashboard"], "a dashboard's menu is one page (A3)", board)

    with s.directory() as db:
        kept = db.execute("SELECT secret FROM session").fetchall()
    t.ok(all(len(k[0]) == 32 and doc["token"].encode() not in k[0] for k in kept), "the secret is kept hashed")
    t.ok(all(stat.S_IMODE(os.stat(f"{s.data}/{f}").st_mode) & 0o077 == 0 for f in ("directory.db", "tenant.db", "server.key")),
         "databases and key are the server's alone")

    wrong = s.post("/sessions", None, {"login": "worker", "password": "Wrong-1234"})
    unknown = s.post("/sessions", None, {"login": "nobody", "password": "Wrong-1234"})
    gone = s.post("/sessions", None, {"login": "gone", "password": wmsd.PASSWORD})
    t.ok(is_problem(wrong, 401, "credentials"), "a wrong password is refused", wrong)
    t.ok(wrong.data == unknown.data == gone.data, "unknown and deactivated get the same bytes (B11, C8)", unknown, gone)
    api = s.post("/sessions", None, {"login": "machine", "password": wmsd.PASSWORD})
    t.ok(is_problem(api, 403, "forbidden"), "an API user has another door (A2)", api)
    t.ok(is_problem(s.get("/session"), 401, "sign-in"), "no token, no session")
    t.ok(is_problem(s.get("/session", "x" * 43), 401, "sign-in"), "a made-up token is none")
    t.ok(s.get("/session", "x").headers["WWW-Authenticate"] == "Bearer", "401 says how to ask")

    for body, status, code in [
            (b"", 422, "required"), (b"{", 400, "bad-json"), (b"[]", 400, "bad-json"), (b'{"login":"a"}', 422, "required"),
            (b'{"login":"a","login":"b","password":"c"}', 400, "bad-json"), (b'{"login":1,"password":"c"}', 422, "required"),
            (b'{"login":"admin\\u0000x","password":"c"}', 400, "bad-json"), (b'\xff', 400, "bad-json"),
            (b'{"login":"a","password":"b","terminal":{"key":"short"}}', 422, "invalid"),
            (b'{"login":"a","password":"b","terminal":{}}', 422, "required"), (b'{"login":"a","password":"b"}x', 400, "bad-json")]:
        a = s.ask("POST", "/sessions", None, body)
        t.ok(is_problem(a, status, code), f"a sign-in of {body!r} is refused by name", a)
    a = s.ask("POST", "/sessions", None, b"{}", {"Content-Type": "text/plain"})
    t.ok(is_problem(a, 400, "bad-request"), "a body that says it is no JSON", a)
    a = s.ask("POST", "/sessions", None, b'{"login":"' + b"a" * 300000 + b'"}')
    t.ok(is_problem(a, 413, "too-large"), "a body too large for a sign-in", a)
    t.ok(is_problem(s.get("/nowhere"), 404, "not-found"), "a path nobody knows")
    a = s.ask("PUT", "/session")
    t.ok(is_problem(a, 405, "method") and a.headers["Allow"] == "GET", "a method nobody knows there", a, a.headers)
    t.ok(s.get("/health").json["status"] == "ok", "it is well")

    token = s.sign_in("leaves")
    second = s.sign_in("leaves")
    t.ok(s.ask("DELETE", "/sessions/current", token).status == 204 and s.get("/session", token).status == 401, "a sign-out ends the session")
    t.ok(s.get("/session", second).status == 200, "and no other")

    s.source = "127.0.0.2"
    change = "/pages/change-password/change"
    a = s.post(change, second, {"old": "Wrong-1234", "new": "Better-2026"})
    t.ok(is_problem(a, 422, "invalid") and a.json["field"] == "old", "the old password must be right", a)
    a = s.post(change, second, {"old": wmsd.PASSWORD, "new": "weak"})
    t.ok(is_problem(a, 422, "password-weak"), "the new one strong (C1)", a)
    t.ok(is_problem(s.post(change, second, {"old": wmsd.PASSWORD}), 422, "required"), "and there")
    third = s.sign_in("leaves")
    t.ok(s.post(change, second, {"old": wmsd.PASSWORD, "new": "Better-2026"}).status == 204, "a password is changed (A8)")
    t.ok(s.get("/session", second).status == 200 and s.get("/session", third).status == 401, "other sessions end")
    t.ok(is_problem(s.post("/sessions", None, {"login": "leaves", "password": wmsd.PASSWORD}), 401, "credentials"), "the old one is dead")
    t.ok(s.sign_in("leaves", "Better-2026"), "the new one works")
    a = s.post(change, s.sign_in("admin"), {"old": wmsd.PASSWORD, "new": "Better-2026"})
    t.ok(is_problem(a, 403, "forbidden"), "an administrator has no such page (A8)", a)

    with s.directory() as db:
        db.execute("UPDATE account SET active = 0 WHERE login = 'worker'")
        db.commit()
    t.ok(s.get("/session", doc["token"]).status == 401, "deactivation holds at the next request (B11)")

    s.source = "127.0.0.3"
    heard, late = 0, None
    while not late and heard < 15:  # how long each takes is the machine's affair; the wait soon outgrows it
        a = s.post("/sessions", None, {"login": "guessed", "password": f"Wrong-{heard}"})
        late = a if a.status == 429 else None
        heard += not late
    t.ok(late and heard >= 5 and is_problem(late, 429, "throttled"), "five guesses are free, then they wait (C8)", heard, late)
    t.ok(late and int(late.headers["Retry-After"]) == int(late.json["detail"]) >= 1, "and are told how long", late)
    s.source = "127.0.0.4"
    t.ok(s.sign_in("other"), "others elsewhere are not held up")
    t.ok(s.stop() == 0, "it ends well")
    with s.directory() as db:
        counts = dict(db.execute("SELECT name, failures FROM throttle"))
    t.ok(counts.get("account guessed") == counts.get("network 127.0.0.3") == heard, "the count outlives the server", counts)
    log = s.logged()
    t.ok(wmsd.PASSWORD not in log and doc["token"] not in log and "Wrong-" not in log, "no secret stands in the log")
t.done()
