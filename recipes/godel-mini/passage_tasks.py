#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tasks made of passages: say the sentence that speaks of a word, or go on where the text stops. The first teaches to
take whole clauses from knowledge in plain language, the second general English: most of its tokens are predicted.
Reads examples (JSON lines with Context and Knowledge) and prints examples; the same seed prints the same ones."""
import argparse
import json
import random
import re

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"'A-Z0-9])")
ASKED = ["Do you know anything about {}?", "Tell me about {}.", "What do you know about {}?", "What about {}?",
         "I like to hear about {}.", "Have you heard of {}?", "Can you tell me something about {}?", "{}?",
         "I do not know much about {}. Do you?", "Hi! Let's talk about {}."]
SAID = ["{}", "{}", "{}", "Yes. {}", "Well, {}", "Did you know? {}", "I read this: {}", "Sure. {}", "I know that {}"]


def passages(lines):
    seen = set()
    for line in lines:
        row = json.loads(line)
        for text in (row.get("Knowledge") or "", row["Context"]):
            for part in re.split(r"\n+| EOS ", text):
                part = part.strip().strip('"')
                if len(part) >= 200 and part[:120] not in seen:
                    seen.add(part[:120])
                    yield part


def rare_words(sentence):
    """The words that tell this sentence from others: names first, then long words."""
    words = re.findall(r"[A-Za-z][A-Za-z'-]{3,}", sentence)
    names = re.findall(r"(?<!^)\b[A-Z][a-z]+(?: [A-Z][a-z]+)*", sentence)
    return names or sorted(dict.fromkeys(words), key=len, reverse=True)[:4]  # a set has its order by chance


def find(rng, passage):
    sentences = [s for s in SENTENCE.split(passage) if 25 <= len(s) <= 220]
    if len(sentences) < 2:
        return None
    start = rng.randrange(max(1, len(sentences) - 5))
    part = sentences[start:start + rng.randint(2, 6)]
    said = rng.choice(part)
    words = rare_words(said)
    if not words:
        return None
    asked = rng.choice(words)
    if rng.random() < 0.3:
        asked = asked.lower()
    return {"Context": rng.choice(ASKED).format(asked), "Knowledge": " ".join(part),
            "Response": rng.choice(SAID).format(said)}


def go_on(rng, passage):
    words = passage.split(" ")
    if len(words) < 60:
        return None
    start = rng.randrange(max(1, len(words) - 120))
    cut = start + rng.randint(12, 50)
    target = " ".join(words[cut:cut + 100])
    return {"Context": " ".join(words[start:cut]), "Knowledge": "", "Instruction": "Instruction: go on with the text.",
            "Response": target}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--task", choices=["find", "go-on"], required=True)
    parser.add_argument("--count", type=int, default=60000)
    parser.add_argument("--seed", type=int, default=3)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    texts = []
    for name in arguments.files:
        with open(name, encoding="utf-8") as file:
            texts += passages(file)
    task = find if arguments.task == "find" else go_on
    left = arguments.count
    for _ in range(arguments.count * 4):
        example = task(rng, rng.choice(texts))
        if example and left:
            left -= 1
            print(json.dumps(example, ensure_ascii=False))


if __name__ == "__main__":
    main()
