#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows written by people through the API: create, update, delete, import, as the rights say, all or nothing; and the audit
of it (A1, A7, A10)."""
import json
import os
import subprocess
import threading
import time
import uuid
import tap
import wmsd

LEVELS = {"administrator": "administrator", "warehouse": "warehouse", "customer": "customer", "reseller": "reseller", "supplier": "supplier"}


def prepare(directory, tenant):
    for menu, level in LEVELS.items():
        wmsd.add_user(directory, tenant, "m-" + menu, level, menu)
    wmsd.add_user(directory, tenant, "extended", "customer", "customer_extended")
    wmsd.add_user(directory, tenant, "wall", "dashboard", "dashboard")
    owners = [r[0] for r in tenant.execute("SELECT id FROM goods_owners ORDER BY id")]
    houses = [r[0] for r in tenant.execute("SELECT id FROM warehouses ORDER BY id")]
    wmsd.add_user(directory, tenant, "one-owner", "administrator", "administrator", owners[:1], None)
    wmsd.add_user(directory, tenant, "one-house", "administrator", "administrator", None, houses[:1])
    wmsd.add_user(directory, tenant, "none", "administrator", "administrator", [], [])
    minutes = {"Silent": 20, "Lost": 3 * 24 * 60, "Forgotten": 9 * 24 * 60, "There": 1, "Revoked": 30, "Elsewhere": 40, "Idle": 50}
    for name, ago in minutes.items():
        where = {"Elsewhere": str(houses[-1]), "Idle": None}.get(name, "*")
        directory.execute("INSERT INTO terminal (id, name, public_key, tenant, goods_owners, warehouses, revoked, created, contact)"
                          " VALUES (?, ?, zeroblob(32), 'main', ?, ?, ?, 0, ?)",
                          (f"{name:0<32}", name, None if where is None else "*", where, name == "Revoked", int(time.time() - ago * 60) * 1000))
    wmsd.add_user(directory, tenant, "lena", "administrator", "administrator", language="sv")


def is_problem(a, status, code, field=None):
    doc = a.json
    return (a.status == status and a.headers["Content-Type"] == "application/problem+json" and doc["code"] == code
            and (field is None or doc.get("field") == field))


def match(rev):
    return {"If-Match": f'"{rev}"'}


def audit(s, token):
    rows, cursor = [], ""
    while cursor is not None:
        page = s.get("/pages/audit?limit=200" + (f"&cursor={cursor}" if cursor else ""), token).json
        rows, cursor = rows + page["rows"], page["next"]
    return rows


def verify():
    run = subprocess.run([os.environ["WMSD"], "audit", "verify", "--data", s.data], capture_output=True, text=True)
    return run.returncode, run.stdout + run.stderr


t = tap.Tap()
with wmsd.Server(("demo", "--articles", "40"), prepare) as s:
    admin = s.sign_in("admin")

    # Create
    a = s.post("/pages/return-causes", admin, {"code": "WET", "name_en": "Wet", "name_sv": "Våt"})
    wet = a.json
    t.ok(a.status == 201 and wet["code"] == "WET" and wet["rev"] == 1 and wet["active"] is True, "a row is made, with what its description says", a)
    t.ok(s.get(f"/pages/return-causes/{wet['id']}", admin).json == wet, "and is there as it was answered")
    a = s.get("/pages/return-causes/defaults", admin)
    t.ok(a.json == {"code": "", "name_en": "", "name_sv": "", "position": 0, "active": True}, "what a form begins with", a)
    shown = {p["id"]: p["actions"] for place in s.get("/session", admin).json["menu"] for p in place["pages"]}
    t.ok({"create", "update", "import"} <= set(shown["return-causes"]) and {"create", "update", "delete", "import"} <= set(shown["sites"]),
         "the menu says what may be written", shown["return-causes"], shown["sites"])
    t.ok(not {"create", "update"} & set(shown["order-list"]), "but nothing of documents, which take rules", shown["order-list"])
    t.ok(s.post("/pages/order-list", admin, {}).status in (403, 405), "and these are not written so")

    # Request
    same = {"Request": str(uuid.uuid4())}
    first = s.ask("POST", "/pages/sites", admin, {"code": "MORA", "name": "Mora"}, same)
    second = s.ask("POST", "/pages/sites", admin, {"code": "MORA", "name": "Mora"}, same)
    t.ok(first.status == second.status == 201 and first.json == second.json, "a repeat with the same Request gets the first answer", second)
    a = s.ask("POST", "/pages/sites", admin, {"code": "OTHER", "name": "Other"}, same)
    t.ok(is_problem(a, 409, "reused", "Request"), "for something else it is refused", a)
    lena = s.sign_in("lena")
    a = s.ask("POST", "/pages/sites", lena, {"code": "MORA", "name": "Mora"}, same)
    t.ok(is_problem(a, 409, "reused"), "and so it is to somebody else", a)
    for bad in ("x", "", str(uuid.uuid4()).upper(), "0" * 36):
        a = s.ask("POST", "/pages/sites", admin, {"code": "BAD", "name": "Bad"}, {"Request": bad})
        t.ok(is_problem(a, 400, "bad-request", "Request"), f"Request: {bad!r} is none", a)
    answers = []

    def race(key):
        with_own = s.connect()
        with_own.request("POST", wmsd.PREFIX + "/pages/sites", json.dumps({"code": "RACE", "name": "Race"}),
                         {"Authorization": "Bearer " + admin, "Content-Type": "application/json", "Request": key})
        got = with_own.getresponse()
        answers.append((got.status, got.read()))
        with_own.close()

    key = str(uuid.uuid4())
    threads = [threading.Thread(target=race, args=(key,)) for _ in range(8)]
    for x in threads:
        x.start()
    for x in threads:
        x.join()
    t.ok(len(set(answers)) == 1 and answers[0][0] == 201 and s.get("/pages/sites/count?search=race", admin).json["count"] == 1,
         "eight at once with one Request make one row", answers)

    # Update
    a = s.ask("PUT", f"/pages/return-causes/{wet['id']}", admin, {"name_en": "Wet through"}, match(1))
    t.ok(a.status == 200 and a.json == wet | {"name_en": "Wet through", "rev": 2}, "what is not named stays as it is", a)
    a = s.ask("PUT", f"/pages/return-causes/{wet['id']}", admin, {"name_en": "Dry"}, match(1))
    t.ok(is_problem(a, 412, "conflict"), "what somebody else changed meanwhile is not written over", a)
    for headers in ({}, {"If-Match": "2"}, {"If-Match": '"x"'}, {"If-Match": '""'}, {"If-Match": '"-1"'}, {"If-Match": "*"}, {"If-Match": 'W/"2"'}):
        a = s.ask("PUT", f"/pages/return-causes/{wet['id']}", admin, {"name_en": "Dry"}, headers)
        t.ok(is_problem(a, 400, "bad-request", "If-Match"), f"without a rev it is not changed: {headers}", a)
    a = s.ask("PUT", f"/pages/return-causes/{wet['id']}", admin, {"code": "DRY"}, match(2))
    t.ok(is_problem(a, 422, "invalid", "code"), "what is set once is not changed", a)
    a = s.ask("PUT", "/pages/return-causes/999999", admin, {"name_en": "X"}, match(1))
    t.ok(is_problem(a, 404, "not-found"), "what is not there is not changed", a)
    answers = []

    def change(i):
        c = s.connect()
        c.request("PUT", f"{wmsd.PREFIX}/pages/return-causes/{wet['id']}", json.dumps({"position": i}),
                  {"Authorization": "Bearer " + admin, "Content-Type": "application/json"} | match(2))
        got = c.getresponse()
        answers.append(got.status)
        got.read()
        c.close()

    threads = [threading.Thread(target=change, args=(i,)) for i in range(1, 9)]
    for x in threads:
        x.start()
    for x in threads:
        x.join()
    t.ok(sorted(answers) == [200] + [412] * 7, "of eight who change the same row, one does", answers)

    # What is refused, by name
    nul = '{"code":"N\\u0000UL","name":"X"}'
    for body, status, code, field in [
            ({"name": "X"}, 422, "required", "code"), ({"code": "", "name": "X"}, 422, "required", "code"),
            ({"code": "X" * 21, "name": "X"}, 422, "too-long", "code"), ({"code": "A", "name": "X" * 101}, 422, "too-long", "name"),
            ({"code": 1, "name": "X"}, 422, "invalid", "code"), ({"code": "A", "name": ["X"]}, 422, "invalid", "name"),
            ({"code": "A", "name": "X", "active": "yes"}, 422, "invalid", "active"), ({"code": "A", "name": "X", "country": "SE"}, 422, "invalid", "country"),
            ({"code": "A", "name": "X", "country": 999999}, 422, "invalid", "country"),
            ({"code": "A", "name": "X", "id": 1}, 422, "unknown-field", "id"), ({"code": "A", "name": "X", "rev": 1}, 422, "unknown-field", "rev"),
            ({"code": "A", "name": "X", "Name": "Y"}, 422, "unknown-field", "Name"), ({"code": "A", "name": "X", "name_fold": "Y"}, 422, "unknown-field", "name_fold"),
            ({"code": "A", "name": "X", "x\" = 1; DROP TABLE sites; --": 1}, 422, "unknown-field", None),
            ({"code": "A\r\nX: y", "name": "X"}, 422, "invalid", "code"), ({"code": "A", "name": "\x1b]0;title\x07"}, 422, "invalid", "name"),
            ({"code": "A", "name": "\u202eevil"}, 422, "invalid", "name"), (nul, 400, "bad-json", None), ("[1]", 400, "bad-json", None),
            ("{", 400, "bad-json", None), ('{"code":"A","code":"B","name":"X"}', 400, "bad-json", None), ("", 400, "bad-request", None),
            ({"code": "A", "name": "X" * (1 << 20)}, 413, "too-large", None), ({"code": "MORA", "name": "X"}, 409, "exists", "code")]:
        a = s.ask("POST", "/pages/sites", admin, body)
        t.ok(is_problem(a, status, code, field), f"{code}: {str(body)[:60]!r}", a)
    a = s.ask("POST", "/pages/sites", admin, b'{"code":"A","name":"\xff"}')
    t.ok(is_problem(a, 400, "bad-json"), "bytes that are no text", a)
    nasty = "<script>alert(1)</script>'); DROP TABLE sites; -- %s ${x} 💥"
    a = s.post("/pages/sites", admin, {"code": "<b>", "name": nasty, "address": "1\n2"})
    t.ok(a.status == 201 and a.json["name"] == nasty and a.json["address"] == "1\n2", "a text is a text", a)

    # Delete
    country = s.get("/pages/countries?filter.code=SE", admin).json["rows"][0]
    lund = s.post("/pages/sites", admin, {"code": "LUND", "name": "Lund", "country": country["id"]}).json
    t.ok(lund["country"] == {"id": country["id"], "code": "SE", "name": "Sweden"}, "a ref is written by its id and read by its name", lund)
    house = s.get("/pages/locations?limit=1&sort=name", admin).json["rows"][0]
    a = s.ask("DELETE", f"/pages/locations/{house['id']}", admin)
    t.ok(is_problem(a, 409, "in-use") and "(" in a.json["detail"], "what is referred to stays, and it is said where", a)
    a = s.ask("DELETE", f"/pages/locations/{house['id']}", lena)
    t.ok(is_problem(a, 409, "in-use"), "in his language", a)
    a = s.ask("DELETE", f"/pages/sites/{lund['id']}", admin, None, match(7))
    t.ok(is_problem(a, 412, "conflict"), "If-Match holds where it is given", a)
    a = s.ask("DELETE", f"/pages/sites/{lund['id']}", admin)
    t.ok(a.status == 204 and not a.data and s.get(f"/pages/sites/{lund['id']}", admin).status == 404, "what nothing refers to is deleted", a)
    t.ok(s.ask("DELETE", f"/pages/sites/{lund['id']}", admin).status == 404, "once")
    t.ok(s.ask("DELETE", f"/pages/return-causes/{wet['id']}", admin).status == 403, "a register's row is made inactive, not deleted")

    # Import
    rows = [{"code": f"I{i}", "name": f"Imported {i}", "country": "SE"} for i in range(300)]
    a = s.post("/pages/sites/import", admin, {"rows": rows, "dry": True})
    t.ok(a.status == 200 and a.json["done"] is False and not any("error" in r for r in a.json["rows"]) and
         s.get("/pages/sites/count?search=imported", admin).json["count"] == 0, "a dry import only looks", a.json["rows"][:2])
    bad = [dict(r) for r in rows]
    bad[17]["country"] = "XX"
    bad[18]["code"] = bad[3]["code"]
    bad[19]["colour"] = "red"
    bad[20] = {"code": "Q"}
    bad[21] = 7
    a = s.post("/pages/sites/import", admin, {"rows": bad})
    wrong = {r["line"]: (r["error"]["code"], r["error"].get("field")) for r in a.json["rows"] if "error" in r}
    t.ok(a.status == 200 and a.json["done"] is False and wrong == {
        18: ("invalid", "country"), 19: ("exists", "code"), 20: ("unknown-field", "colour"), 21: ("required", "name"), 22: ("invalid", "rows")},
         "each line that is wrong is named", wrong)
    t.ok(s.get("/pages/sites/count?search=imported", admin).json["count"] == 0, "and nothing is half done")
    a = s.post("/pages/sites/import", admin, {"rows": rows})
    t.ok(a.json["done"] is True and s.get("/pages/sites/count?search=imported", admin).json["count"] == 300, "what is right is done wholly, codes found", a.json["done"])
    found = s.get("/pages/sites?filter.code=I7", admin).json["rows"][0]
    t.ok(found["country"]["code"] == "SE", "with the country its code means", found)
    for body in ({}, {"rows": []}, {"rows": {}}, {"rows": [{}] * 1001}, {"rows": [{}], "dry": 1}, {"rows": [{}], "more": 1}):
        t.ok(s.post("/pages/sites/import", admin, body).status in (422, 413), f"not an import: {str(body)[:40]}")

    # Who may
    for login in ("m-warehouse", "m-customer", "m-reseller", "m-supplier", "extended", "wall"):
        token = s.sign_in(login)
        got = [s.post("/pages/return-causes", token, {"code": "NO", "name_en": "No", "name_sv": "Nej"}), s.get("/pages/return-causes/defaults", token),
               s.ask("PUT", f"/pages/return-causes/{wet['id']}", token, {"name_en": "No"}, match(3)), s.ask("DELETE", f"/pages/sites/{found['id']}", token),
               s.post("/pages/sites/import", token, {"rows": [{"code": "NO", "name": "No"}]}), s.get("/pages/audit", token),
               s.post("/pages/audit/verify", token)]
        t.ok([a.status for a in got] == [403] * 7, f"{login} writes nothing of it, and reads no audit (A10)", [a.status for a in got])
    token = s.sign_in("m-administrator")
    t.ok(s.post("/pages/return-causes", token, {"code": "YES", "name_en": "Yes", "name_sv": "Ja"}).status == 201, "an administrator does")
    t.ok(s.ask("POST", "/pages/sites", None, {"code": "NO", "name": "No"}).status == 401, "nobody does nothing")

    # Within one's scope (A7)
    owner, one_house, none = s.sign_in("one-owner"), s.sign_in("one-house"), s.sign_in("none")
    articles = s.get("/pages/articles?limit=200", admin).json["rows"]
    mine = s.get("/pages/articles?limit=1", owner).json["rows"][0]
    his = next(r for r in articles if r["goods_owner"]["id"] != mine["goods_owner"]["id"])
    unit = s.get(f"/pages/articles/{mine['id']}", admin).json["unit"]["id"]
    foreign, absent = [s.ask("PUT", f"/pages/articles/{i}", owner, {"name": "Mine"}, match(1)) for i in (his["id"], 99999999)]
    t.ok(is_problem(foreign, 404, "not-found") and foreign.data == absent.data, "another's row is not there, byte for byte (A7)", foreign, absent)
    new = {"number": "EDIT-1", "name": "New", "unit": unit}
    foreign, absent = [s.post("/pages/articles", owner, new | {"goods_owner": i}) for i in (his["goods_owner"]["id"], 99999999)]
    t.ok(is_problem(foreign, 422, "invalid", "goods_owner") and foreign.data == absent.data, "nor is another goods owner to make one for", foreign)
    a = s.post("/pages/articles", owner, new | {"goods_owner": mine["goods_owner"]["id"]})
    t.ok(a.status == 201, "his own is", a)
    t.ok(s.get("/pages/articles/defaults", owner).json["goods_owner"] == mine["goods_owner"], "and a form begins with it")
    places = s.get("/pages/locations?limit=200", admin).json["rows"]
    home = s.get("/pages/locations?limit=1", one_house).json["rows"][0]["warehouse"]["id"]
    away = next((r for r in places if r["warehouse"]["id"] != home), None)
    kind = next(r["type"]["id"] for r in places if r["type"])
    if away:
        a = s.post("/pages/locations", one_house, {"warehouse": away["warehouse"]["id"], "name": "NEW-1", "type": kind})
        t.ok(is_problem(a, 422, "invalid", "warehouse"), "nor another warehouse", a)
        t.ok(is_problem(s.ask("DELETE", f"/pages/locations/{away['id']}", one_house), 404, "not-found"), "whose places are not his to delete")
    a = s.post("/pages/locations", none, {"warehouse": home, "name": "NEW-2", "type": kind})
    t.ok(is_problem(a, 422, "invalid", "warehouse"), "who sees nothing makes nothing", a)
    a = s.post("/pages/articles/import", owner, {"rows": [{"goods_owner": his["goods_owner"]["code"], "number": "EDIT-2", "name": "X", "unit": unit}]})
    t.ok(a.json["done"] is False and a.json["rows"][0]["error"]["code"] == "invalid", "a code of another's is not found either", a)

    # One's own row and no other
    worker = s.sign_in("m-warehouse")
    page = s.get("/pages/own-profile?limit=10", worker).json["rows"]
    t.ok(len(page) == 1 and s.get("/pages/own-profile/count", worker).json == {"count": 1, "more": False}, "a page of one's own has one row", page)
    own, others = page[0]["id"], [r["id"] for r in s.get("/pages/users?limit=200", admin).json["rows"] if r["id"] != page[0]["id"]]
    t.ok(s.get(f"/pages/own-profile/{own}", worker).status == 200 and {s.get(f"/pages/own-profile/{i}", worker).status for i in others} == {404},
         "another's is not there")
    got = [s.ask("PUT", f"/pages/own-profile/{others[0]}", worker, body, match(1)) for body in ({}, {"language": "sv"})]
    t.ok([a.status for a in got] == [404, 404], "and is not changed", got)
    t.ok(s.get(f"/pages/own-profile?search={s.get(f'/pages/users/{others[0]}', admin).json['login']}", worker).json["rows"] == [], "nor found")

    a = s.get(f"/pages/own-profile/{own}/rows/audit", worker)
    t.ok(a.status == 404 and s.get(f"/pages/own-profile/{own}/rows/sessions", worker).status == 200, "his sessions are his, the audit of him is not", a)
    t.ok(s.get(f"/pages/users/{own}/rows/audit", admin).status == 200, "but who reads the audit sees it there")
    got = {f: s.get(f"/pages/own-profile/fields/{f}", worker).status for f in ("ip_filter", "goods_owner_groups", "consignee", "supplier", "origin")}
    t.ok(set(got.values()) == {404}, "nor are the values of what is not asked for there listed", got)

    # The audit
    told = audit(s, admin)
    mora = next(r for r in told if r["title"] == "MORA Mora")
    t.ok((mora["login"], mora["action"], mora["page"], mora["address"], mora["source"]) == ("admin", "create", "sites", "127.0.0.1", "api")
         and json.loads(mora["after"]) == {"code": "MORA", "name": "Mora", "active": True}, "the audit tells who made what from where", mora)
    put = next(r for r in told if r["action"] == "update" and "Wet through" in r["after"])
    t.ok((put["before"], put["after"]) == ('{"name_en":"Wet"}', '{"name_en":"Wet through"}'), "and what was changed, before and after", put)
    gone = next(r for r in told if r["action"] == "delete")
    t.ok(gone["title"] == "LUND Lund" and json.loads(gone["before"])["country"] == "SE" and gone["after"] == "", "and what was deleted", gone)
    t.ok(sum(r["action"] == "import" for r in told) > 100 and not any("NO" in r["title"].split() for r in told), "each imported row, and nothing that was refused")
    a = s.get("/pages/audit?search=mora", admin)
    t.ok([r["title"] for r in a.json["rows"]] == ["MORA Mora"], "it is searched", a)
    t.ok(s.post("/pages/audit", admin, {}).status in (403, 405) and s.ask("DELETE", f"/pages/audit/{mora['id']}", admin).status in (403, 404, 405),
         "and is written by nobody")
    total = s.get("/pages/audit/count", admin).json["count"]
    a = s.post("/pages/audit/verify", admin)
    t.ok(a.json == {"rows": total, "ok": True}, "its chain is whole", a)
    t.ok(verify() == (0, f"{total} rows, the chain is whole\n"), "wmsd audit verify says so, beside the server", verify())

    # Broken in each way
    for what, sql in {
            "row 5 was changed": "UPDATE audit_rows SET login = 'mallory' WHERE id = 5",
            "row 6 is missing": "DELETE FROM audit_rows WHERE id = 6",
            f"row {total + 1} was inserted": f"INSERT INTO audit_rows (id, time, login, hash) SELECT {total + 1}, time, login, hash FROM audit_rows WHERE id = 9",
            f"rows {total} to {total} are cut off": f"DELETE FROM audit_rows WHERE id = {total}",
            "row 7 was changed": "UPDATE audit_rows SET id = CASE id WHEN 7 THEN -8 ELSE -7 END WHERE id IN (7, 8); UPDATE audit_rows SET id = -id WHERE id < 0"}.items():
        db = s.tenant()
        copy = db.execute("SELECT * FROM audit_rows").fetchall()
        db.executescript(sql)
        db.commit()
        code, said = verify()
        a = s.post("/pages/audit/verify", admin)
        t.ok(code == 5 and what in said and a.json["ok"] is False and what in a.json["what"], f"{what}: found and named", code, said, a)
        db.execute("DELETE FROM audit_rows")
        db.executemany(f"INSERT INTO audit_rows VALUES ({', '.join('?' * len(copy[0]))})", copy)
        db.commit()
        db.close()
    t.ok(verify()[0] == 0, "mended, it is whole again")
    run = subprocess.run([os.environ["WMSD"], "audit"], capture_output=True, text=True)
    t.ok(run.returncode == 2, "wmsd audit wants to know what of it", run)

    # The dashboard
    a = s.get("/dashboards/dashboard", admin)
    tiles = {x["name"]: x["rows"] for x in a.json["tiles"]}
    orders = s.get("/pages/order-list/count", admin).json["count"]
    t.ok(a.status == 200 and sum(int(r["value"]) for r in tiles["orders-by-status"]) == orders, "the tiles count all orders", a)
    silent = [(r["label"], r["value"], r["tone"]) for r in tiles["silent-terminals"]]
    t.ok(silent == [("Lost", "3 days", "error"), ("Idle", "50 min", "warn"), ("Elsewhere", "40 min", "warn"), ("Silent", "20 min", "warn")],
         "terminals of the last week that are silent for ten minutes, the longest first (F10)", silent)
    swedish = {x["name"]: x["rows"] for x in s.get("/dashboards/dashboard", lena).json["tiles"]}
    t.ok("Öppen" in [r["label"] for r in swedish["orders-by-status"]], "in his language", swedish)
    for login in ("one-owner", "one-house", "none"):
        token = s.sign_in(login)
        his_tiles = {x["name"]: x["rows"] for x in s.get("/dashboards/dashboard", token).json["tiles"]}
        count = s.get("/pages/order-list/count", token).json["count"]
        t.ok(sum(int(r["value"]) for r in his_tiles["orders-by-status"]) == count, f"{login}: his own orders alone (A7)", his_tiles)
        labels = [r["label"] for r in his_tiles["silent-terminals"]]
        t.ok(labels == {"one-owner": ["Lost", "Idle", "Elsewhere", "Silent"], "one-house": ["Lost", "Silent"], "none": []}[login],
             f"{login}: and the terminals of his warehouses (A7)", labels)
    t.ok(s.get("/dashboards/dashboard", s.sign_in("m-warehouse")).status == 403 and s.get("/dashboards/articles", admin).status == 404 and
         s.get("/dashboards/nothing", admin).status == 404, "it is a page like another")
    wall = s.get("/dashboards/dashboard", s.sign_in("wall"))
    t.ok(wall.status == 200 and not any("page" in r for x in wall.json["tiles"] for r in x["rows"]), "who may open no page is told of none", wall)
    log = s.logged()
    t.ok("api.failed" not in log, "nothing failed inside", [line for line in log.splitlines() if "api.failed" in line][:3])
t.done()
