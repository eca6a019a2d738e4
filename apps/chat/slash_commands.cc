// SPDX-License-Identifier: MIT
#include "chat/slash_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "command_line/sampling_flags.h"
#include "command_line/text_argument.h"

#include "godel/base/json.h"

namespace godel::apps {
namespace {

struct ChatContext {
  DialogSession& session;
  const Engine& engine;
};

CommandOutcome Note(std::string text) {
  return {.action = ChatAction::kNothing, .note = std::move(text)};
}
CommandOutcome Failure(std::string text) {
  return {.action = ChatAction::kNothing, .note = std::move(text), .failed = true};
}

CommandOutcome Knowledge(std::string_view argument, const ChatContext& context) {
  std::string& knowledge = context.session.knowledge();
  if (argument.empty())
    return Note(knowledge.empty() ? "no knowledge; /knowledge TEXT or /knowledge @FILE gives some"
                                  : Printable(knowledge));
  if (argument == "clear") {
    knowledge.clear();
    return Note("knowledge cleared");
  }
  auto text = ReadTextArgument(argument);
  if (!text) return Failure(text.error().message);
  knowledge = Trim(*text);
  const auto ids = context.engine.tokenizer().Encode(knowledge);
  return Note(fmt::format("knowledge set, {} tokens", ids ? ids->size() - 1 : 0));
}

CommandOutcome Instruction(std::string_view argument, const ChatContext& context) {
  std::string& instruction = context.session.instruction();
  if (argument.empty()) {
    std::string names;
    for (const NamedInstruction& known : NamedInstructions())
      names += fmt::format("\n  {:10} {}", known.name, known.text);
    return Note(fmt::format(
        "instruction: {}; by name:{}",
        instruction.empty() ? "chitchat, or grounded when there is knowledge" : Printable(instruction), names));
  }
  if (argument == "clear") {
    instruction.clear();
    return Note("instruction: chitchat, or grounded when there is knowledge");
  }
  auto text = ReadInstruction(argument);
  if (!text) return Failure(text.error().message);
  instruction = std::move(*text);
  return Note("instruction: " + std::string(InstructionText(instruction)));
}

CommandOutcome Set(std::string_view argument, const ChatContext& context) {
  const size_t space = std::min(argument.find_first_of(" \t="), argument.size());
  std::string name(argument.substr(0, space));
  name.erase(0, std::min(name.find_first_not_of('-'), name.size()));
  std::replace(name.begin(), name.end(), '-', '_');
  const std::string_view value = Trim(argument.substr(std::min(space + 1, argument.size())));
  if (name.empty() || value.empty())
    return Failure("usage: /set NAME VALUE, as in /set top_p 0.8; /params shows the names");
  SamplingParams params = context.session.params();
  if (auto applied = ApplyJson({{name, ParseFlagValue(value)}}, UnknownKeys::kRefuse, &params); !applied)
    return Failure(applied.error().message);
  if (auto valid = Validate(params, context.engine.config().vocab_size); !valid) return Failure(valid.error().message);
  context.session.params() = std::move(params);
  return Note(fmt::format("{} = {}", name, value));
}

CommandOutcome Params(std::string_view, const ChatContext& context) {
  std::string text;
  const auto params = ToJson(context.session.params());
  for (const auto& [name, value] : params.items())
    text += fmt::format("{}{:29} {}", text.empty() ? "" : "\n", name, value.is_null() ? "-" : value.dump());
  return Note(text);
}

CommandOutcome Retry(std::string_view, const ChatContext& context) {
  if (context.session.turns().empty()) return Failure("there is no reply yet to try again");
  const SamplingParams& params = context.session.params();
  return {.action = ChatAction::kRetry,
          .note = params.do_sample ? "" : "(without sampling the reply stays the same; /set do_sample true)"};
}

CommandOutcome Undo(std::string_view, const ChatContext& context) {
  if (!context.session.Undo()) return Failure("there is nothing to undo");
  return Note(fmt::format("removed your last turn and its reply; {} turns left", context.session.turns().size()));
}

CommandOutcome Reset(std::string_view, const ChatContext& context) {
  context.session.Reset();
  return Note("forgot all turns; knowledge, instruction and parameters stay");
}

CommandOutcome SaveTo(std::string_view argument, const ChatContext& context, bool overwrite) {
  if (argument.empty()) return Failure("usage: /save FILE");
  const std::string path(argument);
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), overwrite ? "we" : "wxe"));
  if (!file && errno == EEXIST) return Failure(path + " exists already; /save! overwrites it");
  if (!file) return Failure(fmt::format("cannot write {}: {}", path, std::strerror(errno)));
  Json json = context.session.ToJson();
  json["parameters"] = Json(ToJson(context.session.params()));
  const std::string text = Dump(json, 2) + "\n";
  const bool written = std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
  const bool closed = std::fclose(file.release()) == 0;
  if (!written || !closed) return Failure(fmt::format("cannot write {}: {}", path, std::strerror(errno)));
  return Note(fmt::format("saved {} turns to {}", context.session.turns().size(), path));
}

CommandOutcome Save(std::string_view argument, const ChatContext& context) {
  return SaveTo(argument, context, false);
}
CommandOutcome SaveAnyway(std::string_view argument, const ChatContext& context) {
  return SaveTo(argument, context, true);
}

CommandOutcome Quit(std::string_view, const ChatContext&) {
  return {.action = ChatAction::kQuit, .note = ""};
}

CommandOutcome Help(std::string_view, const ChatContext&);

struct ChatCommand {
  std::string_view name;
  std::string_view usage;
  std::string_view help;
  CommandOutcome (*run)(std::string_view argument, const ChatContext& context);
};

constexpr std::array<ChatCommand, 12> kCommands{{
    {"/knowledge", "/knowledge TEXT | @FILE | clear", "what replies may draw on; alone: shows it", Knowledge},
    {"/instruction", "/instruction NAME | TEXT | clear", "how to reply: chitchat, grounded, qa or a sentence",
     Instruction},
    {"/set", "/set NAME VALUE", "a generation parameter, as in /set top_p 0.8", Set},
    {"/params", "/params", "shows the parameters", Params},
    {"/retry", "/retry", "another reply to your last turn", Retry},
    {"/undo", "/undo", "removes your last turn and its reply", Undo},
    {"/reset", "/reset", "forgets all turns", Reset},
    {"/save", "/save FILE", "writes the conversation as JSON; /save! overwrites", Save},
    {"/save!", "", "", SaveAnyway},
    {"/help", "/help", "this list", Help},
    {"/quit", "/quit", "leaves, as Ctrl-D does", Quit},
    {"/exit", "", "", Quit},
}};

CommandOutcome Help(std::string_view, const ChatContext&) {
  std::string text;
  for (const ChatCommand& command : kCommands) {
    if (!command.usage.empty()) text += fmt::format("{:33} {}\n", command.usage, command.help);
  }
  return Note(text + "A turn that begins with / is typed with two: //like this.");
}

}  // namespace

bool IsCommand(std::string_view line) {
  return line.starts_with('/') && !line.starts_with("//");
}

std::string_view TurnText(std::string_view line) {
  if (line.starts_with("//")) line.remove_prefix(1);
  return line;
}

CommandOutcome RunChatCommand(std::string_view line, DialogSession& session, const Engine& engine) {
  const size_t space = std::min(line.find_first_of(" \t"), line.size());
  const std::string_view name = line.substr(0, space);
  const auto* const command =
      std::find_if(kCommands.begin(), kCommands.end(), [&](const ChatCommand& known) { return known.name == name; });
  if (command == kCommands.end()) return Failure(fmt::format("no command {}; /help lists them", Printable(name)));
  return command->run(Trim(line.substr(space)), {session, engine});
}

}  // namespace godel::apps
