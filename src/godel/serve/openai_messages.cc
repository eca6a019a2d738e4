// SPDX-License-Identifier: MIT
#include "godel/serve/openai_messages.h"

#include <fmt/format.h>

#include "godel/base/json.h"
#include "godel/serve/dialog_fields.h"

namespace godel {
namespace {

enum class Role { kKnowledge, kUser, kAssistant };

Result<Role> ReadRole(const BodyFields& message) {
  GODEL_TRY(const Json* const value, message.Need("role"));
  const std::string name = message.Name("role");
  GODEL_TRY(const std::string role, ReadText(*value, name));
  if (role == "user") return Role::kUser;
  if (role == "assistant") return Role::kAssistant;
  if (role == "system" || role == "developer" || role == "tool" || role == "function") return Role::kKnowledge;
  return WrongField(name, "system, developer, user, assistant or tool", *value);
}

Result<std::string> ReadPart(const Json& value, const std::string& name) {
  GODEL_TRY(const BodyFields part, BodyFields::Of(value, name));
  GODEL_TRY(const auto type, part.Text("type"));
  if (!type) return Fail(ErrorCode::kInvalidArgument, part.Name("type") + ": missing");
  if (*type != "text" && *type != "refusal")
    return UnsupportedField(part.Name("type"),
                            fmt::format("this model reads text only, found {}", Excerpt(Json(*type))));
  GODEL_TRY(const Json* const text, part.Need(*type));
  return ReadText(*text, part.Name(*type));
}

// Null and absent contents are empty: an assistant that called a tool has none.
Result<std::string> ReadContent(const BodyFields& message) {
  const Json* const content = message.Find("content");
  if (content == nullptr) return std::string();
  const std::string name = message.Name("content");
  if (content->is_string()) return content->get<std::string>();
  if (!content->is_array()) return WrongField(name, "a text or a list of parts", *content);
  std::string text;
  for (size_t i = 0; i < content->size(); ++i) {
    GODEL_TRY(const std::string part, ReadPart((*content)[i], fmt::format("{}[{}]", name, i)));
    text += part;
  }
  return text;
}

void AppendLine(std::string_view line, std::string* text) {
  if (!text->empty()) *text += '\n';
  *text += line;
}

class Conversation {
 public:
  void Add(Role role, std::string_view content) {
    if (IsBlank(content)) return;
    if (role == Role::kKnowledge) {
      AppendLine(content, &prompt_.knowledge);
      return;
    }
    if (prompt_.context.empty() || role != last_) prompt_.context.emplace_back();
    AppendLine(content, &prompt_.context.back());
    last_ = role;
  }

  bool ends_with_user() const { return !prompt_.context.empty() && last_ == Role::kUser; }
  DialogPrompt Take() { return std::move(prompt_); }

 private:
  DialogPrompt prompt_;
  Role last_ = Role::kUser;
};

}  // namespace

Result<DialogPrompt> ReadMessages(const BodyFields& fields, const ApiContext& context) {
  GODEL_TRY(const Json* const messages, fields.Need("messages"));
  if (!messages->is_array()) return WrongField("messages", "a list of messages", *messages);
  if (messages->size() > context.max_turns)
    return WrongField("messages", fmt::format("at most {} messages", context.max_turns),
                      std::to_string(messages->size()));
  Conversation conversation;
  for (size_t i = 0; i < messages->size(); ++i) {
    GODEL_TRY(const BodyFields message, BodyFields::Of((*messages)[i], fmt::format("messages[{}]", i)));
    GODEL_TRY(const Role role, ReadRole(message));
    GODEL_TRY(const std::string content, ReadContent(message));
    conversation.Add(role, content);
  }
  if (!conversation.ends_with_user())
    return Fail(ErrorCode::kInvalidArgument, "messages: expected the last turn to be a user's, with some text");
  DialogPrompt prompt = conversation.Take();
  GODEL_TRY(auto knowledge, fields.Text("knowledge"));
  GODEL_TRY(auto instruction, fields.Text("instruction"));
  if (knowledge) prompt.knowledge = *std::move(knowledge);
  prompt.instruction = std::move(instruction).value_or("");
  return prompt;
}

}  // namespace godel
