# SPDX-License-Identifier: GPL-3.0-or-later
"""An SMTP server of a test's own (aiosmtpd), that keeps what it is given.

    with smtp.Server() as mail:                # STARTTLS and a password, both demanded
        with wmsd.Server(options=mail.options()) as s:
            ...
            letter = mail.next()               # waits; .to, .subject, .text, .message, .raw

`tls`: "starttls", "tls" or None; `offer`: what is offered, when that is another.
`answers`: what it says to the next RCPT ("rcpt") or message ("data"), one after
another; None and none left: yes.
"""
import email
import email.policy
import os
import queue
import socket
import ssl
import subprocess
import tempfile
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

USER, PASSWORD, SENDER = "wms@example.com", "Posten-9-kommer", "no-reply@example.com"


class Letter:
    def __init__(self, envelope):
        self.raw = envelope.original_content
        self.sender, self.to = envelope.mail_from, envelope.rcpt_tos
        self.message = email.message_from_bytes(self.raw, policy=email.policy.default)
        self.sender_said, self.to_said = (self.message[h].addresses[0].addr_spec for h in ("From", "To"))
        self.subject = self.message["Subject"]
        self.text = self.message.get_content().replace("\r\n", "\n")


class Server:
    def __init__(self, tls="starttls", offer="", auth=True, name="IP:127.0.0.1", port=0):
        self.tls, self.auth = tls, auth
        self.offer = tls if offer == "" else offer
        self.place = tempfile.TemporaryDirectory()
        self.answers = {"rcpt": [], "data": []}
        self.letters = queue.Queue()
        self.tries = []  # what was asked of it: "auth", "rcpt", "data"
        self.controller = None
        self.port = port
        self.certify(name)

    def certify(self, name):
        def openssl(*args):
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3", *args],
                           check=True, capture_output=True, cwd=self.place.name)

        openssl("-subj", "/CN=ca", "-keyout", "ca.key", "-out", "ca.pem")
        openssl("-subj", "/CN=mail", "-CA", "ca.pem", "-CAkey", "ca.key", "-addext", "subjectAltName=" + name, "-addext",
                "basicConstraints=critical,CA:FALSE", "-keyout", "mail.key", "-out", "mail.pem")
        with open(self.place.name + "/password", "w", encoding="utf-8") as f:
            f.write(PASSWORD + "\n")
        os.chmod(self.place.name + "/password", 0o600)

    def context(self):
        c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        c.load_cert_chain(self.place.name + "/mail.pem", self.place.name + "/mail.key")
        return c

    def start(self):
        if not self.port:
            with socket.create_server(("127.0.0.1", 0)) as s:
                self.port = s.getsockname()[1]
        more = {"ssl_context": self.context()} if self.offer == "tls" else {}
        self.controller = Mine(self, "127.0.0.1", self.port, **more)
        self.controller.start()
        return self

    def stop(self):
        if self.controller:
            self.controller.stop()
        self.controller = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        self.place.cleanup()

    def options(self, **other):
        """What wmsd is told of it."""
        said = {"host": "127.0.0.1", "port": self.port, "security": self.tls or "none", "from": SENDER, "ca-file": self.place.name + "/ca.pem"}
        if self.auth:
            said |= {"user": USER, "password-file": self.place.name + "/password"}
        said |= {name.replace("_", "-"): value for name, value in other.items()}
        return [word for name, value in said.items() for word in (f"--mail-{name}", str(value))]

    def next(self):
        return self.letters.get(timeout=60)

    def said(self, what):
        self.tries.append(what)
        left = self.answers.get(what, [])
        return (left.pop(0) if left else None) or "250 2.0.0 accepted"

    # what aiosmtpd calls

    def authenticate(self, server, session, envelope, mechanism, data):
        self.tries.append("auth")
        good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=good, handled=False)

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.said("rcpt")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        letter = Letter(envelope)
        answer = self.said("data").replace("{text}", letter.text.replace("\n", " "))
        if answer.startswith("250"):
            self.letters.put(letter)
        return answer


class Mine(Controller):
    def factory(self):
        h = self.handler
        start = h.offer == "starttls"
        return SMTP(h, hostname="mail.test", enable_SMTPUTF8=True, tls_context=h.context() if start else None, require_starttls=start,
                    authenticator=h.authenticate if h.auth else None, auth_required=h.auth, auth_require_tls=start)
