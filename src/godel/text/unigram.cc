// SPDX-License-Identifier: MIT
#include "godel/text/unigram.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "godel/base/utf8.h"
#include "godel/text/unicode_classes.h"

namespace godel {
namespace {

// How much worse than the worst piece an unknown character is (kUnkPenalty in sentencepiece).
constexpr double kUnknownPenalty = 10.0;
constexpr int32_t kUnknown = -1;

}  // namespace

Result<Unigram> Unigram::Build(std::span<const ScoredPiece> pieces, const Options& options,
                               const TokenizerLimits& limits) {
  if (pieces.size() > limits.max_vocabulary)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("vocabulary of {} pieces; at most {} are read", pieces.size(), limits.max_vocabulary));
  if (pieces.empty()) return Fail(ErrorCode::kBadData, "the vocabulary is empty");
  if (options.unk_id && *options.unk_id >= pieces.size())
    return Fail(ErrorCode::kBadData,
                fmt::format("unk_id {}: the vocabulary has only {} pieces", *options.unk_id, pieces.size()));
  Unigram model;
  std::vector<std::string_view> keys;
  keys.reserve(pieces.size());
  double min_score = std::numeric_limits<double>::infinity();
  size_t total_bytes = 0;
  for (size_t id = 0; id < pieces.size(); ++id) {
    const auto& [text, score] = pieces[id];
    if (text.size() > limits.max_piece_bytes)
      return Fail(ErrorCode::kResourceExhausted,
                  fmt::format("piece {} has {} bytes; at most {} are read", id, text.size(), limits.max_piece_bytes));
    if (FirstInvalidUtf8(text)) return Fail(ErrorCode::kBadData, fmt::format("piece {} is not UTF-8", id));
    if (!std::isfinite(score))
      return Fail(ErrorCode::kBadData, fmt::format("piece {}: its score is {}; expected a finite number", id, score));
    min_score = std::min(min_score, score);
    total_bytes += text.size();
    keys.push_back(text);
  }
  if (total_bytes > limits.max_file_bytes)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("pieces of {} bytes in all; at most {} are read", total_bytes, limits.max_file_bytes));
  model.texts_.reserve(total_bytes);
  model.text_begins_.reserve(pieces.size() + 1);
  model.scores_.reserve(pieces.size());
  for (const auto& [text, score] : pieces) {
    model.text_begins_.push_back(model.texts_.size());
    model.texts_.append(text);
    model.scores_.push_back(score);
  }
  model.text_begins_.push_back(model.texts_.size());
  model.trie_ = PieceTrie(keys);
  model.unk_score_ = min_score - kUnknownPenalty;
  if (options.unk_id) model.unk_id_ = ToTokenId(*options.unk_id);
  model.byte_fallback_ = options.byte_fallback;
  return model;
}

std::optional<TokenId> Unigram::IdOf(std::string_view piece) const {
  const auto id = trie_.Find(piece);
  if (!id) return std::nullopt;
  return ToTokenId(*id);
}

std::string_view Unigram::PieceOf(TokenId id) const {
  const size_t i = Index(id);
  return std::string_view(texts_).substr(text_begins_[i], text_begins_[i + 1] - text_begins_[i]);
}

// Viterbi, forwards over the characters: each piece that starts here offers itself at its end, and takes over only
// when it is strictly better.
void Unigram::FindBestPath(std::string_view text, Scratch* scratch) const {
  auto& arrivals = scratch->arrivals;
  arrivals.assign(text.size() + 1, {});
  const auto offer = [&](size_t end, size_t bytes, double score, int32_t piece) {
    Scratch::Arrival& arrival = arrivals[end];
    if (arrival.bytes == 0 || score > arrival.score) arrival = {score, piece, static_cast<uint32_t>(bytes)};
  };
  for (size_t begin = 0; begin < text.size();) {
    const double here = arrivals[begin].score;
    const size_t character_bytes = CodePointAt(text, begin).bytes;
    bool has_single_character = false;
    PieceTrie::Node node = trie_.Root();
    for (size_t end = begin; end < text.size();) {
      node = trie_.Child(node, static_cast<unsigned char>(text[end]));
      if (node == PieceTrie::kNone) break;
      ++end;
      const int32_t piece = trie_.NumberAt(node);
      if (piece < 0) continue;
      offer(end, end - begin, scores_[static_cast<size_t>(piece)] + here, piece);
      if (end - begin == character_bytes) has_single_character = true;
    }
    if (!has_single_character) offer(begin + character_bytes, character_bytes, unk_score_ + here, kUnknown);
    begin += character_bytes;
  }
}

Status Unigram::EmitUnknown(std::string_view text, std::vector<TokenId>* ids) const {
  // A run of unknown characters may be a piece after all, one whose score is worse than that of the run.
  if (const auto id = IdOf(text)) {
    ids->push_back(*id);
    return {};
  }
  if (byte_fallback_) {
    const size_t before = ids->size();
    for (const char byte : text) {
      const auto id = IdOf(fmt::format("<0x{:02X}>", static_cast<unsigned char>(byte)));
      if (!id) break;
      ids->push_back(*id);
    }
    if (ids->size() - before == text.size()) return {};
    ids->resize(before);
  }
  if (!unk_id_)
    return Fail(ErrorCode::kUnsupported,
                fmt::format("no piece for \"{}\", and the tokenizer names no unk_id", text.substr(0, 40)));
  ids->push_back(*unk_id_);
  return {};
}

Status Unigram::Encode(std::string_view text, Scratch* scratch, std::vector<TokenId>* ids) const {
  FindBestPath(text, scratch);
  auto& path = scratch->path;
  path.clear();
  for (size_t end = text.size(); end > 0; end -= path.back().bytes) path.push_back(scratch->arrivals[end]);
  size_t at = 0;
  // The unknown piece itself, spelled out in the text, joins the run of unknown characters around it.
  const auto is_unknown = [&](const Scratch::Arrival& arrival) {
    return arrival.piece == kUnknown || (unk_id_ && arrival.piece == Value(*unk_id_));
  };
  for (auto step = path.rbegin(); step != path.rend();) {
    if (!is_unknown(*step)) {
      ids->push_back(static_cast<TokenId>(step->piece));
      at += step->bytes;
      ++step;
      continue;
    }
    const size_t begin = at;
    // Without an unk_id there are no runs: every character stands for itself.
    do at += (step++)->bytes;
    while (unk_id_ && step != path.rend() && is_unknown(*step));
    GODEL_TRY_STATUS(EmitUnknown(text.substr(begin, at - begin), ids));
  }
  return {};
}

}  // namespace godel
