// SPDX-License-Identifier: MIT
// What narrows the tokens to draw from. Each equals the transformers warper of its name; `min_keep` is that library's
// min_tokens_to_keep: so many of the best always stay.
#pragma once
#include <cstddef>
#include <functional>
#include <vector>

#include "godel/generation/candidates.h"
#include "godel/generation/sampling_params.h"

namespace godel {

void WarpTemperature(double temperature, Candidates* candidates);
// All that are as good as the k-th best, so more than k where there are ties.
void WarpTopK(size_t k, Candidates* candidates);
// The best ones that together reach the probability p.
void WarpTopP(double p, size_t min_keep, Candidates* candidates);
// Those at least min_p times as likely as the best.
void WarpMinP(double min_p, size_t min_keep, Candidates* candidates);
// Those whose surprise is nearest to the expected one (Meister et al. 2022), up to the probability p.
void WarpTypical(double p, size_t min_keep, Candidates* candidates);
// Those at least as likely as `cutoff`.
void WarpEpsilon(double cutoff, size_t min_keep, Candidates* candidates);
// Epsilon with a limit that falls where the distribution is flat (Hewitt et al. 2022).
void WarpEta(double cutoff, size_t min_keep, Candidates* candidates);
void NormalizeCandidates(Candidates* candidates);

using Warper = std::function<void(Candidates*)>;

// The warpers that `params` turns on, in transformers' order.
std::vector<Warper> MakeWarpers(const SamplingParams& params, size_t min_keep);

}  // namespace godel
