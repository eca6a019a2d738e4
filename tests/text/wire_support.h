// SPDX-License-Identifier: MIT
// Writes small sentencepiece models, for tests.
#pragma once
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace godel::testing {

inline std::string Varint(uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
  return out;
}

inline std::string NumberField(uint32_t field, uint64_t value) {
  return Varint(field << 3) + Varint(value);
}

inline std::string BytesField(uint32_t field, std::string_view bytes) {
  return Varint(field << 3 | 2) + Varint(bytes.size()) + std::string(bytes);
}

inline std::string PieceField(std::string_view text, float score, uint64_t type) {
  std::string piece = BytesField(1, text) + Varint(2 << 3 | 5);
  const auto bits = std::bit_cast<uint32_t>(score);
  for (int shift = 0; shift < 32; shift += 8) piece.push_back(static_cast<char>(bits >> shift));
  return BytesField(1, piece + NumberField(3, type));
}

struct SmallSentencePieceOptions {
  uint64_t model_type = 1;
  uint64_t unknown_type = 2;
  std::string extra_piece = "ab";
  float extra_score = -4;
  uint64_t extra_type = 1;
  bool add_dummy_prefix = true;
};

// <pad> 0, </s> 1, <unk> 2, the mark 3, a 4, b 5, the extra piece 6, [M] 7 (user-defined); no charsmap.
inline std::string SmallSentencePiece(const SmallSentencePieceOptions& options) {
  return PieceField("<pad>", 0, 3) + PieceField("</s>", 0, 3) + PieceField("<unk>", 0, options.unknown_type) +
         PieceField("\u2581", -2, 1) + PieceField("a", -3, 1) + PieceField("b", -3, 1) +
         PieceField(options.extra_piece, options.extra_score, options.extra_type) + PieceField("[M]", 0, 4) +
         BytesField(2, NumberField(3, options.model_type)) +
         BytesField(3, NumberField(3, options.add_dummy_prefix ? 1 : 0));
}

}  // namespace godel::testing
