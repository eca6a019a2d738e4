# SPDX-License-Identifier: MIT
"""A case: B requests of S source tokens, greedy or with K beams. Written 4x128, or 1x128b4 with four beams."""

import re
from typing import NamedTuple


class Case(NamedTuple):
    B: int
    S: int
    beams: int = 1

    def __str__(self):
        return f"{self.B}x{self.S}" + (f"b{self.beams}" if self.beams > 1 else "")


def parse_case(text):
    match = re.fullmatch(r"([1-9]\d{0,3})x([1-9]\d{0,4})(?:b([1-9]\d?))?", text)
    if not match:
        raise ValueError(f"'{text}' is no case; write REQUESTSxTOKENS, and bBEAMS behind it for beams: 4x128 or 1x128b4")
    return Case(int(match[1]), int(match[2]), int(match[3] or 1))


def parse_cases(text):
    return [parse_case(part) for part in text.split(",")]


def source(case):
    """The ids that every engine gets; `godel bench` computes the same (BenchSource in apps/bench/case.cc)."""
    return [[7919 * i * b % 31900 + 50 for i in range(1, case.S)] + [1] for b in range(1, case.B + 1)]
