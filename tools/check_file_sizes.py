#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fails when a source is longer than 600 lines: by then there is a second reason to change it, so it should be two.

usage: check_file_sizes.py [ROOT]
"""

import pathlib
import statistics
import sys

MAX_LINES = 600
FOLDERS = ("src", "apps", "apps_train", "apps_vocabulary", "tests", "fuzz", "benchmarks", "tools", "cmake")
SUFFIXES = {".cc", ".h", ".inc", ".py", ".sh", ".cmake"}


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    sizes = {
        path.relative_to(root).as_posix(): path.read_bytes().count(b"\n")
        for folder in FOLDERS
        for path in (root / folder).rglob("*")
        if path.suffix in SUFFIXES and path.is_file()
    }
    too_long = {path: lines for path, lines in sizes.items() if lines > MAX_LINES}
    for path, lines in sorted(too_long.items()):
        print(f"{path}: {lines} lines, more than {MAX_LINES}: what is the second thing in it?")
    if not too_long:
        median = statistics.median(sizes.values()) if sizes else 0
        print(f"{len(sizes)} sources, median {median:.0f} lines, longest {max(sizes.values(), default=0)}")
    return 1 if too_long else 0


if __name__ == "__main__":
    sys.exit(main())
