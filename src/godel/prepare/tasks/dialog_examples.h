// SPDX-License-Identifier: MIT
// The examples of one dialog: each holds all turns before it again, so a long dialog grows by its square.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/example.h"

namespace godel {

// Tally: turns that answer nobody.
inline constexpr std::string_view kWithoutContext = "left out: the wizard speaks first";

class DialogExamples {
 public:
  // Every example's dialog gets this name.
  explicit DialogExamples(std::string dialog) : dialog_(std::move(dialog)) {}

  // Error: kResourceExhausted when the dialog's examples would take more than 64 MiB; those of the published corpora
  // take less than one.
  Status Add(const std::vector<std::string>& context, std::string knowledge, std::string response);

  std::vector<Example> Take() && { return std::move(examples_); }

 private:
  std::string dialog_;
  size_t bytes_ = 0;
  std::vector<Example> examples_;
};

}  // namespace godel
