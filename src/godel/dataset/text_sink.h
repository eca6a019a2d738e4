// SPDX-License-Identifier: MIT
// Lines into a file that is compressed as its name says, and that appears only when it is whole.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "godel/base/result.h"

namespace godel {

// For one thread at a time.
class TextSink {
 public:
  virtual ~TextSink() = default;
  // Adds "\n". Error: kIo, e.g. when the disk is full.
  virtual Status WriteLine(std::string_view line) = 0;
  // Must come last; without it nothing is left behind.
  virtual Status Commit() = 0;
};

// .gz and .zst are compressed, everything else is plain. The bytes depend on the lines alone. A file of that name is
// replaced at Commit; what is no regular file (the standard output as "-", a pipe, /dev/null) is written to as it
// comes.
Result<std::unique_ptr<TextSink>> OpenTextSink(const std::string& path);

}  // namespace godel
