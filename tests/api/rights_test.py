#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what, asked of the running server: every page × level × standard menu × action (A1, A3, A5, A7, A10, B2, B4).

What is expected is worked out here from the requirements' own tables (pages.tsv and A10, said once more in tests/check/rights),
not from what the server was made from: menu column says yes, and the level may read or write what the page is about.
"""
import contextlib
import importlib.machinery
import importlib.util
import io
import sys
import tap
import wmsd

MENU_LEVEL = {"administrator": "administrator", "warehouse": "warehouse", "customer": "customer", "customer_extended": "customer",
              "reseller": "reseller", "supplier": "supplier"}


def expectations():
    """tests/check/rights as a module: its tables and functions."""
    sys.path.append("tests/check")
    loader = importlib.machinery.SourceFileLoader("rights", "tests/check/rights")
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("rights", loader))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        loader.exec_module(module)
    return module


def tsv(path):
    with open(path, encoding="utf-8") as f:
        lines = [line.rstrip("\n").split("\t") for line in f]
    return [dict(zip(lines[0], line)) for line in lines[1:]]


def prepare(directory, tenant):
    for menu, level in MENU_LEVEL.items():
        wmsd.add_user(directory, tenant, "m-" + menu, level, menu, mobile=level in ("administrator", "warehouse"),
                      privileges="receive,deliver,pick,move,count,adjust,goods-info,return,produce,load-carrier,lead")
    wmsd.add_user(directory, tenant, "m-dashboard", "dashboard", "dashboard")
    wmsd.add_user(directory, tenant, "misfit", "customer", "administrator")
    owners = [r[0] for r in tenant.execute("SELECT id FROM goods_owners ORDER BY id")]
    warehouses = [r[0] for r in tenant.execute("SELECT id FROM warehouses ORDER BY id")]
    wmsd.add_user(directory, tenant, "one-owner", "warehouse", "warehouse", owners[:1], None, True, "receive,pick")
    wmsd.add_user(directory, tenant, "one-warehouse", "warehouse", "warehouse", None, warehouses[:1], True, "receive,pick")
    wmsd.add_user(directory, tenant, "none", "warehouse", "warehouse", [], [], True, "receive,pick")
    customers = [r[0] for r in tenant.execute('SELECT customer FROM orders GROUP BY customer ORDER BY count(*) DESC')]
    suppliers = [r[0] for r in tenant.execute("SELECT supplier FROM purchase_orders GROUP BY supplier ORDER BY count(*) DESC")]
    wmsd.add_user(directory, tenant, "own-reseller", "reseller", "reseller", None, None, consignee=customers[0])
    wmsd.add_user(directory, tenant, "no-reseller", "reseller", "reseller", None, None)
    wmsd.add_user(directory, tenant, "own-supplier", "supplier", "supplier", None, None, supplier=suppliers[0])


def all_rows(s, path, token):
    rows, cursor = [], None
    while True:
        a = s.get(path + ("?limit=200" if not cursor else f"?limit=200&cursor={cursor}"), token)
        if a.status != 200:
            raise RuntimeError(f"{path}: {a}")
        rows += a.json["rows"]
        cursor = a.json["next"]
        if not cursor:
            return rows


t = tap.Tap()
rights = expectations()
pages = tsv("src/model/pages.tsv") + tsv("src/model/pages-own.tsv")
actions = {}
for row in tsv("src/model/actions.tsv"):
    actions.setdefault(row["page"], []).extend(row["action"].split("|"))


def expected(page, menu, action):
    """What the requirements say, by what the page is about."""
    level = MENU_LEVEL.get(menu, menu)
    if menu == "dashboard":
        return page["id"] == "dashboard" and action == "read"
    if not page[menu].startswith("yes") or action not in actions[page["id"]]:
        return False
    return level in rights.allowed(page, action)


with wmsd.Server(("demo", "--articles", "60"), prepare) as s:
    for menu in [*MENU_LEVEL, "dashboard"]:
        token = s.sign_in("m-" + menu)
        shown = {p["id"] for place in s.get("/session", token).json["menu"] for p in place["pages"]}
        faults, hidden = [], []
        for page in pages:
            got = s.get("/pages/" + page["id"], token).status
            want = expected(page, menu, "read")
            if (got == 403) == want or got not in (200, 403, 404):
                faults.append(f"{page['id']} read: {got}, may: {want}")
            may_any = want
            for action in [a for a in actions[page["id"]] if a not in ("read", "export")]:
                may = expected(page, menu, action)
                may_any |= may
                for path in (f"/pages/{page['id']}/{action}", f"/pages/{page['id']}/999999999/{action}"):
                    got = s.post(path, token).status
                    # Whoever may is told what is wrong with it; whoever may not is told nothing.
                    if (got == 403) == may and not (may and got == 403 and action in ("next", "take", "release")):
                        faults.append(f"{path}: {got}, may: {may}")
            may_any |= expected(page, menu, "export")
            if (page["id"] in shown) != may_any:
                hidden.append(f"{page['id']}: shown: {page['id'] in shown}, may: {may_any}")
        t.none_of(faults, f"menu {menu}: every page and action is given or refused as its level and menu say (A10)")
        t.none_of(hidden, f"menu {menu}: the menu shows what may be opened, and nothing else (A5, A7)")
    misfit = s.post("/sessions", None, {"login": "misfit", "password": wmsd.PASSWORD})
    t.ok(misfit.status == 403, "a menu of another level lets nobody in (A3)", misfit)

    admin, owner, house, none = (s.sign_in(u) for u in ("admin", "one-owner", "one-warehouse", "none"))
    for page in ("articles", "goods-stock-location", "order-list", "purchase-order-list", "goods-transactions", "load-carriers-in-stock",
                 "pick-orders", "movement-orders"):
        everything = all_rows(s, "/pages/" + page, admin)
        key = "goods_owner"
        mine = {r["id"] for r in all_rows(s, "/pages/" + page, owner)}
        own = {r["id"] for r in everything if r[key]["code"] == "ABC"}
        t.ok(mine == own and (len(own) < len(everything) or len(everything) < 5), f"{page}: one goods owner's rows (A1)",
             f"{len(mine)} of {len(own)}, {len(everything)} in all")
        t.ok(all_rows(s, "/pages/" + page, none) == [], f"{page}: nobody's scope shows nothing (B4)")
        if "warehouse" in everything[0]:
            mine = {r["id"] for r in all_rows(s, "/pages/" + page, house)}
            own = {r["id"] for r in everything if r["warehouse"]["code"] == "MAIN"}
            t.ok(mine == own, f"{page}: one warehouse's rows (B4)", f"{len(mine)} of {len(own)}, {len(everything)} in all")
        foreign = next((r["id"] for r in everything if r[key]["code"] != "ABC"), None)
        if foreign:
            a, b = s.get(f"/pages/{page}/{foreign}", owner), s.get(f"/pages/{page}/999999999", owner)
            t.ok(a.status == b.status == 404 and a.data == b.data, f"{page}: a row outside his scope is not there, byte for byte (A7)", a, b)
            t.ok(s.get(f"/pages/{page}/{foreign}", admin).status == 200, f"{page}: and whoever may sees it")
        count = s.get(f"/pages/{page}/count", owner).json
        t.ok(count == {"count": len(own if page == "articles" else {r["id"] for r in everything if r[key]["code"] == "ABC"}), "more": False},
             f"{page}: totals are his own (A1)", count)

    orders = all_rows(s, "/pages/order-list", admin)
    reseller, lost = s.sign_in("own-reseller"), s.sign_in("no-reseller")
    his = all_rows(s, "/pages/order-list", reseller)
    customer = his[0]["customer"]["id"]
    t.ok({r["id"] for r in his} == {r["id"] for r in orders if r["customer"]["id"] == customer}, "a reseller sees his own orders (A1, B15)")
    t.ok(all_rows(s, "/pages/order-list", lost) == [], "and none without a consignee")
    foreign = next(r["id"] for r in orders if r["customer"]["id"] != customer)
    for path in (f"/pages/order-list/{foreign}", f"/pages/order-list/{foreign}/rows/rows"):
        a, b = s.get(path, reseller), s.get(path.replace(str(foreign), "999999999"), reseller)
        t.ok(a.status == 404 and a.data == b.data, f"another's is not there: {path} (A7)", a)
    supplier = s.sign_in("own-supplier")
    bought = all_rows(s, "/pages/purchase-order-list", supplier)
    t.ok(bought and len({r["supplier"]["id"] for r in bought}) == 1, "a supplier sees his own purchase orders (A1)")
    a = s.get("/pages/articles/fields/goods_owner", owner)
    t.ok([r["code"] for r in a.json["rows"]] == ["ABC"], "a look-up gives what is in scope (E7)", a)
    a = s.get("/pages/receive-goods/fields/article?find=E000", owner)
    t.ok(a.status == 200 and a.json["rows"] == [], "also through a task's field", a)
    t.ok(s.get("/pages/users/fields/login", owner).status == 403, "and not through a page he lacks (E7)")
t.done()
