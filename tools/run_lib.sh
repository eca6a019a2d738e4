# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# What the commands of ./run share. Sourced, in the repository's root.

log=build/run.log

say() { printf '%s\n' "$*" >&2; }

die() {
  say "run: $1"
  exit "${2:-1}"
}

start_log() {
  mkdir -p build
  printf '$ ./run %s   %s\n' "$1" "$(date)" >"$log"
}

# Runs a command with its output in the log alone, away from stdin, which belongs to the program that is started later.
logged() {
  printf '\n$ %s\n' "$*" >>"$log"
  "$@" >>"$log" 2>&1 </dev/null
}

show_log_and_die() {
  tail -n 40 "$log" >&2
  die "$1 The last lines of build/run.log are above."
}

# Copies stdin to the log. On a terminal one line counts the steps of ninja or ctest; elsewhere the label is said once.
show_progress() {
  local label=$1 line said=
  while IFS= read -r line; do
    printf '%s\n' "$line" >>"$log"
    if [[ $line =~ ^\ *\[?([0-9]+/[0-9]+)(\]\ (Building|Linking)|\ Test) ]]; then
      if [[ -t 2 ]]; then
        printf '\r\033[K%s … [%s]' "$label" "${BASH_REMATCH[1]}" >&2
      elif [[ -z $said ]]; then
        say "$label …"
      fi
      said=yes
    fi
  done
  [[ -z $said || ! -t 2 ]] || printf '\r\033[K' >&2
}

# Packages of tools/packages.txt that serve one of the given purposes and are not installed; with "optional" first, the
# optional ones, else those that are needed.
missing_packages() {
  local want=needed package purpose kind
  [[ $1 != optional ]] || { want=optional && shift; }
  while read -r package purpose kind; do
    [[ $package == [!#]* && " $* " == *" $purpose "* && ${kind:-needed} == "$want" ]] || continue
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || echo "$package"
  done <tools/packages.txt
}

can_build() { command -v cmake >/dev/null && command -v ninja >/dev/null && { command -v c++ || command -v g++; } >/dev/null; }

# install_packages <purpose>...: does nothing, without asking apt, when all are there.
install_packages() {
  local needed optional package as_root=()
  mapfile -t needed < <(missing_packages "$@")
  mapfile -t optional < <(missing_packages optional "$@")
  ((${#needed[@]} + ${#optional[@]})) || return 0
  if ((EUID != 0)) && command -v sudo >/dev/null; then as_root=(sudo); fi
  if ! command -v apt-get >/dev/null || ((EUID != 0 && ${#as_root[@]} == 0)); then
    ((${#needed[@]})) || return 0
    say "There is no apt-get here that may install packages. Needed, under Debian's names:"
    say "  ${needed[*]}"
    can_build || die "No CMake, ninja or C++ compiler found; install the packages above and run this again."
    say "Going on with what is here."
    return 0
  fi
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y)
  say "Reading the package lists …"
  logged "${apt[@]}" update || say "apt-get update failed; going on with the lists that are here."
  for package in "${optional[@]}"; do
    if apt-cache show "$package" >/dev/null 2>&1; then needed+=("$package"); else say "No package $package in this release."; fi
  done
  ((${#needed[@]})) || return 0
  say "Installing ${#needed[@]} packages: ${needed[*]} …"
  logged "${apt[@]}" install --no-install-recommends "${needed[@]}" || show_log_and_die "apt-get could not install them."
}

# configure <preset> [flags]
configure() {
  say "Configuring $1 …"
  logged cmake --preset "$@" || show_log_and_die "CMake could not configure the preset $1."
}

# build <folder> <target>...
build() {
  local folder=$1 start=$SECONDS
  shift
  printf '\n$ cmake --build %s --target %s\n' "$folder" "$*" >>"$log"
  NINJA_STATUS='[%f/%t] ' cmake --build "$folder" --parallel "$(nproc)" --target "$@" </dev/null 2>&1 |
    show_progress "Building ${folder#build/} (minutes the first time)" ||
    { grep -m1 -A30 '^FAILED' "$log" >&2; die "$folder does not build; the full output is in build/run.log."; }
  ((SECONDS - start < 3)) || say "Built ${folder#build/} in $((SECONDS - start)) s"
}

# The sources that this project wrote, each ended by a NUL.
cxx_sources() {
  local folder folders=()
  for folder in src apps apps_train apps_vocabulary tests fuzz benchmarks; do [[ ! -d $folder ]] || folders+=("$folder"); done
  find "${folders[@]}" -type f \( -name '*.cc' -o -name '*.h' \) -print0
}

# Prints a clang-format of the one version whose output counts.
clang_format() {
  local tool
  for tool in clang-format-14 clang-format; do
    if "$tool" --version 2>/dev/null | grep -q 'version 14\.'; then
      echo "$tool"
      return
    fi
  done
  return 1
}
