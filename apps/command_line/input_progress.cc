// SPDX-License-Identifier: MIT
#include "command_line/input_progress.h"

#include <system_error>

namespace godel::apps {
namespace {

// 0 when it is not known of one of them.
size_t BytesOf(const std::vector<std::filesystem::path>& files) {
  size_t bytes = 0;
  for (const std::filesystem::path& file : files) {
    std::error_code failed;
    if (!std::filesystem::is_regular_file(file, failed)) return 0;
    const auto size = std::filesystem::file_size(file, failed);
    if (failed) return 0;
    bytes += size;
  }
  return bytes;
}

}  // namespace

InputProgress::InputProgress(const InputFiles& input) : whole_(BytesOf(input.files) * input.passes) {}

}  // namespace godel::apps
