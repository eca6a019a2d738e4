// SPDX-License-Identifier: MIT
#include "bench/peak_memory.h"

#include <sys/resource.h>

#include <charconv>
#include <fstream>
#include <string>

namespace godel::apps {

size_t PeakMemoryBytes() {
  constexpr std::string_view kField = "VmHWM:";
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with(kField)) continue;
    size_t kib = 0;
    const size_t digits = line.find_first_of("0123456789");
    if (digits != std::string::npos) std::from_chars(line.data() + digits, line.data() + line.size(), kib);
    return kib << 10;
  }
  // Without /proc: the same, but counting what the parent had before exec too.
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<size_t>(usage.ru_maxrss) << 10;
}

}  // namespace godel::apps
