// SPDX-License-Identifier: MIT
// The bytes of event files, read back.
#include "godel/train/event_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <bit>
#include <chrono>
#include <cmath>
#include <limits>

#include "godel/train/tf_record.h"
#include "support/full_disk.h"
#include "support/golden.h"
#include "train/event_reader.h"

namespace godel::train {
namespace {

// RFC 3720, appendix B.4, and the check value of the catalogues.
TEST(TfRecord, ChecksumsAreThoseOfTheStandard) {
  EXPECT_EQ(Crc32c(""), 0u);
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283u);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  std::string rising, falling;
  for (int i = 0; i < 32; ++i) rising.push_back(static_cast<char>(i));
  for (int i = 31; i >= 0; --i) falling.push_back(static_cast<char>(i));
  EXPECT_EQ(Crc32c(rising), 0x46dd794eu);
  EXPECT_EQ(Crc32c(falling), 0x113fdb5cu);
}

TEST(TfRecord, MasksTurnAndAdd) {
  // 0xe3069283 turned right by 15 bits is 0x2507c60d.
  EXPECT_EQ(MaskedCrc32c("123456789"), 0x2507c60du + 0xa282ead8u);
}

TEST(TfRecord, IsLengthChecksumBytesChecksum) {
  const std::string record = TfRecord("123456789");
  ASSERT_EQ(record.size(), 8u + 4 + 9 + 4);
  EXPECT_EQ(Unsigned(record, 0, 8), 9u);
  EXPECT_EQ(Unsigned(record, 8, 4), SlowMaskedCrc32c(std::string_view("\x09\0\0\0\0\0\0\0", 8)));
  EXPECT_EQ(record.substr(12, 9), "123456789");
  EXPECT_EQ(Unsigned(record, 21, 4), 0x2507c60du + 0xa282ead8u);
}

TEST(EventFile, HoldsVersionScalarsAndTexts) {
  const testing::TempDir dir;
  const auto before = std::chrono::system_clock::now();
  auto file = EventFile::Create(dir.path() / "runs" / "first");
  ASSERT_TRUE(file) << file.error().message;
  ASSERT_TRUE(file->AddScalars(300, std::vector<Scalar>{{"train/loss", 2.5}, {"train/learning_rate", 1e-4}}));
  ASSERT_TRUE(file->AddText(5'000'000'000, "replies", "Grüß Gott"));
  const auto after = std::chrono::system_clock::now();

  const auto records = ReadRecords(Contents(file->path()));
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(Only(records[0], 3).bytes, "brain.Event:2");
  const auto seconds = [](auto time) { return std::chrono::duration<double>(time.time_since_epoch()).count(); };
  for (const std::string& record : records) {
    const auto wall_time = std::bit_cast<double>(Only(record, 1).number);
    EXPECT_GE(wall_time, seconds(before));
    EXPECT_LE(wall_time, seconds(after));
  }

  EXPECT_EQ(Only(records[1], 2).number, 300u);
  const std::string summary = Only(records[1], 5).bytes;
  const auto values = Fields(summary);
  ASSERT_EQ(values.size(), 2u);  // equal keys keep their order
  const std::string& loss = values.begin()->second.bytes;
  const std::string& rate = std::next(values.begin())->second.bytes;
  EXPECT_EQ(Only(loss, 1).bytes, "train/loss");
  EXPECT_EQ(AsFloat(Only(loss, 2).number), 2.5f);
  EXPECT_EQ(Only(rate, 1).bytes, "train/learning_rate");
  EXPECT_EQ(AsFloat(Only(rate, 2).number), 1e-4f);

  EXPECT_EQ(Only(records[2], 2).number, 5'000'000'000u);
  const std::string text = Only(Only(records[2], 5).bytes, 1).bytes;
  EXPECT_EQ(Only(text, 1).bytes, "replies");
  const std::string tensor = Only(text, 8).bytes;
  EXPECT_EQ(Only(tensor, 1).number, 7u);  // DT_STRING
  EXPECT_EQ(Only(tensor, 2).bytes, "");   // no dimensions
  EXPECT_EQ(Only(tensor, 8).bytes, "Grüß Gott");
  const std::string metadata = Only(text, 9).bytes;
  EXPECT_EQ(Only(Only(metadata, 1).bytes, 1).bytes, "text");
  EXPECT_EQ(Only(metadata, 4).number, 2u);  // DATA_CLASS_TENSOR
}

TEST(EventFile, KeepsWhatIsNoNumberAndWhatF32CannotHold) {
  const double kValues[] = {std::numeric_limits<double>::quiet_NaN(), 1e300, -1e300,
                            -std::numeric_limits<double>::infinity()};
  std::vector<float> read;
  for (const double value : kValues) {
    const std::string event = ScalarsEvent({.wall_time = 1, .step = -1}, std::vector<Scalar>{{"x", value}});
    read.push_back(AsFloat(Only(Only(Only(event, 5).bytes, 1).bytes, 2).number));
    EXPECT_EQ(Only(event, 2).number, ~uint64_t{0});  // a negative int64 takes all bits
  }
  EXPECT_TRUE(std::isnan(read[0]));
  EXPECT_EQ(read[1], std::numeric_limits<float>::infinity());
  EXPECT_EQ(read[2], -std::numeric_limits<float>::infinity());
  EXPECT_EQ(read[3], -std::numeric_limits<float>::infinity());
}

// Lengths of 128 and more take two bytes.
TEST(EventFile, LongAndBrokenTexts) {
  const std::string text(100'000, 'x');
  const auto tensor = [](const std::string& event) { return Only(Only(Only(event, 5).bytes, 1).bytes, 8).bytes; };
  EXPECT_EQ(Only(tensor(TextEvent({}, "t", text)), 8).bytes, text);
  EXPECT_EQ(Only(tensor(TextEvent({}, "t", "a\xff")), 8).bytes, "a\xef\xbf\xbd");
}

TEST(EventFile, AResumedRunOpensAnotherFile) {
  const testing::TempDir dir;
  const auto first = EventFile::Create(dir.path());
  const auto second = EventFile::Create(dir.path());
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->path(), second->path());
  EXPECT_EQ(ReadRecords(Contents(first->path())).size(), 1u);
  EXPECT_EQ(ReadRecords(Contents(second->path())).size(), 1u);
  const std::string name = first->path().filename();
  EXPECT_EQ(name.rfind("events.out.tfevents.", 0), 0u) << name;
  EXPECT_NE(name.find("." + std::to_string(::getpid()) + ".0"), std::string::npos) << name;
}

TEST(EventFile, AFullDiskLeavesWholeRecords) {
  const testing::TempDir dir;
  auto file = EventFile::Create(dir.path());
  ASSERT_TRUE(file);
  const std::vector<Scalar> scalars = {{"x", 1}};
  ASSERT_TRUE(file->AddScalars(1, scalars));
  const std::string whole = Contents(file->path());
  {
    const testing::FullDisk full(whole.size() + 5);  // room for a part of the next record
    const auto status = file->AddScalars(2, scalars);
    ASSERT_FALSE(status);
    EXPECT_EQ(static_cast<int>(status.error().code), static_cast<int>(ErrorCode::kIo));
  }
  EXPECT_EQ(Contents(file->path()), whole);
  ASSERT_TRUE(file->AddScalars(3, scalars));
  const auto records = ReadRecords(Contents(file->path()));
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(Only(records[2], 2).number, 3u);
}

TEST(EventFile, SaysWhereItCannotWrite) {
  const testing::TempDir dir;
  const auto path = dir.Write("plain", "");
  const auto file = EventFile::Create(path / "below");
  ASSERT_FALSE(file);
  EXPECT_EQ(static_cast<int>(file.error().code), static_cast<int>(ErrorCode::kIo));
  EXPECT_NE(file.error().message.find(path.string()), std::string::npos) << file.error().message;
}

}  // namespace
}  // namespace godel::train
