#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""DialoGPT's extraction written anew in plain Python from its rules (docs/prepare-reddit.md): what `godel prepare reddit`
is checked against, and how fast it would be. Reads dumps, plain or .zst or .gz, all months together.

usage: reference.py DUMP ... [--leaves-only 0|1] [--use-title 0|1] [--clean 0|1] [--min-depth N] [--max-depth N]
       [--min-score N] [--max-len N] [--max-len-type w|c] [--word-blocklist FILE] [--subreddit-blocklist FILE]
       [--keys FOLDER] [--files] > rows.tsv
"""

import argparse
import collections
import gzip
import hashlib
import io
import json
import pathlib
import re
import sys
import tempfile

try:
    from nltk.tokenize import TweetTokenizer
except ImportError:
    print("reference.py: nltk is missing", file=sys.stderr)
    sys.exit(77)

KEPT = re.compile("(__mention__|__url__)|[^A-Za-z0-9()\\[\\]:,.!?'\u201c\u201d ]")
TOKENIZER = TweetTokenizer(preserve_case=True)


def open_text(path):
    if path.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8")
    if path.endswith(".zst"):
        import zstandard

        stream = zstandard.ZstdDecompressor(max_window_size=2**31).stream_reader(open(path, "rb"))
        return io.TextIOWrapper(stream, encoding="utf-8")
    return open(path, encoding="utf-8")


def one_line(text):
    return text.replace("\\", "").replace("\n", " ").replace("\r", " ").replace("\t", " ")


def normalized(text):
    words = []
    for word in text.split():
        if word.startswith("#"):
            continue
        address = word.find("http")
        if address >= 0:
            word = word[:address] + " __url__"
        words.append(word.strip())
    text = " ".join(words).replace("\\", "")
    text = text.replace("b/c", "because").replace("j/k", "just kidding").replace("w/o", "without").replace("w/", "with")
    text = KEPT.sub(lambda found: found.group(1) or " ", text)
    return " ".join(" ".join(TOKENIZER.tokenize(text)).split())


def number(value):
    return 0 if value is None or value == "None" else int(value)


def with_prefix(name, prefix):
    return name if name.startswith(("t1_", "t3_")) else prefix + name


def extract(args, counts, keys):
    submissions, comments = {}, {}
    for path in args.dumps:
        with open_text(path) as lines:
            for line in lines:
                try:
                    row = json.loads(line)
                    if row.get("body") is None and row.get("title") is None:
                        raise ValueError("neither comment nor submission")
                    if row.get("body") is None:
                        link = with_prefix(row["id"], "t3_")
                        counts["submissions"] += 1
                        if number(row["num_comments"]) >= 2:
                            submissions[link] = (row["permalink"].split("/")[2].lower(), one_line(row["title"]))
                        else:
                            counts["dropped: few comments"] += 1
                        continue
                    name, link = with_prefix(row["id"], "t1_"), with_prefix(row["link_id"], "t3_")
                    parent = with_prefix(row["parent_id"], "t3_" if row["parent_id"] == link[3:] else "t1_")
                    body, score = row["body"], number(row.get("score"))
                    body.encode()
                except (ValueError, KeyError, TypeError, AttributeError):
                    counts["bad rows"] += 1
                    continue
                counts["comments"] += 1
                if keys and f"{link}\t{name}\tdep" not in keys:
                    continue
                if body == "[deleted]":
                    counts["dropped: deleted"] += 1
                elif ">" in body or "&gt;" in body:
                    counts["dropped: quotes"] += 1
                elif len(one_line(body).split()) < 2:
                    counts["dropped: short comment"] += 1
                else:
                    comments[name] = (link, parent, score, one_line(body))
    return submissions, comments


def through_files(submissions, comments):
    """Both tables through gzipped TSV files, which DialoGPT's two stages hand each other."""
    with tempfile.TemporaryDirectory() as folder:
        for name, table in (("rs_sub0", submissions), ("rc_sub0", comments)):
            with gzip.open(f"{folder}/{name}.tsv.gz", "wt", encoding="utf-8", newline="\n") as out:
                for key, row in table.items():
                    out.write("\t".join([key, *map(str, row)]) + "\n")
        with gzip.open(f"{folder}/rs_sub0.tsv.gz", "rt", encoding="utf-8", newline="\n") as lines:
            submissions = {row[0]: (row[1], row[2]) for row in (line.rstrip("\n").split("\t") for line in lines)}
        with gzip.open(f"{folder}/rc_sub0.tsv.gz", "rt", encoding="utf-8", newline="\n") as lines:
            comments = {row[0]: (row[1], row[2], int(row[3]), row[4]) for row in (line.rstrip("\n").split("\t") for line in lines)}
    return submissions, comments


def conversation(args, submissions, comments, name, depth):
    if depth == 0:
        return []
    link, parent, _, body = comments[name]
    if (len(body.split()) if args.max_len_type == "w" else len(body)) > args.max_len:
        return []
    if args.use_title and parent.startswith("t3_"):
        return ["title: " + submissions[link][1], body]
    before = []
    if parent in comments and comments[parent][0] == link:
        before = conversation(args, submissions, comments, parent, depth - 1)
    return before + [body]


def reason_to_drop(args, source, target, is_offensive):
    words = target.split()
    if not args.leaves_only and is_offensive(target):
        return "offensive"
    if len(words) <= 1:
        return "short reply"
    if any(len(word) > 30 for word in words):
        return "long word"
    if len(source.split()) + len(words) > 200:
        return "too many words"
    if "__url__" in source or "__url__" in target:
        return "address"
    if any(sign in source + target for sign in "[]()"):
        return "brackets"
    if re.search("[A-Z]{5,}", source) or re.search("[A-Z]{5,}", target):
        return "capitals"
    if any(words[i] == words[i - 1] == words[i - 2] for i in range(2, len(words))):
        return "repeated word"
    return None


def read_list(path):
    with open_text(path) as lines:
        return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dumps", nargs="+")
    for flag, default in (("leaves-only", 1), ("use-title", 0), ("clean", 1), ("min-depth", 2), ("max-depth", 5), ("min-score", 1), ("max-len", 30)):
        parser.add_argument("--" + flag, type=int, default=default)
    parser.add_argument("--max-len-type", default="w")
    for flag in ("word-blocklist", "subreddit-blocklist", "keys"):
        parser.add_argument("--" + flag)
    parser.add_argument("--files", action="store_true", help="hand the first stage's rows to the second in files, as DialoGPT does; else in memory")
    args = parser.parse_args()
    counts = collections.Counter()
    keys, discard, words, blocked = set(), set(), None, set()
    if args.keys:
        for path in pathlib.Path(args.keys).iterdir():
            (discard if path.name.split(".")[0].endswith("-o") else keys).update(read_list(str(path)))
    if args.word_blocklist:
        from flashtext import KeywordProcessor

        words = KeywordProcessor()
        for phrase in read_list(args.word_blocklist):
            words.add_keyword(phrase)
    if args.subreddit_blocklist:
        blocked = {name.lower() for name in read_list(args.subreddit_blocklist)}
    submissions, comments = extract(args, counts, keys)
    if args.files:
        submissions, comments = through_files(submissions, comments)
    for name in [name for name, row in comments.items() if row[0] not in submissions]:
        counts["dropped: no submission"] += 1
        del comments[name]
    answered = {row[1] for row in comments.values()}

    def is_offensive(text):
        return words is not None and bool(words.extract_keywords(text))

    def weight(text):
        return "0.0 " if is_offensive(text) or hashlib.sha224(text.encode()).hexdigest() in discard else "1.0 "

    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n")
    for link, parent, name in sorted((row[0], row[1], name) for name, row in comments.items()):
        reason = None
        turns = []
        if keys and f"{link}\t{name}\tkeep" not in keys:
            reason = "not in keys"
        elif args.leaves_only and name in answered:
            reason = "has answers"
        elif submissions[link][0] in blocked:
            reason = "subreddit"
        elif comments[name][2] < args.min_score:
            reason = "score"
        else:
            turns = conversation(args, submissions, comments, name, args.max_depth)
            if not turns:
                reason = "long turn"
            elif len(turns) < args.min_depth:
                reason = "too few turns"
        if reason is None:
            turns = [normalized(turn) for turn in turns]
            if args.leaves_only and args.clean:
                turns = [weight(turn) + turn for turn in turns]
            source, target = " EOS ".join(turns[:-1]), turns[-1]
            if args.clean:
                reason = reason_to_drop(args, source, target, is_offensive)
        if reason is None:
            counts["conversations"] += 1
            out.write(f"{link},{parent},{name}\t{source}\t{target}\n")
        else:
            counts["dropped: " + reason] += 1
    out.flush()
    for name, count in counts.items():
        print(f"  {name}  {count}", file=sys.stderr)


if __name__ == "__main__":
    main()
