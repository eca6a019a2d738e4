// SPDX-License-Identifier: MIT
#pragma once
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "godel/base/result.h"

namespace godel::testing {

// `result` must be an error of this code whose message contains every part.
template <class T>
void ExpectError(const Result<T>& result, ErrorCode code, std::initializer_list<const char*> parts) {
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(static_cast<int>(result.error().code), static_cast<int>(code)) << result.error().message;
  for (const char* part : parts)
    EXPECT_NE(result.error().message.find(part), std::string::npos)
        << "expected \"" << part << "\" in: " << result.error().message;
}

}  // namespace godel::testing
