#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The queue's thread killed at its calls to the system that write, one run for
each (G2, G3), and each of them failing, once or for a spell: what was reported
as saved is there afterwards, nothing is there twice, the chain verifies and
goes on; what failed was not saved.

    CHAOS_CALLS=200 ...    of the calls (0: all of them)
"""
import collections
import concurrent.futures
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile

import tap

MOST = int(os.environ.get("CHAOS_CALLS", "200"))
PROGRAM = os.environ["B"] + "/chaos/queue_work"
PLACE = os.environ["B"] + "/e2e"
WRITES = ["pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "rename"]
WAKES = ["write"]  # the other threads, and what is reported
ENVIRONMENT = dict(os.environ, ASAN_OPTIONS="detect_leaks=0:exitcode=99")  # a traced process cannot look for leaks
LIMIT_S = 120


def make_key():
    """The one terminal's: its making is not the queue's."""
    with tempfile.TemporaryDirectory(dir=PLACE) as folder:
        subprocess.run([PROGRAM, "look", folder], env=ENVIRONMENT, check=True, capture_output=True)
        with open(folder + "/terminal.key", "rb") as f:
            return f.read()


class Run:
    """A day of the queue in a folder of its own, and what was left of it."""

    def __init__(self, key, calls, inject=None):
        self.folder = tempfile.mkdtemp(prefix="calls-", dir=PLACE)
        with open(os.open(self.folder + "/terminal.key", os.O_CREAT | os.O_WRONLY, 0o600), "wb") as f:
            f.write(key)
        try:
            self.calls = self.folder + "/calls"
            fast = [] if inject and "signal" in inject else ["--seccomp-bpf"]  # which loses signals
            command = ["strace", "-f", *fast, "-qq", "-o", self.calls, "-e", "trace=" + ",".join(calls)]
            command += ["-e", "inject=" + inject] if inject else []
            done = subprocess.run([*command, PROGRAM, "do", self.folder], env=ENVIRONMENT, timeout=LIMIT_S, capture_output=True, text=True, check=False)
            self.code, self.errors = done.returncode, done.stderr
            said = [line.split() for line in done.stdout.splitlines()]
            self.saved = {w[3]: int(w[1]) for w in said if w[0] == "SAVED" and len(w) == 4}
            self.numbers = [int(w[1]) for w in said if w[0] == "SAVED"]
            self.failed = [w[2] for w in said if w[0] == "FAILED"]
            self.ended = said[-1:] == [["END"]]
            with open(self.calls, encoding="utf-8", errors="replace") as f:
                log = f.read()
            threads = collections.Counter(re.findall(r"^(\d+) +(\w+)\(", log, re.M))
            self.counts = {name: max(c for (_, other), c in threads.items() if other == name) for _, name in threads}  # strace counts each thread's
            self.injected = "(INJECTED)" in log
            self.rows = self.read()
            looked = subprocess.run([PROGRAM, "look", self.folder], env=ENVIRONMENT, timeout=LIMIT_S, capture_output=True, text=True, check=False)
            self.whole = looked.returncode == 0 and looked.stdout == "WHOLE\n"
            self.looked = looked.stdout + looked.stderr
        finally:
            shutil.rmtree(self.folder)

    def read(self):
        """seq, id, settled: read by another program than the one that wrote it; a copy, so that it finds what we found."""
        copy = self.folder + "/copy"
        os.mkdir(copy)
        for name in ("queue.db", "queue.db-wal"):
            if os.path.exists(f"{self.folder}/{name}"):
                shutil.copy(f"{self.folder}/{name}", copy)
        db = sqlite3.connect(copy + "/queue.db")
        try:
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'record'").fetchone():
                return []
            return db.execute("SELECT seq, id, settled_by <> 0 FROM record").fetchall()
        finally:
            db.close()

    def faults(self):
        ids = {id for _, id, _ in self.rows}
        standing = collections.Counter(id for seq, id, settled in self.rows if seq > 0 or not settled)
        found = [f"{n}: saved as {id}, and it is not there" for id, n in self.saved.items() if id not in ids]
        found += [f"{id} is there {count} times" for id, count in standing.items() if count > 1]
        extra = len(ids - set(self.saved))
        if extra > (0 if self.ended else 1):
            found.append(f"{extra} that nobody was told of")
        if len(self.numbers) != len(set(self.numbers)):
            found.append("one was saved twice")
        if not self.whole:
            found.append(f"what was left is not whole: {self.looked}")
        if not self.ended and self.code != -9:
            found.append(f"ended with {self.code}: {self.errors}")
        return found


def chosen(points, most, rarely=5):
    """So many as are wanted (0: all), evenly; those that are rare all of them."""
    few = collections.Counter(name for name, _ in points)
    rare = [p for p in points if few[p[0]] <= rarely]
    rest = [p for p in points if few[p[0]] > rarely]
    step = max(len(rest) / max(most - len(rare), 1), 1) if most else 1
    return rare + [rest[int(i * step)] for i in range(int(len(rest) / step))]


def all_of(pool, points, make):
    faults, runs = [], 0
    for point, run in zip(points, pool.map(make, points)):
        runs += 1
        faults += [f"{point}: {fault}" for fault in run.faults()]
        yield point, run, faults


def main():
    t = tap.Tap()
    os.makedirs(PLACE, mode=0o700, exist_ok=True)
    key = make_key()
    try:
        whole = Run(key, WRITES + WAKES)
    except (OSError, subprocess.SubprocessError) as e:
        whole, why = None, e
    if not whole or not whole.counts:
        why = whole.errors if whole else why
        t.skip("the queue killed at each call that writes (G3)", f"strace cannot trace here: {why}".replace("\n", " "))
        t.done()
    t.none_of(whole.faults(), "a whole day of the queue")
    t.ok(whole.ended and not whole.failed and any(seq < 0 for seq, _, _ in whole.rows), "in which all goes well, and some is set apart",
         whole.failed, whole.errors, whole.rows[-3:])
    points = [(name, n) for name, count in sorted(whole.counts.items()) for n in range(1, count + 1)]
    print(f"# {dict(whole.counts)}", flush=True)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        killed, faults, some = 0, [], 0
        for _, run, faults in all_of(pool, chosen(points, MOST), lambda p: Run(key, [p[0]], f"{p[0]}:signal=KILL:when={p[1]}")):
            killed += run.code == -9
            some += 0 < len(run.saved) < len(whole.saved)
        t.none_of(faults[:20], f"killed at {killed} calls that write: all that was saved is there, once, and it goes on (G3)")
        wanted = min(MOST or len(points), len(points))
        t.ok(killed >= wanted * 0.95 and some >= killed * 0.8, f"most of them in the middle of the day ({some} of {killed})", wanted)

        errors = [p for p in points if p[0] in WRITES]
        hit, faults, refused, stuck = 0, [], 0, []
        some = chosen(errors, MOST * 3 // 4, 100)  # each fdatasync: there the commit is
        for point, run, faults in all_of(pool, some, lambda p: Run(key, [p[0]], f"{p[0]}:error={word(p)}:when={spell(p)}")):
            hit += run.injected
            refused += bool(run.failed)
            if not run.ended or len(set(run.numbers)) != len(set(whole.numbers)):
                stuck.append(f"{point}: {run.code} {run.errors} {run.failed} {run.numbers}")
        t.none_of(faults[:20], f"{hit} calls that write failed, once or for a spell: saved is saved, and failed is not (G3)")
        t.none_of(stuck[:20], f"and afterwards it works on; {refused} times something was not saved at first")
        t.ok(hit >= min(MOST * 3 // 4 or len(errors), len(errors)) * 0.95 and refused > 0, "nearly every one was hit", hit, len(errors), refused)
    t.done()


def spell(point):
    """Once, or for a spell: then closing the file fails, too."""
    return f"{point[1]}..{point[1] + 4}" if point[1] // 2 % 2 else str(point[1])


def word(point):
    """The disk is full, or broken, by turns."""
    return ("ENOSPC", "EIO")[point[1] % 2] if point[0] == "pwrite64" else "EIO"


main()
