// SPDX-License-Identifier: MIT
#include "godel/prepare/cleaning/minhash_index.h"

#include <algorithm>
#include <cmath>

#include "godel/dataset/hash_random.h"

namespace godel {

Bands ChooseBands(double threshold, size_t permutations) {
  constexpr double kRecall = 0.98;
  Bands best{.count = permutations, .rows = 1};
  for (size_t rows = 2; rows <= permutations; ++rows) {
    const size_t count = permutations / rows;
    const double one_band = std::pow(threshold, static_cast<double>(rows));
    const double any_band = 1 - std::pow(1 - one_band, static_cast<double>(count));
    if (any_band >= kRecall) best = {.count = count, .rows = rows};
  }
  return best;
}

MinhashIndex::MinhashIndex(const MinhashParams& params)
    : params_(params), bands_(ChooseBands(params.threshold, params.permutations)) {
  constexpr uint64_t kPurpose = 0x6d696e68617368;  // "minhash"
  constexpr size_t kFirstHeads = 1024;
  RandomSequence random(HashOf({kPurpose, params.seed}));
  for (size_t i = 0; i < params.permutations; ++i) {
    factors_.push_back(random.Next() | 1);  // odd, so that x -> a x + b is a permutation of the 64-bit numbers
    offsets_.push_back(random.Next());
  }
  heads_.assign(bands_.count, std::vector<uint32_t>(kFirstHeads, kNone));
  previous_.resize(bands_.count);
}

std::vector<uint32_t> MinhashIndex::Signature(std::span<const uint64_t> shingles) const {
  std::vector<uint32_t> signature(params_.permutations);
  for (size_t i = 0; i < signature.size(); ++i) {
    uint64_t smallest = UINT64_MAX;
    for (const uint64_t shingle : shingles) smallest = std::min(smallest, factors_[i] * shingle + offsets_[i]);
    signature[i] = static_cast<uint32_t>(smallest >> 32);
  }
  return signature;
}

std::span<const uint32_t> MinhashIndex::SignatureOf(uint32_t id) const {
  return std::span(signatures_).subspan(size_t{id} * params_.permutations, params_.permutations);
}

uint64_t MinhashIndex::BandHash(std::span<const uint32_t> signature, size_t band) const {
  uint64_t hash = band;
  for (const uint32_t number : signature.subspan(band * bands_.rows, bands_.rows)) hash = HashOf({hash, number});
  return hash;
}

std::optional<MinhashIndex::Match> MinhashIndex::MostSimilar(std::span<const uint32_t> signature,
                                                             const std::function<bool(uint32_t id)>& allowed) const {
  constexpr size_t kMaxCandidates = 1000;  // a band
  const auto wanted = static_cast<size_t>(std::ceil(params_.threshold * static_cast<double>(params_.permutations)));
  size_t most = 0;
  uint32_t best = kNone;
  for (size_t band = 0; band < bands_.count; ++band) {
    uint32_t id = heads_[band][BandHash(signature, band) & (heads_[band].size() - 1)];
    for (size_t seen = 0; id != kNone && seen < kMaxCandidates; ++seen, id = previous_[band][id]) {
      const std::span<const uint32_t> other = SignatureOf(id);
      size_t equal = 0;
      for (size_t i = 0; i < signature.size(); ++i) equal += signature[i] == other[i] ? 1 : 0;
      if (equal < wanted || equal < most || (equal == most && id >= best) || !allowed(id)) continue;
      most = equal;
      best = id;
    }
  }
  if (best == kNone) return std::nullopt;
  return Match{best, static_cast<double>(most) / static_cast<double>(params_.permutations)};
}

void MinhashIndex::GrowHeads() {
  for (size_t band = 0; band < bands_.count; ++band) {
    std::vector<uint32_t> heads(heads_[band].size() * 2, kNone);
    for (uint32_t id = 0; id < size_; ++id) {
      uint32_t& head = heads[BandHash(SignatureOf(id), band) & (heads.size() - 1)];
      previous_[band][id] = head;
      head = id;
    }
    heads_[band] = std::move(heads);
  }
}

void MinhashIndex::Add(std::span<const uint32_t> signature) {
  if (size_ == heads_.front().size()) GrowHeads();
  const auto id = static_cast<uint32_t>(size_++);
  signatures_.insert(signatures_.end(), signature.begin(), signature.end());
  for (size_t band = 0; band < bands_.count; ++band) {
    uint32_t& head = heads_[band][BandHash(signature, band) & (heads_[band].size() - 1)];
    previous_[band].push_back(head);
    head = id;
  }
}

size_t MinhashIndex::bytes() const {
  return sizeof(uint32_t) * (signatures_.size() + bands_.count * (size_ + heads_.front().size()));
}

}  // namespace godel
