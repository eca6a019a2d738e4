// SPDX-License-Identifier: MIT
#include "godel/train/event_message.h"

#include <bit>
#include <cmath>
#include <limits>

#include "godel/base/utf8.h"

namespace godel::train {
namespace {

// A protobuf message that grows field by field. Wire types: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes.
class Message {
 public:
  void Varint(uint32_t field, uint64_t value) {
    Tag(field, 0);
    AppendVarint(value);
  }
  void Double(uint32_t field, double value) {
    Tag(field, 1);
    AppendFixed(std::bit_cast<uint64_t>(value), 8);
  }
  void Float(uint32_t field, float value) {
    Tag(field, 5);
    AppendFixed(std::bit_cast<uint32_t>(value), 4);
  }
  void Bytes(uint32_t field, std::string_view bytes) {
    Tag(field, 2);
    AppendVarint(bytes.size());
    bytes_.append(bytes);
  }
  void Nested(uint32_t field, const Message& message) { Bytes(field, message.bytes_); }
  // A protobuf string must be UTF-8, or readers drop the whole file.
  void Text(uint32_t field, std::string_view text) { Bytes(field, ReplaceInvalidUtf8(text)); }

  std::string Take() && { return std::move(bytes_); }

 private:
  void Tag(uint32_t field, uint32_t wire_type) { AppendVarint(uint64_t{field} << 3 | wire_type); }
  void AppendVarint(uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<char>((value & 0x7f) | 0x80));
    bytes_.push_back(static_cast<char>(value));
  }
  void AppendFixed(uint64_t value, size_t width) {
    for (size_t i = 0; i < width; ++i) bytes_.push_back(static_cast<char>((value >> (8 * i)) & 0xff));
  }

  std::string bytes_;
};

// A value beyond f32 would be undefined to convert.
float ToF32(double value) {
  using F32 = std::numeric_limits<float>;
  if (std::abs(value) > F32::max()) return value > 0 ? F32::infinity() : -F32::infinity();
  return static_cast<float>(value);
}

// Event: 1 wall_time, 2 step, 5 summary.
std::string SummaryEvent(const EventTime& time, const Message& summary) {
  Message event;
  event.Double(1, time.wall_time);
  event.Varint(2, static_cast<uint64_t>(time.step));
  event.Nested(5, summary);
  return std::move(event).Take();
}

// SummaryMetadata: 1 plugin_data {1 plugin_name}, 4 data_class.
Message TextMetadata() {
  constexpr uint64_t kDataClassTensor = 2;
  Message plugin;
  plugin.Text(1, "text");
  Message metadata;
  metadata.Nested(1, plugin);
  metadata.Varint(4, kDataClassTensor);
  return metadata;
}

// TensorProto: 1 dtype, 2 tensor_shape, 8 string_val. A shape without dimensions is a scalar.
Message TextTensor(std::string_view text) {
  constexpr uint64_t kDtString = 7;
  Message tensor;
  tensor.Varint(1, kDtString);
  tensor.Nested(2, Message());
  tensor.Text(8, text);
  return tensor;
}

}  // namespace

std::string VersionEvent(double wall_time) {
  Message event;
  event.Double(1, wall_time);
  event.Text(3, "brain.Event:2");
  return std::move(event).Take();
}

// Summary: 1 value, repeated. Summary.Value: 1 tag, 2 simple_value, 8 tensor, 9 metadata.
std::string ScalarsEvent(const EventTime& time, std::span<const Scalar> scalars) {
  Message summary;
  for (const Scalar& scalar : scalars) {
    Message value;
    value.Text(1, scalar.tag);
    value.Float(2, ToF32(scalar.value));
    summary.Nested(1, value);
  }
  return SummaryEvent(time, summary);
}

std::string TextEvent(const EventTime& time, std::string_view tag, std::string_view text) {
  Message value;
  value.Text(1, tag);
  value.Nested(8, TextTensor(text));
  value.Nested(9, TextMetadata());
  Message summary;
  summary.Nested(1, value);
  return SummaryEvent(time, summary);
}

}  // namespace godel::train
