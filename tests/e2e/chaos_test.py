#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exactly once, whatever happens (G2, G3, G4): terminals with the real queue
and network threads against the real wmsd, through a network that spoils nearly
every connection, while terminals and server are killed, disks fill up and
clocks go back an hour.  Afterwards each transaction that was reported as saved
has one verdict and, when done, one row of the ledger.

    CHAOS=2000 ...    transactions of each terminal (150)
    CHAOS_SEED=...    the same plans, faults and kills once more
"""
import collections
import json
import os
import random
import resource
import sqlite3
import subprocess
import threading

import tap
import wmsd
from faults import Faults
from warehouse import Site

COUNT = int(os.environ.get("CHAOS", "150"))
SEED = int(os.environ.get("CHAOS_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
TERMINALS = 8
PACE_MS = 20
PATIENCE_S = 240 + COUNT // 4
STATES = {0: "waiting", 1: "sent", 2: "done", 3: "refused", 4: "parked", 5: "corrupt"}
LINE = ("article", "quantity", "from_location", "to_location")


class Warehouse(Site):
    fill = wmsd.Server.fill  # a small one of its own

    def kill(self):
        self.process.kill()
        self.process.wait(30)
        self.process.stdout.close()
        self.log.close()
        self.process = None


def make_plan(site, rng, count):
    """Lines of work: one unit of something, from where it lies or from a supplier, to anywhere; some where the user may not."""
    items = site.rows("SELECT article, location, batch, expiry, serial, warehouse, goods_owner FROM article_items"
                      " WHERE quantity >= 2000 AND \"order\" = 0 AND load_carrier = 0")
    owners = {r[0] for r in site.rows("SELECT ref FROM users_goods_owners JOIN users u ON u.id = row WHERE login = 'johnny'")}
    his = [i for i in items if i[6] in owners]
    places = collections.defaultdict(list)
    for warehouse, location in site.rows("SELECT l.warehouse, l.id FROM locations l JOIN location_types t ON t.id = l.type"
                                         " WHERE NOT l.locked AND t.code IN ('PICK', 'BUFFER')"):
        places[warehouse].append(location)
    plan = []
    for n in range(count):
        article, location, batch, expiry, serial, warehouse, _ = rng.choice(items if rng.random() < 0.1 else his)
        goods = {"article": article, "quantity": "1", "batch": batch, "expiry": expiry, "serial": serial}
        goods = {k: v for k, v in goods.items() if v}
        if n % 2 == 0:
            plan.append(("receive", goods | {"location": location}))
        else:
            plan.append(("move", goods | {"location": location, "to_location": rng.choice([p for p in places[warehouse] if p != location])}))
    return plan


class Terminal:
    def __init__(self, site, n, rng, news):
        self.n, self.rng, self.news = n, rng, news
        self.folder = f"{site.place.name}/terminal-{n}"
        os.mkdir(self.folder, 0o700)
        self.site = site
        self.plan = make_plan(site, rng, COUNT)
        clock = rng.randrange(COUNT // 2)
        with open(self.folder + "/plan", "w", encoding="ascii") as f:
            for i, (kind, body) in enumerate(self.plan):
                if i == clock:
                    f.write('clock {"back_ms":3600000}\n')
                f.write(f"{kind} {json.dumps(body, separators=(',', ':'))}\n")
        self.lines = [None] + self.plan[:clock] + [None] + self.plan[clock:]  # by number in the file
        self.saved = {}  # number in the file: [(seq, id)]
        self.failed = collections.Counter()
        self.kills = 0
        self.drained = False
        self.process = None

    def start(self, sign_in=True):
        first = max(self.saved, default=0) + 1
        login = "johnny" if sign_in or 0 not in self.saved else "-"
        with open(self.folder + "/log", "ab") as log:
            self.process = subprocess.Popen(
                [os.environ["B"] + "/chaos/terminal", self.folder, f"https://127.0.0.1:{self.site.faults.port}", self.site.ca, login,
                 wmsd.PASSWORD, self.folder + "/plan", str(first), str(PACE_MS)], stdout=subprocess.PIPE, stderr=log, text=True)
        self.reader = threading.Thread(target=self.read, args=(self.process.stdout,), daemon=True)
        self.reader.start()

    def read(self, out):
        for line in out:
            word, *rest = line.split()
            with self.news:
                if word == "SAVED":
                    self.saved.setdefault(int(rest[2]), []).append((int(rest[0]), rest[1]))
                elif word == "FAILED":
                    self.failed[rest[1]] += 1
                elif word == "DRAINED":
                    self.drained = True
                self.news.notify_all()
        with self.news:
            self.news.notify_all()

    def done_with_plan(self):
        return len(self.lines) - 1 in self.saved

    def kill(self):
        self.process.kill()
        self.process.wait(30)
        self.reader.join(30)
        self.process.stdout.close()
        self.kills += 1

    def finish(self):
        code = self.process.wait(PATIENCE_S)
        self.reader.join(30)
        self.process.stdout.close()
        return code

    def fill_disk(self):
        """No byte can be written until two transactions failed."""
        before = sum(self.failed.values())
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        self.news.wait_for(lambda: sum(self.failed.values()) > before + 1 or self.process.poll() is not None, 20)
        if self.process.poll() is None:
            resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def logged(self):
        with open(self.folder + "/log", encoding="utf-8", errors="replace") as f:
            return f.read()[-3000:]

    def records(self):
        """Of its queue: seq, id, state."""
        db = sqlite3.connect(f"file:{self.folder}/queue.db?mode=ro", uri=True)
        try:
            return [(seq, id, STATES[state]) for seq, id, state in db.execute("SELECT seq, id, state FROM record ORDER BY seq")]
        finally:
            db.close()

    def terminal_id(self):
        db = sqlite3.connect(f"file:{self.folder}/queue.db?mode=ro", uri=True)
        try:
            return db.execute("SELECT terminal FROM head").fetchone()[0]
        finally:
            db.close()


def trouble(site, terminals, rng, counts):
    """One misfortune; the caller holds the news."""
    busy = [x for x in terminals if not x.done_with_plan()]
    what = rng.choices(("terminal killed", "server killed", "disk full"), (6, 2, 2))[0]
    if not busy:
        return
    counts[what] += 1
    if what == "server killed":
        site.faults.target = 0
        site.kill()
        site.start()
        site.faults.target = site.port
        return
    one = rng.choice(busy)
    if what == "disk full":
        one.fill_disk()
        return
    one.news.release()  # its reader wants to say the last words
    try:
        one.kill()
    finally:
        one.news.acquire()
    one.start(rng.random() < 0.5)


def work(site, terminals, rng, news):
    """Until all plans are saved: a misfortune after every few transactions."""
    counts = collections.Counter()
    every = max(TERMINALS * COUNT // 70, 8)

    def total():
        return sum(len(x.saved) for x in terminals)

    for x in terminals:
        x.start()
    with news:
        at = 0
        while not all(x.done_with_plan() for x in terminals):
            at = max(at + every, total())
            if not news.wait_for(lambda: total() >= at or all(x.done_with_plan() or x.process.poll() is not None for x in terminals), PATIENCE_S):
                break
            if any(x.process.poll() is not None and not x.drained for x in terminals):
                break
            trouble(site, terminals, rng, counts)
    return counts


def verify_terminal(t, site, x):
    tid = x.terminal_id()
    answers = site.rows("SELECT seq, id, state, kind, feed, answer FROM terminal_answer WHERE terminal = ? ORDER BY seq", tid)
    verdicts = {id: (seq, state) for seq, id, state, *_ in answers}
    saved = [(line, seq, id) for line, many in x.saved.items() for seq, id in many]
    name = f"terminal {x.n}"
    t.none_of([f"line {line}: {seq} {id}: {verdicts.get(id)}" for line, seq, id in saved if verdicts.get(id, (0, 0))[0] != seq][:10],
              f"{name}: each of {len(saved)} reported as saved has its verdict, in its place (G3)")
    t.ok([a[0] for a in answers] == list(range(1, len(answers) + 1)) and len(verdicts) == len(answers),
         f"{name}: none is missing, none came twice", [a[0] for a in answers][-5:])
    t.ok(x.records() == [a[:3] for a in answers], f"{name}: it knows every verdict as it was given (G5)",
         [r for r in zip(x.records(), answers) if r[0] != r[1][:3]][:5])
    t.ok([a[4] for a in answers] == sorted(a[4] for a in answers), f"{name}: applied in its order")
    t.ok(len(answers) - len(saved) <= x.kills and all(len(v) == 1 for line, v in x.saved.items() if line),
         f"{name}: saved and not reported are at most those it was killed over", len(answers), len(saved), x.kills)
    verify_ledger(t, site, x, tid, answers)


def verify_ledger(t, site, x, tid, answers):
    columns = "\"transaction\", line, kind, article, quantity, from_location, to_location, batch"
    rows = site.rows(f"SELECT {columns} FROM goods_transactions WHERE terminal = ? ORDER BY id", tid)
    done = [id for _, id, state, kind, *_ in answers if state == "done" and kind != "sign_in"]
    t.ok([r[0] for r in rows] == done, f"terminal {x.n}: each done one has one row of the ledger, in order, no other has any (G3)",
         len(rows), len(done))
    by_id = {r[0]: r for r in rows}
    wrong = []
    for line, many in x.saved.items():
        for _, id in many if line else ():
            kind, body = x.lines[line]
            a, b = (body["location"], body["to_location"]) if kind == "move" else (0, body["location"])
            want = (id, 1, kind, body["article"], 1000, a, b, body.get("batch", ""))
            if id in by_id and by_id[id] != want:
                wrong.append(f"{by_id[id]} is not {want}")
    t.none_of(wrong[:5], f"terminal {x.n}: and it says what was planned")
    t.ok(len(done) > COUNT / 2, f"terminal {x.n}: most of it was done ({len(done)})", collections.Counter((a[3], a[2], json.loads(a[5] or '{}').get('code')) for a in answers))


def stock(site):
    return collections.Counter({k[:2]: k[2] for k in site.rows(
        "SELECT article, location, sum(quantity) FROM article_items GROUP BY 1, 2 HAVING sum(quantity) <> 0")})


def verify_stock(t, site, before):
    want = collections.Counter(before)
    for article, quantity, a, b in site.rows(f"SELECT {', '.join(LINE)} FROM goods_transactions WHERE terminal <> ''"):
        want[article, a] -= quantity if a else 0
        want[article, b] += quantity if b else 0
    now = stock(site)
    t.none_of([f"article {k[0]} at {k[1]}: {now[k]}, not {want[k]}" for k in {**want, **now} if want[k] != now[k]][:10], "the stock adds up (G3)")
    code, words = site.check()
    t.ok(code == 0, "wmsd check finds nothing", words)


def main():
    t = tap.Tap()
    print(f"# CHAOS_SEED={SEED} CHAOS={COUNT}", flush=True)
    rng, news = random.Random(SEED), threading.Condition()
    with Warehouse(make=("demo", "--articles", "40")) as site:
        before = stock(site)
        site.faults = Faults(SEED)
        site.faults.target = site.port
        terminals = [Terminal(site, n, random.Random(SEED + 1 + n), news) for n in range(TERMINALS)]
        counts = work(site, terminals, rng, news)
        site.faults.honest = True
        codes = [x.finish() for x in terminals]
        site.faults.close()
        t.ok(codes == [0] * TERMINALS and all(x.drained for x in terminals), "all terminals come to their end (G2)", codes,
             *(x.logged() for x in terminals if x.process.returncode))
        happened = counts + site.faults.spoiled + collections.Counter(f"FAILED {c}" for x in terminals for c in x.failed.elements())
        print(f"# {dict(happened)}", flush=True)
        missing = {"terminal killed", "server killed", "disk full", "lost answer", "drop", "reset", "half close", "refuse"} - set(happened)
        t.none_of(sorted(missing), "there was every kind of misfortune")
        for x in terminals:
            verify_terminal(t, site, x)
        verify_stock(t, site, before)
    t.done()


main()
