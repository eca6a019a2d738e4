# SPDX-License-Identifier: MIT
"""A plain training loop with transformers, in a process of its own. Its argument is JSON, its answer a line of JSON.

The batches lie ready as tensors before the clock starts, and nothing is in the loop but the training."""

import contextlib
import itertools
import json
import pathlib
import sys
import time

import torch
from transformers import T5ForConditionalGeneration

import batches
import shard

IGNORED = -100  # what transformers' loss leaves out


def tensors(batch, pad_id):
    longest_input = max(len(source) for source, _ in batch)
    longest_target = max(len(target) for _, target in batch)
    ids = torch.tensor([source + [pad_id] * (longest_input - len(source)) for source, _ in batch])
    mask = torch.tensor([[1] * len(source) + [0] * (longest_input - len(source)) for source, _ in batch])
    labels = torch.tensor([target + [IGNORED] * (longest_target - len(target)) for _, target in batch])
    return {"input_ids": ids, "attention_mask": mask, "labels": labels}


def main():
    job = json.loads(sys.argv[1])
    torch.manual_seed(job["seed"])
    torch.set_num_threads(job["threads"])
    # Which way of attention T5 gets is left to transformers.
    model = T5ForConditionalGeneration.from_pretrained(job["model"], dropout_rate=job["dropout"], dtype=torch.float32)
    model.train()
    model.config.use_cache = False  # keys and values are for generation
    optimizer = torch.optim.AdamW(model.parameters(), lr=job["learning_rate"], weight_decay=0.0, fused=True)
    pairs = shard.read_pairs(pathlib.Path(job["shard"]))
    stream = (batches.of_tokens(pairs, job["tokens_per_batch"], job["seed"]) if job["tokens_per_batch"] else
              batches.of_size(pairs, job["examples_per_batch"]))
    ready = [(tensors(batch, model.config.pad_token_id), sum(len(source) + len(target) for source, target in batch))
             for batch in itertools.islice(stream, job["steps"])]
    autocast = (lambda: torch.autocast("cpu", dtype=torch.bfloat16)) if job["bf16"] else contextlib.nullcontext
    losses, norms, rates = [], [], []
    for batch, tokens in ready:
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        with autocast():
            loss = model(**batch).loss
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
        rates.append(tokens / (time.perf_counter() - start))
        norms.append(norm.item())
    print(json.dumps({"losses": losses, "grad_norms": norms, "rates": rates, "tokens": sum(tokens for _, tokens in ready)}))


if __name__ == "__main__":
    main()
