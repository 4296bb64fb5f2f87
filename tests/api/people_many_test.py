#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten thousand users: pages of the list, search, filters, sort and count are right (B5); an import of a thousand (I1)."""
import time
import tap
import wmsd
from people import People

MANY, IMPORTED = 9000, 1000
LEVELS = ("warehouse", "customer", "dashboard")


def prepare(directory, tenant):
    password = directory.execute("SELECT password FROM account ORDER BY id LIMIT 1").fetchone()[0]
    first = directory.execute("SELECT max(id) FROM account").fetchone()[0] + 1
    people = range(MANY)
    directory.executemany("INSERT INTO account (id, login, login_fold, name, password, history_salt, created) VALUES (?, ?, ?, ?, ?, x'00', 0)",
                          ((first + i, f"u{i:05}", f"u{i:05}", f"Person {i}", password) for i in people))
    directory.executemany("INSERT INTO membership (account, tenant) VALUES (?, 'main')", ((first + i,) for i in people))
    tenant.executemany(
        "INSERT INTO users (login, login_fold, name, name_fold, find, level, menu, language, all_goods_owners, all_warehouses, default_goods_owner, account,"
        " person, active, created, last_login) VALUES (?, ?, ?, ?, ?, ?, ?, 'en', 0, 1, ?, ?, 1, 1, ?, ?)",
        ((f"u{i:05}", f"u{i:05}", f"Person {i}", f"person {i}", f"u{i:05}\n\nperson {i}", LEVELS[i % 3], LEVELS[i % 3], 1 + i % 2, first + i, 1000 + i,
          0 if i % 5 == 0 else 1_700_000_000_000 + (i * 7919 % MANY) * 1000) for i in people))
    tenant.execute("INSERT INTO users_goods_owners (row, ref) SELECT id, default_goods_owner FROM users WHERE login LIKE 'u0%'")
    tenant.execute("INSERT INTO users_find (users_find) VALUES ('rebuild')")


t = tap.Tap()
with wmsd.Server(("demo", "--articles", "10"), prepare) as s:
    admin = s.sign_in("admin")
    p = People(s, admin)

    def timed(what, job):
        begun = time.monotonic()
        out = job()
        print(f"# {what}: {(time.monotonic() - begun) * 1000:.0f} ms", flush=True)
        return out

    rows = [{"login": f"imported{i:04}", "name": f"Imported {i}", "level": "customer", "goods_owners": ["TOYS"], "default_goods_owner": "TOYS", "activation": True}
            for i in range(IMPORTED)]
    a = timed("import of 1,000", lambda: s.post("/pages/users/import", admin, {"rows": rows}))
    t.ok(a.status == 200 and a.json["done"] is True, "a thousand are imported", str(a)[:300])
    total = MANY + IMPORTED + 6
    a = timed("count", lambda: s.get("/pages/users/count", admin))
    t.ok(a.json == {"count": total, "more": False}, "all are counted", a)
    first = timed("first page", lambda: s.get("/pages/users?limit=50", admin).json)
    t.ok([r["login"] for r in first["rows"]][0] == f"imported{IMPORTED - 1:04}" and len(first["rows"]) == 50, "the first page: the newest first (B5)", first["rows"][0])
    last = timed("last page", lambda: s.get("/pages/users?limit=50&backward=true", admin).json)
    with s.tenant() as db:
        oldest = db.execute("SELECT login FROM users ORDER BY created, id LIMIT 1").fetchone()[0]
    db.close()
    t.ok(oldest in (last["rows"][-1]["login"], last["rows"][0]["login"]) and len(last["rows"]) == 50, "the last page: the oldest", last["rows"][0], last["rows"][-1])
    a = timed("search", lambda: s.get("/pages/users?search=u04321", admin))
    t.ok([r["login"] for r in a.json["rows"]] == ["u04321"], "one is found", a)
    a = timed("search of part", lambda: s.get("/pages/users/count?search=person+12", admin))
    t.ok(a.json["count"] == sum("12" in f"u{i:05}" for i in range(MANY)), "all that have both words are", a)
    a = timed("by goods owner", lambda: s.get("/pages/users/count?filter.goods_owners=3", admin))
    t.ok(a.json["count"] == IMPORTED, "those of a goods owner", a)
    a = timed("by goods owner and level", lambda: s.get("/pages/users/count?filter.goods_owners=1&filter.level=customer", admin))
    want = sum(i % 2 == 0 and i % 3 == 1 for i in range(MANY)) + 1  # and Anna, of the demonstration
    t.ok(a.json["count"] == want or (a.json["more"] and a.json["count"] <= want), "those of a goods owner and a level", a, want)
    a = timed("page of these", lambda: s.get("/pages/users?limit=50&filter.goods_owners=1&filter.level=customer", admin)).json["rows"]
    t.ok(len(a) == 50 and all(r["login"] == "anna" or int(r["login"][1:]) % 2 == 0 and r["level"] == "customer" for r in a), "and a page of them", a[:2])
    a = timed("by last login, newest", lambda: s.get("/pages/users?limit=200&sort=last_login&desc=true", admin)).json["rows"]
    logins = [r["last_login"] for r in a]
    t.ok(logins == sorted(logins, reverse=True) and a[0]["login"] == "admin", "sorted by last login", logins[:3])
    a = timed("by last login, oldest", lambda: s.get("/pages/users?limit=200&sort=last_login&desc=false", admin)).json["rows"]
    t.ok({r["last_login"] for r in a} == {""}, "those who never did come first the other way", a[:2])
    seen, cursor, pages = [], "", 0
    begun = time.monotonic()
    while cursor is not None:
        page = s.get("/pages/users?limit=200&sort=login&desc=false" + (f"&cursor={cursor}" if cursor else ""), admin).json
        seen, cursor, pages = seen + [r["login"] for r in page["rows"]], page["next"], pages + 1
    print(f"# all {pages} pages: {(time.monotonic() - begun) * 1000:.0f} ms")
    t.ok(len(seen) == len(set(seen)) == total and seen == sorted(seen), "page after page each comes once", len(seen))
    ids = [r["id"] for r in p.rows("&filter.level=dashboard&search=u08")][:100]
    rows = [{"id": r["id"], "rev": r["rev"]} for r in p.rows("&filter.level=dashboard")[:200]]
    a = timed("change of 200", lambda: s.post("/pages/users/change-many", admin, {"rows": rows, "set": {"telephone": "99"}}))
    t.ok(a.json["done"] is True, "two hundred are changed at once (B6)", str(a)[:300])
    t.ok(p.put(ids[0], name="Renamed Somebody").status == 200 and [r["id"] for r in p.rows("&search=renamed")] == [ids[0]], "one is renamed and found by it")
    a = timed("make one", lambda: p.make("one-more"))
    t.ok(a.status == 201 and p.rows()[0]["login"] == "one-more", "one is made and stands first (B5)", a)
t.done()
