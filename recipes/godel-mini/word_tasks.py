#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Words to repeat, and words that follow a word: the smallest tasks whose answers only the input has. The words come from
the contexts of examples (JSON lines); prints examples, the same ones for the same seed."""
import argparse
import collections
import json
import random
import re

INSTRUCTION = "Instruction: repeat."


def frequent_words(file, count):
    """The likeliest `count` lower-case words of its first lines."""
    seen = collections.Counter()
    with open(file, encoding="utf-8") as lines:
        for i, line in enumerate(lines):
            if i > 8000:
                break
            seen.update(re.findall(r"\b[a-z]{3,8}\b", json.loads(line)["Context"]))
    return [word for word, _ in seen.most_common(count)]


def all_words(file):
    """Words, names and numbers that stand there twice at least: too many to learn them one by one."""
    seen = collections.Counter()
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            seen.update(re.findall(r"[A-Za-z]{2,9}|\d{1,4}", json.loads(line)["Context"]))
    return [word for word, times in seen.items() if times >= 2]


def example(rng, words, least, most):
    chosen = rng.sample(words, rng.randint(least, most))
    text = " ".join(chosen)
    kind = rng.randrange(4) if len(chosen) > 1 else rng.randrange(2)
    if kind == 0:
        return {"Context": "Say it.", "Knowledge": text, "Response": text, "Instruction": INSTRUCTION}
    if kind <= 2:
        return {"Context": text, "Knowledge": "", "Response": text, "Instruction": INSTRUCTION}
    at = rng.randrange(len(chosen) - 1)
    return {"Context": f"After {chosen[at]}?", "Knowledge": text, "Response": " ".join(chosen[at + 1:at + 4]),
            "Instruction": INSTRUCTION}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", help="examples whose contexts give the words")
    parser.add_argument("--frequent", type=int, help="only so many of the likeliest words")
    parser.add_argument("--least", type=int, default=1, help="words in an example")
    parser.add_argument("--most", type=int, default=8)
    parser.add_argument("--count", type=int, default=150000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    words = frequent_words(arguments.file, arguments.frequent) if arguments.frequent else all_words(arguments.file)
    rng = random.Random(arguments.seed)
    for _ in range(arguments.count):
        print(json.dumps(example(rng, words, arguments.least, arguments.most)))


if __name__ == "__main__":
    main()
