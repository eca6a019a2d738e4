#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How fast and how right `godel prepare dedup`, `filter` and `overlap` are, on generated dialogs.

usage: measure_cleaning.py GODEL [--examples N] [--seed N] [--extra-dedup-flags ...]

Half of the examples are new texts of 80 words, the other half copies of one of those with 1 to 8 words replaced. Which
copies are near duplicates is computed from the true Jaccard similarity of their 3-word shingles, and compared with what
dedup drops. Prints user CPU seconds, examples a second of these, recall and precision.
"""
import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile

WORDS = 80
THRESHOLD = 0.8


def shingles(words):
    return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}


def run(command):
    """User CPU seconds of a command, whose exit status may be 0 or 1, and its standard output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit status {done.returncode}\n{done.stderr}")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, done.stdout


def generate(path, count, chance):
    """Writes the examples; gives the numbers of the copies with their similarity to the original."""
    vocabulary = [f"word{i}" for i in range(20000)]
    originals = []
    similarity = {}
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            if number % 2 == 0 or not originals:
                words = chance.choices(vocabulary, k=WORDS)
                originals.append(words)
            else:
                original = originals.pop()  # each is copied once, so that what it is compared with is known
                words = list(original)
                for _ in range(chance.randint(1, 8)):
                    words[chance.randrange(WORDS)] = chance.choice(vocabulary)
                a, b = shingles(original), shingles(words)
                similarity[number] = len(a & b) / len(a | b)
            row = {"Context": "Well?", "Knowledge": "", "Response": " ".join(words), "Dialog": str(number)}
            file.write(json.dumps(row) + "\n")
    return similarity


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("godel")
    parser.add_argument("--examples", type=int, default=100000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        data, kept = os.path.join(folder, "data.jsonl"), os.path.join(folder, "kept.jsonl")
        similarity = generate(data, arguments.examples, chance)

        seconds, _ = run([arguments.godel, "prepare", "dedup", data, "--on", "response", "-o", kept])
        with open(kept, encoding="utf-8") as file:
            left = {int(json.loads(line)["Dialog"]) for line in file}
        dropped = set(range(arguments.examples)) - left
        near = {number for number, value in similarity.items() if value >= THRESHOLD}
        right = len(dropped & near)
        print(f"dedup: {seconds:.2f} s user, {arguments.examples / seconds:.0f} examples/s; "
              f"{len(near)} pairs at or above {THRESHOLD}, {len(dropped)} dropped, "
              f"recall {right / len(near):.4f}, precision {right / len(dropped):.4f}")
        far = {number for number, value in similarity.items() if value < THRESHOLD - 0.07}
        clear = {number for number, value in similarity.items() if value >= THRESHOLD + 0.07}
        print(f"  two standard deviations away: recall {len(dropped & clear) / len(clear):.4f} of {len(clear)}, "
              f"{len(dropped & far)} of {len(far)} dropped wrongly")

        seconds, _ = run([arguments.godel, "prepare", "filter", data, "--response-words", "2:100", "--max-markup", "0.3",
                          "--max-repeats", "3", "--printable", "-o", os.path.join(folder, "filtered.jsonl")])
        print(f"filter (words, markup, repeats, printable): {seconds:.2f} s user, "
              f"{arguments.examples / seconds:.0f} examples/s")

        test = os.path.join(folder, "test.jsonl")
        with open(data, encoding="utf-8") as source, open(test, "w", encoding="utf-8") as file:
            file.writelines(line for number, line in enumerate(source) if number % 20 == 0)
        seconds, out = run([arguments.godel, "prepare", "overlap", "--test", test, "--train", data, "--json"])
        result = json.loads(out)
        print(f"overlap: {seconds:.2f} s user, {arguments.examples / seconds:.0f} training examples/s; "
              f"{result['leaked']} of {result['test_examples']} found, all of which are in the training data")


if __name__ == "__main__":
    main()
