# SPDX-License-Identifier: GPL-3.0-or-later
"""What the suites about people have in common: users written through the API of a server (tests/wmsd.py)."""
import json
import wmsd


class People:
    """Users, as one who may write them sees them."""

    def __init__(self, server, token, page="users"):
        self.s, self.token, self.page = server, token, page

    def make(self, login, **more):
        body = {"login": login, "name": login.capitalize(), "all_goods_owners": True, "default_goods_owner": 1}
        if self.page == "users":
            body |= {"level": "warehouse", "password": wmsd.PASSWORD}
        else:
            del body["default_goods_owner"]
        return self.s.post(f"/pages/{self.page}", self.token, {k: v for k, v in (body | more).items() if v is not None})

    def made(self, login, **more):
        a = self.make(login, **more)
        if a.status != 201:
            raise RuntimeError(f"{login}: {a}")
        return a.json["id"]

    def row(self, user):
        return self.s.get(f"/pages/{self.page}/{user}", self.token).json

    def rows(self, query=""):
        return self.s.get(f"/pages/{self.page}?limit=200" + query, self.token).json["rows"]

    def count(self, query=""):
        return self.s.get(f"/pages/{self.page}/count?" + query, self.token).json["count"]

    def put(self, user, rev=None, **change):
        return self.s.ask("PUT", f"/pages/{self.page}/{user}", self.token, change, match(rev or self.row(user)["rev"]))

    def do(self, user, action, **body):
        return self.s.post(f"/pages/{self.page}/{user}/{action}", self.token, body)

    def delete(self, user):
        return self.s.ask("DELETE", f"/pages/{self.page}/{user}", self.token)

    def parts(self, user, what):
        return self.s.get(f"/pages/{self.page}/{user}/rows/{what}", self.token).json["rows"]

    def many(self, users, dry=False, **change):
        rows = [{"id": u, "rev": self.row(u)["rev"]} for u in users]
        return self.s.post(f"/pages/{self.page}/change-many", self.token, {"rows": rows, "set": change, "dry": dry})

    def audit(self, user):
        """Of a user, newest first: (action, before, after)."""
        rows = self.s.get(f"/pages/audit?limit=200&filter.about={user}", self.token).json["rows"]
        return [(r["action"], json.loads(r["before"] or "{}"), json.loads(r["after"] or "{}")) for r in rows]


def match(rev):
    return {"If-Match": f'"{rev}"'}


def is_problem(a, status, code, field=None):
    doc = a.json
    return (a.status == status and a.headers["Content-Type"] == "application/problem+json" and doc["code"] == code
            and (field is None or doc.get("field") == field))
