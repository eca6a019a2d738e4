// SPDX-License-Identifier: MIT
// `godel tokenize`: text to ids and back.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command_line/exit_status.h"
#include "command_line/line_reader.h"
#include "command_line/model_flags.h"
#include "command_line/output_file.h"
#include "command_line/request_line.h"
#include "command_line/result_json.h"
#include "command_line/text_argument.h"
#include "commands.h"
#include "godel/base/utf8.h"
#include "godel/engine/model_source.h"

#include "godel/base/json.h"

namespace godel::apps {
namespace {

constexpr const char* kTokenizeExamples = R"(Examples:
  godel tokenize "Hello there."
  echo '{"text": "Hello there."}' | godel tokenize     # {"ids": [..], "decoded": "Hello there."}
  echo '{"ids": [1250, 1]}' | godel tokenize           # {"text": ".."}

A line may carry an "id", which comes back with the answer. The exit status is 1 when a line failed.)";

struct TokenizeFlags {
  ModelFlags model;
  std::string text;
  std::string input;
  std::string output;
  bool keep_special_tokens = false;
  bool pieces = false;
  bool json = false;
};

OutputJson PiecesJson(const Tokenizer& tokenizer, const std::vector<TokenId>& ids) {
  auto pieces = OutputJson::array();
  for (const TokenId id : ids) pieces.push_back(std::string(tokenizer.PieceOf(id)));
  return pieces;
}

Result<OutputJson> Answer(const Json& line, const Tokenizer& tokenizer, const TokenizeFlags& flags) {
  const DecodeOptions decoding{.skip_special_tokens = !flags.keep_special_tokens};
  for (const auto& [key, value] : line.items()) {
    if (key != "id" && key != "text" && key != "ids")
      return Fail(ErrorCode::kBadData, fmt::format("unknown key {}; allowed are id, text, ids", Excerpt(Json(key))));
  }
  GODEL_TRY(const auto text, OptionalMember<std::string>(line, "text"));
  if (text.has_value() == line.contains("ids"))
    return Fail(ErrorCode::kBadData, "expected either text (a string) or ids (an array)");
  OutputJson answer = OutputJson::object();
  if (line.contains("id")) answer["id"] = OutputJson(line["id"]);
  if (!text) {
    GODEL_TRY(const std::vector<TokenId> ids, ParseIds(line["ids"], "ids"));
    for (const TokenId id : ids) {
      if (Index(id) >= tokenizer.vocab_size())
        return Fail(ErrorCode::kBadData,
                    fmt::format("ids: {} is not in the vocabulary of {}", Value(id), tokenizer.vocab_size()));
    }
    answer["text"] = tokenizer.Decode(ids, decoding);
    if (flags.pieces) answer["pieces"] = PiecesJson(tokenizer, ids);
    return answer;
  }
  GODEL_TRY(const std::vector<TokenId> ids, tokenizer.Encode(*text));
  answer["ids"] = IdsJson(ids);
  if (flags.pieces) answer["pieces"] = PiecesJson(tokenizer, ids);
  answer["decoded"] = tokenizer.Decode(ids, decoding);
  return answer;
}

Result<OutputJson> AnswerLine(const Line& line, const Tokenizer& tokenizer, const TokenizeFlags& flags) {
  if (line.too_long) return Fail(ErrorCode::kResourceExhausted, "the line is too long");
  GODEL_TRY(const Json json, ParseJson(line.text));
  if (!json.is_object()) return Fail(ErrorCode::kBadData, "expected a JSON object, found " + Excerpt(json));
  auto answer = Answer(json, tokenizer, flags);
  return answer;
}

Result<int> TokenizeLines(const TokenizeFlags& flags, const Tokenizer& tokenizer) {
  GODEL_TRY(LineReader input, LineReader::Open(flags.input));
  GODEL_TRY(OutputFile output, OutputFile::Open(flags.output, ExistingFile::kRefuse));
  int status = kDone;
  while (true) {
    GODEL_TRY(const std::optional<Line> line, input.Next());
    if (!line) return status;
    if (Trim(line->text).empty()) continue;
    const auto answer = AnswerLine(*line, tokenizer, flags);
    if (!answer) status = kFailed;
    GODEL_TRY_STATUS(output.WriteLine(Dump(answer ? *answer : ErrorJson(line->number, answer.error()))));
  }
}

Result<int> TokenizeText(const TokenizeFlags& flags, const Tokenizer& tokenizer) {
  const std::string text = ReplaceInvalidUtf8(flags.text);
  if (flags.json) {
    GODEL_TRY(const OutputJson answer, Answer({{"text", text}}, tokenizer, flags));
    fmt::print("{}\n", Dump(answer));
    return kDone;
  }
  GODEL_TRY(const std::vector<TokenId> ids, tokenizer.Encode(text));
  for (const TokenId id : ids) fmt::print("{:>7}  {}\n", Value(id), Printable(tokenizer.PieceOf(id)));
  fmt::print("{} ids\n", ids.size());
  return kDone;
}

// A folder that has no model yet will do, such as one of `godel train-tokenizer`.
Result<Tokenizer> LoadTokenizer(const ModelFlags& flags) {
  std::error_code ignored;
  if (!flags.model.empty() && std::filesystem::exists(std::filesystem::path(flags.model) / "tokenizer.json", ignored))
    return Tokenizer::Load(flags.model);
  GODEL_TRY(const std::filesystem::path model, FindModel(flags));
  return LoadModelTokenizer(model);
}

Result<int> Tokenize(const TokenizeFlags& flags, bool has_text) {
  GODEL_TRY(const Tokenizer tokenizer, LoadTokenizer(flags.model));
  return has_text ? TokenizeText(flags, tokenizer) : TokenizeLines(flags, tokenizer);
}

}  // namespace

Command AddTokenize(CLI::App& program) {
  auto* const app = program.add_subcommand("tokenize", "Text to token ids and back");
  const auto flags = std::make_shared<TokenizeFlags>();
  auto* const text = app->add_option("text", flags->text, "A text to show the ids of, instead of JSON lines");
  app->add_option("-i,--input", flags->input, "JSON lines (default: the standard input)")
      ->type_name("FILE")
      ->excludes(text);
  app->add_option("-o,--output", flags->output, "JSON lines (default: the standard output)")
      ->type_name("FILE")
      ->excludes(text);
  app->add_flag("--keep-special-tokens", flags->keep_special_tokens, "Show </s> and the like in decoded text");
  app->add_flag("--pieces", flags->pieces, "Add the \"pieces\" that the ids stand for");
  app->add_flag("--json", flags->json, "Answer a text as JSON too");
  AddModelFlag(*app, flags->model);
  app->footer(kTokenizeExamples);
  return {.app = app, .run = [flags, text] { return ExitStatus(Tokenize(*flags, text->count() > 0)); }};
}

}  // namespace godel::apps
