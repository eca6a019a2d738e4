// SPDX-License-Identifier: MIT
#include "godel/formats/zip_archive.h"

#include <gtest/gtest.h>

#include "checkpoint_bytes.h"
#include "expect_error.h"
#include "godel/formats/named_tensors.h"

namespace godel {
namespace {

using testing::AsBytes;
using testing::ExpectError;
using testing::LittleEndian;
using testing::Zip;

Result<ZipEntries> ReadEntries(const std::string& file, const ZipLimits& limits = {}) {
  return ReadZip(AsBytes(file), limits);
}

TEST(Zip, ReadsStoredEntries) {
  const std::string file = Zip({{.name = "a", .data = "one"},
                                {.name = "d/b", .data = "", .local_extra = "xxxx"},
                                {.name = "d/c", .data = "three", .local_extra = "FB\x02zz"}});
  const auto entries = ReadEntries(file);
  ASSERT_TRUE(entries) << entries.error().message;
  ASSERT_EQ(entries->size(), 3u);
  EXPECT_EQ(AsText(entries->at("a")), "one");
  EXPECT_EQ(AsText(entries->at("d/b")), "");
  EXPECT_EQ(AsText(entries->at("d/c")), "three");
  ASSERT_TRUE(ReadEntries(Zip({})));
}

TEST(Zip, ReadsZip64InEachPlaceWhereItCanBe) {
  for (const bool entry64 : {false, true}) {
    for (const bool end64 : {false, true}) {
      const std::string file =
          Zip({{.name = "a", .data = "one", .zip64 = entry64}, {.name = "b", .data = "two", .zip64 = entry64}},
              {.zip64 = end64});
      const auto entries = ReadEntries(file);
      ASSERT_TRUE(entries) << entry64 << end64 << entries.error().message;
      EXPECT_EQ(AsText(entries->at("a")), "one");
      EXPECT_EQ(AsText(entries->at("b")), "two");
    }
  }
}

TEST(Zip, RefusesZip64WithoutItsField) {
  std::string file = Zip({{.name = "a", .data = "one", .zip64 = true}});
  const std::string field_head = LittleEndian(1, 2) + LittleEndian(24, 2);
  const size_t at = file.rfind(field_head);
  ASSERT_NE(at, std::string::npos);
  std::string other = file;
  other[at] = 2;  // another field's id
  ExpectError(ReadEntries(other), ErrorCode::kBadData, {"zip64 field is missing"});
  other = file;
  other[at + 2] = 16;  // two numbers instead of three
  ExpectError(ReadEntries(other), ErrorCode::kBadData, {"zip64 field is too short"});
  other[at + 2] = 99;
  ExpectError(ReadEntries(other), ErrorCode::kBadData, {"longer than its room"});
}

TEST(Zip, FindsTheEndBehindACommentThatImitatesIt) {
  const std::string fake_end = LittleEndian(0x06054b50, 4) + std::string(18, '\x01');
  const std::string file = Zip({{.name = "a", .data = "one"}}, {.comment = "hello" + fake_end + "bye"});
  const auto entries = ReadEntries(file);
  ASSERT_TRUE(entries) << entries.error().message;
  EXPECT_EQ(AsText(entries->at("a")), "one");
  ASSERT_TRUE(ReadEntries(Zip({}, {.comment = std::string(65535, 'c')})));
}

TEST(Zip, RefusesWhatIsNotStored) {
  ExpectError(ReadEntries(Zip({{.name = "d/a", .data = "x", .method = 8}})), ErrorCode::kUnsupported,
              {"d/a", "compressed", "re-save", "torch.save"});
  ExpectError(ReadEntries(Zip({{.name = "d/a", .data = "x", .flags = 1}})), ErrorCode::kUnsupported,
              {"d/a", "encrypted"});
}

TEST(Zip, RefusesRepeatedNames) {
  ExpectError(ReadEntries(Zip({{.name = "a", .data = "1"}, {.name = "a", .data = "2"}})), ErrorCode::kBadData,
              {"a is there twice"});
}

TEST(Zip, RefusesADirectoryThatLies) {
  const std::string file = Zip({{.name = "name", .data = "data"}});
  const size_t central = file.find(LittleEndian(0x02014b50, 4));
  const size_t end = file.find(LittleEndian(0x06054b50, 4));
  const auto with = [&](size_t at, uint64_t value, size_t width) {
    std::string changed = file;
    return changed.replace(at, width, LittleEndian(value, width));
  };
  ExpectError(ReadEntries(with(central + 20, 5, 4)), ErrorCode::kBadData, {"two sizes"});
  ExpectError(ReadEntries(with(central + 20, 0xFFFFFF, 4).replace(central + 24, 4, LittleEndian(0xFFFFFF, 4))),
              ErrorCode::kBadData, {"name", "16777215", "does not end inside"});
  ExpectError(ReadEntries(with(central + 42, 1, 4)), ErrorCode::kBadData, {"name", "no header at 1"});
  ExpectError(ReadEntries(with(central + 42, 0xFFFFFF0, 4)), ErrorCode::kBadData, {"no header"});
  ExpectError(ReadEntries(with(central + 28, 60000, 2)), ErrorCode::kBadData, {"cut off"});
  ExpectError(ReadEntries(with(central + 46, 'N', 1)), ErrorCode::kBadData, {"another name"});
  ExpectError(ReadEntries(with(end + 10, 2, 2)), ErrorCode::kBadData, {"1 entries, expected 2"});
  ExpectError(ReadEntries(with(end + 16, 0xFFFFFF, 4)), ErrorCode::kBadData, {"its directory"});
  ExpectError(ReadEntries(with(end + 4, 1, 2)), ErrorCode::kUnsupported, {"split"});
  ExpectError(ReadEntries(file.substr(0, file.size() - 1)), ErrorCode::kBadData, {"no end record"});
  ExpectError(ReadEntries(file, {.max_entries = 0}), ErrorCode::kResourceExhausted, {"entries"});
  ExpectError(ReadEntries(file, {.max_name_bytes = 3}), ErrorCode::kResourceExhausted, {"name"});
}

}  // namespace
}  // namespace godel
