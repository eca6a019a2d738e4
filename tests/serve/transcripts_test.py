#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The transcripts of docs/serving.md: each command is typed into bash against a running server, and its answer must have the
members and types of the one that stands below it. Texts and numbers may differ, for models and machines do.
usage: transcripts_test.py PROGRAM MODEL DOCS"""
import json
import re
import shutil
import subprocess
import sys
import unittest

from running_server import Server, events_in

DOCS = sys.argv[3]
BLOCK = re.compile(r"```sh\n(curl .*?)```\n(?:```(json|text)\n(.*?)```)?", re.S)


def shape(value):
    """Names and types. A list is what its members are, each shape once."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    if isinstance(value, list):
        return sorted({json.dumps(shape(member), sort_keys=True) for member in value})
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return type(value).__name__
    return "number"


def shape_of_events(text):
    """The first and the last event, and all kinds between."""
    shapes = [(name, data if data == "[DONE]" else json.dumps(shape(json.loads(data)), sort_keys=True)) for name, data in events_in(text)]
    return shapes[0], set(shapes), shapes[-1]


class Transcripts(unittest.TestCase):
    def test_all_of_them(self):
        with open(DOCS, encoding="utf-8") as file:
            blocks = BLOCK.findall(file.read())
        self.assertGreater(len(blocks), 20)
        session = ""
        with Server("--quiet") as server:
            for command, kind, expected in blocks:
                with self.subTest(command=command):
                    typed = command.replace("localhost:8080", f"127.0.0.1:{server.port}").replace("/sessions/ID", "/sessions/" + session)
                    run = subprocess.run(["bash", "-o", "pipefail", "-ec", typed], capture_output=True, text=True, timeout=300)
                    # curl's 23: head has seen enough.
                    self.assertIn(run.returncode, (0, 23) if "| head" in command else (0,), run.stderr)
                    self.assertTrue(expected, "no answer stands below it")
                    self.check(kind, expected, run.stdout)
                if command.rstrip().startswith("curl -s localhost:8080/v1/sessions -d"):
                    session = json.loads(run.stdout)["id"]

    def check(self, kind, expected, answer):
        if kind == "json":
            self.assertEqual(shape(json.loads(answer)), shape(json.loads(expected)))
        elif expected.startswith(("data:", "event:")):
            self.assertEqual(shape_of_events(answer), shape_of_events(expected))
        else:
            number = r"\d+(\.\d+)?"
            self.assertEqual(re.sub(number, "0", answer.strip()), re.sub(number, "0", expected.strip()))


if __name__ == "__main__":
    if not shutil.which("curl") or not shutil.which("bash"):
        print("skipped: needs curl and bash")
        sys.exit(77)
    unittest.main(argv=[sys.argv[0]], verbosity=2)
