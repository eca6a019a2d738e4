// SPDX-License-Identifier: MIT
// The JSON header of a safetensors file, read in one pass without a document tree: a header may be 100 MB, and a tree
// of hostile JSON takes ten times the bytes of its text. A pass by events also sees repeated names.
#pragma once
#include <array>
#include <map>
#include <string>
#include <string_view>

#include "godel/base/result.h"
#include "godel/formats/checkpoint.h"

namespace godel {

struct SafetensorsEntry {
  std::string dtype;  // as written, e.g. "F32"
  Shape shape;
  std::array<size_t, 2> data_offsets = {0, 0};  // [begin, end) behind the header
};

// Syntax and types only; offsets are not compared with anything yet. "__metadata__" is skipped.
Result<std::map<std::string, SafetensorsEntry>> ParseSafetensorsHeader(std::string_view json,
                                                                       const CheckpointLimits& limits);

}  // namespace godel
