// SPDX-License-Identifier: MIT
// Plain text as ids, without </s> and without a target: what span corruption learns from.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "godel/base/result.h"
#include "godel/base/token_id.h"
#include "godel/dataset/token_shard.h"
#include "godel/text/tokenizer.h"

namespace godel {

// Safe to call from many threads.
class TokenDocuments {
 public:
  virtual ~TokenDocuments() = default;
  virtual size_t size() const = 0;
  virtual size_t LengthOf(size_t i) const = 0;
  // Puts ids [begin, end) of document `i` behind `out`.
  virtual void AppendTo(size_t i, size_t begin, size_t end, std::vector<TokenId>* out) const = 0;
};

// The inputs of shards' pairs; targets are not looked at.
class ShardDocuments : public TokenDocuments {
 public:
  explicit ShardDocuments(std::vector<TokenShard> shards) : pairs_(std::move(shards)) {}

  size_t size() const override { return pairs_.size(); }
  size_t LengthOf(size_t i) const override { return pairs_.LengthsOf(i).input; }
  void AppendTo(size_t i, size_t begin, size_t end, std::vector<TokenId>* out) const override {
    pairs_.AppendInput(i, begin, end, out);
  }

 private:
  ShardSource pairs_;
};

class MemoryDocuments : public TokenDocuments {
 public:
  explicit MemoryDocuments(std::vector<std::vector<TokenId>> documents) : documents_(std::move(documents)) {}

  size_t size() const override { return documents_.size(); }
  size_t LengthOf(size_t i) const override { return documents_[i].size(); }
  void AppendTo(size_t i, size_t begin, size_t end, std::vector<TokenId>* out) const override;

 private:
  std::vector<std::vector<TokenId>> documents_;
};

// One at a time; nullopt at the end.
using NextText = std::function<Result<std::optional<std::string>>()>;

struct DocumentCounts {
  size_t texts = 0;
  size_t skipped_texts = 0;  // without an id, or not UTF-8
  size_t ids = 0;
};

// The texts' ids as inputs with empty targets, in their order; `out` is not committed yet. Error: what `next` says,
// kIo; what the tokenizer cannot do with any text.
Result<DocumentCounts> TokenizeDocuments(const NextText& next, const Tokenizer& tokenizer, TokenShardWriter* out);

}  // namespace godel
