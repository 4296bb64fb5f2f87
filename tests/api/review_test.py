#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The best practices' page checks this system (C9); the review of users finds, reminds, and is done (B8)."""
import time
import smtp
import tap
import wmsd

DAY = 24 * 60 * 60 * 1000
PRACTICES = ["identity-provider", "multifactor", "passwords", "ip-ranges", "shared-accounts", "levels", "goods-owners", "monthly-review", "users-page"]
NOW = int(time.time() * 1000)
t = tap.Tap()


def tiles(s, token):
    """{tile: {label: row}}"""
    doc = s.get("/dashboards/best-practices", token).json
    return {tile["name"]: {row["label"]: row for row in tile["rows"]} for tile in doc["tiles"]}


def prepare(directory, tenant):
    wmsd.add_user(directory, tenant, "chief", "administrator", "administrator", language="sv")
    wmsd.add_user(directory, tenant, "svante", "administrator", "administrator")
    tenant.execute("UPDATE users SET manages_users = 0 WHERE login = 'svante'")
    tenant.execute("UPDATE users SET created = ?, last_login = ?", (NOW - 400 * DAY, NOW - 10 * DAY))
    tenant.execute("UPDATE users SET last_login = ? WHERE login = 'rita'", (NOW - 100 * DAY,))
    tenant.execute("UPDATE users SET last_login = 0 WHERE login = 'sven'")
    tenant.execute("INSERT INTO audit_rows (time, user) SELECT ?, id FROM users WHERE login = 'admin'", (NOW - DAY,))
    tenant.execute("UPDATE users SET email = ''")
    tenant.execute("UPDATE users SET email = 'admin@example.com' WHERE login = 'admin'")
    tenant.execute("UPDATE users SET email = 'svante@example.com' WHERE login = 'svante'")
    directory.execute("UPDATE account SET email = 'admin@example.com', email_fold = 'admin@example.com' WHERE login = 'admin'")
    directory.execute("UPDATE account SET email = 'svante@example.com', email_fold = 'svante@example.com' WHERE login = 'svante'")


with smtp.Server() as mail:
    s = wmsd.Server(prepare=prepare, options=mail.options())
    with s:
        letter = mail.next()
        t.ok(letter.to == ["admin@example.com"] and letter.subject == "Monthly review of users" and "Have never signed in: 1" in letter.text
             and "Have not signed in for long: 1" in letter.text, "who may open Users is reminded at the first start", letter.raw)
        token = s.sign_in("admin")
        found = {r["login"]: r["finding"] for r in s.get("/pages/user-review?limit=50", token).json["rows"]}
        t.ok(found["sven"] == "never" and found["rita"] == "unused" and found["chief"] == "beyond" and found["johnny"] == "beyond"
             and found["board"] == "none", "the server looked the users through when it began", found)
        a = s.get("/pages/user-review?limit=50&filter.finding=beyond", token)
        t.ok(a.status == 200 and {r["login"] for r in a.json["rows"]} == {k for k, v in found.items() if v == "beyond"}, "the list is narrowed by the finding", a)

        now = tiles(s, token)
        t.ok(list(now) == PRACTICES, "nine practices, in their order", list(now))
        t.ok(all(r["tone"] in ("ok", "warn") and r["detail"] and r["value"] and "{" not in r["detail"] for rows in now.values() for r in rows.values()),
             "each row says what is so, and what to do")
        pages = {r["page"] for rows in now.values() for r in rows.values()}
        t.none_of([p for p in pages if s.get(f"/pages/{p}?limit=1", token).status != 200], "each is mended on a page that is there")
        t.ok(now["monthly-review"]["The last"]["value"] == "never", "nobody has reviewed yet")
        idle = now["levels"]["Without such work"]
        t.ok(idle["value"] == "2 of 3" and idle["tone"] == "warn" and "chief, svante" in idle["detail"],
             "an administrator without such work is named", idle)
        own = now["users-page"]["Administrators who may"]
        t.ok(own["value"] == "2 of 3" and own["tone"] == "ok", "Users is restricted", own)
        t.ok("Enkel inloggning" in tiles(s, s.sign_in("chief"))["identity-provider"], "in the asker's language")
        t.ok(s.get("/dashboards/best-practices", s.sign_in("svante")).status == 403, "who may not open Users does not see how it stands")
        t.ok(s.get("/dashboards/best-practices", s.sign_in("johnny")).status == 403, "nor does the floor")

        a = s.post("/pages/user-review/review", token)
        count = {k: sum(v == k for v in found.values()) for k in ("never", "unused", "beyond")}
        t.ok(a.status == 200 and a.json["never"] == count["never"] and a.json["unused"] == count["unused"], "a review says what it found", a)
        a = s.post("/pages/user-review/review", token, {"x": 1})
        t.ok(a.status == 422 and a.json["field"] == "x", "it takes nothing", a)
        t.ok(s.post("/pages/user-review/review", s.sign_in("johnny")).status == 403, "not everybody reviews")
        row = s.get("/pages/audit?limit=5", token).json["rows"][0]
        t.ok(row["action"] == "review" and row["login"] == "admin", "the audit says who did", row)
        last = tiles(s, token)["monthly-review"]["Days since the last"]
        t.ok(last["value"] == "0" and last["tone"] == "ok" and "admin" in last["detail"], "and so does the page", last)

        rows = {r["login"]: r for r in s.get("/pages/user-review?limit=50", token).json["rows"]}
        t.ok(s.post(f"/pages/user-review/{rows['rita']['id']}/deactivate", token).status == 204, "who is of no use is deactivated there")
        t.ok(s.post("/sessions", None, {"login": "rita", "password": wmsd.PASSWORD}).status != 201, "and does not get in")
        s.stop()
        s.start()
        t.ok(s.tenant().execute("SELECT count(*) FROM mails WHERE kind = 'review'").fetchone()[0] == 1, "a restart does not remind again")
t.done()
