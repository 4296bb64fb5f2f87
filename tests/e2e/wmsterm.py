# SPDX-License-Identifier: GPL-3.0-or-later
"""wmsterm in a pty, its screen as a terminal would show it, and a worker's hands.

    with Terminal(site) as t:            # site: see warehouse.py; 80x24, xterm-256color
        t.wait_for("User name")
        t.type("johnny")
        t.press("Tab")
        t.scan("7350000000012")          # one burst and Enter, as a wedge scanner sends it

Nothing sleeps: each wait reads from the pty until the screen holds what is
waited for, or until the deadline; then Unseen is raised with the screen in it.
story() makes tests of what it holds:

    with story(tap, "a wrong password is said") as then:
        ...
        then("and the right one taken")
        ...
"""
import codecs
import contextlib
import fcntl
import functools
import os
import pty
import re
import select
import signal
import struct
import subprocess
import tempfile
import termios
import time
import traceback

import pyte

SLOW = 8 if "/san-" in os.environ["B"] else 1
PATIENCE_S = 20 * SLOW
MASK = {"utf-8": "•"}

# What every terminal sends alike; the others are asked of terminfo.
PLAIN = {"Enter": "\r", "Esc": "\x1b", "Tab": "\t", "Backspace": "\x7f", "Space": " "}
CAPABILITIES = {"Up": "kcuu1", "Down": "kcud1", "Left": "kcub1", "Right": "kcuf1", "Home": "khome", "End": "kend",
                "PgUp": "kpp", "PgDn": "knp", "S-Tab": "kcbt", "Delete": "kdch1"}

# Large print, to be read back: two dots a cell (src/client/tui/large.c).
HALVES = {" ": "..", "▀": "#.", "▄": ".#", "█": "##"}


class Unseen(Exception):
    pass


@functools.lru_cache(maxsize=None)
def key_bytes(term, name):
    """What this kind of terminal sends for a key: "F9", "C-x", "M-w", "Up"; None when it has no such key."""
    if name in PLAIN:
        return PLAIN[name].encode()
    if name.startswith("C-"):
        return bytes([ord(name[2].upper()) & 0x1f])
    if name.startswith("M-"):
        return b"\x1b" + name[2:].encode()
    if len(name) == 1:
        return name.encode()
    capability = CAPABILITIES.get(name) or "kf" + name.removeprefix("F")
    said = subprocess.run(["tput", "-T", term, capability], capture_output=True, check=False)
    return said.stdout or None


@functools.lru_cache(maxsize=None)
def font():
    with open("src/client/tui/large.c", encoding="utf-8") as f:
        return {dots: letter for letter, dots in re.findall(r"\{'(.)', \"([.# ]+)\"\}", f.read())}


def read_large(lines):
    """The text of three lines of large print; None when they are none."""
    if not any(c in "▀▄█" for line in lines for c in line) or any(c not in HALVES for line in lines for c in line):
        return None
    width = max(map(len, lines))
    lines = [line.ljust(width + 6) for line in lines]
    text = ""
    for at in range(0, width, 6):
        cells = [[HALVES[c] for c in line[at:at + 5]] for line in lines]
        dots = " ".join("".join(cell[half] for cell in row) for row in cells for half in (0, 1))
        text += font().get(dots, "?")
    return text.rstrip()


class Screen(pyte.Screen):
    """pyte knows no REP, SU and SD, and shows a bell to nobody."""
    bells = 0

    def bell(self, *_):
        self.bells += 1

    def draw(self, data):
        super().draw(data)
        self.drawn = data[-1:]

    def repeat(self, n=None):
        self.draw(self.drawn * (n or 1))

    def scroll_up(self, n=None):
        self.scroll(n, self.margins.top if self.margins else 0, self.delete_lines)

    def scroll_down(self, n=None):
        self.scroll(n, self.margins.top if self.margins else 0, self.insert_lines)

    def scroll(self, n, top, how):
        y, x = self.cursor.y, self.cursor.x
        self.cursor.y = top
        how(n or 1)
        self.cursor.y, self.cursor.x = y, x


class Stream(pyte.Stream):
    csi = dict(pyte.Stream.csi, b="repeat", S="scroll_up", T="scroll_down")
    events = pyte.Stream.events | {"repeat", "scroll_up", "scroll_down"}


class Pty:
    """A program in a terminal of its own."""

    def __init__(self, command, columns=80, rows=24, term="xterm-256color", encoding="utf-8", env=None):
        self.term, self.encoding = term, encoding
        self.keys = term if key_bytes(term, "F2") else "vt220"
        self.screen = Screen(columns, rows)
        self.stream = Stream(self.screen)
        self.stream.use_utf8 = encoding == "utf-8"
        self.decoder = codecs.getincrementaldecoder(encoding)("replace")
        self.received = bytearray()
        self.code = None
        self.hung_up = False
        self.master, slave = pty.openpty()
        self.set_size(columns, rows)
        environment = {k: v for k, v in os.environ.items() if k not in ("LINES", "COLUMNS", "TMUX", "NO_COLOR")}
        environment |= {"TERM": term, **(env or {})}
        self.process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=environment,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # What it shows

    def lines(self):
        return [line.rstrip() for line in self.screen.display]

    def text(self):
        return "\n".join(self.lines())

    def line_of(self, text):
        """The first line that has it, or None."""
        return next((line for line in self.lines() if text in line), None)

    def cursor_line(self):
        return self.lines()[self.screen.cursor.y]

    def headline(self, row):
        """What stands first from `row` on: a line, or large print."""
        lines = self.lines()[row:]
        while len(lines) > 1 and not lines[0]:
            lines = lines[1:]
        return read_large(lines[:3]) or lines[0]

    def dump(self):
        width = self.screen.columns
        frame = [f"|{line:{width}}|" for line in self.screen.display]
        state = f"ended with {self.code}" if self.code is not None else "running"
        return "\n".join(["+" + "-" * width + "+", *frame, "+" + "-" * width + "+",
                          f"cursor {self.screen.cursor.y},{self.screen.cursor.x}; {state}; last bytes {bytes(self.received[-200:])!r}"])

    # Waiting

    def read(self, timeout_s):
        """Takes what there is; False: nothing came in time, or nothing will."""
        if self.hung_up or not select.select([self.master], [], [], timeout_s)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            data = b""
        if not data:
            self.hung_up = True
            return False
        self.received += data
        self.stream.feed(self.decoder.decode(data))
        return True

    def wait_until(self, holds, what, patience_s=None):
        """Reads until holds() says so; its answer."""
        deadline = time.monotonic() + (patience_s or PATIENCE_S)
        while not (answer := holds()):
            left = deadline - time.monotonic()
            if left <= 0 or not self.read(left):
                if answer := holds():
                    break
                if self.hung_up:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        self.code = self.process.wait(PATIENCE_S)
                raise Unseen(f"not seen: {what}\n{self.dump()}")
        return answer

    def wait_for(self, *texts, patience_s=None):
        """Until the screen has all of these."""
        self.wait_until(lambda: all(t in self.text() for t in texts), " and ".join(repr(t) for t in texts), patience_s)

    def wait_any(self, *texts, patience_s=None):
        """Until it has one of these: which."""
        return self.wait_until(lambda: next((t for t in texts if t in self.text()), None), " or ".join(repr(t) for t in texts), patience_s)

    def wait_gone(self, text, patience_s=None):
        self.wait_until(lambda: text not in self.text(), f"{text!r} gone", patience_s)

    def wait_match(self, pattern, patience_s=None):
        """The match of a regular expression in the screen's text, lines from ^ to $."""
        return self.wait_until(lambda: re.search(pattern, self.text(), re.M), pattern, patience_s)

    def wait_bell(self, after):
        self.wait_until(lambda: self.screen.bells > after, f"more than {after} bells")

    def wait_end(self):
        """Until the program has ended: its exit code."""
        deadline = time.monotonic() + PATIENCE_S
        while self.read(max(0.0, deadline - time.monotonic())):
            pass
        if not self.hung_up:
            raise Unseen(f"it did not end\n{self.dump()}")
        self.code = self.process.wait(PATIENCE_S)
        return self.code

    # Hands

    def send(self, data):
        os.write(self.master, data.encode(self.encoding) if isinstance(data, str) else data)

    def press(self, *names):
        for name in names:
            data = key_bytes(self.keys, name)
            assert data, f"{self.term} has no {name}"
            self.send(data)

    def type(self, text, shown=None):
        """Types without Enter, and waits until it stands before the cursor: an Enter in the same burst makes a scan of it."""
        self.send(text)
        wanted = text if shown is None else shown
        self.wait_until(lambda: self.screen.display[self.screen.cursor.y][:self.screen.cursor.x].endswith(wanted), f"{wanted!r} before the cursor")

    def enter(self, text):
        self.type(text)
        self.press("Enter")

    def scan(self, data, end="\r"):
        """As a wedge scanner sends it: one burst, and Enter."""
        self.send(data + end)

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self.screen.reset()
        self.set_size(columns, rows)

    def set_size(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # Its end

    def kill(self, how=signal.SIGKILL):
        self.process.send_signal(how)

    def hang_up(self):
        """The line is lost: as when SSH goes away."""
        os.close(self.master)
        self.hung_up = True
        self.master = -1
        self.code = self.process.wait(PATIENCE_S)
        return self.code

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.master >= 0:
            os.close(self.master)
            self.master = -1


class Terminal(Pty):
    """wmsterm on the server of a site (warehouse.py), with a data folder of its own or the one given."""

    def __init__(self, site, *options, data=None, url=None, ca=None, under=(), **pty_options):
        self.data = data or tempfile.mkdtemp(prefix="terminal-", dir=site.place.name)
        # A look for changes often: the tests wait for what comes by it.
        command = [*under, os.environ["WMSTERM"], "--server", url or site.url, "--ca", ca or site.ca, "--data", self.data,
                   "--terminal", os.path.basename(self.data), "--poll-ms", "250", *options]
        super().__init__(self.wrap(command), **pty_options)

    def wrap(self, command):
        """How it is started from here."""
        return command

    def sign_in(self, login="johnny", password="Demo-1234", then="Menu"):
        self.wait_for("User name", "Password")
        self.type(login)
        self.press("Tab")
        self.type(password, MASK.get(self.encoding, "*") * len(password))
        self.press("Enter")
        if then:
            self.wait_for(then, login)

    def open_page(self, name, shows=None):
        """From the menu, by typing its name as the menu says it."""
        self.wait_until(lambda: self.lines()[1].startswith("Menu"), "the menu")
        self.send(name)
        self.wait_until(lambda: any(line.startswith(" >") and name in line for line in self.lines()), f"the cursor on {name!r}")
        self.press("Enter")
        self.wait_until(lambda: self.lines()[1] == (shows or name), f"the page {name!r}")

    def wait_title(self, title):
        self.wait_until(lambda: self.lines()[1] == title, f"the title {title!r}")

    def to_field(self, label):
        """In a form, by a part of its name."""
        self.press("F2")
        self.wait_for("Which field?")
        self.send(label)
        self.wait_for("With: " + label)
        self.press("Enter")
        self.wait_until(lambda: any(line.startswith(">" + label) for line in self.lines()), f"the field {label!r}")

    def leave(self):
        """Out of the program by its own key: the exit code."""
        self.press("C-q")
        return self.wait_end()


@contextlib.contextmanager
def story(tap, name):
    """Tests that build on each other: `then(name)` says that the one before
    passed, and begins the next; what is missed fails the one under way and
    ends the story."""
    names = [name]

    def then(next_name):
        tap.ok(True, names[-1])
        names.append(next_name)

    try:
        yield then
    except Unseen as e:
        where = [f for f in traceback.extract_tb(e.__traceback__) if f.filename.endswith("_test.py")]
        tap.ok(False, names[-1], *(f"line {f.lineno}: {f.line}" for f in where), e)
    except Exception:  # a story that breaks is a failed test, the others go on
        tap.ok(False, names[-1], traceback.format_exc())
    else:
        tap.ok(True, names[-1])
