// SPDX-License-Identifier: MIT
// A line of `godel generate`'s and `godel score`'s input: parsed here without a model, turned into ids with one.
// The contract: docs/commands.md.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/result.h"
#include "godel/base/token_id.h"
#include "godel/prompt/prompt.h"
#include "godel/text/tokenizer.h"

namespace godel::apps {

enum class RequestKind { kGenerate, kScore };

// Exactly one of input, input_ids and dialog is set; for kScore exactly one of target and target_ids.
struct RequestLine {
  std::optional<std::string> input;
  std::optional<std::vector<TokenId>> input_ids;
  std::optional<DialogPrompt> dialog;
  std::vector<TokenId> decoder_input_ids;
  Json parameters = Json::object();
  std::optional<std::string> target;
  std::optional<std::vector<TokenId>> target_ids;
};

struct ParsedLine {
  Json id;  // the line's own, or its number (from 0), also when the rest is wrong
  bool has_id = false;
  Result<RequestLine> request;
};

ParsedLine ParseRequestLine(std::string_view line, size_t line_number, RequestKind kind);

// Token ids from a JSON array. Error: kBadData, naming `key`.
Result<std::vector<TokenId>> ParseIds(const Json& array, std::string_view key);

struct EncodedInput {
  std::vector<TokenId> ids;
  BuiltPrompt prompt;  // what was dropped, for a dialog; without its text
};

Result<EncodedInput> EncodeInput(const RequestLine& request, const Tokenizer& tokenizer, const PromptOptions& options);

}  // namespace godel::apps
