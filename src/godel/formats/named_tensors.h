// SPDX-License-Identifier: MIT
// What the parsers of this folder give back, and how they speak about untrusted bytes. Internal to formats/.
#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "godel/base/result.h"
#include "godel/tensor/tensor_view.h"

namespace godel {

// Views into the bytes that were parsed; several names may share one view's bytes.
using NamedTensors = std::map<std::string, TensorView>;

inline std::string_view AsText(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Text from a file as a message may show it: valid UTF-8 without control characters, shortened to about 120 bytes.
std::string Printable(std::string_view text);

// A sentence about content that is not what a loader expects but is easily mistaken for it (a Git LFS pointer, a web
// page, a legacy torch file, another weight format) and what to do about it; empty when nothing is recognised.
std::string ForeignContentHint(std::span<const std::byte> file);

// Error: kBadData when two tensors share bytes, which would let one file mean two things.
Status CheckDisjoint(const NamedTensors& tensors);

}  // namespace godel
