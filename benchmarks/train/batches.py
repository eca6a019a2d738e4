# SPDX-License-Identifier: MIT
"""Batches as godel-train makes them: alike in length, and filled to a budget of tokens that counts the padding."""

import random

WINDOW = 64  # batches whose examples are sorted together, as in src/godel/dataset/batch_plan.cc


def of_size(pairs, examples):
    """As they come, without end."""
    def starts():
        while True:
            yield from range(0, len(pairs) - examples + 1, examples)
    return (pairs[start:start + examples] for start in starts())


def epoch(pairs, budget, rng):
    order = rng.sample(pairs, len(pairs))
    batches, window, tokens = [], [], 0
    for i, pair in enumerate(order):
        window.append(pair)
        tokens += len(pair[0]) + len(pair[1])
        if tokens < WINDOW * budget and i + 1 < len(order):
            continue
        window.sort(key=lambda pair: (len(pair[0]), len(pair[1])))
        batches += filled(window, budget)
        window, tokens = [], 0
    rng.shuffle(batches)
    return batches


def filled(window, budget):
    batch, longest_input, longest_target = [], 0, 0
    for source, target in window:
        longest_input, longest_target = max(longest_input, len(source)), max(longest_target, len(target))
        if batch and (len(batch) + 1) * (longest_input + longest_target) > budget:
            yield batch
            batch, longest_input, longest_target = [], len(source), len(target)
        batch.append((source, target))
    yield batch


def of_tokens(pairs, budget, seed):
    rng = random.Random(seed)
    while True:
        yield from epoch(pairs, budget, rng)
