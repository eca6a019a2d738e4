// SPDX-License-Identifier: MIT
// Where a reader's examples go in tests.
#pragma once
#include <utility>
#include <vector>

#include "godel/prepare/tasks/task_reading.h"

namespace godel::testing {

struct Collected {
  std::vector<Example> examples;
  GiveExample Give() {
    return [this](Example example) -> Status {
      examples.push_back(std::move(example));
      return {};
    };
  }
};

}  // namespace godel::testing
