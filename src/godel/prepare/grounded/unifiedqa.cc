// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/unifiedqa.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <system_error>

#include "godel/dataset/example_json.h"
#include "godel/prepare/grounded/text_rows.h"

namespace godel {
namespace {

namespace fs = std::filesystem;

// A backslash and an n, as the files spell the end of a line.
constexpr std::string_view kPartEnd = "\\n";

std::vector<std::string_view> SplitParts(std::string_view question) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = question.find(kPartEnd);
    parts.push_back(TrimSpace(question.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    question.remove_prefix(end + kPartEnd.size());
  }
}

bool AreChoices(std::string_view part) {
  if (part.size() < 4 || part[0] != '(' || part[2] != ')') return false;
  return (part[1] == 'a' && part.find("(b)") != std::string_view::npos) ||
         (part[1] == 'A' && part.find("(B)") != std::string_view::npos);
}

bool IsDataOfSplit(const fs::path& file, const std::vector<std::string>& splits) {
  const std::string name = file.filename().string();
  const bool is_tsv = name.ends_with(".tsv") || name.ends_with(".tsv.gz") || name.ends_with(".tsv.zst");
  return is_tsv && std::any_of(splits.begin(), splits.end(), [&](const std::string& split) {
           return name.starts_with(split) && std::isalnum(static_cast<unsigned char>(name[split.size()])) == 0;
         });
}

Status AddFilesOf(const fs::path& folder, const std::vector<std::string>& splits, std::vector<fs::path>* files) {
  const size_t before = files->size();
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed))
    if (at->is_regular_file(failed) && IsDataOfSplit(at->path(), splits)) files->push_back(at->path());
  if (failed) return Fail(ErrorCode::kIo, fmt::format("cannot list {}: {}", folder.string(), failed.message()));
  if (files->size() == before)
    return Fail(ErrorCode::kNotFound,
                fmt::format("{}: no file in it is named {}*.tsv; name the files, or another --split", folder.string(),
                            fmt::join(splits, "*.tsv or ")));
  std::sort(files->begin() + static_cast<std::ptrdiff_t>(before), files->end());
  return {};
}

}  // namespace

Result<Converted> ConvertUnifiedQaRow(std::string_view line, const UnifiedQaOptions& options) {
  const std::vector<std::string_view> columns = SplitColumns(line);
  if (columns.size() != 2)
    return Fail(ErrorCode::kBadData,
                fmt::format("expected question, tab and answer, found {} columns", columns.size()));
  std::vector<std::string_view> parts = SplitParts(columns[0]);
  if (options.upstream_rules && parts.size() != 2) return Dropped{"dropped: not of two parts"};
  if (parts.size() < 2) return Dropped{"dropped: a question alone"};
  if (parts.front().empty()) return Dropped{"dropped: no question"};

  Example example;
  std::string question(parts.front());
  size_t passage = 1;
  if (!options.upstream_rules && AreChoices(parts[1])) question += fmt::format(" {}", parts[passage++]);
  example.context = {std::move(question)};
  for (; passage < parts.size(); ++passage) {
    if (!example.knowledge.empty() && !parts[passage].empty()) example.knowledge += ' ';
    example.knowledge += parts[passage];
  }
  example.response = std::string(TrimSpace(columns[1]));
  if (example.response.empty()) return Dropped{"dropped: no answer"};
  return example;
}

Result<std::vector<fs::path>> ListUnifiedQaFiles(const std::vector<fs::path>& paths,
                                                 const std::vector<std::string>& splits) {
  std::vector<fs::path> files;
  for (const fs::path& path : paths) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
      GODEL_TRY_STATUS(AddFilesOf(path, splits, &files));
    } else {
      files.push_back(path);
    }
  }
  return files;
}

}  // namespace godel
