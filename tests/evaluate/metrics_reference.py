#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Scores of `godel evaluate texts` beside those of the Python packages that people know them from: sacrebleu, rouge-score and nltk.
Prints a table and exits with 1 when one differs by more than 5e-5 (sacreBLEU on its scale to 100), and with 77 without the packages.

usage: metrics_reference.py PROGRAM PAIRS                  compare; PAIRS is tests/golden/metrics/pairs.jsonl.gz or a file like it
       metrics_reference.py --write EXPECTED PAIRS         the packages' values as JSON, for the tests in C++
       metrics_reference.py --stems FILE WORDS             nltk's stems of a list of words, a word a line
       metrics_reference.py --make PAIRS DIALOGS [...]     pairs from dialogs: 1,000 replies, each with two that resemble it, and odd texts"""
import collections
import gzip
import importlib.metadata
import json
import math
import os
import random
import re
import string
import subprocess
import sys
import tempfile

LIMIT = 5e-5
try:
    import nltk
    import sacrebleu
    from nltk.stem.porter import PorterStemmer
    from nltk.translate.meteor_score import meteor_score
    from nltk.translate.nist_score import corpus_nist
    from rouge_score.rouge_scorer import RougeScorer
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

# Texts on which implementations part: (hypothesis, references).
ODD = [
    ("", ["not empty"]), ("   ", ["not empty", ""]), ("not empty", [""]), ("", [""]), ("yes", ["Yes."]), ("Yes", ["yes", "Yes!"]),
    ("the", ["the"]), ("a an the", ["the a an"]), ("one two three", ["one two three"]),
    ("The U.S. costs $3.50, i.e. 1,000 yen.", ["The U.S. cost $3.5, i.e., 1,000 yen"]), ("at 10:30-11:00 on 3-4 May", ["10:30 - 11:00, May 3-4"]),
    ("&quot;Quoted&quot; &amp;lt; tag &lt;skipped&gt;", ['"Quoted" &lt; tag <skipped>']), ("wait... what?!", ["wait ... what ?"]), ("a..b,,c", ["a . . b , , c"]),
    ("it's the dogs' dinner", ["its the dog's dinners"]), ("it\u2019s \u201cfine\u201d", ["it's \"fine\""]),
    ("Caf\u00e9 \u00dcber Stra\u00dfe", ["cafe \u00fcber strasse", "CAF\u00c9 \u00dcBER STRASSE"]), ("\u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3 \u03a3", ["\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2 \u03c3"]),
    ("\u0130stanbul \u212aelvin", ["i\u0307stanbul kelvin"]), ("\u4f60\u597d\uff0c\u4e16\u754c\u3002", ["\u4f60\u597d\u4e16\u754c"]), ("price: 5\u20ac + 3\u00a3 = ?", ["5 \u20ac and 3 \u00a3"]),
    ("smile \U0001F600\U0001F600 :-)", ["\U0001F600 smile"]), ("no\u00a0break\u2003space\u3000here", ["no break space here"]), ("half \u00bd and \u00b2 squares", ["\u00bd half, \u00b2"]),
    ("first line\nsecond line", ["second line\nfirst line"]), ("one sentence\nand another one\n\nthe end", ["one sentence and another one the end", "the end\none sentence"]),
    ("word " * 80, ["word " * 40 + "other " * 40]), ("x y z " * 30, ["z y x " * 30, "x y z"]), ("running runs ran", ["run runner running", "runs"]),
    ("connection connected connecting", ["connect connections connective"]), ("www.example.org/a_b?c=d", ["www.example.org a b c d"]), ("100%", ["100 %", "100 percent"]),
]


class NoSynonyms:
    @staticmethod
    def synsets(_):
        return []


def open_text(path, mode):
    return gzip.open(path, mode + "t", encoding="utf-8") if path.endswith(".gz") else open(path, mode, encoding="utf-8")


def read_pairs(path):
    with open_text(path, "r") as lines:
        return [json.loads(line) for line in lines]


def normalize(text):
    """ParlAI's normalize_answer, as GODEL applies it."""
    text = re.sub(r'[!"#$%&()*+,\-./:;<=>?@\[\]\\^`{|}~_\']', " ", text.lower())
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def coqa_normalize(text):
    text = "".join(c for c in text.lower() if c not in set(string.punctuation))
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text, flags=re.UNICODE).split())


def f1(hypothesis, reference):
    shared = sum((collections.Counter(hypothesis) & collections.Counter(reference)).values())
    return 0 if shared == 0 else 2 * shared / (len(hypothesis) + len(reference))


def coqa(hypothesis, gold):
    """Exact match and F1 by CoQA's rule: each of several gold answers is left out once."""
    answer = coqa_normalize(hypothesis)

    def score(one):
        words, right = answer.split(), coqa_normalize(one).split()
        exact = float(coqa_normalize(one) == answer)
        return exact, (f1(words, right) if words and right else float(words == right))

    scores = [score(one) for one in gold]
    if len(scores) == 1:
        return scores[0]
    rests = [scores[:i] + scores[i + 1:] for i in range(len(scores))]
    return tuple(sum(max(s[k] for s in rest) for rest in rests) / len(rests) for k in (0, 1))


def nmt_bleu(hypotheses, references):
    """compute_bleu of TensorFlow's NMT tutorial, which GODEL calls, by its definition; nltk's counts short texts differently."""
    log_sum = 0
    for n in range(1, 5):
        matches = possible = 0
        for words, refs in zip(hypotheses, references):
            grams = [collections.Counter(tuple(t[i:i + n]) for i in range(len(t) - n + 1)) for t in [words] + refs]
            most = collections.Counter()
            for gram in grams[1:]:
                most |= gram
            matches += sum((grams[0] & most).values())
            possible += max(0, len(words) - n + 1)
        log_sum += math.log(matches / possible) / 4
    ratio = sum(map(len, hypotheses)) / sum(min(map(len, refs)) for refs in references)
    return math.exp(log_sum) * (1 if ratio > 1 else math.exp(1 - 1 / ratio))


def variety(texts):
    counts = {n: collections.Counter() for n in (1, 2, 4)}
    for words in texts:
        for n, count in counts.items():
            count.update(tuple(words[i:i + n]) for i in range(len(words) - n + 1))
    total = {n: sum(c.values()) for n, c in counts.items()}
    return {"distinct_1": len(counts[1]) / total[1], "distinct_2": len(counts[2]) / total[2],
            "entropy_4": -sum(c / total[4] * math.log(c / total[4]) for c in counts[4].values())}


BLEU_FLAGS = {  # of sacrebleu, and of the program
    "13a": ({}, []),
    "intl": ({"tokenize": "intl"}, ["--tokenize", "intl"]),
    "none": ({"tokenize": "none"}, ["--tokenize", "none"]),
    "char": ({"tokenize": "char"}, ["--tokenize", "char"]),
    "lowercase": ({"lowercase": True}, ["--lowercase"]),
    "smooth none": ({"smooth_method": "none"}, ["--smooth", "none"]),
    "smooth floor": ({"smooth_method": "floor"}, ["--smooth", "floor"]),
    "smooth floor 0.5": ({"smooth_method": "floor", "smooth_value": 0.5}, ["--smooth", "floor", "--smooth-value", "0.5"]),
    "smooth add-k": ({"smooth_method": "add-k"}, ["--smooth", "add-k"]),
}


def bleu_values(hypotheses, references, options):
    """The corpus' score and that of each example, of 100; references may be of different numbers."""
    most = max(map(len, references))
    columns = [[refs[i] if i < len(refs) else None for refs in references] for i in range(most)]
    metric = sacrebleu.BLEU(**options, force=True)
    corpus = metric.corpus_score(hypotheses, columns)
    single = sacrebleu.BLEU(**options, effective_order=True, force=True)
    each = [single.sentence_score(h, refs).score for h, refs in zip(hypotheses, references)]
    return corpus.score, each, str(metric.get_signature())


def package_values(pairs):
    """{"one" or "all references": {"corpus": {name: value}, "examples": {name: [values]}}}, shares from 0 to 1."""
    hypotheses = [p["hypothesis"] for p in pairs]
    result = {}
    for name, references in (("one", [p["references"][:1] for p in pairs]), ("all", [p["references"] for p in pairs])):
        corpus, examples = {}, {}
        for flags, (options, _) in BLEU_FLAGS.items():
            score, each, signature = bleu_values(hypotheses, references, options)
            corpus[f"sacre_bleu ({flags})"] = score / 100
            examples[f"sentence_bleu ({flags})"] = [value / 100 for value in each]
            corpus[f"signature ({flags})"] = signature
        for stemmer in (True, False):
            scorer = RougeScorer(["rouge1", "rouge2", "rougeL", "rougeLsum"], use_stemmer=stemmer)
            scores = [scorer.score_multi(refs, h) for h, refs in zip(hypotheses, references)]
            note = "" if stemmer else " (no stemmer)"
            for kind in ("rouge1", "rouge2", "rougeL", "rougeLsum"):
                examples[kind + note] = [s[kind].fmeasure for s in scores]
                for part, key in (("precision", "precision"), ("recall", "recall"), ("f1", "fmeasure")):
                    corpus[f"{kind} {part}{note}"] = sum(getattr(s[kind], key) for s in scores) / len(scores)
        words = [normalize(h) for h in hypotheses]
        reference_words = [[normalize(r) for r in refs] for refs in references]
        examples["f1"] = [max(f1(w, r) for r in refs) for w, refs in zip(words, reference_words)]
        examples["meteor"] = [meteor_score(refs, w, wordnet=NoSynonyms) for w, refs in zip(words, reference_words)]
        answers = [coqa(h, refs) for h, refs in zip(hypotheses, references)]
        examples["exact_match"], examples["answer_f1"] = map(list, zip(*answers))
        corpus["bleu"] = nmt_bleu(words, reference_words)
        for key in ("f1", "meteor", "exact_match", "answer_f1"):
            corpus[key] = sum(examples[key]) / len(examples[key])
        if name == "one":  # where the definitions of nltk and mteval agree
            tokenize = sacrebleu.BLEU(lowercase=True)._preprocess_segment
            tokens = [tokenize(h).split() for h in hypotheses]
            reference_tokens = [[tokenize(r).split() for r in refs] for refs in references]
            corpus["nist_2"] = corpus_nist(reference_tokens, tokens, n=2)
            corpus["nist_4"] = corpus_nist(reference_tokens, tokens, n=4)
            corpus.update(variety(words))
            corpus["mean_length"] = sum(map(len, words)) / len(words)
        result[name] = {"corpus": corpus, "examples": examples}
    return result


def run_program(program, path, flags):
    with tempfile.TemporaryDirectory() as folder:
        each = os.path.join(folder, "each.jsonl")
        done = subprocess.run([program, "evaluate", "texts", "--hypotheses", path, "--hypothesis-field", "hypothesis", "--reference-field", "references",
                               "--json", "--per-example", each] + flags, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{program}: {done.stderr}")
        return json.loads(done.stdout), read_pairs(each)


def program_values(program, pairs):
    result = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("one", "all"):
            path = os.path.join(folder, name + ".jsonl")
            with open(path, "w", encoding="utf-8") as out:
                for pair in pairs:
                    refs = pair["references"][:1] if name == "one" else pair["references"]
                    out.write(json.dumps({"hypothesis": pair["hypothesis"], "references": refs}) + "\n")
            corpus, examples = {}, {}
            for flags, (_, ours) in BLEU_FLAGS.items():
                total, each = run_program(program, path, ["--metrics", "bleu"] + ours)
                corpus[f"sacre_bleu ({flags})"] = total["sacre_bleu"]
                corpus[f"signature ({flags})"] = total["sacre_bleu_signature"]
                examples[f"sentence_bleu ({flags})"] = [e["sentence_bleu"] for e in each]
            for note, ours in (("", []), (" (no stemmer)", ["--metrics", "rouge", "--no-stemmer"])):
                total, each = run_program(program, path, ours)
                for kind, key in (("rouge1", "rouge_1"), ("rouge2", "rouge_2"), ("rougeL", "rouge_l"), ("rougeLsum", "rouge_lsum")):
                    examples[kind + note] = [e[key] for e in each]
                    for part in ("precision", "recall", "f1"):
                        corpus[f"{kind} {part}{note}"] = total["rouge"][kind][part]
                if not note:
                    for key in ("f1", "meteor", "exact_match", "answer_f1"):
                        examples[key] = [e[key] for e in each]
                    corpus.update({k: v for k, v in total.items() if isinstance(v, float) and k not in corpus})
            result[name] = {"corpus": corpus, "examples": examples}
    return result


def without_version(signature):
    return re.sub(r"\|version:.*", "", signature)


def compare(expected, found):
    bad = 0
    print(f"{'metric':34} {'references':10} {'package':>12} {'ours':>12} {'difference':>11} {'of an example':>13}")
    for name, values in expected.items():
        for key, value in values["corpus"].items():
            ours = found[name]["corpus"][key]
            if isinstance(value, str):
                if without_version(value) != without_version(ours):
                    bad += 1
                    print(f"{key:34} {name:10} {without_version(value)} is not {without_version(ours)}")
                continue
            scale = 100 if key.startswith("sacre_bleu") else 1
            worst = 0
            example_key = key.replace("sacre_bleu", "sentence_bleu").replace(" f1", "")
            if example_key in values["examples"]:
                both = zip(values["examples"][example_key], found[name]["examples"][example_key], strict=True)
                worst = max(abs(a - b) for a, b in both) * scale
            difference = abs(value - ours) * scale
            failed = max(difference, worst) > LIMIT
            bad += failed
            print(f"{key:34} {name:10} {value * scale:12.6f} {ours * scale:12.6f} {difference:11.1e} {worst:13.1e}{'  <--' if failed else ''}")
    return bad


def make_pairs(path, dialogs):
    """Replies that resemble each other: of 60 others of their corpus those that share most words."""
    draw = random.Random(7)
    pairs = []
    for file in dialogs:
        replies = sorted({t["t"] for row in read_pairs(file) for t in row["turns"] if 3 < len(t["t"].split()) < 40})
        for hypothesis in draw.sample(replies, 1000 // len(dialogs)):
            words = collections.Counter(normalize(hypothesis))
            others = [r for r in draw.sample(replies, 60) if r != hypothesis]
            others.sort(key=lambda r: -sum((words & collections.Counter(normalize(r))).values()) / (len(r.split()) + 5))
            pairs.append({"hypothesis": hypothesis, "references": others[:2]})
    pairs += [{"hypothesis": h, "references": r} for h, r in ODD]
    with gzip.GzipFile(path, "wb", mtime=0) as out:
        for pair in pairs:
            out.write((json.dumps(pair) + "\n").encode())


def write_expected(path, pairs):
    values = package_values(pairs)
    for part in values.values():
        part["examples"] = {k: [round(v, 7) for v in vs] for k, vs in part["examples"].items()}
    versions = {"sacrebleu": sacrebleu.__version__, "rouge-score": importlib.metadata.version("rouge-score"), "nltk": nltk.__version__}
    with gzip.GzipFile(path, "wb", mtime=0) as out:
        out.write(json.dumps({"versions": versions, **values}).encode())


def main(arguments):
    if len(arguments) == 3 and arguments[0] == "--write":
        write_expected(arguments[1], read_pairs(arguments[2]))
    elif len(arguments) == 3 and arguments[0] == "--stems":
        stem = PorterStemmer().stem
        with open_text(arguments[2], "r") as words, gzip.GzipFile(arguments[1], "wb", mtime=0) as out:
            out.write("".join(f"{w}\t{stem(w)}\n" for w in words.read().split()).encode())
    elif len(arguments) >= 3 and arguments[0] == "--make":
        make_pairs(arguments[1], arguments[2:])
    elif len(arguments) == 2:
        pairs = read_pairs(arguments[1])
        bad = compare(package_values(pairs), program_values(arguments[0], pairs))
        print(f"{len(pairs)} pairs, sacrebleu {sacrebleu.__version__}, nltk {nltk.__version__}: {bad or 'none'} above {LIMIT}")
        sys.exit(1 if bad else 0)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
