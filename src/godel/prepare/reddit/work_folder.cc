// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/work_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "godel/base/replacing_file.h"
#include "godel/dataset/line_source.h"

namespace godel {
namespace {

Result<std::string> ReadText(const std::filesystem::path& file) {
  GODEL_TRY(LineSource lines, LineSource::Open(file.string()));
  std::string text;
  while (true) {
    GODEL_TRY(const std::optional<SourceLine> line, lines.Next());
    if (!line) return text;
    text += line->text + "\n";
  }
}

}  // namespace

Status WriteTally(const std::filesystem::path& file, const Tally& tally) {
  std::string text;
  for (const Tally::Row& row : tally.rows()) text += fmt::format("{}\t{}\n", row.count, row.name);
  return WriteTextFile(file, text);
}

Result<Tally> ReadTally(const std::filesystem::path& file) {
  GODEL_TRY(const std::string text, ReadText(file));
  Tally tally;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = text.find('\n', begin);
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    size_t count = 0;
    const auto [number_end, failed] = std::from_chars(line.data(), line.data() + line.size(), count);
    const auto digits = static_cast<size_t>(number_end - line.data());
    if (failed != std::errc() || digits >= line.size() || line[digits] != '\t')
      return Fail(ErrorCode::kBadData,
                  fmt::format("{}: no counts; remove the work folder and begin anew", file.string()));
    tally.Count(line.substr(digits + 1), count);
    begin = end + 1;
  }
  return tally;
}

Status OpenWorkFolder(const std::filesystem::path& folder, const std::string& plan) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return Fail(ErrorCode::kIo, fmt::format("cannot create {}: {}", folder.string(), failed.message()));
  const std::filesystem::path file = folder / "plan.txt";
  if (!std::filesystem::exists(file, failed)) return WriteTextFile(file, plan);
  GODEL_TRY(const std::string known, ReadText(file));
  if (known == plan) return {};
  return Fail(
      ErrorCode::kInvalidArgument,
      fmt::format("{} holds the work of a run with other inputs or flags; remove it, or name another folder with "
                  "--work",
                  folder.string()));
}

Status RunParallel(size_t count, size_t jobs, const std::function<Status(size_t)>& work) {
  std::atomic<size_t> next = 0;
  std::mutex mutex;
  Status first_error;
  const auto run = [&] {
    while (true) {
      const size_t i = next.fetch_add(1);
      if (i >= count) return;
      const Status status = work(i);
      if (status) continue;
      next = count;
      const std::lock_guard lock(mutex);
      if (first_error) first_error = status;
    }
  };
  std::vector<std::thread> threads;
  for (size_t i = 1; i < std::min(jobs, count); ++i) threads.emplace_back(run);
  run();
  for (std::thread& thread : threads) thread.join();
  return first_error;
}

}  // namespace godel
