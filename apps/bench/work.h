// SPDX-License-Identifier: MIT
// What a case asks of the machine, counted from the model's shape: the numbers that measured times are divided into.
#pragma once
#include "bench/case.h"

namespace godel::apps {

// Products count as two operations; norms, activations and softmax, a percent of the whole, as none.
double EncodeFlop(const T5Config& config, CrossAttentionForm cross_attention, const BenchCase& bench_case);

// Bytes that a step in the middle of the reply reads: the packed weights once, however many rows there are, and of
// every row its keys and values and what cross-attention keeps of its input.
double StepBytes(const Engine& engine, const BenchCase& bench_case, const BenchSearch& search);

}  // namespace godel::apps
