# SPDX-License-Identifier: MIT
"""The results as Markdown."""

import statistics


def rate_of(row, pick):
    return pick(row["tokens_per_second"])


def markdown(results):
    machine = results["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    lines = [f"{machine['cpu']}, {machine['cpus']} CPUs, {machine['memory_gb']} GB ({' '.join(machine['flags'])}); "
             f"{results['threads']} threads. {versions}.", ""]
    return "\n".join(lines + checks(results["checks"]) + speeds(results["results"]) +
                     [f"- left out: {text}" for text in results["failed"]])


def checks(rows):
    if not rows:
        return []
    lines = ["Without dropout, on the same batch:", "",
             "| case | precision | engine | losses of the first steps | norms of the gradient |",
             "| --- | --- | --- | --- | --- |"]
    for row in rows:
        for engine, run in row["runs"].items():
            losses, norms = (", ".join(f"{x:.4f}" for x in run[key]) for key in ("losses", "grad_norms"))
            lines.append(f"| {row['case']} | {row['precision']} | {engine} | {losses} | {norms} |")
    return [*lines, ""]


def first_loss(row):
    """In the case mini each engine draws its own batches, so only the other case's tell something."""
    return f"{row['runs'][0]['losses'][0]:.3f}" if row["case"] == "base" else ""


def speeds(rows):
    if not rows:
        return []
    lines = ["| case | precision | engine | tokens/s, best | median | seconds a step | peak memory, MB | "
             "first loss (same batch) | median to transformers' |",
             "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    theirs = {(row["case"], row["precision"]): rate_of(row, statistics.median) for row in rows if row["engine"] == "transformers"}
    for row in rows:
        median, base = rate_of(row, statistics.median), theirs.get((row["case"], row["precision"]))
        lines.append(f"| {row['case']} | {row['precision']} | {row['engine']} | {rate_of(row, max):.0f} | {median:.0f} | "
                     f"{row['tokens_a_step'] / median:.2f} | {max(row['peak_mb']):.0f} | "
                     f"{first_loss(row)} | "
                     f"{f'{median / base:.2f}' if base else ''} |")
    return [*lines, ""]
