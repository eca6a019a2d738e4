// SPDX-License-Identifier: MIT
// `godel generate`: JSON lines in, JSON lines out, in order and in batches.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "command_line/exit_status.h"
#include "command_line/generation_flags.h"
#include "command_line/interrupt.h"
#include "command_line/line_reader.h"
#include "command_line/output_file.h"
#include "command_line/progress_bar.h"
#include "command_line/request_line.h"
#include "command_line/result_json.h"
#include "command_line/text_argument.h"
#include "commands.h"
#include "generate/resume.h"

#include "godel/base/json.h"

namespace godel::apps {
namespace {

constexpr const char* kGenerateExamples = R"(Example:
  echo '{"id": "a", "context": ["Hi!"], "knowledge": "The museum opens at nine."}' > in.jsonl
  godel generate --input in.jsonl --output out.jsonl --num-beams 4 --max-length 64
  godel generate --input in.jsonl --output out.jsonl --resume     # goes on after an interrupted run

A line in:  {"id"?, "input": text | "input_ids": [..] | "instruction"?, "context": [..], "knowledge"?,
             "decoder_input_ids"?, "parameters"?: {names as of the flags, with _}}
A line out: {"id", "outputs": [{"text", "reply"?, "ids", "score"?, "finish_reason"}], "input_tokens",
             "dropped_turns"?} or {"id", "error"}
The exit status is 1 when a line failed.)";

struct GenerateFlags : GenerationFlags {
  std::string input;
  std::string output;
  bool resume = false;
  bool force = false;
  bool json = false;
  bool stats = false;
};

// A line between reading and writing.
struct Slot {
  Json id;
  bool is_dialog = false;
  bool has_scores = false;
  BuiltPrompt prompt;
  GenerateRequest request;
  std::optional<Result<GenerateResult>> result;
};

class Generator {
 public:
  Generator(Engine& engine, SamplingParams params, PromptOptions prompt_options, LineReader input, OutputFile output,
            WrittenIds written)
      : engine_(engine),
        params_(std::move(params)),
        prompt_options_(prompt_options),
        input_(std::move(input)),
        output_(std::move(output)),
        written_(std::move(written)) {}

  Status Run() {
    while (!at_end_) {
      GODEL_TRY(std::vector<Slot> window, ReadWindow());
      GODEL_TRY_STATUS(Answer(window));
    }
    return {};
  }

  size_t lines() const { return lines_; }
  size_t failed() const { return failed_ + written_.failed_lines; }
  // For --stats, after Run.
  std::string Stats(double seconds) const {
    return fmt::format(
        "{} lines, {} new tokens in {:.1f} s: {:.1f} tokens/s; {} of {} guesses right; {} inputs were encoded before",
        lines_, tokens_, seconds, static_cast<double>(tokens_) / seconds, draft_.accepted, draft_.drafted,
        encoder_cache_hits_);
  }

 private:
  // Enough lines to fill batches with inputs of similar length, few enough to hold; and no more than are there, so that
  // a program at the other end of a pipe gets its answers without closing it.
  Result<std::vector<Slot>> ReadWindow() {
    constexpr size_t kMaxLines = 256;
    constexpr size_t kMaxBytes = size_t{16} << 20;
    std::vector<Slot> window;
    size_t bytes = 0;
    while (window.size() < kMaxLines && bytes < kMaxBytes && (window.empty() || input_.Ready())) {
      GODEL_TRY(std::optional<Line> line, input_.Next());
      if (!line) {
        at_end_ = true;
        break;
      }
      if (Trim(line->text).empty()) continue;
      bytes += line->text.size();
      Slot slot = Prepare(*line);
      if (!written_.Take(slot.id)) window.push_back(std::move(slot));
    }
    return window;
  }

  static Slot TooLong(size_t line_number) {
    Slot slot;
    slot.id = line_number;
    slot.result =
        Fail(ErrorCode::kResourceExhausted, fmt::format("the line is longer than {} bytes", LineReader::kMaxLineBytes));
    return slot;
  }

  Slot Prepare(const Line& line) {
    if (line.too_long) return TooLong(line.number);
    ParsedLine parsed = ParseRequestLine(line.text, line.number, RequestKind::kGenerate);
    Slot slot;
    slot.id = std::move(parsed.id);
    if (auto filled = Fill(parsed.request, line.number, &slot); !filled)
      slot.result = tl::unexpected(std::move(filled.error()));
    return slot;
  }

  Status Fill(const Result<RequestLine>& line, size_t line_number, Slot* slot) {
    if (!line) return tl::unexpected(line.error());
    GODEL_TRY(EncodedInput encoded, EncodeInput(*line, engine_.tokenizer(), prompt_options_));
    slot->is_dialog = line->dialog.has_value();
    slot->prompt = std::move(encoded.prompt);
    slot->request.input_ids = std::move(encoded.ids);
    slot->request.decoder_input_ids = line->decoder_input_ids;
    SamplingParams params = params_;
    // Lines that are alike should not all draw the same reply, so each has a seed of its own, the same in every run.
    if (params.seed) params.seed = *params.seed + line_number;
    if (auto applied = ApplyJson(line->parameters, UnknownKeys::kRefuse, &params); !applied)
      return Within("parameters", std::move(applied.error()));
    slot->has_scores = params.num_beams > 1;
    slot->request.params = std::move(params);
    return {};
  }

  // Computes what has no result yet, longest input first so that neighbours in a batch need little padding, and writes
  // each line as soon as all lines before it are written.
  Status Answer(std::vector<Slot>& window) {
    std::vector<size_t> order;
    for (size_t i = 0; i < window.size(); ++i) {
      if (!window[i].result) order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      return window[a].request.input_ids.size() > window[b].request.input_ids.size();
    });
    std::vector<GenerateRequest> requests;
    for (const size_t i : order) requests.push_back(std::move(window[i].request));

    size_t written = 0;
    Status status;
    if (!requests.empty()) {
      // on_token ends all replies once the output cannot be written: computing on would be for nothing.
      for (GenerateRequest& request : requests) request.on_token = [&](const NewToken&) { return status.has_value(); };
      engine_.Generate(requests, [&](size_t i, Result<GenerateResult> result) {
        window[order[i]].result = std::move(result);
        if (status) status = WriteReady(window, &written);
      });
    }
    if (status) status = WriteReady(window, &written);
    return status;
  }

  void Count(const GenerateResult& result) {
    tokens_ += result.new_tokens;
    draft_.drafted += result.draft.drafted;
    draft_.accepted += result.draft.accepted;
    if (result.encoder_cache_hit) ++encoder_cache_hits_;
  }

  Status WriteReady(std::vector<Slot>& window, size_t* written) {
    for (; *written < window.size() && window[*written].result; ++*written) {
      const Slot& slot = window[*written];
      const Result<GenerateResult>& result = *slot.result;
      ++lines_;
      if (result)
        Count(*result);
      else
        ++failed_;
      GODEL_TRY_STATUS(output_.WriteLine(Dump(result ? ToJson(GenerateLine{.id = slot.id,
                                                                           .result = *result,
                                                                           .prompt = slot.prompt,
                                                                           .is_dialog = slot.is_dialog,
                                                                           .has_scores = slot.has_scores})
                                                     : ErrorJson(slot.id, result.error()))));
      const double total = static_cast<double>(input_.total_bytes());
      const double remaining = static_cast<double>(window.size() - *written - 1) / static_cast<double>(window.size());
      const double share = total > 0 ? (static_cast<double>(input_.bytes_read()) -
                                        remaining * static_cast<double>(input_.bytes_read() - window_start_)) /
                                           total
                                     : 0;
      progress_.Show({.lines = lines_, .tokens = tokens_, .share = share});
    }
    if (*written == window.size()) window_start_ = input_.bytes_read();
    return {};
  }

  Engine& engine_;
  const SamplingParams params_;
  const PromptOptions prompt_options_;
  LineReader input_;
  OutputFile output_;
  WrittenIds written_;
  ProgressBar progress_;
  bool at_end_ = false;
  uint64_t window_start_ = 0;  // bytes of input before the window being answered
  size_t lines_ = 0;
  size_t tokens_ = 0;
  size_t failed_ = 0;
  DraftCounts draft_;
  size_t encoder_cache_hits_ = 0;
};

Status CheckFiles(const GenerateFlags& flags) {
  const bool to_file = !flags.output.empty() && flags.output != "-";
  if (flags.resume && !to_file)
    return Fail(ErrorCode::kInvalidArgument, "--resume needs the --output FILE of the run to go on with");
  std::error_code ignored;
  if (to_file && !flags.input.empty() && std::filesystem::equivalent(flags.input, flags.output, ignored) &&
      std::filesystem::is_regular_file(flags.output, ignored))
    return Fail(ErrorCode::kInvalidArgument, "--input and --output are the same file, " + flags.output);
  if (to_file && !flags.resume && !flags.force && HoldsSomething(flags.output))
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{} exists already; --resume goes on with it, --force writes it anew", flags.output));
  return {};
}

Result<int> Generate(const GenerateFlags& flags) {
  GODEL_TRY_STATUS(CheckFiles(flags));
  GODEL_TRY(const PromptOptions prompt_options, ReadPromptOptions(flags.prompt));
  GODEL_TRY(LineReader input, LineReader::Open(flags.input));
  GODEL_TRY(WrittenIds written, flags.resume ? ReadWrittenIds(flags.output) : Result<WrittenIds>(WrittenIds()));
  GODEL_TRY(const std::unique_ptr<Engine> engine, LoadEngine(flags));
  GODEL_TRY(SamplingParams params,
            ReadSamplingParams(flags.sampling, engine->default_params(), engine->config().vocab_size));
  GODEL_TRY(OutputFile output, OutputFile::Open(flags.output, flags.resume  ? ExistingFile::kAppend
                                                              : flags.force ? ExistingFile::kOverwrite
                                                                            : ExistingFile::kRefuse));
  const size_t skipped = written.lines();
  if (skipped > 0) fmt::print(stderr, "godel: going on after {} lines\n", skipped);
  ExitOnInterrupt(flags.output.empty() || flags.output == "-"
                      ? "\ngodel: interrupted\n"
                      : "\ngodel: interrupted; the same command with --resume goes on from here\n");
  Generator generator(*engine, std::move(params), prompt_options, std::move(input), std::move(output),
                      std::move(written));
  const auto started = std::chrono::steady_clock::now();
  GODEL_TRY_STATUS(generator.Run());
  if (flags.stats)
    fmt::print(stderr, "{}\n",
               generator.Stats(std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count()));
  if (generator.failed() == 0) return kDone;
  PrintError(fmt::format("{} of {} lines failed; each has an \"error\" in the output", generator.failed(),
                         generator.lines() + skipped));
  return kFailed;
}

}  // namespace

Command AddGenerate(CLI::App& program) {
  auto* const app = program.add_subcommand("generate", "Answer JSON lines, in batches");
  const auto flags = std::make_shared<GenerateFlags>();
  app->add_option("-i,--input", flags->input, "JSON lines (default: the standard input)")->type_name("FILE");
  app->add_option("-o,--output", flags->output, "JSON lines (default: the standard output)")->type_name("FILE");
  app->add_flag("--resume", flags->resume, "Skip the ids that --output has already, and append to it");
  app->add_flag("--force", flags->force, "Overwrite --output")->excludes("--resume");
  app->add_flag("--stats", flags->stats, "Say at the end how fast it went, and what was guessed and remembered");
  app->add_flag("--json", flags->json, "Accepted for symmetry: the output is JSON lines anyway");
  AddGenerationFlags(*app, *flags, "lines");
  app->footer(kGenerateExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Generate(*flags)); }};
}

}  // namespace godel::apps
