#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The made-up tasks of recipes/godel-mini keep what they promise: as many examples as asked for, the same ones for the same seed
on every machine, and answers that really stand in what the model is given. And the average of two models is one."""

import importlib.util
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import unittest

RECIPE = pathlib.Path(__file__).resolve().parents[2] / "recipes/godel-mini"

# Sentences with and without names; words of one length beside each other, whose order a hash could decide.
SENTENCES = [
    "The old harbour of Lindale was built by hand in 1832.",
    "Many small boats still leave it before the sun is up.",
    "People there say that no storm ever broke its wall.",
    "A painter named Orson Vale lived near the lighthouse for years.",
    "He sold seven pictures and gave the others to the school.",
    "Every spring the whole town walks along the river together.",
    "Bakers bring bread, and farmers bring cheese and apples.",
    "Nobody remembers who began it or why it is held on a Tuesday.",
]


def passage(first, sentences):
    return " ".join(SENTENCES[(first + i) % len(SENTENCES)] for i in range(sentences))


def load(name):
    spec = importlib.util.spec_from_file_location(name, RECIPE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Tasks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.file = pathlib.Path(cls.folder.name) / "examples.jsonl"
        cls.passages = [passage(first, 8 + first * 3) for first in range(6)]
        rows = [{"Context": f"what do you know about it? EOS {text}", "Knowledge": ""} for text in cls.passages[:3]]
        rows += [{"Context": "hello there, how are you", "Knowledge": text} for text in cls.passages[3:]]
        cls.file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    def run_task(self, script, *arguments, hash_seed="1"):
        done = subprocess.run([sys.executable, str(RECIPE / script), *map(str, arguments)], capture_output=True, text=True,
                              env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONIOENCODING": "utf-8"})
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def examples(self, script, *arguments):
        """200 of them, after a look at what holds for all: their number, their seed, their columns."""
        arguments = [*arguments, "--count", 200]
        text = self.run_task(script, *arguments, "--seed", 7)
        self.assertEqual(text, self.run_task(script, *arguments, "--seed", 7, hash_seed="2"))
        self.assertNotEqual(text, self.run_task(script, *arguments, "--seed", 8))
        rows = [json.loads(line) for line in text.splitlines()]
        self.assertEqual(len(rows), 200)
        for row in rows:
            self.assertLessEqual(set(row), {"Context", "Knowledge", "Response", "Instruction"}, row)
            self.assertTrue(row["Context"].strip() and row["Response"].strip(), row)
        return rows

    def test_a_found_sentence_is_one_of_the_knowledge_and_has_the_asked_word(self):
        module = load("passage_tasks")
        asked_forms = [re.escape(form).replace(r"\{\}", "(.+)") for form in module.ASKED]
        said_forms = [re.escape(form).replace(r"\{\}", "(.+)") for form in module.SAID]
        for row in self.examples("passage_tasks.py", self.file, "--task", "find"):
            said = [match[1] for form in said_forms if (match := re.fullmatch(form, row["Response"])) and match[1] in SENTENCES]
            self.assertEqual(len(set(said)), 1, row)
            self.assertIn(said[0], row["Knowledge"])
            asked = [match[1] for form in asked_forms if (match := re.fullmatch(form, row["Context"]))]
            self.assertTrue(any(word.lower() in said[0].lower() for word in asked), row)
            self.assertTrue(any(row["Knowledge"] in text for text in self.passages), row)

    def test_what_goes_on_is_the_passage_itself(self):
        for row in self.examples("passage_tasks.py", self.file, "--task", "go-on"):
            self.assertTrue(any(f"{row['Context']} {row['Response']}" in text for text in self.passages), row)
            self.assertLessEqual(len(row["Response"].split()), 100)
            self.assertEqual((row["Knowledge"], row["Instruction"]), ("", "Instruction: go on with the text."))

    def test_passages_are_long_and_come_once(self):
        module = load("passage_tasks")
        long = "x" * 250
        lines = [json.dumps({"Context": f"short EOS {long}", "Knowledge": None}),
                 json.dumps({"Context": "short", "Knowledge": f'"{long}"\nalso short'})]
        self.assertEqual(list(module.passages(lines)), [long])

    def check_words(self, rows, least, most):
        kinds = set()
        for row in rows:
            self.assertEqual(row["Instruction"], "Instruction: repeat.")
            after = re.fullmatch(r"After (\S+)\?", row["Context"])
            if after:
                words = row["Knowledge"].split()
                at = words.index(after[1])
                self.assertEqual(row["Response"].split(), words[at + 1:at + 4], row)
                kinds.add("after")
            else:
                self.assertEqual(row["Response"], row["Knowledge"] or row["Context"], row)
                words = row["Response"].split()
                kinds.add("say" if row["Knowledge"] else "repeat")
            self.assertTrue(least <= len(words) <= most, row)
            self.assertEqual(len(set(words)), len(words), row)
        return kinds

    def test_words_are_repeated_and_followed(self):
        rows = self.examples("word_tasks.py", self.file, "--least", 2, "--most", 5)
        self.assertEqual(self.check_words(rows, 2, 5), {"after", "say", "repeat"})

    def test_only_the_likeliest_words(self):
        rows = self.examples("word_tasks.py", self.file, "--frequent", 6, "--most", 3)
        self.assertEqual(self.check_words(rows, 1, 3), {"after", "say", "repeat"})
        self.assertEqual(len({word for row in rows for word in row["Response"].split()}), 6)

    def test_a_single_word_has_none_behind_it(self):
        rows = self.examples("word_tasks.py", self.file, "--least", 1, "--most", 1)
        self.assertEqual(self.check_words(rows, 1, 1), {"say", "repeat"})

    def test_looked_up_values_are_in_the_knowledge(self):
        module = load("lookup_tasks")
        attributes = sorted({attribute for kind in module.KINDS.values() for attribute in kind}, key=len, reverse=True)
        unknown = 0
        for row in self.examples("lookup_tasks.py"):
            asked = row["Context"].split(" EOS ")[-1]
            attribute = next(a for a in attributes if f"the {a} of " in asked)
            name = re.search(rf"the {attribute} of (.+?)(?:, please\.|\?)$", asked)[1]
            told = [form.format(name=name, attribute=attribute)
                    for form in ("The {attribute} of {name} is ", "{name}: {attribute} ", "{name} has the {attribute} ")]
            known = [text for text in told if text in row["Knowledge"]]
            if row["Response"].startswith(("I am sorry", "Sorry")):
                unknown += 1
                self.assertFalse(known, row)
                continue
            self.assertTrue(known, row)
            value = re.search(rf"(?:^It is|, the {attribute} is|^The {attribute} of {re.escape(name)} is"
                              rf"|^{re.escape(name)} has the {attribute}) (.+)\.$", row["Response"])[1]
            self.assertTrue(any(f"{text}{value}." in row["Knowledge"] for text in known), row)
        self.assertTrue(5 <= unknown <= 45, unknown)  # about 12 in 100 of those with a second fact


class Average(unittest.TestCase):
    """Of files in safetensors' form, which the test writes and reads by itself."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def model(self, name, dtype, data, shape):
        header = json.dumps({"w": {"dtype": dtype, "shape": shape, "data_offsets": [0, len(data)]}}).encode()
        (self.folder / name).mkdir()
        (self.folder / name / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + data)
        (self.folder / name / "config.json").write_text(f'"{name}"')
        return self.folder / name

    def run_average(self, *arguments):
        return subprocess.run([sys.executable, RECIPE / "average.py", *map(str, arguments)], capture_output=True, text=True)

    def test_of_f32_and_bf16(self):
        model = self.model("a", "F32", struct.pack("<4f", 1, 2, -3, 1024), [2, 2])
        # 1.0, 4.0, -3.0 and 0 in bf16: the upper halves of their bits as f32.
        other = self.model("b", "BF16", struct.pack("<4H", 0x3F80, 0x4080, 0xC040, 0), [2, 2])
        self.assertEqual(self.run_average(model, 0.75, other, self.folder / "out").returncode, 0)
        data = (self.folder / "out/model.safetensors").read_bytes()
        size = struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8:8 + size])
        self.assertEqual(header["w"], {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]})
        self.assertEqual(struct.unpack("<4f", data[8 + size:]), (1, 2.5, -3, 768))
        self.assertEqual((self.folder / "out/config.json").read_text(), '"a"')

    def test_other_shapes_are_refused(self):
        model = self.model("a", "F32", bytes(16), [2, 2])
        other = self.model("b", "F32", bytes(16), [4])
        done = self.run_average(model, 0.5, other, self.folder / "out")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("not the same tensors", done.stderr)


if __name__ == "__main__":
    unittest.main()
