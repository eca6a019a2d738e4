// SPDX-License-Identifier: MIT
// Predicted belief states against the corpus' own.
#pragma once
#include <cstddef>

#include "godel/dataset/multiwoz/state.h"

namespace godel::multiwoz {

struct StateTracking {
  size_t turns = 0;
  size_t right_turns = 0;  // no slot missing, none too many, all values right
  size_t right_slots = 0;
  size_t predicted_slots = 0;
  size_t true_slots = 0;

  double JointGoalAccuracy() const;
  double Precision() const;
  double Recall() const;
  double F1() const;
};

enum class BookingSlots { kCompare, kIgnore };  // days, people and the like of bookings, which many systems leave out

// Both states canonical. Values are the same when PartialRatio is above 95; "dontcare" and the like count as no slot.
void Compare(const DialogState& predicted, const DialogState& truth, BookingSlots booking, StateTracking* tracking);

bool IsBookingSlot(std::string_view slot);

}  // namespace godel::multiwoz
