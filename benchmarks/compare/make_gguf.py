# SPDX-License-Identifier: MIT
"""Writes a T5 folder of make_checkpoint.py as the GGUF file that llama.cpp reads.

usage: make_gguf.py FOLDER OUT.gguf f32|q8_0
"""

import json
import os
import re
import sys

import gguf
import numpy
import sentencepiece
from safetensors.numpy import load_file
from sentencepiece import sentencepiece_model_pb2

FILE_TYPES = {"f32": 0, "q8_0": 7}
NORMAL, UNKNOWN, CONTROL, USER_DEFINED = 1, 2, 3, 4  # llama.cpp's kinds of tokens

SELF_ATTENTION = {"SelfAttention.q": "attn_q", "SelfAttention.k": "attn_k", "SelfAttention.v": "attn_v",
                  "SelfAttention.o": "attn_o", "SelfAttention.relative_attention_bias": "attn_rel_b",
                  "layer_norm": "attn_norm"}
CROSS_ATTENTION = {"EncDecAttention.q": "cross_attn_q", "EncDecAttention.k": "cross_attn_k",
                   "EncDecAttention.v": "cross_attn_v", "EncDecAttention.o": "cross_attn_o",
                   "layer_norm": "cross_attn_norm"}
FEED_FORWARD = {"DenseReluDense.wi": "ffn_up", "DenseReluDense.wo": "ffn_down", "layer_norm": "ffn_norm"}


def gguf_name(name):
    """llama.cpp's name of a tensor of transformers, or None for one that it does not take."""
    if name == "shared.weight":
        return "token_embd.weight"
    if match := re.match(r"(enc|dec)oder\.final_layer_norm", name):
        return f"{match[1]}.output_norm.weight"
    match = re.match(r"(enc|dec)oder\.block\.(\d+)\.layer\.(\d)\.(.*)\.weight", name)
    if not match:
        return None
    stack, block, layer, rest = match.groups()
    layers = [SELF_ATTENTION, FEED_FORWARD] if stack == "enc" else [SELF_ATTENTION, CROSS_ATTENTION, FEED_FORWARD]
    return f"{stack}.blk.{block}.{layers[int(layer)][rest]}.weight"


def add_shape(writer, config):
    writer.add_context_length(512)
    writer.add_embedding_length(config["d_model"])
    writer.add_feed_forward_length(config["d_ff"])
    writer.add_block_count(config["num_layers"])
    writer.add_decoder_block_count(config["num_decoder_layers"])
    writer.add_head_count(config["num_heads"])
    writer.add_key_length(config["d_kv"])
    writer.add_value_length(config["d_kv"])
    writer.add_layer_norm_eps(1e-6)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_relative_attn_buckets_count(32)
    writer.add_decoder_start_token_id(0)


def add_vocabulary(writer, sentencepiece_file, vocab_size):
    pieces = sentencepiece.SentencePieceProcessor(model_file=sentencepiece_file)
    count = min(pieces.get_piece_size(), vocab_size)
    rest = vocab_size - count
    kinds = {0: CONTROL, 1: CONTROL, 2: UNKNOWN}
    writer.add_tokenizer_model("t5")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([pieces.id_to_piece(i).encode() for i in range(count)] +
                          [f"<unused_{i}>".encode() for i in range(rest)])
    writer.add_token_scores([pieces.get_score(i) for i in range(count)] + [-1000.0] * rest)
    writer.add_token_types([kinds.get(i, NORMAL) for i in range(count)] + [USER_DEFINED] * rest)
    writer.add_add_space_prefix(True)
    writer.add_remove_extra_whitespaces(True)
    writer.add_pad_token_id(0)
    writer.add_eos_token_id(1)
    writer.add_unk_token_id(2)
    writer.add_add_bos_token(False)
    writer.add_add_eos_token(True)
    model = sentencepiece_model_pb2.ModelProto()
    with open(sentencepiece_file, "rb") as file:
        model.ParseFromString(file.read())
    writer.add_precompiled_charsmap(model.normalizer_spec.precompiled_charsmap)


def add_tensors(writer, weights, kind):
    for key, value in weights.items():
        name = gguf_name(key)
        if name is None:
            continue
        value = value.astype(numpy.float32)
        if kind == "q8_0" and value.ndim == 2 and "attn_rel_b" not in name:
            q8_0 = gguf.GGMLQuantizationType.Q8_0
            writer.add_tensor(name, gguf.quants.quantize(value, q8_0), raw_dtype=q8_0)
        else:
            writer.add_tensor(name, value)


def main():
    folder, out, kind = sys.argv[1:]
    with open(os.path.join(folder, "config.json")) as file:
        config = json.load(file)
    writer = gguf.GGUFWriter(out, "t5")
    add_shape(writer, config)
    writer.add_file_type(FILE_TYPES[kind])
    add_vocabulary(writer, os.path.join(folder, "spiece.model"), config["vocab_size"])
    add_tensors(writer, load_file(os.path.join(folder, "model.safetensors")), kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main()
