# SPDX-License-Identifier: MIT
"""results.json as a chart: a panel a case, a bar an engine. usage: chart.py results.json OUT.svg|OUT.png"""

import json
import math
import sys

import matplotlib

matplotlib.use("svg" if sys.argv[-1].endswith(".svg") else "agg")
import matplotlib.pyplot as plt  # noqa: E402

from report import case_of, case_title  # noqa: E402

OURS, OTHERS, TEXT, FAINT = "#2a6fbb", "#c3c9d0", "#24292f", "#6e7781"
COLUMNS = 2
BAR_INCHES, PANEL_EXTRA_INCHES = 0.23, 0.75


def panels(results):
    """(title, key, digits, rows) of each case: what a user waits for alone, and what a batch yields."""
    for case in dict.fromkeys(case_of(row) for row in results):
        rows = [row for row in results if case_of(row) == case]
        if case.B == 1:
            yield f"{case_title(case)}: ms a step (less is better)", "step_ms", 1, rows
        else:
            yield f"{case_title(case)}: tokens/s (more is better)", "tok_s", 0, rows


def draw(axes, bars_high, title, key, digits, rows):
    names = [f"{row['engine']}  {row['dtype'].split(',')[0]}" for row in rows]  # "q4, lm_head int8": the table says all of it
    values = [row[key] for row in rows]
    ours = [row["engine"] == "godel.cpp" for row in rows]
    bars = axes.barh(range(len(rows)), values, height=0.72, color=[OURS if own else OTHERS for own in ours])
    axes.bar_label(bars, [f"{value:.{digits}f}" for value in values], padding=3, fontsize=8, color=TEXT)
    axes.set_yticks(range(len(rows)), names, fontsize=8)
    for label, own in zip(axes.get_yticklabels(), ours):
        label.set_color(OURS if own else TEXT)
        label.set_fontweight("bold" if own else "normal")
    axes.invert_yaxis()
    axes.set_ylim(bars_high - 0.4, -0.6)  # bars of one height in all panels
    axes.set_xlim(0, max(values) * 1.15)
    axes.set_title(title, fontsize=9.5, loc="left", color=TEXT, pad=6)
    axes.tick_params(length=0)
    axes.set_xticks([])
    axes.spines[:].set_visible(False)
    axes.spines["left"].set_visible(True)
    axes.spines["left"].set_color(FAINT)
    axes.spines["left"].set_bounds(-0.5, len(rows) - 0.5)


def main():
    source, out = sys.argv[1:]
    with open(source) as file:
        results = json.load(file)
    drawn = list(panels(results["results"]))
    if not drawn:
        sys.exit("nothing to draw: no results")
    plt.rcParams.update({"font.family": "sans-serif", "svg.fonttype": "none", "svg.hashsalt": "godel"})
    lines = math.ceil(len(drawn) / COLUMNS)
    bars = max(len(rows) for *_, rows in drawn)
    figure, grid = plt.subplots(lines, COLUMNS, squeeze=False, layout="constrained", facecolor="white",
                                figsize=(9.6, lines * (PANEL_EXTRA_INCHES + bars * BAR_INCHES)))
    figure.get_layout_engine().set(w_pad=0.1, h_pad=0.1, hspace=0.04, wspace=0.03)
    cells = list(grid.flat)
    for axes, panel in zip(cells, drawn):
        draw(axes, bars, *panel)
    for axes in cells[len(drawn):]:
        axes.set_axis_off()
    machine = results["machine"]
    figure.supxlabel(f"{machine['cpu']}, {results['threads']} threads; GODEL-{results['shape']}'s shape, {results['new']} new tokens",
                     fontsize=8, color=FAINT)
    figure.savefig(out, dpi=110, metadata={"Date": None} if out.endswith(".svg") else None)  # the same file every time


if __name__ == "__main__":
    main()
