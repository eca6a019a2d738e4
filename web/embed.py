#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turns the built page into a C++ source that holds its bytes. Numbers, because compilers bound the length of literals.

usage: embed.py --input index.html --output page.cc
"""

import argparse
import pathlib

ROW = 32
SOURCE = """// Made of {name} by web/embed.py.
#include "godel/serve/page.h"

namespace godel {{
namespace {{
constexpr unsigned char kPageBytes[] = {{
{rows}
}};
}}  // namespace

std::string_view PageHtml() {{ return {{reinterpret_cast<const char*>(kPageBytes), sizeof(kPageBytes)}}; }}

}}  // namespace godel
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--input", required=True, type=pathlib.Path)
    parser.add_argument("--output", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    page = arguments.input.read_bytes()
    rows = "\n".join(",".join(map(str, page[at : at + ROW])) + "," for at in range(0, len(page), ROW))
    arguments.output.write_text(SOURCE.format(name=arguments.input.name, rows=rows), encoding="ascii")


if __name__ == "__main__":
    main()
