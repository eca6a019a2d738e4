#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Reads two promises of the kernel layout off the objects that were built from src/ and of the program's main:
#   1. Only kernels/<family>/<dtype>_<isa>.cc holds instructions beyond what every x86-64 has (VEX and EVEX code).
#      Anything else with one would end an older CPU's process with SIGILL, whatever the dispatcher says.
#   2. Those objects define no weak function. The linker keeps one copy of an inline function, and might keep theirs,
#      compiled with AVX-512, for all callers. (Inlining hides this in a release build: the debug tree tells more.)
# train/row_math.cc is left out: the compiler makes its variants and chooses among them when the program starts.
# The names of the ISAs are those of cmake/KernelIsas.cmake.
#
# usage: check_isa_leaks.sh BUILD_FOLDER
set -euo pipefail

build=${1:?usage: check_isa_leaks.sh BUILD_FOLDER}
table=$(dirname "${BASH_SOURCE[0]}")/../cmake/KernelIsas.cmake
# Rows that give flags, of their own or another row's: "set(GODEL_FLAGS_avx2 -mavx2 ...)"; scalar gives none and counts as baseline.
isas=$(sed -n 's/^set(GODEL_FLAGS_\([a-z0-9]*\)  *[-$].*/\1/p' "$table" | paste -sd '|')
[[ -n $isas ]] || { echo "no ISA with flags in $table"; exit 1; }
kernel="/kernels/[^/]+/[a-z0-9]+_($isas)\.cc\.o\$"
# The VEX and EVEX mnemonics start with v; what else does is older (segments, virtual machines). BMI is VEX without v.
wide='^(v[a-z0-9]+|tdp[a-z0-9]+|tile[a-z0-9]+|[ls][dt]tilecfg|k(mov|and|andn|or|xor|xnor|not|ortest|test|shift|unpck|add)[a-z]*|andn|bextr|bls[a-z]+|bzhi|mulx|pdep|pext|rorx|sarx|shlx|shrx)$'
older='^(verr|verw|vm(call|clear|func|launch|load|mcall|ptrld|ptrst|read|resume|run|save|write|xoff|xon))$'

bad=0 objects=0 kernels=0
while IFS= read -r object; do
  objects=$((objects + 1))
  if [[ $object =~ $kernel ]]; then
    kernels=$((kernels + 1))
    # W and u: functions and unique objects that other files may define too. V is weak data: it has no instructions.
    weak=$(nm -C --defined-only "$object" | awk '$2 ~ /^[Wu]$/')
    [[ -z $weak ]] || { printf 'weak symbols in %s:\n%s\n' "$object" "$weak"; bad=1; }
  else
    found=$(objdump -d --no-show-raw-insn "$object" |
      awk -F '\t' -v wide="$wide" -v older="$older" '
        /^[0-9a-f]+ <.*>:$/ { where = $0 }
        NF > 1 { split($2, word, " "); if (word[1] ~ wide && word[1] !~ older && ++n <= 3) print "  " where "  " $2 }
        END { if (n > 3) print "  ... " n " in all" }')
    [[ -z $found ]] || { printf 'instructions beyond the baseline in %s:\n%s\n' "$object" "$found"; bad=1; }
  fi
done < <(find "$build" -path '*/CMakeFiles/*.dir/*' \( -path '*/godel_*.dir/src/*.cc.o' -o -path '*/godel_program.dir/*.cc.o' \) ! -path '*/train/row_math.cc.o' | sort)

((objects)) || { echo "no objects under $build; build it first"; exit 1; }
((bad)) || echo "$objects objects, $kernels of them kernels for $isas: no leak"
exit $bad
