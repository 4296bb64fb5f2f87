# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks share: the files of the tree and C text without its comments."""
import glob
import re


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def c_files():
    return sorted(glob.glob("src/**/*.[ch]", recursive=True))


def folder(path):
    """src/client/tui/list.c is in client/tui."""
    return path.removeprefix("src/").rpartition("/")[0]


def includes(path):
    """(line number, header, whether it is one of ours)"""
    for number, line in enumerate(read(path).splitlines(), 1):
        found = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if found:
            yield number, found.group(2), found.group(1) == '"'


def bare(text, strings=False):
    """C without comments (and without strings, if asked), lines kept."""
    def blank(match):
        got = match.group(0)
        if got[0] == "/" or strings:
            return re.sub(r"[^\n]", " ", got)
        return got
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)
