#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the corpus beside it: small GGUF files, good ones and typical lies.

usage: make_corpus.py
"""

import pathlib
import struct

U8, U32, I32, F32, BOOL, TEXT, ARRAY, U64 = 0, 4, 5, 6, 7, 8, 9, 10


def text(value):
    value = value.encode() if isinstance(value, str) else value
    return struct.pack("<Q", len(value)) + value


def kv(key, kind, payload):
    return text(key) + struct.pack("<I", kind) + payload


def array(kind, count, payload):
    return struct.pack("<IQ", kind, count) + payload


def texts(values):
    return array(TEXT, len(values), b"".join(text(v) for v in values))


def numbers(kind, code, values):
    return array(kind, len(values), struct.pack(f"<{len(values)}{code}", *values))


def tensor(name, extents, kind, offset):
    return text(name) + struct.pack(f"<I{len(extents)}QIQ", len(extents), *extents, kind, offset)


def gguf(values=(), tensors=(), data=b"", version=3, alignment=32):
    head = b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(values)) + b"".join(values) + b"".join(tensors)
    return head + b"\0" * (-len(head) % alignment) + data


def config():
    sizes = {"context_length": 16, "embedding_length": 4, "feed_forward_length": 8, "block_count": 1,
             "decoder_block_count": 1, "attention.head_count": 2, "attention.key_length": 2,
             "attention.relative_buckets_count": 8, "decoder_start_token_id": 0}
    values = [kv("general.architecture", TEXT, text("t5"))]
    values += [kv(f"t5.{key}", U32, struct.pack("<I", value)) for key, value in sizes.items()]
    return values + [kv("t5.attention.layer_norm_rms_epsilon", F32, struct.pack("<f", 1e-6)),
                     kv("godel.activation", TEXT, text("gelu_new")), kv("godel.gated", BOOL, b"\1"),
                     kv("godel.eos_token_ids", ARRAY, numbers(U32, "I", [1]))]


def vocabulary(charsmap=struct.pack("<I", 4) + bytes(4) + b"b\0"):
    return [kv("tokenizer.ggml.model", TEXT, text("t5")),
            kv("tokenizer.ggml.tokens", ARRAY, texts(["<pad>", "</s>", "<unk>", "\u2581", "a", "b", "ab"])),
            kv("tokenizer.ggml.scores", ARRAY, numbers(F32, "f", [0, 0, 0, -1, -2, -2, -3])),
            kv("tokenizer.ggml.token_type", ARRAY, numbers(I32, "i", [3, 3, 2, 1, 1, 1, 4])),
            kv("tokenizer.ggml.precompiled_charsmap", ARRAY, numbers(U8, "B", charsmap)),
            kv("tokenizer.ggml.add_space_prefix", BOOL, b"\1"),
            kv("tokenizer.ggml.eos_token_id", U32, struct.pack("<I", 1))]


TOKENIZER_JSON = (
    '{"added_tokens":[],"normalizer":null,"pre_tokenizer":{"type":"Metaspace","replacement":"\u2581",'
    '"prepend_scheme":"always"},"post_processor":null,"decoder":null,"model":{"type":"Unigram","unk_id":0,'
    '"vocab":[["<unk>",0.0],["a",-1.0],["\u2581",-1.0]]}}')

FILES = {
    "empty": gguf(),
    "version_2": gguf(version=2),
    "config": gguf(config(), [tensor("token_embd.weight", [4, 7], 0, 0)], bytes(112)),
    "vocabulary": gguf(config() + vocabulary()),
    "tokenizer_json": gguf(vocabulary() + [kv("godel.tokenizer_json", TEXT, text(TOKENIZER_JSON))]),
    "charsmap_too_long": gguf(vocabulary(struct.pack("<I", 0x7FFFFFFC) + bytes(8))),
    "charsmap_short": gguf(vocabulary(b"ab")),
    "nested": gguf([kv("k", ARRAY, array(ARRAY, 2, numbers(U8, "B", [1]) + texts(["x"])))]),
    "deep": gguf([kv("k", ARRAY, array(ARRAY, 1, b"") * 30)]),
    "huge_array": gguf([kv("k", ARRAY, array(U64, 1 << 61, bytes(8)))]),
    "huge_text": gguf([kv("k", TEXT, struct.pack("<Q", 1 << 63))]),
    "alignment_64": gguf([kv("general.alignment", U32, struct.pack("<I", 64))],
                         [tensor("a", [2], 0, 0), tensor("opaque", [9], 24, 64)], bytes(73), alignment=64),
    "blocks": gguf([], [tensor("a", [32, 2], 8, 0), tensor("b", [256], 12, 96), tensor("c", [256], 14, 256)], bytes(466)),
    "odd_block": gguf([], [tensor("a", [33], 8, 0)], bytes(64)),
    "unknown_type": gguf([], [tensor("a", [32], 10, 0)], bytes(64)),
    "overlap": gguf([], [tensor("a", [9], 0, 0), tensor("b", [1], 0, 32)], bytes(64)),
    "overflow": gguf([], [tensor("a", [1 << 62, 8], 0, 0)], bytes(64)),
    "raw_names": gguf([], [tensor("shared.weight", [4, 7], 0, 0)], bytes(112)),
}

if __name__ == "__main__":
    folder = pathlib.Path(__file__).parent / "corpus"
    folder.mkdir(exist_ok=True)
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
