# SPDX-License-Identifier: MIT
"""How each engine is prepared and started. Every measurement is a process of its own, so that its peak memory is the case's."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from typing import NamedTuple

from cases import source
from environment import HERE, last_line, say

LIMIT_S = 3600  # for one process; a hung engine must not hold up the night
OFFLINE = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}


class Failed(Exception):
    """An engine cannot do something; the message says why in a line."""


class Settings(NamedTuple):
    environment: object
    godel: object  # the program
    models: object  # folder of the checkpoints
    threads: int
    new: int
    reps: int


def call(command, **options):
    """The standard output of a command."""
    try:
        done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              stdin=subprocess.DEVNULL, timeout=LIMIT_S, env=os.environ | OFFLINE, **options)
    except subprocess.TimeoutExpired:
        raise Failed(f"took more than {LIMIT_S} s") from None
    except OSError as error:
        raise Failed(str(error)) from None
    if done.returncode < 0:
        raise Failed(f"ended by {signal.Signals(-done.returncode).name}")
    if done.returncode:
        raise Failed(last_line(done.stderr))
    return done.stdout


def made(target, steps):
    """Runs the steps, which must end with writing `target`, unless it is there. A half-made target does not stay."""
    if target.exists():
        return target
    partial = target.with_name("partial-" + target.name)  # the end of a name may say what kind of file it is
    if partial.is_dir():
        shutil.rmtree(partial)
    say(f"Making {target} …")
    for step in steps(partial):
        call(step)
    partial.rename(target)
    return target


class Engine:
    """One engine with one type of weights."""

    title = ""
    packages = ()
    max_requests = None

    def __init__(self, dtype, settings):
        self.dtype = dtype
        self.settings = settings
        self.model = None

    def name(self):
        return f"{self.title} {self.dtype}"

    def can(self, case):
        return self.max_requests is None or (case.B <= self.max_requests and case.beams == 1)

    def checkpoint(self):
        return self.settings.models / "checkpoint"

    def prepare(self):
        """Sets self.model to what the engine reads."""
        self.model = self.checkpoint()

    def measure(self, case):
        raise NotImplementedError

    def first_token_command(self, case):
        raise NotImplementedError

    def seconds_to_first_token(self, case):
        """From starting the process to its end after one token; the best of all runs, files in the page cache."""
        command, best = self.first_token_command(case), float("inf")
        for _ in range(self.settings.reps):
            start = time.perf_counter()
            call(command)
            best = min(best, time.perf_counter() - start)
        return best


class Peer(Engine):
    key = ""

    def command(self, case, *more):
        settings = self.settings
        return [settings.environment.python, HERE / "peers.py", self.key, self.model, "--dtype", self.dtype, "--threads",
                settings.threads, "--cases", case, "--new", settings.new, "--reps", settings.reps, *more]

    def measure(self, case):
        return json.loads(call(self.command(case)))

    def ids(self, case):
        return json.loads(call(self.command(case, "--ids")))["ids"]

    def first_token_command(self, case):
        return self.command(case, "--first-token")


class Transformers(Peer):
    key, title, packages = "hf", "transformers", ("torch", "transformers")
    types = ("f32", "bf16")


class CTranslate2(Peer):
    key, title, packages = "ct2", "CTranslate2", ("torch", "transformers", "ctranslate2")
    types = ("f32", "int8")

    def prepare(self):
        kind = {"f32": "float32", "int8": "int8"}[self.dtype]
        converter = self.settings.environment.tool("ct2-transformers-converter")
        self.model = made(self.settings.models / f"ct2-{self.dtype}", lambda out: [
            [converter, "--model", self.checkpoint(), "--output_dir", out, "--quantization", kind]])


class OnnxRuntime(Peer):
    key, title, packages = "ort", "ONNX Runtime", ("torch", "transformers", "optimum", "optimum-onnx", "onnxruntime")
    types = ("f32", "int8")

    def prepare(self):
        tool = self.settings.environment.tool("optimum-cli")
        exported = made(self.settings.models / "ort-f32", lambda out: [
            [tool, "export", "onnx", "--model", self.checkpoint(), "--task", "text2text-generation-with-past", out]])
        self.model = exported
        if self.dtype == "int8":
            flag = "--avx512_vnni" if "avx512_vnni" in machine_flags() else "--avx2"
            self.model = made(self.settings.models / "ort-int8", lambda out: [
                [tool, "onnxruntime", "quantize", "--onnx_model", exported, flag, "-o", out],
                ["cp", "-n", exported / "config.json", exported / "generation_config.json", out]])


class LlamaCpp(Peer):
    """Reads the files that `godel convert` writes."""

    key, title, packages = "llama.cpp", "llama.cpp", ("llama-cpp-python",)
    types = ("f32", "q8_0")
    max_requests = 1

    def prepare(self):
        self.model = made(self.settings.models / f"godel-{self.dtype}.gguf", lambda out: [
            [self.settings.godel, "convert", "--model", self.checkpoint(), "--output", out, "--weights", self.dtype]])


class Godel(Engine):
    title = "godel.cpp"

    def flags(self):
        # f32 is what the program does without being told.
        weights = [] if self.dtype == "f32" else ["--weights", self.dtype]
        return ["--model", self.checkpoint(), "--threads", self.settings.threads, *weights]

    def prepare(self):
        super().prepare()
        call([self.settings.godel, "bench", *self.flags(), "--cases", "1x2", "--new", "2", "--repetitions", "1"])

    def measure(self, case):
        settings = self.settings
        return json.loads(call([settings.godel, "bench", *self.flags(), "--cases", f"{case.B}x{case.S}", "--num-beams",
                                case.beams, "--new", settings.new, "--repetitions", settings.reps, "--json"]))

    def generate(self, case, new):
        """The command that answers the case's requests, and the file with them, which must live as long."""
        lines = tempfile.NamedTemporaryFile("w", suffix=".jsonl")
        for ids in source(case):
            lines.write(json.dumps({"input_ids": ids}) + "\n")
        lines.flush()
        command = [self.settings.godel, "generate", *self.flags(), "--input", lines.name, "--max-new-tokens", new,
                   "--min-new-tokens", new, "--num-beams", case.beams]
        return command, lines

    def ids(self, case):
        command, _lines = self.generate(case, self.settings.new)
        return [json.loads(line)["outputs"][0]["ids"] for line in call(command).splitlines()]

    def first_token_command(self, case):
        command, self.input = self.generate(case, 1)
        return command


PEERS = (Transformers, CTranslate2, OnnxRuntime, LlamaCpp)


def machine_flags():
    with open("/proc/cpuinfo") as info:
        return next((line.split() for line in info if line.startswith("flags")), [])


def chosen(weights, peers, settings):
    """Every engine with every type of `weights` that it may know. q8_0 is llama.cpp's int8."""
    for dtype in weights:
        yield Godel(dtype, settings)
    for kind in PEERS:
        if kind.key in peers:
            for dtype in kind.types:
                if {"q8_0": "int8"}.get(dtype, dtype) in weights:
                    yield kind(dtype, settings)
