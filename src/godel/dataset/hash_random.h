// SPDX-License-Identifier: MIT
// Hashes and random numbers that are the same on every machine and with every standard library, so that a seed names
// one order of the data for good. (std::shuffle and the standard's distributions differ between libraries.)
#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>

namespace godel {

// One number for several, every bit of each of which counts: a round of SplitMix64's output function (Steele, Lea,
// Flood 2014) a field. The golden-ratio step keeps small neighbouring values, and zero, apart before the mixing.
constexpr uint64_t HashOf(std::initializer_list<uint64_t> fields) {
  uint64_t state = 0x8c8f9d5b3a6e1f27U;
  for (const uint64_t field : fields) {
    state ^= field + 0x9e3779b97f4a7c15U + (state << 6) + (state >> 2);
    state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9U;
    state = (state ^ (state >> 27)) * 0x94d049bb133111ebU;
    state ^= state >> 31;
  }
  return state;
}

// What a draw is for goes into its hash, so that two that share a seed and an epoch do not go together.
enum class DrawPurpose : uint64_t { kPassPhase = 1, kPairOrder, kBatchOrder, kOnlyPair, kSpans };

// A sequence of random numbers, a function of `key` alone.
class RandomSequence {
 public:
  explicit constexpr RandomSequence(uint64_t key) : state_(key) {}

  constexpr uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15U;
    uint64_t bits = state_;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9U;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebU;
    return bits ^ (bits >> 31);
  }

  // Uniform in [0, bound), bound > 0, without bias: Lemire's multiplication, which throws the few draws away that would
  // fall on some values once more than on others.
  constexpr uint32_t Below(uint32_t bound) {
    uint64_t product = (Next() >> 32) * bound;
    if (static_cast<uint32_t>(product) < bound) {
      const uint32_t uneven = (0U - bound) % bound;
      while (static_cast<uint32_t>(product) < uneven) product = (Next() >> 32) * bound;
    }
    return static_cast<uint32_t>(product >> 32);
  }

 private:
  uint64_t state_;
};

// Fisher and Yates' shuffle. items.size() < 2^32.
template <class T>
constexpr void Shuffle(std::span<T> items, RandomSequence random) {
  for (size_t left = items.size(); left > 1; --left)
    std::swap(items[left - 1], items[random.Below(static_cast<uint32_t>(left))]);
}

}  // namespace godel
