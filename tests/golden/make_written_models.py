#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What transformers computes of folders that `godel train` wrote: tests/golden/written/expected.json.gz, for
tests/train/written_model_test.cc. The runs take one step with a learning rate so small that no weight moves, so that
every machine writes the same bits; that is checked here, too.

usage: make_written_models.py GODEL OUTPUT       (GODEL: the program, e.g. build/release/godel)"""

import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

import tokenizers
import torch
import transformers
from safetensors.torch import load_file

GOLDEN = pathlib.Path(__file__).resolve().parent
MODELS = {
    "relu_tied": {
        "source": "godel_tiny", "tokenizer": "godel_tiny", "largest": 20,
        "texts": [("Instruction: given a dialog context, you need to response empathically. [CONTEXT] Do you like action "
                   "movies? EOS I love action movies.", "What about Blade, with Wesley Snips?"),
                  ("How are you? [KNOWLEDGE] I am fine.", "Fine.")]},
    "gated_untied": {
        "source": "training/gated_untied", "tokenizer": "written/gated_tokenizer", "largest": 64,
        "texts": [("the other one is there and here on a tree in the water", "there are trees"), ("a", "q")]},
}


def write(godel, model, folder):
    data = folder / "train.jsonl"
    data.write_text(json.dumps({"Context": "hello there", "Response": "here on earth"}) + "\n")
    subprocess.run([godel, "train", "--model_name_or_path", GOLDEN / model["source"], "--tokenizer_name",
                    GOLDEN / model["tokenizer"], "--train_file", data, "--output_dir", folder / "written", "--max_steps", "1",
                    "--learning_rate", "1e-30", "--lr_scheduler_type", "constant", "--save_strategy", "no",
                    "--dropout_rate", "0", "--num_threads", "1"], check=True)
    return folder / "written"


def weights_of(folder):
    if (folder / "model.safetensors").exists():
        return load_file(folder / "model.safetensors")
    return torch.load(folder / "pytorch_model.bin", weights_only=True)


def check_bits(written, source):
    for name, tensor in written.items():
        assert torch.equal(tensor.view(torch.int32), source[name].view(torch.int32)), f"{name} is not that of the source"


def measure(folder, model):
    network, info = transformers.AutoModelForSeq2SeqLM.from_pretrained(
        folder, output_loading_info=True, torch_dtype=torch.float32, attn_implementation="eager")
    assert not any(info.values()), info
    network.eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    cases, shift, spread = [], 0.0, 0.0
    for text, reply in model["texts"]:
        ids, labels = tokenizer(text).input_ids, tokenizer(reply).input_ids
        start = [network.config.decoder_start_token_id, *labels[:-1]]
        both = []
        for kind in (torch.float32, torch.float64):
            with torch.no_grad():
                both.append(network.to(kind)(input_ids=torch.tensor([ids]), decoder_input_ids=torch.tensor([start])).logits[0])
        network.to(torch.float32)
        logits = both[0]
        shift = max(shift, (both[0].double() - both[1]).abs().max().item())
        spread = max(spread, logits.abs().max().item())
        values, indices = logits.topk(model["largest"])
        cases.append({"input_text": text, "reply_text": reply, "input_ids": ids, "labels": labels, "decoder_input_ids": start,
                      "indices": indices.tolist(), "logits": [[float(f"{x:.9g}") for x in row] for row in values.tolist()],
                      "logsumexp": [float(f"{x:.9g}") for x in logits.logsumexp(-1).tolist()]})
    return {"cases": cases, "largest_shift_to_float64": shift, "largest_logit": spread}


def main():
    godel, output = sys.argv[1:]
    torch.set_num_threads(1)
    expected = {"transformers": transformers.__version__, "torch": torch.__version__, "tokenizers": tokenizers.__version__}
    for name, model in MODELS.items():
        with tempfile.TemporaryDirectory() as folder:
            written = write(godel, model, pathlib.Path(folder))
            check_bits(weights_of(written), weights_of(GOLDEN / model["source"]))
            expected[name] = measure(written, model)
        print(name, {key: value for key, value in expected[name].items() if key != "cases"})
    with open(output, "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as zipped:
        zipped.write(json.dumps(expected).encode())


if __name__ == "__main__":
    main()
