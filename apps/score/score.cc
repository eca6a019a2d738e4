// SPDX-License-Identifier: MIT
// `godel score`: how likely the model finds given replies.
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>

#include "command_line/exit_status.h"
#include "command_line/line_reader.h"
#include "command_line/model_flags.h"
#include "command_line/output_file.h"
#include "command_line/progress_bar.h"
#include "command_line/prompt_flags.h"
#include "command_line/request_line.h"
#include "command_line/result_json.h"
#include "command_line/text_argument.h"
#include "commands.h"

namespace godel::apps {
namespace {

constexpr const char* kScoreExamples = R"(Example:
  echo '{"context": ["How are you?"], "target": "I am fine."}' | godel score

A line in:  {"id"?, "input": text | "input_ids": [..] | "instruction"?, "context": [..], "knowledge"?,
             "target": text | "target_ids": [..]}       (a text gets its final </s>; ids are taken as they are)
A line out: {"id"?, "loss", "logprobs": [..], "tokens": [pieces], "ids": [..]} or {"id", "error"}
logprobs are natural logarithms, one a token; loss is their mean, negated. The exit status is 1 when a line failed.)";

struct ScoreFlags {
  ModelFlags model;
  PromptFlags prompt;
  std::string input;
  std::string output;
  bool json = false;
};

Result<OutputJson> ScoreRequestLine(const RequestLine& line, Engine& engine, const PromptOptions& prompt_options) {
  const Tokenizer& tokenizer = engine.tokenizer();
  GODEL_TRY(EncodedInput encoded, EncodeInput(line, tokenizer, prompt_options));
  ScoreRequest request{.input_ids = std::move(encoded.ids),
                       .target_ids = line.target_ids.value_or(std::vector<TokenId>())};
  if (line.target) {
    GODEL_TRY(request.target_ids, tokenizer.Encode(*line.target));
  }
  GODEL_TRY(const ScoreResult result, engine.Score(request));
  auto logprobs = OutputJson::array();
  auto tokens = OutputJson::array();
  for (const float logprob : result.logprobs) logprobs.push_back(FloatJson(logprob));
  for (const TokenId id : request.target_ids) tokens.push_back(std::string(tokenizer.PieceOf(id)));
  return OutputJson{
      {"loss", result.loss}, {"logprobs", logprobs}, {"tokens", tokens}, {"ids", IdsJson(request.target_ids)}};
}

OutputJson AnswerLine(const Line& line, Engine& engine, const PromptOptions& prompt_options, bool* failed) {
  if (line.too_long) {
    *failed = true;
    return ErrorJson(line.number, {ErrorCode::kResourceExhausted, "the line is too long"});
  }
  const ParsedLine parsed = ParseRequestLine(line.text, line.number, RequestKind::kScore);
  const Result<OutputJson> scored = parsed.request ? ScoreRequestLine(*parsed.request, engine, prompt_options)
                                                   : tl::unexpected(parsed.request.error());
  if (!scored) {
    *failed = true;
    return ErrorJson(parsed.id, scored.error());
  }
  OutputJson answer = OutputJson::object();
  if (parsed.has_id) answer["id"] = OutputJson(parsed.id);
  answer.update(*scored);
  return answer;
}

Result<int> Score(const ScoreFlags& flags) {
  GODEL_TRY(const PromptOptions prompt_options, ReadPromptOptions(flags.prompt));
  GODEL_TRY(LineReader input, LineReader::Open(flags.input));
  GODEL_TRY(const std::unique_ptr<Engine> engine, LoadEngine(flags.model));
  GODEL_TRY(OutputFile output, OutputFile::Open(flags.output, ExistingFile::kRefuse));
  ProgressBar progress;
  bool failed = false;
  for (size_t lines = 1, tokens = 0;; ++lines) {
    GODEL_TRY(const std::optional<Line> line, input.Next());
    if (!line) return failed ? kFailed : kDone;
    if (Trim(line->text).empty()) continue;
    const OutputJson answer = AnswerLine(*line, *engine, prompt_options, &failed);
    GODEL_TRY_STATUS(output.WriteLine(Dump(answer)));
    if (answer.contains("tokens")) tokens += answer["tokens"].size();
    const double total = static_cast<double>(input.total_bytes());
    progress.Show(
        {.lines = lines, .tokens = tokens, .share = total > 0 ? static_cast<double>(input.bytes_read()) / total : 0});
  }
}

}  // namespace

Command AddScore(CLI::App& program) {
  auto* const app = program.add_subcommand("score", "How likely the model finds given replies");
  const auto flags = std::make_shared<ScoreFlags>();
  app->add_option("-i,--input", flags->input, "JSON lines (default: the standard input)")->type_name("FILE");
  app->add_option("-o,--output", flags->output, "JSON lines (default: the standard output)")->type_name("FILE");
  app->add_flag("--json", flags->json, "Accepted for symmetry: the output is JSON lines anyway");
  AddModelFlags(*app, flags->model);
  AddPromptFlags(*app, flags->prompt);
  app->footer(kScoreExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Score(*flags)); }};
}

}  // namespace godel::apps
