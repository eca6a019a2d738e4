// SPDX-License-Identifier: MIT
// spiece.model: a serialised sentencepiece ModelProto.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/text/tokenizer_impl.h"

namespace godel {

// The numbers of ModelProto.SentencePiece.Type.
enum class PieceType { kNormal = 1, kUnknown = 2, kControl = 3, kUserDefined = 4, kUnused = 5, kByte = 6 };

struct SentencePieceModel {
  struct Piece {
    std::string_view text;
    float score = 0;
    PieceType type = PieceType::kNormal;
  };
  std::vector<Piece> pieces;
  std::string_view precompiled_charsmap;
  bool byte_fallback = false;
  bool add_dummy_prefix = true;
};

// Views into `bytes`. Error: kUnsupported for models that are not Unigram or treat white space in another way than T5.
Result<SentencePieceModel> ParseSentencePieceModel(std::string_view bytes, const TokenizerLimits& limits);

// What the files beside spiece.model say.
struct SentencePieceOptions {
  size_t sentinels = 0;                  // <extra_id_0>, ... as pieces behind the model's own, the highest number first
  bool add_prefix_space = true;          // tokenizer_config.json
  std::vector<AddedToken> added_tokens;  // they replace those that the model itself implies
};

// The tokenizer that transformers builds from the model. With a prefix space that is T5's: text is cut at white space
// and each word gets the mark. Without one, only the spaces inside a text are marks, and runs of them are one.
Result<TokenizerParts> PartsFromSentencePiece(const SentencePieceModel& model, const SentencePieceOptions& options,
                                              const TokenizerLimits& limits);

}  // namespace godel
