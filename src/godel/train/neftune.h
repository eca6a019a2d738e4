// SPDX-License-Identifier: MIT
// NEFTune (Jain et al. 2023, arXiv 2310.05914; transformers' neftune_noise_alpha): while a model is fine-tuned, its
// embeddings get noise, which keeps it from learning few examples by heart.
#pragma once
#include <cstdint>
#include <vector>

#include "godel/train/torch.h"

namespace godel::train {

// Of the rows of sequences, [R, width] in f32 on the CPU: uniform within alpha / sqrt(L width), L the sequence's length
// (transformers' is the longest of the batch, with which it pads). The same key gives the same noise.
at::Tensor NeftuneNoise(const std::vector<size_t>& offsets, int64_t width, double alpha, uint64_t key);

}  // namespace godel::train
