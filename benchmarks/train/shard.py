# SPDX-License-Identifier: MIT
"""The examples as godel-train tokenised them (src/godel/dataset/token_shard.h), so that its peer trains on the same ids."""

import array
import struct
import sys

MAGIC, VERSION, HEADER_BYTES, FOOTER_WORDS = b"GODELIDS", 1, 16, 6


def padded(size):
    return -(-size // 8) * 8


def numbers(data, code):
    out = array.array(code)
    out.frombytes(data)
    if sys.byteorder == "big":
        out.byteswap()
    return out


def read_pairs(path):
    """[(input ids, target ids), ...]; ValueError for anything but a file of ids of this version."""
    data = path.read_bytes()
    if len(data) < HEADER_BYTES + 8 * FOOTER_WORDS or data[:8] != MAGIC:
        raise ValueError(f"{path} is no file of token ids")
    version, width = struct.unpack_from("<II", data, 8)
    if version != VERSION or width not in (2, 4):
        raise ValueError(f"{path} has version {version} and ids of {width} bytes; version {VERSION} and 2 or 4 bytes are known")
    _, _, ids, pairs, note, _ = struct.unpack_from(f"<{FOOTER_WORDS}Q", data, len(data) - 8 * FOOTER_WORDS)
    offsets_at = HEADER_BYTES + padded(ids * width)
    offsets_end = offsets_at + 8 * (2 * pairs + 1)
    if offsets_end + padded(note) + 8 * FOOTER_WORDS != len(data):
        raise ValueError(f"{path} is {len(data)} bytes long, which is not what its last words say")
    stream = numbers(data[HEADER_BYTES:HEADER_BYTES + ids * width], "H" if width == 2 else "I")
    cuts = numbers(data[offsets_at:offsets_end], "Q")
    sequences = [list(stream[begin:end]) for begin, end in zip(cuts, cuts[1:])]
    return list(zip(sequences[0::2], sequences[1::2], strict=True))
