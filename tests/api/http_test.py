#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTPS as it comes from outside: malformed requests, TLS, limits (I1)."""
import re
import socket
import ssl
import time
import tap
import wmsd

PATH = wmsd.PREFIX + "/health"
GOOD = f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n"
POST = f"POST {wmsd.PREFIX}/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
BODY = '{"login":"a","password":"b"}'
N = len(BODY)
# What a smuggled request would be: had it been served, a second answer came.
SMUGGLED = f"GET {PATH}?smuggled HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

MALFORMED = [
    ("two lengths that differ", POST + f"Content-Length: {N}\r\nContent-Length: {N + 1}\r\n\r\n{BODY}" + SMUGGLED),
    ("two lengths that agree", POST + f"Content-Length: {N}\r\nContent-Length: {N}\r\n\r\n{BODY}" + SMUGGLED),
    ("a list of lengths", POST + f"Content-Length: {N}, {N}\r\n\r\n{BODY}" + SMUGGLED),
    ("a length with a sign", POST + f"Content-Length: +{N}\r\n\r\n{BODY}" + SMUGGLED),
    ("a length below nothing", POST + "Content-Length: -1\r\n\r\n" + SMUGGLED),
    ("a length in hexadecimal", POST + "Content-Length: 0x1c\r\n\r\n" + BODY + SMUGGLED),
    ("a length beyond counting", POST + "Content-Length: 99999999999999999999999\r\n\r\n" + BODY + SMUGGLED),
    ("an empty length", POST + "Content-Length:\r\n\r\n" + SMUGGLED),
    ("length and chunks", POST + f"Content-Length: {N}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED),
    ("chunks", POST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED),
    ("chunks in disguise", POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED),
    ("chunks twice", POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + SMUGGLED),
    ("a space before the colon", POST + f"Content-Length : {N}\r\n\r\n{BODY}" + SMUGGLED),
    ("a tab before the colon", POST + f"Content-Length\t: {N}\r\n\r\n{BODY}" + SMUGGLED),
    ("a body on GET", GOOD + f"Content-Length: {len(SMUGGLED)}\r\n\r\n" + SMUGGLED),
    ("no Host", f"GET {PATH} HTTP/1.1\r\n\r\n" + SMUGGLED),
    ("two Hosts", GOOD + "Host: localhost\r\n\r\n" + SMUGGLED),
    ("an empty Host", f"GET {PATH} HTTP/1.1\r\nHost:\r\n\r\n" + SMUGGLED),
    ("a Host with a path", f"GET {PATH} HTTP/1.1\r\nHost: local/host\r\n\r\n" + SMUGGLED),
    ("two Authorizations", GOOD + "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n" + SMUGGLED),
    ("HTTP/1.9", f"GET {PATH} HTTP/1.9\r\nHost: localhost\r\n\r\n" + SMUGGLED),
    ("HTTP/2.0", f"GET {PATH} HTTP/2.0\r\nHost: localhost\r\n\r\n" + SMUGGLED),
    ("HTTP/0.9", f"GET {PATH}\r\n\r\n" + SMUGGLED),
    ("http/1.1 in small letters", f"GET {PATH} http/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED),
    ("TRACE", f"TRACE {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED),
    ("CONNECT", "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED),
    ("an unknown method", f"BREW {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED),
    ("a method that is no word", f"G(T {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED),
    ("an absolute address", f"GET https://localhost{PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED),
    ("an asterisk", "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED),
    ("a NUL escaped", f"GET {PATH}%00 HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED),
    ("half an escape", f"GET {PATH}%2 HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED),
    ("dots", f"GET {wmsd.PREFIX}/x/../health HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED),
    ("dots escaped", f"GET {wmsd.PREFIX}/x/%2e%2e/health HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED),
    ("a slash escaped", f"GET {wmsd.PREFIX}%2fhealth HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED),
    ("bytes that are not UTF-8", f"GET {PATH}?x=%ff HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED),
    ("a raw byte above ASCII", f"GET {PATH}?x=\xe5 HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED),
    ("a parameter twice", f"GET {PATH}?x=1&x=2 HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED),
    ("a control byte in a header", GOOD + "X-A: a\x01b\r\n\r\n" + SMUGGLED),
    ("a header without a name", GOOD + ": x\r\n\r\n" + SMUGGLED),
    ("a header without a name between others", f"GET {PATH} HTTP/1.1\r\nHost:x\r\nA:b\r\nC:d\r\n: x\r\nE: f\r\n\r\n" + SMUGGLED),
    ("a folded header", GOOD + "X-A: 1\r\n 2\r\n\r\n" + SMUGGLED),
    ("a folded first header", f"GET {PATH} HTTP/1.1\r\n Host: localhost\r\n\r\n" + SMUGGLED),
    ("a header without a colon", GOOD + "X-A\r\n\r\n" + SMUGGLED),
    ("a NUL in a header", GOOD + "X-A: a\0b\r\n\r\n" + SMUGGLED),
    ("a bare line feed", GOOD + "X-A: a\nX-B: b\r\n\r\n" + SMUGGLED),
    ("a bare carriage return", GOOD + "X-A: a\rX-B: b\r\n\r\n" + SMUGGLED),
    ("an Upgrade", GOOD + "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n" + SMUGGLED),
    ("an Expect nobody knows", POST + f"Content-Length: {N}\r\nExpect: 200-ok\r\n\r\n{BODY}" + SMUGGLED),
    ("65 headers", GOOD + "".join(f"X-{i}: 1\r\n" for i in range(65)) + "\r\n" + SMUGGLED),
    ("a body over the limit", POST + "Content-Length: 3000000\r\n\r\n" + BODY),
]


def answers(data):
    return [int(s) for s in re.findall(rb"HTTP/1\.[01] (\d{3})", data)]


def handshake(server, minimum, maximum, session=None, context=None):
    context = context or ssl.create_default_context(cafile=server.data + "/ca.pem")
    context.minimum_version, context.maximum_version = minimum, maximum
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as plain:
        with context.wrap_socket(plain, server_hostname="localhost", session=session) as tls:
            tls.sendall((GOOD + "Connection: close\r\n\r\n").encode())
            while tls.recv(65536):
                pass
            return tls.version(), tls.session_reused, tls.session, tls.cipher()[0], context


t = tap.Tap()
with wmsd.Server(("init",)) as s:
    for name, request in MALFORMED:
        got = s.raw(request.encode("latin-1"))
        statuses = answers(got)
        # What the library itself refuses it answers with its first line twice.
        t.ok(statuses and set(statuses) <= {400, 405, 413, 431, 505}, f"refused, and nothing after it is heard: {name}",
             got[:300])
    t.ok(answers(s.raw((GOOD + "\r\n" + GOOD + "Connection: close\r\n\r\n").encode())) == [200, 200], "two good requests on one connection are answered")
    t.ok(answers(s.raw(f"GET {PATH} HTTP/1.0\r\n\r\n".encode())) == [200], "HTTP/1.0, as a proxy asks after health")
    head = s.raw((GOOD.replace("GET", "HEAD") + "Connection: close\r\n\r\n").encode())
    t.ok(answers(head) == [200] and head.endswith(b"\r\n\r\n"), "HEAD is GET without its body", head)
    s.raw((POST + f"Content-Length: {N}\r\n\r\n{BODY[:5]}").encode(), wait=False)
    t.ok(s.get("/health").status == 200 and "sign-in" not in s.logged(), "half a body is no request", s.logged())

    version, _, session, cipher, context = handshake(s, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2)
    t.ok(version == "TLSv1.2" and "ECDSA" in cipher and "GCM" in cipher or "CHACHA20" in cipher, "TLS 1.2 with an ECDSA certificate", version, cipher)
    t.ok(handshake(s, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2, session, context)[1], "a TLS session is resumed")
    t.ok(handshake(s, ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_3)[0] == "TLSv1.3", "TLS 1.3")
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.load_verify_locations(s.data + "/ca.pem")
    old.set_ciphers("ALL:@SECLEVEL=0")
    try:
        said = handshake(s, ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, context=old)[0]
    except (ssl.SSLError, ConnectionError) as e:
        said = None
    t.ok(said is None, "TLS 1.1 is refused", said)
    with socket.create_connection(("127.0.0.1", s.port), timeout=60) as plain:
        plain.sendall((GOOD + "\r\n").encode())
        said = plain.recv(100)
    t.ok(b"HTTP" not in said, "plain HTTP gets no answer", said)

    c = s.connect()
    c.request("GET", PATH)
    c.getresponse().read()
    begun = time.monotonic()
    t.ok(s.stop() == 0 and time.monotonic() - begun < 2, "SIGTERM ends it within 2 s, also with a connection open")
    c.close()

with wmsd.Server(("init",), options=["--connections-per-address", "3"]) as s:
    open_ones = []
    refused = 0
    for _ in range(8):
        c = s.connect()
        try:
            c.request("GET", PATH)
            refused += c.getresponse().status != 200
            open_ones.append(c)
        except (ssl.SSLError, ConnectionError, OSError):
            refused += 1
    t.ok(refused == 5, "one address has no more connections than it may", f"{refused} of 8 refused")
    for c in open_ones:
        c.close()
t.done()
