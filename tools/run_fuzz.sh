# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# ./run fuzz [seconds]: builds the fuzzers with libFuzzer and runs each for that long, as many at a time as there are
# cores. New inputs are kept in build/fuzz/corpora, what breaks in build/fuzz/findings. Sourced by ./run.

fuzz_one() {
  local name=$1 seconds=$2 seeds=fuzz/$1/corpus grown=build/fuzz/corpora/$1
  mkdir -p "$grown" build/fuzz/findings
  [[ ! -d $seeds ]] || set -- "$@" "$seeds"
  "build/fuzz/fuzz/godel_fuzz_$name" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/findings/$name-" "$grown" "${@:3}" >"build/fuzz/$name.log" 2>&1 </dev/null
}

# One line of the table, from what libFuzzer printed last.
fuzz_row() {
  local name=$1 result=$2 runs coverage
  runs=$(awk '/stat::number_of_executed_units/ {print $2}' "build/fuzz/$name.log")
  coverage=$(grep -o 'cov: [0-9]*' "build/fuzz/$name.log" | tail -n 1)
  printf '%-20s %10s runs  %-12s %s\n' "$name" "${runs:-0}" "${coverage:-cov: ?}" "$result"
}

run_fuzzers() {
  local seconds=${1:-60} compiler name names=() status=0
  [[ $seconds =~ ^[0-9]+$ ]] || die "./run fuzz takes a number of seconds" 2
  install_packages build fuzz
  compiler=$(command -v clang++-14 || command -v clang++) || die "The fuzzers need clang: install the package clang-14."
  configure fuzz -D "CMAKE_CXX_COMPILER=$compiler"
  build build/fuzz godel_fuzzers
  for name in fuzz/*/; do names+=("$(basename "$name")"); done
  say "Fuzzing ${names[*]}: $seconds s each, $(nproc) at a time …"
  local running=() rows=() pid
  wait_for_first() {
    local result=clean
    pid=${running[0]%%:*} name=${running[0]#*:}
    wait "$pid" || { result="FOUND something, see build/fuzz/$name.log"; status=1; }
    rows+=("$(fuzz_row "$name" "$result")")
    running=("${running[@]:1}")
  }
  for name in "${names[@]}"; do
    ((${#running[@]} < $(nproc))) || wait_for_first
    fuzz_one "$name" "$seconds" &
    running+=("$!:$name")
  done
  while ((${#running[@]})); do wait_for_first; done
  printf '%s\n' "${rows[@]}"
  return $status
}
