#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Judges replies in the page of `godel evaluate human sample` with Chromium and reads the answers back. Exits with 77 when
playwright or Chromium are not here.

usage: human_page_test.py GODEL MODEL [CHROMIUM]
"""

import json
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
ROWS = [
    ("Hi, how are you?", "", "I am fine, thanks!"),
    ("Where is the museum?", "The museum is at 4 Hill Road.", "It is at 4 Hill Road."),
    ("Which film? <b>tell</b>", "Frozen is an animated film of 2013.", "I saw Frozen, an animated film."),
]


class Study:
    """Two runs, and a page of each kind."""

    def __init__(self, godel, model, folder):
        self.godel, self.folder = godel, folder
        data = folder / "dev.jsonl"
        data.write_text(
            "".join(json.dumps({"Context": c, "Knowledge": k, "Response": r}) + "\n" for c, k, r in ROWS), encoding="utf-8"
        )
        for name, beams in (("one", "1"), ("two", "3")):
            self.run("evaluate", "--model", model, "--data", data, "--output", folder / name, "--num-beams", beams,
                     "--max-new-tokens", "8", "--threads", "1")

    def run(self, *arguments):
        command = [self.godel, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        return done.stdout

    def page(self, mode, items):
        page = self.folder / f"{mode}.html"
        self.run("evaluate", "human", "sample", self.folder / "one", self.folder / "two", "--mode", mode, "--items", items,
                 "--keep-equal", "--output", page)
        return page

    def read(self, mode, answers):
        key = self.folder / f"{mode}.key.json"
        runs = (self.folder / "one", self.folder / "two")
        return json.loads(self.run("evaluate", "human", "read", answers, "--key", key, "--json", "--run", *runs))


def begin(page, path, name):
    page.goto(path.as_uri())
    page.fill("#annotator", name)
    page.press("#annotator", "Enter")
    page.wait_for_selector("#status")


def download(page, path):
    with page.expect_download() as waiting:
        page.click("#download")
    waiting.value.save_as(path)
    return json.loads(path.read_text(encoding="utf-8"))


def rate(study, page):
    path = study.page("likert", 6)
    begin(page, path, "ann <1>")
    assert "Item 1 of 6" in page.inner_text("#status")
    for _ in range(4):
        page.keyboard.press("4")
        page.keyboard.press("2")
        page.keyboard.press("5")
        page.keyboard.press("Enter")
    assert "Item 5 of 6 · 4 answered" in page.inner_text("#status"), page.inner_text("#status")
    # Another visit goes on.
    begin(page, path, "ann <1>")
    assert "Item 5 of 6 · 4 answered" in page.inner_text("#status"), page.inner_text("#status")
    page.keyboard.press("3")
    page.click("button[data-key=safety][data-value='1']")
    page.click("button[data-key=safety][data-value='2']")
    page.fill("#comment", "a remark 5")
    answers = download(page, study.folder / "answers-likert.json")
    assert answers["annotator"] == "ann <1>"
    assert answers["answers"][4] == {"item": "005", "utility": 3, "safety": 2, "comment": "a remark 5"}, answers
    # Somebody else at the same browser begins anew.
    begin(page, path, "bob")
    assert "0 answered" in page.inner_text("#status")

    results = study.read("likert", study.folder / "answers-likert.json")
    assert results["annotators"] == ["ann <1>"]
    assert results["counts"]["answers"] == 5 and results["counts"]["partial"] == 1, results["counts"]
    assert results["dimensions"]["communicative_quality"]["ratings"][0]["mean"] == 2


def prefer(study, page):
    path = study.page("pairwise", 3)
    begin(page, path, "ann")
    assert page.locator(".reply").count() == 2
    for key in ("a", "t", "b"):
        for _ in range(3):
            page.keyboard.press(key)
        page.keyboard.press("ArrowRight")
    assert page.locator("#finished").count() == 1
    page.keyboard.press("ArrowLeft")
    assert "Item 2 of 3 · 3 answered" in page.inner_text("#status"), page.inner_text("#status")
    answers = download(page, study.folder / "answers-pairwise.json")
    assert [answer["safety"] for answer in answers["answers"]] == ["a", "tie", "b"], answers
    results = study.read("pairwise", study.folder / "answers-pairwise.json")
    rate_of_one = results["dimensions"]["utility"]["win_rates"][0]
    assert rate_of_one["ties"] == 1 and rate_of_one["wins"] + rate_of_one["losses"] == 2, rate_of_one


def main():
    if len(sys.argv) < 3:
        print(__doc__)
        return 2
    chromium = sys.argv[3] if len(sys.argv) > 3 else "/usr/bin/chromium"
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("skipped: Python's playwright is not here")
        return SKIPPED
    if not pathlib.Path(chromium).exists():
        print(f"skipped: there is no Chromium at {chromium}")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        study = Study(sys.argv[1], sys.argv[2], pathlib.Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1000, "height": 900})
        failures = []
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
        rate(study, page)
        prefer(study, page)
        browser.close()
        assert not failures, failures
    print("ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
