#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the tests of the page's modules that need no browser: bundles tests/web/unit/*.test.ts with esbuild and gives them
to node. Exits with 77 when esbuild or node are not here. With tsc, checks the types of page and tests first.

usage: unit_test.py [--esbuild esbuild] [--node node] [--tsc tsc]
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for tool in ("esbuild", "node", "tsc"):
        parser.add_argument(f"--{tool}", default=tool)
    arguments = parser.parse_args()
    for tool in (arguments.esbuild, arguments.node):
        if not shutil.which(tool):
            print(f"skipped: {tool} is not here")
            return 77
    if shutil.which(arguments.tsc):
        for project in (HERE.parents[1] / "web", HERE / "unit"):
            if subprocess.run([arguments.tsc, "--noEmit", "-p", project], check=False).returncode != 0:
                return 1
    else:
        print("without the type check: tsc is not here")
    with tempfile.TemporaryDirectory() as folder:
        tests = sorted((HERE / "unit").glob("*.test.ts"))
        subprocess.run(
            [arguments.esbuild, *tests, "--bundle", "--platform=node", "--format=cjs", "--log-level=warning",
             "--sourcemap=inline", "--out-extension:.js=.cjs", f"--outdir={folder}"],
            check=True,
        )
        bundles = sorted(str(path) for path in pathlib.Path(folder).glob("*.cjs"))
        return subprocess.run([arguments.node, "--enable-source-maps", "--test", *bundles], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
