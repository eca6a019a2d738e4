#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes godel_mini/expected.jsonl.gz anew for the weights in models/godel-mini: as many dialogs as it holds, with what
transformers answers in float32. Needs torch and transformers (4.57.6 made the file that is here).

  tests/golden/make_godel_mini.py            # reads and replaces tests/golden/godel_mini/expected.jsonl.gz
"""
import gzip
import json
import pathlib

import torch
import transformers

from dialog_candidates import candidates

HERE = pathlib.Path(__file__).resolve().parent
MODEL = HERE.parent.parent / "models" / "godel-mini"
FILE = HERE / "godel_mini" / "expected.jsonl.gz"
TIE = 1e-3  # a dialog whose greedy reply hangs on less than this gives its place to another: rounding may turn it


def greedy(model, ids):
    out = model.generate(ids, max_new_tokens=40, do_sample=False, output_scores=True, return_dict_in_generate=True)
    margins = [float(top[0] - top[1]) for top in (scores[0].topk(2).values for scores in out.scores)]
    return out.sequences[0].tolist(), min(margins)


def logprobs(model, ids, target):
    with torch.no_grad():
        logits = model(input_ids=ids, labels=torch.tensor([target])).logits[0]
    return logits.log_softmax(-1).gather(1, torch.tensor(target)[:, None])[:, 0].tolist()


def main():
    torch.set_num_threads(1)
    tokenizer = transformers.AutoTokenizer.from_pretrained(MODEL)
    model = transformers.AutoModelForSeq2SeqLM.from_pretrained(MODEL, dtype=torch.float32).eval()
    print(f"transformers {transformers.__version__}, torch {torch.__version__}")
    kept, left_out = [], []
    lines = [json.loads(line) for line in gzip.open(FILE, "rt", encoding="utf-8")]
    for line in candidates(lines):
        if len(kept) == len(lines):
            break
        ids = tokenizer(line["input_text"], return_tensors="pt").input_ids
        sequence, margin = greedy(model, ids)
        if margin < TIE:
            left_out.append(line["id"])
            continue
        line["input_ids"] = ids[0].tolist()
        line["greedy"] = {"ids": sequence, "text": tokenizer.decode(sequence, skip_special_tokens=True),
                          "smallest_top1_margin": round(margin, 6)}
        beams = model.generate(ids, max_new_tokens=40, num_beams=4, no_repeat_ngram_size=3, num_return_sequences=2,
                               output_scores=True, return_dict_in_generate=True)
        line["beam4"] = {"ids": beams.sequences.tolist(),
                         "scores": [round(float(score), 6) for score in beams.sequences_scores],
                         "text": tokenizer.batch_decode(beams.sequences, skip_special_tokens=True)}
        line["target_ids"] = tokenizer(line["target"]).input_ids
        line["target_logprobs"] = [round(value, 6) for value in logprobs(model, ids, line["target_ids"])]
        kept.append(line)
    if len(kept) < len(lines):
        raise SystemExit(f"only {len(kept)} of {len(lines)} dialogs have a reply that hangs on {TIE} or more; the file stays")
    text = "".join(json.dumps(line) + "\n" for line in kept)
    FILE.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{len(kept)} dialogs; left out, as their replies hang on less than {TIE}:", *left_out or ["none"])


if __name__ == "__main__":
    main()
