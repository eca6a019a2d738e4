// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/dump_reader.h"

#include <optional>
#include <utility>

#include "godel/dataset/example_json.h"
#include "godel/prepare/reddit/thread_records.h"
#include "godel/prepare/reddit/turn_text.h"

namespace godel {
namespace {

constexpr size_t kLinesBetweenProgress = 8192;
constexpr int kLineBits = 40;  // of a sequence; files have the rest

using ReadLine = std::function<Status(std::string_view line, uint64_t sequence)>;

Status ReadLines(LineSource& lines, const DumpReading& reading, const ReadLine& read) {
  size_t number = 0;
  const auto meet = [&](std::string_view why) {
    reading.tally->Count("bad rows");
    return reading.bad_rows->Add({.file = lines.name(), .line = number, .why = std::string(why)});
  };
  while (true) {
    auto line = lines.NextView();
    if (!line) {
      ++number;
      return meet("the rest of the file cannot be read: " + line.error().message);
    }
    if (!*line) return {};
    number = (*line)->number;
    if (reading.progress && number % kLinesBetweenProgress == 0) reading.progress();
    if ((*line)->too_long) {
      GODEL_TRY_STATUS(meet("the line is too long"));
      continue;
    }
    if (TrimSpace((*line)->text).empty()) continue;
    const Status status = read((*line)->text, (reading.file << kLineBits) | number);
    if (status) continue;
    if (status.error().code != ErrorCode::kBadData) return status;
    GODEL_TRY_STATUS(meet(status.error().message));
  }
}

const char* WhyNot(const Comment& comment) {
  if (comment.body == "[deleted]") return "dropped: deleted";
  if (comment.body.find('>') != std::string_view::npos || comment.body.find("&gt;") != std::string_view::npos)
    return "dropped: quotes";
  return nullptr;
}

}  // namespace

Status ReadDump(LineSource& lines, const DumpReading& reading, const UseRecord& use) {
  DumpLineParser parser;
  std::string body, record;  // kept for the sake of their memory
  Tally& tally = *reading.tally;
  return ReadLines(lines, reading, [&](std::string_view line, uint64_t sequence) -> Status {
    GODEL_TRY(auto row, parser.Parse(line));
    record.clear();
    if (const auto* const submission = std::get_if<Submission>(&row)) {
      tally.Count("submissions");
      if (submission->comments < 2) {
        tally.Count("dropped: few comments");
        return {};
      }
      AppendSubmissionRecord(*submission, sequence, record);
      return use(record);
    }
    auto& comment = std::get<Comment>(row);
    tally.Count("comments");
    if (const char* const reason = WhyNot(comment)) {
      tally.Count(reason);
      return {};
    }
    body.clear();
    AppendOneLine(comment.body, body);
    comment.body = body;
    if (CountTurnWords(comment.body, 2) < 2) {
      tally.Count("dropped: short comment");
      return {};
    }
    AppendCommentRecord(comment, sequence, record);
    return use(record);
  });
}

Status ReadKeys(LineSource& lines, const DumpReading& reading, const UseRecord& use) {
  return ReadLines(lines, reading, [&](std::string_view line, uint64_t) -> Status {
    GODEL_TRY(const std::string record, KeyRecord(line));
    return use(record);
  });
}

}  // namespace godel
