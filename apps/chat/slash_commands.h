// SPDX-License-Identifier: MIT
// What a line that begins with '/' does in a chat.
#pragma once
#include <string>
#include <string_view>

#include "godel/dialog/dialog_session.h"

namespace godel::apps {

enum class ChatAction { kNothing, kRetry, kQuit };

struct CommandOutcome {
  ChatAction action = ChatAction::kNothing;
  std::string note;  // for the person, without a final newline
  bool failed = false;
};

// Whether the line is a command. "//x" is the turn "/x" (see TurnText).
bool IsCommand(std::string_view line);
std::string_view TurnText(std::string_view line);

CommandOutcome RunChatCommand(std::string_view line, DialogSession& session, const Engine& engine);

}  // namespace godel::apps
