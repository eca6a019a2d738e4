// SPDX-License-Identifier: MIT
// Runs a fuzz target over every file of the folders (or files) given, then over truncations and bit flips of each. No
// chance is involved, so a failure comes back; what was being run is printed when the target dies.
#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
extern "C" [[gnu::weak]] void __sanitizer_set_death_callback(void (*callback)());

namespace {

// Bytes run for one corpus file, over all of its variants, and the most variants of each kind: together they keep a
// corpus of some dozens of files below a minute under sanitizers.
constexpr size_t kByteBudget = size_t{8} << 20;
constexpr size_t kMaxVariants = 300;

char current[1024] = "nothing yet";

void PrintCurrent() {
  std::fprintf(stderr, "replay: died on %s\n", current);
}

void OnSignal(int signal) {
  PrintCurrent();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

// A copy of exactly `size` bytes on the heap, so that AddressSanitizer sees a read behind the end.
void RunTarget(const std::vector<uint8_t>& bytes, size_t size) {
  const std::vector<uint8_t> exact(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

size_t Replay(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
  const std::string name = path.string();
  size_t runs = 1;
  std::snprintf(current, sizeof current, "%s as it is", name.c_str());
  RunTarget(bytes, bytes.size());

  // Each variant costs up to the whole file. Positions are spread evenly over it; small files get all of theirs.
  const size_t variants = std::min({kMaxVariants, bytes.size(), kByteBudget / 2 / std::max<size_t>(bytes.size(), 1)});
  for (size_t i = 0; i < variants; ++i, ++runs) {
    const size_t size = i * bytes.size() / variants;
    std::snprintf(current, sizeof current, "%s, its first %zu bytes", name.c_str(), size);
    RunTarget(bytes, size);
  }
  for (size_t i = 0; i < variants; ++i, ++runs) {
    const size_t position = i * bytes.size() / variants;
    const auto flip = static_cast<uint8_t>(1U << (i % 8));
    std::snprintf(current, sizeof current, "%s, byte %zu xor %u", name.c_str(), position, unsigned{flip});
    bytes[position] ^= flip;
    RunTarget(bytes, bytes.size());
    bytes[position] ^= flip;
  }
  return runs;
}

}  // namespace

int main(int argc, char** argv) {
  if (__sanitizer_set_death_callback != nullptr)
    __sanitizer_set_death_callback(PrintCurrent);
  else
    for (int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS, SIGILL}) std::signal(signal, OnSignal);

  std::vector<std::filesystem::path> files;
  for (int i = 1; i < argc; ++i) {
    if (std::filesystem::is_regular_file(argv[i])) files.emplace_back(argv[i]);
    if (!std::filesystem::is_directory(argv[i])) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i]))
      if (entry.is_regular_file()) files.push_back(entry.path());
  }
  if (files.empty()) {
    std::fprintf(stderr, "replay: no corpus files; usage: %s FOLDER...\n", argv[0]);
    return 1;  // a replay of nothing proves nothing
  }
  std::sort(files.begin(), files.end());
  size_t runs = 0;
  for (const auto& path : files) runs += Replay(path);
  std::printf("%zu files, %zu runs\n", files.size(), runs);
  return 0;
}
