// SPDX-License-Identifier: MIT
#include "godel/serve/body_fields.h"
#include "godel/serve/routes.h"

namespace godel {
namespace {

Result<Json> Tokenize(Call& call) {
  GODEL_TRY(const Json body, ReadBody(call));
  GODEL_TRY(const BodyFields fields, BodyFields::Of(body));
  GODEL_TRY(auto text, fields.Text("text"));
  if (!text) {
    GODEL_TRY(text, fields.Text("inputs"));
  }
  if (!text) return WrongField("text", "a text", "nothing");
  const Tokenizer& tokenizer = call.state.engine.load()->tokenizer();
  GODEL_TRY(const auto ids, tokenizer.Encode(*text));
  Json numbers = Json::array(), pieces = Json::array();
  for (const TokenId id : ids) {
    numbers.push_back(Value(id));
    pieces.push_back(tokenizer.PieceOf(id));
  }
  return Json{{"ids", std::move(numbers)}, {"tokens", std::move(pieces)}, {"count", ids.size()}};
}

Result<std::vector<TokenId>> ReadIds(const Json& value, const std::string& name, size_t vocab_size) {
  if (!value.is_array()) return WrongField(name, "a list of ids", value);
  std::vector<TokenId> ids;
  for (const Json& one : value) {
    const bool fits = one.is_number_integer() && one >= 0 && one < vocab_size;
    if (!fits) return WrongField(name, "ids from 0 to " + std::to_string(vocab_size - 1), one);
    ids.push_back(ToTokenId(one.get<size_t>()));
  }
  return ids;
}

Result<Json> Detokenize(Call& call) {
  GODEL_TRY(const Json body, ReadBody(call));
  GODEL_TRY(const BodyFields fields, BodyFields::Of(body));
  GODEL_TRY(const Json* const value, fields.Need("ids"));
  const Engine& engine = *call.state.engine.load();
  GODEL_TRY(const auto ids, ReadIds(*value, "ids", engine.config().vocab_size));
  return Json{{"text", engine.tokenizer().Decode(ids)}};
}

Result<Json> Score(Call& call) {
  GODEL_TRY(const Json body, ReadBody(call));
  GODEL_TRY(const BodyFields fields, BodyFields::Of(body));
  Engine& engine = *call.state.engine.load();
  ScoreRequest request;
  for (const auto& [name, ids] : {std::pair{"input", &request.input_ids}, std::pair{"target", &request.target_ids}}) {
    GODEL_TRY(const auto text, fields.Text(name));
    if (!text) return WrongField(name, "a text", "nothing");
    GODEL_TRY(*ids, engine.tokenizer().Encode(*text));
    if (ids->size() > call.state.options.prompt.max_tokens)
      return WrongField(name, "at most " + std::to_string(call.state.options.prompt.max_tokens) + " tokens",
                        std::to_string(ids->size()));
  }
  GODEL_TRY(const ScoreResult score, engine.Score(request));
  Json tokens = Json::array();
  for (size_t i = 0; i < score.logprobs.size(); ++i)
    tokens.push_back({{"id", Value(request.target_ids[i])},
                      {"text", engine.tokenizer().PieceOf(request.target_ids[i])},
                      {"logprob", score.logprobs[i]}});
  return Json{{"loss", score.loss}, {"tokens", std::move(tokens)}};
}

void Answer(Call& call, const Result<Json>& result) {
  if (result)
    ReplyJson(call, 200, *result);
  else
    ReplyError(call, result.error());
}

}  // namespace

void AnswerTokenize(Call& call) {
  Answer(call, Tokenize(call));
}
void AnswerDetokenize(Call& call) {
  Answer(call, Detokenize(call));
}
void AnswerScore(Call& call) {
  auto pass = call.state.gate.Enter(1);
  if (!pass) {
    call.state.metrics.CountRefused("queue");
    return ReplyError(
        call, 429,
        {ErrorCode::kResourceExhausted, "as much is being computed as this server takes on; try again soon"});
  }
  Answer(call, Score(call));
}

}  // namespace godel
