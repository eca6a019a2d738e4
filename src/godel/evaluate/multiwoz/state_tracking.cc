// SPDX-License-Identifier: MIT
#include "godel/evaluate/multiwoz/state_tracking.h"

#include <string>
#include <utility>

#include "godel/dataset/multiwoz/fuzzy_match.h"
#include "godel/dataset/multiwoz/slot_values.h"

namespace godel::multiwoz {
namespace {

using FlatState = std::map<std::pair<std::string_view, std::string_view>, std::string_view>;

FlatState Flatten(const DialogState& state, BookingSlots booking) {
  FlatState flat;
  for (const auto& [domain, values] : state) {
    for (const auto& [slot, value] : values) {
      if (AsksForNothing(value) || (booking == BookingSlots::kIgnore && IsBookingSlot(slot))) continue;
      flat[{domain, slot}] = value;
    }
  }
  return flat;
}

double Share(size_t part, size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

bool IsBookingSlot(std::string_view slot) {
  return slot.starts_with("book");
}

double StateTracking::JointGoalAccuracy() const {
  return Share(right_turns, turns);
}
double StateTracking::Precision() const {
  return Share(right_slots, predicted_slots);
}
double StateTracking::Recall() const {
  return Share(right_slots, true_slots);
}
double StateTracking::F1() const {
  return Share(2 * right_slots, predicted_slots + true_slots);
}

void Compare(const DialogState& predicted, const DialogState& truth, BookingSlots booking, StateTracking* tracking) {
  constexpr int kSame = 95;
  const FlatState guessed = Flatten(predicted, booking);
  const FlatState wanted = Flatten(truth, booking);
  size_t right = 0;
  for (const auto& [slot, value] : guessed) {
    const auto found = wanted.find(slot);
    if (found != wanted.end() && (found->second == value || PartialRatio(found->second, value) > kSame)) ++right;
  }
  ++tracking->turns;
  tracking->right_turns += static_cast<size_t>(right == guessed.size() && right == wanted.size());
  tracking->right_slots += right;
  tracking->predicted_slots += guessed.size();
  tracking->true_slots += wanted.size();
}

}  // namespace godel::multiwoz
