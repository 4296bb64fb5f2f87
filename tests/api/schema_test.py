#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The migrations make the tables that the descriptions ask for (I5)."""
import os
import re
import sqlite3
import subprocess
import tempfile
import tap

ENGINE = {"meta", "change", "terminal_state", "terminal_answer", "request", "secret", "user_work", "mail_body", "migration", "sqlite_sequence"}


def shape(db):
    rows = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
    # (a column that was added stands on the line of the one before it)
    return {(t, n): re.sub(r"\s*([(),])\s*", r"\1", " ".join((s or "").split())) for t, n, table, s in rows if table not in ENGINE}


t = tap.Tap()
wmsd = os.environ["WMSD"]
with tempfile.TemporaryDirectory() as home:
    text = subprocess.run([wmsd, "schema"], check=True, capture_output=True, text=True).stdout
    asked = sqlite3.connect(":memory:")
    asked.executescript(text)
    subprocess.run([wmsd, "init", "--data", home + "/d"], check=True, capture_output=True)
    made = sqlite3.connect(home + "/d/tenant.db")
    a, b = shape(asked), shape(made)
    t.ok(len(a) > 50, "the descriptions ask for tables")
    t.none_of([f"{k[0]} {k[1]}" for k in a if k not in b], "each of them is made by the migrations")
    t.none_of([f"{k[0]} {k[1]}" for k in b if k not in a], "the migrations make nothing else")
    t.none_of([f"{k[1]}: {a[k]} / {b[k]}" for k in a if k in b and a[k] != b[k]], "they are the same, column by column")
    t.ok(made.execute("SELECT count(*) FROM order_statuses").fetchone()[0] >= 6, "the registers have their first rows")
    t.ok(made.execute("SELECT count(*) FROM change").fetchone()[0] == 0, "the change feed begins empty")
    run = subprocess.run([wmsd, "migrate", "--data", home + "/d"], capture_output=True, text=True)
    t.ok(run.returncode == 0 and run.stdout.count(": 0 applied") == 2, "migrating what is up to date does nothing", run.stdout + run.stderr)
    made.close()
    raw = sqlite3.connect(home + "/d/tenant.db")
    raw.execute("INSERT INTO migration SELECT 9999, name, hash, applied_ms FROM migration LIMIT 1")
    raw.commit()
    raw.close()
    run = subprocess.run([wmsd, "serve", "--port", "0", "--data", home + "/d"], capture_output=True, text=True)
    t.ok(run.returncode == 1 and "9999" in run.stderr, "a database of a later version is not served", run.stderr)
t.done()
