// SPDX-License-Identifier: MIT
// Lines of Reddit's dumps, and DialoGPT's weighted rows: whatever they hold gives a record, turns or an error.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "godel/prepare/reddit/conversations.h"
#include "godel/prepare/reddit/dump_line.h"
#include "godel/prepare/reddit/thread_records.h"
#include "godel/prepare/reddit/weighted_session.h"

namespace {

// What a record keeps of a comment is what was written into it.
void RoundTrip(const std::variant<godel::Submission, godel::Comment>& row) {
  using namespace godel;
  Tally tally;
  const Blocklists blocklists;
  ConversationFinder finder({.min_depth = 1, .min_score = INT64_MIN, .use_title = true}, blocklists);
  ThreadBuilder builder(
      [&](const Thread& thread) {
        if (thread.comments.size() > 1) __builtin_trap();
        return finder.Find(thread, tally, [](const Conversation&) { return Status(); });
      },
      tally);
  std::string submission, record;
  if (const auto* const comment = std::get_if<Comment>(&row)) {
    AppendSubmissionRecord({.link = comment->link, .title = comment->body}, 1, submission);
    std::string body;
    AppendOneLine(comment->body, body);
    AppendCommentRecord({comment->id, comment->parent, comment->link, comment->score, body}, 2, record);
  } else {
    AppendSubmissionRecord({.link = "t3_a", .title = "t"}, 1, submission);
    AppendSubmissionRecord(std::get<Submission>(row), 2, record);
  }
  if (record.find('\n') != std::string::npos) __builtin_trap();
  if (!builder.Add(submission) || !builder.Add(record) || !builder.Finish()) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace godel;
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  DumpLineParser parser;
  if (const auto row = parser.Parse(line)) RoundTrip(*row);
  for (const SessionRules rules : {SessionRules::kFixed, SessionRules::kUpstream}) {
    const auto turns = ParseWeightedRow(line, rules);
    if (!turns) continue;
    const auto session = SessionTurns(*turns, rules);
    UnrollSession(session, "d");
    UnrollUpstream(session);
  }
  [[maybe_unused]] const auto key = KeyRecord(line);
  return 0;
}
