# SPDX-License-Identifier: GPL-3.0-or-later
"""A site for the end-to-end tests: a demonstration warehouse served by the
real wmsd over TLS, and the network to it, which can be cut and stalled.

    with Site() as site:
        site.network.cut()
        ...
        site.network.restore()
        site.stop(); site.start()    # the address of the network stays
        site.rows("SELECT count(*) FROM goods_transactions")

The warehouse is made once for each build, under $B/e2e, and copied.
"""
import contextlib
import fcntl
import os
import selectors
import shutil
import socket
import sqlite3
import struct
import subprocess
import threading

import wmsd

HOME = os.environ["B"] + "/e2e"
ARTICLES = "300"


def demo_folder():
    """The demonstration warehouse of this build, made when there is none or another wmsd made it."""
    program = os.environ["WMSD"]
    stamp = f"{os.stat(program).st_mtime_ns} {ARTICLES}"
    os.makedirs(HOME, mode=0o700, exist_ok=True)
    with open(HOME + "/lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with contextlib.suppress(FileNotFoundError):
            with open(HOME + "/made", encoding="ascii") as f:
                if f.read() == stamp:
                    return HOME + "/demo"
        shutil.rmtree(HOME + "/demo", ignore_errors=True)
        subprocess.run([program, "demo", "--data", HOME + "/demo", "--articles", ARTICLES], check=True, stdout=subprocess.DEVNULL)
        with open(HOME + "/made", "w", encoding="ascii") as f:
            f.write(stamp)
    return HOME + "/demo"


class Network:
    """Carries bytes from a port of its own to the server: TLS goes through from end to end."""

    def __init__(self):
        self.target = None
        self.stalled = False
        self.pairs = {}  # a socket: the one it is joined to
        self.selector = selectors.DefaultSelector()
        self.orders, self.order_taker = socket.socketpair()
        self.selector.register(self.order_taker, selectors.EVENT_READ)
        self.listener = None
        self.port = 0
        self.listen()
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def listen(self):
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(("127.0.0.1", self.port))
        s.listen(64)
        self.port = s.getsockname()[1]
        self.listener = s
        self.selector.register(s, selectors.EVENT_READ)

    def order(self, letter):
        """Returns when the thread has done it."""
        self.done.clear()
        self.orders.send(letter)
        self.done.wait(60)

    def cut(self):
        """Every connection is reset, new ones are refused."""
        self.order(b"c")

    def restore(self):
        self.order(b"r")

    def stall(self):
        """What is open stays open, and nothing comes through."""
        self.stalled = True
        self.order(b"s")

    def close(self):
        self.order(b"q")
        self.thread.join(60)

    def run(self):
        while True:
            for key, _ in self.selector.select():
                s = key.fileobj
                if s is self.order_taker:
                    letter = s.recv(1)
                    self.obey(letter)
                    self.done.set()
                    if letter == b"q":
                        return
                    break  # what else was ready may be gone
                if s is self.listener:
                    self.accept()
                else:
                    self.carry(s)

    def obey(self, letter):
        if letter in b"cq":
            for s in list(self.pairs):
                self.drop(s)
            if self.listener:
                self.selector.unregister(self.listener)
                self.listener.close()
                self.listener = None
        elif letter == b"s":
            for s in self.pairs:
                with contextlib.suppress(KeyError):
                    self.selector.unregister(s)
        elif letter == b"r":
            self.stalled = False
            for s in list(self.pairs):
                self.drop(s)
            if not self.listener:
                self.listen()

    def accept(self):
        near, _ = self.listener.accept()
        if self.stalled:
            self.pairs[near] = None
            return
        try:
            far = socket.create_connection(("127.0.0.1", self.target or 1))
        except OSError:
            near.close()
            return
        self.pairs[near], self.pairs[far] = far, near
        for s in (near, far):
            self.selector.register(s, selectors.EVENT_READ)

    def carry(self, s):
        if s not in self.pairs:
            return
        try:
            data = s.recv(65536)
            if data:
                self.pairs[s].sendall(data)
                return
        except OSError:
            pass
        self.drop(s)

    def drop(self, s):
        other = self.pairs.pop(s, None)
        for one in (s, other):
            if one is None:
                continue
            self.pairs.pop(one, None)
            with contextlib.suppress(KeyError, ValueError):
                self.selector.unregister(one)
            with contextlib.suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            one.close()


class Site(wmsd.Server):
    where = HOME

    def __init__(self, **server):
        os.makedirs(HOME, mode=0o700, exist_ok=True)
        super().__init__(**server)
        self.ca = self.data + "/ca.pem"
        self.network = Network()
        self.url = f"https://127.0.0.1:{self.network.port}"

    def fill(self, make):
        shutil.copytree(demo_folder(), self.data)

    def start(self):
        super().start()
        self.network.target = self.port
        return self

    def __exit__(self, *_):
        self.stop()
        self.network.close()
        self.place.cleanup()

    @contextlib.contextmanager
    def changed(self, name):
        """The server stopped, a database open to be changed, the server started again."""
        self.stop()
        db = sqlite3.connect(f"{self.data}/{name}.db")
        with db:
            yield db
        db.close()
        self.start()

    def rows(self, sql, *values, name="tenant"):
        """What a database says now; the server may be running."""
        db = sqlite3.connect(f"file:{self.data}/{name}.db?mode=ro", uri=True)
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    def one(self, sql, *values, name="tenant"):
        return self.rows(sql, *values, name=name)[0][0]

    def check(self):
        """`wmsd check`: exit code and words."""
        done = subprocess.run([self.wmsd, "check", "--data", self.data], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr
