#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How often `godel prepare select-facts` chooses the text that a speaker was given, for several ways to choose.

  python3 benchmarks/fact_selection/ablation.py build/release/godel DIALOGS.jsonl.gz [DIALOGS.jsonl.gz ...]

DIALOGS hold a dialog a line, as 'godel dataset convert --from dialogs' reads them: knowledge texts in "kb", and in each
turn "ki", the text that its speaker was looking at. Only dialogs whose split begins with "dev" are taken. Each turn with a
"ki", two texts or more to choose from and a turn before it is a question. Right is the text that "ki" names: speakers were
shown it, but did not always speak of it, so that no way to choose is right every time.

Prints for each file a Markdown table: chance (one of the texts, evenly), majority (the place in "kb" that is right most
often), and for each variant the share of all turns that it gets right; then, for the program's defaults and several
thresholds, the share of turns that keep a fact, and how many of those are right.
"""
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

BASE = ["--min-score", "0", "--min-shared", "0"]
VARIANTS = [
    ("overlap, no IDF, stop words", ["--scoring", "overlap", "--no-idf", "--stop-words", "--context-weight", "0"]),
    ("overlap, no IDF", ["--scoring", "overlap", "--no-idf", "--context-weight", "0"]),
    ("overlap", ["--scoring", "overlap", "--context-weight", "0"]),
    ("coverage", ["--scoring", "coverage", "--context-weight", "0"]),
    ("cosine, no IDF", ["--scoring", "cosine", "--no-idf", "--context-weight", "0"]),
    ("cosine, stop words", ["--scoring", "cosine", "--stop-words", "--context-weight", "0"]),
    ("cosine", ["--scoring", "cosine", "--context-weight", "0"]),
    ("BM25", ["--scoring", "bm25", "--context-weight", "0"]),
    ("BM25, stop words", ["--scoring", "bm25", "--stop-words", "--context-weight", "0"]),
] + [
    (f"{name}, {turns or 'all'} turns of context at {weight}",
     ["--scoring", scoring, "--context-weight", str(weight), "--context-turns", str(turns)])
    for name, scoring in (("cosine", "cosine"), ("BM25", "bm25"))
    for turns, weight in ((1, 0.5), (2, 0.25), (2, 0.5), (2, 1), (4, 0.5), (0, 0.5))
]


def questions(path):
    """Rows for the program, and the right place of each."""
    rows, right = [], []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            dialog = json.loads(line)
            facts = dialog.get("kb", [])
            if not dialog.get("split", "").startswith("dev") or len(facts) < 2:
                continue
            context = []
            for turn in dialog["turns"]:
                text = " ".join(turn["t"].split())
                if context and text and isinstance(turn.get("ki"), int):
                    rows.append({"Context": list(context), "Response": text, "Facts": facts})
                    right.append(turn["ki"])
                if text:
                    context.append(text)
    return rows, right


def choose(program, rows, flags, folder):
    """The program's choices: places, or None."""
    candidates, choices = folder / "candidates.jsonl", folder / "choices.jsonl"
    if not candidates.exists():
        candidates.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    done = subprocess.run([program, "prepare", "select-facts", str(candidates), "--choices", str(choices), "--output",
                           str(folder / "out.jsonl"), "--overwrite", "--keep-unmatched", *flags],
                          capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"select-facts failed: {done.stderr}")
    return [json.loads(line)["fact"] for line in choices.read_text(encoding="utf-8").splitlines()]


def correct(choices, right):
    return sum(choice == place for choice, place in zip(choices, right))


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    for path in sys.argv[2:]:
        rows, right = questions(path)
        if not rows:
            sys.exit(f"{path}: no turn of a dev split names its knowledge")
        chance = sum(1 / len(row["Facts"]) for row in rows) / len(rows)
        majority = max(right.count(place) for place in set(right)) / len(right)
        print(f"\n{pathlib.Path(path).name}: {len(rows)} turns, {sum(len(row['Facts']) for row in rows) / len(rows):.2f} "
              "texts each\n\n| way to choose | right |\n| --- | ---: |")
        print(f"| chance | {chance:.1%} |\n| majority | {majority:.1%} |")
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            for label, flags in VARIANTS:
                print(f"| {label} | {correct(choose(sys.argv[1], rows, BASE + flags, folder), right) / len(rows):.1%} |")
            print("\n| smallest score | turns with a fact | right among them |\n| ---: | ---: | ---: |")
            for threshold in ("0", "1", "2", "3", "5", "8"):
                choices = choose(sys.argv[1], rows, ["--min-score", threshold], folder)
                kept = [(choice, place) for choice, place in zip(choices, right) if choice is not None]
                share = sum(choice == place for choice, place in kept) / max(1, len(kept))
                print(f"| {threshold} | {len(kept) / len(rows):.1%} | {share:.1%} |")


if __name__ == "__main__":
    main()
