#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody who means ill tries: another tenant's account, another's session, names of the house, members nobody knows (A7, E1)."""
import tap
import terminal
import wmsd


def elsewhere(directory, login):
    """A membership of another tenant, for an account with or without one here."""
    directory.execute("INSERT OR IGNORE INTO tenant (code, name) VALUES ('other', 'Other')")
    account = directory.execute("SELECT id FROM account WHERE login = ?", (login,)).fetchone()[0]
    return directory.execute("INSERT INTO membership (account, tenant) VALUES (?, 'other')", (account,)).lastrowid


def prepare(directory, tenant):
    for login in ("both", "foreign"):
        wmsd.add_user(directory, tenant, login, "warehouse", "warehouse")
        elsewhere(directory, login)
    directory.execute("DELETE FROM membership WHERE tenant = 'main' AND account = (SELECT id FROM account WHERE login = 'foreign')")
    directory.execute("UPDATE membership SET id = id + 1000 WHERE tenant = 'main' AND account = (SELECT id FROM account WHERE login = 'both')")
    wmsd.add_user(directory, tenant, "buyer", "customer", "customer_extended")
    wmsd.add_user(directory, tenant, "desk", "warehouse", "warehouse")
    owner = tenant.execute("SELECT id FROM goods_owners WHERE id <> (SELECT goods_owner FROM pick_orders LIMIT 1)").fetchone()[0]
    wmsd.add_user(directory, tenant, "narrow", "warehouse", "warehouse", [owner], None, True, "pick,move,lead")


t = tap.Tap()
with wmsd.Server(("demo", "--articles", "10"), prepare) as s:
    a = s.post("/sessions", None, {"login": "foreign", "password": wmsd.PASSWORD})
    t.ok(a.status == 401 and a.code == "credentials", "a member of another tenant is nobody here (E1)", a)
    a = s.post("/sessions", None, {"login": "both", "password": wmsd.PASSWORD})
    t.ok(a.status == 201 and a.json["tenant"] == "main" and a.json["user"]["level"] == "warehouse", "who is a member of two is himself here (E1)", a)
    token = a.json["token"]
    t.ok(s.get("/session", token).status == 200, "and has a session")
    with s.directory() as db:
        db.execute("UPDATE session SET membership = (SELECT id FROM membership WHERE tenant = 'other' AND account ="
                   " (SELECT id FROM account WHERE login = 'both')) WHERE ended = 0")
        db.commit()
    for path in ("/session", "/pages/articles", "/pages/articles/1"):
        a = s.get(path, token)
        t.ok(a.status == 401 and a.code == "sign-in", f"a session of another tenant opens nothing: {path} (E1)", a)

    buyer, admin = s.sign_in("buyer"), s.sign_in("admin")
    t.ok(s.get("/pages/goods-transactions", buyer).status == 200, "a customer sees what became of his goods")
    a, b = s.get("/pages/goods-transactions/fields/user?find=a", buyer), s.get("/pages/goods-transactions/fields/article", buyer)
    t.ok(a.status == 403 and a.code == "forbidden", "and is given no list of who works here (A10)", a)
    t.ok(b.status == 200 and b.json["rows"], "but of what he filters by", b)
    a = s.get("/pages/goods-transactions/fields/user?find=a", admin)
    t.ok(a.status == 200 and a.json["rows"], "an administrator is", a)

    johnny = terminal.Terminal()
    who = {"login": "johnny", "password": wmsd.PASSWORD}
    for more, field in (({"admin": True}, "admin"), ({"terminal": {"key": johnny.key, "scope": "*"}}, "scope"),
                        ({"terminal": {"key": johnny.key, "name": 5}}, "terminal.name")):
        a = s.post("/sessions", None, {**who, **more})
        t.ok(a.status == 422 and a.json["field"] == field, f"a sign-in with {more} is refused by name", a)
    token = s.sign_in("johnny", terminal={"key": johnny.key, "name": "Dock"})
    order = s.get("/pages/pick-orders?limit=1", token).json["rows"][0]["id"]
    for path, body, field in ((f"/pages/pick-orders/{order}/take", {"take_over": "yes"}, "take_over"),
                              (f"/pages/pick-orders/{order}/take", {"lease": 9}, "lease"),
                              ("/pages/pick-orders/next", {"take_over": True}, "take_over"),
                              ("/pages/change-password/change", {"old": "x", "new": "y", "login": "admin"}, "login")):
        a = s.post(path, token, body)
        t.ok(a.status == 422 and a.json["field"] == field, f"{path} {body} is refused by name", a)
    t.ok(s.post(f"/pages/pick-orders/{order}/take", token, {}).status == 200, "and a good one is taken")
    a = s.post("/pages/pick-orders/new-carrier", s.sign_in("desk"))
    t.ok(a.status == 403, "numbers for load carriers are for those who do floor work (E8)", a)
    narrow = s.sign_in("narrow", terminal={"key": terminal.Terminal().key})
    mine = {r["id"] for r in s.get("/pages/pick-orders?limit=200", narrow).json["rows"]}
    foreign = next(r["id"] for r in s.get("/pages/pick-orders?limit=200", token).json["rows"] if r["id"] not in mine)
    for action, body in (("take", {}), ("take", {"take_over": True}), ("release", {})):
        a, b = (s.post(f"/pages/pick-orders/{id}/{action}", narrow, body) for id in (foreign, 999999999))
        t.ok(a.status == 404 and a.data == b.data, f"{action} of what is out of scope is as of what is not there (A7)", a, b)
    a = s.ask("POST", "/sessions", None, b'{"login":' + b"[" * 30 + b"0," * 9000 + b"0" + b"]" * 30 + b"}")
    t.ok(a.status == 413, "who is not known yet has little room", a)
    with s.directory() as db:
        db.execute("UPDATE terminal SET revoked = 1 WHERE id = ?", (johnny.id,))
        db.commit()
    t.ok(s.get("/session", token).status == 401, "a revoked terminal's sessions are dead with it")
    t.ok(s.post("/sessions", None, {**who, "terminal": {"key": johnny.key}}).code == "terminal", "and nobody signs in there again")
    first, second = s.get("/openapi.json"), s.get("/openapi.json")
    t.ok(first.status == 200 and first.data == second.data, "the OpenAPI document is the same each time")
with wmsd.Server(("demo", "--articles", "10"), lambda _, tenant: tenant.execute("INSERT INTO meta VALUES ('sscc_next', '999999999')")) as s:
    token = s.sign_in("johnny")
    a, b = (s.post("/pages/pick-orders/new-carrier", token) for _ in range(2))
    t.ok(a.status == 200 and a.json["sscc"][8:17] == "999999999", "the last number of the series is given", a)
    t.ok(b.status == 409 and b.json["field"] == "sscc", "and then it is said that there are no more", b)
t.done()
