# SPDX-License-Identifier: MIT
"""results.json as the table of docs/performance.md, between two comments that mark its place."""

from cases import Case

BEGIN, END = "<!-- compare:begin -->", "<!-- compare:end -->"


def case_of(row):
    return Case(row["B"], row["S"], row["beams"])


def case_title(case):
    return f"{case.B} x {case.S}" + (f", {case.beams} beams" if case.beams > 1 else "")


def setting(results):
    machine = results["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    return (f"{machine['cpu']}, {machine['cpus']} CPUs, {machine['memory_gb']} GB ({' '.join(machine['flags'])}), "
            f"{machine['system']}; {results['threads']} threads. GODEL-{results['shape']}'s shape with random weights, exactly "
            f"{results['new']} new tokens, best of {results['reps']} runs. {versions}.")


def table(results):
    rows = ["| requests x source tokens | engine | weights | first, ms | step, ms | tokens/s | peak memory, MB |",
            "| --- | --- | --- | --- | --- | --- | --- |"]
    last = None
    for row in results["results"]:
        case = case_of(row)
        name = f"**{row['engine']}**" if row["engine"] == "godel.cpp" else row["engine"]
        rows.append(f"| {case_title(case) if case != last else ''} | {name} | {row['dtype']} | {row['first_ms']:.1f} | "
                    f"{row['step_ms']:.2f} | {row['tok_s']:.1f} | {row['rss_mb']:.0f} |")
        last = case
    return rows


def startup(results):
    if not results["startup"]:
        return []
    rows = [f"From starting the process to the first token of a request of {results['startup'][0]['S']} tokens, "
            "files in the page cache:", "", "| engine | weights | seconds |", "| --- | --- | --- |"]
    for row in results["startup"]:
        rows.append(f"| {row['engine']} | {row['dtype']} | {row['seconds']:.2f} |")
    return [*rows, ""]


def agreement(results):
    lines = []
    for engine in dict.fromkeys(row["with"] for row in results["ids"]):
        rows = [row for row in results["ids"] if row["with"] == engine]
        same = [case_title(Case(**row["case"])) for row in rows if row["differing"] == 0]
        other = [f"{case_title(Case(**row['case']))} ({row['differing']} of {row['requests']} requests differ)"
                 for row in rows if row["differing"]]
        text = f"In f32, godel.cpp and {engine} gave the same ids in " + ("; ".join(same) if same else "no case") + "."
        lines += [text + (" Not in " + "; ".join(other) + "." if other else ""), ""]
    return lines


def markdown(results, chart):
    left_out = [f"- {text}" for text in results["skipped"]]
    return "\n".join([setting(results), "", f"![Time of a step and tokens per second]({chart})", "", *table(results), "",
                      *startup(results), *agreement(results), *(["Left out:", *left_out, ""] if left_out else [])])


def write_between_marks(page, text):
    old = page.read_text() if page.exists() else f"{BEGIN}\n{END}\n"
    before, begin, rest = old.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{page} has no {BEGIN} followed by {END}; the table goes between them")
    page.write_text(f"{before}{BEGIN}\n{text}{END}{after}")
