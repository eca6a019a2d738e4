# SPDX-License-Identifier: MIT
"""A training run of each engine as a process of its own, and what it says about its speed, losses and memory."""

import json
import os
import pathlib
import subprocess
import typing

HERE = pathlib.Path(__file__).resolve().parent


class Failed(Exception):
    pass


class Job(typing.NamedTuple):
    model: pathlib.Path
    data: pathlib.Path
    folder: pathlib.Path  # of this job alone; keeps the ids and the output
    steps: int
    threads: int
    bf16: bool = False
    dropout: float = 0.1
    tokens_per_batch: int = 0  # 0: examples_per_batch instead
    examples_per_batch: int = 8
    samples: int | None = None  # the first of data; None: all
    max_source: int = 512
    max_target: int = 128
    learning_rate: float = 1e-4
    seed: int = 1


class Run(typing.NamedTuple):
    losses: list
    grad_norms: list
    rates: list  # [steps]; tokens without padding, input and target, a second
    tokens: int  # of all steps
    peak_mb: float

    def rate(self, warm_up):
        """Of the steps after the warm-up, all alike in tokens: one over the mean time of a token."""
        measured = self.rates[warm_up:]
        return len(measured) / sum(1 / rate for rate in measured)


def finished(command):
    """Standard output and peak memory in MB. Failed with its last words when it fails."""
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    with process.stdout:
        text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)  # so that Popen does not wait as well
    if process.returncode != 0:
        words = " | ".join(text.strip().splitlines()[-3:])
        raise Failed(f"status {process.returncode}: {words or 'no message'}")
    return text, usage.ru_maxrss / 1024


def run_godel(job, program):
    out = job.folder / "out"
    command = [program, "--model_name_or_path", job.model, "--train_file", job.data, "--output_dir", out, "--overwrite_output_dir",
               "--max_steps", job.steps, "--logging_steps", 1, "--save_strategy", "no", "--num_threads", job.threads,
               "--lr_scheduler_type", "constant", "--learning_rate", job.learning_rate, "--weight_decay", 0, "--max_grad_norm", 1.0,
               "--dropout_rate", job.dropout, "--max_source_length", job.max_source, "--max_target_length", job.max_target,
               "--seed", job.seed]
    command += (["--tokens_per_batch", job.tokens_per_batch] if job.tokens_per_batch else
                ["--per_device_train_batch_size", job.examples_per_batch])
    if job.samples:
        command += ["--max_train_samples", job.samples]
    if job.bf16:
        command += ["--bf16"]
    _, peak_mb = finished(command)
    state = json.loads((out / "trainer_state.json").read_text())
    log = state["log_history"]
    if len(log) != job.steps:
        raise Failed(f"{out}/trainer_state.json tells of {len(log)} steps; expected {job.steps}")
    return Run([row["loss"] for row in log], [row["grad_norm"] for row in log], [row["tokens_per_second"] for row in log],
               state["num_input_tokens_seen"], peak_mb)


def ids_of(job):
    """The file in which godel-train has left the ids of the examples."""
    files = list((job.folder / "out/token_cache").glob("*.ids"))
    if len(files) != 1:
        raise Failed(f"{job.folder}/out/token_cache has {len(files)} files of ids; expected one")
    return files[0]


def run_transformers(job, python):
    told = {"model": str(job.model), "shard": str(ids_of(job)), "steps": job.steps, "threads": job.threads, "bf16": job.bf16,
            "dropout": job.dropout, "tokens_per_batch": job.tokens_per_batch, "examples_per_batch": job.examples_per_batch,
            "learning_rate": job.learning_rate, "seed": job.seed}
    text, peak_mb = finished([python, HERE / "peer.py", json.dumps(told)])
    said = json.loads(text.strip().splitlines()[-1])
    return Run(said["losses"], said["grad_norms"], said["rates"], said["tokens"], peak_mb)
