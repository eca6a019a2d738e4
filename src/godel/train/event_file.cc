// SPDX-License-Identifier: MIT
#include "godel/train/event_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "godel/train/tf_record.h"

namespace godel::train {
namespace {

double WallTime() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Part of a file's name, so only what no file system minds.
std::string HostName() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  std::string host = name.data();
  for (char& c : host) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    if (!plain) c = '-';
  }
  return host;
}

tl::unexpected<Error> CannotWrite(const std::filesystem::path& path, int error) {
  return Fail(ErrorCode::kIo, fmt::format("cannot write {}: {}", path.string(), std::strerror(error)));
}

}  // namespace

Result<EventFile> EventFile::Create(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return Fail(ErrorCode::kIo, fmt::format("cannot make folder {}: {}", folder.string(), error.message()));
  const double now = WallTime();
  const std::string start =
      fmt::format("events.out.tfevents.{:010}.{}.{}", static_cast<int64_t>(now), HostName(), ::getpid());
  constexpr int kMostInASecond = 1000;
  for (int n = 0; n < kMostInASecond; ++n) {
    std::filesystem::path path = folder / fmt::format("{}.{}", start, n);
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0 && errno == EEXIST) continue;
    if (fd < 0) return CannotWrite(path, errno);
    EventFile file(fd, std::move(path));
    GODEL_TRY_STATUS(file.Append(VersionEvent(now)));
    return file;
  }
  return CannotWrite(folder / (start + ".0"), EEXIST);
}

EventFile::EventFile(EventFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)), bytes_(other.bytes_) {}

EventFile::~EventFile() {
  if (fd_ >= 0) ::close(fd_);
}

Status EventFile::Append(std::string_view event) {
  const std::string record = TfRecord(event);
  for (std::string_view rest = record; !rest.empty();) {
    const ssize_t written = ::write(fd_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int error = errno;
      // Half a record would hide every later one. Where even this fails, the message below is the one to read.
      [[maybe_unused]] const int cut = ::ftruncate(fd_, bytes_);
      return CannotWrite(path_, error);
    }
    rest.remove_prefix(static_cast<size_t>(written));
  }
  bytes_ += static_cast<int64_t>(record.size());
  return {};
}

Status EventFile::AddScalars(int64_t step, std::span<const Scalar> scalars) {
  return Append(ScalarsEvent({.wall_time = WallTime(), .step = step}, scalars));
}

Status EventFile::AddText(int64_t step, std::string_view tag, std::string_view text) {
  return Append(TextEvent({.wall_time = WallTime(), .step = step}, tag, text));
}

}  // namespace godel::train
