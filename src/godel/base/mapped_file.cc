// SPDX-License-Identifier: MIT
#include "godel/base/mapped_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace godel {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int fd() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

struct OpenedFile {
  int fd;
  size_t bytes;
};

// Opens a regular file; the caller closes it.
Result<OpenedFile> OpenRegular(const std::filesystem::path& path) {
  // O_NONBLOCK: opening a pipe that nobody writes to must fail below, not hang here.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    const ErrorCode code = errno == ENOENT || errno == ENOTDIR ? ErrorCode::kNotFound : ErrorCode::kIo;
    return Fail(code, fmt::format("{}: {}", path.string(), std::strerror(errno)));
  }
  struct stat info {};
  if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(fd);
    return Fail(ErrorCode::kIo, fmt::format("{}: not a regular file", path.string()));
  }
  return OpenedFile{fd, static_cast<size_t>(info.st_size)};
}

}  // namespace

Result<std::shared_ptr<const MappedFile>> MappedFile::Open(const std::filesystem::path& path) {
  GODEL_TRY(const OpenedFile file, OpenRegular(path));
  Descriptor descriptor(file.fd);
  if (file.bytes == 0) return Fail(ErrorCode::kBadData, fmt::format("{}: the file is empty", path.string()));
  void* address = ::mmap(nullptr, file.bytes, PROT_READ, MAP_SHARED, file.fd, 0);
  if (address == MAP_FAILED)
    return Fail(ErrorCode::kIo, fmt::format("{}: mmap: {}", path.string(), std::strerror(errno)));
  return std::shared_ptr<const MappedFile>(
      new MappedFile(descriptor.Release(), {static_cast<const std::byte*>(address), file.bytes}));
}

MappedFile::~MappedFile() {
  ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
  ::close(fd_);
}

void MappedFile::Release(std::span<const std::byte> part) const {
  // Whole pages inside `part` only: its first and last page may hold a neighbour that is still in use.
  const size_t page = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
  const size_t offset = static_cast<size_t>(part.data() - bytes_.data());
  const size_t begin = (offset + page - 1) / page * page;
  const size_t end = (offset + part.size()) / page * page;
  if (begin < end) ::madvise(const_cast<std::byte*>(bytes_.data()) + begin, end - begin, MADV_DONTNEED);
}

void MappedFile::Copy(std::span<const std::byte> part, std::byte* out) const {
  const auto offset = static_cast<off_t>(part.data() - bytes_.data());
  const ssize_t got = ::pread(fd_, out, part.size(), offset);
  if (got == static_cast<ssize_t>(part.size())) return;
  // Interrupted, or a file system that fails: the mapping has the last word.
  std::memcpy(out, part.data(), part.size());
}

Result<std::string> ReadTextFile(const std::filesystem::path& path, size_t max_bytes) {
  GODEL_TRY(const OpenedFile file, OpenRegular(path));
  const Descriptor closer(file.fd);
  if (file.bytes > max_bytes)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("{}: {} bytes; at most {} are read", path.string(), file.bytes, max_bytes));
  std::string text(file.bytes, '\0');
  size_t got = 0;
  while (got < text.size()) {
    const ssize_t n = ::read(file.fd, text.data() + got, text.size() - got);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Fail(ErrorCode::kIo, fmt::format("{}: {}", path.string(), std::strerror(errno)));
    if (n == 0) break;
    got += static_cast<size_t>(n);
  }
  text.resize(got);
  return text;
}

}  // namespace godel
