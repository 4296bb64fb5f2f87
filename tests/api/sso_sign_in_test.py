#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in to the server by an identity provider (C7), and whose account it then is (C12).

The provider is npm's oidc-provider; what somebody does there is done by identity.Person.  The server is started anew
for each way it is set up."""
import base64
import contextlib
import os
import time
import tap
import identity
import wmsd

LOGINS = ("johnny", "anna", "sven", "rita")  # of the demonstration; their addresses are LOGIN@example.com


@contextlib.contextmanager
def serving(s, tenant=(), directory=()):
    """The server, after these statements."""
    for database, statements in ((s.tenant(), tenant), (s.directory(), directory)):
        with database:
            for statement in statements:
                database.execute(*statement)
        database.close()
    s.start()
    try:
        yield
    finally:
        s.stop()


def begin(s):
    key = base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")
    return s.post("/sessions/sso", None, {"terminal": {"key": key, "name": "Dock 3", "user": "dock"}})


def poll(s, a):
    return s.post("/sessions/sso/poll", None, {"attempt": a.json["attempt"]})


def sign_in(s, p, login, deny=False):
    """The answer to the first question after somebody signed in there."""
    a = begin(s)
    if a.status == 202:
        identity.Person(login, p.ca).sign_in(a.json["address"], a.json["code"], deny)
        a.json |= {"answer": poll(s, a)}
    return a, a.json.get("answer")


def accounts(s):
    with s.directory() as db:
        return db.execute("SELECT count(*) FROM account").fetchone()[0], sorted(db.execute("SELECT subject FROM identity"))


def off(t, s):
    t.ok(s.get("/sign-in").json["sso"] is None, "nobody is led to a provider that is off")
    a = begin(s)
    t.ok(a.status == 409 and a.code == "status", "nor can one begin (C7: it can be turned off)", a)


def first(t, s, p):
    before = accounts(s)
    t.ok(s.get("/sign-in").json["sso"] == {"name": "Our people"}, "people are told its name", s.get("/sign-in"))
    a = begin(s)
    t.ok(a.status == 202 and a.json["address"].startswith(p.issuer) and a.json["code"] in a.json["complete"]
         and a.json["interval"] == 5 and 0 < a.json["expires"] - time.time() * 1000 <= 1800000, "a code and an address are given (C7)", a)
    t.ok(set(a.json) == {"attempt", "code", "address", "complete", "interval", "expires"} and len(a.json["attempt"]) == 43,
         "what the server asks with stays there", a)
    for _ in range(2):
        w = poll(s, a)
        t.ok(w.status == 202 and w.json == {"interval": 5}, "not yet, however often it is asked", w)

    _, a = sign_in(s, p, "johnny")
    t.ok(a.status == 201 and a.json["user"]["login"] == "johnny", "who signed in there is in here, MFA and IP filter or not (C7)", a)
    t.ok(a.json.get("assurance") == 2, "the provider's word is level 2", a)
    t.ok(s.get("/session", a.json["token"]).status == 200, "with a session like any other")
    t.ok(accounts(s) == (before[0], [("johnny",)]), "the account is linked by issuer and subject (C12)", accounts(s))

    _, a = sign_in(s, p, "stranger")
    t.ok(a.status == 403 and a.code == "not-linked", "who has no account is told so", a)
    _, a = sign_in(s, p, "unverified")
    t.ok(a.status == 403 and a.code == "not-linked", "an address that is not verified links nothing (C12)", a)
    _, a = sign_in(s, p, "anna")
    t.ok(a.status == 403 and a.code == "forbidden", "a deactivated account is refused (C12)", a)
    t.ok(accounts(s)[0] == before[0], "a login never makes an account (C12)", accounts(s))

    x, a = sign_in(s, p, "sven", deny=True)
    t.ok(a.status == 502 and a.code == "provider", "who said no there is not let in", a)
    a = poll(s, x)
    t.ok(a.status == 401 and a.code == "token", "and the attempt is over", a)
    a = s.post("/sessions/sso/poll", None, {"attempt": "x" * 43})
    t.ok(a.status == 401 and a.code == "token", "an attempt that is none", a)
    a = s.post("/sessions/sso/poll", None, {})
    t.ok(a.status == 422 and a.code == "required", "no attempt at all", a)


def linked(t, s, p):
    _, a = sign_in(s, p, "johnny")
    t.ok(a.status == 201 and a.json["user"]["login"] == "johnny", "the link holds whatever the address is now (C12)", a)
    _, a = sign_in(s, p, "rita")
    t.ok(a.status == 403 and a.code == "not-linked", "an address alone links nobody where that is off (C12)", a)
    with s.directory() as db:
        codes = [row[0] for row in db.execute("SELECT device FROM attempt WHERE device IS NOT NULL")]
    t.ok(codes and not any(c.isascii() for c in codes), "codes of attempts are kept sealed", codes)


t = tap.Tap()
if not identity.is_here():
    t.skip("signing in by an identity provider", "npm's packages are not here (tests/npm.sh)")
    t.done()
s = wmsd.Server(("demo", "--articles", "10"))
with serving(s):
    wired = s.get("/sign-in").status == 200
    if wired:
        off(t, s)
if not wired:
    t.skip("signing in by an identity provider", "this server does not offer it")
    t.done()
s.options = ["--sso-ca-file", s.data + "/ca.pem"]
with identity.Provider(s.data) as p:
    on = [("UPDATE identity_providers SET active = 1, name = 'Our people', issuer = ?, client_id = 'wms-rs256'", (p.issuer,)),
          ("INSERT INTO ip_filters (code, ranges) VALUES ('ELSEWHERE', '192.0.2.0/24')",),
          ("UPDATE users SET mfa_mail = 1, mfa_app = 1, ip_filter = (SELECT id FROM ip_filters WHERE code = 'ELSEWHERE')"
           " WHERE login = 'johnny'",),
          ("UPDATE users SET active = 0 WHERE login = 'anna'",)]
    addresses = [("UPDATE account SET email = login || '@example.com', email_fold = login || '@example.com' WHERE login = ?", (login,))
                 for login in LOGINS]
    odd = [("UPDATE account SET email = 'unverified@example.com', email_fold = 'unverified@example.com' WHERE login = 'board'",),
           ("UPDATE account SET active = 0 WHERE login = 'anna'",)]
    with serving(s, on, addresses + odd):
        first(t, s, p)
    with serving(s, [("UPDATE identity_providers SET link_by_email = 0",)],
                 [("UPDATE account SET email = 'other@example.com', email_fold = 'other@example.com' WHERE login = 'johnny'",)]):
        linked(t, s, p)
    with serving(s, [("UPDATE identity_providers SET active = 0",)]):
        off(t, s)
s.place.cleanup()
t.done()
