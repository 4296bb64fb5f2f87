#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Getting in, and not, over HTTPS: the authenticator app (C2, C3), filters of addresses (C6), proxies (C11), equal answers
(C8), tokens of every kind abused (B12), and a crowd at the door.

The server's clock is the machine's: what takes long is made old in the database."""
import base64
import concurrent.futures
import hashlib
import hmac
import http.client
import json
import os
import statistics
import struct
import time
import tap
import wmsd

CROWD = 40
DAY = 24 * 3600 * 1000


def prepare(directory, tenant):
    for name in ("app", "filtered", "leaves", "reset", "token", "proxied", "tried", "over"):
        wmsd.add_user(directory, tenant, name, "warehouse", "warehouse", default=1)
    wmsd.add_user(directory, tenant, "shop", "api", "none")
    for i in range(CROWD):
        wmsd.add_user(directory, tenant, f"crowd{i}", "warehouse", "warehouse")
    tenant.execute("INSERT INTO ip_filters (id, code, code_fold, ranges) VALUES (900, 'HOUSE', 'house', '127.0.0.0/24'),"
                   " (901, 'PROXY', 'proxy', '10.1.1.0/24, 2001:db8::/32')")
    tenant.execute("UPDATE users SET ip_filter = 900 WHERE login = 'filtered'")
    tenant.execute("UPDATE users SET ip_filter = 901 WHERE login = 'proxied'")
    tenant.execute("UPDATE users SET mfa_app = 1 WHERE login IN ('app', 'tried', 'over')")


def code(key, step=None):
    """What the app shows."""
    seed = base64.b32decode(key.replace(" ", ""))
    step = int(time.time()) // 30 if step is None else step
    digest = hmac.new(seed, struct.pack(">Q", step), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at:at + 4], 'big') & 0x7fffffff) % 1000000:06d}"


def new_key():
    return base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")


def sql(s, *statements):
    with s.directory() as db:
        for statement in statements:
            db.execute(statement)
        db.commit()
    db.close()


def tenant_sql(s, statement):
    with s.tenant() as db:
        db.execute(statement)
        db.commit()
    db.close()


def begin(s, login, source="127.0.0.1", **terminal):
    s.source = source
    body = {"login": login, "password": wmsd.PASSWORD}
    return s.post("/sessions", None, body | ({"terminal": terminal} if terminal else {}))


def pin(s, attempt, typed):
    return s.post("/sessions/pin", None, {"attempt": attempt, "pin": typed})


def refused(a, status, name):
    return a.status == status and a.code == name


def wrong(key):
    """A code that is none of now, of just now or of soon."""
    now = int(time.time()) // 30
    right = {code(key, now + i) for i in range(-2, 3)}
    return next(c for c in ("000000", "111111", "222222", "333333", "444444", "555555") if c not in right)


def app(t, s):
    machine = {"key": new_key(), "name": "Dock 3", "user": "floor"}
    t.ok(s.get("/sign-in").json == {"sso": None, "mail": False}, "what there is at the door is told", s.get("/sign-in"))
    a = begin(s, "app", **machine)
    t.ok(a.status == 202 and a.json["step"] == "enrol" and a.json["uri"].startswith("otpauth://totp/") and "token" not in a.json,
         "an app's user enrols at his next sign-in (C2)", a)
    attempt, key = a.json["attempt"], a.json["key"]
    t.ok(all(len(g) == 4 for g in key.split()) and len(base64.b32decode(key.replace(" ", ""))) == 20, "the key stands in groups of four", key)
    t.ok(s.get("/session", attempt).status == 401, "an attempt is no session")
    w = pin(s, attempt, wrong(key))
    t.ok(refused(w, 401, "pin") and w.json["detail"] == "4", "a wrong PIN is refused, with the tries left", w)
    first = code(key)
    a = pin(s, attempt, first)
    t.ok(a.status == 201 and a.json["assurance"] == 2 and a.json["factor"] == "app", "the right one lets in, at level 2", a)
    token = a.json["token"]
    t.ok(s.get("/session", token).json["factor"] == "app", "the session says the same")
    t.ok(refused(pin(s, attempt, first), 401, "token"), "an attempt is used once")
    a = begin(s, "app", **machine)
    t.ok(a.status == 201 and a.json["assurance"] == 1, "the machine is remembered, at level 1 (C3)", a)
    for change, what in (({"user": "other"}, "another user of the machine"), ({"key": new_key()}, "another machine")):
        a = begin(s, "app", **(machine | change))
        t.ok(a.status == 202 and a.json["step"] == "app" and "key" not in a.json, f"{what} is asked (C3)", a)
    attempt = a.json["attempt"]
    a = pin(s, attempt, first)
    t.ok(refused(a, 401, "pin"), "a code is taken once, also at another attempt (C2)", a)
    sql(s, "UPDATE account SET seed_step = seed_step - 10 WHERE login = 'app'")
    a = pin(s, attempt, code(key))
    t.ok(a.status == 201, "the next one is", a)
    sql(s, f"UPDATE machine SET verified = verified - {30 * DAY}")
    a = begin(s, "app", **machine)
    t.ok(a.status == 202, "after 30 days the machine is forgotten (C3)", a)
    sql(s, "UPDATE attempt SET expires = 1", "UPDATE account SET seed_step = 0 WHERE login = 'app'")
    t.ok(refused(pin(s, a.json["attempt"], code(key)), 401, "token"), "a PIN lives ten minutes")
    t.ok(refused(pin(s, new_key(), code(key)), 401, "token"), "an attempt that was made up")
    a = s.post("/sessions/pin/again", None, {"attempt": begin(s, "app", **machine).json["attempt"]})
    t.ok(refused(a, 405, "method"), "nothing is mailed where an app is asked", a)
    a = s.post("/sessions", None, {"login": "app", "password": wmsd.PASSWORD, "terminal": machine | {"user": "x" * 300}})
    t.ok(refused(a, 422, "too-long") and a.json["field"] == "terminal.user", "nobody's name is that long", a)
    with s.directory() as db:
        kept = b"".join(bytes(r[0]) for r in db.execute("SELECT seed FROM account WHERE seed IS NOT NULL"))
    t.ok(kept and base64.b32decode(key.replace(" ", "")) not in kept, "the seed is kept sealed")
    tenant_sql(s, "INSERT INTO mfa_settings_exempt (row, ref) SELECT id, 900 FROM mfa_settings WHERE code = 'app'")
    t.ok(begin(s, "app", "127.0.0.1").status == 201 and begin(s, "app", "127.9.0.1").status == 202, "where the setting's own filter exempts, nothing is asked (C5)")
    tenant_sql(s, "DELETE FROM mfa_settings_exempt")
    return key, token


def guesses(t, s):
    a = begin(s, "tried", "127.0.3.1")
    key, attempt = a.json["key"], a.json["attempt"]
    answers = [pin(s, attempt, wrong(key)) for _ in range(5)]
    t.ok([x.code for x in answers] == ["pin"] * 4 + ["token"], "five tries, and it is over (C2)", *answers)
    t.ok(refused(pin(s, attempt, code(key)), 401, "token"), "also for the right one")
    a = begin(s, "tried", "127.0.3.2")
    again = pin(s, a.json["attempt"], code(a.json["key"]))
    t.ok(refused(again, 429, "throttled") and int(again.headers["Retry-After"]) >= 1 or again.status == 201,
         "a new attempt is no new count: it waits (C8)", again)
    with s.directory() as db:
        counted = db.execute("SELECT max(failures) FROM throttle WHERE name LIKE 'pin %'").fetchone()[0]
    t.ok(again.status == 201 or counted == 5, "the count is the account's", counted)


def filters(t, s):
    outside, inside = "127.5.5.5", "127.0.0.77"
    a = begin(s, "filtered", outside)
    t.ok(refused(a, 403, "address") and a.json["detail"] == outside, "who is outside his filter does not get in (C6)", a)
    no = s.post("/sessions", None, {"login": "filtered", "password": "Wrong-1234"})
    nobody = s.post("/sessions", None, {"login": "nobody-at-all", "password": "Wrong-1234"})
    t.ok(refused(no, 401, "credentials") and no.data == nobody.data, "a wrong password is told nothing of it", no)
    a = begin(s, "filtered", inside)
    t.ok(a.status == 201, "inside he does", a)
    token = a.json["token"]
    s.source = outside
    t.ok(refused(s.get("/session", token), 403, "address"), "it holds at each request (C6)", s.get("/session", token))
    s.source = inside
    t.ok(s.get("/session", token).status == 200, "and ends nothing")
    a = begin(s, "app", inside)
    tenant_sql(s, "UPDATE users SET ip_filter = 900 WHERE login = 'app'")
    s.source = outside
    got = pin(s, a.json["attempt"], "000000")
    t.ok(refused(got, 403, "address"), "a PIN is no way around it", got)
    tenant_sql(s, "UPDATE users SET ip_filter = 0 WHERE login = 'app'")


def tokens(t, s):
    s.source = "127.0.4.1"
    admin = s.sign_in("admin")
    with s.tenant() as db:
        ids = dict(db.execute("SELECT login, id FROM users"))

    def make(login, kind):
        a = s.post(f"/pages/users/{ids[login]}/token", admin, {"kind": kind})
        return a.json["secret"]["value"] if a.status == 200 else t.ok(False, "a token is made", a)

    def spend(token, password="Better-2026"):
        return s.post("/passwords", None, {"token": token, "password": password})

    old = s.sign_in("reset")
    first, second = make("reset", "reset"), make("reset", "reset")
    t.ok(first.startswith("wms_rst_") and len(second) == 51, "a token is 256 bits behind its kind", second)
    t.ok(refused(spend(first), 401, "token"), "made anew, the old one dies (B12)")
    t.ok(refused(spend(second[:-1] + ("A" if second[-1] != "A" else "B")), 401, "token"), "a forged one is none")
    t.ok(refused(spend(second, "weak"), 422, "password-weak"), "the rules of passwords hold (C1)")
    t.ok(refused(s.get("/session", second), 401, "sign-in"), "it opens nothing else")
    a = spend(second)
    t.ok(a.status == 200 and a.json == {"login": "reset"}, "it sets a password", a)
    t.ok(s.get("/session", old).status == 401, "which ends his sessions")
    t.ok(refused(spend(second, "Another-2026"), 401, "token"), "once (B12)")
    t.ok(s.sign_in("reset", "Better-2026"), "and it is the password")

    s.source = "127.0.4.2"
    late, gone, out = make("over", "activation"), make("leaves", "reset"), make("token", "reset")
    sql(s, "UPDATE token SET expires = 1 WHERE kind = 'activation'")
    t.ok(refused(spend(late), 401, "token"), "an expired one is none")
    rows = s.get(f"/pages/users/{ids['leaves']}/rows/tokens", admin).json["rows"]
    t.ok(len(rows) == 1 and rows[0]["made_by"] == "admin" and gone not in json.dumps(rows), "it is seen, without the secret", rows)
    foreign = s.post(f"/pages/users/{ids['token']}/revoke-token", admin, {"row": rows[0]["id"]})
    t.ok(foreign.status == 404, "nobody's token is revoked under another's name", foreign)
    t.ok(s.post(f"/pages/users/{ids['leaves']}/revoke-token", admin, {"row": rows[0]["id"]}).status == 204, "it is revoked (B12)")
    t.ok(refused(spend(gone), 401, "token"), "then it is none")
    t.ok(s.post(f"/pages/users/{ids['token']}/deactivate", admin).status == 204, "who is deactivated (B11)")
    t.ok(refused(spend(out), 401, "token"), "sets no password")
    t.ok(s.post(f"/pages/users/{ids['token']}/reactivate", admin).status == 204, "until he is back")

    s.source = "127.0.4.3"
    api = make("token", "api")
    a = s.get("/session", api)
    t.ok(a.status == 200 and a.json["user"]["login"] == "token" and a.json["assurance"] == 1, "an API token is its owner at level 1 (B12)", a)
    t.ok(refused(spend(api), 401, "token"), "and sets no password")
    newer = make("token", "api")
    t.ok(refused(s.get("/session", api), 401, "sign-in") and s.get("/session", newer).status == 200, "made anew, the old one dies")
    tenant_sql(s, "UPDATE users SET ip_filter = 901 WHERE login = 'token'")
    t.ok(refused(s.get("/session", newer), 403, "address"), "its owner's filter is its own")
    tenant_sql(s, "UPDATE users SET ip_filter = 0 WHERE login = 'token'")
    s.post(f"/pages/users/{ids['token']}/deactivate", admin)
    t.ok(refused(s.get("/session", newer), 401, "sign-in"), "a deactivated owner's is none (B11)")
    a = s.post(f"/pages/api-for-goods-owners/{ids['shop']}/renew", admin)
    t.ok(a.status == 200 and refused(s.get("/session", a.json["secret"]["value"]), 401, "sign-in"), "a key of the goods owner API opens no terminal's (A2)", a)

    s.source = "127.0.4.4"
    sessions = [s.sign_in("leaves"), s.sign_in("leaves")]
    rows = s.get(f"/pages/users/{ids['leaves']}/rows/sessions", admin).json["rows"]
    t.ok(len(rows) == 2 and rows[0]["address"] == "127.0.4.4", "sessions are seen (B13)", rows)
    t.ok(s.post(f"/pages/users/{ids['leaves']}/end-session", admin, {"row": rows[0]["id"]}).status == 204, "one is ended")
    t.ok(sorted(s.get("/session", x).status for x in sessions) == [200, 401], "and no other")
    t.ok(s.post(f"/pages/users/{ids['leaves']}/deactivate", admin).status == 204
         and [s.get("/session", x).status for x in sessions] == [401, 401], "deactivation ends them at the next request (B11)")
    a = begin(s, "leaves", "127.0.4.5")
    t.ok(refused(a, 401, "credentials"), "and lets nobody in", a)
    return first, second, api, newer


def equal(t, s):
    """Each guess from an address of its own, so that none waits."""
    took, answers = {"unknown": [], "wrong": []}, set()
    for i in range(CROWD):
        for kind, login in (("unknown", f"nobody{i}"), ("wrong", f"crowd{i}")):
            s.source = f"127.6.{len(kind)}.{i + 1}"
            s.kept[s.source] = c = s.connect()
            c.connect()
            began = time.monotonic()
            a = s.post("/sessions", None, {"login": login, "password": "Wrong-1234"})
            took[kind].append((time.monotonic() - began) * 1000)
            answers.add((a.status, a.data))
            s.kept.pop(s.source).close()
    ms = {kind: sorted(times) for kind, times in took.items()}
    print("# ms: " + ", ".join(f"{k}: median {statistics.median(v):.1f}, {v[0]:.1f} to {v[-1]:.1f}" for k, v in ms.items()), flush=True)
    t.ok(len(answers) == 1 and next(iter(answers))[0] == 401, "an unknown user and a wrong password get the same bytes (C8)", answers)


def peak_mib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmHWM:")) / 1024


def once(s, source, method, path, body=None):
    """A connection of its own; (status, seconds)."""
    c = http.client.HTTPSConnection("127.0.0.1", s.port, context=s.context, timeout=120, source_address=(source, 0))
    began = time.monotonic()
    c.request(method, wmsd.PREFIX + path, json.dumps(body) if body else None, {"Content-Type": "application/json"})
    status = c.getresponse().status
    c.close()
    return status, time.monotonic() - began


def crowd(t, s):
    sql(s, "DELETE FROM throttle")
    with concurrent.futures.ThreadPoolExecutor(205) as pool:
        asked = [pool.submit(once, s, f"127.7.{i // 100}.{i % 100 + 1}", "POST", "/sessions", {"login": f"crowd{i % CROWD}", "password": wmsd.PASSWORD})
                 for i in range(200)]
        quick = [once(s, "127.8.0.1", "GET", "/health") for _ in range(10)]
        waiting = sum(not x.done() for x in asked)
        got = [x.result() for x in asked]
    said = [status for status, _ in got]
    slowest = max(seconds for _, seconds in quick)
    mib, most = peak_mib(s.process.pid), 46 * (os.cpu_count() or 1) + 200
    print(f"# 200 at once: {said.count(201)} in, {len(said) - said.count(201)} told to wait, the last after {max(x for _, x in got):.1f} s; "
          f"meanwhile ({waiting} waiting) a quick request took at most {slowest:.2f} s; peak {mib:.0f} MiB", flush=True)
    t.ok(set(said) <= {201, 429, 503} and said.count(201) >= CROWD, "200 who sign in at once are all answered", said)
    t.ok({status for status, _ in quick} == {200}, "and quick requests meanwhile", quick)
    if "san-" in s.wmsd:
        t.skip("within the memory of as many hashes as there are cores", "a sanitizer keeps memory of its own")
    else:
        t.ok(mib < most, "within the memory of as many hashes as there are cores", mib, most)


def forwarded(s, source, *lines):
    c = http.client.HTTPSConnection("127.0.0.1", s.port, context=s.context, timeout=60, source_address=(source, 0))
    body = json.dumps({"login": "proxied", "password": wmsd.PASSWORD}).encode()
    c.putrequest("POST", wmsd.PREFIX + "/sessions")
    for name, value in [("Content-Type", "application/json"), ("Content-Length", str(len(body)))] + [("X-Forwarded-For", x) for x in lines]:
        c.putheader(name, value)
    c.endheaders(body)
    r = c.getresponse()
    doc = json.loads(r.read())
    c.close()
    return r.status, doc.get("detail")


def proxies(t, s):
    proxy, second = "127.0.0.9", "127.0.0.10"
    for source, lines, want, what in [
            (proxy, ("10.1.1.7",), 201, "whom the proxy names is who comes (C11)"),
            (proxy, ("2001:db8::7",), 201, "by IPv6, too"),
            (proxy, ("::ffff:10.1.1.7",), 201, "or by IPv4 in it"),
            ("127.0.0.8", ("10.1.1.7",), "127.0.0.8", "a peer that is no proxy of ours says nothing"),
            (proxy, (), proxy, "a proxy that says nothing is itself"),
            (proxy, ("10.1.1.7, 203.0.113.5",), "203.0.113.5", "what stands before the client he wrote himself"),
            (proxy, ("10.1.1.7", "203.0.113.5"), "203.0.113.5", "also in another line"),
            (proxy, ("203.0.113.5", "10.1.1.7"), 201, "the last line is the nearest"),
            (proxy, (f"203.0.113.5, 10.1.1.7, {second}",), 201, "proxies of ours are passed over"),
            (proxy, (f"10.1.1.7, 203.0.113.5, {second}",), "203.0.113.5", "up to the first that is not"),
            (proxy, ("10.1.1.7, evil",), proxy, "what is no address ends it"),
            (proxy, ("10.1.1.7:4711",), proxy, "nor is one with a port"),
            (proxy, ("10.1.1.7,",), proxy, "nor nothing"),
            (proxy, ("010.1.1.7",), proxy, "nor one in octal"),
            (proxy, (second,), second, "all ours: the farthest")]:
        status, detail = forwarded(s, source, *lines)
        t.ok(status == want if want == 201 else (status, detail) == (403, want), f"{what}: {lines}", status, detail)
        sql(s, "DELETE FROM throttle")


t = tap.Tap()
s = wmsd.Server(("demo", "--articles", "10"), prepare)
with s:
    secrets = [*app(t, s)]
    guesses(t, s)
    filters(t, s)
    secrets += tokens(t, s)
    equal(t, s)
    crowd(t, s)
    t.ok(s.stop() == 0, "it ends well")
    s.options = ["--trusted-proxies", "127.0.0.9, 127.0.0.10"]
    s.start()
    proxies(t, s)
    s.stop()
    log = s.logged()
    t.ok(not [x for x in (*secrets, wmsd.PASSWORD, "Wrong-1234", "Better-2026") if x in log], "no secret stands in the log")
    t.ok("nobody-at-all" not in log, "nor what may be one, typed in the wrong line")
t.done()
