#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes what NLTK's TweetTokenizer makes of many lines: rows [line, tokens, tokens in lower case].

usage: make_tweet_tokens.py OUT.jsonl.gz [--random N] [--seed N] [FILE ...]

Lines come from the files (a dump's "body" and "title" where a line is JSON) and from a generator that puts together the
signs and scraps that the expressions look for, which no corpus does as densely.
"""

import argparse
import gzip
import json
import random

from nltk.tokenize import TweetTokenizer

SCRAPS = (
    "http:// https:/ HTTP:/// http: www. .com .co.uk foo.bar/ /a(b)c (x(y)z) (( )) ( ) [ ] { } < > </3 <3 <b> </a> -> --> <- "
    "<-- :) ;-D 8) =P (: :o) :'( D: >:( @ @me @_x # ## #tag #a #a-b #it's a@b.co x.y+z@w-v.example.org. + - -- --- . .. ... "
    ". . .  , ? ! !!!! ' \" ` * / \\ | ~ = : ; _ __ don't o'-k well-known rock'n'roll e.g. i.e. U.S.A 1 0 12 123 4567 1,000 3/4 "
    "+1-2 10:30 12.5- (212) 555-1234 +1 800.555.1212 5551234 &amp; &lt; &gt; &#39; &#x27; &#x; &bogus; &x41; &#150; &#129; "
    "& &; &nbsp; \u201c \u201d \u2018 \u2019 \u00ab \u2026 \u00e9t\u00e9 \u0130stanbul \u03a3\u0391\u03a3 \u039f\u0394\u039f\u03a3 \u017f \u212a na\u00efve \u4f60\u597d \u0663 \u00b2 \u216b \u24b6 "
    "\U0001f600 \U0001f44d\U0001f3fd \U0001f468\u200d\U0001f469\u200d\U0001f467 \u200d \ufe0f \u2764\ufe0f \U0001f1eb\U0001f1f7 \U0001f1eb "
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f \u00a0 \u3000 \t \r aaaa ABC Hello WORLD a I "
    "__url__ __mention__ %20 $5 100% ^ ~~ .. ... google.com/ reddit.com example.Com x.y.z a.b-c.de/f"
).split(" ") + [" ", " ", " ", "  ", "    ", "\n", "a", "b", "o", "d", "p", ".", "-", "/", ":", "(", ")", "8", "3", "'", "@", "<", ">"]


def texts_of(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("{"):
                row = json.loads(line)
                yield from (row[key] for key in ("body", "title", "selftext") if row.get(key))
            else:
                yield line.rstrip("\n")


def generated(count, seed):
    chooser = random.Random(seed)
    for _ in range(count):
        yield "".join(chooser.choice(SCRAPS) for _ in range(chooser.randint(1, 14)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--random", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    keep, lower = TweetTokenizer(), TweetTokenizer(preserve_case=False)
    with gzip.GzipFile(args.out, "wb", mtime=0) as out:
        for text in [*(text for path in args.files for text in texts_of(path)), *generated(args.random, args.seed)]:
            row = [text, keep.tokenize(text), lower.tokenize(text)]
            out.write((json.dumps(row, ensure_ascii=False) + "\n").encode())


if __name__ == "__main__":
    main()
