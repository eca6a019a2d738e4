// SPDX-License-Identifier: MIT
#include "command_line/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "command_line/interrupt.h"

namespace godel::apps {

bool HoldsSomething(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
}

Status CheckNewFile(const std::string& path, bool overwrite) {
  if (overwrite || !HoldsSomething(path)) return {};
  return Fail(ErrorCode::kInvalidArgument, path + " exists already; --overwrite replaces it");
}

Result<OutputFile> OutputFile::Open(const std::string& path, ExistingFile existing) {
  if (path.empty() || path == "-") return OutputFile(dup(STDOUT_FILENO), "the standard output");
  if (existing == ExistingFile::kRefuse && HoldsSomething(path))
    return Fail(ErrorCode::kInvalidArgument, path + " exists already");
  const int how = existing == ExistingFile::kOverwrite ? O_TRUNC : O_APPEND;
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | how, 0666);
  if (fd < 0) return Fail(ErrorCode::kIo, fmt::format("cannot write {}: {}", path, std::strerror(errno)));
  return OutputFile(fd, path);
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), name_(std::move(other.name_)) {}

OutputFile::~OutputFile() {
  if (fd_ >= 0) close(fd_);
}

Status OutputFile::WriteLine(std::string line) {
  line += '\n';
  const DelayInterrupts delay;
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t written = write(fd_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Fail(ErrorCode::kIo, fmt::format("cannot write {}: {}", name_, std::strerror(errno)));
    rest.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

}  // namespace godel::apps
