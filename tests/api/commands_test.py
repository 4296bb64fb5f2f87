#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""wmsd's commands as one types them: help, exit codes, a new installation, damage."""
import os
import re
import sqlite3
import stat
import subprocess
import tempfile
import tap
import wmsd

WMSD = os.environ["WMSD"]


def run(*args):
    return subprocess.run([WMSD, *args], capture_output=True, text=True, stdin=subprocess.DEVNULL)


t = tap.Tap()
a = run("--help")
t.ok(a.returncode == 0 and all(c in a.stdout for c in ("init", "serve", "check", "migrate", "schema", "demo")), "--help lists the commands", a)
t.ok(re.fullmatch(r"wmsd \d+\.\d+\n", run("--version").stdout), "--version says one")
a = run("serve", "--help")
t.ok(a.returncode == 0 and "--log-level debug|info|warn|error" in a.stdout and "--articles" not in a.stdout, "a command's --help lists its options", a)
a = run("user", "--help")
t.ok(a.returncode == 0 and all(f"user {w}" in a.stdout for w in ("list", "add", "edit", "import", "deactivate", "reactivate", "token")) and
     "serve" not in a.stdout, "those of one name are listed by it", a)
a = run("user", "import", "--help")
t.ok(a.returncode == 0 and "--dry-run" in a.stdout and "--json" in a.stdout and "FILE" in a.stdout.splitlines()[0], "flags and operands, too", a)
for args in (["user"], ["user", "nothing"], ["user", "list", "--json", "--data"], ["user", "import"], ["user", "list", "--port", "1"], ["audit", "x"],
             [], ["nothing"], ["serve", "--port"], ["serve", "--port", "x"], ["serve", "--port=70000"], ["serve", "--articles", "5"],
             ["serve", "x"], ["serve", "--log-level", "loud"], ["serve", "--config", "/nowhere/wmsd.conf"], ["init", "--port", "1"]):
    a = run(*args)
    t.ok(a.returncode == 2 and a.stderr.startswith("wmsd: ") and not a.stdout, f"exit code 2: wmsd {' '.join(args)}", a)

with tempfile.TemporaryDirectory() as home:
    data = home + "/one/two"
    a = run("init", "--data", data, "--name", "wms.example.com, 192.0.2.7")
    said = dict(line.split(" ", 1) for line in a.stdout.splitlines())
    t.ok(a.returncode == 0 and said["user"] == "admin" and len(said["password"]) == 20 and said["ca"] == data + "/ca.pem", "init says who may sign in", a)
    t.ok(stat.S_IMODE(os.stat(data).st_mode) == 0o700 and stat.S_IMODE(os.stat(data + "/server.key").st_mode) == 0o600, "what it makes is private")
    with open(data + "/directory.db", "rb") as f:
        t.ok(said["password"].encode() not in f.read(), "the password is kept nowhere")
    a = run("init", "--data", data)
    t.ok(a.returncode == 3 and "there already" in a.stderr, "a second init is refused", a)
    text = subprocess.run(["openssl", "x509", "-in", data + "/server.pem", "-noout", "-text"], capture_output=True, text=True).stdout
    t.ok(all(n in text for n in ("DNS:localhost", "IP Address:127.0.0.1", "DNS:wms.example.com", "IP Address:192.0.2.7")) and
         "prime256v1" in text, "the certificate has the names asked for", text)
    verify = subprocess.run(["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", data + "/ca.pem", data + "/server.pem"],
                            capture_output=True, text=True)
    t.ok(verify.returncode == 0, "and openssl's strict check has nothing against it", verify)
    another = run("init", "--data", home + "/another").stdout
    t.ok(said["password"] not in another, "every installation has another password")
    a = run("init", "--data", home + "/bad", "--name", "a b/c")
    t.ok(a.returncode == 1 and "name" in a.stderr and os.listdir(home + "/bad") == [], "a bad name leaves nothing behind", a)
    a = run("serve", "--data", home + "/nowhere", "--port", "0")
    t.ok(a.returncode == 1 and a.stderr.startswith("wmsd: serve: "), "there must be something to serve", a)
    a = run("check", "--data", home + "/nowhere")
    t.ok(a.returncode == 1, "or to check", a)
    os.rename(data + "/server.key", data + "/old.key")
    os.rename(home + "/another/server.key", data + "/server.key")
    a = run("serve", "--data", data, "--port", "0")
    t.ok(a.returncode == 1 and "certificate" in a.stderr, "a key that is not the certificate's is refused", a)

with wmsd.Server(("demo", "--articles", "30")) as s:
    a = run("serve", "--data", s.data, "--port", str(s.port))
    t.ok(a.returncode == 1 and a.stderr.startswith("wmsd: serve: ") and "listening" not in a.stdout, "two servers of one folder cannot be", a)
    t.ok(run("check", "--data", s.data).returncode == 0, "check runs beside the server")
    a = run("migrate", "--data", s.data)
    t.ok(a.returncode == 1, "migrate does not", a)
    s.stop()
    t.ok(run("migrate", "--data", s.data).returncode == 0, "without it, it does")
    with sqlite3.connect(s.data + "/tenant.db") as db:
        db.execute("UPDATE article_items SET quantity = quantity + 1000 WHERE id = (SELECT min(id) FROM article_items WHERE quantity > 0)")
    db.close()
    a = run("check", "--data", s.data)
    t.ok(a.returncode == 5 and a.stdout.strip(), "a balance that the ledger does not account for is found (I2)", a)
t.done()
