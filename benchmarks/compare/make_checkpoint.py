# SPDX-License-Identifier: MIT
"""A checkpoint of a GODEL model's exact shape with random weights: speed is the same, replies are noise.

usage: make_checkpoint.py TOKENIZER_FOLDER OUT base|tiny
"""

import sys

import torch
from transformers import AutoTokenizer, T5Config, T5ForConditionalGeneration

# GODEL-v1_1-base's; and one to try the scripts with.
SHAPES = {
    "base": dict(d_model=768, d_kv=64, d_ff=3072, num_layers=12, num_heads=12),
    "tiny": dict(d_model=64, d_kv=16, d_ff=128, num_layers=2, num_heads=4),
}
VOCAB_SIZE = 32102


def main():
    tokenizer_folder, out, shape = sys.argv[1:]
    torch.manual_seed(0)
    config = T5Config(vocab_size=VOCAB_SIZE, feed_forward_proj="relu", tie_word_embeddings=True, decoder_start_token_id=0,
                      **SHAPES[shape])
    T5ForConditionalGeneration(config).save_pretrained(out)
    # No engine is asked for text, so a tokenizer with fewer pieces than the model has rows will do.
    tokenizer = AutoTokenizer.from_pretrained(tokenizer_folder)
    if len(tokenizer) > VOCAB_SIZE:
        sys.exit(f"{tokenizer_folder} has {len(tokenizer)} pieces, more than the {VOCAB_SIZE} rows of the model")
    tokenizer.save_pretrained(out)


if __name__ == "__main__":
    main()
