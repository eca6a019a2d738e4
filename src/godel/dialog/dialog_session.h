// SPDX-License-Identifier: MIT
// A conversation: history, knowledge and instruction -> prompt -> engine -> streamed reply.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"
#include "godel/engine/engine.h"
#include "godel/prompt/prompt.h"

namespace godel {

enum class Speaker { kUser, kModel };

struct Turn {
  Speaker speaker;
  std::string text;
};

// What GODEL's model card samples with: top_p 0.9, do_sample, min_length 8, max_length 128, over `defaults` of the
// checkpoint (Engine::default_params).
SamplingParams ModelCardParams(SamplingParams defaults);

struct Reply {
  std::string text;
  size_t input_tokens = 0;
  size_t new_tokens = 0;
  size_t dropped_turns = 0;
  size_t dropped_knowledge_bytes = 0;
  size_t dropped_turn_bytes = 0;  // from the start of the user's turn
  double seconds = 0;
  bool encoder_cache_hit = false;  // the input had been encoded before
  DraftCounts draft;
  FinishReason finish_reason = FinishReason::kEos;
};

// Called with each new id and the text that it made certain, often none; false stops the reply, which is kept as far as
// it went. The parts together are Reply::text: nothing is shown and then taken back.
using OnText = std::function<bool(std::string_view)>;

// For one thread at a time. The engine must outlive it.
class DialogSession {
 public:
  explicit DialogSession(Engine& engine, SamplingParams params, PromptOptions prompt_options = {});

  // Adds the user's turn and the model's reply to the history. On error the history is as it was before. Invalid UTF-8
  // is replaced. Error: kInvalidArgument for a turn of white space; what BuildPrompt and the engine say.
  Result<Reply> Respond(std::string_view user_turn, const OnText& on_text = {});
  // Another reply to the last user turn, in place of the one it has, with the next seed (without sampling it will be
  // the same). Error: kInvalidArgument when there is no turn.
  Result<Reply> Retry(const OnText& on_text = {});
  bool Undo();   // removes the last user turn and its reply; false when there is none
  void Reset();  // forgets the turns and starts the seeds again; knowledge, instruction and parameters stay

  const std::vector<Turn>& turns() const { return turns_; }
  std::string& knowledge() { return knowledge_; }
  std::string& instruction() {
    return instruction_;
  }  // a name or free text; empty: chosen by whether there is knowledge
  SamplingParams& params() { return params_; }
  PromptOptions& prompt_options() { return prompt_options_; }

  // {"instruction", "knowledge", "turns": [{"speaker": "user"|"model", "text"}]}
  Json ToJson() const;

 private:
  // A reply to turns_, whose last is the user's; does not change them.
  Result<Reply> Generate(const OnText& on_text);

  Engine* engine_;
  SamplingParams params_;
  PromptOptions prompt_options_;
  std::vector<Turn> turns_;
  std::string knowledge_;
  std::string instruction_;
  size_t replies_ = 0;  // generated so far; moves the seed on, so that a retry differs
};

}  // namespace godel
