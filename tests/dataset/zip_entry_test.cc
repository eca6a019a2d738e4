// SPDX-License-Identifier: MIT
#include "godel/dataset/zip_entry.h"

#include <gtest/gtest.h>

#include <atomic>
#include <span>
#include <vector>

#include "godel/dataset/whole_text.h"
#include "support/golden.h"
#include "support/zip_bytes.h"

namespace godel::testing {
namespace {

Result<std::string> ReadZip(const std::string& bytes) {
  const TempDir folder;
  return ReadWholeText(folder.Write("a.zip", bytes).string(), 1 << 20);
}

TEST(ZipEntry, IsReadLikeAnyCompressedFile) {
  const std::string text(200000, 'x');
  EXPECT_EQ(ReadZip(ZipOf({{"test.json", text}})).value(), text);
  EXPECT_EQ(ReadZip(ZipOf({{"folder/", ""}, {"folder/readme", "{}"}})).value(), "{}");
}

TEST(ZipEntry, CountsWhatItsTextTakesInTheArchive) {
  const TempDir folder;
  const std::string text(200000, 'x');
  const std::string file = folder.Write("a.zip", ZipOf({{"test.json", text}})).string();
  std::atomic<size_t> read = 0;
  const auto source = OpenByteSource(file, {.bytes_read = &read}).value();
  std::vector<char> half(100000);
  for (size_t got = 0; got < half.size();) got += source->Read(std::span(half).subspan(got)).value();
  EXPECT_EQ(read, 100000U) << "it is stored as it is";
  while (source->Read(half).value() > 0) {
  }
  EXPECT_EQ(read, text.size());
}

TEST(ZipEntry, TheOnlyJsonFileIsMeant) {
  EXPECT_EQ(ReadZip(ZipOf({{"README", "no"}, {"data.json", "[1]"}, {"__MACOSX/data.json", "no"}})).value(), "[1]");
}

TEST(ZipEntry, SeveralOrNoneAreAnErrorThatNamesThem) {
  const auto two = ReadZip(ZipOf({{"a.json", "1"}, {"b.json", "2"}}));
  ASSERT_FALSE(two);
  EXPECT_EQ(two.error().code, ErrorCode::kBadData);
  EXPECT_NE(two.error().message.find("a.json, b.json"), std::string::npos) << two.error().message;
  const auto none = ReadZip(ZipOf({}));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kBadData);
}

TEST(ZipEntry, DamageIsBadDataAndNothingElse) {
  const std::string whole = ZipOf({{"test.json", std::string(5000, 'y')}});
  for (size_t length = 4; length < whole.size(); length += 97) {
    const auto cut = ReadZip(whole.substr(0, length));
    ASSERT_FALSE(cut) << length;
    EXPECT_EQ(cut.error().code, ErrorCode::kBadData) << cut.error().message;
  }
  std::string flipped = whole;
  flipped[2000] = 'z';  // only the checksum can tell
  const auto wrong = ReadZip(flipped);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::kBadData);
}

TEST(ZipEntry, APipeCannotHoldOne) {
  const auto source = DecompressBytes(BytesOf(ZipOf({{"test.json", "{}"}})));
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace godel::testing
