# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's own sshd on loopback, and wmsterm at the far end of an SSH connection.

    with Sshd(site) as sshd, Remote(sshd, columns=40, rows=12) as u:
        u.wait_for("User name")

It runs as whoever runs the tests, root or not, with keys and configuration
of its own; nobody's ~/.ssh is read or written.
"""
import os
import pwd
import select
import shlex
import socket
import subprocess
import tempfile
import time

from wmsterm import PATIENCE_S, Terminal

CONFIG = """\
ListenAddress 127.0.0.1
HostKey {0}/host
AuthorizedKeysFile {0}/client.pub
PidFile {0}/pid
UsePAM {1}
StrictModes no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
PrintMotd no
PrintLastLog no
AcceptEnv LANG LC_* WMS*
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def is_locked(user):
    """An account without a password that can be: sshd alone lets nobody in by it, PAM does by a key."""
    try:
        with open("/etc/shadow", encoding="utf-8") as f:
            return any(line.startswith(user + ":!") for line in f)
    except PermissionError:
        return False


class Sshd:
    def __init__(self, site):
        self.site = site
        self.user = pwd.getpwuid(os.geteuid()).pw_name
        self.home = tempfile.mkdtemp(prefix="sshd-", dir=site.place.name)
        for name in ("host", "client"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{self.home}/{name}"], check=True)
        with open(self.home + "/config", "w", encoding="ascii") as f:
            f.write(CONFIG.format(self.home, "yes" if is_locked(self.user) else "no"))
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)

    def __enter__(self):
        for _ in range(5):  # another may take the port between the asking and the using
            if self.listens():
                return self
        raise RuntimeError("sshd does not start\n" + self.logged())

    def listens(self):
        self.port = free_port()
        self.log = open(self.home + "/log", "a+b")
        self.process = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", self.home + "/config", "-p", str(self.port)],
                                        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while line := self.process.stderr.readline():
            self.log.write(line)
            if b"Server listening" in line:
                return True
        self.process.wait()
        self.process.stderr.close()
        return False

    def logged(self):
        self.log.flush()
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE_S)
        self.process.stderr.close()
        self.log.close()

    def command(self):
        with open(self.home + "/host.pub", encoding="ascii") as key, open(self.home + "/known", "w", encoding="ascii") as known:
            known.write(f"[127.0.0.1]:{self.port} {key.read()}")
        options = {"UserKnownHostsFile": self.home + "/known", "GlobalKnownHostsFile": "/dev/null", "IdentitiesOnly": "yes",
                   "IdentityAgent": "none", "StrictHostKeyChecking": "yes", "BatchMode": "yes", "EscapeChar": "none", "LogLevel": "ERROR"}
        return ["ssh", "-tt", "-F", "/dev/null", "-i", self.home + "/client", "-p", str(self.port),
                *(f"-o{name}={value}" for name, value in options.items()), "-oSendEnv=LANG LC_*",
                f"{self.user}@127.0.0.1"]


class Remote(Terminal):
    """wmsterm at the far end."""

    def __init__(self, sshd, *options, **pty_options):
        self.sshd = sshd
        super().__init__(sshd.site, *options, **pty_options)

    def wrap(self, command):
        return [*self.sshd.command(), "exec " + shlex.join(command)]

    def far_process(self):
        """A handle of the program itself, which knows nothing of us: by the folder it was given."""
        wanted = ["--data", self.data]
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as f:
                    said = f.read().split("\0")
                if said[0] == os.environ["WMSTERM"] and said[3 + 2:3 + 4] == wanted:
                    return os.pidfd_open(int(pid))
            except (FileNotFoundError, ProcessLookupError):
                continue
        raise RuntimeError("no such process: " + self.data)


def ended_within(handle, seconds):
    """Has the process ended by then?  Closes the handle; the time it took, or None."""
    begin = time.monotonic()
    try:
        return time.monotonic() - begin if select.select([handle], [], [], seconds)[0] else None
    finally:
        os.close(handle)
