// SPDX-License-Identifier: MIT
// `godel chat`: a conversation at a terminal, or turns and replies line by line through pipes.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

#include "chat/line_editor.h"
#include "chat/slash_commands.h"
#include "command_line/checkpoint_summary.h"
#include "command_line/exit_status.h"
#include "command_line/interrupt.h"
#include "command_line/line_reader.h"
#include "command_line/model_flags.h"
#include "command_line/output_file.h"
#include "command_line/prompt_flags.h"
#include "command_line/result_json.h"
#include "command_line/sampling_flags.h"
#include "command_line/text_argument.h"
#include "commands.h"
#include "godel/dialog/dialog_session.h"
#include "godel/engine/model_source.h"

namespace godel::apps {
namespace {

constexpr const char* kChatExamples = R"(Examples:
  godel chat
  godel chat --knowledge "The pool is open from 9 to 5." --instruction qa
  godel chat --model ./GODEL-v1_1-large-seq2seq --knowledge @brochure.txt --top-p 0.8 --seed 7
  printf 'Hi!\nWhat do you do?\n' | godel chat --seed 1        # a reply a line

Samples as GODEL's model card does (top_p 0.9, min_length 8, max_length 128) unless told otherwise.)";

struct ChatFlags {
  ModelFlags model;
  PromptFlags prompt;
  SamplingFlags sampling;
  std::string knowledge;
  std::string instruction;
  bool json = false;
  bool stats = false;
};

constexpr std::string_view kNoAnswer = "(no answer)";

OutputJson ReplyJson(const Reply& reply) {
  return {{"text", reply.text},
          {"finish_reason", std::string(FinishReasonName(reply.finish_reason))},
          {"input_tokens", reply.input_tokens},
          {"new_tokens", reply.new_tokens},
          {"drafted_tokens", reply.draft.drafted},
          {"accepted_tokens", reply.draft.accepted},
          {"encoder_cache_hit", reply.encoder_cache_hit},
          {"dropped_turns", reply.dropped_turns},
          {"dropped_knowledge_bytes", reply.dropped_knowledge_bytes},
          {"dropped_turn_bytes", reply.dropped_turn_bytes},
          {"seconds", reply.seconds}};
}

std::string StatsLine(const Reply& reply) {
  std::string line =
      fmt::format("{} tokens in, {} out, {:.2f} s, {:.0f} tokens/s", reply.input_tokens, reply.new_tokens,
                  reply.seconds, static_cast<double>(reply.new_tokens) / reply.seconds);
  if (reply.draft.drafted > 0)
    line += fmt::format(", {} of {} guesses right", reply.draft.accepted, reply.draft.drafted);
  if (reply.encoder_cache_hit) line += ", encoded before";
  return line;
}

// A turn a line in, a reply a line out, and nothing else on stdout.
class PipedChat {
 public:
  PipedChat(DialogSession& session, const Engine& engine, const ChatFlags& flags)
      : session_(session), engine_(engine), flags_(flags) {}

  Result<int> Run() {
    GODEL_TRY(LineReader input, LineReader::Open("-"));
    GODEL_TRY(OutputFile output, OutputFile::Open("-", ExistingFile::kAppend));
    int status = kDone;
    while (true) {
      GODEL_TRY(const std::optional<Line> line, input.Next());
      if (!line) return status;
      const std::string_view text = Trim(line->text);
      if (text.empty()) continue;
      bool retry = false;
      if (IsCommand(text)) {
        const CommandOutcome outcome = RunChatCommand(text, session_, engine_);
        if (!outcome.note.empty()) fmt::print(stderr, "{}{}\n", outcome.failed ? "godel: " : "", outcome.note);
        if (outcome.failed) status = kFailed;
        if (outcome.action == ChatAction::kQuit) return status;
        retry = outcome.action == ChatAction::kRetry;
        if (!retry) continue;
      }
      const Result<Reply> reply = retry ? session_.Retry() : session_.Respond(TurnText(text));
      if (!reply) status = Report(reply.error());
      if (reply && flags_.stats) fmt::print(stderr, "{}\n", StatsLine(*reply));
      GODEL_TRY_STATUS(output.WriteLine(Format(reply)));
    }
  }

 private:
  // An error gets its line too, so that the lines of both sides stay in step.
  std::string Format(const Result<Reply>& reply) const {
    if (flags_.json) return Dump(reply ? ReplyJson(*reply) : OutputJson{{"error", reply.error().message}});
    if (!reply) return "";
    return OneLine(reply->text.empty() ? kNoAnswer : reply->text);
  }

  DialogSession& session_;
  const Engine& engine_;
  const ChatFlags& flags_;
};

class TerminalChat {
 public:
  TerminalChat(DialogSession& session, const Engine& engine, const ChatFlags& flags)
      : session_(session), engine_(engine), flags_(flags) {
    const char* const terminal = std::getenv("TERM");
    colors_ = std::getenv("NO_COLOR") == nullptr && terminal != nullptr && std::string_view(terminal) != "dumb";
  }

  int Run() {
    StartLineEditing();
    CatchInterrupts();
    bool leaving = false;  // after a Ctrl-C at the prompt
    std::string line;
    while (true) {
      const LineEvent event = ReadTypedLine("you> ", &line);
      if (event == LineEvent::kEnd || (event == LineEvent::kInterrupt && leaving)) {
        fmt::print("\n");
        return kDone;
      }
      leaving = event == LineEvent::kInterrupt;
      if (leaving) {
        fmt::print("\n{}\n", Dim("(Ctrl-C again or Ctrl-D leaves)"));
        continue;
      }
      const std::string_view text = Trim(line);
      if (text.empty()) continue;
      if (!IsCommand(text)) {
        Answer([&](const OnText& on_text) { return session_.Respond(TurnText(text), on_text); });
        continue;
      }
      const CommandOutcome outcome = RunChatCommand(text, session_, engine_);
      if (!outcome.note.empty()) fmt::print("{}\n", outcome.failed ? "godel: " + outcome.note : Dim(outcome.note));
      if (outcome.action == ChatAction::kQuit) return kDone;
      if (outcome.action == ChatAction::kRetry) Answer([&](const OnText& on_text) { return session_.Retry(on_text); });
    }
  }

 private:
  template <class Ask>
  void Answer(const Ask& ask) {
    TakeInterrupt();
    fmt::print("{}godel>{} ", colors_ ? "\033[1m" : "", colors_ ? "\033[0m" : "");
    std::fflush(stdout);
    const Result<Reply> reply = ask([](std::string_view part) {
      if (!part.empty()) {
        fmt::print("{}", Printable(part));
        std::fflush(stdout);
      }
      return !Interrupted();
    });
    const bool stopped = TakeInterrupt();
    if (!reply) {
      fmt::print("\n");
      PrintError(reply.error().message);
      return;
    }
    fmt::print("{}\n", stopped ? Dim(" (stopped)") : reply->text.empty() ? Dim(kNoAnswer) : "");
    if (flags_.json) fmt::print("{}\n", Dump(ReplyJson(*reply)));
    SayWhatWasDropped(*reply);
    if (flags_.stats) fmt::print("{}\n", Dim(StatsLine(*reply)));
    std::fflush(stdout);
  }

  void SayWhatWasDropped(const Reply& reply) {
    std::vector<std::string_view> what;
    if (reply.dropped_turns > 0) what.emplace_back("the oldest turns");
    if (reply.dropped_knowledge_bytes > 0) what.emplace_back("the end of the knowledge");
    if (reply.dropped_turn_bytes > 0) what.emplace_back("the beginning of your turn");
    if (!what.empty() && !said_dropped_)
      fmt::print("{}\n", Dim(fmt::format("({} no longer fit into {} tokens and are left out; see --max-input-tokens)",
                                         fmt::join(what, " and "), session_.prompt_options().max_tokens)));
    said_dropped_ = !what.empty();
  }

  std::string Dim(std::string_view text) const {
    return colors_ ? fmt::format("\033[2m{}\033[0m", text) : std::string(text);
  }

  DialogSession& session_;
  const Engine& engine_;
  const ChatFlags& flags_;
  bool colors_ = false;
  bool said_dropped_ = false;
};

void Greet(const std::filesystem::path& model, const Engine& engine) {
  std::string weights;
  if (const auto checkpoint = LoadModelWeights(model)) {
    const CheckpointSummary summary = Summarize(*checkpoint);
    weights = fmt::format(", {} parameters ({})", ShortCount(summary.parameters), TypeNames(summary));
  }
  if (const std::string held = Describe(engine.weights()); held != WeightTypeName(WeightType::f32))
    weights += fmt::format(", held as {}", held);
  fmt::print("{}{}, {} thread{} on {}\n", (model.has_filename() ? model : model.parent_path()).filename().string(),
             weights, engine.num_threads(), engine.num_threads() == 1 ? "" : "s", engine.isa_name());
  fmt::print("Say something. /knowledge TEXT (or @FILE) gives it something to draw on.\n");
  fmt::print("/help lists the commands; Ctrl-C stops a reply, Ctrl-D leaves.\n\n");
}

Result<int> Chat(const ChatFlags& flags) {
  GODEL_TRY(const PromptOptions prompt_options, ReadPromptOptions(flags.prompt));
  GODEL_TRY(const std::string knowledge, ReadTextArgument(flags.knowledge));
  GODEL_TRY(const std::string instruction, ReadInstruction(flags.instruction));
  GODEL_TRY(const std::filesystem::path model, FindModel(flags.model));
  GODEL_TRY(const std::unique_ptr<Engine> engine, LoadEngine(flags.model));
  GODEL_TRY(SamplingParams params,
            ReadSamplingParams(flags.sampling, ModelCardParams(engine->default_params()), engine->config().vocab_size));

  DialogSession session(*engine, std::move(params), prompt_options);
  session.knowledge() = Trim(knowledge);
  session.instruction() = instruction;
  const bool at_terminal = isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0;
  if (!at_terminal) return PipedChat(session, *engine, flags).Run();
  Greet(model, *engine);
  return TerminalChat(session, *engine, flags).Run();
}

}  // namespace

Command AddChat(CLI::App& program) {
  auto* const app = program.add_subcommand("chat", "Talk with the model");
  const auto flags = std::make_shared<ChatFlags>();
  app->add_option("-k,--knowledge", flags->knowledge, "What replies may draw on: a text, or @FILE")->type_name("TEXT");
  app->add_option("--instruction", flags->instruction,
                  "chitchat, grounded, qa, or a sentence (default: grounded with knowledge, else chitchat)")
      ->type_name("TEXT");
  app->add_flag("--json", flags->json, "Replies as JSON objects, with counts");
  app->add_flag("--stats", flags->stats, "A line about speed after each reply");
  AddModelFlags(*app, flags->model);
  AddPromptFlags(*app, flags->prompt);
  flags->sampling.AddTo(*app);
  app->footer(kChatExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Chat(*flags)); }};
}

}  // namespace godel::apps
