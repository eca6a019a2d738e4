#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes multiwoz/: every 33rd dialog of MultiWOZ 2.1's test set, SOLOIST's predictions for them, and the database.

usage: make_multiwoz.py FOLDER     # with multiwoz21_test.json.zip, predictions_soloist.json.gz and *_db.json[.gz]
"""

import gzip
import json
import pathlib
import sys
import zipfile


def load(path):
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return json.loads(archive.read(archive.namelist()[0]))
    return json.loads(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_text())


def save(name, value):
    out = pathlib.Path(__file__).parent / "multiwoz" / (name + ".gz")
    out.parent.mkdir(exist_ok=True)
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    out.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def main():
    folder = pathlib.Path(sys.argv[1])
    dialogs = load(folder / "multiwoz21_test.json.zip")
    predictions = load(folder / "predictions_soloist.json.gz")
    chosen = sorted(dialogs)[::33]
    for name in chosen:
        dialogs[name]["goal"].pop("message", None)
    save("dialogs.json", {name: dialogs[name] for name in chosen})
    save("predictions.json", {name.lower().removesuffix(".json"): predictions[name.lower().removesuffix(".json")] for name in chosen})
    for domain in ("attraction", "hotel", "restaurant", "train"):
        plain = folder / f"{domain}_db.json"
        save(f"{domain}_db.json", load(plain if plain.exists() else plain.with_name(plain.name + ".gz")))


if __name__ == "__main__":
    main()
