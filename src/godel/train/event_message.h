// SPDX-License-Identifier: MIT
// TensorBoard's Event messages, written by hand in protobuf's wire format: three kinds of the many are all that a
// training run needs. Field numbers are those of TensorBoard's event.proto, summary.proto, tensor.proto and
// tensor_shape.proto.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace godel::train {

struct Scalar {
  std::string tag;  // "train/loss": TensorBoard groups by what stands before the slash
  double value = 0;
};

struct EventTime {
  double wall_time = 0;  // seconds since 1970
  int64_t step = 0;
};

// The first record of every file; readers refuse other versions.
std::string VersionEvent(double wall_time);

// Any number of scalars of one step. The format keeps f32.
std::string ScalarsEvent(const EventTime& time, std::span<const Scalar> scalars);

// A text for TensorBoard's text page, which shows it as Markdown.
std::string TextEvent(const EventTime& time, std::string_view tag, std::string_view text);

}  // namespace godel::train
