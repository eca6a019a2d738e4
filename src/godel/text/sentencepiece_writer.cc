// SPDX-License-Identifier: MIT
// Field numbers are those of sentencepiece_model.proto.
#include "godel/text/sentencepiece_writer.h"

#include <bit>

#include "godel/base/json.h"

namespace godel {
namespace {

void AppendVarint(uint64_t value, std::string* out) {
  for (; value >= 0x80; value >>= 7) out->push_back(static_cast<char>(value | 0x80));
  out->push_back(static_cast<char>(value));
}

// Wire types: 0 a varint, 2 a length and bytes, 5 four bytes.
void AppendNumberField(uint32_t field, uint64_t value, std::string* out) {
  AppendVarint(uint64_t{field} << 3, out);
  AppendVarint(value, out);
}

void AppendBytesField(uint32_t field, std::string_view bytes, std::string* out) {
  AppendVarint(uint64_t{field} << 3 | 2, out);
  AppendVarint(bytes.size(), out);
  out->append(bytes);
}

void AppendFloatField(uint32_t field, float value, std::string* out) {
  AppendVarint(uint64_t{field} << 3 | 5, out);
  const auto bits = std::bit_cast<uint32_t>(value);
  for (size_t i = 0; i < 4; ++i) out->push_back(static_cast<char>(bits >> (8 * i)));
}

std::string ToModelProto(const VocabularyTables& tables) {
  std::string model;
  bool byte_fallback = false;
  for (size_t id = 0; id < tables.pieces.size(); ++id) {
    const int32_t type = tables.types.empty() ? 1 : tables.types[id];
    byte_fallback = byte_fallback || type == 6;
    std::string piece;
    AppendBytesField(1, tables.pieces[id], &piece);
    AppendFloatField(2, tables.scores[id], &piece);
    AppendNumberField(3, static_cast<uint64_t>(type), &piece);
    AppendBytesField(1, piece, &model);
  }
  std::string trainer;
  AppendNumberField(3, 1, &trainer);  // unigram
  AppendNumberField(35, byte_fallback ? 1 : 0, &trainer);
  AppendBytesField(2, trainer, &model);
  std::string normalizer;
  AppendBytesField(2, tables.precompiled_charsmap, &normalizer);
  AppendNumberField(3, tables.add_space_prefix ? 1 : 0, &normalizer);
  AppendNumberField(4, 1, &normalizer);  // remove_extra_whitespaces
  AppendNumberField(5, 1, &normalizer);  // escape_whitespaces
  AppendBytesField(3, normalizer, &model);
  return model;
}

}  // namespace

TokenizerFiles ToTokenizerFiles(const VocabularyTables& tables) {
  // The sentinels are among the pieces: none are to be added behind them.
  Json config = {{"tokenizer_class", "T5Tokenizer"}, {"extra_ids", 0}, {"additional_special_tokens", Json::array()}};
  for (const std::string& piece : tables.pieces)
    if (piece.starts_with("<extra_id_")) config["additional_special_tokens"].push_back(piece);
  if (!tables.add_space_prefix) config["add_prefix_space"] = false;
  if (tables.suffix) config["eos_token"] = tables.pieces[Index(*tables.suffix)];
  if (tables.unknown) config["unk_token"] = tables.pieces[Index(*tables.unknown)];
  return {{"spiece.model", ToModelProto(tables)}, {"tokenizer_config.json", Dump(config, 2) + "\n"}};
}

}  // namespace godel
