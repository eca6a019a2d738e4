// SPDX-License-Identifier: MIT
#include "godel/engine/encoder_cache.h"

namespace godel {
namespace {

size_t BytesOf(const std::vector<TokenId>& input, const CrossKv& cross) {
  return cross.bytes() + 2 * input.size() * sizeof(TokenId);  // the key stands in both the list and the map
}

}  // namespace

std::shared_ptr<const CrossKv> EncoderCache::Find(const std::vector<TokenId>& input) {
  const auto found = by_input_.find(input);
  if (found == by_input_.end()) {
    ++counts_.misses;
    return nullptr;
  }
  ++counts_.hits;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->cross;
}

void EncoderCache::Insert(const std::vector<TokenId>& input, std::shared_ptr<const CrossKv> cross) {
  const size_t bytes = BytesOf(input, *cross);
  if (bytes > max_bytes_ || by_input_.contains(input)) return;
  while (bytes_ + bytes > max_bytes_) DropLast();
  entries_.push_front({input, std::move(cross)});
  by_input_.emplace(input, entries_.begin());
  bytes_ += bytes;
}

void EncoderCache::DropLast() {
  const Entry& last = entries_.back();
  bytes_ -= BytesOf(last.input, *last.cross);
  by_input_.erase(last.input);
  entries_.pop_back();
}

}  // namespace godel
