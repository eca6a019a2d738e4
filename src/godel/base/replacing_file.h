// SPDX-License-Identifier: MIT
// A file that appears under its name only when it is whole: written beside it under another name, then renamed.
#pragma once
#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

#include "godel/base/result.h"

namespace godel {

class ReplacingFile {
 public:
  // Creates "<path>.partial-<process>" in the same folder. Error: kIo.
  static Result<ReplacingFile> Create(const std::filesystem::path& path);
  // Removes what was written unless Commit has succeeded.
  ~ReplacingFile();
  ReplacingFile(ReplacingFile&& other) noexcept;
  ReplacingFile& operator=(ReplacingFile&&) = delete;

  // Error: kIo naming the file, e.g. when the disk is full.
  Status Write(std::span<const std::byte> bytes);
  Status Write(std::string_view text) { return Write(std::as_bytes(std::span(text))); }

  // Waits until the bytes are on the disk, since some systems only then find that it is full, and takes the name, also
  // from a file that has it.
  Status Commit();

 private:
  ReplacingFile(int fd, std::filesystem::path path, std::filesystem::path partial)
      : fd_(fd), path_(std::move(path)), partial_(std::move(partial)) {}
  Status Flush();

  int fd_;
  std::filesystem::path path_;
  std::filesystem::path partial_;
  std::string pending_;  // small writes are gathered
};

// The whole file at once.
Status WriteTextFile(const std::filesystem::path& path, std::string_view text);

}  // namespace godel
