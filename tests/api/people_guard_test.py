#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done to people, and what is refused for somebody's sake: deactivation, the last administrator, tokens, sessions,
machines, factors, links, the restricted Users page, accounts of several tenants, two who write at once (B7, B11-B13, B17,
C4, C12, E10)."""
import json
import threading
import time
import uuid
import tap
import wmsd
from people import People, is_problem, match


def prepare(directory, tenant):
    owner = wmsd.add_user(directory, tenant, "orderer", "customer", "customer", default=1)
    tenant.execute("INSERT INTO articles (goods_owner, number, number_fold, name, name_fold, find) VALUES (1, 'A-1', 'a-1', 'A', 'a', 'a-1')")
    wmsd.add_user(directory, tenant, "second", "administrator", "administrator", default=1)
    wmsd.add_user(directory, tenant, "plain-admin", "administrator", "administrator", default=1)
    tenant.execute("UPDATE users SET manages_users = 0 WHERE login = 'plain-admin'")
    for login in ("guest", "guest-api"):
        wmsd.add_user(directory, tenant, login, "warehouse", "warehouse", default=1)
    # Of another tenant, too.
    directory.execute("INSERT INTO tenant (code, name) VALUES ('other', 'Other')")
    for login in ("guest", "guest-api"):
        account = directory.execute("SELECT id FROM account WHERE login = ?", (login,)).fetchone()[0]
        directory.execute("INSERT INTO membership (account, tenant) VALUES (?, 'other')", (account,))
    # Cut off while they were made: one here, one in the other tenant.
    for login, where in (("cut-off", "main"), ("elsewhere", "other")):
        account = directory.execute("INSERT INTO account (login, login_fold, name, password, history_salt, created) VALUES (?, ?, '', 'x', x'00', 5)",
                                    (login, login)).lastrowid
        directory.execute("INSERT INTO membership (account, tenant) VALUES (?, ?)", (account, where))
    del owner


def at_once(jobs):
    """The answers of functions that each make a request on a connection of their own."""
    answers, gate = [None] * len(jobs), threading.Barrier(len(jobs))

    def run(i, job):
        c = s.connect()
        c.connect()
        gate.wait()
        method, path, token, body, headers = job
        c.request(method, wmsd.PREFIX + path, json.dumps(body) if body is not None else None,
                  {"Authorization": "Bearer " + token, "Content-Type": "application/json"} | (headers or {}))
        got = c.getresponse()
        data = got.read()
        answers[i] = wmsd.Answer(got.status, json.loads(data) if data else None, got.headers, data)
        c.close()

    threads = [threading.Thread(target=run, args=(i, job)) for i, job in enumerate(jobs)]
    for x in threads:
        x.start()
    for x in threads:
        x.join()
    return answers


def stranger(path, body):
    """From an address of its own each time: guesses are counted."""
    global strangers
    strangers += 1
    s.source = f"127.7.{strangers // 250}.{strangers % 250 + 1}"
    a = s.post(path, None, body)
    s.source = "127.0.0.1"
    return a


def ask_directory(sql, *args):
    with s.directory() as db:
        rows = db.execute(sql, args).fetchall()
    db.close()
    return rows


strangers = 0


def account_of(login):
    return ask_directory("SELECT id FROM account WHERE login = ?", login)[0][0]


t = tap.Tap()
with wmsd.Server(("demo", "--articles", "20"), prepare) as s:
    admin = s.sign_in("admin")
    p = People(s, admin)
    by_login = {r["login"]: r["id"] for r in p.rows()}

    # Deactivated and back
    leaver = p.made("leaver")
    token = s.sign_in("leaver")
    key = p.do(leaver, "token", kind="api").json["secret"]["value"]
    t.ok(s.get("/session", key).status == 200, "an API token opens the API as that user (B12)")
    t.ok(p.do(leaver, "deactivate").status == 204 and p.row(leaver)["active"] is False, "a user is deactivated (B11)")
    t.ok([s.get("/session", x).status for x in (token, key)] == [401, 401], "he cannot get in anywhere: session and token are dead (B11, B12)")
    a = stranger("/sessions", {"login": "leaver", "password": wmsd.PASSWORD})
    t.ok(is_problem(a, 401, "credentials"), "nor by his password (B11)", a)
    for kind in ("reset", "activation", "api"):
        t.ok(is_problem(p.do(leaver, "token", kind=kind), 409, "status"), f"no {kind} token is made for him (B12)")
    t.ok(p.do(leaver, "reactivate").status == 204 and s.sign_in("leaver"), "he comes back with his last password (B11)")
    t.ok([s.get("/session", x).status for x in (token, key)] == [401, 200], "his sessions have ended, his API token works again (B11)")
    told = [x for x in p.audit(leaver) if x[0] in ("deactivate", "reactivate")]
    t.ok(told == [("reactivate", {"active": False}, {"active": True}), ("deactivate", {"active": True}, {"active": False})], "both are told of (B13)", told)
    with s.tenant() as db:
        db.execute("UPDATE orders SET booked_by = ? WHERE id = (SELECT min(id) FROM orders)", (leaver,)) if "booked_by" in {
            r[1] for r in db.execute("PRAGMA table_info(orders)")} else db.execute("UPDATE goods_transactions SET user = ? WHERE id = "
                                                                                 "(SELECT min(id) FROM goods_transactions)", (leaver,))
    db.close()
    a = p.delete(leaver)
    t.ok(is_problem(a, 409, "in-use") and "inactive" in a.json["detail"], "who owns records is deactivated rather than deleted (B11)", a)
    t.ok(s.sign_in("leaver") and p.row(leaver)["active"], "and nothing happened to him")
    own = p.made("own-hand", level="administrator")
    hand = People(s, s.sign_in("own-hand"))
    t.ok(hand.do(own, "deactivate").status in (200, 204) and s.get("/session", hand.token).status == 401, "one may deactivate oneself, and is out")
    p.do(own, "reactivate")
    t.ok(s.get("/session", hand.token).status == 401, "for good: that session does not come back (B11)")

    # Tokens
    user = p.made("tokens", password=None, activation=True, email="tokens@example.com")
    a = p.make("tokens-2", password=None, activation=True)
    first = a.json["secret"]
    t.ok(first["label"] == "activation" and first["value"].startswith("wms_act_"), "an activation token is shown where it is not mailed (B12)", a)
    a = stranger("/passwords", {"token": first["value"], "password": "Chosen-by-me-1"})
    t.ok(a.status == 200 and a.json == {"login": "tokens-2"} and s.sign_in("tokens-2", "Chosen-by-me-1"), "he chooses his password by it (B12)", a)
    t.ok(is_problem(stranger("/passwords", {"token": first["value"], "password": "Chosen-by-me-2"}), 401, "token"), "once")
    old, new = [p.do(user, "token", kind="reset").json["secret"]["value"] for _ in range(2)]
    t.ok(is_problem(stranger("/passwords", {"token": old, "password": "Chosen-by-me-3"}), 401, "token"), "made anew, the old one is dead (B12)")
    listed = p.parts(user, "tokens")
    t.ok(sorted(r["kind"] for r in listed) == ["activation", "reset"] and all(r["made_by"] == "admin" and r["expires"] for r in listed) and
         new not in str(listed), "tokens are listed, without themselves (B12)", listed)
    row = next(r["id"] for r in listed if r["kind"] == "reset")
    t.ok(is_problem(p.do(leaver, "revoke-token", row=row), 404, "not-found"), "another's is not revoked")
    t.ok(p.do(user, "revoke-token", row=row).status == 204 and is_problem(stranger("/passwords", {"token": new, "password": "Chosen-by-me-4"}), 401, "token"),
         "one that is revoked opens nothing (B12)")
    t.ok([x[0] for x in p.audit(user)[:3]] == ["revoke-token", "token", "token"], "the audit tells of each (B13)", p.audit(user))
    t.ok(p.audit(user)[-1][2].get("token") == "activation", "also of the one of the form", p.audit(user)[-1])
    lab = s.post("/pages/ip-filters", admin, {"code": "FAR", "description": "Far away", "ranges": "192.0.2.0/24"}).json["id"]
    p.put(leaver, ip_filter=lab)
    t.ok(is_problem(s.get("/session", key), 403, "address"), "an API token holds under his IP filter (B12)")
    p.put(leaver, ip_filter=None)
    who = s.get("/session", key).json
    t.ok(who.get("assurance", 1) == 1, "at assurance level 1 (B12)", who.get("assurance"))
    renewed = p.do(leaver, "token", kind="api").json["secret"]["value"]
    t.ok([s.get("/session", x).status for x in (key, renewed)] == [401, 200], "an API token made anew is the death of the old one (B12)")

    # Sessions and machines
    seen = p.made("seen")
    tokens = [s.sign_in("seen") for _ in range(3)]
    rows = p.parts(seen, "sessions")
    t.ok(len(rows) == 3 and all(r["address"] == "127.0.0.1" and r["way"] == "password" and not r["current"] for r in rows), "sessions of a user are seen (B13)", rows)
    t.ok(is_problem(p.do(leaver, "end-session", row=rows[0]["id"]), 404, "not-found"), "not as another's")
    t.ok(p.do(seen, "end-session", row=rows[0]["id"]).status == 204 and sorted(s.get("/session", x).status for x in tokens) == [200, 200, 401] and
         len(p.parts(seen, "sessions")) == 2, "and ended (B13)")
    t.ok(p.audit(seen)[0][0] == "end-session", "which is told of (B13)")
    left = [x for x in tokens if s.get("/session", x).status == 200]
    p.do(seen, "set-password", password="Anew-and-anew-1")
    t.ok([s.get("/session", x).status for x in left] == [401, 401], "a password set by somebody else ends them all")
    t.ok(s.get("/session", admin).status == 200, "the one who did it goes on")
    account = account_of("seen")
    with s.directory() as db:
        machine = db.execute("INSERT INTO machine (account, terminal, os_user, factor, verified) VALUES (?, 't1', 'root', 'app', ?)", (account, int(time.time() * 1000))).lastrowid
        db.execute("UPDATE account SET seed = x'01' WHERE id = ?", (account,))
    db.close()
    t.ok([r["os_user"] for r in p.parts(seen, "machines")] == ["root"], "machines are seen", p.parts(seen, "machines"))
    t.ok(is_problem(p.do(leaver, "forget-machine", row=machine), 404, "not-found") and p.do(seen, "forget-machine", row=machine).status == 204 and
         not p.parts(seen, "machines"), "and forgotten")
    with s.directory() as db:
        db.execute("INSERT INTO machine (account, terminal, os_user, factor, verified) VALUES (?, 't2', 'root', 'app', ?)", (account, int(time.time() * 1000)))
    db.close()
    t.ok(p.do(seen, "reset-factor").status == 204 and ask_directory("SELECT seed FROM account WHERE id = ?", account) == [(None,)] and
         not p.parts(seen, "machines"), "an authenticator app is reset, its machines forgotten (C4)")
    t.ok([x[0] for x in p.audit(seen)[:2]] == ["reset-factor", "forget-machine"], "which is told of (B13)", p.audit(seen))
    t.ok(is_problem(p.do(seen, "link", subject="abc"), 409, "status", "subject"), "nobody is linked without a provider")
    provider = s.get("/pages/identity-provider?limit=1", admin).json["rows"][0]
    path = f"/pages/identity-provider/{provider['id']}"

    def put_provider(**body):
        return s.ask("PUT", path, admin, body, match(s.get(path, admin).json["rev"]))

    for body, field in (({"active": True}, "issuer"), ({"active": True, "issuer": "https://id.example.com"}, "client_id")):
        t.ok(is_problem(put_provider(**body), 422, "required", field), f"an identity provider half filled in is refused: {field}", body)
    for issuer in ("http://id.example.com", "javascript:alert(1)", "id.example.com", "http://127.0.0.1.evil.example", "http://localhost.evil.example"):
        t.ok(is_problem(put_provider(issuer=issuer), 422, "invalid", "issuer"), f"{issuer}: no issuer")
    a = put_provider(active=True, issuer="https://id.example.com", client_id="wms", client_secret="Provider-secret-1")
    t.ok(a.status == 200 and a.json["has_secret"] and "Provider-secret-1" not in a.data.decode(), "filled in it is taken, its secret not given back", a)
    told = s.get("/pages/audit?limit=1", admin).json["rows"][0]["after"]
    t.ok('"client_secret":"changed"' in told and "Provider-secret-1" not in told, "nor told of but by name (B13)", told)
    put_provider(active=False)
    t.ok(p.do(seen, "link", subject="abc").status == 204 and is_problem(p.do(leaver, "link", subject="abc"), 409, "in-use", "subject"),
         "a link is made by an administrator, of one identity to one account (C12)")
    t.ok(p.do(seen, "unlink").status == 204 and p.do(leaver, "link", subject="abc").status == 204, "and undone (C12)")
    t.ok([x[0] for x in p.audit(seen)[:2]] == ["unlink", "link"] and p.audit(seen)[1][2] == {"subject": "abc"}, "which is told of (B13)", p.audit(seen))

    # The restricted page
    plain = s.sign_in("plain-admin")
    pages = [x["id"] for place in s.get("/session", plain).json["menu"] for x in place["pages"]]
    for page in ("users", "user-groups", "api-for-goods-owners", "api-for-automation", "ip-filters", "multifactor", "password-requirements", "identity-provider"):
        got = [s.get(f"/pages/{page}", plain).status, s.post(f"/pages/{page}", plain, {}).status, s.get(f"/pages/{page}/1", plain).status]
        t.ok(got == [403] * 3 and page not in pages, f"{page}: not for an administrator who is not named (B7)", got)
    t.ok("goods-owners" in pages and "own-profile" in pages, "the rest is his", pages)
    a = p.put(by_login["plain-admin"], manages_users=True)
    t.ok(a.status == 200 and s.get("/pages/users", plain).status == 200, "named, he may at once (B7)", a)
    p.put(by_login["plain-admin"], manages_users=False)
    a = p.put(by_login["johnny"], manages_users=True)
    t.ok(a.status == 200 and a.json["manages_users"] is False, "nobody but an administrator is", a)

    # Shutting oneself out
    a = p.put(by_login["admin"], ip_filter=lab)
    t.ok(is_problem(a, 422, "invalid", "ip_filter") and "127.0.0.1" in a.json["detail"], "nobody gives himself a filter that he is outside of", a)
    near = s.post("/pages/ip-filters", admin, {"code": "NEAR", "description": "Here", "ranges": "127.0.0.0/8\n192.0.2.0/24"}).json
    t.ok(p.put(by_login["admin"], ip_filter=near["id"]).status == 200, "one that he is inside of he does")
    a = s.ask("PUT", f"/pages/ip-filters/{near['id']}", admin, {"ranges": "192.0.2.0/24"}, match(near["rev"]))
    t.ok(is_problem(a, 422, "invalid", "ranges") and "127.0.0.1" in a.json["detail"], "nor is his own narrowed to without him", a)
    t.ok(is_problem(s.ask("DELETE", f"/pages/ip-filters/{near['id']}", admin), 409, "in-use"), "nor one deleted that somebody has")
    for bad in ("", "  ", "10.0.0.0/33", "10.0.0.1/8x", "::1/129", "all", "10.0.0.0/8 and more", "1.2.3.4.5"):
        a = s.post("/pages/ip-filters", admin, {"code": "BAD", "description": "Bad", "ranges": bad})
        t.ok(a.status == 422 and a.json["field"] == "ranges", f"{bad!r}: no ranges (C6)", a)
    a = s.post("/pages/ip-filters/test", admin, {"address": "192.0.2.7"})
    t.ok(a.json["filters"] == ["FAR Far away", "NEAR Here"] and a.json["yours"] == "127.0.0.1", "an address is tested (C6)", a)
    p.put(by_login["admin"], ip_filter=None)
    mail_row = next(r for r in s.get("/pages/multifactor", admin).json["rows"] if r["code"] == "mail")
    a = s.ask("PUT", f"/pages/multifactor/{mail_row['id']}", admin, {"who": "all"}, match(mail_row["rev"]))
    t.ok(is_problem(a, 409, "no-mail", "who"), "PINs by mail for all: not without a mail service (C2)", a)

    # The last ones
    for login in ("second", "own-hand", "l-administrator"):
        if login in {r["login"]: 1 for r in p.rows()}:
            p.do({r["login"]: r["id"] for r in p.rows()}[login], "deactivate")
    last, users = p.row(by_login["admin"]), by_login["admin"]
    for what, job in (("delete", lambda: p.delete(users)), ("deactivate", lambda: p.do(users, "deactivate")),
                      ("demote", lambda: p.put(users, level="warehouse")), ("give up Users", lambda: p.put(users, manages_users=False))):
        a = job()
        t.ok(a.status == 409 and a.code in ("last-one", "in-use"), f"the last one on Users stays: {what} (B17)", a)
    a = p.many([users], manages_users=False)
    t.ok(a.json["done"] is False and a.json["rows"][0]["error"]["code"] == "last-one", "the last one on Users stays: by changing many (B17)", a)
    t.ok(p.row(users) == last, "as he was")
    second = by_login["second"]
    p.do(second, "reactivate")
    pair = [users, second]
    for dry in (True, False):
        for change, field in (({"manages_users": False}, "manages_users"), ({"level": "customer"}, "level")):
            a = p.many(pair, dry=dry, **change)
            codes = [r.get("error", {}).get("code") for r in a.json["rows"]]
            t.ok(a.json["done"] is False and "last-one" in codes, f"not both at once: {change}, {'previewed' if dry else 'done'} (B17)", a)
    t.ok(p.row(users)["manages_users"] and p.row(second)["level"] == "administrator", "nothing of it was done")
    other = s.sign_in("second")
    for i in range(6):
        jobs = {0: [("POST", f"/pages/users/{x}/deactivate", who, {}, None) for x, who in ((users, other), (second, admin))],
                1: [("PUT", f"/pages/users/{x}", who, {"level": "warehouse"}, match(p.row(x)["rev"])) for x, who in ((users, other), (second, admin))],
                2: [("PUT", f"/pages/users/{x}", who, {"manages_users": False}, match(p.row(x)["rev"])) for x, who in ((users, other), (second, admin))]}[i % 3]
        answers = at_once(jobs)
        left = s.tenant().execute("SELECT id FROM users WHERE level = 'administrator' AND active AND manages_users").fetchall()
        t.ok(len(left) == 1 and sorted(a.status for a in answers)[0] < 300, f"two at once: one is left (B17) {i}", left, *answers)
        with s.tenant() as db:
            db.execute("UPDATE users SET level = 'administrator', menu = 'administrator', active = 1, manages_users = 1 WHERE id IN (?, ?)", pair)
        db.close()
        admin, other = s.sign_in("admin"), s.sign_in("second")
        p.token = admin

    # Accounts of another tenant, too
    guest, guest_api = by_login["guest"], by_login["guest-api"]
    account = account_of("guest")
    away = ask_directory("SELECT id FROM membership WHERE account = ? AND tenant = 'other'", account)[0][0]
    with s.directory() as db:
        db.execute("INSERT INTO session (public_id, secret, membership, address, created, used) VALUES (?, randomblob(32), ?, '198.51.100.1', 1, ?)",
                   (str(uuid.uuid4()), away, int(time.time() * 1000)))
        machine = db.execute("INSERT INTO machine (account, terminal, os_user, factor, verified) VALUES (?, 't9', 'away', 'app', ?)", (account, int(time.time() * 1000))).lastrowid
        db.execute("UPDATE account SET seed = x'02' WHERE id = ?", (account,))
        far = db.execute("SELECT max(id) FROM session").fetchone()[0]
        api = db.execute("INSERT INTO token (account, kind, secret, made, made_by) VALUES (?, 'api', randomblob(32), 1, 'stranger')", (account,)).lastrowid
    db.close()
    before = ask_directory("SELECT * FROM account WHERE id = ?", account), p.row(guest)
    for change, field in (({"password": "Taken-over-1"}, "password"), ({"email": "mine@example.com"}, "email"), ({"name": "Mine"}, "name"),
                          ({"language": "sv"}, "language"), ({"activation": True}, "activation")):
        t.ok(is_problem(p.put(guest, **change), 403, "shared", field), f"his {field} is not this tenant's alone to change (E10)", p.put(guest, **change))
    for action, body in (("set-password", {"password": "Taken-over-1"}), ("token", {"kind": "reset"}), ("token", {"kind": "activation"}), ("token", {"kind": "api"}),
                         ("reset-factor", {}), ("forget-machine", {"row": machine}), ("revoke-token", {"row": api}), ("link", {"subject": "mine"}), ("unlink", {})):
        a = p.do(guest, action, **body)
        t.ok(is_problem(a, 403, "shared"), f"{action} {body}: nor that (E10)", a)
    t.ok(is_problem(p.do(guest, "end-session", row=far), 404, "not-found") and p.do(guest, "send").status in (403, 422), "nor is his session there ended (E10)")
    a = p.many([guest], email="mine@example.com")
    t.ok(a.json["rows"][0]["error"]["code"] == "shared", "nor by changing many (E10)", a)
    t.ok((ask_directory("SELECT * FROM account WHERE id = ?", account), p.row(guest)) == before, "all is as it was")
    t.ok(not p.parts(guest, "sessions") and not p.parts(guest, "tokens") and not p.parts(guest, "machines"), "and nothing of the other tenant is seen (E1)",
         p.parts(guest, "sessions"))
    a = p.put(guest, level="customer", read_only=True, telephone="7", all_goods_owners=False, goods_owners=[2], default_goods_owner=2, mfa_app=True, ip_filter=near["id"])
    t.ok(a.status == 200 and a.json["level"] == "customer" and a.json["read_only"], "his membership here is (E10)", a)
    p.put(guest, mfa_app=False)
    here = s.sign_in("guest")
    t.ok(p.do(guest, "deactivate").status == 204 and s.get("/session", here).status == 401 and
         ask_directory("SELECT ended FROM session WHERE id = ?", far) == [(0,)] and ask_directory("SELECT active FROM account WHERE id = ?", account) == [(1,)],
         "deactivated here he is out here alone (E10)")
    p.do(guest, "reactivate")
    here = s.sign_in("guest")
    a = s.post("/pages/change-password/change", here, {"old": wmsd.PASSWORD, "new": "My-own-choice-1"})
    t.ok(a.status == 204 and s.post(f"/pages/own-profile/{guest}/reset-factor", here).status == 204, "what is his own he changes himself (E10)", a)
    t.ok(p.delete(guest_api).status == 204 and ask_directory("SELECT gone FROM account WHERE login = 'guest-api'") == [(0,)] and
         ask_directory("SELECT m.tenant FROM membership AS m JOIN account AS a ON a.id = m.account WHERE login = 'guest-api'") == [("other",)],
         "deleted here he is a member there still (E10)")
    a = p.make("guest-api")
    t.ok(is_problem(a, 409, "in-use", "login"), "and his username is taken (B9)", a)
    a = p.make("elsewhere")
    t.ok(is_problem(a, 409, "in-use", "login") and ask_directory("SELECT password FROM account WHERE login = 'elsewhere'") == [("x",)],
         "an account of another tenant is not taken over by its name (E10)", a)
    a = p.make("cut-off")
    t.ok(a.status == 201 and s.sign_in("cut-off"), "one that was cut off while it was made is made anew", a)

    # Two at once
    both = p.made("both")
    rev = p.row(both)["rev"]
    t.ok(p.put(both, rev, telephone="1").status == 200, "the first of two administrators is heard")
    a = p.put(both, rev, telephone="2", email="late@example.com", name="Late")
    t.ok(is_problem(a, 412, "conflict") and p.row(both)["telephone"] == "1" and p.row(both)["rev"] == rev + 1, "the second gets 412, the row its new rev", a)
    for i in range(4):
        rev = p.row(both)["rev"]
        words = [f"Password-{i}-{k}" for k in range(4)]
        answers = at_once([("PUT", f"/pages/users/{both}", admin, {"password": w, "name": w, "email": f"{w}@example.com"}, match(rev)) for w in words])
        won = [k for k in range(4) if answers[k].status == 200]
        row, kept = p.row(both), ask_directory("SELECT name, email FROM account WHERE login = 'both'")[0]
        t.ok(len(won) == 1 and sorted(a.code for a in answers if a.status != 200) == ["conflict"] * 3, "of four at once one is heard", *answers)
        t.ok(won and row["name"] == words[won[0]] and kept == (row["name"], row["email"]) and s.sign_in("both", words[won[0]]),
             "and account and row are both his, password and all", row, kept)
        lost = words[(won[0] + 1) % 4]
        t.ok(stranger("/sessions", {"login": "both", "password": lost}).status == 401, "not those of one who was refused")
        t.ok(p.do(both, "set-password", password=lost).status == 204, "whose password may still be chosen")
    answers = at_once([("POST", "/pages/users", admin, {"login": "same", "name": f"N{k}", "level": "warehouse", "all_goods_owners": True,
                                                        "default_goods_owner": 1, "password": f"Password-{k}"}, None) for k in range(6)])
    won = [k for k in range(6) if answers[k].status == 201]
    t.ok(len(won) == 1 and all(a.status == 409 for k, a in enumerate(answers) if k not in won) and s.sign_in("same", f"Password-{won[0]}"),
         "of six who make the same username one does, with his password (B9)", *answers)
    t.ok(ask_directory("SELECT name FROM account WHERE login = 'same'") == [(f"N{won[0]}",)], "and name")
    rows = [{"login": f"i{i}", "name": "I", "level": "warehouse", "all_goods_owners": True, "default_goods_owner": "ABC", "activation": True,
             "email": f"i{i}@example.com"} for i in range(5)] + [{"login": "same", "name": "I", "level": "warehouse", "all_goods_owners": True,
                                                                   "default_goods_owner": "ABC", "activation": True}]
    a = s.post("/pages/users/import", admin, {"rows": rows})
    t.ok(a.json["done"] is False and p.count("search=i3") == 0, "an import is all or nothing", a)
    a = s.post("/pages/users/import", admin, {"rows": rows[:5]})
    t.ok(a.json["done"] is True and p.count("search=i3") == 1, "and may be tried again", a)
    a = s.post("/pages/audit/verify", admin)
    t.ok(a.json["ok"] is True, "the audit's chain is whole (B13)", a)
    log = s.logged()
    t.ok("api.failed" not in log and "user.after" not in log and "user.undo" not in log, "nothing failed inside", [x for x in log.splitlines() if "failed" in x or "user." in x][:3])
t.done()
