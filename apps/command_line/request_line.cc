// SPDX-License-Identifier: MIT
#include "command_line/request_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "godel/base/json.h"
#include "godel/dialog/encoded_dialog.h"

namespace godel::apps {
namespace {

constexpr std::array<std::string_view, 8> kGenerateKeys = {"id",      "input",     "input_ids",         "instruction",
                                                           "context", "knowledge", "decoder_input_ids", "parameters"};
constexpr std::array<std::string_view, 8> kScoreKeys = {"id",      "input",     "input_ids", "instruction",
                                                        "context", "knowledge", "target",    "target_ids"};

Status CheckKeys(const Json& object, std::span<const std::string_view> allowed) {
  for (const auto& [key, value] : object.items()) {
    if (std::find(allowed.begin(), allowed.end(), key) == allowed.end())
      return Fail(ErrorCode::kBadData,
                  fmt::format("unknown key {}; allowed are {}", Excerpt(Json(key)), fmt::join(allowed, ", ")));
  }
  return {};
}

bool IsId(const Json& value) {
  return value.is_string() || value.is_number_integer();
}

Result<std::vector<std::string>> ParseTurns(const Json& context) {
  if (!context.is_array())
    return Fail(ErrorCode::kBadData, "context: expected an array of turns, oldest first, found " + Excerpt(context));
  if (context.empty()) return Fail(ErrorCode::kBadData, "context: the dialog is empty; expected at least one turn");
  std::vector<std::string> turns;
  for (const Json& turn : context) {
    if (!turn.is_string())
      return Fail(ErrorCode::kBadData,
                  fmt::format("context[{}]: expected a string, found {}", turns.size(), Excerpt(turn)));
    turns.push_back(turn.get<std::string>());
  }
  return turns;
}

Result<std::optional<std::vector<TokenId>>> OptionalIds(const Json& object, const char* key) {
  const auto member = object.find(key);
  if (member == object.end() || member->is_null()) return std::optional<std::vector<TokenId>>();
  GODEL_TRY(std::vector<TokenId> ids, ParseIds(*member, key));
  return std::optional(std::move(ids));
}

Result<std::optional<DialogPrompt>> OptionalDialog(const Json& object) {
  GODEL_TRY(const auto instruction, OptionalMember<std::string>(object, "instruction"));
  GODEL_TRY(const auto knowledge, OptionalMember<std::string>(object, "knowledge"));
  const auto context = object.find("context");
  if (context == object.end() || context->is_null()) {
    if (instruction || knowledge)
      return Fail(ErrorCode::kBadData,
                  fmt::format("{} is given without context", instruction ? "instruction" : "knowledge"));
    return std::optional<DialogPrompt>();
  }
  GODEL_TRY(std::vector<std::string> turns, ParseTurns(*context));
  return std::optional(DialogPrompt{
      .instruction = instruction.value_or(""), .context = std::move(turns), .knowledge = knowledge.value_or("")});
}

Status ReadTarget(const Json& object, RequestLine* request) {
  GODEL_TRY(request->target, OptionalMember<std::string>(object, "target"));
  GODEL_TRY(request->target_ids, OptionalIds(object, "target_ids"));
  if (request->target.has_value() == request->target_ids.has_value())
    return Fail(ErrorCode::kBadData, "expected either target (a text) or target_ids");
  if (request->target_ids && request->target_ids->empty())
    return Fail(ErrorCode::kBadData, "target_ids: expected at least one id");
  return {};
}

Result<RequestLine> ReadRequest(const Json& object, RequestKind kind) {
  GODEL_TRY_STATUS(CheckKeys(object, kind == RequestKind::kScore ? kScoreKeys : kGenerateKeys));
  RequestLine request;
  GODEL_TRY(request.input, OptionalMember<std::string>(object, "input"));
  GODEL_TRY(request.input_ids, OptionalIds(object, "input_ids"));
  GODEL_TRY(request.dialog, OptionalDialog(object));
  const int inputs = (request.input ? 1 : 0) + (request.input_ids ? 1 : 0) + (request.dialog ? 1 : 0);
  if (inputs != 1)
    return Fail(ErrorCode::kBadData,
                fmt::format("expected exactly one of input (a text), input_ids and context (a dialog); found {}",
                            inputs == 0 ? "none" : "several"));
  if (request.input_ids && request.input_ids->empty())
    return Fail(ErrorCode::kBadData, "input_ids: expected at least one id");
  if (kind == RequestKind::kScore) {
    GODEL_TRY_STATUS(ReadTarget(object, &request));
    return request;
  }
  GODEL_TRY(auto prefix, OptionalIds(object, "decoder_input_ids"));
  request.decoder_input_ids = std::move(prefix).value_or(std::vector<TokenId>());
  if (const auto parameters = object.find("parameters"); parameters != object.end() && !parameters->is_null()) {
    if (!parameters->is_object())
      return Fail(ErrorCode::kBadData, "parameters: expected an object, found " + Excerpt(*parameters));
    request.parameters = *parameters;
  }
  return request;
}

}  // namespace

Result<std::vector<TokenId>> ParseIds(const Json& array, std::string_view key) {
  if (!array.is_array())
    return Fail(ErrorCode::kBadData, fmt::format("{}: expected an array of token ids, found {}", key, Excerpt(array)));
  std::vector<TokenId> ids;
  ids.reserve(array.size());
  for (const Json& value : array) {
    if (!value.is_number_unsigned() || value.get<uint64_t>() > INT32_MAX)
      return Fail(ErrorCode::kBadData,
                  fmt::format("{}[{}]: expected a token id, found {}", key, ids.size(), Excerpt(value)));
    ids.push_back(ToTokenId(value.get<size_t>()));
  }
  return ids;
}

ParsedLine ParseRequestLine(std::string_view line, size_t line_number, RequestKind kind) {
  Result<Json> object = ParseJson(line);
  if (object && !object->is_object())
    object = Fail(ErrorCode::kBadData, "expected a JSON object, found " + Excerpt(*object));
  if (!object) return {.id = line_number, .has_id = false, .request = tl::unexpected(std::move(object.error()))};
  const auto id = object->find("id");
  if (id == object->end() || id->is_null())
    return {.id = line_number, .has_id = false, .request = ReadRequest(*object, kind)};
  if (!IsId(*id))
    return {.id = line_number,
            .has_id = false,
            .request = Fail(ErrorCode::kBadData, "id: expected a string or a whole number, found " + Excerpt(*id))};
  return {.id = *id, .has_id = true, .request = ReadRequest(*object, kind)};
}

Result<EncodedInput> EncodeInput(const RequestLine& request, const Tokenizer& tokenizer, const PromptOptions& options) {
  EncodedInput encoded;
  if (request.input_ids) {
    encoded.ids = *request.input_ids;
  } else if (request.input) {
    GODEL_TRY(encoded.ids, tokenizer.Encode(*request.input));
  } else if (request.dialog) {
    GODEL_TRY(EncodedDialog dialog, EncodeDialog(*request.dialog, tokenizer, options));
    encoded = {.ids = std::move(dialog.ids), .prompt = std::move(dialog.prompt)};
    encoded.prompt.text.clear();
  }
  return encoded;
}

}  // namespace godel::apps
