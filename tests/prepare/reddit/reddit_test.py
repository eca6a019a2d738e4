#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`godel prepare reddit` on made-up dumps: the same rows as the plain Python of benchmarks/reddit/reference.py under every flag, the
same whatever the jobs, pieces and memory, the same after having been killed, and from damaged archives what can be read.

usage: reddit_test.py GODEL [case ...]; exits with 77 where nltk is missing
"""

import gzip
import hashlib
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
BENCHMARKS = ROOT / "benchmarks" / "reddit"


def run(*command, check=True):
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False, timeout=500)
    if done.returncode == 77:
        sys.exit(77)
    if check and done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}: {done.stderr.decode()}")
    return done


def counts_of(stderr):
    rows = (line.rsplit(None, 1) for line in stderr.decode().splitlines() if line.startswith("  ") and not line.startswith("  skipped"))
    return {row[0].strip(): int(row[1]) for row in rows if int(row[1]) > 0}


class Cases:
    def __init__(self, godel, folder):
        self.godel, self.folder = godel, folder
        self.dumps = folder / "dumps"
        run(sys.executable, BENCHMARKS / "make_dumps.py", self.dumps, "--mib", 4, "--bad", "--months", 3)
        self.made = 0

    def rows(self, *flags, dumps=None):
        self.made += 1
        out = self.folder / f"rows-{self.made}.tsv"
        done = run(self.godel, "prepare", "reddit", *(dumps or [self.dumps]), "--format", "tsv", "-o", out, *flags)
        return out.read_bytes(), counts_of(done.stderr)

    def test_equals_the_reference_under_every_flag(self):
        words = self.folder / "words.txt"
        words.write_text("# comment\nbadword\nvery bad phrase\nlol\n")
        subreddits = self.folder / "subreddits.txt"
        subreddits.write_text("# comment\nBlockedSub\n")
        cases = (
            ([], []),
            (["--use-title"], ["--use-title", 1]),
            (["--keep-branches", "--min-score", 0], ["--leaves-only", 0, "--min-score", 0]),
            (["--no-clean", "--min-depth", 1, "--max-depth", 9], ["--clean", 0, "--min-depth", 1, "--max-depth", 9]),
            (["--max-len", 200, "--max-len-type", "c"], ["--max-len", 200, "--max-len-type", "c"]),
            (["--word-blocklist", words, "--subreddit-blocklist", subreddits], ["--word-blocklist", words, "--subreddit-blocklist", subreddits]),
            (["--keep-branches", "--word-blocklist", words], ["--leaves-only", 0, "--word-blocklist", words]),
        )
        seen = set()
        for flags, reference_flags in cases:
            rows, counts = self.rows(*flags)
            reference = run(sys.executable, BENCHMARKS / "reference.py", *sorted(self.dumps.iterdir()), *reference_flags)
            assert rows == reference.stdout, f"other rows with {flags}"
            expected = counts_of(reference.stderr)
            # How a row is bad is not told the same way: the reference takes ids with spaces in them.
            for name in expected:
                if name not in ("bad rows", "comments", "dropped: no submission"):
                    assert counts.get(name) == expected[name], f"{name} with {flags}: {counts.get(name)}, not {expected[name]}"
            seen.update(expected)
        for reason in ("quotes", "deleted", "short comment", "few comments", "no submission", "has answers", "subreddit", "score", "long turn",
                       "too few turns", "offensive", "long word", "address", "brackets", "capitals", "repeated word"):
            assert f"dropped: {reason}" in seen, f"nothing was dropped for: {reason}"

    def test_keys_are_honoured(self):
        keys = self.folder / "keys"
        keys.mkdir()
        everything, _ = self.rows("--keep-branches", "--no-clean", "--min-depth", 1, "--min-score", -99, "--max-len", 999)
        names = [line.split(b"\t")[0].split(b",") for line in everything.splitlines()]
        lines = [f"{link.decode()}\t{name.decode()}\tdep\n" for i, (link, _, name) in enumerate(names) if i % 7]
        lines += [f"{link.decode()}\t{name.decode()}\tkeep\n" for i, (link, _, name) in enumerate(names) if i % 3]
        (keys / "2018-01.gz").write_bytes(gzip.compress("".join(lines).encode()))
        plain, _ = self.rows()
        turns = [turn for line in plain.splitlines()[:50] for turn in line.split(b"\t")[1].split(b" EOS ")]
        hashes = {hashlib.sha224(turn[4:]).hexdigest() for turn in turns[::5]}
        (keys / "2018-01-o.gz").write_bytes(gzip.compress("".join(f"{one}\n" for one in hashes).encode()))
        rows, _ = self.rows("--keys", keys)
        reference = run(sys.executable, BENCHMARKS / "reference.py", *sorted(self.dumps.iterdir()), "--keys", keys)
        assert rows == reference.stdout, "other rows with keys"
        assert b"0.0 " in rows, "no turn was discarded by its hash"

    def test_jobs_pieces_and_memory_change_nothing(self):
        expected, counts = self.rows()
        for flags in (["--jobs", 1, "--pieces", 1], ["--jobs", 4, "--pieces", 7], ["--jobs", 2, "--pieces", 64, "--memory", 1]):
            assert self.rows(*flags) == (expected, counts), f"other rows with {flags}"

    def test_goes_on_after_being_killed(self):
        big = self.folder / "big"
        run(sys.executable, BENCHMARKS / "make_dumps.py", big, "--mib", 40, "--months", 4)
        expected, counts = self.rows(dumps=[big])
        out = self.folder / "killed.tsv"
        work = pathlib.Path(f"{out}.work")
        command = [self.godel, "prepare", "reddit", str(big), "--format", "tsv", "-o", str(out), "--jobs", "2", "--pieces", "16"]
        kills = 0
        for wanted in ("input-*", "piece-*.tally"):
            process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
            while process.poll() is None and not [path for path in work.glob(wanted) if path.suffix != ".partial"]:
                time.sleep(0.002)
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                kills += 1
            process.wait()
            assert not out.exists() or process.returncode == 0
            if out.exists():
                break
        assert kills > 0, "the run was over before it could be killed"
        kept = {path: path.stat().st_mtime_ns for path in work.glob("input-*") if path.suffix != ".partial"}
        done = run(*command, "--overwrite", "--keep-work")
        assert out.read_bytes() == expected and counts_of(done.stderr) == counts, "other rows after a kill"
        assert kept and all(path.stat().st_mtime_ns == made for path, made in kept.items()), "finished inputs were read again"

    def test_another_run_does_not_go_on_from_a_work_folder(self):
        out = self.folder / "plan.tsv"
        command = [self.godel, "prepare", "reddit", self.dumps, "--format", "tsv", "-o", out]
        run(*command, "--keep-work")
        again = run(*command, "--overwrite", "--min-score", 2, check=False)
        assert again.returncode == 2 and b"other inputs or flags" in again.stderr, again.stderr

    def test_damaged_archives_give_what_can_be_read(self):
        folder = self.folder / "damaged"
        folder.mkdir()
        for path in self.dumps.iterdir():
            packed = gzip.compress(path.read_bytes())
            (folder / f"{path.name}.gz").write_bytes(packed[: len(packed) * 2 // 3] if path.name == "RC_2018-02" else packed)
        rows, counts = self.rows(dumps=[folder])
        whole, whole_counts = self.rows()
        assert 0 < len(rows) < len(whole) and counts["comments"] < whole_counts["comments"]
        refused = run(self.godel, "prepare", "reddit", folder, "-o", self.folder / "refused.jsonl", "--max-bad-rows", 0, check=False)
        assert refused.returncode == 1 and b"--max-bad-rows" in refused.stderr
        assert not (self.folder / "refused.jsonl").exists()

    def test_a_pipe_of_threads_gives_the_same(self):
        expected, _ = self.rows()
        text = b"".join(path.read_bytes() for path in sorted(self.dumps.iterdir()))
        done = subprocess.run([self.godel, "prepare", "reddit", "--pipe", "--format", "tsv", "-o", "-"], input=text, capture_output=True, check=True, timeout=500)
        assert done.stdout == expected


def main():
    godel = str(pathlib.Path(sys.argv[1]).resolve())
    wanted = sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        cases = Cases(godel, pathlib.Path(folder))
        for name in sorted(dir(Cases)):
            if name.startswith("test_") and (not wanted or name in wanted):
                getattr(cases, name)()
                print("ok", name, flush=True)


if __name__ == "__main__":
    main()
