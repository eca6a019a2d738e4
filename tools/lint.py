#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs clang-tidy over src/godel, in parallel. apps/ is left out: the command-line library's headers alone would double
the time. A unit (a file, or the files of a unity build's unit) that was clean is not looked at again until one of its
files, a header of ours or .clang-tidy changes.

usage: lint.py --clang-tidy clang-tidy-14 --build build/release
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys


def digest(*paths):
    total = hashlib.sha256()
    for path in paths:
        total.update(path.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def lint(tool, build, unit):
    # GCC's flags that clang does not know are no fault of the source; its own warnings are GCC's business here.
    flags = ["--quiet", "-p", build, "--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-w",
             "--extra-arg=-fno-openmp"]  # whose header is GCC's
    done = subprocess.run([tool, *flags, unit], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout


def files_of(unit, root):
    """What a unit compiles: itself, or the sources that a unity build includes in it."""
    if unit.is_relative_to(root / "src"):
        return [unit]
    if unit.suffix != ".cxx" or "Unity" not in unit.parts:
        return []
    included = re.findall(r'^#include "(.+)"$', unit.read_text(), re.MULTILINE)
    return [path for path in map(pathlib.Path, included) if path.is_relative_to(root / "src")]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--clang-tidy", required=True)
    parser.add_argument("--build", required=True, type=pathlib.Path)
    options = parser.parse_args()
    root = pathlib.Path.cwd()
    compiled = {pathlib.Path(row["file"]) for row in json.loads((options.build / "compile_commands.json").read_text())}
    files = {unit: found for unit in sorted(compiled) if (found := files_of(unit, root))}
    headers = sorted((root / "src").rglob("*.h"))
    common = digest(root / ".clang-tidy", *headers)
    clean_file = options.build / "lint_clean.json"
    clean = set(json.loads(clean_file.read_text())) if clean_file.is_file() else set()
    keys = {unit: hashlib.sha256((common + digest(*found)).encode()).hexdigest() for unit, found in files.items()}
    # The largest begin first, or one of them would run on alone in the end.
    todo = sorted((unit for unit in files if keys[unit] not in clean), key=lambda unit: -len(files[unit]))

    bad = 0
    done = set(keys.values()) & clean
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for unit, (status, output) in zip(todo, pool.map(lambda u: lint(options.clang_tidy, options.build, u), todo)):
            if status or output.strip():
                bad += 1
                print(output.strip() or f"{unit}: {options.clang_tidy} failed with {status}")
            else:
                done.add(keys[unit])
    clean_file.write_text(json.dumps(sorted(done)))
    count = sum(len(found) for found in files.values())
    print(f"clang-tidy: {count} sources in {len(files)} units, {len(todo)} looked at, {bad} with findings")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
