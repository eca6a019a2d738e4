# SPDX-License-Identifier: MIT
"""What is trained on: real dialogs for godel-mini, examples of exactly 512 + 64 ids for a model of GODEL-base's shape."""

import json
import pathlib
import random
import re
import subprocess

from engines import Failed, ids_of
import shard

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SOURCE, TARGET, EXAMPLES = 512, 64, 8  # of the case base: one batch


def require(path, how):
    if not path.exists():
        raise Failed(f"there is no {path}; {how}")
    return path


def base_model(folder, tokenizer, python):
    """The checkpoint of random weights that benchmarks/compare uses too."""
    if not (folder / "model.safetensors").exists():
        done = subprocess.run([python, HERE.parent / "compare/make_checkpoint.py", tokenizer, folder, "base"], text=True,
                              capture_output=True)
        if done.returncode:
            raise Failed(f"the checkpoint cannot be made: {done.stderr.strip().splitlines()[-1:]}")
    return folder


def whole_words(model):
    """Words that the tokenizer has a piece for, so that a text of n of them is n ids long."""
    vocabulary = json.loads((model / "tokenizer.json").read_text())["model"]["vocab"]
    return [piece[1:] for piece, _ in vocabulary if re.fullmatch("\u2581[a-z]{4,}", piece)]


def write_base_data(model, path):
    """Random words, more than fit: the cut makes all examples equally long."""
    rng, words = random.Random(1), whole_words(model)
    rows = [{"Context": " ".join(rng.choices(words, k=2 * SOURCE)), "Response": " ".join(rng.choices(words, k=2 * TARGET))}
            for _ in range(EXAMPLES)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def check_base_lengths(job):
    for source, target in shard.read_pairs(ids_of(job)):
        if (len(source), len(target)) != (SOURCE, TARGET):
            raise Failed(f"an example of the case base came out as {len(source)} + {len(target)} ids; expected {SOURCE} + {TARGET}")
