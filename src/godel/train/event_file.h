// SPDX-License-Identifier: MIT
// What TensorBoard shows of a run while it trains: a file of events that grows. A resumed run opens another file in the
// same folder, and TensorBoard joins them.
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "godel/base/result.h"
#include "godel/train/event_message.h"

namespace godel::train {

// For one thread at a time.
class EventFile {
 public:
  // A new file "events.out.tfevents.<seconds>.<host>.<pid>.<n>" in `folder`, which is made when it is missing; n is 0
  // unless this process has already opened one in this second. Error: kIo.
  static Result<EventFile> Create(const std::filesystem::path& folder);
  ~EventFile();
  EventFile(EventFile&& other) noexcept;
  EventFile& operator=(EventFile&&) = delete;

  // Each of these hands one whole record to the operating system, so that TensorBoard sees it at once and a killed run
  // loses nothing. Error: kIo; the file then still ends with the last whole record, and the next call may succeed.
  Status AddScalars(int64_t step, std::span<const Scalar> scalars);
  Status AddText(int64_t step, std::string_view tag, std::string_view text);

  const std::filesystem::path& path() const { return path_; }

 private:
  EventFile(int fd, std::filesystem::path path) : fd_(fd), path_(std::move(path)) {}
  Status Append(std::string_view event);

  int fd_;
  std::filesystem::path path_;
  int64_t bytes_ = 0;  // of whole records
};

}  // namespace godel::train
