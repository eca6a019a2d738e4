// SPDX-License-Identifier: MIT
#include "godel/text/sentencepiece_model.h"

#include <fmt/format.h>

#include "godel/text/protobuf_wire.h"

namespace godel {
namespace {

// Calls visit(field) with each field of a message; visit returns Status.
template <class Visit>
Status ForEachField(std::string_view message, const Visit& visit) {
  WireReader reader(message);
  while (true) {
    GODEL_TRY(const auto field, reader.Next());
    if (!field) return {};
    GODEL_TRY_STATUS(visit(*field));
  }
}

Status Expect(const WireField& field, WireType type, std::string_view name) {
  if (field.type == type) return {};
  return Fail(ErrorCode::kBadData,
              fmt::format("{}: wire type {}, expected {}", name, static_cast<int>(field.type), static_cast<int>(type)));
}

// Field numbers below are those of sentencepiece_model.proto.

Result<SentencePieceModel::Piece> ParsePiece(std::string_view message) {
  SentencePieceModel::Piece piece;
  const auto visit = [&](const WireField& field) -> Status {
    if (field.number == 1) {
      GODEL_TRY_STATUS(Expect(field, WireType::kBytes, "piece"));
      piece.text = field.bytes;
    } else if (field.number == 2) {
      GODEL_TRY_STATUS(Expect(field, WireType::kFixed32, "score"));
      piece.score = AsFloat(field);
    } else if (field.number == 3) {
      GODEL_TRY_STATUS(Expect(field, WireType::kVarint, "type"));
      if (field.value < 1 || field.value > 6)
        return Fail(ErrorCode::kBadData, fmt::format("type {}; expected 1 to 6", field.value));
      piece.type = static_cast<PieceType>(field.value);
    }
    return {};
  };
  GODEL_TRY_STATUS(ForEachField(message, visit));
  return piece;
}

Status ParseTrainerSpec(std::string_view message, SentencePieceModel* model) {
  return ForEachField(message, [&](const WireField& field) -> Status {
    constexpr uint64_t kUnigram = 1;
    if (field.number == 3 && field.value != kUnigram)
      return Fail(ErrorCode::kUnsupported, fmt::format("model type {}; only unigram (1) is implemented, this is {}",
                                                       field.value, field.value == 2 ? "BPE" : "another"));
    if (field.number == 24 && field.value != 0)
      return Fail(ErrorCode::kUnsupported, "treat_whitespace_as_suffix is set; T5's models mark words in front");
    if (field.number == 35) model->byte_fallback = field.value != 0;
    return {};
  });
}

Status ParseNormalizerSpec(std::string_view message, SentencePieceModel* model) {
  return ForEachField(message, [&](const WireField& field) -> Status {
    if (field.number == 2) {
      GODEL_TRY_STATUS(Expect(field, WireType::kBytes, "precompiled_charsmap"));
      model->precompiled_charsmap = field.bytes;
    }
    if (field.number == 3) model->add_dummy_prefix = field.value != 0;
    if (field.number == 4 && field.value == 0)
      return Fail(ErrorCode::kUnsupported, "remove_extra_whitespaces is off; T5's models have it on");
    if (field.number == 5 && field.value == 0)
      return Fail(ErrorCode::kUnsupported, "escape_whitespaces is off; T5's models have it on");
    return {};
  });
}

}  // namespace

Result<SentencePieceModel> ParseSentencePieceModel(std::string_view bytes, const TokenizerLimits& limits) {
  if (bytes.size() > limits.max_file_bytes)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("{} bytes; at most {} are read", bytes.size(), limits.max_file_bytes));
  SentencePieceModel model;
  const auto visit = [&](const WireField& field) -> Status {
    if (field.number > 3) return {};
    GODEL_TRY_STATUS(Expect(field, WireType::kBytes, "a part of the model"));
    if (field.number == 2) return ParseTrainerSpec(field.bytes, &model);
    if (field.number == 3) return ParseNormalizerSpec(field.bytes, &model);
    if (model.pieces.size() == limits.max_vocabulary)
      return Fail(ErrorCode::kResourceExhausted, fmt::format("more than {} pieces", limits.max_vocabulary));
    auto piece = ParsePiece(field.bytes);
    if (!piece) return Within(fmt::format("piece {}", model.pieces.size()), piece.error());
    model.pieces.push_back(*piece);
    return {};
  };
  GODEL_TRY_STATUS(ForEachField(bytes, visit));
  if (model.pieces.empty()) return Fail(ErrorCode::kBadData, "no pieces; is this a sentencepiece model?");
  return model;
}

}  // namespace godel
