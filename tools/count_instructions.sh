#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Counts the instructions that each kernel needs for a fixed piece of work (benchmarks/kernel_workload.cc), under
# valgrind, and compares them with benchmarks/instruction_counts.txt. A count does not move with the machine's load, so
# this finds a kernel that became slower by a few percent where no stopwatch would. Fewer instructions are not always
# faster: a wanted change of more than the tolerance is written down with --update, and godel_benchmarks says if it pays.
#
# usage: count_instructions.sh [--update] BUILD_FOLDER     (a release build with the target godel_kernel_workload)
# status 77: cannot be told here (no valgrind, another compiler than the one of the counts)
set -euo pipefail

update=
[[ ${1:-} != --update ]] || { update=yes && shift; }
build=${1:?usage: count_instructions.sh [--update] BUILD_FOLDER}
counts=$(dirname "${BASH_SOURCE[0]}")/../benchmarks/instruction_counts.txt
workload=$build/benchmarks/godel_kernel_workload
tolerance=3 # percent
skip() { echo "Instructions are not counted: $1"; exit 77; }

command -v valgrind >/dev/null || skip "there is no valgrind here."
[[ -x $workload ]] || { echo "$workload is not built"; exit 1; }
# The compiler says in each object who it is: "GCC: (Debian 12.2.0-14) 12.2.0".
compiler=$(readelf -p .comment "$workload" | sed -n 's/^ *\[ *[0-9a-f]*\]  *//p' | sort -u | paste -sd ';')
if [[ -z $update ]]; then
  recorded=$(sed -n 's/^# compiler: //p' "$counts")
  [[ $compiler == "$recorded" ]] || skip "the program is by '$compiler', the recorded counts are for '$recorded'."
fi

# valgrind does not know AVX-512.
export GODEL_MAX_ISA=avx2
output=$(mktemp)
trap 'rm -f "$output"' EXIT
# The star is for the copies that the compiler makes of the function.
count() {
  valgrind --tool=callgrind --callgrind-out-file="$output" --toggle-collect='godel_counted_work*' "$workload" "$1" \
    >/dev/null 2>"$output.log" || { cat "$output.log"; rm -f "$output.log"; return 1; }
  rm -f "$output.log"
  sed -n 's/^totals: //p' "$output"
}

# Asked under valgrind, which may hide what the CPU can.
kernels=$(valgrind --tool=none -q "$workload")
bad=0 compared=0 lines=()
for kernel in $kernels; do
  got=$(count "$kernel") || { echo "$got"; exit 1; }
  ((got > 0)) || { echo "$kernel: valgrind counted nothing; is godel_counted_work still called?"; exit 1; }
  lines+=("$(printf '%-32s %12d' "$kernel" "$got")")
  [[ -z $update ]] || continue
  want=$(awk -v name="$kernel" '$1 == name {print $2}' "$counts")
  if [[ -z $want ]]; then
    echo "$kernel: $got instructions, and no recorded count; tools/count_instructions.sh --update $build adds it"
    bad=1
  elif ((got * 100 > want * (100 + tolerance) || got * 100 < want * (100 - tolerance))); then
    echo "$kernel: $got instructions instead of $want, more than $tolerance % apart"
    bad=1
  fi
  compared=$((compared + 1))
done
if [[ -n $update ]]; then
  {
    echo "# Instructions of each kernel for the work of benchmarks/kernel_workload.cc, written by"
    echo "# tools/count_instructions.sh --update. They hold for this compiler alone."
    echo "# compiler: $compiler"
    printf '%s\n' "${lines[@]}"
  } >"$counts"
  echo "Wrote $counts"
elif ((bad)); then
  echo "If that is what you wanted, tools/count_instructions.sh --update $build writes the new counts down."
  exit 1
else
  echo "$compared kernels need as many instructions as recorded (within $tolerance %)"
fi
