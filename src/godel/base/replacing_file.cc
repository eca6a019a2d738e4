// SPDX-License-Identifier: MIT
#include "godel/base/replacing_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace godel {
namespace {

constexpr size_t kPendingBytes = size_t{1} << 16;

tl::unexpected<Error> CannotWrite(const std::filesystem::path& path, int error) {
  return Fail(ErrorCode::kIo, fmt::format("cannot write {}: {}", path.string(), std::strerror(error)));
}

Status WriteAll(int fd, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return CannotWrite(path, errno);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

}  // namespace

Result<ReplacingFile> ReplacingFile::Create(const std::filesystem::path& path) {
  std::filesystem::path partial = path;
  partial += fmt::format(".partial-{}", ::getpid());
  const int fd = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (fd < 0) return CannotWrite(path, errno);
  return ReplacingFile(fd, path, std::move(partial));
}

ReplacingFile::ReplacingFile(ReplacingFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      path_(std::move(other.path_)),
      partial_(std::move(other.partial_)),
      pending_(std::move(other.pending_)) {}

ReplacingFile::~ReplacingFile() {
  if (fd_ < 0) return;
  ::close(fd_);
  ::unlink(partial_.c_str());
}

Status ReplacingFile::Flush() {
  const std::string bytes = std::exchange(pending_, {});
  return WriteAll(fd_, bytes, path_);
}

Status ReplacingFile::Write(std::span<const std::byte> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (pending_.size() + text.size() < kPendingBytes) {
    pending_.append(text);
    return {};
  }
  GODEL_TRY_STATUS(Flush());
  return WriteAll(fd_, text, path_);
}

Status ReplacingFile::Commit() {
  GODEL_TRY_STATUS(Flush());
  if (::fsync(fd_) != 0 && errno != EINVAL && errno != EROFS) return CannotWrite(path_, errno);
  if (::rename(partial_.c_str(), path_.c_str()) != 0) return CannotWrite(path_, errno);
  ::close(std::exchange(fd_, -1));
  return {};
}

Status WriteTextFile(const std::filesystem::path& path, std::string_view text) {
  GODEL_TRY(ReplacingFile file, ReplacingFile::Create(path));
  GODEL_TRY_STATUS(file.Write(text));
  return file.Commit();
}

}  // namespace godel
