// SPDX-License-Identifier: MIT
// A file as read-only memory. The pages are the page cache's own: nothing is copied until it is read, and processes
// that map the same file share it. The file must not shrink while it is mapped (that is a SIGBUS on every system).
#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

#include "godel/base/result.h"

namespace godel {

class MappedFile {
 public:
  static Result<std::shared_ptr<const MappedFile>> Open(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const std::byte> bytes() const { return bytes_; }

  // Says that `part` will not be read again soon, so that its pages stop counting as this process's memory. Reading
  // it again is right, only slower.
  void Release(std::span<const std::byte> part) const;

  // Copies `part` of bytes() to `out` without mapping its pages. For small pieces here and there: the system maps 64
  // KiB around each that is read through bytes(), which takes five times as long as this and counts as the process's
  // memory.
  void Copy(std::span<const std::byte> part, std::byte* out) const;

 private:
  MappedFile(int fd, std::span<const std::byte> bytes) : fd_(fd), bytes_(bytes) {}
  int fd_;
  std::span<const std::byte> bytes_;
};

// The whole file as a string, for small text files. Error: kNotFound, kIo, or kResourceExhausted above max_bytes.
Result<std::string> ReadTextFile(const std::filesystem::path& path, size_t max_bytes);

}  // namespace godel
