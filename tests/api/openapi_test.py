#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenAPI document is that of the running server (I1): redocly has nothing to say about it, and prism, between us and
the server, finds no answer that it does not describe.  Every operation in it is called."""
import http.client
import itertools
import json
import os
import re
import socket
import subprocess
import tempfile
import tap
import terminal
import wmsd

NPM = "build/npm/node_modules/.bin/"


class Prism:
    """prism as a proxy before the server."""

    def __init__(self, server, document):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.process = subprocess.Popen([NPM + "prism", "proxy", document, f"https://127.0.0.1:{server.port}", "--port", str(self.port)],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                        env=os.environ | {"NODE_EXTRA_CA_CERTS": server.data + "/ca.pem"})
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if "Prism is listening" in line:
                break

    def ask(self, method, path, headers, body=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        c.request(method, path, body, headers)
        answer = c.getresponse()
        data = answer.read()
        c.close()
        return answer.status, answer.headers.get("sl-violations"), data

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


def refs(node):
    if isinstance(node, dict):
        for k, v in node.items():
            yield from [v] if k == "$ref" else refs(v)
    elif isinstance(node, list):
        for v in node:
            yield from refs(v)


counter = itertools.count(1)


def sample(schema, whole=False):
    """Something that the schema asks for: of an object what is required, else its first member."""
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        members = schema.get("properties", {})
        wanted = schema.get("required") or (list(members)[:1] if whole else [])
        return {m: sample(members[m], m == "set") for m in wanted}
    if kind == "array":
        return [sample(schema["items"])]
    if "enum" in schema:
        return [v for v in schema["enum"] if v][0]
    if kind == "string":
        return f"Z{next(counter)}" if "pattern" not in schema else "1" if re.match(schema["pattern"], "1") else ""
    return {"integer": 1, "boolean": True}[kind]


t = tap.Tap()
with wmsd.Server(("demo", "--articles", "40")) as s:
    document = s.get("/openapi.json").json
    every = list(operations(document))
    ids = [o["operationId"] for _, _, o in every]
    t.ok(document["openapi"] == "3.1.0" and len(every) > 40, "there is a document", len(every))
    t.ok(len(set(ids)) == len(ids), "each operation has an id of its own")
    missing = [r for r in refs(document) if r.split("/")[-1] not in document["components"][r.split("/")[2]]]
    t.none_of(missing, "what it refers to is in it")
    t.none_of([f"{m} {p}" for p, m, o in every if set(re.findall(r"{(\w+)}", p)) != {x["name"] for x in o["parameters"] if x["in"] == "path"}],
              "each part of a path is described")
    with open("src/server/api/api_routes.c", encoding="utf-8") as f:
        routes = set(re.findall(r'\.method = "(\w+)", \.path = "([^"]+)"', f.read()))
    literal = {(m, p) for m, p in routes if "{page}" not in p}
    t.none_of([f"{m} {p}" for m, p in literal if p and m.lower() not in document["paths"].get(wmsd.PREFIX + p, {})], "every route stands in it")

    if not os.path.exists(NPM + "prism"):
        t.skip("redocly and prism", "npm's packages are not here (tests/npm.sh)")
        t.done()
    with tempfile.TemporaryDirectory() as home:
        file = home + "/openapi.json"
        with open(file, "w", encoding="utf-8") as f:
            json.dump(document, f)
        lint = subprocess.run([NPM + "redocly", "lint", "--format=json", file], capture_output=True, text=True, env=os.environ | {"HOME": home})
        faults = [f"{p['ruleId']}: {p['message']}: {p['location'][0].get('pointer')}" for p in json.loads(lint.stdout)["problems"]]
        t.none_of(faults, "redocly has nothing to say")

        prism = Prism(s, file)
        dock = terminal.Terminal()
        tokens = {}
        for login in ("admin", "johnny"):
            status, violations, data = prism.ask("POST", wmsd.PREFIX + "/sessions", {"Content-Type": "application/json"}, json.dumps(
                {"login": login, "password": wmsd.PASSWORD, "terminal": {"key": dock.key, "name": "Dock"}}))
            t.ok(status == 201 and not violations, f"through prism: {login} signs in", status, violations, prism.said)
            tokens[login] = json.loads(data)
        work = tokens["johnny"]
        sign_in = dock.record("sign_in", {"account": "johnny", "session": work["session"], "offline": False}, 0)
        bodies = {"/transactions": (dock.batch([sign_in], work["epoch"]), "application/x-ndjson"),
                  "/terminal/sscc": (b'{"count":10}', "application/json"),
                  "/pages/change-password/change": (json.dumps({"old": wmsd.PASSWORD, "new": "Better-1234"}).encode(), "application/json")}
        first = {}

        def call(path, method, operation, token):
            """status, violations of one operation, asked as its document says."""
            place = path[len(wmsd.PREFIX):]
            page = re.match(r"/pages/([\w-]+)/{id}", place)
            if page:
                if page[1] not in first:
                    rows = s.get(f"/pages/{page[1]}?limit=1", tokens["admin"]["token"]).json["rows"]
                    first[page[1]] = rows[0]["id"] if rows else 1
                path = path.replace("{id}", str(first[page[1]]))
                row = s.get(f"/pages/{page[1]}/{first[page[1]]}", tokens["admin"]["token"])
            path = path.replace("{resource}", "articles")
            if place.startswith("/replica/"):
                path += "?after=0&limit=5"
            body, kind = None, None
            if "requestBody" in operation:
                schema = operation["requestBody"]["content"].get("application/json", {}).get("schema", {})
                made = (json.dumps(sample(schema) if place not in bodies and "$ref" not in schema else {}).encode(), "application/json")
                body, kind = bodies.get(place, made)
            headers = {"Content-Type": kind} if body else {}
            if method in ("PUT", "DELETE") and page:
                headers["If-Match"] = f'"{row.json["rev"]}"' if row.status == 200 else '"1"'
            headers["Authorization"] = dock.authorization(method, path, body or b"") if token is None else "Bearer " + token
            return prism.ask(method, path, headers, body)

        faults, bad, seen = [], [], {}
        late = ("/sessions", "/end-session", "/pages/change-password/change", "/sessions/current")
        last = [o for o in every if o[1] == "DELETE" and "/pages/" in o[0]] + [o for name in late[1:] for o in every if o[0].endswith(name)]
        for path, method, operation in [o for o in every if not o[0].endswith(late) and o not in last] + last:
            signed = operation["security"] == [{"terminal": []}]
            for login in ("johnny",) if signed or path.endswith(late) else ("johnny", "admin"):
                status, violations, data = call(path, method, operation, None if signed else tokens[login]["token"])
                seen.setdefault(operation["operationId"], []).append(status)
                if violations:
                    faults.append(f"{login}: {method} {path}: {status}: {violations} {data[:200]!r}")
                if status >= 500:
                    bad.append(f"{login}: {method} {path}: {status}: {data[:200]!r}")
            if method == "GET" and not signed and operation["security"]:
                status, violations, data = prism.ask("GET", path.replace("{id}", "999999999"), {"Authorization": "Bearer no"})
                if violations or status != 401:
                    faults.append(f"nobody: {method} {path}: {status}: {violations}")
        t.none_of(faults, "prism finds every answer described")
        # These need a PIN, a token, a provider: others show them done (login_test, sso_sign_in_test).
        secrets = ("/sessions/pin", "/sessions/pin/again", "/sessions/sso", "/sessions/sso/poll", "/passwords", "/session/assure")
        t.none_of(bad, "no operation fails")
        # A floor worker's and an administrator's rights together reach every page but these.
        t.none_of([f"{o['operationId']}: {seen.get(o['operationId'])}" for p, _, o in every if not p.endswith(late[:1] + secrets)
                   and not any(status < 300 or status in (403, 404, 409) and "pages" in p for status in seen.get(o["operationId"], []))],
                  "every operation was called, and done where the user may")
        prism.stop()
t.done()
