// SPDX-License-Identifier: MIT
#include "godel/prepare/list_file.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace godel {
namespace {

TEST(ListFile, HoldsEntriesAndComments) {
  const testing::TempDir folder;
  const auto list = ReadListFile(folder.Write("words.txt", "# rude\n\n damn it \r\nheck\n").string());
  ASSERT_TRUE(list);
  EXPECT_EQ(*list, (std::vector<std::string>{"damn it", "heck"}));
  const auto long_line = ReadListFile(folder.Write("no_list", std::string(5000, 'x')).string());
  ASSERT_FALSE(long_line);
  EXPECT_NE(long_line.error().message.find("no_list:1: expected short lines"), std::string::npos);
  EXPECT_FALSE(ReadListFile((folder.path() / "missing").string()));
}

}  // namespace
}  // namespace godel
