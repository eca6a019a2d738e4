// SPDX-License-Identifier: MIT
// docs/training-arguments.md is what the tables of arguments and presets say; to renew it, run this test with
// GODEL_WRITE_DOCS=1 in the environment.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "godel/base/mapped_file.h"
#include "godel/base/replacing_file.h"
#include "godel/train/argument_table.h"
#include "godel/train/presets.h"
#include "support/golden.h"

namespace godel::train {
namespace {

TEST(ArgumentDocs, ThePageIsUpToDate) {
  const std::filesystem::path page = testing::TestsDir() / ".." / "docs" / "training-arguments.md";
  const std::string wanted = "# Arguments of `godel train`\n\nMade from the program's own tables.\n\n" +
                             ArgumentDocs() + "\n## Presets\n\n" + PresetDocs();
  if (std::getenv("GODEL_WRITE_DOCS") != nullptr) {
    ASSERT_TRUE(WriteTextFile(page, wanted));
  }
  const auto found = ReadTextFile(page, size_t{1} << 20);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(*found, wanted);
}

}  // namespace
}  // namespace godel::train
