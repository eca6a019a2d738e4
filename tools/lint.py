#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs clang-tidy over src/godel, in parallel. apps/ is left out: the command-line library's headers alone would double
the time. A file that was clean is not looked at again until it, a header
of ours or .clang-tidy changes.

usage: lint.py --clang-tidy clang-tidy-14 --build build/release
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess
import sys


def digest(*paths):
    total = hashlib.sha256()
    for path in paths:
        total.update(path.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def lint(tool, build, source):
    # GCC's flags that clang does not know are no fault of the source; its own warnings are GCC's business here.
    flags = ["--quiet", "-p", build, "--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-w",
             "--extra-arg=-fno-openmp"]  # whose header is GCC's
    done = subprocess.run([tool, *flags, source], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--clang-tidy", required=True)
    parser.add_argument("--build", required=True, type=pathlib.Path)
    options = parser.parse_args()
    root = pathlib.Path.cwd()
    compiled = {pathlib.Path(row["file"]) for row in json.loads((options.build / "compile_commands.json").read_text())}
    sources = sorted(source for source in compiled if source.is_relative_to(root / "src"))
    headers = sorted((root / "src").rglob("*.h"))
    common = digest(root / ".clang-tidy", *headers)
    clean_file = options.build / "lint_clean.json"
    clean = set(json.loads(clean_file.read_text())) if clean_file.is_file() else set()
    keys = {source: hashlib.sha256((common + digest(source)).encode()).hexdigest() for source in sources}
    todo = [source for source in sources if keys[source] not in clean]

    bad = 0
    done = {keys[source] for source in sources} & clean
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for source, (status, output) in zip(todo, pool.map(lambda s: lint(options.clang_tidy, options.build, s), todo)):
            if status or output.strip():
                bad += 1
                print(output.strip() or f"{source}: {options.clang_tidy} failed with {status}")
            else:
                done.add(keys[source])
    clean_file.write_text(json.dumps(sorted(done)))
    print(f"clang-tidy: {len(sources)} sources, {len(todo)} looked at, {bad} with findings")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
