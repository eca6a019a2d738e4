// SPDX-License-Identifier: MIT
// The Unigram language model over pieces: the most probable way to cut a text.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/base/token_id.h"
#include "godel/text/piece_trie.h"
#include "godel/text/tokenizer.h"

namespace godel {

struct ScoredPiece {
  std::string_view text;
  double score;  // log probability
};

class Unigram {
 public:
  struct Options {
    std::optional<size_t> unk_id;
    bool byte_fallback = false;  // unknown text becomes "<0xE2>", ... when the vocabulary has all of its bytes
  };
  // Piece i gets the id i; of equal pieces the last one is found in texts. Copies what it keeps.
  static Result<Unigram> Build(std::span<const ScoredPiece> pieces, const Options& options,
                               const TokenizerLimits& limits);

  // Memory that Encode reuses from piece to piece.
  struct Scratch;

  // Appends the ids of the best path through `text` (valid UTF-8, not empty). Scores are summed in double precision,
  // as the reference does: ordinary words have ties that single precision resolves otherwise.
  // Error: kUnsupported for text without pieces when there is no unk_id.
  Status Encode(std::string_view text, Scratch* scratch, std::vector<TokenId>* ids) const;

  size_t size() const { return scores_.size(); }
  std::optional<TokenId> IdOf(std::string_view piece) const;
  std::string_view PieceOf(TokenId id) const;  // `id` must be below size()
  double ScoreOf(TokenId id) const { return scores_[Index(id)]; }
  std::optional<TokenId> unk_id() const { return unk_id_; }

 private:
  void FindBestPath(std::string_view text, Scratch* scratch) const;
  Status EmitUnknown(std::string_view text, std::vector<TokenId>* ids) const;

  std::string texts_;                // all pieces, one behind the other
  std::vector<size_t> text_begins_;  // [size + 1]
  std::vector<double> scores_;       // [size]
  PieceTrie trie_;
  double unk_score_ = 0;
  std::optional<TokenId> unk_id_;
  bool byte_fallback_ = false;
};

struct Unigram::Scratch {
  // The best way to reach a byte offset of the text.
  struct Arrival {
    double score = 0;
    int32_t piece = 0;
    uint32_t bytes = 0;  // of the piece; 0: not reached yet
  };
  std::vector<Arrival> arrivals;
  std::vector<Arrival> path;
};

}  // namespace godel
