// SPDX-License-Identifier: MIT
// Which dialogs go where: by a seeded hash of the dialog, so that the choice is the same on every machine, does not
// depend on what stands around a dialog, and never tears one apart.
#pragma once
#include <cstddef>
#include <cstdint>
#include <set>

#include "godel/dataset/example.h"

namespace godel {

// The same for examples of one dialog, and in practice only for those. An example without a dialog is its own, and
// equal ones stay together.
uint64_t DialogHash(const Example& example);

// Whether the example's dialog is one of the share that is held back: `fraction` in [0, 1] of all dialogs on average.
// With a larger fraction more dialogs are held back, and none fewer.
bool IsHeldBack(const Example& example, double fraction, uint64_t seed);

// The `dialogs` dialogs whose seeded hashes are the smallest: first all examples are shown, then each is asked about.
// A choice of more dialogs contains that of fewer. For one thread at a time while adding. Memory: a number for each of
// the dialogs that are chosen, however many are shown.
class DialogSample {
 public:
  DialogSample(size_t dialogs, uint64_t seed) : limit_(dialogs), seed_(seed) {}
  void Add(const Example& example);
  bool Contains(const Example& example) const;
  // Dialogs that are chosen so far; below the number wanted there were no more.
  size_t size() const { return hashes_.size(); }

 private:
  uint64_t SeededHash(const Example& example) const;

  size_t limit_;
  uint64_t seed_;
  std::set<uint64_t> hashes_;
};

}  // namespace godel
