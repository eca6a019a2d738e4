// SPDX-License-Identifier: MIT
#include "command_line/result_json.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

namespace godel::apps {

OutputJson FloatJson(float value) {
  if (!std::isfinite(value)) return nullptr;  // JSON has no word for it
  return std::strtod(fmt::format("{}", value).c_str(), nullptr);
}

OutputJson IdsJson(const std::vector<TokenId>& ids) {
  auto array = OutputJson::array();
  for (const TokenId id : ids) array.push_back(Value(id));
  return array;
}

OutputJson ToJson(const GenerateLine& line) {
  auto outputs = OutputJson::array();
  for (const GeneratedSequence& sequence : line.result.sequences) {
    OutputJson output = {{"text", sequence.text}};
    if (line.is_dialog) output["reply"] = CleanReply(sequence.text);
    output["ids"] = IdsJson(sequence.ids);
    if (line.has_scores) output["score"] = FloatJson(sequence.score);
    output["finish_reason"] = std::string(FinishReasonName(sequence.finish_reason));
    outputs.push_back(std::move(output));
  }
  OutputJson json = {
      {"id", OutputJson(line.id)}, {"outputs", std::move(outputs)}, {"input_tokens", line.result.input_tokens}};
  if (line.prompt.dropped_turns > 0) json["dropped_turns"] = line.prompt.dropped_turns;
  if (line.prompt.dropped_knowledge_bytes > 0) json["dropped_knowledge_bytes"] = line.prompt.dropped_knowledge_bytes;
  if (line.prompt.dropped_turn_bytes > 0) json["dropped_turn_bytes"] = line.prompt.dropped_turn_bytes;
  return json;
}

OutputJson ErrorJson(const Json& id, const Error& error) {
  return {{"id", OutputJson(id)}, {"error", error.message}};
}

}  // namespace godel::apps
