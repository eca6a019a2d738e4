// SPDX-License-Identifier: MIT
// Arguments that are one of a few words. Each word is written once, here; flags, files, help and messages read it.
#pragma once
#include <array>
#include <string_view>

namespace godel::train {

// The shapes of transformers' get_scheduler.
enum class LrSchedulerType { kLinear, kCosine, kConstant, kConstantWithWarmup, kInverseSqrt, kPolynomial };
enum class OptimizerType { kAdamW, kAdafactor };
// When something is done that can be done every few steps or at the end of each epoch.
enum class IntervalStrategy { kNo, kSteps, kEpoch };
// Of checkpoints: the same, or whenever an evaluation is the best so far.
enum class SaveStrategy { kNo, kSteps, kEpoch, kBest };
enum class ReportTo { kNone, kTensorboard };
enum class ObjectiveType { kDialog, kSpanCorruption };

template <class E>
struct Choice {
  E value;
  std::string_view name;
};

constexpr std::array<Choice<LrSchedulerType>, 6> ChoicesOf(LrSchedulerType) {
  return {{{LrSchedulerType::kLinear, "linear"},
           {LrSchedulerType::kCosine, "cosine"},
           {LrSchedulerType::kConstant, "constant"},
           {LrSchedulerType::kConstantWithWarmup, "constant_with_warmup"},
           {LrSchedulerType::kInverseSqrt, "inverse_sqrt"},
           {LrSchedulerType::kPolynomial, "polynomial"}}};
}

constexpr std::array<Choice<OptimizerType>, 2> ChoicesOf(OptimizerType) {
  return {{{OptimizerType::kAdamW, "adamw_torch"}, {OptimizerType::kAdafactor, "adafactor"}}};
}

constexpr std::array<Choice<IntervalStrategy>, 3> ChoicesOf(IntervalStrategy) {
  return {{{IntervalStrategy::kNo, "no"}, {IntervalStrategy::kSteps, "steps"}, {IntervalStrategy::kEpoch, "epoch"}}};
}

constexpr std::array<Choice<SaveStrategy>, 4> ChoicesOf(SaveStrategy) {
  return {{{SaveStrategy::kNo, "no"},
           {SaveStrategy::kSteps, "steps"},
           {SaveStrategy::kEpoch, "epoch"},
           {SaveStrategy::kBest, "best"}}};
}

constexpr std::array<Choice<ReportTo>, 2> ChoicesOf(ReportTo) {
  return {{{ReportTo::kNone, "none"}, {ReportTo::kTensorboard, "tensorboard"}}};
}

constexpr std::array<Choice<ObjectiveType>, 2> ChoicesOf(ObjectiveType) {
  return {{{ObjectiveType::kDialog, "dialog"}, {ObjectiveType::kSpanCorruption, "span_corruption"}}};
}

template <class E>
constexpr std::string_view NameOf(E value) {
  for (const auto& choice : ChoicesOf(value)) {
    if (choice.value == value) return choice.name;
  }
  return "";
}

}  // namespace godel::train
