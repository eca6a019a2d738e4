# SPDX-License-Identifier: MIT
"""Dialogs to choose goldens from, as many as are asked for and the same in every run."""


def a_turn_earlier(line):
    """The same dialog before its last turn, which is what should be answered then."""
    turns = line["context"]
    before, after = (" EOS ".join(part) for part in (turns, turns[:-1]))
    if line["input_text"].count(before) != 1:
        raise ValueError(f"{line['id']}: the turns do not stand in input_text once")
    return {**line, "id": line["id"] + "/earlier", "context": turns[:-1], "target": turns[-1],
            "input_text": line["input_text"].replace(before, after)}


def candidates(lines):
    """`lines`, then each of them a turn earlier, and so on down to first turns; no input comes twice."""
    seen = set()
    while lines:
        for line in lines:
            if line["input_text"] not in seen:
                seen.add(line["input_text"])
                yield line
        lines = [a_turn_earlier(line) for line in lines if len(line["context"]) > 1]
