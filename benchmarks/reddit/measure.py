#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Throughput and memory of `godel prepare reddit` on one core against the size of the dumps, beside the plain Python of reference.py.

usage: measure.py GODEL [--mib 2,20,200] [--reference-mib N] [--rounds N] [--memory MIB] [--json FILE] [--svg FILE]

Times are user and system CPU of the process, so that other work on the machine disturbs them little; of several rounds, in
which all take turns, each program's best one counts. Memory is the peak.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def measured(command, out):
    with open(out, "wb") as stdout:
        process = subprocess.Popen([str(part) for part in command], stdout=stdout, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{command} failed")
    return usage.ru_utime, usage.ru_stime, usage.ru_maxrss / 1024


def measured_often(command):
    """The same for a short command: some systems count time in ticks of 10 ms, so it is repeated."""
    runs = [measured(command, os.devnull)]
    while sum(run[0] for run in runs) < 0.5 and len(runs) < 40:
        runs.append(measured(command, os.devnull))
    return sum(run[0] for run in runs) / len(runs), sum(run[1] for run in runs) / len(runs), max(run[2] for run in runs)


def measure(args, mib, folder):
    dumps = folder / "dumps"
    subprocess.run([sys.executable, HERE / "make_dumps.py", dumps, "--mib", str(mib), "--months", "4"], check=True)
    size = sum(path.stat().st_size for path in dumps.iterdir()) / 1e6
    rows, expected = folder / "rows.tsv", folder / "expected.tsv"
    command = [args.godel, "prepare", "reddit", dumps, "--format", "tsv", "--jobs", 1, "--memory", args.memory, "--overwrite", "-o", rows]
    reference = [sys.executable, HERE / "reference.py", *sorted(dumps.iterdir())]
    ours, in_memory, through_files = [], [], []
    for _ in range(args.rounds):
        ours.append(measured_often(command))
        if mib <= args.reference_mib:
            in_memory.append(measured(reference, expected))
            if rows.read_bytes() != expected.read_bytes():
                raise SystemExit("the reference gives other rows")
            through_files.append(measured([*reference, "--files"], expected))
    user, system, _ = min(ours)
    result = {"mb": size, "user_s": user, "system_s": system, "peak_mib": max(run[2] for run in ours), "mb_per_s": size / user}
    if in_memory:
        plain, files = min(in_memory), min(through_files)
        result.update(reference_user_s=plain[0], reference_peak_mib=plain[2], times_as_fast=plain[0] / user,
                      reference_files_user_s=files[0], times_as_fast_as_files=files[0] / user)
    return result


def plot(results, column, title, unit, color, left):
    """One line over the logarithm of the size, as SVG."""
    import math

    width, height, top = 300, 150, 40
    sizes = [math.log10(row["mb"]) for row in results]
    span = (max(sizes) - min(sizes)) or 1
    highest = max(row[column] for row in results) * 1.25
    points = [(left + (x - min(sizes)) / span * width, top + height - row[column] / highest * height) for x, row in zip(sizes, results)]
    parts = [f'<text x="{left}" y="{top - 18}" font-weight="bold">{title}</text>', f'<path d="M{left} {top}V{top + height}H{left + width}" fill="none" stroke="#888"/>',
             f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" fill="none" stroke="{color}" stroke-width="2"/>']
    for (x, y), row in zip(points, results):
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/><text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="middle">{row[column]:.0f} {unit}</text>')
        parts.append(f'<text x="{x:.1f}" y="{top + height + 16}" text-anchor="middle">{row["mb"]:.0f} MB</text>')
    return "".join(parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("godel")
    parser.add_argument("--mib", default="2,20,200")
    parser.add_argument("--reference-mib", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--memory", type=int, default=64)
    parser.add_argument("--json")
    parser.add_argument("--svg")
    args = parser.parse_args()
    results = []
    for mib in args.mib.split(","):
        with tempfile.TemporaryDirectory() as folder:
            results.append(measure(args, float(mib), pathlib.Path(folder)))
            print(json.dumps(results[-1]), flush=True)
    if args.json:
        pathlib.Path(args.json).write_text(json.dumps(results, indent=2) + "\n")
    if args.svg:
        body = plot(results, "mb_per_s", "MB of dumps a second and core", "MB/s", "#2a6fbb", 60) + plot(results, "peak_mib", "Peak memory", "MiB", "#b5532a", 440)
        pathlib.Path(args.svg).write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 230" font-family="sans-serif" font-size="12">'
                                          f'<rect width="800" height="230" fill="white"/>{body}</svg>\n')


if __name__ == "__main__":
    main()
