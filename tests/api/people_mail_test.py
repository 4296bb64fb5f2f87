#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people are sent: credentials, activation, reset, in their language, by a real SMTP server; no secret stays (B3, B12, C2)."""
import glob
import os
import time
import smtp
import tap
import wmsd
from people import People, is_problem, match


def outbox():
    with s.tenant() as db:
        rows = db.execute("SELECT count(*) FROM mail_body").fetchall()
    db.close()
    return rows[0][0]


def kept(word):
    """Files of the server that have this text in them."""
    found = []
    for name in filter(os.path.isfile, glob.glob(s.data + "/*")):
        with open(name, "rb") as f:
            if word.encode() in f.read():
                found.append(name)
    return found


def after(text, word):
    return next(line.split(": ", 1)[1].strip() for line in text.splitlines() if line.startswith(word))


def wiped():
    end = time.monotonic() + 60
    while outbox() and time.monotonic() < end:
        pass
    return outbox() == 0


WORDS = {"en": ("Your user of the warehouse system", "Username", "Password", "Activation token", "Token", "Choose a new password", "Activate your user"),
         "sv": ("Din användare i lagersystemet", "Användarnamn", "Lösenord", "Aktiveringskod", "Kod", "Välj ett nytt lösenord", "Aktivera din användare")}
t = tap.Tap()
with smtp.Server() as mail, wmsd.Server(("demo", "--articles", "10"), options=mail.options()) as s:
    admin = s.sign_in("admin")
    p = People(s, admin)
    for language, (subject, login_word, password_word, activation_word, token_word, reset_subject, activation_subject) in WORDS.items():
        name, password = f"post-{language}", f"Mailed-Secret-{language}-1"
        a = p.make(name, password=password, send=True, email=f"{name}@example.com", language=language)
        t.ok(a.status == 201 and "secret" not in a.json, f"{language}: made and mailed (B3)", a)
        user = a.json["id"]
        letter = mail.next()
        t.ok(letter.to == [f"{name}@example.com"] and letter.subject == subject and after(letter.text, login_word) == name and
             after(letter.text, password_word) == password and "https://" in letter.text,
             f"{language}: username, password and how to reach the system (B3)", letter.raw)
        t.ok(s.sign_in(name, password), "which opens it")
        t.ok(wiped() and not kept(password), f"{language}: wiped when it was sent: no password in any file (B3)", kept(password))
        again = password + "-again"
        t.ok(p.put(user, password=again, send=True).status == 200 and after(mail.next().text, password_word) == again, f"{language}: also when he is updated (B3)")
        t.ok(p.audit(user)[0] == ("update", {}, {"password": "changed", "sent": "credentials"}), "the audit says that, without it (B13)", p.audit(user)[0])
        third = password + "-third"
        t.ok(p.do(user, "set-password", password=third, send=True).status in (200, 204) and after(mail.next().text, password_word) == third, "and by set password")
        t.ok(wiped() and not kept(again) and not kept(third), "nothing stays of these", kept(again), kept(third))
        a = p.do(user, "send")
        letter = mail.next()
        token = after(letter.text, token_word)
        t.ok(a.status in (200, 204) and "wms_rst_" not in a.data.decode() and letter.subject == reset_subject and token.startswith("wms_rst_"),
             f"{language}: without a password a reset token is mailed (B3)", letter.raw)
        t.ok(s.get("/session", s.sign_in(name, third)).status == 200, "his password is good until then")
        a = s.post("/passwords", None, {"token": token, "password": f"My-own-choice-{language}-1"})
        t.ok(a.status == 200 and s.sign_in(name, f"My-own-choice-{language}-1"), "he chooses his own by it (B12)", a)
        t.ok(wiped() and not kept(token), "and nothing stays of the token", kept(token))
        a = p.make("new-" + language, password=None, activation=True, send=True, email=f"new-{language}@example.com", language=language)
        letter = mail.next()
        token = after(letter.text, activation_word)
        t.ok(a.status == 201 and "secret" not in a.json and letter.subject == activation_subject and token.startswith("wms_act_"),
             f"{language}: an activation token is mailed (B12)", letter.raw)
        t.ok(s.post("/passwords", None, {"token": token, "password": f"My-own-choice-{language}-2"}).status == 200, "he begins by it (B12)")
        for kind, word in (("reset", token_word), ("activation", activation_word)):
            a = p.do(user, "token", kind=kind, send=True)
            token = after(mail.next().text, word)
            t.ok(a.status in (200, 204) and not a.json, f"a {kind} token by mail is not shown (B12)", a)
            t.ok(wiped() and not kept(token), "nor kept")
    t.ok(is_problem(p.do(user, "token", kind="api", send=True), 422, "invalid", "send"), "an API token is not mailed (B12)")
    for email in ("a@example.com\r\nBcc: all@example.com", "a@example.com,b@example.com", "<a@example.com>", "a@example.com\nX: y", "a@-", "@example.com",
                  "a b@example.com", "a@example.com\u202e", "\"a\"@example.com", "x" * 250 + "@example.com"):
        a = p.make("header", email=email, send=True)
        t.ok(a.status == 422 and a.json["field"] == "email", f"{email[:40]!r}: no e-mail", a)
    a = p.make("header", name="Evil\u2028Bcc: x", send=True, email="header@example.com")
    t.ok(a.status in (201, 422), "a name that is no line", a)
    if a.status == 201:
        letter = mail.next()
        t.ok(letter.to == ["header@example.com"] and not letter.message["Bcc"], "adds no header", letter.raw)
    mfa = next(r for r in s.get("/pages/multifactor", admin).json["rows"] if r["code"] == "mail")

    def put_mfa(**body):
        path = f"/pages/multifactor/{mfa['id']}"
        return s.ask("PUT", path, admin, body, match(s.get(path, admin).json["rev"]))

    a = put_mfa(who="all")
    t.ok(is_problem(a, 422, "invalid", "who") and "admin" in a.json["detail"] and "johnny" in a.json["detail"], "PINs by mail for all: not while some have no e-mail; it is said who (C2)", a)
    for row in p.rows():
        if not row["email"]:
            a = p.put(row["id"], email=f"{row['login']}@example.com")
            t.ok(a.status == 200, f"{row['login']} gets one", a)
    t.ok(put_mfa(who="all").status == 200, "then it is done (C2)")
    t.ok(is_problem(p.put(user, email=""), 422, "required", "email"), "from then on everybody needs one (B9, C2)")
    t.ok(is_problem(p.make("none"), 422, "required", "email"), "who is new, too")
    t.ok(p.make("by-app", mfa_app=True).status == 201, "but not who has the app")
    p.put(user, email="x@example.com")
    with s.tenant() as db:
        db.execute("UPDATE users SET email = '' WHERE id = ?", (user,))
    db.close()
    t.ok(p.do(user, "deactivate").status == 204, "who has none may always be deactivated")
    t.ok(put_mfa(who="chosen").status == 200, "and back")
    a = s.post(f"/pages/multifactor/{mfa['id']}/choose-users", admin, {"add": [2, 3]})
    t.ok(a.status == 204 and p.row(2)["mfa_mail"] and p.row(3)["mfa_mail"], "or for chosen users (C2)", a)
    a = s.post(f"/pages/multifactor/{mfa['id']}/choose-users", admin, {"add": [4], "remove": [2]})
    t.ok(a.status == 204 and p.row(4)["mfa_mail"] and not p.row(2)["mfa_mail"], "on and off (C2)", a)
    a = s.post(f"/pages/multifactor/{mfa['id']}/choose-users", admin, {"add": [user, 2]})
    t.ok(is_problem(a, 422, "required", "email") and not p.row(2)["mfa_mail"], "not one without an e-mail, and then nobody (C2)", a)
    log = s.logged()
    t.ok("Mailed-Secret" not in log and "wms_rst_" not in log and "wms_act_" not in log, "no secret in the log (B3)")
    t.ok("api.failed" not in log and "user.after" not in log, "nothing failed inside", [x for x in log.splitlines() if "failed" in x][:3])
t.done()
