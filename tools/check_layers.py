#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fails when an include breaks tools/layers.txt: a folder of src/godel (or apps) may include only what its row names.

Also: rows and folders match, every row stands below what it names, our headers are included by their full path, and a
kernel variant includes only its contract, the intrinsics and plain C headers, because whatever inline function it
included would be compiled with its flags, and the linker might keep that copy for everybody.

usage: check_layers.py [ROOT]
"""

import pathlib
import re
import sys

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')
# Not the dispatcher, which is named after its folder, and not scalar, which is compiled like everything else.
KERNEL_VARIANT = re.compile(r"src/godel/kernels/(\w+)/(?:(?!\1\.cc)[a-z0-9]+_(?!scalar)[a-z0-9]+\.cc|\w+-inl\.h)$")
PROGRAMS = ("apps", "apps_train", "apps_vocabulary")
KERNEL_HEADERS = {"immintrin.h", "cstdint", "cstddef"}


def read_table(path):
    """{folder: set of the folders it may import}, in the file's order, and the mistakes in it."""
    table, mistakes = {}, []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        row = line.split("#")[0].strip()
        if not row:
            continue
        folder, colon, imports = row.partition(":")
        folder = folder.strip()
        if not colon or folder in table:
            mistakes.append(f"tools/layers.txt:{number}: not a new row `folder : imports`")
            continue
        for name in imports.split():
            if name not in table:
                mistakes.append(f"tools/layers.txt:{number}: {folder} names {name}, which has no row above it")
        table[folder] = set(imports.split())
    return table, mistakes


def check_include(relative, folder, allowed, quote, target):
    """Why this include is wrong, or None."""
    variant = KERNEL_VARIANT.match(relative)
    if variant and target not in KERNEL_HEADERS:
        family = f"godel/kernels/{variant[1]}/"
        if target != f"{family}{variant[1]}.h" and not (target.startswith("godel/kernels/") and target.endswith("-inl.h")):
            return f"a kernel variant may include its contract, -inl.h files, {', '.join(sorted(KERNEL_HEADERS))}; not {target}"
    ours = re.match(r"godel/([^/]+)/", target)
    if ours and ours[1] != folder and ours[1] not in allowed:
        return f"{folder} must not import {ours[1]}"
    if folder not in PROGRAMS and quote == '"' and not ours:
        return f'"{target}": write the path from the include root, "godel/{folder}/..."'
    return None


def check(root):
    """(what was looked at, mistakes)"""
    table, mistakes = read_table(root / "tools/layers.txt")
    folders = {path.name: path for path in sorted((root / "src/godel").iterdir()) if path.is_dir()}
    folders |= {name: root / name for name in PROGRAMS if (root / name).is_dir()}
    mistakes += [f"tools/layers.txt: no row for the folder {name}" for name in folders if name not in table]
    mistakes += [f"tools/layers.txt: a row for {name}, but no such folder" for name in table if name not in folders]
    count = 0
    for folder, path in folders.items():
        for source in sorted(p for p in path.rglob("*") if p.suffix in (".h", ".cc", ".inc")):
            count += 1
            relative = source.relative_to(root).as_posix()
            for number, line in enumerate(source.read_text(errors="replace").splitlines(), 1):
                if include := INCLUDE.match(line):
                    why = check_include(relative, folder, table.get(folder, set()), include[1], include[2])
                    if why:
                        mistakes.append(f"{relative}:{number}: {why}")
    return f"{count} files in {len(folders)} folders", mistakes


def main():
    looked_at, mistakes = check(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    print("\n".join(mistakes) or f"{looked_at}: every include is allowed")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
