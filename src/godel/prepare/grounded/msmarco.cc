// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/msmarco.h"

#include <fmt/format.h>

#include <istream>
#include <memory>
#include <utility>

#include "godel/dataset/byte_source.h"
#include "godel/dataset/example_json.h"
#include "godel/prepare/grounded/json_stream.h"
#include "godel/prepare/grounded/msmarco_parser.h"
#include "godel/prepare/grounded/scratch_database.h"

namespace godel {
namespace {

constexpr size_t kMaxTextBytes = size_t{16} << 20;
// What the corpus writes where its judges found no answer.
constexpr std::string_view kUnanswered = "No Answer Present.";

constexpr const char* kQuestionTable =
    "CREATE TABLE questions (place INTEGER PRIMARY KEY, id TEXT UNIQUE, query TEXT, answer TEXT, passages TEXT)";
constexpr const char* kSetQuery =
    "INSERT INTO questions (id, query) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET query = ?2";
constexpr const char* kSetAnswer =
    "INSERT INTO questions (id, answer) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET answer = ?2";
constexpr const char* kSetPassages =
    "INSERT INTO questions (id, passages) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET passages = ?2";

std::string JoinTexts(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : " ") + text;
  return std::string(TrimSpace(joined));
}

// Collects entries until the file ends.
class QuestionTable {
 public:
  static Result<std::unique_ptr<QuestionTable>> Make(const MsMarcoOptions& options) {
    GODEL_TRY(ScratchDatabase database, ScratchDatabase::Open(kQuestionTable));
    GODEL_TRY(ScratchStatement set_query, database.Prepare(kSetQuery));
    GODEL_TRY(ScratchStatement set_answer, database.Prepare(kSetAnswer));
    GODEL_TRY(ScratchStatement set_passages, database.Prepare(kSetPassages));
    return std::unique_ptr<QuestionTable>(new QuestionTable(std::move(database), std::move(set_query),
                                                            std::move(set_answer), std::move(set_passages), options));
  }

  Status Add(const MsMarcoEntry& entry) {
    if (entry.member == "query") return set_query_.Run({entry.key, TrimSpace(JoinTexts(entry.texts))});
    if (entry.member == "passages") return set_passages_.Run({entry.key, JoinTexts(entry.texts)});
    const bool first_alone = !options_.upstream_rules && !entry.texts.empty();
    return set_answer_.Run(
        {entry.key, first_alone ? std::string(TrimSpace(entry.texts.front())) : JoinTexts(entry.texts)});
  }

  Status Give(const std::function<Status(const Example&)>& take, Tally* tally) {
    GODEL_TRY(ScratchStatement rows,
              database_.Prepare("SELECT id, query, answer, passages FROM questions ORDER BY place"));
    while (true) {
      GODEL_TRY(const bool more, rows.Step());
      if (!more) return {};
      tally->Count("queries");
      Example example{.instruction = {},
                      .context = {rows.Text(1)},
                      .knowledge = rows.Text(3),
                      .response = rows.Text(2),
                      .dialog = fmt::format("msmarco/{}", rows.Text(0))};
      if (const std::string_view rule = WhyDropped(example); !rule.empty()) {
        tally->Count(rule);
        continue;
      }
      if (example.knowledge.empty()) tally->Count("kept without a selected passage");
      GODEL_TRY_STATUS(take(example));
    }
  }

 private:
  QuestionTable(ScratchDatabase database, ScratchStatement set_query, ScratchStatement set_answer,
                ScratchStatement set_passages, const MsMarcoOptions& options)
      : database_(std::move(database)),
        set_query_(std::move(set_query)),
        set_answer_(std::move(set_answer)),
        set_passages_(std::move(set_passages)),
        options_(options) {}

  std::string_view WhyDropped(const Example& example) const {
    if (example.context.front().empty()) return "dropped: no query";
    if (example.response.empty()) return "dropped: no answer";
    if (!options_.upstream_rules && example.response == kUnanswered) return "dropped: nobody could answer";
    return {};
  }

  ScratchDatabase database_;
  ScratchStatement set_query_, set_answer_, set_passages_;
  MsMarcoOptions options_;
};

}  // namespace

Status ReadMsMarco(const std::string& path, const MsMarcoOptions& options,
                   const std::function<Status(const Example&)>& take, CorpusReading* reading) {
  GODEL_TRY(std::unique_ptr<ByteSource> bytes, OpenByteSource(path, options.bytes));
  JsonStream buffer(std::move(bytes), kMaxTextBytes);
  GODEL_TRY(const std::unique_ptr<QuestionTable> questions, QuestionTable::Make(options));
  bool faulty = false;  // the error already says where
  MsMarcoParser parser([&](const MsMarcoEntry& entry) -> Status {
    if (options.on_entry) options.on_entry();
    if (entry.fault.empty()) return questions->Add(entry);
    Status counted = reading->bad_rows.Add(
        {.file = path, .line = buffer.line(), .why = fmt::format("{} {}: {}", entry.member, entry.key, entry.fault)});
    faulty = !counted;
    return counted;
  });
  std::istream stream(&buffer);
  const bool parsed = Json::sax_parse(stream, &parser);
  if (buffer.error()) return Within(fmt::format("{}:{}", path, buffer.line()), *buffer.error());
  if (!parsed && faulty) return tl::unexpected<Error>(*parser.error());
  if (!parsed) return Within(fmt::format("{}:{}", path, buffer.line()), *parser.error());
  return questions->Give(take, &reading->tally);
}

}  // namespace godel
