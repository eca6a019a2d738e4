#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""benchmarks/compare without the other engines: what it asks, and what it writes."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "benchmarks/compare"))

import report  # noqa: E402
from cases import Case, parse_case, parse_cases, source  # noqa: E402
from engines import Failed, call, made  # noqa: E402

ROW = {"engine": "godel.cpp", "dtype": "f32", "B": 4, "S": 128, "beams": 1, "first_ms": 12.345, "step_ms": 3.456, "tok_s": 78.9,
       "rss_mb": 955.0}
RESULTS = {"machine": {"cpu": "Some CPU", "flags": ["avx2", "fma"], "cpus": 2, "memory_gb": 16, "system": "Linux 6"}, "threads": 2,
           "shape": "base", "new": 64, "reps": 3, "versions": {"godel.cpp": "0.1.0"},
           "results": [ROW, ROW | {"engine": "transformers"}, ROW | {"B": 1, "beams": 4}],
           "startup": [{"engine": "godel.cpp", "dtype": "f32", "S": 64, "seconds": 0.5}],
           "ids": [{"with": "transformers", "case": {"B": 4, "S": 128, "beams": 1}, "requests": 4, "differing": 0},
                   {"with": "transformers", "case": {"B": 1, "S": 128, "beams": 4}, "requests": 1, "differing": 1}],
           "skipped": ["godel.cpp q9: no such type"]}


class CasesTest(unittest.TestCase):
    def test_reads_what_it_writes(self):
        for text in ("1x64", "16x128", "1x128b4"):
            self.assertEqual(str(parse_case(text)), text)
        self.assertEqual(parse_cases("1x64,2x8b4"), [Case(1, 64), Case(2, 8, 4)])

    def test_quotes_what_it_cannot_read(self):
        for text in ("", "0x5", "1x0", "1x", "4 x 8", "1x8b0", "1x8,"):
            with self.assertRaisesRegex(ValueError, "4x128"):
                parse_cases(text)

    def test_ids_are_those_of_the_program(self):  # as BenchSource in tests/apps/bench/bench_test.cc
        self.assertEqual(source(Case(2, 4))[1], [7919 * 2 % 31900 + 50, 7919 * 4 % 31900 + 50, 7919 * 6 % 31900 + 50, 1])


class ReportTest(unittest.TestCase):
    def test_table_names_each_case_once(self):
        rows = report.table(RESULTS)[2:]
        self.assertEqual(rows[0], "| 4 x 128 | **godel.cpp** | f32 | 12.3 | 3.46 | 78.9 | 955 |")
        self.assertEqual(rows[1], "|  | transformers | f32 | 12.3 | 3.46 | 78.9 | 955 |")
        self.assertIn("| 1 x 128, 4 beams |", rows[2])

    def test_page_says_what_differs_and_what_is_missing(self):
        text = report.markdown(RESULTS, "images/compare.svg")
        self.assertIn("the same ids in 4 x 128.", text)
        self.assertIn("1 x 128, 4 beams (1 of 1 requests differ)", text)
        self.assertIn("- godel.cpp q9: no such type", text)
        self.assertIn("Some CPU, 2 CPUs, 16 GB (avx2 fma)", text)

    def test_only_what_is_between_the_marks_is_replaced(self):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder) / "page.md"
            page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
            report.write_between_marks(page, "new\n")
            self.assertEqual(page.read_text(), f"before\n{report.BEGIN}\nnew\n{report.END}\nafter\n")
            page.write_text("no marks\n")
            with self.assertRaises(SystemExit):
                report.write_between_marks(page, "new\n")
            self.assertEqual(page.read_text(), "no marks\n")

    def test_the_page_of_this_repository_has_the_marks(self):
        page = (pathlib.Path(__file__).resolve().parents[2] / "docs/performance.md").read_text()
        self.assertLess(page.index(report.BEGIN), page.index(report.END))


class CallTest(unittest.TestCase):
    def test_failures_are_told_in_a_line(self):
        for command, message in ((["sh", "-c", "echo first >&2; echo last >&2; exit 3"], "last"),
                                 (["sh", "-c", "kill -SEGV $$"], "SIGSEGV"), (["/no/such/program"], "No such file")):
            with self.assertRaisesRegex(Failed, message):
                call(command)

    def test_a_half_made_model_is_made_again(self):
        with tempfile.TemporaryDirectory() as folder:
            target = pathlib.Path(folder) / "model"
            with self.assertRaises(Failed):
                made(target, lambda out: [["mkdir", out], ["false"]])
            self.assertFalse(target.exists())
            made(target, lambda out: [["mkdir", out]])
            made(target, lambda out: [["false"]])
            self.assertTrue(target.is_dir())


if __name__ == "__main__":
    unittest.main()
