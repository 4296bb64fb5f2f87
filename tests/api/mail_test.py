#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail goes out by SMTP, to a real server, and the mail log says what came of it (I4)."""
import os
import socket
import sqlite3
import subprocess
import time
import smtp
import tap
import wmsd

WMSD = os.environ["WMSD"]
TO = "anna.oberg@example.com"
t = tap.Tap()


def mail_test(data, mail, to=TO, **other):
    return subprocess.run([WMSD, "mail-test", "--data", data, *mail.options(**other), to], capture_output=True, text=True, stdin=subprocess.DEVNULL)


def query(data, sql, *args):
    with sqlite3.connect(data + "/tenant.db") as db:
        rows = db.execute(sql, args).fetchall()
    db.close()
    return rows


def last(data):
    """The newest mail of the log."""
    return dict(zip(("state", "attempts", "result", "sent", "time"),
                    query(data, "SELECT state, attempts, result, sent, time FROM mails ORDER BY id DESC LIMIT 1")[0]))


def waiting(data):
    return query(data, "SELECT count(*) FROM mail_body")[0][0]


def be_due(data, **other):
    """Makes what waits due now."""
    query(data, "UPDATE mail_body SET next_ms = 1" + "".join(f", {k} = {v}" for k, v in other.items()))


def settled(data):
    """The newest mail of the log, once nothing waits."""
    end = time.monotonic() + 60
    while waiting(data) and time.monotonic() < end:
        pass
    return last(data)


def until(s, token, state, count=1):
    """The rows of the log's page, once so many are in that state."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        rows = s.get("/pages/mail-log", token).json["rows"]
        if sum(r["state"] == state for r in rows) >= count:
            return rows
    raise RuntimeError(f"never {state}: {rows}")


def bytes_of(data):
    found = b""
    for name in sorted(os.listdir(data)):
        if name.startswith(("tenant.db", "log")):
            with open(f"{data}/{name}", "rb") as f:
                found += f.read()
    return found


s = wmsd.Server(("init",))
data, place = s.data, s.place.name
with smtp.Server() as mail:
    a = mail_test(data, mail)
    t.ok(a.returncode == 0 and a.stdout == "sent 250 2.0.0 accepted\n", "mail goes out by STARTTLS with a password", a)
    letter = mail.next()
    m = letter.message
    t.ok(letter.to == [TO] and letter.sender == smtp.SENDER and letter.to_said == TO and letter.sender_said == smtp.SENDER, "from whom, to whom",
         letter.raw)
    t.ok(letter.subject == "A test" and letter.text.startswith("Hello!\n"), "subject and text", letter.raw)
    t.ok(m["Auto-Submitted"] == "auto-generated" and m["Message-ID"].endswith("@example.com>") and m["Date"].datetime.tzinfo and
         not m.defects and m.get_content_charset() == "utf-8", "its headers are whole", letter.raw)
    row = last(data)
    t.ok(row["state"] == "sent" and row["attempts"] == 1 and row["result"] == "250 2.0.0 accepted" and row["sent"] >= row["time"] > 0 and
         waiting(data) == 0, "the log says so, the text is gone", row)
    t.ok(mail.tries == ["auth", "rcpt", "data"], "in one go", mail.tries)

    for bad in ("", "a", "a@", "@b.se", "a b@c.se", "a@b.se,c@d.se", "a@b.se\r\nBcc: c@d.se", "<a@b.se>", "a@b..se", "å@b.se", "a@-b.se", "x" * 65 + "@b.se"):
        a = mail_test(data, mail, bad)
        t.ok(a.returncode != 0 and a.stderr.startswith("wmsd: mail-test: ") and not a.stdout, f"no address: {bad!r}", a)
    for name, other in (("no sender", {"from": ""}), ("a sender that is none", {"from": "a@b.se\nX: y"}), ("another host", {"host": "a/b"}),
                        ("none to another machine", {"security": "none", "host": "192.0.2.1"}), ("no password file", {"password_file": place + "/no"})):
        a = mail_test(data, mail, **other)
        t.ok(a.returncode == 1 and not a.stdout, f"refused: {name}", a)
    a = mail_test(data, mail, host="")
    t.ok(a.returncode == 1 and "No mail can be sent" in a.stderr, "without a host no mail can be sent", a)
    os.chmod(mail.place.name + "/password", 0o604)
    a = mail_test(data, mail)
    t.ok(a.returncode == 1 and "others may read it" in a.stderr, "a password that others may read is refused", a)
    t.ok(query(data, "SELECT count(*) FROM mails")[0][0] == 1, "none of these stands in the log")

with smtp.Server(offer=None, auth=True) as mail:
    a = mail_test(data, mail)
    row = last(data)
    t.ok(a.returncode == 1 and row["state"] == "waiting" and "STARTTLS" in row["result"] and mail.tries == [],
         "without STARTTLS nothing is told to the server", a, row, mail.tries)
for name, problem in (("DNS:mail.example.com", "another name"), ("IP:127.0.0.2", "another address")):
    with smtp.Server(name=name) as mail:
        a = mail_test(data, mail)
        row = last(data)
        t.ok(a.returncode == 1 and row["state"] == "waiting" and "certificate" in row["result"] and mail.tries == [],
             f"a certificate of {problem} is not believed", a, row)
with smtp.Server() as mail, smtp.Server() as other:
    a = mail_test(data, mail, ca_file=other.place.name + "/ca.pem")
    t.ok(a.returncode == 1 and "certificate" in last(data)["result"] and mail.tries == [], "nor one of another authority", a)
    a = mail_test(data, mail, ca_file="")
    t.ok(a.returncode == 1 and "certificate" in last(data)["result"] and mail.tries == [], "nor one the system does not know", a)
    with open(mail.place.name + "/wrong", "w", encoding="utf-8") as f:
        f.write("Wrong-Password-1")
    os.chmod(mail.place.name + "/wrong", 0o400)
    a = mail_test(data, mail, password_file=mail.place.name + "/wrong")
    row = last(data)
    t.ok(a.returncode == 1 and row["state"] == "waiting" and row["result"].startswith("535") and set(mail.tries) == {"auth"},
         "a wrong password: the mail waits until it is mended", a, row, mail.tries)
with smtp.Server(tls="tls") as mail:
    a = mail_test(data, mail)
    t.ok(a.returncode == 0 and mail.next().to == [TO], "TLS from the start", a)
with smtp.Server(tls=None, auth=False) as mail:
    a = mail_test(data, mail)
    t.ok(a.returncode == 0 and mail.next().to == [TO], "none, on this machine", a)

query(data, "DELETE FROM mail_body")
with smtp.Server() as mail:
    mail.answers = {"rcpt": ["450 4.2.0 greylisted"], "data": [None, "550 5.7.1 your words were: {text}", "554-5.0.0 one\r\n554 two \x1b[31m"]}
    a = mail_test(data, mail)
    row = last(data)
    t.ok(a.returncode == 1 and row["state"] == "waiting" and row["result"] == "450 4.2.0 greylisted" and row["attempts"] == 1 and row["sent"] == 0,
         "4xx: it waits", a, row)
    soon = query(data, "SELECT next_ms FROM mail_body")[0][0] - row["time"]
    t.ok(60000 <= soon < 120000, "for a minute", soon)
    be_due(data)
    s.options = mail.options()
    s.start()
    mail.next()
    row = settled(data)
    t.ok(row["state"] == "sent" and row["attempts"] == 2 and waiting(data) == 0, "then it is accepted", row)
    s.stop()
    a = mail_test(data, mail)
    row = last(data)
    t.ok(a.returncode == 1 and row["state"] == "failed" and row["result"].startswith("550 5.7.1 your words were: Hello!") and len(row["result"]) <= 200
         and waiting(data) == 0, "5xx: failed for good, and wiped", a, row)
    mail_test(data, mail)
    t.ok(last(data)["result"] == "554-5.0.0 one two ?[31m", "what cannot be seen does not get into the log", last(data))
s.place.cleanup()

with smtp.Server() as mail:
    s = wmsd.Server(options=mail.options())
    mail.stop()
    a = mail_test(s.data, mail)
    t.ok(a.returncode == 1 and last(s.data)["state"] == "waiting", "the mail server is gone: it waits", a)
    for kind in ("credentials", "pin"):
        query(s.data, "UPDATE mails SET kind = ? WHERE id = (SELECT max(id) FROM mails)", kind)
        if kind != "pin":
            mail_test(s.data, mail)
    be_due(s.data)
    with s:
        token = s.sign_in("admin")
        rows = until(s, token, "waiting", 2)
        a = mail_test(s.data, mail)
        t.ok(a.returncode == 1 and len(query(s.data, "SELECT 1 FROM mails")) == 2, "beside a server that runs, mail-test is refused", a)
        s.stop()
        tried = [r[0] for r in query(s.data, "SELECT attempts FROM mails")]
        t.ok(min(tried) >= 1 and waiting(s.data) == 2, "the server tried it and goes on later", tried)
        be_due(s.data)
        mail.start()
        s.start()
        mail.next()
        mail.next()
        rows = until(s, s.sign_in("admin"), "sent", 2)
        t.ok([r["kind"] for r in sorted(rows, key=lambda r: (r["sent"], r["id"]))] == ["pin", "credentials"], "server gone and back: sent, the PIN first", rows)
        t.ok(waiting(s.data) == 0, "nothing waits any more")
        t.ok(s.get("/pages/mail-log", s.sign_in("johnny")).status == 403, "the log is not for everybody")
        # What has expired is not sent.
        s.stop()
        mail.stop()
        mail_test(s.data, mail)
        be_due(s.data, expires_ms=2)
        mail.start()
        s.start()
        rows = until(s, s.sign_in("admin"), "gave-up")
        t.ok(waiting(s.data) == 0 and mail.letters.empty(), "what has expired is given up and wiped", rows)
        s.stop()
        # Without a mail service, too.
        mail.stop()
        mail_test(s.data, mail)
        be_due(s.data, expires_ms=2)
        s.options = []
        s.start()
        until(s, s.sign_in("admin"), "gave-up", 2)
        t.ok(waiting(s.data) == 0, "also where there is no mail service")
        # A key that is another's.
        s.stop()
        mail_test(s.data, mail)
        another = wmsd.Server(("init",))
        os.rename(another.data + "/secret.key", s.data + "/secret.key")
        another.place.cleanup()
        be_due(s.data)
        s.options = mail.options()
        s.start()
        rows = until(s, s.sign_in("admin"), "failed")
        t.ok(waiting(s.data) == 0 and any("another key" in r["result"] for r in rows), "what was sealed by another key is not sent", rows)
        s.stop()
        found = bytes_of(s.data)
        t.ok(b"Hello!" not in found and smtp.PASSWORD.encode() not in found, "no text and no password in the database's files or the log")

# A mail server that says nothing does not keep wmsd from ending.
with socket.create_server(("127.0.0.1", 0)) as silent:
    s = wmsd.Server(options=["--mail-host", "127.0.0.1", "--mail-port", str(silent.getsockname()[1]), "--mail-security", "none", "--mail-from", "a@b.se"])
    mail_test(s.data, smtp.Server(tls=None, auth=False, port=1))
    be_due(s.data)
    with s:
        caller, _ = silent.accept()
        start = time.monotonic()
        s.stop()
        took = time.monotonic() - start
        row = last(s.data)
        t.ok(took < 10 and row["state"] == "waiting" and row["attempts"] == 2 and row["result"] == "broken off", "SIGTERM breaks a mail off", took, row)
        t.ok(query(s.data, "SELECT next_ms FROM mail_body")[0][0] <= time.time() * 1000, "and it is due when wmsd is back")
        caller.close()

# What people do: a user with his credentials, a token (B3, B12).
SECRET = "Hemligt-ÅÄÖ-17"
with smtp.Server() as mail:
    s = wmsd.Server(options=mail.options() + ["--reached-at", "ssh lager.example.com (Östra lagret)"])
    with s:
        token = s.sign_in("admin")
        new = {"login": "åsa", "name": "Åsa Öberg", "level": "warehouse", "menu": "warehouse", "language": "sv", "email": "asa@example.com", "all_goods_owners": True, "all_warehouses": True,
               "default_goods_owner": query(s.data, "SELECT min(id) FROM goods_owners")[0][0], "origin": query(s.data, "SELECT min(id) FROM sites")[0][0],
               "password": SECRET, "send": True}
        mail.answers["data"] = ["550 5.7.1 refused: {text}"]
        made = s.post("/pages/users", token, new)
        rows = until(s, token, "failed")
        t.ok(made.status == 201 and SECRET not in rows[0]["result"] and "*" * len(SECRET.encode()) in rows[0]["result"],
             "a server that says our secret back does not get it into the log", made, rows)
        made = s.post("/pages/users", token, new | {"login": "örjan", "name": "Örjan", "email": "orjan@example.com"})
        letter = mail.next()
        t.ok(made.status == 201 and letter.to == ["orjan@example.com"] and letter.subject == "Din användare i lagersystemet", "credentials in Swedish", made,
             letter.raw)
        t.ok(letter.text.startswith("Hej!\n") and "Användarnamn: örjan\n" in letter.text and f"Lösenord: {SECRET}\n" in letter.text and
             "ssh lager.example.com (Östra lagret)\n" in letter.text, "name, password and how to reach the system, with å ä ö", letter.text)
        t.ok(not any(b > 126 for b in letter.raw), "as ASCII on its way", letter.raw)
        rows = until(s, token, "sent")
        t.ok(rows[0]["kind"] == "credentials" and rows[0]["user"]["name"] == "Örjan" and rows[0]["recipient"] == "orjan@example.com" and
             rows[0]["subject"] == "Din användare i lagersystemet", "the log says whom it is about", rows)
        for hostile in ("a@b.se\r\nBcc: eve@example.com", "a@b.se, eve@example.com", "a@b.se\nRCPT TO:<eve@example.com>"):
            made = s.post("/pages/users", token, new | {"login": "eve", "email": hostile})
            t.ok(made.status == 422 and mail.letters.empty(), f"no address of a user: {hostile!r}", made)
        s.stop()
        found = bytes_of(s.data)
        t.ok(SECRET.encode() not in found, "the password is in no file of the database and not in the log (B3)")
t.done()
