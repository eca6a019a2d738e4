// SPDX-License-Identifier: MIT
#include "godel/base/mapped_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstring>

#include "support/golden.h"

namespace godel {
namespace {

template <class T>
void ExpectError(const Result<T>& result, ErrorCode code, const std::filesystem::path& path) {
  ASSERT_FALSE(result);
  EXPECT_EQ(static_cast<int>(result.error().code), static_cast<int>(code)) << result.error().message;
  EXPECT_TRUE(result.error().message.starts_with(path.string() + ": ")) << result.error().message;
}

TEST(MappedFile, HoldsTheFilesBytesAsLongAsItLives) {
  const testing::TempDir dir;
  const std::string text = std::string("a\0b", 3) + std::string(10'000, 'x') + "end";
  const auto path = dir.Write("file", text);
  const auto file = MappedFile::Open(path);
  ASSERT_TRUE(file) << file.error().message;
  std::filesystem::remove(path);  // a mapping outlives its name
  const auto bytes = (*file)->bytes();
  ASSERT_EQ(bytes.size(), text.size());
  EXPECT_EQ(std::memcmp(bytes.data(), text.data(), text.size()), 0);
}

TEST(MappedFile, ReleasedPartsCanBeReadAgain) {
  const testing::TempDir dir;
  std::string text;
  for (int i = 0; text.size() < 100'000; ++i) text += std::to_string(i);
  const auto file = MappedFile::Open(dir.Write("file", text)).value();
  const auto bytes = file->bytes();
  for (const auto& [offset, size] :
       {std::pair<size_t, size_t>{0, text.size()}, {1, 10}, {5000, 50'000}, {99'990, 10}, {0, 0}}) {
    file->Release(bytes.subspan(offset, size));
    EXPECT_EQ(std::memcmp(bytes.data(), text.data(), text.size()), 0) << offset;
  }
}

TEST(MappedFile, CopiesWhatItMaps) {
  const testing::TempDir dir;
  std::string text;
  for (int i = 0; text.size() < 100'000; ++i) text += std::to_string(i);
  const auto file = MappedFile::Open(dir.Write("file", text)).value();
  for (const auto& [offset, size] : {std::pair<size_t, size_t>{0, text.size()}, {1, 10}, {99'990, 10}, {50, 0}}) {
    std::string copied(size, ' ');
    file->Copy(file->bytes().subspan(offset, size), reinterpret_cast<std::byte*>(copied.data()));
    EXPECT_EQ(copied, text.substr(offset, size)) << offset;
  }
}

TEST(MappedFile, RefusesWhatHasNoBytesToMap) {
  const testing::TempDir dir;
  const auto missing = dir.path() / "missing";
  ExpectError(MappedFile::Open(missing), ErrorCode::kNotFound, missing);
  const auto below_a_file = dir.Write("file", "x") / "below";
  ExpectError(MappedFile::Open(below_a_file), ErrorCode::kNotFound, below_a_file);
  const auto empty = dir.Write("empty", "");
  ExpectError(MappedFile::Open(empty), ErrorCode::kBadData, empty);
  ExpectError(MappedFile::Open(dir.path()), ErrorCode::kIo, dir.path());
  // A pipe without a writer: opening it must not wait for one.
  const auto pipe = dir.path() / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  ExpectError(MappedFile::Open(pipe), ErrorCode::kIo, pipe);
  ExpectError(ReadTextFile(pipe, 100), ErrorCode::kIo, pipe);
  ExpectError(MappedFile::Open("/dev/zero"), ErrorCode::kIo, "/dev/zero");
}

TEST(MappedFile, TextFilesHaveALimit) {
  const testing::TempDir dir;
  const auto path = dir.Write("text", "hello");
  EXPECT_EQ(ReadTextFile(path, 5).value(), "hello");
  ExpectError(ReadTextFile(path, 4), ErrorCode::kResourceExhausted, path);
  EXPECT_EQ(ReadTextFile(dir.Write("empty", ""), 0).value(), "");
  ExpectError(ReadTextFile(dir.path() / "none", 5), ErrorCode::kNotFound, dir.path() / "none");
}

}  // namespace
}  // namespace godel
