#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the corpus beside it: small dialogs of each layout, predictions, and a zip archive.

usage: make_corpus.py
"""

import io
import json
import pathlib
import zipfile

LOG = {
    "goal": {"hotel": {"info": {"area": "north"}, "reqt": ["phone"], "book": {"people": "2"}}},
    "log": [
        {"text": "a hotel in the north", "metadata": {}},
        {
            "text": "acorn guest house is in the north , ref AB12 .",
            "dialog_act": {"Hotel-Inform": [["Name", "acorn guest house"]]},
            "span_info": [["Hotel-Inform", "Name", "acorn guest house", 0, 2], ["Booking-Book", "Ref", "AB12", 9, 9]],
            "metadata": {
                "hotel": {"book": {"booked": [{"reference": "AB12"}], "people": "2"}, "semi": {"area": "north"}}
            },
        },
    ],
}
FRAMES = {
    "dialogue_id": "a.json",
    "turns": [
        {"speaker": "USER", "utterance": "h\u00e9", "frames": [
            {"service": "hotel", "state": {"slot_values": {"hotel-arriveBy": ["after 5 pm"]}}}]},
        {"speaker": "SYSTEM", "utterance": "caf\u00e9 uno", "frames": [
            {"service": "hotel", "slots": [{"slot": "hotel-name", "start": 0, "exclusive_end": 4}]}]},
    ],
}
HDSA = {"file": "b.json", "info": [
    {"user_orig": "hi", "sys": "[hotel_name] [value_count]", "BS": {"hotel": [["area", "x"]]}, "act": ["a-b-c"], "KB": "3"}]}
PREDICTED = [{"response": "[hotel_name]s [value_place] -s", "state": {"hotel": {"area": "north"}}, "active_domains": ["hotel"]}]


def main():
    corpus = pathlib.Path(__file__).parent / "corpus"
    corpus.mkdir(exist_ok=True)
    texts = {
        "log": json.dumps({"MUL1.json": LOG}),
        "frames": json.dumps(FRAMES),
        "hdsa": json.dumps(HDSA),
        "all": json.dumps({"a": LOG, "b": FRAMES, "c": HDSA, "d": PREDICTED, "e": 3}),
        "predictions": json.dumps({"mul1": PREDICTED}),
        "table": json.dumps([{"name": "a", "leaveAt": "05:00"}]),
        "cut": json.dumps({"a": LOG})[:200],
    }
    for name, text in texts.items():
        (corpus / name).write_text(text)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("a.json"), texts["log"])
    (corpus / "zip").write_bytes(packed.getvalue())


if __name__ == "__main__":
    main()
