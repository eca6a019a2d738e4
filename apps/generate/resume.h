// SPDX-License-Identifier: MIT
// What an interrupted `godel generate` left behind.
#pragma once
#include <cstddef>
#include <string>
#include <unordered_map>

#include "godel/base/json.h"
#include "godel/base/result.h"

namespace godel::apps {

// The ids of an output file, each as often as it occurs: inputs may repeat one.
class WrittenIds {
 public:
  void Add(const Json& id);
  // Whether `id` was written; uses up one occurrence.
  bool Take(const Json& id);

  size_t lines() const { return lines_; }
  size_t failed_lines = 0;  // of them, those with "error"

 private:
  std::unordered_map<std::string, size_t> counts_;
  size_t lines_ = 0;
};

// Reads an output file; none is one without lines. A last line without "\n", which a crash cut off, is removed from the
// file, so that its id is computed again. Error: kBadData, the file left as it was, when it holds anything else than
// this program's output.
Result<WrittenIds> ReadWrittenIds(const std::string& path);

}  // namespace godel::apps
