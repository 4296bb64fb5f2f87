#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nasty text in every field of every page about people: refused by name, or kept and given back as it is, the audit too (B1, B13)."""
import json
import tap
import wmsd
from people import match

NASTY = {"html": "<script>alert(1)</script>", "sql": "'); DROP TABLE users; --", "format": "%s%n{0}${x}{{7*7}}", "crlf": "a\r\nX-Evil: 1", "lf": "a\nb",
         "escape": "\x1b]0;owned\x07\x1b[31m", "c1": "a\u009b31m", "bidi": "\u202egnp.exe", "isolate": "a\u2066b", "zero": "a\u200bb", "bom": "\ufeffa", "del": "a\x7f",
         "separator": "a\u2028b", "emoji": "💥🏭", "joined": "👩‍👩‍👧", "combining": "e" + "\u0301" * 20, "nul": "a\0b", "half": "\ud800", "long": "x" * 5000,
         "private": "\ue000", "none": "\uffff", "path": "../../etc/passwd", "spaces": "   "}
PAGES = {"users": {"login": "new", "name": "New", "level": "warehouse", "password": wmsd.PASSWORD, "all_goods_owners": True, "default_goods_owner": 1, "email": "",
                   "telephone": ""},
         "api-for-goods-owners": {"login": "new", "name": "New", "all_goods_owners": True, "email": "", "telephone": ""},
         "api-for-automation": {"login": "new", "name": "New", "all_goods_owners": True, "email": "", "telephone": ""},
         "user-groups": {"code": "NEW", "name": "New"}, "goods-owner-groups": {"code": "NEW", "name": "New"},
         "ip-filters": {"code": "NEW", "description": "New", "ranges": "10.0.0.0/8"}}
SINGLE = {"identity-provider": ("name", "issuer", "client_id", "client_secret"), "own-profile": ("telephone", "language"), "multifactor": ("who",)}
ACTIONS = {"set-password": "password", "token": "kind", "link": "subject"}
t = tap.Tap()


def wire(body):
    return json.dumps(body)  # ASCII: a lone surrogate goes as it was written


def good(a, text, field):
    """Refused by name, or the same again."""
    if a.status >= 500:
        return False
    if a.status in (200, 201):
        return field not in a.json or a.json[field] == text
    return a.status in (400, 409, 413, 422) and (a.status in (400, 413) or a.json.get("field"))


with wmsd.Server(("demo", "--articles", "10")) as s:
    admin = s.sign_in("admin")
    made = 0
    for page, first in PAGES.items():
        key = "login" if "login" in first else "code"
        row = s.post(f"/pages/{page}", admin, first | {key: f"kept{list(PAGES).index(page)}"}).json
        for field in [f for f in first if isinstance(first[f], str)]:
            faults = []
            for kind, text in NASTY.items():
                made += 1
                a = s.ask("POST", f"/pages/{page}", admin, wire(first | {key: f"n{made}"} | {field: text}))
                if not good(a, text, field):
                    faults.append(f"create {kind}: {a}")
                if a.status == 201:
                    again = s.get(f"/pages/{page}/{a.json['id']}", admin)
                    if again.status != 200 or (field in again.json and again.json[field] != text):
                        faults.append(f"read {kind}: {again}")
                rev = s.get(f"/pages/{page}/{row['id']}", admin).json["rev"]
                a = s.ask("PUT", f"/pages/{page}/{row['id']}", admin, wire({field: text}), match(rev))
                if not good(a, text, field):
                    faults.append(f"update {kind}: {a}")
            a = s.ask("POST", f"/pages/{page}", admin, wire(first | {key: "big", field: "x" * (1 << 20)}))
            if a.status not in (413, 422):
                faults.append(f"1 MB: {a.status}")
            t.none_of(faults, f"{page}, {field}: refused by name or kept as it is (B1)")
    for page, fields in SINGLE.items():
        row = s.get(f"/pages/{page}?limit=1", admin).json["rows"][0]
        for field in fields:
            faults = []
            for kind, text in NASTY.items():
                rev = s.get(f"/pages/{page}/{row['id']}", admin).json["rev"]
                a = s.ask("PUT", f"/pages/{page}/{row['id']}", admin, wire({field: text}), match(rev))
                if not good(a, text, field):
                    faults.append(f"update {kind}: {a}")
            t.none_of(faults, f"{page}, {field}: refused by name or kept as it is")
    for action, field in ACTIONS.items():
        answers = {kind: s.ask("POST", f"/pages/users/2/{action}", admin, wire({field: text})) for kind, text in NASTY.items()}
        t.none_of([f"{kind}: {a}" for kind, a in answers.items() if a.status >= 500], f"{action}: nothing breaks")
    answers = {kind: s.ask("POST", "/pages/ip-filters/test", admin, wire({"address": text})) for kind, text in NASTY.items()}
    t.none_of([f"{kind}: {a}" for kind, a in answers.items() if a.status not in (400, 422)], "an address that is none")
    for kind, text in NASTY.items():
        answers[kind] = s.ask("POST", "/pages/users/import", admin, wire({"rows": [{"login": text, "name": text, "level": text, "default_goods_owner": text}]}))
    t.none_of([f"{kind}: {a}" for kind, a in answers.items() if a.status >= 500 or (a.status == 200 and a.json["done"])], "an import of that imports nobody")

    rows, cursor = [], ""
    while cursor is not None:
        page = s.get("/pages/audit?limit=200" + (f"&cursor={cursor}" if cursor else ""), admin).json
        rows, cursor = rows + page["rows"], page["next"]
    bad = []
    for r in rows:
        for part in ("before", "after"):
            try:
                json.loads(r[part] or "{}")
            except ValueError:
                bad.append(f"{r['id']} {part}: {r[part][:80]!r}")
    t.none_of(bad[:5], "the audit is JSON all through (B13)")
    told = [json.loads(r["after"] or "{}") for r in rows if r["page"] == "users"]
    t.ok(any(x.get("name") == NASTY["html"] for x in told) and any(x.get("name") == NASTY["emoji"] for x in told), "and says what was written, as it is (B13)")
    a = s.post("/pages/audit/verify", admin)
    t.ok(a.json["ok"] is True, "its chain is whole", a)
    with s.tenant() as db:
        kept = db.execute("SELECT count(*) FROM users").fetchone()[0]
    db.close()
    t.ok(kept > 20, "the table is there", kept)
    with open(s.data + "/log", "rb") as f:
        log = f.read()
    t.ok(not [b for b in set(log) if b < 32 and b != 10], "the log has no raw control byte", sorted(set(log))[:5])
    t.ok(b"\xe2\x80\xae" not in log and b"api.failed" not in log, "nor text that runs backwards, and nothing failed inside",
         [x for x in log.splitlines() if b"failed" in x][:3])
t.done()
