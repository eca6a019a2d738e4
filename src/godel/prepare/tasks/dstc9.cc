// SPDX-License-Identifier: MIT
#include "godel/prepare/tasks/dstc9.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "godel/prepare/digest.h"
#include "godel/prepare/tasks/dialog_examples.h"
#include "godel/prepare/tasks/json_fields.h"

namespace godel {
namespace {

constexpr size_t kMaxKnowledgeBytes = size_t{16} << 20;  // a label may name one snippet any number of times
constexpr std::string_view kNoTarget = "left out: turns that need no knowledge";

// Ids are numbers in the labels and names of members in knowledge.json; "*" stands for a whole domain.
Result<std::string> IdMember(const Json& snippet, const std::string& key) {
  const auto id = snippet.find(key);
  if (id != snippet.end() && id->is_number_integer()) return id->dump();
  return TextMember(snippet, key);
}

Result<std::string> SnippetText(const Json& snippet, const Json& knowledge) {
  if (!snippet.is_object()) return Fail(ErrorCode::kBadData, "expected an object, found " + Excerpt(snippet));
  GODEL_TRY(const std::string domain, TextMember(snippet, "domain"));
  GODEL_TRY(const std::string entity, IdMember(snippet, "entity_id"));
  GODEL_TRY(const std::string doc, IdMember(snippet, "doc_id"));
  const Json* at = &knowledge;
  for (const std::string& key : {domain, entity, std::string("docs"), doc}) {
    const auto next = at->is_object() ? at->find(key) : at->end();
    if (!at->is_object() || next == at->end())
      return Fail(
          ErrorCode::kBadData,
          fmt::format("the knowledge file has no domain {}, entity_id {}, doc_id {}; is it of the same release?",
                      Excerpt(Json(domain)), Excerpt(Json(entity)), Excerpt(Json(doc))));
    at = &*next;
  }
  GODEL_TRY(const std::string title, TextMember(*at, "title"));
  GODEL_TRY(const std::string body, TextMember(*at, "body"));
  return fmt::format("Q: {} A: {}", title, body);
}

Result<std::string> KnowledgeOf(const Json& label, const Json& knowledge) {
  GODEL_TRY(const Json* snippets, ArrayMember(label, "knowledge"));
  std::string text;
  for (size_t i = 0; i < snippets->size(); ++i) {
    auto snippet = SnippetText((*snippets)[i], knowledge);
    if (!snippet) return Within(fmt::format("snippet {}", i + 1), std::move(snippet.error()));
    text += (text.empty() ? "" : " ") + *snippet;
    if (text.size() > kMaxKnowledgeBytes)
      return Fail(ErrorCode::kResourceExhausted,
                  fmt::format("knowledge: the snippets are longer than {} bytes", kMaxKnowledgeBytes));
  }
  return text;
}

Result<std::vector<std::string>> TurnsOf(const Json& log) {
  if (!log.is_array()) return Fail(ErrorCode::kBadData, "expected an array of turns, found " + Excerpt(log));
  std::vector<std::string> turns;
  for (size_t i = 0; i < log.size(); ++i) {
    auto text = TextMember(log[i], "text");
    if (!text) return Within(fmt::format("turn {}", i + 1), std::move(text.error()));
    if (!text->empty()) turns.push_back(std::move(*text));
  }
  return turns;
}

// Two files' elements side by side; a file that is over gives nothing.
struct LogAndLabel {
  std::optional<SourceRow> log, label;
};

Result<LogAndLabel> NextPair(RowSource* logs, RowSource* labels) {
  LogAndLabel pair;
  GODEL_TRY(pair.log, logs->Next());
  GODEL_TRY(pair.label, labels->Next());
  return pair;
}

Result<std::vector<Example>> ConvertPair(const LogAndLabel& pair, const Json& knowledge, Tally* tally) {
  if (!pair.log->object) return tl::unexpected<Error>(pair.log->object.error());
  if (!pair.label->object)
    return Within(fmt::format("its label, line {}", pair.label->line), pair.label->object.error());
  return ConvertDstc9Log(*pair.log->object, *pair.label->object, knowledge, tally);
}

}  // namespace

Result<std::vector<Example>> ConvertDstc9Log(const Json& log, const Json& label, const Json& knowledge, Tally* tally) {
  constexpr size_t kNameDigits = 16;
  GODEL_TRY(const std::optional<bool> target, OptionalMember<bool>(label, "target"));
  if (!target) return Fail(ErrorCode::kBadData, "label: target: expected true or false, found none");
  if (!*target) {
    tally->Count(kNoTarget);
    return std::vector<Example>();
  }
  GODEL_TRY(const std::vector<std::string> turns, TurnsOf(log));
  if (turns.empty()) return Fail(ErrorCode::kBadData, "there is no turn in the log");
  GODEL_TRY(std::string known, KnowledgeOf(label, knowledge));
  GODEL_TRY(std::string response, TextMember(label, "response"));
  if (response.empty()) return Fail(ErrorCode::kBadData, "label: response: it is empty");
  DialogExamples examples("dstc9/" + HexDigest(DigestKind::kSha224, turns.front()).substr(0, kNameDigits));
  GODEL_TRY_STATUS(examples.Add(turns, std::move(known), std::move(response)));
  return std::move(examples).Take();
}

Result<CorpusReading> ReadDstc9(const Dstc9Files& files, const GiveExample& give) {
  GODEL_TRY(const Json knowledge, ReadJsonFile(files.knowledge));
  const RowSourceOptions any{.kind = RowKind::kAnyJson, .bytes = files.bytes};
  GODEL_TRY(const std::unique_ptr<RowSource> logs, OpenRowSource(files.logs.string(), any));
  GODEL_TRY(const std::unique_ptr<RowSource> labels, OpenRowSource(files.labels.string(), {.bytes = files.bytes}));
  CorpusReading reading{.tally = {"logs", "examples", kNoTarget},
                        .bad_rows = BadRows({.max_rows = files.max_bad_rows})};
  while (true) {
    GODEL_TRY(const LogAndLabel pair, NextPair(logs.get(), labels.get()));
    if (!pair.log && !pair.label) return reading;
    if (!pair.log || !pair.label)
      return Fail(ErrorCode::kBadData, fmt::format("{} ends before {}: each log has a label",
                                                   (pair.log ? files.labels : files.logs).string(),
                                                   (pair.log ? files.logs : files.labels).string()));
    auto examples = ConvertPair(pair, knowledge, &reading.tally);
    if (!examples) {
      GODEL_TRY_STATUS(
          reading.bad_rows.Add({files.logs.string(), pair.log->line, std::move(examples.error().message)}));
      continue;
    }
    reading.tally.Count("logs");
    reading.tally.Count("examples", examples->size());
    for (Example& example : *examples) GODEL_TRY_STATUS(give(std::move(example)));
  }
}

}  // namespace godel
