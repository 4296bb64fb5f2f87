# SPDX-License-Identifier: GPL-3.0-or-later
"""TAP for the suites written in Python.

    t = tap.Tap()
    t.ok(answer == 200, "a sign-in is answered", f"got {answer}")
    t.skip("needs prism", "npm is not here")
    t.done()

Each ok() is one test; `notes` are printed only when it failed.  done() prints
the plan and ends the program with 0 or 1.  A suite that dies before done() has
no plan, and tests/run counts that as a failure.
"""
import sys


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def ok(self, good, name, *notes):
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}", flush=True)
        if not good:
            for note in notes:
                for line in str(note).splitlines():
                    print(f"# {line}", flush=True)
        return bool(good)

    def skip(self, name, why):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {why}", flush=True)

    def none_of(self, faults, name):
        """One test: passes when the list of faults is empty."""
        return self.ok(not faults, name, *faults)

    def done(self):
        print(f"1..{self.count}", flush=True)
        sys.exit(1 if self.failed else 0)
