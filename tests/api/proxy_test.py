#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of proxies in config/, run as they stand but for ports and
files: whoever comes through one has his own address, whatever he writes (C11)."""
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import tap
import wmsd

ENOUGH_S = 10
HERE, FORGED = "127.0.0.7", "192.0.2.66"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def filled(example, words):
    """The example with other words in place of its own; each must stand in it."""
    with open("config/" + example, encoding="utf-8") as f:
        text = f.read()
    for old, new in words.items():
        if old not in text:
            raise RuntimeError(f"{example}: {old!r} is not there")
        text = text.replace(old, new)
    return text


def nginx(place, server, port):
    site = filled("nginx.conf.example", {
        "127.0.0.1:8443": f"127.0.0.1:{server.port}", "listen 443": f"listen 127.0.0.1:{port}", "listen [::]:443 ssl;": "",
        "/etc/nginx/wms.pem": server.data + "/server.pem", "/etc/nginx/wms.key": server.data + "/server.key",
        "/etc/nginx/wmsd-ca.pem": server.data + "/ca.pem"})
    temps = "".join(f"{x}_temp_path {place}/{x};\n" for x in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    with open(place + "/nginx.conf", "w", encoding="utf-8") as f:
        f.write(f"daemon off;\nmaster_process off;\npid {place}/pid;\nerror_log {place}/log;\nevents {{ }}\n"
                f"http {{\naccess_log off;\n{temps}{site}}}\n")
    return [shutil.which("nginx", path=PATH), "-p", place, "-c", place + "/nginx.conf"]


def haproxy(place, server, port):
    with open(place + "/wms.pem", "w", encoding="utf-8") as f, open(server.data + "/server.pem", encoding="utf-8") as certificate, \
         open(server.data + "/server.key", encoding="utf-8") as key:
        f.write(certificate.read() + key.read())
    with open(place + "/haproxy.cfg", "w", encoding="utf-8") as f:
        f.write(filled("haproxy.cfg.example", {
            "127.0.0.1:8443": f"127.0.0.1:{server.port}", "bind :443": f"bind 127.0.0.1:{port}",
            "/etc/haproxy/wms.pem": place + "/wms.pem", "/etc/haproxy/wmsd-ca.pem": server.data + "/ca.pem"}))
    return [shutil.which("haproxy", path=PATH), "-db", "-f", place + "/haproxy.cfg"]


PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
PROXIES = {"nginx": nginx, "haproxy": haproxy}


def ask(server, port, method, path, body=None, headers=None, source=HERE):
    c = http.client.HTTPSConnection("127.0.0.1", port, context=server.context, timeout=60, source_address=(source, 0))
    try:
        c.request(method, path, body, headers or {})
        answer = c.getresponse()
        return answer.status, answer.read()
    finally:
        c.close()


def wait_for(port, process):
    """Until it takes connections: it says nothing then."""
    until = time.monotonic() + ENOUGH_S
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return True
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
    return False


def sign_in(server, port, **more):
    body = json.dumps({"login": "admin", "password": wmsd.PASSWORD})
    return ask(server, port, "POST", wmsd.PREFIX + "/sessions", body, {"Content-Type": "application/json", "X-Forwarded-For": FORGED}, **more)


def addresses(server):
    with server.directory() as d:
        return [x for (x,) in d.execute("SELECT address FROM session ORDER BY id")]


def has_filter(tenant, ranges):
    row = tenant.execute("INSERT INTO ip_filters (code, code_fold, description, description_fold, ranges, find) VALUES ('P', 'p', 'P', 'p', ?, 'p')",
                         (ranges,)).lastrowid
    tenant.execute("UPDATE users SET ip_filter = ? WHERE login = 'admin'", (row,))


def through(t, name, server, place, said):
    port = free_port()
    prefix = wmsd.PREFIX
    process = subprocess.Popen(PROXIES[name](place, server, port), stdout=said, stderr=said)
    try:
        if not t.ok(wait_for(port, process), f"{name}: it listens"):
            return
        got = ask(server, port, "GET", "/elsewhere")
        t.ok(got[0] == 404 and b'"code"' not in got[1], f"{name}: what is not the API stays outside", got)
        _, body = sign_in(server, port)
        token = json.loads(body).get("token", "")
        bearer = {"Authorization": "Bearer " + token, "X-Forwarded-For": FORGED}
        got = ask(server, port, "GET", prefix + "/pages/articles/fields/unit?find=%C3%A5%2B%20b", None, bearer)
        t.ok(got[0] == 200, f"{name}: an address with escapes goes on as it came", got)
        t.ok(addresses(server)[-1:] == [HERE], f"{name}: a sign-in is of the one who comes, not of whom he names", addresses(server))
        got = [ask(server, port, "GET", prefix + "/session", None, bearer, source)[0] for source in (HERE, "127.0.0.8")]
        t.ok(got == [200, 403], f"{name}: each request is so, too: his filter holds", got)
        got = ask(server, port, "POST", prefix + "/sessions", None, {"Content-Type": "application/json", "Content-Length": "2097153"})
        t.ok(got[0] == 413, f"{name}: what is too large is refused", got)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(ENOUGH_S)


t = tap.Tap()
with wmsd.Server(prepare=lambda directory, tenant: has_filter(tenant, HERE + "/32, 127.0.0.9/32"),
                 options=("--trusted-proxies", "127.0.0.1")) as server:
    status, _ = sign_in(server, server.port, source="127.0.0.9")
    t.ok(status == 201 and addresses(server) == ["127.0.0.9"], "who comes without a proxy is believed nothing", status, addresses(server))
    for name in PROXIES:
        if not shutil.which(name, path=PATH):
            t.skip(f"{name}: config/{name}", f"{name} is not here: apt-get install {name}")
            continue
        with tempfile.TemporaryDirectory() as place, open(place + "/said", "wb") as said:
            through(t, name, server, place, said)
t.done()
