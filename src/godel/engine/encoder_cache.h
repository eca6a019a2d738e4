// SPDX-License-Identifier: MIT
// What the decoder reads of recent inputs, by their exact ids: asking again (another reply, other settings, several
// replies at once) costs no second encoding.
#pragma once
#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <vector>

#include "godel/base/token_id.h"
#include "godel/model/cross_kv.h"

namespace godel {

struct EncoderCacheCounts {
  size_t hits = 0;
  size_t misses = 0;
};

// The least recently used goes first. For one thread.
class EncoderCache {
 public:
  explicit EncoderCache(size_t max_bytes) : max_bytes_(max_bytes) {}

  // Null when it is not there. Counts as a use.
  std::shared_ptr<const CrossKv> Find(const std::vector<TokenId>& input);

  // Keeps it if it fits at all. Those who hold an entry that goes keep it alive.
  void Insert(const std::vector<TokenId>& input, std::shared_ptr<const CrossKv> cross);

  const EncoderCacheCounts& counts() const { return counts_; }
  size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    std::vector<TokenId> input;
    std::shared_ptr<const CrossKv> cross;
  };
  void DropLast();

  size_t max_bytes_;
  size_t bytes_ = 0;
  std::list<Entry> entries_;  // latest used first
  std::map<std::vector<TokenId>, std::list<Entry>::iterator> by_input_;
  EncoderCacheCounts counts_;
};

}  // namespace godel
