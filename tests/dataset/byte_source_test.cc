// SPDX-License-Identifier: MIT
// Archives as they come from elsewhere: cut off, damaged, in several members, with windows as long as zstd has them.
#include "godel/dataset/byte_source.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "godel/dataset/text_sink.h"
#include "support/golden.h"

namespace godel {
namespace {

struct Reading {
  std::string text;
  std::string error;
  ErrorCode code = ErrorCode::kCancelled;
};

Reading ReadAll(const std::string& bytes, const ByteSourceOptions& options = {}) {
  Reading reading;
  auto source = DecompressBytes(BytesOf(bytes), options);
  std::vector<char> buffer(1000);
  while (source) {
    const auto got = (*source)->Read(buffer);
    if (!got) {
      reading.error = got.error().message;
      reading.code = got.error().code;
    }
    if (!got || *got == 0) break;
    reading.text.append(buffer.data(), *got);
  }
  return reading;
}

// Lines of a file whose name says how it is compressed.
std::string Archive(const std::string& name, const std::string& text) {
  const testing::TempDir folder;
  const std::string path = (folder.path() / name).string();
  auto sink = OpenTextSink(path);
  EXPECT_TRUE(sink && (*sink)->WriteLine(text) && (*sink)->Commit());
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Text that does not shrink to a few bytes, so that its archive can be cut in many places.
std::string Numbers() {
  std::string text;
  for (uint32_t i = 1; i < 4000; ++i) text += std::to_string(i * 2654435761U) + ' ';
  return text;
}

TEST(ByteSource, AnArchiveThatIsCutOffGivesItsBeginningAndSaysSo) {
  const std::string text = Numbers();
  for (const char* const format : {"gzip", "zstd"}) {
    const std::string whole = Archive(format == std::string("gzip") ? "a.gz" : "a.zst", text);
    EXPECT_EQ(ReadAll(whole).text, text + "\n") << format;
    EXPECT_EQ(ReadAll(whole).error, "") << format;
    ASSERT_GT(whole.size(), 4000U);
    for (const size_t size : {whole.size() - 1, whole.size() / 2, size_t{20}}) {
      const Reading cut = ReadAll(whole.substr(0, size));
      EXPECT_EQ(cut.error, std::string("the ") + format + " data ends early; was the file copied whole?") << size;
      EXPECT_EQ(cut.code, ErrorCode::kBadData);
      EXPECT_TRUE((text + "\n").starts_with(cut.text)) << format << " " << size;
    }
    const Reading twice = ReadAll(whole + whole.substr(0, whole.size() / 2));
    EXPECT_TRUE(twice.text.starts_with(text + "\n")) << "the first member is whole";
    EXPECT_NE(twice.error, "") << format;
  }
}

TEST(ByteSource, DamageIsBadData) {
  const std::string text = Numbers();
  for (const char* const name : {"a.gz", "a.zst"}) {
    std::string bytes = Archive(name, text);
    for (size_t i = bytes.size() / 2; i < bytes.size() / 2 + 40; ++i) bytes[i] = static_cast<char>(~bytes[i]);
    const Reading damaged = ReadAll(bytes);
    EXPECT_EQ(damaged.code, ErrorCode::kBadData) << name;
    EXPECT_NE(damaged.error, "") << name;
    EXPECT_NE(ReadAll(Archive(name, text) + "something else").error, "") << name << " with something behind it";
  }
}

// A frame of one raw block, as RFC 8878 has it, that asks for a window of 2^window_log bytes.
std::string ZstdFrame(int window_log, const std::string& text) {
  std::string frame = {'\x28', '\xB5', '\x2F', '\xFD', '\0', static_cast<char>((window_log - 10) << 3)};
  const size_t block = text.size() << 3 | 1;  // raw, and the last one
  for (int shift = 0; shift < 24; shift += 8) frame += static_cast<char>(block >> shift & 255);
  return frame + text;
}

// Reddit's monthly dumps are made with --long=31, for which zstd's own limit of 2^27 is too low.
TEST(ByteSource, LongWindowsAreReadUpToTheLimit) {
  EXPECT_EQ(ReadAll(ZstdFrame(31, "far back")).text, "far back");
  const Reading refused = ReadAll(ZstdFrame(28, "far back"), {.max_zstd_window_log = 27});
  EXPECT_EQ(refused.code, ErrorCode::kResourceExhausted);
  EXPECT_EQ(refused.error, "the zstd data needs a window above 2^27 bytes; at most that is allowed");
  EXPECT_EQ(ReadAll(ZstdFrame(27, "far back"), {.max_zstd_window_log = 27}).text, "far back");
}

}  // namespace
}  // namespace godel
