# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who works by what the screen of a task says (wmsterm.py)."""
import collections
import re

QUESTIONS = ("From location", "Article", "Batch", "Expires", "Quantity", "Cart bin")
PLACE = r"[A-Z]-\d\d-\d\d-\d"


class Worker:
    """Does what the screen asks for, and counts what it called saved."""

    def __init__(self, terminal):
        self.t = terminal
        self.saved = collections.Counter()

    def asked(self, what):
        """Until the screen asks for this; the value it shows in large print."""
        self.t.wait_until(lambda: what in self.t.lines()[3], f"asked for {what!r}")

    def value(self, pattern):
        """What the screen says is to be done next."""
        return self.t.wait_until(lambda: re.match(pattern, self.t.headline(4)), f"{pattern} to do").group(0)

    def suggested(self):
        return self.t.wait_match(r"Enter: (\S+)").group(1)

    def choose(self, nth, pattern, find=""):
        """From the list of what may be answered; what was chosen."""
        def row():
            return re.search(f"^>({pattern})", self.t.text(), re.M)

        self.t.press("F4")
        self.t.wait_match(r"^>\S")
        if find:
            self.t.type(find)
        chosen = self.t.wait_until(row, "a list to choose from").group(1)
        for _ in range(nth):
            before = chosen
            self.t.press("Down")
            chosen = self.t.wait_until(lambda: row() and row().group(1) != before and row(), "the next row").group(1)
        self.t.press("Enter")
        return chosen

    def saw_saved(self, kind, words):
        self.t.wait_for(f"Saved: {words}")
        self.saved[kind] += 1

    def leave(self):
        """Back to the menu; what is half done is thrown away."""
        t = self.t
        t.press("Esc")
        if t.wait_until(lambda: "half done" in t.text() and "asked" or t.lines()[1] == "Menu", "the menu, or a question") == "asked":
            t.wait_for("2 Throw it away")
            t.press("2")
            t.wait_until(lambda: t.lines()[1] == "Menu", "the menu")
