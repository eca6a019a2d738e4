// SPDX-License-Identifier: MIT
#include "godel/dialog/dialog_session.h"

#include <chrono>
#include <utility>

#include "godel/base/json.h"
#include "godel/base/utf8.h"
#include "godel/dialog/encoded_dialog.h"
#include "godel/dialog/streamed_reply.h"

namespace godel {
namespace {

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\n\v\f\r") == std::string_view::npos;
}

}  // namespace

SamplingParams ModelCardParams(SamplingParams defaults) {
  defaults.do_sample = true;
  defaults.top_p = 0.9;
  defaults.min_length = 8;
  defaults.max_length = 128;
  return defaults;
}

DialogSession::DialogSession(Engine& engine, SamplingParams params, PromptOptions prompt_options)
    : engine_(&engine), params_(std::move(params)), prompt_options_(prompt_options) {}

Result<Reply> DialogSession::Respond(std::string_view user_turn, const OnText& on_text) {
  if (IsBlank(user_turn)) return Fail(ErrorCode::kInvalidArgument, "the turn is empty: there is nothing to answer");
  turns_.push_back({Speaker::kUser, ReplaceInvalidUtf8(user_turn)});
  Result<Reply> reply = Generate(on_text);
  if (!reply) {
    turns_.pop_back();
    return reply;
  }
  turns_.push_back({Speaker::kModel, reply->text});
  return reply;
}

Result<Reply> DialogSession::Retry(const OnText& on_text) {
  if (turns_.empty()) return Fail(ErrorCode::kInvalidArgument, "there is no turn yet to answer again");
  Turn replaced = std::move(turns_.back());  // turns come in pairs, so this is the model's
  turns_.pop_back();
  Result<Reply> reply = Generate(on_text);
  turns_.push_back(reply ? Turn{Speaker::kModel, reply->text} : std::move(replaced));
  return reply;
}

bool DialogSession::Undo() {
  if (turns_.empty()) return false;
  turns_.erase(turns_.end() - 2, turns_.end());
  return true;
}

void DialogSession::Reset() {
  turns_.clear();
  replies_ = 0;
}

Json DialogSession::ToJson() const {
  Json turns = Json::array();
  for (const Turn& turn : turns_)
    turns.push_back({{"speaker", turn.speaker == Speaker::kUser ? "user" : "model"}, {"text", turn.text}});
  return {{"instruction", instruction_}, {"knowledge", knowledge_}, {"turns", std::move(turns)}};
}

Result<Reply> DialogSession::Generate(const OnText& on_text) {
  const auto start = std::chrono::steady_clock::now();
  DialogPrompt prompt{.instruction = instruction_, .context = {}, .knowledge = ReplaceInvalidUtf8(knowledge_)};
  for (const Turn& turn : turns_) {
    // A reply without text would read as two separators in a row, which no training example has.
    if (!turn.text.empty()) prompt.context.push_back(turn.text);
  }
  const Tokenizer& tokenizer = engine_->tokenizer();
  GODEL_TRY(EncodedDialog encoded, EncodeDialog(prompt, tokenizer, prompt_options_));

  GenerateRequest request;
  request.input_ids = std::move(encoded.ids);
  request.params = params_;
  request.params.num_return_sequences = 1;  // a conversation has one next turn
  request.params.ids_of_callers_end = EndWordIds(tokenizer);
  if (params_.seed) request.params.seed = *params_.seed + replies_;

  StreamedReply streamed(tokenizer);
  bool stopped_by_caller = false;
  request.on_token = [&](const NewToken& token) {
    const std::string part = streamed.Append(token.id);
    stopped_by_caller = on_text && !on_text(part);
    return !stopped_by_caller && !streamed.ended();
  };
  GODEL_TRY(GenerateResult result, engine_->Generate(request));
  if (result.sequences.empty()) return Fail(ErrorCode::kBadData, "the engine gave no reply");
  ++replies_;

  const GeneratedSequence& sequence = result.sequences.front();
  // A reply that the caller stopped is what was shown of it.
  EndedReply ended = stopped_by_caller ? EndedReply{streamed.shown(), sequence.finish_reason} : streamed.End(sequence);
  Reply reply{.text = std::move(ended.text),
              .input_tokens = result.input_tokens,
              .new_tokens = result.new_tokens,
              .dropped_turns = encoded.prompt.dropped_turns,
              .dropped_knowledge_bytes = encoded.prompt.dropped_knowledge_bytes,
              .dropped_turn_bytes = encoded.prompt.dropped_turn_bytes,
              .seconds = 0,
              .encoder_cache_hit = result.encoder_cache_hit,
              .draft = result.draft,
              .finish_reason = ended.finish_reason};
  // What was held back, or all of it where the engine does not stream (beams).
  if (on_text && reply.text.size() > streamed.shown().size())
    on_text(std::string_view(reply.text).substr(streamed.shown().size()));
  reply.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return reply;
}

}  // namespace godel
