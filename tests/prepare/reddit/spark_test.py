#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The Spark job in local mode gives the rows of one machine.

usage: spark_test.py GODEL; exits with 77 where pyspark or Java is missing
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]


def main():
    try:
        import pyspark  # noqa: F401
    except ImportError:
        print("pyspark is missing")
        return 77
    if not shutil.which("java") and "JAVA_HOME" not in os.environ:
        print("Java is missing")
        return 77
    godel = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        dumps, out = f"{folder}/dumps", f"{folder}/out"
        subprocess.run([sys.executable, ROOT / "benchmarks/reddit/make_dumps.py", dumps, "--mib", "1", "--bad"], check=True)
        environment = dict(os.environ, PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1", PYSPARK_SUBMIT_ARGS="--master local[2] pyspark-shell")
        for form in ("tsv", "examples"):
            one = f"{folder}/one.{form}"
            subprocess.run([godel, "prepare", "reddit", dumps, "--format", form, "--min-score", "0", "-o", one], check=True, stderr=subprocess.DEVNULL)
            job = [sys.executable, ROOT / "tools/spark/reddit.py", "--godel", godel, "--output", f"{out}-{form}", "--partitions", "3", "--format", form, dumps, "--", "--min-score", "0"]
            subprocess.run(job, check=True, env=environment, timeout=500)
            parts = sorted(pathlib.Path(f"{out}-{form}").glob("part-*"))
            rows = [row for part in parts for row in part.read_bytes().split(b"\n") if row]
            expected = pathlib.Path(one).read_bytes().split(b"\n")[:-1]
            assert len(parts) == 3 and expected, "the work was not spread"
            assert sorted(rows) == sorted(expected), f"other rows: {len(rows)}, not {len(expected)}"
    print("ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
