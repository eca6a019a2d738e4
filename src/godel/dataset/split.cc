// SPDX-License-Identifier: MIT
#include "godel/dataset/split.h"

#include <iterator>
#include <string_view>

#include "godel/dataset/example_json.h"
#include "godel/dataset/hash_random.h"

namespace godel {
namespace {

// One seed must not make the few dialogs of a sample those that are held back.
constexpr uint64_t kForSplit = 0x73706c6974;
constexpr uint64_t kForSample = 0x73616d706c65;

// FNV-1a with 64 bits (Fowler, Noll, Vo).
uint64_t HashOfText(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325U;
  for (const char sign : text) hash = (hash ^ static_cast<unsigned char>(sign)) * 0x100000001b3U;
  return hash;
}

}  // namespace

uint64_t DialogHash(const Example& example) {
  return HashOfText(example.dialog.empty() ? ExampleRow(example) : example.dialog);
}

bool IsHeldBack(const Example& example, double fraction, uint64_t seed) {
  constexpr int kFractionBits = 53;  // of a double
  const uint64_t hash = HashOf({kForSplit, seed, DialogHash(example)});
  const double place =
      static_cast<double>(hash >> (64 - kFractionBits)) / static_cast<double>(uint64_t{1} << kFractionBits);
  return place < fraction;
}

uint64_t DialogSample::SeededHash(const Example& example) const {
  return HashOf({kForSample, seed_, DialogHash(example)});
}

void DialogSample::Add(const Example& example) {
  hashes_.insert(SeededHash(example));
  if (hashes_.size() > limit_) hashes_.erase(std::prev(hashes_.end()));
}

bool DialogSample::Contains(const Example& example) const {
  return hashes_.contains(SeededHash(example));
}

}  // namespace godel
