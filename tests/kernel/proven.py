"""The README's table of what is proven on what, held against the names of the cases there are."""

import os
import re

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
HEADING = "| proven |"
PTY_TESTS = ("tests/e2e/test_ttyport.c", "tests/e2e/test_ttysim.c", "tests/screens/test_lost.c",
             "tests/screens/test_pick.c",
             "tests/unit/test_refind.c", "tests/unit/test_unplug.c")


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return f.read()


def table():
    """Its cells, by row."""
    found = []
    lines = read("README.md").splitlines()
    starts = [n for n, line in enumerate(lines) if line.startswith(HEADING)]
    for line in lines[starts[0] + 2:] if starts else []:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def untrue(cases):
    """What the table says and is not so, or leaves out; one line each."""
    cells = table()
    if not cells:
        return [f"no table that begins with {HEADING}"]
    said = {name for row in cells for name in re.findall(r"`([^`]+)`", row[1])}
    tests = {name for path in PTY_TESTS for name in re.findall(r"\b(\w+)\(void \*\*", read(path))}
    wrong = [f"there is no case {name} in the kernel job" for name in sorted(said - set(cases))]
    wrong += [f"the table leaves out the kernel job's {name}" for name in sorted(set(cases) - said)]
    for row in cells:
        wrong += [f"there is no test {name}" for name in re.findall(r"`([^`]+)`", row[2])
                  if name not in tests and "test_" + name not in tests]
    return wrong
