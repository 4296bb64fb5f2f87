# SPDX-License-Identifier: GPL-3.0-or-later
"""An identity provider (npm's oidc-provider), and a person who signs in there.

    if identity.is_here():
        with identity.Provider(folder) as p:  # the folder has server.pem, server.key and ca.pem
            identity.Person("johnny", p.ca).sign_in(address, "ABCD-EFGH")

Any login is let in; the address of one who begins with "unverified" is not
verified.  Clients: CLIENTS, by how their tokens are signed.
"""
import html.parser
import http.cookiejar
import os
import ssl
import subprocess
import urllib.parse
import urllib.request

SECRET = "a secret: 1+1 & more"
CLIENTS = {"wms-rs256": "", "wms-ps256": "", "wms-es256": SECRET, "wms-eddsa": SECRET}


def is_here():
    return os.path.exists("build/npm/node_modules/oidc-provider")


class Provider:
    def __init__(self, folder, conformant=True):
        """conformant: the e-mail address is told at the userinfo endpoint alone."""
        self.folder, self.ca, self.conformant = folder, folder + "/ca.pem", conformant

    def __enter__(self):
        self.process = subprocess.Popen(
            ["node", "tests/lib/oidc_provider.mjs", self.folder + "/server.pem", self.folder + "/server.key", "yes" if self.conformant else "no"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("ready https://"):
            raise RuntimeError(f"the identity provider is not ready: {line!r}")
        self.issuer = line.split()[1]
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class Forms(html.parser.HTMLParser):
    """The forms of a page: [(action, {name: value})]."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        if tag == "form":
            self.found.append((has.get("action"), {}))
        elif tag == "input" and self.found and has.get("name"):
            self.found[-1][1][has["name"]] = has.get("value") or ""


class Person:
    """A browser, and what is typed in it."""

    def __init__(self, login, ca):
        self.login = login
        self.browser = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=ca)),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def open(self, address, form=None):
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        with self.browser.open(address, data, timeout=60) as answer:
            return answer.url, answer.read().decode()

    def sign_in(self, address, code, deny=False):
        """Fills in form after form; the last page's text."""
        url, page = self.open(address)
        for _ in range(8):
            forms = Forms(page).found
            if not forms:
                return page
            action, fields = forms[0]
            if "login" in fields:
                fields |= {"login": self.login, "password": "any"}
            elif "confirm" in fields and deny:
                fields["abort"] = fields.pop("confirm")
            elif "user_code" in fields and not fields["user_code"]:
                fields["user_code"] = code
            url, page = self.open(urllib.parse.urljoin(url, action), fields)
            if deny and "abort" in fields:
                return page
        raise RuntimeError(f"the forms do not end: {page[:500]}")
