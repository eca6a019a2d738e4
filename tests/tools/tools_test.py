#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The checks must be able to fail: each is shown a small tree that breaks one rule, and one that breaks none."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def call(*command, cwd=None):
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout + done.stderr


class Tree(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def write(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        return target


class LayersTest(Tree):
    def setUp(self):
        super().setUp()
        self.write("tools/layers.txt", "# comment\nbase :\nkernels : base\nmodel : base\napps : model\n")
        self.write("src/godel/base/a.h", "#include <vector>\n")
        self.write("src/godel/kernels/gemm/gemm.h", '#include "godel/base/a.h"\n')
        self.write("src/godel/kernels/gemm/gemm.cc", '#include "godel/kernels/gemm/gemm.h"\n#include <span>\n')
        self.write("src/godel/kernels/gemm/f32_scalar.cc", '#include "godel/kernels/gemm/gemm.h"\n#include <cmath>\n')
        self.write("src/godel/kernels/gemm/f32_avx2.cc", '#include "godel/kernels/gemm/gemm.h"\n#include <immintrin.h>\n')
        self.write("src/godel/model/m.cc", '#include "godel/base/a.h"\n#include "godel/model/m.h"\n')
        self.write("apps/main.cc", '#include "godel/model/m.h"\n#include "flags.h"\n')

    def check(self):
        return call(sys.executable, ROOT / "tools/check_layers.py", self.root)

    def test_allowed_tree(self):
        self.assertEqual(self.check()[0], 0, self.check()[1])

    def test_forbidden_import_is_named_with_its_line(self):
        self.write("src/godel/base/b.cc", '\n  #  include "godel/model/m.h"\n')
        status, output = self.check()
        self.assertEqual(status, 1)
        self.assertIn("src/godel/base/b.cc:2: base must not import model", output)

    def test_apps_have_a_row_too(self):
        self.write("apps/chat.cc", '#include "godel/base/a.h"\n')
        self.assertIn("apps/chat.cc:1: apps must not import base", self.check()[1])

    def test_a_row_may_not_name_what_stands_below_it(self):
        self.write("tools/layers.txt", "base : model\nkernels : base\nmodel : base\napps : model\n")
        self.assertIn("base names model, which has no row above it", self.check()[1])

    def test_folder_without_row_and_row_without_folder(self):
        self.write("src/godel/extra/x.h", "")
        self.write("tools/layers.txt", "base :\nkernels : base\nmodel : base\ngone : base\napps : model\n")
        output = self.check()[1]
        self.assertIn("no row for the folder extra", output)
        self.assertIn("a row for gone, but no such folder", output)

    def test_relative_include_cannot_hide_an_import(self):
        self.write("src/godel/base/c.cc", '#include "../model/m.h"\n')
        self.assertIn("src/godel/base/c.cc:1:", self.check()[1])

    def test_kernel_variant_takes_no_library_header(self):
        self.write("src/godel/kernels/gemm/s8_avx2.cc", "#include <algorithm>\n")
        self.assertIn("src/godel/kernels/gemm/s8_avx2.cc:1: a kernel variant", self.check()[1])


class FileSizesTest(Tree):
    def check(self):
        return call(sys.executable, ROOT / "tools/check_file_sizes.py", self.root)

    def test_limit(self):
        self.write("src/godel/base/a.cc", "\n" * 600)
        self.assertEqual(self.check()[0], 0)
        self.write("tests/base/b_test.cc", "\n" * 601)
        status, output = self.check()
        self.assertEqual(status, 1)
        self.assertIn("tests/base/b_test.cc: 601 lines", output)


class IsaLeaksTest(Tree):
    """Compiled with -O0, so that nothing is hidden by inlining."""

    def compile(self, path, code, *flags):
        source = self.write("code.cc", code)
        target = self.root / "build/CMakeFiles/godel_x.dir/src/godel" / f"{path}.o"
        target.parent.mkdir(parents=True, exist_ok=True)
        status, output = call("c++", "-std=c++20", "-O0", "-c", *flags, source, "-o", target)
        self.assertEqual(status, 0, output)

    def check(self):
        return call(ROOT / "tools/check_isa_leaks.sh", self.root / "build")

    KERNEL = "#include <immintrin.h>\nvoid Run(float* x) { _mm256_storeu_ps(x, _mm256_set1_ps(*x)); }\n"

    def test_clean_tree(self):
        self.compile("kernels/gemm/f32_avx2.cc", self.KERNEL, "-mavx2")
        self.compile("base/a.cc", "float Twice(float x) { return 2 * x; }\n")
        status, output = self.check()
        self.assertEqual(status, 0, output)
        self.assertIn("2 objects, 1 of them kernels", output)

    def test_wide_code_outside_the_kernels(self):
        self.compile("base/a.cc", "float Twice(float x) { return 2 * x; }\n", "-mavx")
        status, output = self.check()
        self.assertEqual(status, 1)
        self.assertIn("base/a.cc.o", output)
        self.assertIn("Twice", output)

    def test_wide_code_in_a_scalar_kernel(self):
        self.compile("kernels/gemm/f32_scalar.cc", self.KERNEL, "-mavx2")
        self.assertEqual(self.check()[0], 1)

    def test_bmi_code_has_no_v_and_is_found(self):
        self.compile("base/a.cc", "unsigned F(unsigned x, unsigned y) { return ~x & y; }\n", "-mbmi", "-O1")
        self.assertIn("andn", self.check()[1])

    def test_inline_function_in_a_kernel(self):
        self.compile("kernels/gemm/f32_avx2.cc", "#include <algorithm>\nint F(int a, int b) { return std::max(a, b); }\n", "-mavx2")
        status, output = self.check()
        self.assertEqual(status, 1)
        self.assertIn("std::max", output)

    def test_no_objects_is_no_success(self):
        self.assertEqual(self.check()[0], 1)


class DialogCandidatesTest(unittest.TestCase):
    LINES = [{"id": "a/3", "context": ["hi", "hello", "who are you?"], "target": "a model", "knowledge": "k",
              "input_text": "Instruction: i [CONTEXT] hi EOS hello EOS who are you? [KNOWLEDGE] k"},
             {"id": "b/1", "context": ["hi", "hello"], "target": "x", "knowledge": "k",
              "input_text": "Instruction: i [CONTEXT] hi EOS hello [KNOWLEDGE] k"}]

    def setUp(self):
        sys.path.insert(0, str(ROOT / "tests/golden"))
        self.addCleanup(sys.path.pop, 0)
        import dialog_candidates
        self.candidates = dialog_candidates.candidates

    def test_given_dialogs_first_then_what_was_said_before_and_nothing_twice(self):
        drawn = list(self.candidates(self.LINES))
        self.assertEqual(drawn[:2], self.LINES)
        # A turn earlier the first is the second's input, and a turn before that both are the same.
        self.assertEqual(drawn[2:], [{"id": "b/1/earlier", "context": ["hi"], "target": "hello", "knowledge": "k",
                                      "input_text": "Instruction: i [CONTEXT] hi [KNOWLEDGE] k"}])
        self.assertEqual(drawn, list(self.candidates(self.LINES)))

    def test_turns_that_do_not_stand_in_the_input_are_an_error(self):
        with self.assertRaises(ValueError):
            list(self.candidates([{**self.LINES[0], "input_text": "hi EOS hello"}]))


class RunTest(unittest.TestCase):
    def test_help_names_the_commands(self):
        status, output = call(ROOT / "run", "help")
        self.assertEqual(status, 0)
        for command in ("chat", "build", "test", "fuzz", "format"):
            self.assertIn(f"\n  {command}", output)

    def test_unknown_command(self):
        status, output = call(ROOT / "run", "nonsense")
        self.assertEqual(status, 2)
        self.assertIn("there is no command 'nonsense'", output)


if __name__ == "__main__":
    unittest.main()
