# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of a test's own, and what one says to it.

    with wmsd.Server() as s:             # a demonstration warehouse, served on a free port
        token = s.sign_in("johnny")
        status, doc, headers = s.get("/pages/articles", token)

`demo` (or `init`) makes the folder; prepare(directory, tenant) may change the
databases by sqlite3 before the server starts.  $WMSD names the program.
"""
import http.client
import json
import os
import signal
import socket
import sqlite3
import ssl
import subprocess
import tempfile

PREFIX = "/api/terminal/v1"
PASSWORD = "Demo-1234"  # of all users of the demonstration


class Server:
    where = None  # the folder its place is made in; None: TMPDIR

    def __init__(self, make=("demo", "--articles", "40"), prepare=None, options=()):
        self.wmsd = os.environ["WMSD"]
        self.place = tempfile.TemporaryDirectory(dir=self.where)
        self.data = self.place.name + "/data"
        self.options = list(options)
        self.process = None
        self.kept = {}
        self.source = "127.0.0.1"  # where one speaks from; any 127.x.y.z is another address
        self.said = self.fill(make)
        if prepare:
            with self.directory() as directory, self.tenant() as tenant:
                prepare(directory, tenant)
            directory.close()
            tenant.close()
        self.context = ssl.create_default_context(cafile=self.data + "/ca.pem")

    def fill(self, make):
        made = subprocess.run([self.wmsd, make[0], "--data", self.data, *make[1:]], check=True, capture_output=True, text=True)
        return made.stdout

    def directory(self):
        return sqlite3.connect(self.data + "/directory.db")

    def tenant(self):
        return sqlite3.connect(self.data + "/tenant.db")

    def start(self):
        self.log = open(self.data + "/log", "ab")
        self.process = subprocess.Popen([self.wmsd, "serve", "--data", self.data, "--port", "0", *self.options],
                                        stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("wmsd: listening on https://127.0.0.1:"):
            raise RuntimeError(f"not ready: {line!r}\n{self.logged()}")
        self.port = int(line.rsplit(":", 1)[1])
        return self

    def stop(self):
        """Ends it; its exit code."""
        for c in self.kept.values():
            c.close()
        self.kept = {}
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            code = self.process.wait(30)
            self.process.stdout.close()
            self.log.close()
            self.process = None
            return code
        return None

    def logged(self):
        with open(self.data + "/log", encoding="utf-8", errors="replace") as f:
            return f.read()

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        code, log = self.stop(), self.logged()
        self.place.cleanup()
        if code and not kind:
            raise RuntimeError(f"wmsd ended with {code}\n{log[-4000:]}")

    def connect(self):
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=self.context, timeout=60, source_address=(self.source, 0))

    def ask(self, method, path, token=None, body=None, headers=None):
        """On a connection that is kept; the answer has status, json (None without a body), headers and data."""
        c = self.kept.get(self.source) or self.connect()
        self.kept[self.source] = c
        headers = dict(headers or {})
        if token:
            headers["Authorization"] = "Bearer " + token
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
            body = body if isinstance(body, (bytes, str)) else json.dumps(body)
        c.request(method, PREFIX + path, body, headers)
        answer = c.getresponse()
        data = answer.read()
        return Answer(answer.status, json.loads(data) if data else None, answer.headers, data)

    def get(self, path, token=None):
        return self.ask("GET", path, token)

    def post(self, path, token=None, body=None):
        return self.ask("POST", path, token, {} if body is None else body)

    def sign_in(self, login, password=PASSWORD, **more):
        answer = self.post("/sessions", None, {"login": login, "password": password, **more})
        if answer.status != 201:
            raise RuntimeError(f"{login}: {answer}")
        return answer.json["token"]

    def raw(self, data, wait=True):
        """Sends bytes over TLS as they are; all that comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as plain:
            with self.context.wrap_socket(plain, server_hostname="localhost") as tls:
                tls.sendall(data)
                got = b""
                try:
                    while wait and (chunk := tls.recv(65536)):
                        got += chunk
                except (ConnectionError, ssl.SSLError):
                    pass
                return got


class Answer:
    def __init__(self, status, doc, headers, data):
        self.status, self.json, self.headers, self.data = status, doc, headers, data

    def __str__(self):
        return f"{self.status} {self.data[:500]!r}"

    @property
    def code(self):
        return self.json.get("code") if isinstance(self.json, dict) else None


def add_user(directory, tenant, login, level, menu, goods_owners=None, warehouses=None, mobile=False, privileges="",
             read_only=False, consignee=0, supplier=0, default=0, language="en"):
    """A user with the demonstration's password; goods_owners and warehouses: None is all."""
    password = directory.execute("SELECT password FROM account ORDER BY id LIMIT 1").fetchone()[0]
    account = directory.execute(
        "INSERT INTO account (login, login_fold, name, language, password, history_salt, created) VALUES (?, ?, ?, ?, ?, x'00', 0)",
        (login, login, login.capitalize(), language, password)).lastrowid
    directory.execute("INSERT INTO membership (account, tenant) VALUES (?, 'main')", (account,))
    user = tenant.execute(
        "INSERT INTO users (login, login_fold, name, name_fold, find, level, menu, language, read_only, mobile, privileges, all_goods_owners,"
        " all_warehouses, default_goods_owner, consignee, supplier, manages_users, account, person, active)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 1)",
        (login, login, login.capitalize(), login, login, level, menu, language, read_only, mobile, privileges, goods_owners is None,
         warehouses is None, default, consignee, supplier, level == "administrator", account)).lastrowid
    for g in goods_owners or []:
        tenant.execute("INSERT INTO users_goods_owners VALUES (?, ?)", (user, g))
    for w in warehouses or []:
        tenant.execute("INSERT INTO users_warehouses VALUES (?, ?)", (user, w))
    return user
