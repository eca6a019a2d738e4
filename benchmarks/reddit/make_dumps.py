#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Dumps that look like Reddit's, the same for the same arguments: threads with trees of comments, deleted bodies, quotes,
markdown, addresses, emoji, long turns, bots, odd scores, missing parents, cycles, and rows that cannot be read.

usage: make_dumps.py FOLDER [--mib N] [--months N] [--seed N] [--bad] [--zst]
"""

import argparse
import json
import pathlib
import random

WORDS = (
    "the of and to a in is that it was for you with on as are this be have not but they at one if what all were when we there can an your "
    "which their said will each about how up out them then she many some so these would other into has more her two like him see time could "
    "no make than first been its who now people my made over did down only way find use may water long little very after words called just "
    "where most know get through back much before go good new write our used me man too any day same right look think also around another came "
    "come work three word must because does part even place well such here take why things help put years different away again off went old "
    "number great tell men say small every found still between name should home big give air line set own under read last never us left end "
    "along while might next sound below saw something thought both few those always looked show large often together asked house don't world "
    "game movie season trade patch server guitar recipe election bitcoin python rust sourdough it's I'm can't wouldn't they're you'll lol IMO "
    "TIL AMA edit EDIT: thanks :) ;) :D <3 ... wait, what? really! \"quoted\" \u201ccurly\u201d na\u00efve caf\u00e9 \U0001f602 \U0001f44d\U0001f3fd \u2014 r/science u/someone b/c w/o w/ j/k 10:30 3/4 $100 50% 1,000 555-1234"
).split(" ")
EXTRAS = (
    "https://www.example.com/a_(b)?c=d#e", "see http://imgur.com/abc", "[link](https://example.org/x)", "**bold** _it_ ~~no~~", "#hashtag", "AMAZING THINGS",
    "no no no", "supercalifragilisticexpialidociousness", "&amp; more", "\n\n", "\n* item\n* item", "\\_underscore\\_", "www.site.co.uk/page", "me@example.com", "badword", "very bad phrase",
    "e.g. this", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "...", "???!!", "(aside)", "URL", "\ttab", "\u3000wide\u00a0space",
)
SUBREDDITS = ("AskReddit", "science", "gaming", "Cooking", "Bitcoin", "blockedsub", "movies", "de")
# The other fields of a comment of 2024, which make its line as long as real ones are: about 1,250 bytes.
FILLER = dict.fromkeys(
    "approved_at_utc approved_by associated_award author_flair_background_color author_flair_css_class author_flair_template_id author_flair_text author_flair_text_color "
    "banned_at_utc banned_by collapsed_because_crowd_control collapsed_reason collapsed_reason_code comment_type distinguished likes mod_note mod_reason_by mod_reason_title "
    "num_reports removal_reason report_reasons top_awarded_type".split(" ")
)
FILLER.update(dict.fromkeys("archived author_is_blocked author_patreon_flair author_premium can_gild can_mod_post collapsed edited locked saved score_hidden stickied unrepliable".split(" "), False))
FILLER.update(dict.fromkeys("all_awardings author_flair_richtext awarders mod_reports treatment_tags user_reports".split(" "), []))
FILLER.update({"author_flair_type": "text", "author_fullname": "t2_145ffw", "controversiality": 0, "created": 1706745600.0, "created_utc": 1706745600.0, "downs": 0,
               "gilded": 0, "gildings": {}, "no_follow": True, "replies": "", "retrieved_on": 1706745615, "send_replies": True, "subreddit_id": "t5_2qlqp",
               "subreddit_type": "public", "total_awards_received": 0, "updated_on": 1706745630, "_meta": {"retrieved_2nd_on": 1706875209}})
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def base36(number):
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
    return text or "0"


def text_of(chooser):
    kind = chooser.random()
    if kind < 0.04:
        return chooser.choice(("[deleted]", "[removed]"))
    if kind < 0.07:
        return "> " + " ".join(chooser.choices(WORDS, k=8)) + "\n\n" + " ".join(chooser.choices(WORDS, k=6))
    if kind < 0.09:
        return chooser.choice(("this", "lol", "", "same\n"))
    if kind < 0.10:
        return "I am a bot, and this action was performed automatically. Please contact the moderators of this subreddit."
    words = chooser.choices(WORDS, k=min(200, max(2, int(chooser.lognormvariate(2.4, 0.9)))))
    for _ in range(2):
        if chooser.random() < 0.12:
            words.insert(chooser.randrange(len(words) + 1), chooser.choice(EXTRAS))
    return " ".join(words)


def row(chooser, fields):
    for key in chooser.sample(sorted(FILLER), len(FILLER)):
        fields[key] = FILLER[key]
    return json.dumps(dict(sorted(fields.items())), ensure_ascii=chooser.random() < 0.5) + "\n"


def score_of(chooser):
    return chooser.choice((0, -3, "5", "None", None, 17)) if chooser.random() < 0.1 else chooser.choice((1, 1, 2, 3, 8, 40))


def thread(chooser, number):
    link, subreddit = base36(10**7 + number * 37), chooser.choice(SUBREDDITS)
    count = chooser.choice((0, 1, 2, 3, 5, 8, 20, 60))
    title = " ".join(chooser.choices(WORDS, k=9))
    submission = {"id": link, "title": title, "num_comments": count, "score": 3, "domain": "self", "author": "a", "subreddit": subreddit,
                  "permalink": f"/r/{subreddit}/comments/{link}/x/", "selftext": text_of(chooser), "url": "https://www.reddit.com/"}
    comments, ids = [], []
    for i in range(count):
        name = base36(10**9 + number * 1009 + i)
        parent = "t3_" + link if not ids or chooser.random() < 0.3 else "t1_" + chooser.choice(ids[-6:])
        if chooser.random() < 0.01:
            parent = "t1_" + chooser.choice((name, "gone" + name))
        comments.append({"id": name, "link_id": "t3_" + link, "parent_id": parent, "author": "b", "body": text_of(chooser),
                         "score": score_of(chooser), "subreddit": subreddit})
        ids.append(name)
    return submission, comments


BAD = ("{", '{"id": 3, "body": "x y", "link_id": "t3_a"}\n'[:20], "[]", "null", '{"title": "t"}', '{"id": "a b", "body": "two words", "link_id": "t3_a", "parent_id": "t3_a"}', "\x00")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--mib", type=float, default=1)
    parser.add_argument("--months", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bad", action="store_true")
    parser.add_argument("--zst", action="store_true")
    args = parser.parse_args()
    folder = pathlib.Path(args.folder)
    folder.mkdir(parents=True, exist_ok=True)
    chooser = random.Random(args.seed)
    names = [(folder / f"RS_2018-{m + 1:02}", folder / f"RC_2018-{m + 1:02}") for m in range(args.months)]
    files = [[open(path, "w", encoding="utf-8", newline="\n") for path in pair] for pair in names]
    written, number = 0, 0
    while written < args.mib * 2**20:
        month = chooser.randrange(args.months)
        submission, comments = thread(chooser, number)
        number += 1
        text = row(chooser, submission)
        written += files[month][0].write(text)
        chooser.shuffle(comments)
        for comment in comments:
            late = month + 1 < args.months and chooser.random() < 0.05
            written += files[month + late][1].write(row(chooser, comment))
            if args.bad and chooser.random() < 0.02:
                files[month][1].write(chooser.choice(BAD) + "\n")
    for pair in files:
        for file in pair:
            file.close()
    if args.zst:
        import zstandard

        for pair in names:
            for path in pair:
                path.with_suffix(".zst").write_bytes(zstandard.ZstdCompressor(write_content_size=False).compress(path.read_bytes()))
                path.unlink()


if __name__ == "__main__":
    main()
