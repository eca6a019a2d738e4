// SPDX-License-Identifier: MIT
// A line on stderr that says how far a run through its input files is.
#pragma once
#include <atomic>
#include <cstddef>
#include <filesystem>
#include <string_view>
#include <vector>

#include "command_line/progress_bar.h"
#include "godel/dataset/byte_source.h"

namespace godel::apps {

struct InputFiles {
  std::vector<std::filesystem::path> files;
  size_t passes = 1;  // how often they are read
};

// Bytes are those of the files as they lie there, compressed or not. Where one of them is no ordinary file the whole is
// not known, and what has been read is shown alone. Outlives what reads with bytes().
class InputProgress {
 public:
  explicit InputProgress(const InputFiles& input);

  // For whatever opens the files.
  ByteSourceOptions bytes() { return {.bytes_read = &read_}; }
  // `count` of what is made of them so far: 1200 and "row".
  void Show(size_t count, std::string_view noun) { bar_.ShowInput({read_, whole_}, count, noun); }
  // Takes the line away, for what is printed next.
  void End() { bar_.Clear(); }

 private:
  ProgressBar bar_;
  std::atomic<size_t> read_ = 0;
  size_t whole_ = 0;  // 0: not known
};

}  // namespace godel::apps
