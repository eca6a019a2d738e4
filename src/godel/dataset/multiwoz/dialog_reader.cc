// SPDX-License-Identifier: MIT
#include "godel/dataset/multiwoz/dialog_reader.h"

#include <fmt/format.h>

#include <utility>

#include "godel/base/json.h"
#include "godel/dataset/json_members.h"
#include "godel/dataset/multiwoz/dialog_json.h"

namespace godel::multiwoz {
namespace {

// Whole dialogs with all belief states; the longest of the corpus is 0.2 MB.
constexpr size_t kMaxDialogBytes = size_t{64} << 20;

Result<WozDialog> ParseFound(const Result<Json>& json, const std::string& name) {
  if (!json) return tl::unexpected<Error>(json.error());
  return ParseWozDialog(*json, name);
}

// Whether the file's first object is a dialog by itself, as in JSON lines: known by its first member's name.
bool IsDialogMember(std::string_view key) {
  for (const std::string_view name : {"goal", "log", "turns", "info", "file", "dialogue_id", "services", "new_goal"}) {
    if (key == name) return true;
  }
  return false;
}

RowSourceOptions OptionsOfDialogs() {
  RowSourceOptions options;
  options.max_row_bytes = kMaxDialogBytes;
  return options;
}

}  // namespace

DialogReader::DialogReader(std::vector<std::string> files, size_t max_bad_dialogs, const ByteSourceOptions& bytes)
    : files_(std::move(files)), bytes_(bytes), bad_({.max_rows = max_bad_dialogs}) {}
DialogReader::~DialogReader() = default;
DialogReader::DialogReader(DialogReader&&) noexcept = default;

Status DialogReader::OpenNext() {
  const std::string& file = files_[next_file_++];
  GODEL_TRY(LineSource lines, LineSource::Open(file, {.bytes = bytes_}));
  GODEL_TRY(const char first, lines.FirstSign());
  if (first == '[') {
    rows_ = MakeJsonArray(std::move(lines), OptionsOfDialogs(), ArrayPlace::kOutermost);
    return {};
  }
  if (first == '{') {
    GODEL_TRY(const std::optional<LineSource::Piece> start, lines.PeekPiece());
    const std::string_view text = start ? start->text : std::string_view();
    const size_t open = text.find('"');
    const size_t close = open == std::string_view::npos ? open : text.find('"', open + 1);
    const bool is_row = close != std::string_view::npos && IsDialogMember(text.substr(open + 1, close - open - 1));
    if (is_row)
      rows_ = MakeJsonLines(std::move(lines), OptionsOfDialogs());
    else
      members_ = std::make_unique<JsonMembers>(std::move(lines), kMaxDialogBytes);
    return {};
  }
  return Fail(ErrorCode::kBadData,
              file + ": expected MultiWOZ dialogs as JSON: an object of dialogs by name, an array, or one a line");
}

Result<std::optional<DialogReader::Found>> DialogReader::NextOfFile() {
  if (members_) {
    GODEL_TRY(std::optional<JsonMember> member, members_->Next());
    if (!member) return std::optional<Found>();
    return Found{.name = member->key, .line = member->line, .dialog = ParseFound(member->value, member->key)};
  }
  GODEL_TRY(std::optional<SourceRow> row, rows_->Next());
  if (!row) return std::optional<Found>();
  return Found{.name = "", .line = row->line, .dialog = ParseFound(row->object, "")};
}

Result<std::optional<WozDialog>> DialogReader::Next() {
  while (true) {
    if (!members_ && !rows_) {
      if (next_file_ == files_.size()) return std::optional<WozDialog>();
      GODEL_TRY_STATUS(OpenNext());
    }
    GODEL_TRY(std::optional<Found> found, NextOfFile());
    if (!found) {
      members_.reset();
      rows_.reset();
      continue;
    }
    if (found->dialog) return std::optional<WozDialog>(std::move(*found->dialog));
    const std::string name = found->name.empty() ? "" : found->name + ": ";
    GODEL_TRY_STATUS(bad_.Add({files_[next_file_ - 1], found->line, name + found->dialog.error().message}));
  }
}

}  // namespace godel::multiwoz
