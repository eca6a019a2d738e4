// SPDX-License-Identifier: MIT
#include "godel/dataset/zip_entry.h"

#include <fmt/format.h>
#include <zip.h>

#include <utility>
#include <vector>

namespace godel {
namespace {

struct DiscardArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry {
  void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};
using Archive = std::unique_ptr<zip_t, DiscardArchive>;

// What has been given of an entry, in bytes of the archive. Sizes are what the archive claims, and only that.
class CompressedCount {
 public:
  CompressedCount(zip_t* archive, zip_uint64_t index, std::atomic<size_t>* bytes_read) : bytes_read_(bytes_read) {
    zip_stat_t stat;
    if (zip_stat_index(archive, index, 0, &stat) != 0 || stat.size == 0) bytes_read_ = nullptr;
    if (bytes_read_ != nullptr) ratio_ = static_cast<double>(stat.comp_size) / static_cast<double>(stat.size);
  }
  void Add(size_t given) {
    if (bytes_read_ == nullptr) return;
    given_ += given;
    const auto all = static_cast<size_t>(static_cast<double>(given_) * ratio_);
    *bytes_read_ += all - counted_;
    counted_ = all;
  }

 private:
  std::atomic<size_t>* bytes_read_;
  double ratio_ = 0;
  size_t given_ = 0;
  size_t counted_ = 0;
};

class ZipSource final : public ByteSource {
 public:
  ZipSource(std::shared_ptr<const std::string> bytes, Archive archive, zip_file_t* entry, CompressedCount count)
      : bytes_(std::move(bytes)), archive_(std::move(archive)), entry_(entry), count_(count) {}

  Result<size_t> Read(std::span<char> out) override {
    const zip_int64_t got = zip_fread(entry_.get(), out.data(), out.size());
    if (got < 0)
      return Fail(ErrorCode::kBadData,
                  fmt::format("damaged zip data ({})", zip_error_strerror(zip_file_get_error(entry_.get()))));
    count_.Add(static_cast<size_t>(got));
    return static_cast<size_t>(got);
  }

 private:
  std::shared_ptr<const std::string> bytes_;  // that the archive looks into, unless it is a file
  Archive archive_;
  std::unique_ptr<zip_file_t, CloseEntry> entry_;
  CompressedCount count_;
};

bool IsData(std::string_view name) {
  return name.ends_with(".json") || name.ends_with(".jsonl");
}

Result<zip_uint64_t> ChooseEntry(zip_t* archive) {
  constexpr size_t kNamed = 5;
  std::vector<zip_uint64_t> all, data;
  const zip_int64_t entries = zip_get_num_entries(archive, 0);
  for (zip_int64_t i = 0; i < entries; ++i) {
    const char* const raw = zip_get_name(archive, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_GUESS);
    const std::string_view name = raw == nullptr ? "" : raw;
    if (name.empty() || name.ends_with('/') || name.starts_with("__MACOSX/")) continue;
    all.push_back(static_cast<zip_uint64_t>(i));
    if (IsData(name)) data.push_back(static_cast<zip_uint64_t>(i));
  }
  const std::vector<zip_uint64_t>& candidates = data.empty() ? all : data;
  if (candidates.size() == 1) return candidates.front();
  if (candidates.empty()) return Fail(ErrorCode::kBadData, "the zip archive holds no file");
  std::string names;
  for (size_t i = 0; i < candidates.size() && i < kNamed; ++i)
    names += fmt::format("{}{}", i == 0 ? "" : ", ", zip_get_name(archive, candidates[i], ZIP_FL_ENC_GUESS));
  return Fail(ErrorCode::kBadData,
              fmt::format("the zip archive holds {} files ({}{}), and one is read; unpack it and name the file",
                          candidates.size(), names, candidates.size() > kNamed ? ", ..." : ""));
}

Result<std::unique_ptr<ByteSource>> OpenChosen(std::shared_ptr<const std::string> bytes, Archive archive,
                                               std::atomic<size_t>* bytes_read) {
  GODEL_TRY(const zip_uint64_t index, ChooseEntry(archive.get()));
  zip_file_t* const entry = zip_fopen_index(archive.get(), index, 0);
  if (entry == nullptr) {
    const zip_error_t* const error = zip_get_error(archive.get());
    const int code = zip_error_code_zip(error);
    const bool unsupported = code == ZIP_ER_NOPASSWD || code == ZIP_ER_ENCRNOTSUPP || code == ZIP_ER_COMPNOTSUPP;
    return Fail(
        unsupported ? ErrorCode::kUnsupported : ErrorCode::kBadData,
        fmt::format("cannot open {} in the zip archive: {}", zip_get_name(archive.get(), index, ZIP_FL_ENC_GUESS),
                    zip_error_strerror(const_cast<zip_error_t*>(error))));
  }
  const CompressedCount count(archive.get(), index, bytes_read);
  return std::make_unique<ZipSource>(std::move(bytes), std::move(archive), entry, count);
}

tl::unexpected<Error> NoArchive(zip_error_t* error) {
  const bool system = zip_error_system_type(error) == ZIP_ET_SYS && zip_error_code_zip(error) == ZIP_ER_READ;
  const std::string why = zip_error_strerror(error);
  zip_error_fini(error);
  return Fail(system ? ErrorCode::kIo : ErrorCode::kBadData,
              fmt::format("damaged zip archive ({}); was the file copied whole?", why));
}

}  // namespace

bool IsZip(std::string_view start) {
  return start.starts_with("PK\x03\x04") || start.starts_with("PK\x05\x06");
}

Result<std::unique_ptr<ByteSource>> OpenZipEntry(const std::string& path, std::atomic<size_t>* bytes_read) {
  int code = 0;
  Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (!archive) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    return NoArchive(&error);
  }
  return OpenChosen(nullptr, std::move(archive), bytes_read);
}

Result<std::unique_ptr<ByteSource>> OpenZipEntryOf(std::string bytes) {
  auto kept = std::make_shared<const std::string>(std::move(bytes));
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(kept->data(), kept->size(), /*freep=*/0, &error);
  if (source == nullptr) return NoArchive(&error);
  Archive archive(zip_open_from_source(source, ZIP_RDONLY, &error));
  if (!archive) {
    zip_source_free(source);
    return NoArchive(&error);
  }
  zip_error_fini(&error);
  return OpenChosen(std::move(kept), std::move(archive), nullptr);
}

}  // namespace godel
