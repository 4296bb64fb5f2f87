#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches of terminals over HTTPS: once each, in order, by the rights of now (G3, G4, G9, B4), the replica's feed, leases,
and a whole flow after which the ledger adds up (I2)."""
import json
import os
import subprocess
import threading
import tap
import terminal
import wmsd

NDJSON = "application/x-ndjson"


class Gun(terminal.Terminal):
    """A terminal at which people sign in."""

    def __init__(self, server):
        super().__init__()
        self.server, self.sign_in, self.epoch, self.sent = server, 0, "", []

    def ask(self, method, path, body=None, kind="application/json", **more):
        body = json.dumps(body).encode() if isinstance(body, dict) else body or b""
        headers = {"Authorization": self.authorization(method, wmsd.PREFIX + path, body, **more)}
        if body:
            headers["Content-Type"] = kind
        return self.server.ask(method, path, None, body or None, headers)

    def signs_in(self, login):
        answer = self.server.post("/sessions", None, {"login": login, "password": wmsd.PASSWORD, "terminal": {"key": self.key, "name": "gun"}})
        self.token, self.epoch = answer.json["token"], answer.json["epoch"]
        line = self.record("sign_in", {"account": login, "session": answer.json["session"], "offline": False}, 0)
        self.sign_in = self.seq
        return self.send([line])

    def make(self, kind, body, **more):
        return self.record(kind, {k: v for k, v in body.items() if v not in (None, "")}, self.sign_in, **more)

    def post(self, body):
        return self.ask("POST", "/transactions", body, NDJSON)

    def send(self, lines):
        self.sent = self.batch(lines, self.epoch)
        return self.post(self.sent)

    def do(self, kind, body, **more):
        """The verdict of one record: "refused wrong-batch"."""
        answer = self.send([self.make(kind, body, **more)])
        return verdict(answer)


def verdict(answer, n=-1):
    if answer.status != 200:
        return f"{answer.status} {answer.code}"
    v = answer.json["verdicts"][n]
    return (v["state"] + " " + v.get("code", "")).strip()


def prepare(directory, tenant):
    main, north = (tenant.execute("SELECT id FROM warehouses WHERE code = ?", (c,)).fetchone()[0] for c in ("MAIN", "NORTH"))
    wmsd.add_user(directory, tenant, "northman", "warehouse", "warehouse", None, [north], True, "receive,pick,move")
    wmsd.add_user(directory, tenant, "mainman", "warehouse", "warehouse", None, [main], True, "receive,pick,move")
    wmsd.add_user(directory, tenant, "fickle", "warehouse", "warehouse", None, None, True, "receive,pick,move")


def one(db, sql, *values):
    return db.execute(sql, values).fetchone()


def exactly_once(t, s, plain):
    gun = Gun(s)
    answer = gun.signs_in("johnny")
    t.ok(verdict(answer) == "done" and answer.json["last"] == 1, "a sign-in is a record too (G7)", answer)
    receive = {"article": plain, "quantity": "1", "location": place}
    before = stock(s, plain)
    line = gun.make("receive", receive)
    body = gun.batch([line], gun.epoch)
    states = []

    def race(n):
        c = s.connect()
        for _ in range(10):
            headers = {"Authorization": gun.authorization("POST", wmsd.PREFIX + "/transactions", body), "Content-Type": NDJSON}
            c.request("POST", wmsd.PREFIX + "/transactions", body, headers)
            a = c.getresponse()
            states.append((a.status, a.read()))
        c.close()

    racers = [threading.Thread(target=race, args=(n,)) for n in range(20)]
    for r in racers:
        r.start()
    for r in racers:
        r.join()
    same = {json.dumps(json.loads(data)["verdicts"]) if status == 200 else data for status, data in states}
    t.ok(len(states) == 200 and len(same) == 1 and '"done"' in same.pop(), "200 racing duplicates have one answer (G3)", states[:3])
    t.ok(stock(s, plain) == before + 1000, "and one effect (G3)")

    kept = gun.seq, gun.hash
    gun.make("receive", receive)
    gap = gun.send([gun.make("receive", receive)])
    t.ok(verdict(gap) == "409 gap" and gap.json["last"] == kept[0] and gap.json["hash"] == terminal.b64(kept[1]),
         "a gap is refused, and where to go on from is said (G4)", gap)
    gun.seq, gun.hash = kept[0] - 1, bytes(32)
    fork = gun.send([gun.make("receive", dict(receive, quantity="7"))])
    t.ok(verdict(fork) == "409 fork" and fork.json["last"] == kept[0], "another record under a number is a fork (G4)", fork)
    gun.seq, gun.hash = kept
    body = gun.batch([gun.make("receive", receive)], gun.epoch)
    t.ok(gun.post(body.replace(b'"quantity":"1"', b'"quantity":"9"')).code == "fork", "a record changed on the way is not taken (G4)")
    seal = json.loads(body.splitlines()[-1])
    seal["signature"] = terminal.b64(Gun(s).sign(b"anything"))
    forged = gun.post(body.splitlines()[0] + b"\n" + json.dumps(seal).encode() + b"\n")
    t.ok(forged.status == 400 and forged.code == "signature", "a forged seal is refused (G4)", forged)
    t.ok(stock(s, plain) == before + 1000, "none of them had an effect")
    t.ok(verdict(gun.post(body)) == "done", "the true batch goes on")
    for bad, code in [(b"", "bad-request"), (b"{}\n", "bad-request"), (b"x\n{}\n", "bad-json"), (body[:-1], "bad-request"),
                      (body + b"\n", "bad-request"), (b"[]\n" * 202, "too-large")]:
        a = gun.post(bad) if bad else gun.ask("POST", "/transactions", b"\n", NDJSON)
        t.ok(a.status in (400, 413) and a.code == code, f"no batch: {bad[:20]!r}", a)
    a = gun.ask("POST", "/transactions", body)
    t.ok(a.status == 400 and a.code == "bad-request", "a batch is x-ndjson", a)
    return gun


def who_may(t, s, plain, north_place):
    gun = Gun(s)
    gun.signs_in("northman")
    here = {"article": plain, "quantity": "1", "location": place}
    t.ok(gun.do("receive", here) == "parked no-warehouse", "no transaction to a warehouse not given (B4)")
    t.ok(gun.do("move", dict(here, to_location=place2)) == "parked no-warehouse", "nor from it (B4)")
    t.ok(gun.do("receive", dict(here, location=north_place)) == "done", "but to his own")
    gun.signs_in("fickle")
    t.ok(gun.do("receive", here) == "done", "others may")
    with s.tenant() as db:
        db.execute("UPDATE users SET privileges = 'pick' WHERE login = 'fickle'")
    t.ok(gun.do("receive", here) == "parked forbidden", "rights gone since: parked for a lead, not dropped (G9)")
    with s.directory() as db:
        db.execute("UPDATE account SET active = 0 WHERE login = 'fickle'")
    t.ok(gun.do("receive", here) == "parked forbidden", "deactivated since: parked")
    gun.sign_in = 1
    t.ok(gun.do("receive", dict(here, location=north_place)) == "done", "the other user's work goes on (G7)")
    t.ok(s.post("/transactions", gun.token, {}).status == 401, "a session cannot send batches")
    t.ok(gun.ask("GET", "/replica", ms=1000).code == "clock", "a wrong clock is told")
    stranger = Gun(s)
    t.ok(stranger.ask("GET", "/replica").code == "terminal", "nobody knows a terminal at which nobody signed in")


def replica(t, s, plain, north_place):
    gun, other = Gun(s), Gun(s)
    gun.signs_in("mainman")
    other.signs_in("johnny")
    head = gun.ask("GET", "/replica").json
    t.ok({"articles", "article-items", "pick-orders"} <= set(head["resources"]) and "users" not in head["resources"], "what a replica is made of", head)
    t.ok(head["terminal"]["last"] == gun.seq and head["epoch"] == gun.epoch, "and where one stands", head)
    rows, after = [], 0
    while after is not None:
        page = gun.ask("GET", f"/replica/rows/locations?after={after}&limit=1000").json
        rows, after = rows + page["rows"], page["next"]
    with s.tenant() as db:
        main = one(db, "SELECT id FROM warehouses WHERE code = 'MAIN'")[0]
        want = one(db, "SELECT count(*) FROM locations WHERE warehouse = ?", main)[0]
    t.ok(len(rows) == want and all(r["warehouse"] == main for r in rows), "rows of the terminal's scope alone", len(rows), want)
    t.ok(len(gun.ask("GET", "/replica/rows/warehouses").json["rows"]) == 1, "and its own warehouse")
    t.ok(gun.ask("GET", "/replica/rows/users").status == 404, "what is in no replica is not there")
    t.ok(gun.ask("GET", "/replica/rows/locations?limit=0").status == 400, "a page has a size")

    at = gun.ask("GET", "/replica").json["change"]
    t.ok(gun.do("receive", {"article": plain, "quantity": "2", "location": place}) == "done", "work is done")
    page = gun.ask("GET", f"/replica/changes?after={at}").json
    items = [c for c in page["changes"] if c["resource"] == "article-items"]
    t.ok(items and items[-1]["row"]["location"] == place and page["seq"] == gun.seq, "the feed tells of it, and up to which seq it is", page)
    at = page["next"]
    t.ok(other.do("receive", {"article": plain, "quantity": "2", "location": north_place}) == "done", "others work elsewhere")
    page = gun.ask("GET", f"/replica/changes?after={at}").json
    t.ok(page["changes"] and all(c["row"] is None for c in page["changes"]), "what is out of scope comes as gone", page)
    again = gun.ask("GET", f"/replica/changes?after={page['next']}").json
    t.ok(again["changes"] == [] and again["next"] == page["next"] and not again["more"], "then nothing is left", again)
    small = gun.ask("GET", f"/replica/changes?after={at - 1}&limit=1").json
    t.ok(small["more"] and small["next"] == at, "pages of the feed end where they say", small)
    for query in (f"after={page['next'] + 1}", f"after={at}&epoch=another"):
        a = gun.ask("GET", "/replica/changes?" + query)
        t.ok(a.status == 410 and a.code == "stale", "another epoch's cursor begins again: " + query, a)
    first, second = (g.ask("POST", "/terminal/sscc", {"count": 50}).json for g in (gun, other))
    t.ok(first["last"] - first["first"] == 49 and second["first"] == first["last"] + 1, "SSCC serials are given out once", first, second)
    made = [s.post("/pages/receive-goods/new-carrier", g.token).json["sscc"] for g in (gun, other, gun)]
    t.ok(len(set(made)) == 3 and all(carrier_check(m) for m in made), "a load carrier's number is given once (G1)", made)
    t.ok(int(made[0][8:17]) > second["last"] - 1, "and out of no terminal's range", made, second)
    t.ok(s.post("/pages/receive-goods/new-carrier", s.sign_in("anna")).status == 403, "and to those who work with goods")
    t.ok(gun.ask("POST", "/terminal/sscc", {"count": 0}).code == "invalid", "some must be wanted")


def carrier_check(sscc):
    return len(sscc) == 18 and sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(sscc))) % 10 == 0


def carrier_number(n):
    digits = f"3735000{n:010d}"
    return digits + str(-sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits))) % 10)


def receives(t, s, gun):
    """A purchase order of MAIN, wholly, onto a new load carrier."""
    with s.tenant() as db:
        order = one(db, "SELECT id FROM purchase_orders WHERE open = 1 AND warehouse = 1 ORDER BY id")[0]
        rows = db.execute("SELECT r.id, r.article, r.remaining, r.batch, a.asks_batch, a.asks_expiry, a.asks_serial FROM purchase_order_rows AS r"
                          " JOIN articles AS a ON a.id = r.article WHERE r.purchase_order = ?", (order,)).fetchall()
    sscc, serials = carrier_number(order), 0
    wrong = []
    for row, article, remaining, batch, asks_batch, asks_expiry, asks_serial in rows:
        body = {"purchase_order": order, "order_row": row, "article": article, "location": place, "load_carrier": sscc,
                "batch": batch or ("B1" if asks_batch else None), "expiry": "2030-01-31" if asks_expiry else None}
        for _ in range(remaining // 1000 if asks_serial else 1):
            serials += 1
            got = gun.do("receive", body | {"quantity": "1" if asks_serial else f"{remaining / 1000:g}",
                                            "serial": f"NEW{serials}" if asks_serial else None})
            wrong += [got] if got != "done" else []
    t.none_of(wrong, "a purchase order is received, row by row")
    with s.tenant() as db:
        t.ok(one(db, "SELECT s.number FROM purchase_orders AS p JOIN purchase_order_statuses AS s ON s.id = p.status WHERE p.id = ?", order)[0] == 300,
             "and is received then")
        t.ok(one(db, "SELECT location FROM load_carriers WHERE sscc = ?", sscc)[0] == place, "its new load carrier stands where it was put")
    t.ok(gun.do("receive_done", {"purchase_order": order}) == "done", "saying so again does no harm")
    t.ok(gun.do("move_carrier", {"load_carrier": sscc, "to_location": place2}) == "done", "the load carrier is moved")


def picks(t, s, gun):
    """The next pick order, row by row, short of one piece; then staged."""
    given = s.post("/pages/pick-orders/next", gun.token).json
    order, lease = given["id"], given["lease"]
    other = Gun(s)
    other.signs_in("johnny")
    refused = s.post(f"/pages/pick-orders/{order}/take", other.token)
    t.ok(refused.status == 409 and refused.code == "leased" and refused.json["detail"], "two do not pick one order", refused)
    t.ok(s.post(f"/pages/pick-orders/{order}/take", gun.token).json["lease"] == lease, "one's own is renewed")
    with s.tenant() as db:
        db.row_factory = lambda c, r: dict(zip([d[0] for d in c.description], r))
        rows = db.execute("SELECT r.*, c.sscc FROM pick_rows AS r LEFT JOIN load_carriers AS c ON c.id = r.load_carrier WHERE pick_order = ?", (order,)).fetchall()
        staging = one(db, "SELECT l.id FROM locations AS l JOIN location_types AS t ON t.id = l.type JOIN pick_orders AS p ON p.warehouse = l.warehouse"
                      " WHERE t.staging = 1 AND p.id = ?", order)["id"]
        cause = one(db, "SELECT min(id) AS id FROM adjustment_causes")["id"]
    wrong = []
    for n, row in enumerate(rows):
        quantity = row["quantity"] - (1000 if n == 0 else 0)
        body = {"pick_row": row["id"], "pick_order": order, "lease": lease, "order": row["order"], "location": row["location"],
                "load_carrier": row["sscc"], "article": row["article"], "batch": row["batch"], "expiry": row["expiry"], "serial": row["serial"],
                "quantity": f"{quantity / 1000:g}"}
        if n == 0:
            body |= {"short": True, "cause": cause}
        got = gun.do("pick", body)
        wrong += [(row["id"], got)] if got != "done" else []
    t.none_of(wrong, "a pick order is picked, one row short")
    t.ok(gun.do("stage", {"pick_order": order, "lease": lease, "to_location": staging}) == "done", "and staged")
    with s.tenant() as db:
        t.ok(one(db, "SELECT status FROM pick_orders WHERE id = ?", order)[0] == "picked", "the pick order is picked")
        t.ok(one(db, "SELECT s.number FROM orders AS o JOIN order_statuses AS s ON s.id = o.status JOIN pick_orders AS p ON p.\"order\" = o.id"
                 " WHERE p.id = ?", order)[0] == 400, "and so is the order")
    a = s.post(f"/pages/pick-orders/{order}/take", gun.token)
    t.ok(a.status == 409 or a.status == 404, "it is given to nobody again", a)
    moved = s.post("/pages/movement-orders/next", gun.token)
    t.ok(moved.status == 200 and moved.json["lease"] >= 1, "movement orders are given out too", moved)
    t.ok(s.post(f"/pages/movement-orders/{moved.json['id']}/release", gun.token).status == 204, "and taken back")
    t.ok(s.post(f"/pages/movement-orders/{moved.json['id']}/take", other.token).status == 200, "and taken by another")
    desk = s.sign_in("johnny")
    a = s.post("/pages/pick-orders/next", desk)
    t.ok(a.status == 403, "work is given to terminals alone", a)
    t.ok(s.post("/pages/pick-orders/next", s.sign_in("anna")).status == 403, "and to those who pick")


def stock(s, article):
    with s.tenant() as db:
        return one(db, "SELECT coalesce(sum(quantity), 0) FROM article_items WHERE article = ?", article)[0]


t = tap.Tap()
with wmsd.Server(prepare=prepare) as server:
    with server.tenant() as tenant:
        plain_article = one(tenant, "SELECT id FROM articles"
                                      " WHERE goods_owner = 1 AND asks_batch = 0 AND asks_expiry = 0 AND asks_serial = 0 ORDER BY id")[0]
        pick_places = "SELECT l.id FROM locations AS l JOIN location_types AS t ON t.id = l.type WHERE t.pickable = 1 AND l.locked = 0 AND l.warehouse = ?"
        place, place2 = (r[0] for r in tenant.execute(pick_places + " ORDER BY l.id DESC LIMIT 2", (1,)))
        north = one(tenant, pick_places, 2)[0]
    worker = exactly_once(t, server, plain_article)
    who_may(t, server, plain_article, north)
    replica(t, server, plain_article, north)
    receives(t, server, worker)
    picks(t, server, worker)
    server.stop()
    checked = subprocess.run([os.environ["WMSD"], "check", "--data", server.data], capture_output=True, text=True)
    t.ok(checked.returncode == 0 and "adds up" in checked.stdout, "after all that the ledger adds up (I2)", checked.stdout, checked.stderr)
t.done()
