// SPDX-License-Identifier: MIT
// Rows of any kind, and arrays inside of objects; what example files are read by is tested with their reader.
#include "godel/dataset/row_source.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace godel {
namespace {

// "line:row" or "line!error" of each row, joined by spaces.
std::string Rows(const std::string& text, RowSourceOptions options) {
  auto bytes = DecompressBytes(BytesOf(text));
  EXPECT_TRUE(bytes);
  auto rows = MakeRowSource(LineSource(std::move(*bytes), "test.json"), options);
  EXPECT_TRUE(rows);
  std::string all;
  while (true) {
    const auto row = (*rows)->Next();
    EXPECT_TRUE(row);
    if (!row || !*row) return all;
    all += std::to_string((*row)->line) +
           ((*row)->object ? ":" + (*row)->object->dump() : "!" + (*row)->object.error().message) + " ";
  }
}

TEST(RowSource, RowsMayBeAnyJson) {
  const RowSourceOptions any{.max_row_bytes = 1000, .kind = RowKind::kAnyJson, .array_member = {}, .bytes = {}};
  EXPECT_EQ(Rows("[[1],\n\"a\", {}]", any), "1:[1] 2:\"a\" 2:{} ");
  EXPECT_EQ(Rows("{\"a\":1}\n[2]\n", any), "1:{\"a\":1} 2:[2] ");
  EXPECT_EQ(Rows("[5]", {}), "1!expected a JSON object, found 5 ");
}

TEST(RowSource, RowsMayLieInAMemberOfAnObject) {
  const RowSourceOptions data{.max_row_bytes = 1000, .kind = RowKind::kObject, .array_member = "data", .bytes = {}};
  EXPECT_EQ(Rows("{\"version\": 1,\n \"data\" :\n [{\"a\": \"]\"},\n{}], \"more\": [1]}", data),
            "3:{\"a\":\"]\"} 4:{} ");
  EXPECT_EQ(Rows(R"({"x": {"data": [1]}, "s": "\"data\": [", "data": [{}]})", data), "1:{} ") << "at the top alone";
  EXPECT_EQ(Rows(R"({"data": {"a": 1}, "t": "data", "u": [{}]})", data),
            "1!expected an object with the array \"data\", found none ");
  EXPECT_EQ(Rows(R"({"data": []})", data), "");
  EXPECT_EQ(Rows(R"([{"a": 1}])", data), "1:{\"a\":1} ") << "the array itself will do";
  EXPECT_EQ(Rows("{\"data\": [{},\n{\"a\"", data),
            "1:{} 2!the file ends inside of what begins here; was it copied whole? ");
}

}  // namespace
}  // namespace godel
