// SPDX-License-Identifier: MIT
#include "godel/engine/weight_report.h"

#include <algorithm>
#include <cmath>

#include "godel/generation/argmax.h"
#include "godel/generation/log_softmax.h"

namespace godel {
namespace {

constexpr size_t kReplyIds = 32;
constexpr size_t kComparedIds = 16;  // later ones follow from the first that differs

Result<std::vector<TokenId>> GreedyReply(Engine& engine, const std::vector<TokenId>& input) {
  GenerateRequest request{.input_ids = input, .decoder_input_ids = {}, .params = {}, .on_token = {}};
  request.params.max_new_tokens = kReplyIds;
  GODEL_TRY(GenerateResult result, engine.Generate(request));
  std::vector<TokenId> ids = std::move(result.sequences.front().ids);
  ids.erase(ids.begin());  // the start token
  return ids;
}

double KlDivergence(std::span<const float> exact, std::span<const float> rounded) {
  const double exact_sum = LogSumExp(exact), rounded_sum = LogSumExp(rounded);
  double divergence = 0;
  for (size_t i = 0; i < exact.size(); ++i) {
    const double log_p = exact[i] - exact_sum, log_q = rounded[i] - rounded_sum;
    divergence += std::exp(log_p) * (log_p - log_q);
  }
  return divergence;
}

void CompareReplies(const std::vector<TokenId>& exact, const std::vector<TokenId>& rounded, WeightReport* report) {
  const size_t compared = std::min(exact.size(), kComparedIds);
  size_t same = 0;
  for (size_t i = 0; i < std::min(compared, rounded.size()); ++i)
    if (exact[i] == rounded[i]) ++same;
  report->compared_ids += compared;
  report->same_ids += same;
  report->same_replies += same == compared ? 1 : 0;
}

}  // namespace

Result<WeightReport> CompareWeights(Engine& exact, Engine& rounded, std::span<const std::vector<TokenId>> inputs,
                                    const std::function<bool(size_t)>& on_progress) {
  WeightReport report;
  double divergence = 0;
  for (const std::vector<TokenId>& input : inputs) {
    GODEL_TRY(const std::vector<TokenId> reply, GreedyReply(exact, input));
    GODEL_TRY(const std::vector<TokenId> other, GreedyReply(rounded, input));
    CompareReplies(reply, other, &report);

    const ScoreRequest forced{.input_ids = input, .target_ids = reply};
    std::vector<float> exact_logits;  // [positions, V]
    GODEL_TRY_STATUS(exact.ForEachTargetPosition(forced, [&](size_t, std::span<const float> logits) {
      exact_logits.insert(exact_logits.end(), logits.begin(), logits.end());
    }));
    GODEL_TRY_STATUS(rounded.ForEachTargetPosition(forced, [&](size_t position, std::span<const float> logits) {
      const auto row = std::span(exact_logits).subspan(position * logits.size(), logits.size());
      divergence += KlDivergence(row, logits);
      report.same_best += ArgMax(row) == ArgMax(logits) ? 1 : 0;
      ++report.positions;
    }));
    ++report.inputs;
    if (on_progress && !on_progress(report.inputs)) return Fail(ErrorCode::kResourceExhausted, "stopped");
  }
  report.mean_kl = report.positions > 0 ? divergence / static_cast<double>(report.positions) : 0;
  return report;
}

}  // namespace godel
