#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users from the shell: through the running server, without one, from a file; and the door it goes through."""
import fcntl
import json
import os
import pwd
import re
import signal
import socket
import stat
import subprocess
import time
import tap
import wmsd

WMSD = os.environ["WMSD"]


def os_user():
    with open("/proc/self/loginuid", encoding="ascii") as f:
        uid = int(f.read())
    uid = os.getuid() if uid == 2**32 - 1 else uid
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def user(*args, given=None):
    return subprocess.run([WMSD, "user", args[0], "--data", s.data, *args[1:]], capture_output=True, text=True, input=given or "")


def is_refused(a, code, *words):
    """By the exit code, with each of the words, on one line or more of the form prog: what: why."""
    lines = a.stderr.splitlines()
    return (a.returncode == code and not a.stdout and lines and all(line.startswith("wmsd: ") and line.count(": ") > 1 for line in lines)
            and all(w in a.stderr for w in words))


def users():
    with s.tenant() as db:
        found = {row[0] for row in db.execute("SELECT login FROM users")}
    db.close()
    return found


def accounts():
    with s.directory() as db:
        found = db.execute("SELECT count(*) FROM account").fetchone()[0]
    db.close()
    return found


def audited(login):
    with s.tenant() as db:
        found = db.execute("SELECT login, source, page, action, address FROM audit_rows WHERE about = (SELECT id FROM users WHERE login = ?)"
                           " ORDER BY id DESC LIMIT 1", (login,)).fetchone()
    db.close()
    return found


def listed(login):
    return next(row for row in json.loads(user("list", "--json").stdout)["rows"] if row["login"] == login)


def record(login, token):
    return s.get(f"/pages/users/{listed(login)['id']}", token).json


def connect():
    c = socket.socket(socket.AF_UNIX)
    c.settimeout(60)
    here = os.open(s.data, os.O_PATH)
    c.connect(f"/proc/self/fd/{here}/control.sock")
    os.close(here)
    return c


def say(data, end=True):
    """What the control socket answers to these bytes; None: nothing."""
    with connect() as c:
        try:
            c.sendall(data)
            if end:
                c.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            pass
        got = b""
        try:
            while chunk := c.recv(65536):
                got += chunk
        except ConnectionResetError:
            pass
    return json.loads(got) if got else None


def ask(method, target, **more):
    return say(json.dumps({"method": method, "target": target, **more}).encode() + b"\n")


def as_somebody_else():
    """The answer to one who is neither root nor the server's user, where the files would let him."""
    os.chmod(s.data, 0o711)
    os.chmod(s.data + "/control.sock", 0o666)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.chdir(s.data)
            os.setgid(65534)
            os.setuid(65534)
            with socket.socket(socket.AF_UNIX) as c:
                c.connect("control.sock")
                os.write(write, c.recv(65536))
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as f:
        got = f.read()
    os.waitpid(child, 0)
    os.chmod(s.data + "/control.sock", 0o600)
    os.chmod(s.data, 0o700)
    return json.loads(got)


def file_of(text, name="people.csv"):
    path = s.place.name + "/" + name
    with open(path, "wb") as f:
        f.write(text if isinstance(text, bytes) else text.encode())
    return path


def many(n, wrong=None):
    rows = [f'p{i:04},"Person {i}",warehouse,ABC;yes'.replace(";", ",") for i in range(n)]
    if wrong is not None:
        rows[wrong] = rows[wrong].replace("ABC", "NOBODY")
    return "login,name,level,goods_owners,activation\n" + "\n".join(rows) + "\n"


WHO = os_user() + "@shell"
t = tap.Tap()
s = wmsd.Server(("demo", "--articles", "20"))
with s:
    admin = s.sign_in("admin")
    with s.tenant() as db:
        owners = [row[0] for row in db.execute("SELECT code FROM goods_owners ORDER BY id")]
        houses = [row[0] for row in db.execute("SELECT code FROM warehouses ORDER BY id")]
    db.close()
    t.ok(stat.S_IMODE(os.stat(s.data + "/control.sock").st_mode) == 0o600, "the control socket is its owner's alone")

    # add
    a = user("add", "login=karin", "name=Karin Ek", "level=warehouse", f"goods_owners={owners[0]}", "password=-", given="Lager-4711\n")
    t.ok(a.returncode == 0 and not a.stdout and not a.stderr, "a user is made, her password read from standard input", a)
    t.ok(s.post("/sessions", None, {"login": "karin", "password": "Lager-4711"}).status == 201, "and gets in by it")
    t.ok(audited("karin") == (WHO, "shell", "users", "create", ""), "the audit names the operating system's user", audited("karin"))
    row = record("karin", admin)
    t.ok(row["menu"] == "warehouse" and row["all_warehouses"] is True and [g["code"] for g in row["goods_owners"]] == owners[:1]
         and row["default_goods_owner"]["code"] == owners[0] and row["mobile"] is True, "what is usual was filled in", row)
    a = user("add", "login=olle", "Namn=Olle Ö", "Behörighetsnivå=Lagerarbetare", f"goods_owners={owners[0]},{owners[1]}", f"warehouses={houses[1].lower()}",
             f"default goods owner={owners[1]}", "language=svenska", "activation=ja")
    t.ok(a.returncode == 0 and re.fullmatch(r"wms_act_\S{43}\n", a.stdout), "fields by their labels, in both languages; the token stands alone", a)
    row = record("olle", admin)
    t.ok(row["all_warehouses"] is False and [w["code"] for w in row["warehouses"]] == houses[1:2] and row["default_goods_owner"]["code"] == owners[1]
         and row["language"] == "sv", "who is given a warehouse is not given all", row)
    a = user("add", "--json", "login=lisa", "name=Lisa", "level=administrator", "all_goods_owners=yes", f"default_goods_owner={owners[0]}", "activation=1")
    t.ok(a.returncode == 0 and json.loads(a.stdout)["login"] == "lisa" and json.loads(a.stdout)["secret"]["label"] == "activation", "--json has it all", a)

    # edit, deactivate, reactivate, token
    karin = s.sign_in("karin", "Lager-4711")
    t.ok(user("edit", "karin", "name=Karin Ekman", "telephone=070-1").returncode == 0 and record("karin", admin)["name"] == "Karin Ekman", "she is changed")
    t.ok(audited("karin")[:4] == (WHO, "shell", "users", "update"), "and it is audited")
    t.ok(user("deactivate", "karin").returncode == 0 and s.get("/session", karin).status == 401, "deactivated, she is out at the next request")
    t.ok(audited("karin")[:4] == (WHO, "shell", "users", "deactivate"), "by whom, too", audited("karin"))
    t.ok(is_refused(user("token", "karin", "reset"), 3, "user token"), "no token for her")
    t.ok(user("reactivate", "karin").returncode == 0 and listed("karin")["active"], "she is let in again")
    for kind, begin in (("reset", "wms_"), ("api", "wms_api_")):
        a = user("token", "karin", kind)
        t.ok(a.returncode == 0 and a.stdout.startswith(begin) and a.stdout.count("\n") == 1, f"a token is shown once: {kind}", a)
    t.ok(s.get("/session", a.stdout.strip()).status == 200, "the API's token works")
    t.ok(is_refused(user("deactivate", "nobody"), 3, "nobody"), "nobody there is named")

    # list
    a = user("list")
    head, *rows = [line.split("\t") for line in a.stdout.splitlines()]
    t.ok(a.returncode == 0 and {"login", "name", "level", "active"} <= set(head) and head[0] == "login" and {r[0] for r in rows} == users() and all(len(r) == len(head) for r in rows),
         "the list has everybody, a line each", a)
    t.ok([line.split("\t")[0] for line in user("list", "ekman").stdout.splitlines()[1:]] == ["karin"], "or whom one seeks")

    # what cannot be
    before = users(), accounts()
    for args, code, words in (
            (["add", "login=x", "nonsense=1"], 2, ["nonsense"]), (["add", "login"], 2, ["FIELD=VALUE"]), (["add", "=x"], 2, []),
            (["add", "login=x", "login=y"], 2, ["login", "twice"]), (["add", "login=x", "level=king"], 2, ["level", "king"]),
            (["add", "login=x", "active=1"], 2, ["active"]), (["add", "login=x", "name=\x1b[31mred"], 2, ["name"]),
            (["add", "login=x", "name=a\u202eb"], 2, ["name"]), (["add", "login=x", b"name=\xff\xfe"], 2, ["name"]), (["add", "login=" + "x" * 65], 2, ["login"]),
            (["add", b"\xff=1"], 2, []), (["add"], 2, []), (["edit", "karin"], 2, []), (["list", "a", "b"], 2, ["b"]), (["list", "--dry-run"], 2, ["--dry-run"]),
            (["list", "--json=1"], 2, ["--json"]), (["token", "karin", "golden"], 2, ["kind"]), (["token", "karin", "api", "reset"], 2, ["kind"]),
            (["add", "login=x", "level=warehouse", "activation=1", "name=X", "goods_owners=NOPE"], 3, ["goods_owners", "NOPE"]),
            (["add", "login=x", "level=warehouse", "activation=1", "name=X"], 3, ["goods_owners"]),
            (["add", "login=x", "level=warehouse", f"goods_owners={owners[0]}", "name=X"], 3, ["password"]),
            (["add", "login=x", "level=warehouse", f"goods_owners={owners[0]}", "name=X", "password=short"], 3, ["password"]),
            (["add", "login=x", "level=warehouse", f"goods_owners={owners[0]}", "activation=1"], 3, ["name"]),
            (["add", "login=x", "level=warehouse", f"goods_owners={owners[0]}", "activation=1", "name=X", "send=yes"], 3, ["email"]),
            (["add", "login=x", "level=customer", "menu=warehouse", f"goods_owners={owners[0]}", "activation=1", "name=X"], 3, ["menu"]),
            (["add", "login=karin", "level=warehouse", f"goods_owners={owners[0]}", "activation=1", "name=X"], 3, ["login"]),
            (["edit", "x' OR 1=1 --", "name=X"], 3, ["x' OR 1=1"]), (["edit", b"\xff", "name=X"], 3, []), (["edit", "karin", "login=other"], 3, ["login"])):
        a = user(*args)
        t.ok(is_refused(a, code, *words), f"refused: user {args}", a)
    t.ok(is_refused(user("add", "login=x", "name=X", "level=warehouse", f"goods_owners={owners[0]}", "password=-"), 2, "password"), "no line, no password")
    t.ok((users(), accounts()) == before, "none of it left anything behind")

    # import
    a = user("import", "--dry-run", file_of(many(3)))
    t.ok(a.returncode == 0 and a.stdout == "line 2: p0000: new\nline 3: p0001: new\nline 4: p0002: new\n" and (users(), accounts()) == before,
         "a dry run says what would happen, and nothing does", a)
    a = user("import", file_of(many(500, wrong=250)))
    t.ok(is_refused(a, 3, ":252: ", "goods_owners", "NOBODY", "1 of 500") and a.stderr.count("\n") == 2, "one bad row among 500 is named with its line", a)
    t.ok((users(), accounts()) == before, "and nothing is imported")
    a = user("import", file_of(many(500)))
    made = dict(line.split("\t") for line in a.stdout.splitlines())
    t.ok(a.returncode == 0 and len(made) == 500 and len(users()) == len(before[0]) + 500, "500 users are", a.stderr)
    t.ok(s.post("/passwords", None, {"token": made["p0499"], "password": "Lager-4711"}).json == {"login": "p0499"}, "each by the token that was shown")
    t.ok(audited("p0250")[:4] == (WHO, "shell", "users", "import"), "each audited", audited("p0250"))
    before = users(), accounts()
    a = user("import", file_of(many(1)))
    t.ok(is_refused(a, 3, ":2: ", "login"), "an import makes new users alone", a)
    rows = many(1100).splitlines()
    rows = [rows[0]] + [row.replace("p", "q", 1) for row in rows[1:]]
    rows[1100] = rows[1100].replace("q1099", "Q0000")
    a = user("import", file_of("\n".join(rows)))
    t.ok(is_refused(a, 3, ":1101: ", "login", "line 2,"), "two of one name, far apart, are found", a)
    wide = [f"w{i:04},{'Wide ' * 18}{i},{'x' * 60}{i}@{'y' * 60}.example.com,warehouse,{owners[0]},{owners[0]},{houses[0]},yes" for i in range(2500)]
    wide[2400] = wide[2400].replace("@", "")
    a = user("import", "--dry-run", file_of("login,name,email,level,goods_owners,default_goods_owner,warehouses,activation\n" + "\n".join(wide)))
    t.ok(is_refused(a, 3, ":2402: ", "email", "1 of 2500"), "a file that takes several requests, and more than one holds of bytes", a)
    swedish = ("\ufeffAnvändarnamn;Namn;Behörighetsnivå;Godsägare;Lager;Förvald godsägare;Hellre aktiveringslänk\r\n"
               f'eva;"Eva ""Evis"" Åkerblom; Ek";Lagerarbetare;{owners[0]} {owners[1]};{houses[0]};{owners[0]};ja\r\n')
    a = user("import", file_of(swedish))
    t.ok(a.returncode == 0 and a.stdout.startswith("eva\t"), "a file as a Swedish spreadsheet writes it", a)
    row = record("eva", admin)
    t.ok(row["name"] == 'Eva "Evis" Åkerblom; Ek' and len(row["goods_owners"]) == 2 and row["all_warehouses"] is False, "and all it says", row)
    before = users(), accounts()
    for text, words in (("", ["empty"]), ("login,name\n", ["no rows"]), ("login,king\nx,y\n", ["king"]), ("name\nx\n", ["login"]), ("login,login\nx,y\n", ["login"]),
                        ("login,Username\nx,y\n", ["login"]), ("login,name\nx\n", ["line 2"]), ('login,name\n"x,y\n', ["line 2"]), (b"login\n\xff\n", ["line 2"]),
                        ("login,name,level\n,X,warehouse\n", [":2: ", "login"]), ("login,name,level\nx,X,king\n", [":2: ", "level"]),
                        ("login,name,level\nx,\x1b[1m,warehouse\n", [":2: ", "name"]), ("login\n" + "x\n" * 10001, ["10000"])):
        a = user("import", file_of(text))
        t.ok(is_refused(a, 3, *words), f"refused: a file of {text[:40]!r}", a)
    t.ok(user("import", s.place.name + "/nowhere.csv").returncode in (1, 3) and (users(), accounts()) == before, "nor anything of these")
    a = user("import", "--dry-run", "--json", file_of("login,name,level,all goods owners,default_goods_owner,activation\nzed,Zed,warehouse,yes," + owners[0] + ",1\n"))
    t.ok(a.returncode == 0 and json.loads(a.stdout) == {"rows": [{"line": 2, "login": "zed"}], "done": False}, "--json of a dry run", a)

    # the door itself
    a = ask("GET", "/pages/users?limit=1")
    t.ok(a["status"] == 200 and len(a["body"]["rows"]) == 1, "a line of JSON is answered by one", a)
    for data, code in ((b"nonsense\n", "bad-json"), (b"[]\n", "bad-json"), (b"{}\n", "bad-request"), (b'{"method":"GET"}\n', "bad-request"),
                       (b'{"method":"GET","target":"/pages/users","who":"root"}\n', "bad-request"), (b'{"method":"GET","target":1}\n', "bad-request"),
                       (b'{"method":"GET","target":"/pages/users","body":[]}\n', "bad-request"), (b'{"method":"GET","target":"/pages/users\\u0000"}\n', "bad-json"),
                       (b'{"method":"GET","target":"/pages/../session"}\n', "bad-request"), (b'{"method":"GET","target":"/pages/%00"}\n', "bad-request"),
                       (b'{"method":"GET","target":"/session"}\n', "not-found"), (b'{"method":"GET","target":""}\n', "not-found"),
                       (b'{"method":"GET","target":"/replica"}\n', "not-found"), (b'{"method":"PATCH","target":"/pages/users"}\n', "method"),
                       (b'{"method":"GET","target":"/pages/nothing"}\n', "not-found"), (b'{"method":"DELETE","target":"/pages/users"}\n', "method"),
                       (b'{"method":"POST","target":"/pages/users","body":{"login":"\\ud800"}}\n', "bad-json"), (b"[" * 5000 + b"\n", "bad-json"),
                       (b"x" * (1 << 20) + b"xx\n", "too-large"), (b"\xff\xfe\n", "bad-json"), (b"\x00\n", "bad-json"), (b"\n", "bad-json")):
        a = say(data)
        t.ok(a and a["body"]["code"] == code, f"refused: {data[:60]}", a)
    t.ok(say(b"") is None, "who says nothing is told nothing")
    a = say(b'{"method":"GET"')
    t.ok(a and a["status"] >= 400, "half a line is none", a)
    t.ok(ask("GET", "/pages/users?limit=1")["status"] == 200, "and it is as before")
    if os.getuid() == 0:
        a = as_somebody_else()
        t.ok(a["status"] == 403 and a["body"]["code"] == "forbidden" and "rows" not in a["body"], "another user of the machine is refused by who he is", a)
    else:
        t.skip("another user of the machine is refused by who he is", "only root can try")

    # ends, also with somebody at the door
    idle = connect()
    began = time.monotonic()
    s.stop()
    t.ok(time.monotonic() - began < 5 and not os.path.exists(s.data + "/control.sock"), "the server ends with one at the door, and takes the socket away")
    idle.close()

    # without a server
    a = user("add", "login=nils", "name=Nils", "level=warehouse", f"goods_owners={owners[0]}", "password=-", given="Lager-4712")
    t.ok(a.returncode == 0 and "nils" in users(), "without a server the command does it itself", a)
    t.ok(audited("nils") == (WHO, "shell", "users", "create", ""), "audited likewise", audited("nils"))
    a = user("add", "login=nils", "name=N", "level=warehouse", f"goods_owners={owners[0]}", "activation=1")
    t.ok(is_refused(a, 3, "login"), "checked likewise", a)
    t.ok(user("list", "nils").stdout.count("\n") == 2, "listed likewise")
    with open(s.data + "/tenant.db-writer", "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        t.ok(is_refused(user("list"), 1, "busy"), "somebody else has the databases: busy")
    t.ok(is_refused(subprocess.run([WMSD, "user", "list", "--data", s.data + "/nowhere"], capture_output=True, text=True), 1, "nowhere"), "a folder that is not there")

    # a server that answers badly, or not at all
    for says, words in ((b"", "look whether it was done"), (b"{}\n", "not understood"), (b"nonsense\n", "not understood"), (b'{"status":200', "look whether"),
                        (b'{"status":500,"body":{"code":"internal"}}\n', "mistake"), (b'{"status":500}\n', "mistake")):
        with socket.socket(socket.AF_UNIX) as listener:
            here = os.open(s.data, os.O_PATH)
            listener.bind(f"/proc/self/fd/{here}/control.sock")
            os.close(here)
            listener.listen()
            asking = subprocess.Popen([WMSD, "user", "list", "--data", s.data], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            listener.accept()[0].close()  # it looks whether somebody is there
            c = listener.accept()[0]
            c.recv(65536)
            c.sendall(says)
            c.close()
            out, err = asking.communicate()
        os.remove(s.data + "/control.sock")
        t.ok(asking.returncode == 1 and not out and words in err, f"failed: an answer of {says!r}", err)

    # killed
    s.start()
    s.process.send_signal(signal.SIGKILL)
    s.process.wait()
    s.process.stdout.close()
    s.log.close()
    s.process = None
    t.ok(os.path.exists(s.data + "/control.sock") and user("list", "nils").returncode == 0, "a killed server's socket is in nobody's way")
    s.start()
    t.ok(ask("GET", "/pages/users?limit=1")["status"] == 200 and stat.S_IMODE(os.stat(s.data + "/control.sock").st_mode) == 0o600, "nor in that of the next")
    t.ok(s.post("/sessions", None, {"login": "nils", "password": "Lager-4712"}).status == 201, "which knows whom the command made")
    s.stop()
    file_of("mine", "data/control.sock")
    a = subprocess.run([WMSD, "serve", "--data", s.data, "--port", "0"], capture_output=True, text=True)
    with open(s.data + "/control.sock", encoding="ascii") as f:
        t.ok(is_refused(a, 1, "control.sock") or (a.returncode == 1 and "control.sock" in a.stderr and f.read() == "mine"), "a file in its place is not touched", a)
    os.remove(s.data + "/control.sock")

    a = subprocess.run([WMSD, "audit", "verify", "--data", s.data], capture_output=True, text=True)
    t.ok(a.returncode == 0, "the audit's chain is whole", a)
t.done()
