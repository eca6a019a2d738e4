#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The weighted average of two models of one shape, in f32. A model that was trained on keeps what the average brings back of
the one it came from.
usage: average.py MODEL SHARE OTHER OUTPUT     SHARE * MODEL + (1 - SHARE) * OTHER; folders with model.safetensors"""
import array
import json
import pathlib
import shutil
import struct
import sys

CARRIED = ["config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
           "added_tokens.json", "spiece.model"]


def floats(data, dtype):
    """Little-endian f32, or bf16, which is the upper half of one."""
    if dtype == "BF16":
        wide = bytearray(2 * len(data))
        wide[2::4], wide[3::4] = data[0::2], data[1::2]
        data = bytes(wide)
    elif dtype != "F32":
        sys.exit(f"average: weights of type {dtype} are not read; f32 and bf16 are")
    values = array.array("f", data)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def read(folder):
    """name -> (shape, values)"""
    data = (pathlib.Path(folder) / "model.safetensors").read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    begin = 8 + size
    return {name: (entry["shape"], floats(data[begin + entry["data_offsets"][0]:begin + entry["data_offsets"][1]], entry["dtype"]))
            for name, entry in header.items()}


def write(file, tensors):
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, (shape, values) in tensors.items():
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [offset, offset + 4 * len(values)]}
        offset += 4 * len(values)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(file, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for _, values in tensors.values():
            if sys.byteorder == "big":
                values.byteswap()
            values.tofile(out)


def average(share, model, other):
    if {name: shape for name, (shape, _) in model.items()} != {name: shape for name, (shape, _) in other.items()}:
        sys.exit("average: the models have not the same tensors")
    return {name: (shape, array.array("f", (share * a + (1 - share) * b for a, b in zip(values, other[name][1]))))
            for name, (shape, values) in sorted(model.items())}


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    model, share, other, output = sys.argv[1], float(sys.argv[2]), sys.argv[3], pathlib.Path(sys.argv[4])
    averaged = average(share, read(model), read(other))
    output.mkdir(parents=True, exist_ok=True)
    for name in CARRIED:
        if (pathlib.Path(model) / name).exists():
            shutil.copy(pathlib.Path(model) / name, output / name)
    partial = output / "model.safetensors.partial"
    write(partial, averaged)
    partial.rename(output / "model.safetensors")


if __name__ == "__main__":
    main()
