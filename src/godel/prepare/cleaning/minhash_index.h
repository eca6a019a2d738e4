// SPDX-License-Identifier: MIT
// Sets that resemble each other, found without comparing all pairs: MinHash signatures (Broder 1997) in bands
// (Indyk and Motwani 1998; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4).
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace godel {

struct MinhashParams {
  double threshold = 0.8;     // of the Jaccard similarity, in (0, 1]
  size_t permutations = 128;  // numbers in a signature, 4 bytes each; a similarity s is estimated to about
                              // sqrt(s (1 - s) / permutations)
  uint64_t seed = 1;
};

// How a signature is cut: sets that share all numbers of one band are compared.
struct Bands {
  size_t count = 0;
  size_t rows = 0;  // numbers in each
};
// As many rows as leave at least a chance of 98 % that two sets of just the threshold share a band: the more rows, the
// fewer other pairs are compared.
Bands ChooseBands(double threshold, size_t permutations);

// The numbers' places are the same on every machine, so the same sets give the same answers. For one thread at a time.
// Memory: for each set that was added 4 bytes a permutation, and 8 to 12 a band.
class MinhashIndex {
 public:
  explicit MinhashIndex(const MinhashParams& params);

  // `shingles` is not empty. Cost: a multiplication for each shingle and permutation.
  std::vector<uint32_t> Signature(std::span<const uint64_t> shingles) const;

  struct Match {
    uint32_t id = 0;        // how many sets had been added before it
    double similarity = 0;  // the estimate
  };
  // Of the sets that share a band, are allowed and are at least as similar as the threshold: the most similar one, the
  // oldest of several. Looks at no more than the 1000 latest sets of a band, which bounds the time where thousands of
  // sets share a band and are yet below the threshold.
  std::optional<Match> MostSimilar(std::span<const uint32_t> signature,
                                   const std::function<bool(uint32_t id)>& allowed) const;

  void Add(std::span<const uint32_t> signature);
  size_t size() const { return size_; }
  size_t bytes() const;  // that the signatures and bands take
  Bands bands() const { return bands_; }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  std::span<const uint32_t> SignatureOf(uint32_t id) const;
  uint64_t BandHash(std::span<const uint32_t> signature, size_t band) const;
  void GrowHeads();

  MinhashParams params_;
  Bands bands_;
  std::vector<uint64_t> factors_, offsets_;  // of the permutations
  size_t size_ = 0;
  std::vector<uint32_t> signatures_;             // [size, permutations]
  std::vector<std::vector<uint32_t>> heads_;     // by band and the low bits of the band's hash: the latest set
  std::vector<std::vector<uint32_t>> previous_;  // by band and set: the one before it under the same head
};

}  // namespace godel
