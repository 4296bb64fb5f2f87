#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of pages over HTTPS: paging, sorting, filters, search, totals, records, rows, look-ups."""
import json
import urllib.parse
import tap
import wmsd


def q(path, **parameters):
    return path + "?" + urllib.parse.urlencode({k.replace("__", "."): v for k, v in parameters.items()})


t = tap.Tap()
with wmsd.Server(("demo", "--articles", "120")) as s:
    token = s.sign_in("admin")

    def get(path, **parameters):
        return s.get(q(path, **parameters) if parameters else path, token)

    def walk(path, **parameters):
        """All rows, page by page, forwards; and the cursors' answers."""
        rows, cursor, pages = [], None, 0
        while True:
            a = get(path, **(parameters | ({"cursor": cursor} if cursor else {})))
            rows += a.json["rows"]
            pages += 1
            cursor = a.json["next"]
            if not cursor:
                return rows, pages

    def walk_back(path, **parameters):
        rows, cursor = [], None
        while True:
            a = get(path, backward="true", **(parameters | ({"cursor": cursor} if cursor else {})))
            rows = a.json["rows"] + rows
            cursor = a.json["previous"]
            if not cursor:
                return rows

    def problem(a, status, code, field=None):
        return a.status == status and a.code == code and (field is None or a.json.get("field") == field)

    rows, pages = walk("/pages/articles", limit=7)
    total = get("/pages/articles/count").json
    t.ok(total == {"count": 120, "more": False} and len(rows) == 120 and pages == 18, "every row comes once, page by page", total, len(rows), pages)
    t.ok(len({r["id"] for r in rows}) == 120, "and none twice")
    t.ok([r["number"] for r in rows] == sorted(r["number"] for r in rows), "in the order of the list's first sort")
    t.ok(walk_back("/pages/articles", limit=7) == rows, "backwards from the end it is the same list")
    t.ok(walk("/pages/articles", limit=200)[0] == rows, "also in one page")
    down, _ = walk("/pages/articles", limit=11, sort="number", desc="true")
    t.ok([r["id"] for r in down] == [r["id"] for r in reversed(rows)], "downwards it is reversed")
    by_name, _ = walk("/pages/articles", limit=13, sort="name")
    t.ok({r["id"] for r in by_name} == {r["id"] for r in rows} and by_name != rows, "sorted by name it is the same rows")
    one = get("/pages/articles", limit=1).json
    two = get("/pages/articles", limit=1, cursor=one["next"]).json
    back = get("/pages/articles", limit=1, cursor=two["previous"], backward="true").json
    t.ok(one["previous"] is None and back["rows"] == one["rows"], "one page back is where one was")

    first = rows[0]
    a = get("/pages/articles", filter__number=first["number"])
    t.ok([r["id"] for r in a.json["rows"]] == [first["id"]], "equal to", a)
    a = get("/pages/articles", filter__number__begins=first["number"][:1], limit=200)
    t.ok({r["id"] for r in a.json["rows"]} == {r["id"] for r in rows if r["number"].startswith(first["number"][:1])}, "beginning with", a)
    owner = first["goods_owner"]["id"]
    a = get("/pages/articles", filter__goods_owner=owner, limit=200)
    t.ok({r["id"] for r in a.json["rows"]} == {r["id"] for r in rows if r["goods_owner"]["id"] == owner}, "of one goods owner", a)
    orders, _ = walk("/pages/order-list", limit=200)
    day = sorted(r["delivery_date"] for r in orders)[len(orders) // 2]
    late, _ = walk("/pages/order-list", limit=9, filter__delivery_date__from=day)
    early, _ = walk("/pages/order-list", limit=9, filter__delivery_date__to=day)
    t.ok({r["id"] for r in late} == {r["id"] for r in orders if r["delivery_date"] >= day}, "from a day")
    t.ok({r["id"] for r in early} == {r["id"] for r in orders if r["delivery_date"] <= day}, "to a day")
    both = get("/pages/order-list/count", filter__delivery_date__from=day, filter__delivery_date__to=day).json["count"]
    t.ok(both == sum(r["delivery_date"] == day for r in orders) > 0, "both")
    moves, _ = walk("/pages/goods-transactions", limit=200)
    first_time, last_time = min(r["time"] for r in moves), max(r["time"] for r in moves)
    for ends, some in (({"from": first_time}, True), ({"to": last_time}, True), ({"from": first_time, "to": first_time}, True),
                       ({"from": last_time[:11] + "23:59:59.999Z"}, False), ({"to": first_time[:11] + "00:00:00Z"}, False)):
        found, _ = walk("/pages/goods-transactions", limit=50, **{f"filter__time__{k}": v for k, v in ends.items()})
        want = {r["id"] for r in moves if ends.get("from", "") <= r["time"] <= ends.get("to", "9")}
        t.ok({r["id"] for r in found} == want and bool(want) == some, f"a time {' '.join(ends)}", ends, len(found), len(want))
    word = next(w for w in first["name"].split() if len(w) > 4)
    found, _ = walk("/pages/articles", limit=5, search=word.upper())
    t.ok({r["id"] for r in found} == {r["id"] for r in rows if word.lower() in (r["number"] + " " + r["name"]).lower()}, "a search finds in any case",
         word, len(found))
    t.ok(get("/pages/articles/count", search=word).json["count"] == len(found), "and counts what it finds")
    t.ok(get("/pages/articles", search="%").json["rows"] == [] and get("/pages/articles", search="\" OR *").json["rows"] == [],
         "a search is text, never a pattern or a query")
    t.ok(get("/pages/articles", search="qqqqq").json == {"rows": [], "next": None, "previous": None}, "nothing found is an empty page")

    record = get(f"/pages/articles/{first['id']}")
    t.ok(record.status == 200 and all(record.json[k] == v for k, v in first.items()) and len(record.json) > len(first),
         "a record has what the list shows, and more", record)
    t.ok(get("/pages/articles/999999").status == 404, "one that is not there")
    with_rows = get(f"/pages/order-list/{orders[0]['id']}/rows/rows", limit=200).json["rows"]
    t.ok(with_rows and all(r["order"]["id"] == orders[0]["id"] for r in with_rows), "an order's rows are its own", with_rows)
    t.ok(get(f"/pages/order-list/{orders[0]['id']}/rows/number").status == 404, "a field that is no list of rows")
    a = get("/pages/receive-goods/fields/article", find=first["number"])
    t.ok(first["id"] in [r["id"] for r in a.json["rows"]], "a look-up by number", a)
    t.ok(set(a.json["rows"][0]) == {"id", "code", "name"}, "gives id, code and name")
    t.ok(len(get("/pages/receive-goods/fields/article", find="", limit=3).json["rows"]) == 3, "as many as asked for")
    t.ok(get("/pages/receive-goods/fields/quantity").status == 404, "a field that refers to nothing has no values")

    for path, parameters, status, code, field in [
            ("/pages/articles", {"sort": "weight"}, 422, "invalid", "sort"), ("/pages/articles", {"sort": "no"}, 422, "invalid", "sort"),
            ("/pages/articles", {"limit": "0"}, 422, "invalid", "limit"), ("/pages/articles", {"limit": "201"}, 422, "invalid", "limit"),
            ("/pages/articles", {"limit": "1x"}, 422, "invalid", "limit"), ("/pages/articles", {"desc": "1"}, 422, "invalid", "desc"),
            ("/pages/articles", {"cursor": "x"}, 400, "bad-request", "cursor"), ("/pages/articles", {"nothing": "1"}, 400, "bad-request", "nothing"),
            ("/pages/articles", {"filter.nothing": "1"}, 422, "unknown-field", None),
            ("/pages/articles", {"filter.goods_owner": "ABC"}, 422, "invalid", "goods_owner"),
            ("/pages/articles", {"filter.obsolete": "maybe"}, 422, "invalid", "obsolete"),
            ("/pages/articles", {"filter.name.from": "a"}, 422, "unknown-field", None),
            ("/pages/order-list", {"filter.delivery_date.from": "2026-02-30"}, 422, "invalid", "delivery_date"),
            ("/pages/goods-transactions", {"filter.time.to": "2026-01-31"}, 422, "invalid", "time"),
            ("/pages/goods-transactions", {"filter.time": "2026-01-31T00:00:00Z"}, 422, "unknown-field", None),
            ("/pages/receive-goods/fields/article", {"nothing": "1"}, 400, "bad-request", "nothing"),
            ("/pages/receive-goods/fields/article", {"limit": "21"}, 422, "invalid", "limit")]:
        a = s.get(path + "?" + urllib.parse.urlencode(parameters), token)
        t.ok(problem(a, status, code, field), f"{path} {json.dumps(parameters)} is refused by name", a)
    other = get("/pages/articles", limit=1, sort="name").json["next"]
    t.ok(problem(get("/pages/articles", sort="number", cursor=other), 400, "bad-request", "cursor"), "a cursor belongs to its sort")
    for path in ("/pages/articles/0", "/pages/articles/-1", "/pages/articles/01", "/pages/articles/1x", "/pages/articles/99999999999999999999",
                 "/pages/nothing", "/pages/articles/1/rows", "/pages/help"):
        a = s.get(path, token)
        t.ok(problem(a, 404, "not-found"), f"{path} is not there", a)
    t.ok(s.ask("HEAD", "/pages/articles", token).status == 200, "HEAD is answered as GET")
    t.ok(s.ask("PUT", "/pages/articles", token).headers["Allow"] == "GET, POST", "another method is told which there is")
t.done()
