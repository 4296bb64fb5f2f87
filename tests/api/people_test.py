#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user may be: his form, level, menu, goods owners, password, e-mail; groups; his own profile (A2, A3, B1, B6, B9,
B14-B16, B18, C1)."""
import tap
import wmsd
from people import People, is_problem, match


def prepare(directory, tenant):
    tenant.execute("UPDATE users SET created = 1")
    tenant.execute("INSERT INTO locations (name, name_fold, find, warehouse) SELECT 'HOME-1', 'home-1', 'home-1', 1")


def level_of(code):
    """What that level cannot be without."""
    return {"reseller": {"consignee": 1, "goods_owners": [1], "all_goods_owners": False}, "supplier": {"supplier": 1}}.get(code, {}) | {"level": code}


MENUS = {"administrator": ["administrator"], "warehouse": ["warehouse"], "customer": ["customer", "customer_extended"], "reseller": ["reseller"],
         "supplier": ["supplier"], "dashboard": ["dashboard"]}
t = tap.Tap()
with wmsd.Server(("demo", "--articles", "20"), prepare) as s:
    admin = s.sign_in("admin")
    p = People(s, admin)

    # The form
    site = s.post("/pages/sites", admin, {"code": "LUND", "name": "Lund"}).json["id"]
    place = s.get("/pages/locations?filter.name=HOME-1", admin).json["rows"][0]["id"]
    lab = s.post("/pages/ip-filters", admin, {"code": "LAB", "description": "Here", "ranges": "127.0.0.0/8"}).json["id"]
    a = p.make("erik", name="Erik Öberg", level="customer", menu="customer_extended", language="sv", email="Erik@Example.com", telephone="+46 8 12",
               origin=site, location=place, goods_owners=[2, 1], all_goods_owners=False, default_goods_owner=2, all_warehouses=False, warehouses=[1],
               read_only=True, mobile=False, mfa_app=True, ip_filter=lab)
    erik = a.json
    t.ok(a.status == 201 and (erik["login"], erik["name"], erik["level"], erik["menu"], erik["language"], erik["email"], erik["telephone"]) ==
         ("erik", "Erik Öberg", "customer", "customer_extended", "sv", "Erik@Example.com", "+46 8 12") and erik["origin"]["code"] == "LUND" and
         erik["location"]["id"] == place and {g["id"] for g in erik["goods_owners"]} == {1, 2} and erik["default_goods_owner"]["id"] == 2 and
         [w["id"] for w in erik["warehouses"]] == [1] and erik["read_only"] and erik["mfa_app"] and not erik["mfa_mail"] and
         erik["ip_filter"]["code"] == "LAB" and erik["active"], "a user is made with all fields of the form (B1)", a)
    t.ok(p.rows()[0]["id"] == erik["id"], "a new one stands first in the list (B5)", [r["login"] for r in p.rows()])
    t.ok(p.rows()[0]["mfa_app"] is True and p.rows()[0]["ip_filter"]["code"] == "LAB", "where it shows who has MFA and an IP filter (B5)")
    t.ok("password" not in a.data.decode() and wmsd.PASSWORD not in str(p.audit(erik["id"])), "no password in answer or audit")
    a = p.make("plain")
    plain = a.json
    t.ok(plain["menu"] == "warehouse" and plain["language"] == "en" and plain["origin"]["code"] == "MAIN" and plain["all_warehouses"] and
         plain["mobile"] and not plain["read_only"] and plain["ip_filter"] is None, "what is not said has its default (B1)", a)
    token = s.sign_in("plain")
    t.ok(s.get("/session", token).json["user"]["default_goods_owner"]["id"] == 1, "a session starts on the default goods owner (B16)")
    for field, value, code in [("name", "", "required"), ("login", "", "required"), ("level", "king", "invalid"), ("menu", "king", "invalid"),
                               ("language", "de", "invalid"), ("password", None, "required"), ("origin", 999, "invalid"), ("location", 99999, "invalid"),
                               ("default_goods_owner", 999, "invalid"), ("goods_owners", [999], "invalid"), ("warehouses", [999], "invalid"),
                               ("ip_filter", 999, "invalid"), ("read_only", "yes", "invalid"), ("active", False, "unknown-field"),
                               ("account", 1, "unknown-field"), ("privileges", "lead", "unknown-field"), ("person", False, "unknown-field"),
                               ("email", "no address", "invalid"), ("email", "a@b@c", "invalid"), ("login", "two words", "invalid"),
                               ("login", "x" * 65, "too-long"), ("name", "x" * 101, "too-long"), ("telephone", "x" * 41, "too-long")]:
        a = p.make(**({"login": "nobody"} | {field: value}))
        t.ok(is_problem(a, 422, code, field), f"{field} {str(value)[:20]!r}: {code} (B1)", a)
    a = p.make("nobody", all_goods_owners=False, default_goods_owner=None)
    t.ok(is_problem(a, 422, "required", "goods_owners"), "goods owners: some, or all (B1)", a)
    a = p.make("nobody", all_warehouses=False)
    t.ok(is_problem(a, 422, "required", "warehouses"), "warehouses: some, or all", a)
    a = p.make("nobody", activation=True)
    t.ok(is_problem(a, 422, "invalid", "password"), "a password or an activation link, not both (B1)", a)
    t.ok(p.count("search=nobody") == 0, "nobody came of all that")

    # Levels and menus
    for level, fit in MENUS.items():
        for menu in sorted({m for x in MENUS.values() for m in x} - set(fit)) + ["none"]:
            a = p.make("misfit", **level_of(level) | {"menu": menu})
            t.ok(is_problem(a, 422, "invalid", "menu"), f"{level}: not the menu {menu} (A3)", a)
        made = p.row(p.made("l-" + level, **level_of(level)))
        t.ok(made["menu"] == fit[0], f"{level}: its own menu is the usual one (A3)", made["menu"])
        t.ok(made["mobile"] == (level in ("administrator", "warehouse")), f"{level}: mobile user or not, by the level (E8)", made["mobile"])
        for other in fit[1:]:
            t.ok(p.put(made["id"], menu=other).status == 200, f"{level}: or {other} (A3)")
    user = p.made("climber", level="customer", menu="customer_extended")
    a = p.put(user, level="warehouse")
    t.ok(a.status == 200 and a.json["menu"] == "warehouse" and a.json["mobile"], "a level that is changed brings its own menu (A3)", a)
    a = p.put(user, level="customer", menu="warehouse")
    t.ok(is_problem(a, 422, "invalid", "menu"), "but no other (A3)", a)
    token = s.sign_in("climber")
    t.ok(s.get("/pages/receive-goods", token).status == 200 or "receive-goods" in str(s.get("/session", token).json["menu"]), "as a worker he sees his pages")
    p.put(user, level="dashboard")
    pages = [x["id"] for place in s.get("/session", token).json["menu"] for x in place["pages"]]
    t.ok(pages == ["dashboard"], "a level holds at the next request (B10)", pages)
    a = p.put(p.row(1)["id"], menu="warehouse")
    t.ok(is_problem(a, 422, "invalid", "menu"), "an administrator has only his menu (A3)", a)

    # API users
    for level in ("api", "automation"):
        a = p.make("machine", level=level)
        t.ok(is_problem(a, 422, "invalid", "level"), f"no {level} user on Users (A2)", a)
        a = p.put(plain["id"], level=level)
        t.ok(is_problem(a, 422, "invalid", "level"), f"nor does one become that (A2)", a)
    api, auto = People(s, admin, "api-for-goods-owners"), People(s, admin, "api-for-automation")
    a = api.make("shop", goods_owners=[1], all_goods_owners=False)
    shop, robot = a.json["id"], auto.made("robot")
    t.ok(a.status == 201 and a.json["secret"]["value"].startswith("wms_api_"), "an API user is made with a key, shown once (A2)", a)
    t.ok("secret" not in api.row(shop), "and not again")
    t.ok({r["login"] for r in api.rows()} == {"shop"} and {r["login"] for r in auto.rows()} == {"robot"} and
         not {"shop", "robot"} & {r["login"] for r in p.rows()} and p.count("search=shop") == 0, "each stands on its own page alone (A2)")
    foreign = [(p, shop), (p, robot), (api, robot), (api, plain["id"]), (auto, shop), (auto, plain["id"])]
    for page, user in foreign:
        got = [page.s.get(f"/pages/{page.page}/{user}", admin), page.put(user, 1, name="X"), page.delete(user), page.do(user, "deactivate"),
               page.s.get(f"/pages/{page.page}/{user}/rows/tokens", admin)]
        t.ok([a.status for a in got] == [404] * 5, f"{page.page}: user {user} is not there, to see or to write (A2)", [str(a) for a in got])
    a = p.many([plain["id"]])
    a = s.post("/pages/users/change-many", admin, {"rows": [{"id": shop, "rev": 1}], "set": {"read_only": True}})
    t.ok(a.json["rows"][0]["error"]["code"] == "not-found", "nor by changing many (A2)", a)
    t.ok(is_problem(api.make("bad", level="administrator"), 422, "unknown-field", "level"), "their level is the page's (A2)")
    a = s.post("/sessions", None, {"login": "shop", "password": wmsd.PASSWORD})
    t.ok(is_problem(a, 401, "credentials"), "an API user has no password to sign in with", a)
    first = api.do(shop, "renew").json["secret"]["value"]
    t.ok(first.startswith("wms_api_") and api.parts(shop, "tokens")[0]["kind"] == "api" and len(api.parts(shop, "tokens")) == 1,
         "his key can be made anew, the old one dies", api.parts(shop, "tokens"))

    # Himself
    for body, code, field in [({}, "required", "consignee"), ({"consignee": 1, "all_goods_owners": True}, "invalid", "goods_owners"),
                              ({"consignee": 1, "goods_owners": [1, 2]}, "invalid", "goods_owners"), ({"consignee": 999}, "invalid", "consignee"),
                              ({"consignee": 1, "goods_owners": [2], "default_goods_owner": 2}, "invalid", "consignee"),
                              ({"consignee": 1, "goods_owners": [1], "default_goods_owner": 2}, "invalid", "default_goods_owner")]:
        a = p.make("r1", **{"level": "reseller", "goods_owners": [1], "all_goods_owners": False} | body)
        t.ok(is_problem(a, 422, code, field), f"a reseller: {body} (B15)", a)
    group = s.post("/pages/goods-owner-groups", admin, {"code": "TWO", "name": "Two", "goods_owners": [2, 3]}).json["id"]
    a = p.make("r1", **level_of("reseller") | {"goods_owner_groups": [group]})
    t.ok(is_problem(a, 422, "invalid", "goods_owners"), "no group gives a reseller a second goods owner (B15)", a)
    rita = p.made("r1", **level_of("reseller"))
    team = s.post("/pages/user-groups", admin, {"code": "TEAM", "name": "Team", "members": [rita], "goods_owners": [2], "goods_owner_groups": [group]}).json
    seen = [g["id"] for g in s.get("/session", s.sign_in("r1")).json["user"]["goods_owners"]]
    t.ok(seen == [1], "nor does a user group (B15, B14)", seen)
    t.ok(is_problem(p.put(rita, default_goods_owner=2), 422, "invalid", "default_goods_owner"), "nor a default through it (B15)")
    t.ok(is_problem(p.put(rita, consignee=None), 422, "required", "consignee"), "he stays somebody (B15)")
    a = p.put(rita, level="customer")
    t.ok(a.status == 200 and a.json["consignee"] is None, "who is no reseller any more is no consignee", a)
    a = p.make("s1", level="supplier")
    t.ok(is_problem(a, 422, "required", "supplier"), "a supplier is one (B15)", a)
    a = p.make("s1", level="supplier", supplier=1, goods_owners=[2], all_goods_owners=False, default_goods_owner=2)
    t.ok(is_problem(a, 422, "invalid", "supplier"), "of a goods owner he is given (B15)", a)
    t.ok(p.make("s1", level="supplier", supplier=3, goods_owners=[2], all_goods_owners=False, default_goods_owner=2).status == 201, "then he is")
    a = p.make("c1", level="customer", consignee=1, supplier=1)
    t.ok(a.status == 201 and a.json["consignee"] is None and a.json["supplier"] is None, "others are neither", a)

    # The default goods owner
    some = {"all_goods_owners": False, "goods_owners": [1, 3]}
    a = p.make("d1", **some | {"default_goods_owner": 2})
    t.ok(is_problem(a, 422, "invalid", "default_goods_owner"), "the default is among those given (B16)", a)
    a = p.make("d1", **some | {"default_goods_owner": None})
    t.ok(is_problem(a, 422, "required", "default_goods_owner"), "and is wanted (B16)", a)
    d1 = p.made("d1", **some | {"default_goods_owner": 3})
    t.ok(is_problem(p.put(d1, goods_owners=[1]), 422, "invalid", "default_goods_owner"), "it is not taken away under him (B16)")
    a = p.put(d1, goods_owners=[1], default_goods_owner=1)
    t.ok(a.status == 200, "both at once are changed", a)
    one = p.row(p.made("d2", all_goods_owners=False, goods_owners=[2], default_goods_owner=None))
    t.ok(one["default_goods_owner"]["id"] == 2, "the only one is the default", one)
    every, several = s.sign_in("plain"), s.sign_in("d1")
    with s.tenant() as db:
        db.execute("INSERT INTO goods_owners (code, code_fold, name, name_fold, find) VALUES ('LATER', 'later', 'Later', 'later', 'later')")
    db.close()
    seen = [[g["code"] for g in s.get("/session", token).json["user"]["goods_owners"]] for token in (every, several)]
    t.ok("LATER" in seen[0] and seen[1] == ["ABC"], "all covers those made later, some does not (B16)", seen)

    # Groups
    def owners(token):
        return sorted(g["id"] for g in s.get("/session", token).json["user"]["goods_owners"])

    g1 = p.made("g1", all_goods_owners=False, goods_owners=[1], all_warehouses=False, warehouses=[1])
    token = s.sign_in("g1")
    team = s.ask("PUT", f"/pages/user-groups/{team['id']}", admin, {"members": [g1], "goods_owners": [2], "goods_owner_groups": [], "warehouses": [2]}, match(1)).json
    t.ok(owners(token) == [1, 2] and [w["id"] for w in s.get("/session", token).json["user"]["warehouses"]] == [1, 2],
         "rights given to a group reach its members at once (B14)", owners(token))
    team = s.ask("PUT", f"/pages/user-groups/{team['id']}", admin, {"goods_owners": [], "goods_owner_groups": [group]}, match(team["rev"])).json
    t.ok(owners(token) == [1, 2, 3], "also those of a goods owner group (B14)", owners(token))
    a = p.put(g1, default_goods_owner=3)
    t.ok(a.status == 200, "his default may be one of them (B16)", a)
    for method, path, body in [("PUT", f"/pages/user-groups/{team['id']}", {"members": []}), ("PUT", f"/pages/user-groups/{team['id']}", {"goods_owner_groups": []}),
                               ("DELETE", f"/pages/user-groups/{team['id']}", None), ("PUT", f"/pages/goods-owner-groups/{group}", {"goods_owners": [2]})]:
        rev = s.get(path, admin).json["rev"]
        a = s.ask(method, path, admin, body, match(rev))
        t.ok(is_problem(a, 422, "invalid", "goods_owners") and "g1" in a.json["detail"] and owners(token) == [1, 2, 3],
             f"no group takes a default away: {method} {body} (B16)", a)
    p.put(g1, default_goods_owner=1)
    rev = s.get(f"/pages/goods-owner-groups/{group}", admin).json["rev"]
    t.ok(s.ask("PUT", f"/pages/goods-owner-groups/{group}", admin, {"goods_owners": [3]}, match(rev)).status == 200 and owners(token) == [1, 3],
         "what a group loses its members lose (B14)", owners(token))
    p.put(g1, goods_owner_groups=[group])
    t.ok(s.ask("DELETE", f"/pages/user-groups/{team['id']}", admin).status == 204 and owners(token) == [1, 3] and
         [w["id"] for w in s.get("/session", token).json["user"]["warehouses"]] == [1], "a group that goes takes with it what it gave (B14)", owners(token))
    a = p.put(g1, goods_owners=[], goods_owner_groups=[group], default_goods_owner=3)
    t.ok(a.status == 200 and owners(token) == [3], "a group alone is enough (B14)", a)
    t.ok(is_problem(s.ask("DELETE", f"/pages/goods-owner-groups/{group}", admin), 409, "in-use"), "a group that gives rights is not deleted")

    # Username and e-mail
    user = p.made("once", email="Once@Example.COM")
    t.ok(is_problem(p.put(user, login="twice"), 422, "invalid", "login"), "a username never changes (B9)")
    for login in ("once", "ONCE", "Once"):
        a = p.make(login)
        t.ok(a.status == 409 and a.json["field"] == "login", f"{login} is taken (B9)", a)
    for email in ("once@example.com", "ONCE@EXAMPLE.COM"):
        a = p.make("other", email=email)
        t.ok(is_problem(a, 409, "in-use", "email"), f"so is {email} (B9)", a)
        a = p.put(plain["id"], email=email)
        t.ok(is_problem(a, 409, "in-use", "email"), "for somebody who is there, too (B9)", a)
    t.ok(p.put(user, email="once@example.com").status == 200, "one's own may be written otherwise")
    t.ok(p.delete(user).status == 204, "who owns nothing may be deleted (B11)")
    a = p.make("once")
    t.ok(a.status == 409 and a.json["field"] == "login", "his username is never given again (B9)", a)
    t.ok(p.make("another", email="once@example.com").status == 201, "his e-mail may be")
    t.ok(is_problem(p.put(plain["id"], mfa_mail=True), 422, "required", "email"), "the PIN by e-mail says that it needs one (B9, C2)")
    t.ok(is_problem(p.put(plain["id"], mfa_mail=True, email="p@example.com"), 409, "no-mail", "mfa_mail"), "and a mail service (C2)")
    t.ok(is_problem(p.do(plain["id"], "send"), 422, "required", "email"), "so does sending (B9, B3)")
    t.ok(is_problem(p.do(plain["id"], "token", kind="reset", send=True), 422, "required", "email"), "and a token by mail (B12)")
    t.ok(is_problem(p.make("mailed", email="m@example.com", send=True), 409, "no-mail", "send"), "without a mail service nothing is sent (B3)")
    a = p.many([plain["id"], d1], email="same@example.com")
    t.ok(a.json["done"] is False and p.row(plain["id"])["email"] == "" and p.row(d1)["email"] == "", "one e-mail for two is refused, wholly", a)

    # Passwords
    rules = s.get("/pages/password-requirements?limit=1", admin).json["rows"][0]

    def ask_for(**more):
        rev = s.get(f"/pages/password-requirements/{rules['id']}", admin).json["rev"]
        return s.ask("PUT", f"/pages/password-requirements/{rules['id']}", admin, more, match(rev))

    for field, least in (("characters", 8), ("lower", 1), ("upper", 1), ("digits", 1)):
        for value in (least - 1, 0, -5, 65, 1 << 40):
            a = ask_for(**{field: value})
            t.ok(is_problem(a, 422, "invalid", field), f"{field} {value}: never weaker, nor beyond reason (C1)", a)
    user = p.made("pw", password="Abcdefg1")
    for bad in ("Abcdef1", "ABCDEFG1", "abcdefg1", "Abcdefgh"):
        a = p.do(user, "set-password", password=bad)
        t.ok(is_problem(a, 422, "password-weak", "password"), f"{bad}: too weak (C1)", a)
    t.ok(ask_for(characters=12, lower=2, upper=2, digits=2).status == 200, "an administrator may ask for more (C1)")
    for bad in ("Abcdefghijk1", "ABcdefghij1x", "ABCDEFGHIJ12"):
        a = p.make("pw2", password=bad)
        t.ok(is_problem(a, 422, "password-weak", "password"), f"{bad}: too weak now (C1)", a)
    with s.tenant() as db:
        db.execute("UPDATE password_rules SET characters = 1, lower = 0, upper = 0, digits = 0")
    db.close()
    t.ok(is_problem(p.do(user, "set-password", password="abc"), 422, "password-weak"), "whatever stands in the database (C1)")
    ask_for(characters=8, lower=1, upper=1, digits=1)
    for first in ("Bcdefgh2", "Cdefghi3"):
        t.ok(p.do(user, "set-password", password=first).status in (200, 204), "a password is set")
    for used in ("Abcdefg1", "Bcdefgh2", "Cdefghi3"):
        a = p.do(user, "set-password", password=used)
        t.ok(is_problem(a, 422, "password-used", "password"), "none that was used before (C1)", a)
        a = p.put(user, password=used, name="Half done")
        t.ok(is_problem(a, 422, "password-used", "password") and p.row(user)["name"] == "Pw", "nor in the form; nothing is half done", a)
    told = p.audit(user)
    t.ok([x for x in told if x[0] == "set-password"] == [("set-password", {}, {"password": "changed"})] * 2, "an administrator's password shows in the audit (B13)", told)
    p.put(user, password="Defghij4", name="New name")
    t.ok(p.audit(user)[0] == ("update", {"name": "Pw"}, {"name": "New name", "password": "changed"}), "also from the form", p.audit(user)[0])
    t.ok("Defghij4" not in str(p.audit(user)) and p.audit(user)[-1][2]["password"] == "set", "without the password", p.audit(user))
    s.sign_in("pw", "Defghij4")
    a = p.many([user, plain["id"]], password="Efghijk5")
    t.ok([r.get("error", {}).get("code") for r in a.json["rows"]] == ["invalid"] * 2, "several people are not given one password", a)

    # Several at once
    three = [p.made(f"m{i}", telephone=str(i)) for i in range(3)]
    before = [p.row(u) for u in three]
    a = p.many(three, dry=True, read_only=True, telephone="99", origin=site)
    t.ok(a.json["done"] is False and [(r["key"], r["before"]["telephone"], r["after"]["telephone"], r["after"]["origin"]["code"], r["after"]["read_only"])
                                      for r in a.json["rows"]] == [(f"m{i}", str(i), "99", "LUND", True) for i in range(3)],
         "a change to many is previewed (B6)", a)
    t.ok([p.row(u) for u in three] == before, "and nothing is changed by that (B6)")
    a = p.many(three, read_only=True, telephone="99", origin=site)
    t.ok(a.json["done"] is True and all(p.row(u)["telephone"] == "99" and p.row(u)["read_only"] for u in three), "then it is done to all (B6)", a)
    p.put(three[1], telephone="1")
    rows = [{"id": u, "rev": r["rev"] + 1} for u, r in zip(three, before)]
    a = s.post("/pages/users/change-many", admin, {"rows": rows, "set": {"read_only": False}})
    t.ok(a.json["done"] is False and [r.get("error", {}).get("code") for r in a.json["rows"]] == [None, "conflict", None] and
         all(p.row(u)["read_only"] for u in three), "all or none, and it is said which (B6)", a)

    # Own profile
    for login in ("admin", "johnny", "anna", "rita", "sven"):
        token = s.sign_in(login)
        mine = s.get("/pages/own-profile?limit=5", token).json["rows"]
        t.ok([r["login"] for r in mine] == [login], f"{login}: the profile has one's own row (B18)", mine)
        row = s.get(f"/pages/own-profile/{mine[0]['id']}", token).json
        language = "sv" if row["language"] == "en" else "en"
        a = s.ask("PUT", f"/pages/own-profile/{row['id']}", token, {"telephone": "+46 70", "language": language}, match(row["rev"]))
        t.ok(a.status == 200 and a.json["telephone"] == "+46 70" and s.get("/session", token).json["user"]["language"] == language,
             f"{login}: telephone and language are his (B18)", a)
        for field, value in (("name", "King"), ("email", "x@example.com"), ("level", "administrator"), ("menu", "administrator"), ("goods_owners", [1]),
                             ("all_goods_owners", True), ("read_only", False), ("mfa_app", False), ("ip_filter", None), ("manages_users", True),
                             ("password", "Zyxwvut1"), ("active", True), ("origin", 1), ("warehouses", [1]), ("consignee", 2)):
            a = s.ask("PUT", f"/pages/own-profile/{row['id']}", token, {field: value}, match(row["rev"] + 1))
            t.ok(is_problem(a, 422, "unknown-field", field), f"{login}: not his {field} (B18)", a)
        other = erik["id"]
        got = [s.get(f"/pages/own-profile/{other}", token), s.ask("PUT", f"/pages/own-profile/{other}", token, {"telephone": "1"}, match(1)),
               s.get(f"/pages/own-profile/{other}/rows/sessions", token), s.post(f"/pages/own-profile/{other}/reset-factor", token),
               s.post(f"/pages/own-profile/{other}/end-session", token, {"row": 1})]
        t.ok([a.status for a in got] == [404] * 5, f"{login}: nobody else is there (B18)", [str(a) for a in got])
        got = [s.post("/pages/own-profile", token, {"telephone": "1"}), s.ask("DELETE", f"/pages/own-profile/{row['id']}", token)]
        t.ok(all(a.status in (403, 405) for a in got), f"{login}: nor does one make or delete oneself", [str(a) for a in got])
    log = s.logged()
    t.ok("api.failed" not in log and "user.after" not in log and "user.undo" not in log, "nothing failed inside", [x for x in log.splitlines() if "failed" in x][:3])
t.done()
