// SPDX-License-Identifier: MIT
// Field offsets are those of PKWARE's APPNOTE.TXT 6.3, sections 4.3.7 (local header), 4.3.12 (central directory
// header), 4.3.14-4.3.16 (end records) and 4.5.3 (zip64 extra field).
#include "godel/formats/zip_archive.h"

#include <fmt/format.h>

#include <optional>

#include "godel/base/checked_math.h"
#include "godel/formats/little_endian.h"
#include "godel/formats/named_tensors.h"

namespace godel {
namespace {

using Bytes = std::span<const std::byte>;

constexpr uint64_t kLocalSignature = 0x04034b50;
constexpr uint64_t kCentralSignature = 0x02014b50;
constexpr uint64_t kEndSignature = 0x06054b50;
constexpr uint64_t kEnd64Signature = 0x06064b50;
constexpr uint64_t kLocator64Signature = 0x07064b50;
constexpr size_t kLocalBytes = 30;
constexpr size_t kCentralBytes = 46;
constexpr size_t kEndBytes = 22;
constexpr size_t kEnd64Bytes = 56;
constexpr size_t kLocator64Bytes = 20;
constexpr size_t kMaxComment = 0xFFFF;
constexpr uint64_t kEncrypted = 1;
constexpr uint64_t kIn64 = 0xFFFFFFFF;  // the true value is in the zip64 extra field

tl::unexpected<Error> Broken(const std::string& what) {
  return Fail(ErrorCode::kBadData,
              fmt::format("not a whole zip archive: {}; the file is cut off or damaged, download it again", what));
}

// [offset, offset + size) of `bytes`, if that lies inside.
std::optional<Bytes> Part(Bytes bytes, uint64_t offset, uint64_t size) {
  if (offset > bytes.size() || size > bytes.size() - offset) return std::nullopt;
  return bytes.subspan(offset, size);
}

struct Directory {
  uint64_t entries;
  Bytes bytes;
};

// The end record is the last thing in the file but for a comment, whose length it gives; a signature inside the comment
// does not have the length that fits.
std::optional<size_t> FindEnd(Bytes file) {
  if (file.size() < kEndBytes) return std::nullopt;
  const size_t last = file.size() - kEndBytes;
  for (size_t comment = 0; comment <= kMaxComment && comment <= last; ++comment) {
    const size_t at = last - comment;
    if (LoadU32(file, at) == kEndSignature && LoadU16(file, at + 20) == comment) return at;
  }
  return std::nullopt;
}

Result<Directory> FindDirectory(Bytes file) {
  const auto end = FindEnd(file);
  if (!end) return Broken("no end record");
  uint64_t disk = LoadU16(file, *end + 4);
  uint64_t entries = LoadU16(file, *end + 10);
  uint64_t size = LoadU32(file, *end + 12);
  uint64_t offset = LoadU32(file, *end + 16);
  if (*end >= kLocator64Bytes && LoadU32(file, *end - kLocator64Bytes) == kLocator64Signature) {
    const auto record = Part(file, LoadU64(file, *end - kLocator64Bytes + 8), kEnd64Bytes);
    if (!record || LoadU32(*record, 0) != kEnd64Signature)
      return Broken("no zip64 end record where its locator points");
    disk = LoadU32(*record, 16);
    entries = LoadU64(*record, 32);
    size = LoadU64(*record, 40);
    offset = LoadU64(*record, 48);
  }
  if (disk != 0) return Fail(ErrorCode::kUnsupported, "a zip archive split over several files cannot be read");
  const auto bytes = Part(file, offset, size);
  if (!bytes)
    return Broken(fmt::format("its directory is said to be [{}, +{}) of {} bytes", offset, size, file.size()));
  return Directory{entries, *bytes};
}

struct CentralEntry {
  std::string_view name;
  uint64_t compressed = 0;
  uint64_t size = 0;
  uint64_t local_offset = 0;
};

// Takes 64-bit values, in this order, for the fields that are too small for them.
Status ApplyZip64(Bytes extra, CentralEntry* entry) {
  const bool wanted = entry->size == kIn64 || entry->compressed == kIn64 || entry->local_offset == kIn64;
  while (wanted && extra.size() >= 4) {
    const uint64_t id = LoadU16(extra, 0);
    const auto field = Part(extra, 4, LoadU16(extra, 2));
    if (!field) return Broken("an extra field is longer than its room");
    extra = extra.subspan(4 + field->size());
    if (id != 1) continue;
    size_t at = 0;
    for (uint64_t* value : {&entry->size, &entry->compressed, &entry->local_offset}) {
      if (*value != kIn64) continue;
      if (field->size() - at < 8) return Broken("a zip64 field is too short");
      *value = LoadU64(*field, at);
      at += 8;
    }
    return {};
  }
  return wanted ? Status(Broken("a zip64 field is missing")) : Status();
}

Status CheckStored(std::string_view name, uint64_t flags, uint64_t method) {
  if ((flags & kEncrypted) != 0)
    return Fail(ErrorCode::kUnsupported, fmt::format("entry {} is encrypted", Printable(name)));
  if (method != 0)
    return Fail(ErrorCode::kUnsupported, fmt::format("entry {} is compressed (method {}); expected stored entries as "
                                                     "torch.save writes them: re-save the model with torch.save",
                                                     Printable(name), method));
  return {};
}

// The entry's bytes. Its size is the directory's: writers that stream leave it 0 in the local header.
Result<Bytes> DataOf(Bytes file, const CentralEntry& entry) {
  const auto local = Part(file, entry.local_offset, kLocalBytes);
  if (!local || LoadU32(*local, 0) != kLocalSignature)
    return Broken(fmt::format("entry {} has no header at {}", Printable(entry.name), entry.local_offset));
  GODEL_TRY_STATUS(CheckStored(entry.name, LoadU16(*local, 6), LoadU16(*local, 8)));
  const uint64_t name_bytes = LoadU16(*local, 26);
  const uint64_t name_offset = entry.local_offset + kLocalBytes;  // inside the file, so no overflow
  const auto name = Part(file, name_offset, name_bytes);
  if (!name || AsText(*name) != entry.name)
    return Broken(fmt::format("entry {} has another name in its own header", Printable(entry.name)));
  const auto data = Part(file, name_offset + name_bytes + LoadU16(*local, 28), entry.size);
  if (!data)
    return Broken(fmt::format("entry {} of {} bytes does not end inside the file of {} bytes", Printable(entry.name),
                              entry.size, file.size()));
  return *data;
}

}  // namespace

Result<ZipEntries> ReadZip(std::span<const std::byte> file, const ZipLimits& limits) {
  GODEL_TRY(const Directory directory, FindDirectory(file));
  if (directory.entries > limits.max_entries)
    return Fail(ErrorCode::kResourceExhausted, fmt::format("a zip archive that claims {} entries; at most {} are read",
                                                           directory.entries, limits.max_entries));
  ZipEntries entries;
  Bytes rest = directory.bytes;
  for (uint64_t i = 0; i < directory.entries; ++i) {
    if (rest.size() < kCentralBytes || LoadU32(rest, 0) != kCentralSignature)
      return Broken(fmt::format("its directory has {} entries, expected {}", i, directory.entries));
    const uint64_t name_bytes = LoadU16(rest, 28), extra_bytes = LoadU16(rest, 30), comment_bytes = LoadU16(rest, 32);
    const auto tail = Part(rest, kCentralBytes, name_bytes + extra_bytes + comment_bytes);
    if (!tail) return Broken("its directory is cut off");
    if (name_bytes > limits.max_name_bytes)
      return Fail(ErrorCode::kResourceExhausted,
                  fmt::format("an entry name of {} bytes; at most {} are read", name_bytes, limits.max_name_bytes));
    CentralEntry entry{.name = AsText(tail->first(name_bytes)),
                       .compressed = LoadU32(rest, 20),
                       .size = LoadU32(rest, 24),
                       .local_offset = LoadU32(rest, 42)};
    GODEL_TRY_STATUS(CheckStored(entry.name, LoadU16(rest, 8), LoadU16(rest, 10)));
    GODEL_TRY_STATUS(ApplyZip64(tail->subspan(name_bytes, extra_bytes), &entry));
    if (entry.size != entry.compressed)
      return Broken(fmt::format("entry {} is stored but has two sizes, {} and {}", Printable(entry.name), entry.size,
                                entry.compressed));
    GODEL_TRY(const Bytes data, DataOf(file, entry));
    if (!entries.emplace(entry.name, data).second)
      return Broken(fmt::format("entry {} is there twice", Printable(entry.name)));
    rest = rest.subspan(kCentralBytes + tail->size());
  }
  return entries;
}

}  // namespace godel
