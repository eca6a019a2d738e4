#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The CPU time of BLEU and ROUGE-1, -2, -L of the same pairs: `godel evaluate texts` beside sacrebleu and rouge-score.
Reading the files counts on both sides, starting Python and importing the packages does not.

usage: compare_speed.py PROGRAM PAIRS.jsonl[.gz] [COUNT]     COUNT pairs (default 100,000), those of PAIRS over and over
PAIRS has {"hypothesis", "references"} a line, as tests/golden/metrics/pairs.jsonl.gz; repeated ones get a number behind them, so that no
cache of either side sees a text twice."""
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile

try:
    import sacrebleu
    from rouge_score.rouge_scorer import RougeScorer
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)


def write_lines(path, lines):
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(line.replace("\n", " ") + "\n" for line in lines)


def cpu_seconds(who):
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def run_program(program, hypotheses, references):
    before = cpu_seconds(resource.RUSAGE_CHILDREN)
    done = subprocess.run([program, "evaluate", "texts", "--hypotheses", hypotheses, "--references", references, "--metrics", "bleu,rouge", "--json",
                           "--threads", "1"], capture_output=True, text=True, check=True)
    scores = json.loads(done.stdout)
    return cpu_seconds(resource.RUSAGE_CHILDREN) - before, 100 * scores["sacre_bleu"], scores["rouge_l"]


def run_packages(hypotheses, references):
    before = cpu_seconds(resource.RUSAGE_SELF)
    with open(hypotheses, encoding="utf-8") as one, open(references, encoding="utf-8") as two:
        pairs = [(h.rstrip("\n"), r.rstrip("\n")) for h, r in zip(one, two)]
    bleu = sacrebleu.BLEU(force=True).corpus_score([h for h, _ in pairs], [[r for _, r in pairs]]).score
    after_bleu = cpu_seconds(resource.RUSAGE_SELF)
    scorer = RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=True)
    rouge = sum(scorer.score(r, h)["rougeL"].fmeasure for h, r in pairs) / len(pairs)
    return after_bleu - before, cpu_seconds(resource.RUSAGE_SELF) - after_bleu, bleu, rouge


def main(program, path, count=100000):
    with (gzip.open(path, "rt") if path.endswith(".gz") else open(path, encoding="utf-8")) as lines:
        pairs = [json.loads(line) for line in lines]
    pairs = [(p["hypothesis"], p["references"][0]) for p in pairs if p["hypothesis"].strip()]
    with tempfile.TemporaryDirectory() as folder:
        hypotheses, references = (os.path.join(folder, name) for name in ("hypotheses.txt", "references.txt"))
        for column, name in enumerate((hypotheses, references)):
            write_lines(name, (f"{pairs[i % len(pairs)][column]} {i // len(pairs)}" for i in range(int(count))))
        ours, our_bleu, our_rouge = run_program(program, hypotheses, references)
        bleu_time, rouge_time, bleu, rouge = run_packages(hypotheses, references)
    print(f"{int(count)} pairs       BLEU      ROUGE-L   CPU seconds")
    print(f"packages       {bleu:9.4f} {rouge:9.6f}   {bleu_time + rouge_time:.2f} (sacrebleu {bleu_time:.2f}, rouge-score {rouge_time:.2f})")
    print(f"godel          {our_bleu:9.4f} {our_rouge:9.6f}   {ours:.2f}")
    print(f"ratio          {(bleu_time + rouge_time) / ours:.1f}")
    sys.exit(0 if abs(bleu - our_bleu) < 5e-5 and abs(rouge - our_rouge) < 5e-5 else 1)


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
