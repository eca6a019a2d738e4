# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# ./run test: independent steps, each timed, all of them run whatever fails; a table at the end. Sourced by ./run.

passed=0 failed=0 skipped=0
table=()
SKIP=77

# step <name> <function> [arguments]: the function returns 0, $SKIP or a failure.
step() {
  local name=$1 start=$SECONDS result=ok status=0 failed_before=$failed
  shift
  say "--- $name"
  # A subshell would lose the counts, and `set -e` is off inside a condition: every function ends with its own verdict.
  "$@" || status=$?
  if ((status == SKIP)); then
    result=skipped
  elif ((status)); then
    result=FAILED
    ((failed > failed_before)) || failed=$((failed + 1))  # a failure that no ctest run has counted
  fi
  table+=("$(printf '%-34s %6d s  %s' "$name" $((SECONDS - start)) "$result")")
}

check_format() {
  local tool
  if ! tool=$(clang_format); then
    say "There is no clang-format 14 here, and other versions format differently."
    return $SKIP
  fi
  local strays
  strays=$(cxx_sources | xargs -0 "$tool" --dry-run 2>&1 | sed -n 's/:[0-9]*:[0-9]*: warning: .*//p' | sort -u)
  [[ -z $strays ]] || { say "Not formatted; ./run format mends this:"; say "$strays"; return 1; }
}

check_layout() {
  python3 tools/check_layers.py . && python3 tools/check_file_sizes.py .
}

# Sanitizers of GCC 12 and clang 14 die at start-up under kernels that randomise addresses by more bits than they expect.
without_aslr() {
  if setarch -R true 2>/dev/null; then setarch -R "$@"; else "$@"; fi
}

# build_and_test <preset> <target>...
build_and_test() {
  local preset=$1
  shift
  # In a subshell, because configure and build end the command when they fail, and the other steps should still run.
  (configure "$preset" && build "build/$preset" "$@") && run_ctest "$preset"
}

run_ctest() {
  local preset=$1 status=0 report=build/$1/ctest.xml output=build/$1/ctest.log
  find "build/$preset" -name '*.gcda' -delete
  rm -f "$report"
  without_aslr ctest --preset "$preset" --parallel "$(nproc)" --no-tests=error --output-on-failure \
    --output-junit "$PWD/$report" </dev/null 2>&1 | tee "$output" | show_progress "Testing $preset" || status=$?
  grep -Ev '^ *(Start +[0-9]+:|[0-9]+/[0-9]+ Test .* Passed |Test project )' "$output" | grep -v '^$' >&2 || true
  count_report "$report"
  return $status
}

# Adds the numbers of ctest's own report: <testsuite ... tests="9" failures="1" disabled="0" skipped="2" ...>
count_report() {
  local suite total=0 bad=0 left_out=0
  suite=$(tr '\n\t' '  ' 2>/dev/null <"$1" | grep -o '<testsuite [^>]*>' || true)
  [[ $suite =~ \ tests=\"([0-9]+)\" ]] && total=${BASH_REMATCH[1]}
  [[ $suite =~ \ failures=\"([0-9]+)\" ]] && bad=${BASH_REMATCH[1]}
  [[ $suite =~ \ skipped=\"([0-9]+)\" ]] && left_out=${BASH_REMATCH[1]}
  passed=$((passed + total - bad - left_out)) failed=$((failed + bad)) skipped=$((skipped + left_out))
}

# Kernel files for an instruction set that this CPU has not cannot be covered here, so they are left out.
check_coverage() {
  local exclude=()
  command -v gcovr >/dev/null || { say "There is no gcovr here."; return $SKIP; }
  grep -qw avx512f /proc/cpuinfo || exclude+=(--exclude '.*_avx512\.cc')
  grep -qw avx2 /proc/cpuinfo || exclude+=(--exclude '.*_avx2\.cc')
  # Threads may lose counts, and gcov then prints branches "taken -1": those lines are passed over. In one process,
  # because gcovr 5's threads wait for ever once one of them has met an error.
  logged timeout 900 gcovr --root . --filter 'src/godel/' "${exclude[@]}" --gcov-ignore-parse-errors --fail-under-line 85 \
    --txt build/dev/coverage.txt --xml build/dev/coverage.xml --print-summary build/dev/CMakeFiles
  local status=$?
  say "Line coverage of src/godel: $(awk '/^TOTAL/ {print $4 " of " $2 " lines"}' build/dev/coverage.txt) (at least 85 %); by file: build/dev/coverage.txt"
  return $status
}

check_threads() {
  local probe=build/tsan_probe
  if ! { echo 'int main() {}' | c++ -x c++ -fsanitize=thread -o $probe - && without_aslr $probe; } 2>/dev/null; then
    say "ThreadSanitizer does not run on this machine."
    return $SKIP
  fi
  build_and_test tsan godel_threads_tests
}

check_instruction_counts() {
  [[ -f build/release/build.ninja ]] || { say "The release step has not been configured."; return 1; }
  (build build/release godel_kernel_workload) && tools/count_instructions.sh build/release >&2
}

check_lint() {
  local tool=clang-tidy-14
  command -v $tool >/dev/null || { say "There is no $tool here."; return $SKIP; }
  [[ -f build/dev/compile_commands.json ]] || { say "The dev step has not been configured."; return 1; }
  python3 tools/lint.py --clang-tidy $tool --build build/dev
}

report() {
  say ""
  printf '%s\n' "${table[@]}" >&2
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  ((failed == 0))
}

run_tests() {
  [[ ${1:-} == "" || $1 == quick ]] || die "./run test takes nothing or 'quick'" 2
  install_packages build train test
  step "format" check_format
  step "layers and file sizes" check_layout
  step "tests under ASan and UBSan" build_and_test dev all
  if [[ ${1:-} != quick ]]; then
    step "coverage" check_coverage
    step "tests of the release build" build_and_test release all
    step "instructions of the kernels" check_instruction_counts
    step "threads under TSan" check_threads
    step "clang-tidy" check_lint
  fi
  report
}
