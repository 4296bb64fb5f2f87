#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random hostile requests, by everyone who may call, several at once: every route and parameter, bodies, signed batches and replica reads, raw bytes.

Nothing may end the server, be answered with 5xx or with what is not JSON, name no field where a body's field was wrong, or leave a
ledger that does not add up.  $FUZZ_SECONDS: how long (default 4); $FUZZ_SEED: the same once more.
"""
import copy
import json
import os
import random
import subprocess
import threading
import time
import urllib.parse
import tap
import terminal
import wmsd

AT_ONCE = 3
SECONDS = float(os.environ.get("FUZZ_SECONDS", "4"))
SEED = int(os.environ.get("FUZZ_SEED", time.time_ns() % 10**9))
BIG = 2**53
NUMBERS = [0, 1, 2, 3, 7, 40, -1, 1000, 2**31, 2**32, BIG - 1, BIG, BIG + 1, -BIG, 2**63 - 1, 2**63, -2**63, 2**64, 1.5, 1e308, 1e-9]
QUANTITIES = ["1", "0", "-1", "0.001", "0.0001", "2.5", "999999999999.999", "9999999999999", "9e15", "1e3", "", " 1", "01", "+1", "NaN", "٣", "1,5"]
TEXTS = ["", "a", "å" * 10, "å" * 21, "aå" * 40, "x" * 300, "x" * 5000, "\x01", "a\nb", "\u202e", "\ufeff", "\U0001f4a9", "é", "' OR 1=1 --",
         "\"", "\"\"\"", "%", "_", "*", "a* OR b", "NEAR(a b)", "-", "{}", "[]", "null", "true", "2026-13-01", "2026-02-30", "0000-00-00",
         "9999-12-31", "2026-11-21T25:00:00Z", "373123450000000015", "00373123450000000015", "07312345000014", "../..", "\\", "$1", ":b0", "?1"]
ESCAPES = ["%00", "%0a", "%2e%2e", "%2F", "..", ".", "//", "%", "%zz", "%ff", "%c3%28", "%ed%a0%80", "+", "%25", ";", "a" * 4000, "\"", "<"]


class Fuzz:
    def __init__(self, server, number):
        self.s, self.rng, self.faults, self.counts = copy.copy(server), random.Random(SEED + number), [], {}
        self.s.kept, self.s.source = {}, f"127.0.0.{2 + number}"
        self.pages = [l.split("\t")[0] for f in ("pages", "pages-own")
                      for l in open(f"src/model/{f}.tsv", encoding="utf-8").read().splitlines()[1:]]
        self.fields = sorted({f["name"] for n in os.listdir("src/model/resources") if n.endswith(".json")
                              for f in json.load(open("src/model/resources/" + n, encoding="utf-8")).get("fields", [])})
        self.kinds = {n[:-5]: json.load(open("src/model/transactions/" + n, encoding="utf-8"))["fields"]
                      for n in os.listdir("src/model/transactions") if n.endswith(".json")}
        actions = [l.split("\t") for l in open("src/model/actions.tsv", encoding="utf-8").read().splitlines()[1:]]
        self.actions = sorted({w for a in actions if len(a) > 1 for w in a[1].split("|")})
        self.actions += ["change", "next", "take", "release"] * 10
        shown = {n[:-5] for _, _, names in os.walk("screens") for n in names}
        self.pages += sorted(shown & set(self.pages)) * 8
        self.users, self.peer, self.sign_in = [None, "nobody"], terminal.Terminal(b"fuzz%d" % number), 0

    def value(self, deep=0):
        r = self.rng
        pick = r.randrange(9 if deep < 3 else 6)
        if pick < 2:
            return r.choice(NUMBERS)
        if pick < 5:
            return r.choice(TEXTS + QUANTITIES)
        if pick == 5:
            return r.choice([True, False, None])
        if pick == 6:
            return [self.value(deep + 1) for _ in range(r.randrange(4))]
        if pick == 7:
            return {r.choice(TEXTS + self.fields): self.value(deep + 1) for _ in range(r.randrange(4))}
        return json.loads("[" * 20 + "]" * 20)

    def quote(self, text):
        return urllib.parse.quote(text) if self.rng.random() < .95 else text.encode("ascii", "ignore").decode().replace(" ", "")

    def segment(self, usual):
        r = self.rng
        if r.random() < .9:
            return str(usual)
        return r.choice([r.choice(ESCAPES), self.quote(r.choice(TEXTS)), str(r.choice(NUMBERS))])

    def query(self):
        r, out = self.rng, []
        names = ["sort", "desc", "backward", "limit", "cursor", "search", "find", "after", "epoch", "x"]
        for _ in range(r.randrange(5)):
            name = r.choice(names)
            if r.random() < .5:
                name = "filter." + r.choice(self.fields) + r.choice(["", "", ".from", ".to", ".begins", ".x"])
            text = r.choice([str(self.value(3)), r.choice(TEXTS), r.choice(self.fields), "true", "50", self.cursor()])
            out.append(self.quote(name) + "=" + self.quote(text))
        return "?" + "&".join(out) if out else ""

    def cursor(self):
        return terminal.b64(json.dumps(self.rng.choice([[self.rng.choice(self.fields), self.value(3), self.value(3)], self.value()])).encode())

    def path(self):
        r = self.rng
        page, id = self.segment(r.choice(self.pages)), self.segment(r.randrange(1, 60))
        shape = r.choice(["/pages/{p}", "/pages/{p}", "/pages/{p}/count", "/pages/{p}/{i}", "/pages/{p}/{i}/rows/{f}", "/pages/{p}/fields/{f}",
                          "/pages/{p}/{a}", "/pages/{p}/{i}/{a}", "/session", "/sessions", "/sessions/current", "/health", "/replica",
                          "/replica/rows/{p}", "/replica/changes", "/transactions", "/terminal/sscc", "/{p}", "/"])
        return shape.format(p=page, i=id, f=self.segment(r.choice(self.fields + ["rows"])), a=self.segment(r.choice(self.actions)))

    def judge(self, what, answer):
        self.counts[answer.status] = self.counts.get(answer.status, 0) + 1
        if answer.status >= 500:
            self.faults.append(f"{what}: {answer}")
        if answer.status >= 400 and not what.startswith("HEAD") and (not isinstance(answer.json, dict) or "code" not in answer.json):
            self.faults.append(f"{what}: no problem document: {answer}")

    def ask(self, what, *args, **more):
        """One request; what is not HTTP any more is a connection that the server closed, which must answer the next."""
        for _ in range(2):
            try:
                self.judge(what, self.s.ask(*args, **more))
                return
            except (ValueError, UnicodeDecodeError) as e:
                self.faults.append(f"{what}: {e}")
                return
            except OSError as e:
                self.s.kept.clear()
                last = e
            except Exception as e:  # pylint: disable=broad-except  (http.client's many)
                self.s.kept.clear()
                last = e
        if self.s.process.poll() is not None:
            self.faults.append(f"{what}: the server ended: {last}")

    def request(self):
        r = self.rng
        method = r.choice(["GET"] * 6 + ["POST"] * 4 + ["DELETE", "PUT", "HEAD"])
        path, body = self.path() + (self.query() if r.random() < .7 else ""), None
        token = r.choice(self.users)
        if path == "/sessions/current" and method == "DELETE":
            token = "nobody"
        if method in ("POST", "PUT"):
            body = json.dumps(r.choice([self.value(), {r.choice(["login", "password", "terminal", "old", "new", "take_over", "count"]): self.value()
                                                       for _ in range(3)}]))
            if r.random() < .1:
                body = body[:r.randrange(len(body) + 1)]
            body = body.encode("utf-8", "surrogatepass")
        self.ask(f"{method} {path} {body!r:.300}", method, path, token, body)

    def body(self, kind):
        r, body = self.rng, {}
        for f in self.kinds.get(kind, []):
            usual = {"ref": r.randrange(1, 40), "quantity": r.choice(QUANTITIES[:7]), "integer": 1, "sscc": "373123450000000015", "bool": True,
                     "date": "2027-01-01"}.get(f["type"], "abc")
            if r.random() < (.95 if f.get("required") else .5):
                body[f["name"]] = usual if r.random() < .85 else self.value(2)
        if r.random() < .05:
            body[r.choice(TEXTS)] = self.value()
        return body

    def transactions(self):
        r, p = self.rng, self.peer
        seq, before, lines = p.seq, p.hash, []
        for _ in range(r.randrange(1, 12)):
            kind = r.choice(sorted(self.kinds)) if r.random() < .97 else r.choice(TEXTS)
            after = [r.randrange(1, p.seq + 1)] if p.seq and r.random() < .2 else []
            settles = r.randrange(1, p.seq + 1) if p.seq and r.random() < .1 else 0
            lines.append(p.record(kind, self.body(kind), 0 if kind == "sign_in" else self.sign_in, after, settles))
        body = p.batch(lines, "e")
        if r.random() < .1:
            at = r.randrange(len(body))
            body = body[:at] + bytes([r.randrange(256)]) + body[at + 1:]
        target = wmsd.PREFIX + "/transactions"
        for _ in range(r.choice([1, 1, 2])):
            answer = self.s.ask("POST", "/transactions", body=body, headers={
                "Content-Type": "application/x-ndjson", "Authorization": p.authorization("POST", target, body)})
            self.judge(f"batch {body!r:.3000}", answer)
        if answer.status != 200:
            p.seq, p.hash = seq, before

    def replica(self):
        path = self.rng.choice(["/replica", "/replica/changes", "/replica/rows/" + self.segment(self.rng.choice(self.pages))]) + self.query()
        if path.isascii() and path.isprintable() and " " not in path:
            self.ask("replica " + path, "GET", path, headers={"Authorization": self.peer.authorization("GET", wmsd.PREFIX + path)})

    def serials(self):
        body = json.dumps({"count": self.value()}).encode()
        headers = {"Content-Type": "application/json", "Authorization": self.peer.authorization("POST", wmsd.PREFIX + "/terminal/sscc", body)}
        self.ask(f"serials {body!r:.200}", "POST", "/terminal/sscc", body=body, headers=headers)

    def raw(self):
        r = self.rng
        data = bytearray(r.choice([b"GET /api/terminal/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                                   b"POST /api/terminal/v1/sessions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"]))
        for _ in range(r.randrange(1, 6)):
            at = r.randrange(len(data))
            data[at:at + r.randrange(3)] = bytes(r.randrange(256) for _ in range(r.randrange(4)))
        got = self.s.raw(bytes(data) + b"\r\n\r\n" + b"x" * 5000, wait=False)
        assert got == b""

    def run(self, until):
        try:
            while time.monotonic() < until and self.s.process.poll() is None and len(self.faults) < 20:
                self.rng.choice([self.request] * 30 + [self.transactions] * 3 + [self.replica] * 3 + [self.serials, self.raw])()
        except Exception as e:  # pylint: disable=broad-except
            self.faults.append(repr(e))

    def enter(self):
        for login in ("admin", "johnny", "customer", "reseller", "supplier", "nothing"):
            self.users.append(self.s.sign_in(login))
        a = self.s.post("/sessions", None, {"login": "johnny", "password": wmsd.PASSWORD, "terminal": {"key": self.peer.key, "name": "fuzz"}})
        self.users.append(a.json["token"])
        lines = [self.peer.record("sign_in", {"account": "johnny", "session": a.json["session"]}, 0)]
        body = self.peer.batch(lines, "e")
        self.sign_in = 1
        return self.s.ask("POST", "/transactions", body=body, headers={
            "Content-Type": "application/x-ndjson", "Authorization": self.peer.authorization("POST", wmsd.PREFIX + "/transactions", body)})


def prepare(directory, tenant):
    have = {r[0] for r in directory.execute("SELECT login FROM account")}
    customer = tenant.execute("SELECT customer FROM orders LIMIT 1").fetchone()[0]
    supplier = tenant.execute("SELECT supplier FROM purchase_orders LIMIT 1").fetchone()[0]
    for login, level, menu, more in (("admin", "administrator", "administrator", {}), ("johnny", "warehouse", "warehouse", {"mobile": True}),
                                     ("customer", "customer", "customer", {}), ("reseller", "reseller", "reseller", {"consignee": customer}),
                                     ("supplier", "supplier", "supplier", {"supplier": supplier}),
                                     ("nothing", "warehouse", "warehouse", {"goods_owners": [], "warehouses": []})):
        if login not in have:
            wmsd.add_user(directory, tenant, login, level, menu, **more)


t = tap.Tap()
print(f"# FUZZ_SEED={SEED} FUZZ_SECONDS={SECONDS}")
with wmsd.Server(("demo", "--articles", "40"), prepare, ["--log-level", "error"]) as server:
    all_of = [Fuzz(server, i) for i in range(AT_ONCE)]
    entered = [fuzz.enter() for fuzz in all_of]
    t.ok(all(a.status == 200 and a.json["verdicts"][0]["state"] == "done" for a in entered), "the terminals speak", *entered)
    threads = [threading.Thread(target=fuzz.run, args=(time.monotonic() + SECONDS,)) for fuzz in all_of]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = {n: sum(fuzz.counts.get(n, 0) for fuzz in all_of) for n in sorted({n for fuzz in all_of for n in fuzz.counts})}
    print(f"# {sum(counts.values())} answers: {counts}; {sum(fuzz.peer.seq for fuzz in all_of)} records")
    t.none_of([fault for fuzz in all_of for fault in fuzz.faults], "nothing ends the server or is answered with 5xx or no problem document")
    t.ok({200, 400, 401, 403, 404, 405} <= set(counts), "the answers are of every kind", counts)
    t.ok(server.process.poll() is None and server.get("/health").status == 200, "the server still answers", server.logged()[-4000:])
    checked = subprocess.run([server.wmsd, "check", "--data", server.data], capture_output=True, text=True)
    t.ok(checked.returncode == 0, "and the ledger adds up", checked.stdout, checked.stderr)
t.done()
