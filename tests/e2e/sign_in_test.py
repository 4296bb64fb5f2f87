#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way in, at the terminal, on the real server: with a PIN by a real mail
server, with an authenticator app, by a code, by an identity provider; who it is
is asked again before what is sensitive; one's own profile and password; and a
dashboard on the wall."""
import base64
import contextlib
import hashlib
import hmac
import re
import struct
import time
import identity
import smtp
import tap
import wmsd
from wmsterm import Terminal, story
from warehouse import Site

NEW = "Nytt-losen-77"
t = tap.Tap()


def totp(key):
    """RFC 6238, as an app on a phone has it."""
    seed = base64.b32decode(key)
    digest = hmac.new(seed, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1000000:06}"


def pin_of(letter):
    return re.search(r"\b(\d{4}) ?(\d{4})\b", letter.text).expand(r"\1\2")


def token_of(letter):
    return re.search(r"\bwms_[a-z]+_[\w-]{43}", letter.text).group()


def prepare(directory, tenant):
    for login in ("johnny", "rita", "sven"):
        mail = login + "@example.com"
        directory.execute("UPDATE account SET email = ?, email_fold = ? WHERE login = ?", (mail, mail, login))
        tenant.execute("UPDATE users SET email = ? WHERE login = ?", (mail, login))
    wmsd.add_user(directory, tenant, "boss", "administrator", "administrator", default=1)
    tenant.execute("UPDATE users SET mfa_app = 1 WHERE login = 'boss'")
    tenant.execute("UPDATE users SET mfa_mail = 1 WHERE login = 'johnny'")


def by_mail(site, mail, columns, rows, data=None):
    with story(t, f"{columns}x{rows}: who has a PIN by mail is asked for it (C2)") as then, \
            Terminal(site, columns=columns, rows=rows, data=data) as u:
        u.sign_in("johnny", then=None)
        u.wait_for("PIN of 8 digits", "j…@example.com")
        pin = pin_of(mail.next())
        then("a wrong one is refused, and how many tries are left is said")
        u.enter(f"{(int(pin) + 1) % 100000000:08}")
        u.wait_for("Wrong PIN; tries left: 4")
        then("a box is not filled with new ones")
        u.press("F4")
        u.wait_for("Too many attempts; wait")
        t.ok(mail.letters.empty(), "no mail goes out at once")
        then("a while later a new one comes by a new mail")
        with site.changed("directory") as db:
            db.execute("UPDATE attempt SET due = 1")
        u.press("F4")
        u.wait_for("A new PIN was sent.")
        another = pin_of(mail.next())
        then("and the old one is none any more")
        u.enter(pin)
        u.wait_for("Wrong PIN; tries left: 3")
        then("the new one lets him in")
        u.enter(another)
        u.wait_for("Menu", "johnny")
        then("the same machine is remembered (C3)")
        u.leave()
        with Terminal(site, columns=columns, rows=rows, data=u.data) as again:
            again.sign_in("johnny")
            t.ok(mail.letters.empty(), "no mail goes out for it")
            again.leave()


def change_telephone(u, number):
    """Of the row that is shown."""
    u.press("F10")
    u.to_field("Telephone")
    u.press("C-u")
    u.type(number)
    u.press("F10")


def telephone(site, login):
    return site.one("SELECT telephone FROM users WHERE login = ?", login)


@contextlib.contextmanager
def later(site):
    """A quarter of an hour goes by, as the server sees it."""
    with site.changed("directory") as db:
        db.execute("UPDATE session SET assured = assured - 16 * 60000")
        db.execute("UPDATE account SET seed_step = seed_step - 32")
        yield


def sensitive(site, u, key, then):
    then("freshly shown, it is not asked for again before something sensitive")
    u.open_page("Users")
    u.wait_match(r"^> *\w")
    u.press("F2")
    u.wait_for("Search")
    u.type("sven")
    u.press("Enter")
    u.wait_match(r"(?m)^> *sven")
    u.wait_for('with "sven"')
    u.wait_match(r"(?m)^1 row")
    change_telephone(u, "070-1")
    u.wait_for("Saved: sven")
    t.ok(telephone(site, "sven") == "070-1", "it is done at once")
    then("a quarter of an hour later it is")
    with later(site):
        pass
    change_telephone(u, "070-2")
    u.wait_for("show once more that it is you")
    t.ok(telephone(site, "sven") == "070-1", "and nothing is done before")
    then("a wrong PIN does not do")
    pin = totp(key)
    u.enter(f"{(int(pin) + 1) % 1000000:06}")
    u.wait_for("Wrong PIN")
    then("a right one does, and what was asked for goes through")
    u.enter(totp(key))
    u.wait_for("Saved: sven")
    t.ok(telephone(site, "sven") == "070-2", "it is done now")


def by_app(site):
    with story(t, "who has an authenticator app and none yet is given a key (C2)") as then, Terminal(site) as u:
        u.sign_in("boss", then=None)
        u.wait_for("Set up your authenticator app", "PIN of 6 digits")
        groups = re.findall(r"\b[A-Z2-7]{4}\b", u.text())
        t.ok(len(groups) == 8, "in groups of four", u.dump())
        key = "".join(groups)
        then("its PIN lets him in")
        u.enter(totp(key))
        u.wait_for("Menu", "boss")
        sensitive(site, u, key, then)
        u.leave()
        then("the same machine is not asked again (C3)")
        with Terminal(site, data=u.data) as again:
            again.sign_in("boss")
            again.leave()
        then("another machine is, for the PIN and no new key")
        with later(site):
            pass
        with Terminal(site, columns=40, rows=12) as other:
            other.sign_in("boss", then=None)
            other.wait_for("Type the PIN of 6 digits")
            other.enter(totp(key))
            other.wait_for("Menu", "boss")
            other.leave()


def code_for(site, login, kind, **more):
    token = site.sign_in("admin")
    user = site.one("SELECT id FROM users WHERE login = ?", login)
    return site.post(f"/pages/users/{user}/token", token, {"kind": kind, **more}).json


def choose_password(u, code, password):
    u.wait_for("User name", "Password")
    u.press("F3")
    u.wait_title("A code for a new password")
    u.send(b"\x1b[200~" + code.encode() + b"\x1b[201~")
    u.wait_for(code[-12:])
    u.press("Tab")
    u.type(password, "•" * len(password))
    u.press("F10")
    u.wait_for("Once more: New password")
    u.type(password, "•" * len(password))
    u.press("Enter")


def by_code(site, mail):
    token = site.sign_in("admin")
    new = {"login": "nina", "name": "Nina Ny", "level": "warehouse", "menu": "warehouse", "language": "en", "all_goods_owners": True,
           "all_warehouses": True, "default_goods_owner": 1, "activation": True}
    made = site.post("/pages/users", token, new)
    t.ok(made.status == 201 and made.json["secret"]["label"] == "activation", "a new user has an activation token (B12)", made)
    code = made.json["secret"]["value"]
    with story(t, "40x12: with it he chooses his password, and is signed in by it") as then, Terminal(site, columns=40, rows=12) as u:
        choose_password(u, code, "Svagt")
        u.wait_for("The password needs")
        then("one that is too weak is refused, and nothing typed is lost")
        u.press("C-u")
        u.type(NEW, "•" * len(NEW))
        u.press("F10")
        u.wait_for("Once more: New password")
        u.type(NEW, "•" * len(NEW))
        u.press("Enter")
        u.wait_for("Menu", "nina")
        u.leave()
    with story(t, "it works once") as then, Terminal(site) as u:
        choose_password(u, code, NEW + "8")
        u.wait_for("This code is not valid any more")
        u.leave()
    t.ok(code_for(site, "rita", "reset", send=True) is None, "a reset token goes by mail, and is not shown")
    letter = mail.next()
    t.ok(letter.to == ["rita@example.com"], "to whom it is for", letter.raw)
    with story(t, "a reset token from a mail lets him choose another password (B12)"), Terminal(site) as u:
        choose_password(u, token_of(letter), NEW)
        u.wait_for("Menu", "rita")
        u.leave()
    t.ok(site.post("/sessions", None, {"login": "rita", "password": wmsd.PASSWORD}).status == 401, "the old one is none any more")


def by_provider(site, provider):
    with story(t, "the identity provider is offered by its name (C7)") as then, Terminal(site, columns=40, rows=12) as u:
        u.wait_for("Or through Our people: F2")
        then("an address and a code are shown")
        u.press("F2")
        code = u.wait_match(r"\b[A-Z]{4}-[A-Z]{4}\b").group()
        address = u.wait_match(r"https://\S+").group()
        then("and who signs in there, is in here")
        identity.Person("sven", provider.ca).sign_in(address, code)
        u.wait_for("sven")
        u.wait_gone("Single sign-on")
        then("who has no account here is told so, and is back at the beginning")
        u.leave()
        with Terminal(site, columns=40, rows=12) as other:
            other.wait_for("Or through Our people: F2")
            other.press("F2")
            code = other.wait_match(r"\b[A-Z]{4}-[A-Z]{4}\b").group()
            identity.Person("stranger", provider.ca).sign_in(address, code)
            other.wait_for("No account here belongs", "User name")
            other.leave()


def profile(site, data):
    with story(t, "one's own profile is there for everybody (B18)") as then, Terminal(site, data=data) as u:
        u.sign_in("rita", NEW)
        u.press("F12")
        u.wait_title("Your profile: rita")
        u.wait_for("Telephone")
        then("and what is one's own there can be changed")
        change_telephone(u, "070-3")
        u.wait_for("Saved: rita")
        t.ok(telephone(site, "rita") == "070-3", "it is kept")
        u.wait_title("Your profile: rita")
        then("a password is typed twice")
        u.press("Esc")
        u.open_page("Change password")
        u.type(NEW, "•" * len(NEW))
        u.press("Tab")
        u.type(NEW + "9", "•" * (len(NEW) + 1))
        u.press("F10")
        u.wait_for("Once more: New password")
        u.type(NEW + "8", "•" * (len(NEW) + 1))
        u.press("Enter")
        u.wait_for("not the same both times")
        then("and changed when it was the same")
        u.type(NEW + "9", "•" * (len(NEW) + 1))
        u.press("F10")
        u.wait_for("Once more: New password")
        u.type(NEW + "9", "•" * (len(NEW) + 1))
        u.press("Enter")
        u.wait_for("Menu", "Done.")
        then("what is looked at goes on with the session one has")
        u.press("F12")
        u.wait_title("Your profile: rita")
        u.leave()
    t.ok(site.post("/sessions", None, {"login": "rita", "password": NEW + "9"}).status == 201, "the new password is the one")


def wall(site, columns, rows):
    with story(t, f"{columns}x{rows}: a dashboard's user is at his dashboard at once (F10)") as then, \
            Terminal(site, "--fixed", "yes", columns=columns, rows=rows) as u:
        u.sign_in("board", then=None)
        u.wait_title("Dashboard")
        u.wait_match(r"As of \d\d:\d\d")
        then("and has no way elsewhere")
        u.press("Esc", "C-q", "F12", "F6", "M-l")
        then("it stays when the server goes, and says so")
        site.stop()
        u.wait_for("OFFLINE")
        u.wait_title("Dashboard")
        then("and goes on when it is back")
        site.start()
        u.wait_for("online")
        u.wait_gone("No contact")
        u.wait_title("Dashboard")
        then("a screen that is turned on again is there without a sign-in")
        u.kill()
        u.wait_end()
        site.stop()
        site.start()
        with Terminal(site, "--fixed", "yes", columns=columns, rows=rows, data=u.data) as again:
            again.wait_title("Dashboard")
            again.wait_match(r"As of \d\d:\d\d")
            again.kill()
            again.wait_end()


with smtp.Server() as mail:
    demo = Site(prepare=prepare, options=mail.options())
    with contextlib.ExitStack() as stack:
        provider = None
        if identity.is_here():
            provider = stack.enter_context(identity.Provider(demo.data))
            demo.options += ["--sso-ca-file", demo.ca]
            with demo.tenant() as db:
                db.execute("UPDATE identity_providers SET active = 1, name = 'Our people', issuer = ?, client_id = 'wms-rs256'", (provider.issuer,))
            db.close()
        with demo as site:
            by_mail(site, mail, 80, 24)
            by_mail(site, mail, 40, 12)
            by_app(site)
            by_code(site, mail)
            profile(site, None)
            if provider:
                by_provider(site, provider)
            else:
                t.skip("signing in by an identity provider", "npm's packages are not here (tests/npm.sh)")
            wall(site, 80, 24)
            wall(site, 40, 12)
t.done()
