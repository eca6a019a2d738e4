// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/external_sorter.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include "godel/dataset/line_source.h"
#include "godel/dataset/text_sink.h"

namespace godel {
namespace {

// So many files are open at a time; more runs are first merged to fewer.
constexpr size_t kMaxOpenRuns = 64;

struct Head {
  std::string line;
  size_t file;
};

// The smallest line first; of equal ones that of the first file.
struct ComesLater {
  bool operator()(const Head& a, const Head& b) const { return a.line != b.line ? a.line > b.line : a.file > b.file; }
};

}  // namespace

Status MergeSortedFiles(const std::vector<std::filesystem::path>& files, const UseLine& use) {
  std::vector<LineSource> sources;
  std::vector<Head> heads;  // a heap
  const auto advance = [&](size_t file) -> Status {
    GODEL_TRY(std::optional<SourceLine> line, sources[file].Next());
    if (!line) return {};
    heads.push_back({.line = std::move(line->text), .file = file});
    std::push_heap(heads.begin(), heads.end(), ComesLater());
    return {};
  };
  LineSourceOptions options;
  options.max_line_bytes = size_t{1} << 30;  // our own lines, which have been bounded already
  for (const auto& file : files) {
    GODEL_TRY(LineSource source, LineSource::Open(file.string(), options));
    sources.push_back(std::move(source));
    GODEL_TRY_STATUS(advance(sources.size() - 1));
  }
  while (!heads.empty()) {
    std::pop_heap(heads.begin(), heads.end(), ComesLater());
    const Head head = std::move(heads.back());
    heads.pop_back();
    GODEL_TRY_STATUS(use(head.line));
    GODEL_TRY_STATUS(advance(head.file));
  }
  return {};
}

ExternalSorter::ExternalSorter(std::filesystem::path folder, size_t memory_bytes)
    : folder_(std::move(folder)), memory_bytes_(memory_bytes) {}

ExternalSorter::~ExternalSorter() {
  std::error_code ignored;
  for (const auto& run : runs_) std::filesystem::remove(run, ignored);
}

Status ExternalSorter::Add(std::string_view line) {
  // Growing may for a moment hold a text twice.
  if (!lines_.empty() && (text_.size() + line.size()) * 2 + (lines_.size() + 1) * 2 * sizeof(Line) > memory_bytes_)
    GODEL_TRY_STATUS(WriteRun());
  lines_.push_back({.begin = text_.size(), .size = line.size(), .key = 0});
  text_ += line;
  return {};
}

// Most pairs of lines are told apart by the eight bytes behind what is the same in all of them.
void ExternalSorter::SortLines() {
  if (lines_.empty()) return;
  const auto text_of = [text = std::string_view(text_)](const Line& line) {
    return text.substr(line.begin, line.size);
  };
  std::string_view same = text_of(lines_.front());
  for (const Line& line : lines_) {
    const std::string_view other = text_of(line);
    same = same.substr(0, std::mismatch(same.begin(), same.end(), other.begin(), other.end()).first - same.begin());
  }
  for (Line& line : lines_) {
    const std::string_view rest = text_of(line).substr(same.size());
    for (size_t i = 0; i < sizeof(line.key); ++i)
      line.key = line.key << 8 | (i < rest.size() ? static_cast<unsigned char>(rest[i]) : 0U);
  }
  std::sort(lines_.begin(), lines_.end(),
            [&](const Line& a, const Line& b) { return a.key != b.key ? a.key < b.key : text_of(a) < text_of(b); });
}

Status ExternalSorter::WriteRun() {
  SortLines();
  const std::string_view text = text_;
  const std::filesystem::path path = folder_ / fmt::format("run-{}", runs_made_++);
  GODEL_TRY(const std::unique_ptr<TextSink> sink, OpenTextSink(path.string()));
  for (const Line& line : lines_) GODEL_TRY_STATUS(sink->WriteLine(text.substr(line.begin, line.size)));
  GODEL_TRY_STATUS(sink->Commit());
  runs_.push_back(path);
  text_.clear();
  lines_.clear();
  if (runs_.size() >= kMaxOpenRuns) return FlattenRuns();
  return {};
}

Status ExternalSorter::FlattenRuns() {
  const std::filesystem::path path = folder_ / fmt::format("run-{}", runs_made_++);
  GODEL_TRY(const std::unique_ptr<TextSink> sink, OpenTextSink(path.string()));
  GODEL_TRY_STATUS(MergeSortedFiles(runs_, [&](std::string_view line) { return sink->WriteLine(line); }));
  GODEL_TRY_STATUS(sink->Commit());
  std::error_code ignored;
  for (const auto& run : runs_) std::filesystem::remove(run, ignored);
  runs_ = {path};
  return {};
}

Status ExternalSorter::Drain(const UseLine& use) {
  if (runs_.empty()) {
    SortLines();
    const std::string_view text = text_;
    for (const Line& line : lines_) GODEL_TRY_STATUS(use(text.substr(line.begin, line.size)));
    return {};
  }
  if (!lines_.empty()) GODEL_TRY_STATUS(WriteRun());
  text_.shrink_to_fit();
  lines_.shrink_to_fit();
  return MergeSortedFiles(runs_, use);
}

}  // namespace godel
