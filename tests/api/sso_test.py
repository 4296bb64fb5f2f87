#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in by an identity provider that is not ours (C7): npm's oidc-provider, and somebody who types the code there."""
import json
import os
import subprocess
import tap
import identity
import wmsd


class Attempt:
    """build/api/sso_try: the server's part, without the API."""

    def __init__(self, provider, client):
        self.process = subprocess.Popen([os.environ["B"] + "/api/sso_try", provider.issuer, client, identity.CLIENTS[client], provider.ca],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.said = json.loads(self.process.stdout.readline())

    def poll(self):
        self.process.stdin.write("poll\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def sign_in(provider, client, login, complete=False):
    """What is said before and after."""
    with Attempt(provider, client) as a:
        before = a.poll()
        identity.Person(login, provider.ca).sign_in(a.said["complete"] if complete else a.said["address"], a.said["code"])
        return a.said, before, a.poll(), a.poll()


t = tap.Tap()
if not identity.is_here():
    t.skip("an identity provider", "npm's packages are not here (tests/npm.sh)")
    t.done()
with wmsd.Server(("init",)) as s, identity.Provider(s.data) as p:
    for number, client in enumerate(identity.CLIENTS):
        said, before, after, again = sign_in(p, client, "johnny", number % 2)
        t.ok(said["address"].startswith(p.issuer) and said["code"] in said["complete"] and said["interval"] == 5,
             f"{client}: a code, an address, and five seconds as nothing is said", said)
        t.ok(before["state"] == "pending", "nobody has signed in yet", before)
        t.ok(after == {"state": "done", "detail": "", "issuer": p.issuer, "subject": "johnny", "email": "johnny@example.com", "name": "johnny"},
             "then it is known who did, and his verified address", after)
        t.ok(again["state"] == "failed" and again["email"] is None, "the code is good once", again)

    _, _, after, _ = sign_in(p, "wms-rs256", "unverified")
    t.ok(after["state"] == "done" and after["subject"] == "unverified" and after["email"] == "",
         "an address that is not verified counts for nothing", after)

    with Attempt(p, "wms-rs256") as a:
        identity.Person("johnny", p.ca).sign_in(a.said["address"], a.said["code"], deny=True)
        after = a.poll()
        t.ok(after["state"] == "denied" and after["subject"] is None, "who denies it there is not let in here", after)

    with identity.Provider(s.data, conformant=False) as other:
        _, _, after, _ = sign_in(other, "wms-es256", "lena")
        t.ok(after["email"] == "lena@example.com" and after["issuer"] == other.issuer, "an address may stand in the token itself", after)
t.done()
