// SPDX-License-Identifier: MIT
#include "godel/evaluate/generation_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "godel/dialog/encoded_dialog.h"

namespace godel {
namespace {

// Requests handed over at once: enough to keep batches full, few enough that their ids and results need little room.
constexpr size_t kWindow = 1024;

// Longest first, so that inputs that are encoded together are of similar length.
std::vector<size_t> LongestFirst(std::span<const std::vector<TokenId>> inputs) {
  std::vector<size_t> order(inputs.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return inputs[a].size() > inputs[b].size(); });
  return order;
}

}  // namespace

Result<std::vector<TokenId>> EncodeExample(const Example& example, const Tokenizer& tokenizer,
                                           const PromptOptions& options) {
  DialogPrompt prompt{.instruction = example.instruction, .context = example.context, .knowledge = example.knowledge};
  if (prompt.context.empty()) prompt.context.emplace_back();
  GODEL_TRY(EncodedDialog encoded, EncodeDialog(prompt, tokenizer, options));
  return std::move(encoded.ids);
}

Result<std::vector<GeneratedReply>> GenerateReplies(Engine& engine, std::span<const std::vector<TokenId>> inputs,
                                                    const SamplingParams& params, const OnReply& on_reply,
                                                    std::span<const std::optional<GeneratedReply>> known) {
  std::vector<GeneratedReply> replies(inputs.size());
  std::optional<Error> error;
  size_t failed = inputs.size();  // the first input that failed
  std::vector<size_t> order = LongestFirst(inputs);
  std::erase_if(order, [&](size_t i) { return i < known.size() && known[i].has_value(); });
  for (size_t i = 0; i < std::min(known.size(), inputs.size()); ++i) {
    if (known[i]) replies[i] = *known[i];
  }
  for (size_t begin = 0; begin < order.size() && !error; begin += kWindow) {
    const auto window = std::span(order).subspan(begin, std::min(kWindow, order.size() - begin));
    std::vector<GenerateRequest> requests;
    for (const size_t i : window) {
      GenerateRequest& request = requests.emplace_back();
      request.input_ids = inputs[i];
      request.params = params;
      if (params.seed) request.params.seed = *params.seed + i;
    }
    engine.Generate(requests, [&](size_t r, Result<GenerateResult> result) {
      const size_t i = window[r];
      if (!result) {
        if (i < failed) error = std::move(result.error());
        failed = std::min(failed, i);
        return;
      }
      replies[i] = {.text = CleanReply(result->sequences.front().text), .new_tokens = result->new_tokens};
      if (on_reply) on_reply(i, replies[i]);
    });
  }
  if (error) return Within(fmt::format("input {}", failed), std::move(*error));
  return replies;
}

}  // namespace godel
