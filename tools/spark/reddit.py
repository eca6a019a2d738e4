#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`godel prepare reddit` on a Spark cluster: lines of the dumps go to partitions by their thread, and each partition through the program.

usage: spark-submit reddit.py --godel PROGRAM --output FOLDER [--partitions N] [--format examples|tsv] DUMP ... [-- FLAG ...]

PROGRAM must be there on every node. FLAGs go to `godel prepare reddit --pipe`. Spark itself reads plain and .gz dumps, and .zst where its Hadoop
has the codec. Rows of one thread stand in one part and in order; threads do not, so sort what must be compared.
"""

import argparse
import json
import shlex
import sys

try:
    from pyspark.sql import SparkSession
except ImportError:
    print("reddit.py: pyspark is missing", file=sys.stderr)
    sys.exit(77)


def thread_of(line):
    """The link id of a comment's or submission's line; lines that hold none may go anywhere, where they are counted."""
    try:
        row = json.loads(line)
        name = row.get("link_id") or row["id"]
        return name[3:] if name.startswith("t3_") else name
    except (ValueError, KeyError, AttributeError, TypeError):
        return ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dumps", nargs="+")
    parser.add_argument("--godel", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--partitions", type=int, default=64)
    parser.add_argument("--format", choices=("examples", "tsv"), default="examples")
    arguments = sys.argv[1:]
    flags = arguments[arguments.index("--") + 1 :] if "--" in arguments else []
    args = parser.parse_args(arguments[: arguments.index("--")] if "--" in arguments else arguments)
    spark = SparkSession.builder.appName("godel prepare reddit").getOrCreate()
    command = shlex.join([args.godel, "prepare", "reddit", "--pipe", "--format", args.format, "--output", "-", *flags])
    lines = spark.sparkContext.textFile(",".join(args.dumps))
    threads = lines.map(lambda line: (thread_of(line), line)).partitionBy(args.partitions)
    threads.values().pipe(command, checkCode=True).saveAsTextFile(args.output)
    spark.stop()


if __name__ == "__main__":
    main()
