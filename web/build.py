#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Builds the page of `godel serve`: bundles src/main.ts and src/style/main.css with esbuild and puts both into
src/index.html, so that one file is the whole page. The same sources and the same esbuild give the same bytes.

usage: build.py --output index.html [--esbuild esbuild]
"""

import argparse
import base64
import hashlib
import pathlib
import subprocess
import sys

SOURCES = pathlib.Path(__file__).resolve().parent / "src"


def bundle(esbuild, entry, *flags):
    # Paths relative to the sources, so that no folder of this machine can get into the output.
    command = [esbuild, entry, "--bundle", "--minify", "--charset=ascii", "--log-level=warning", *flags]
    done = subprocess.run(command, cwd=SOURCES, stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit(f"build.py: esbuild could not bundle {entry}")
    return done.stdout.decode("utf-8").strip()


def policy(script, style):
    """A Content-Security-Policy that runs exactly this script and style and talks to the page's own server only."""

    def digest(text):
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {digest(script)}",
            f"style-src {digest(style)}",
            "connect-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        ]
    )


def build(esbuild):
    script = bundle(esbuild, "main.ts", "--format=iife", "--target=es2020")
    style = bundle(esbuild, "style/main.css", "--target=chrome105,firefox110,safari16")
    for text, end in ((script, "</script"), (script, "<!--"), (style, "</style")):
        if end in text.lower():
            sys.exit(f"build.py: {end!r} in the bundle would end its element early")
    html = (SOURCES / "index.html").read_text(encoding="utf-8")
    for name, text in (("policy", policy(script, style)), ("style", style), ("script", script)):
        before, after = html.split(f"@{name}@")
        html = before + text + after
    return html


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--esbuild", default="esbuild", help="the program (default: the one on PATH)")
    parser.add_argument("--output", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    html = build(arguments.esbuild)
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_bytes(html.encode("utf-8"))


if __name__ == "__main__":
    main()
