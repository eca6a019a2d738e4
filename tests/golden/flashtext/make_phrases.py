#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes phrases.jsonl.gz: random phrases, a random text, and what flashtext finds. usage: make_phrases.py"""
import gzip
import json
import pathlib
import random
import sys

try:
    from flashtext import KeywordProcessor
except ImportError:
    print("flashtext is not installed (pip install flashtext==2.7)")
    sys.exit(77)

WORDS = ["new", "york", "city", "a", "ab", "c++", "x", "_y", "n1", "é", "New", "CITY"]
BETWEEN = [" ", " ", " ", "-", ", ", "  ", "$", "+", ""]


def text(chance, words):
    return "".join(chance.choice(WORDS) + chance.choice(BETWEEN) for _ in range(words)).strip()


def main():
    chance = random.Random(3)
    lines = []
    for _ in range(600):
        # No two that differ in case alone: which spelling flashtext gives back is then a matter of order.
        phrases = list({p.lower(): p for p in (text(chance, chance.randint(1, 3)) for _ in range(4)) if p}.values())
        processor = KeywordProcessor()
        for phrase in phrases:
            processor.add_keyword(phrase)
        searched = text(chance, 12)
        lines.append(json.dumps({"phrases": phrases, "text": searched, "found": processor.extract_keywords(searched)}))
    path = pathlib.Path(__file__).with_name("phrases.jsonl.gz")
    path.write_bytes(gzip.compress("".join(line + "\n" for line in lines).encode(), mtime=0))


if __name__ == "__main__":
    main()
