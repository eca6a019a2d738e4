#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Made-up facts and questions about them, as examples: nothing but the knowledge can give the answer, so a model that
learns them learns to take words from it. Prints JSON lines; the same seed prints the same ones."""
import argparse
import json
import random

ONSETS = "b br c ch d dr f fl g gr h j k l m n p pr r s sh st t tr v w z".split()
VOWELS = "a e i o u ai ea oo ou".split()
CODAS = ["", "", "n", "r", "s", "l", "t", "m", "nd", "rk", "ck", "x"]
KINDS = {
    "restaurant": ["phone number", "address", "price range", "food", "rating", "opening time"],
    "hotel": ["phone number", "address", "price per night", "rating", "number of rooms"],
    "film": ["director", "release year", "running time", "lead actor", "rating"],
    "book": ["author", "publisher", "release year", "number of pages"],
    "town": ["mayor", "population", "river", "oldest building", "founding year"],
    "train": ["departure time", "arrival time", "platform", "price", "destination"],
}
FOODS = "italian indian chinese thai french mexican turkish greek korean japanese seafood vegetarian".split()
STREETS = "Street Road Avenue Lane Square Hill".split()


def word(rng, syllables=None):
    return "".join(rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS)
                   for _ in range(syllables or rng.randint(1, 2))).capitalize()


def person(rng):
    return f"{word(rng)} {word(rng)}"


def value(rng, attribute):
    if "number of" in attribute or attribute == "population":
        return str(rng.randint(10, 999) * rng.choice([1, 1, 10, 100]))
    if "phone" in attribute:
        return f"{rng.randint(200, 999)}-{rng.randint(100, 999)}-{rng.randint(1000, 9999)}"
    if "year" in attribute:
        return str(rng.randint(1700, 2024))
    if "time" in attribute:
        return f"{rng.randint(1, 12)}:{rng.randrange(0, 60, 5):02d} {rng.choice(['am', 'pm'])}" \
            if attribute != "running time" else f"{rng.randint(70, 190)} minutes"
    if attribute.startswith("price range"):
        return rng.choice(["cheap", "moderate", "expensive"])
    if attribute.startswith("price"):
        return f"${rng.randint(5, 400)}"
    if attribute == "address":
        return f"{rng.randint(1, 300)} {word(rng)} {rng.choice(STREETS)}"
    if attribute == "rating":
        return f"{rng.randint(1, 9)}.{rng.randint(0, 9)}"
    if attribute == "food":
        return rng.choice(FOODS)
    if attribute == "platform":
        return str(rng.randint(1, 24))
    if attribute in ("river", "destination", "publisher", "oldest building"):
        return word(rng, 2)
    return person(rng)


def fact(rng, name, attribute, what):
    return rng.choice([f"The {attribute} of {name} is {what}.", f"{name}: {attribute} {what}.",
                       f"{name} has the {attribute} {what}."])


def question(rng, name, attribute):
    return rng.choice([f"What is the {attribute} of {name}?", f"Can you tell me the {attribute} of {name}?",
                       f"I need the {attribute} of {name}, please.", f"Do you know the {attribute} of {name}?",
                       f"And the {attribute} of {name}?"])


def answer(rng, name, attribute, what):
    return rng.choice([f"The {attribute} of {name} is {what}.", f"It is {what}.", f"Sure, the {attribute} is {what}.",
                       f"{name} has the {attribute} {what}."])


def example(rng):
    facts = []
    for _ in range(rng.randint(1, 4)):
        kind = rng.choice(list(KINDS))
        name = f"the {word(rng, 2)}" if kind in ("hotel", "train") else person(rng) if kind == "book" else word(rng, 2)
        for attribute in rng.sample(KINDS[kind], rng.randint(1, min(4, len(KINDS[kind])))):
            facts.append((name, attribute, value(rng, attribute)))
    asked = rng.choice(facts)
    told = facts
    name, attribute, what = asked
    reply = answer(rng, name, attribute, what)
    if rng.random() < 0.12 and len(facts) > 1:
        told = [f for f in facts if f != asked]
        reply = rng.choice([f"I am sorry, I do not know the {attribute} of {name}.",
                            f"Sorry, nothing is said about the {attribute} of {name}."])
    rng.shuffle(told)
    knowledge = " ".join(fact(rng, *f) for f in told)
    context = question(rng, name, attribute)
    if len(told) > 1 and rng.random() < 0.4:
        before = rng.choice(told)
        context = f"{question(rng, before[0], before[1])} EOS {answer(rng, *before)} EOS {context}"
    return {"Context": context, "Knowledge": knowledge, "Response": reply}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=30000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    for _ in range(arguments.count):
        print(json.dumps(example(rng)))


if __name__ == "__main__":
    main()
