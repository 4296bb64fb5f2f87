# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal, as a test plays it: its Ed25519 key (RFC 8032, in the plain words of that document), signed requests, batches."""
import base64
import hashlib
import json
import os
import time
import uuid

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def _add(a, b):
    x, y = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    z, w = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = y - x, w - z, w + z, y + x
    return e * f % P, g * h % P, f * g % P, e * h % P


def _multiply(n, point):
    out = (0, 1, 1, 0)
    while n:
        if n & 1:
            out = _add(out, point)
        point, n = _add(point, point), n >> 1
    return out


def _recover():
    y = 4 * pow(5, P - 2, P) % P
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    x = P - x if x & 1 else x
    return x, y, 1, x * y % P


BASE = _recover()


def _pack(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _number(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def b64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Terminal:
    def __init__(self, seed=None):
        digest = hashlib.sha512(seed or os.urandom(32)).digest()
        self._secret = (int.from_bytes(digest[:32], "little") & ((1 << 254) - 8)) | (1 << 254)
        self._prefix = digest[32:]
        self.public = _pack(_multiply(self._secret, BASE))
        self.id = hashlib.blake2b(self.public, digest_size=32).hexdigest()[:32]
        self.key = b64(self.public)
        self.seq, self.hash = 0, bytes(32)

    def sign(self, data):
        r = _number(self._prefix, data) % L
        point = _pack(_multiply(r, BASE))
        return point + ((r + _number(point, self.public, data) * self._secret) % L).to_bytes(32, "little")

    def authorization(self, method, target, body=b"", ms=None):
        ms = int(time.time() * 1000) if ms is None else ms
        said = f"{method}\n{target}\n{ms}\n{b64(hashlib.blake2b(body, digest_size=32).digest())}"
        return f"Terminal {self.id}:{ms}:{b64(self.sign(said.encode()))}"

    def record(self, kind, body, sign_in, after=(), settles=0):
        """The next record as a line."""
        self.seq += 1
        now = int(time.time() * 1000)
        raw = bytearray(now.to_bytes(6, "big") + os.urandom(10))
        raw[6], raw[8] = raw[6] & 15 | 0x70, raw[8] & 63 | 0x80
        record = {"v": 1, "seq": self.seq, "id": str(uuid.UUID(bytes=bytes(raw))), "sign_in": sign_in, "time": now, "kind": kind,
                  "after": list(after), "settles": settles, "body": body}
        line = json.dumps(record, separators=(",", ":"), ensure_ascii=False).encode()
        self.hash = hashlib.blake2b(self.hash + line, digest_size=32).digest()
        return line

    def batch(self, lines, epoch, tenant="main"):
        """The POST body of the last records made."""
        last = b64(self.hash)
        first = self.seq - len(lines) + 1
        said = f"wmsterm-batch-1\n{self.id}\n{tenant}\n{first}\n{self.seq}\n{last}"
        seal = {"terminal": self.id, "tenant": tenant, "epoch": epoch, "first": first, "last": self.seq, "hash": last,
                "signature": b64(self.sign(said.encode()))}
        return b"\n".join([*lines, json.dumps(seal, separators=(",", ":")).encode()]) + b"\n"
