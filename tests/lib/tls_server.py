#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A scripted HTTPS server for tests of the client: tls_server.py FOLDER FAULT

Makes a certificate authority and a certificate in FOLDER with openssl, then
says "ready PORT" and, a line each, what happens: "bytes N" (decrypted bytes of
a connection, before anything else is said of them), "request METHOD PATH",
"closed".  Requests are kept whole in FOLDER/request.N, counted from 1.

It answers from FOLDER/script, read anew for each request (put another file in
its place).  A line is
`METHOD PATH STATUS BODY`; several lines of one method and path are used one
after another, the last again and again; a path without its query serves where
the whole one has no line.  Other statuses: `hang` never answers, `drop` closes,
`big` sends 9 MiB, `short` breaks off in the middle of its body, `slow` sends its
head a byte at a time for as long as somebody listens.  `text` before
the status's number ("text200") sends BODY as text/plain; with a status of 3xx
BODY is the Location, too.  `epoch UUID` and
`time MS` give the headers; `$EPOCH` in a body stands for the epoch.

It ends when its standard input does.
"""
import os
import socket
import ssl
import subprocess
import sys
import threading
import time

folder, fault = sys.argv[1:3]
lock = threading.RLock()
used, count = set(), 0


def path(name):
    return os.path.join(folder, name)


def say(line):
    try:
        with lock:
            os.write(1, (line + "\n").encode())
    except OSError: # nobody listens any more
        os._exit(0)


# --- certificates ---

def openssl(*args):
    subprocess.run(["openssl", *args], check=True, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def day(offset):
    return time.strftime("%y%m%d%H%M%SZ", time.gmtime(time.time() + offset * 86400))


def issue(name, issuer, extensions, start=-1, end=30, digest="sha256"):
    with open(path(name + ".ext"), "w", encoding="ascii") as f:
        f.write("\n".join(extensions) + "\n")
    with open(path("ca.cnf"), "w", encoding="ascii") as f:
        f.write("[ca]\ndefault_ca=x\n[x]\ndatabase=index\nnew_certs_dir=.\nserial=serial\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n")
    open(path("index"), "w", encoding="ascii").close()
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name + ".key", "-subj", "/CN=" + name,
            "-out", name + ".csr")
    by = ["-selfsign", "-keyfile", name + ".key"] if issuer == name else ["-cert", issuer + ".pem", "-keyfile", issuer + ".key"]
    openssl("ca", "-batch", "-config", "ca.cnf", "-rand_serial", "-notext", "-md", digest, "-startdate", day(start), "-enddate", day(end),
            "-extfile", name + ".ext", "-in", name + ".csr", "-out", name + ".pem", *by)


def certificates():
    """FAULT's own; the right one is believed and names this host."""
    ca = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign", "subjectKeyIdentifier=hash"]
    leaf = ["basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature", "extendedKeyUsage=serverAuth"]
    here = ["subjectAltName=IP:127.0.0.1,DNS:localhost"]
    issue("ca", "ca", ca, *((-9, -2) if fault == "ca-expired" else ()))
    if fault == "other-ca":
        issue("other", "other", ca)
        issue("server", "other", leaf + here)
    elif fault == "self-signed":
        issue("server", "server", leaf + here)
    elif fault == "expired":
        issue("server", "ca", leaf + here, -9, -2)
    elif fault == "not-yet":
        issue("server", "ca", leaf + here, 2, 9)
    elif fault == "other-host":
        issue("server", "ca", leaf + ["subjectAltName=DNS:wms.example.com"])
    elif fault == "other-address":
        issue("server", "ca", leaf + ["subjectAltName=IP:127.0.0.2"])
    elif fault == "no-name":
        issue("server", "ca", leaf)
    elif fault == "leaf-as-ca":
        issue("middle", "ca", leaf + here)
        issue("server", "middle", leaf + here)
        with open(path("server.pem"), "a", encoding="ascii") as out, open(path("middle.pem"), encoding="ascii") as more:
            out.write(more.read())
    elif fault == "sha1":
        issue("server", "ca", leaf + here, digest="sha1")
    else:
        issue("server", "ca", leaf + here)


def context():
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if fault in ("tls1.0", "tls1.1"):
        c.set_ciphers("ALL:@SECLEVEL=0")
        c.minimum_version = ssl.TLSVersion.TLSv1
        c.maximum_version = ssl.TLSVersion.TLSv1 if fault == "tls1.0" else ssl.TLSVersion.TLSv1_1
    if fault == "tls1.2":
        c.maximum_version = ssl.TLSVersion.TLSv1_2
    if fault == "sha1":
        c.set_ciphers("ALL:@SECLEVEL=0")
    c.load_cert_chain(path("server.pem"), path("server.key"))
    return c


# --- answers ---

def find(method, target):
    """(status, body, headers) of the next line for it."""
    with open(path("script"), encoding="utf-8") as f:
        lines = [line.rstrip("\n").split(" ", 3) for line in f]
        edition = (os.fstat(f.fileno()).st_ino, os.fstat(f.fileno()).st_mtime_ns)
    headers = {"epoch": "", "time": str(int(time.time() * 1000))}
    headers.update({line[0]: line[1] for line in lines if line[0] in headers})
    for wanted in (target, target.partition("?")[0]):
        rows = [(i, line) for i, line in enumerate(lines) if line[0] == method and line[1] == wanted]
        if rows:
            with lock:
                fresh = [row for row in rows if (edition, row[0]) not in used]
                i, line = fresh[0] if fresh else rows[-1]
                used.add((edition, i))
            return line[2], (line[3] if len(line) > 3 else "").replace("$EPOCH", headers["epoch"]), headers
    return "404", '{"title":"Not found","status":404,"code":"not-found","field":"path","detail":"no such line"}', headers


def answer(connection, method, target):
    status, body, headers = find(method, target)
    if status == "hang":
        connection.recv(1)
        return False
    if status == "drop":
        return False
    if status == "slow":
        connection.settimeout(0.05)  # between two bytes
        connection.sendall(b"HTTP/1.1 200 Scripted\r\nX-Slow: ")
        while True:
            connection.sendall(b".")
            try:
                if not connection.recv(1):
                    return False
            except TimeoutError:
                continue
    kind = "text/plain" if status.startswith("text") else "application/json"
    number = int(status.removeprefix("text")) if status not in ("big", "short") else 200
    if number >= 400:
        kind = "application/problem+json"
    data = b"[" + b" " * (9 << 20) + b"]" if status == "big" else body.encode()
    lines = [f"HTTP/1.1 {number} Scripted", f"Content-Type: {kind}", f"Content-Length: {len(data) + (100 if status == 'short' else 0)}",
             f"Wmsd-Time: {headers['time']}"]
    if 300 <= number < 400:
        lines.append(f"Location: {body}")
    if headers["epoch"]:
        lines.append(f"Wmsd-Epoch: {headers['epoch']}")
    connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + data)
    return status != "short"


def serve(plain):
    global count
    connection = plain
    try:
        connection = tls.wrap_socket(plain, server_side=True)
        data = b""
        while True:
            while b"\r\n\r\n" not in data:
                more = connection.recv(65536)
                if not more:
                    return
                say(f"bytes {len(more)}")
                data += more
            head, _, data = data.partition(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            length = next((int(x.partition(":")[2]) for x in lines[1:] if x.lower().startswith("content-length:")), 0)
            while len(data) < length:
                data += connection.recv(65536)
            body, data = data[:length], data[length:]
            method, target = lines[0].split(" ")[:2]
            with lock: # numbered as they are said
                count += 1
                with open(path(f"request.{count}"), "wb") as f:
                    f.write(head + b"\r\n\r\n" + body)
                say(f"request {method} {target}")
            if not answer(connection, method, target):
                return
    except (OSError, ValueError):
        pass
    finally:
        connection.close()
        say("closed")


def serve_fault(plain):
    """Not TLS at all."""
    try:
        plain.recv(1 << 16)
        if fault == "plain":
            plain.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        elif fault == "garbage":
            plain.sendall(bytes(range(256)))
        elif fault == "silent":
            plain.recv(1)
    except OSError:
        pass
    plain.close()
    say("closed")


def listen():
    while True:
        plain, _ = listener.accept()
        threading.Thread(target=serve_fault if fault in ("plain", "garbage", "silent") else serve, args=[plain], daemon=True).start()


certificates()
tls = context()
listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=listen, daemon=True).start()
say(f"ready {listener.getsockname()[1]}")
sys.stdin.read()
os._exit(0)
