// SPDX-License-Identifier: MIT
// Tokenised data is kept in a folder under a name that says what it was made from, and made only once.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/token_shard.h"
#include "godel/dataset/tokenize_examples.h"
#include "godel/text/tokenizer.h"

namespace godel {

// A hash of all that was added, in that order. Two keys that are equal by chance are about as likely as one bit error
// in 2^64; it is no protection against somebody who wants them to be.
class ShardKey {
 public:
  void Add(uint64_t number);
  void Add(std::string_view text);
  // Absolute path, size and time of last change, not the content. Error: kNotFound, kIo.
  Status AddFile(const std::filesystem::path& path);
  // All that decides which ids a text gets: pieces, scores, kinds and normalisation, and the ids of a sample text.
  Status AddTokenizer(const Tokenizer& tokenizer);
  void AddOptions(const TokenizeOptions& options);

  uint64_t value() const { return state_; }

 private:
  uint64_t state_ = 0;
};

// Fills the shard and gives the note to keep with it.
using MakeShard = std::function<Result<std::string>(TokenShardWriter* out)>;

struct CachedShard {
  TokenShard shard;
  bool was_made = false;  // false: it lay there
};

// Opens "<cache_folder>/<key in hex>.ids" when it is whole, of this key and this vocabulary; else lets `make` write it,
// creating the folder. Several processes may do so at once: each writes its own file, and one of them stays.
// Error: what `make` says; kIo.
Result<CachedShard> OpenOrMakeShard(const std::filesystem::path& cache_folder, const ShardKey& key, size_t vocab_size,
                                    const MakeShard& make);

struct TokenizedExamples {
  TokenShard shard;
  TokenizeCounts counts;
  bool was_made = false;
};

struct ExamplesToRead {
  NextExample next;
  std::shared_ptr<const BadRows> bad_rows = {};  // of their files, counted while they are read; null: nobody counts
};

// OpenOrMakeShard for the examples of `files`. `reading` names in what way `next` reads them (a split, a converter), so
// that another way has another key; `open` is called only when the shard must be made.
Result<TokenizedExamples> OpenOrTokenize(const std::filesystem::path& cache_folder,
                                         const std::vector<std::filesystem::path>& files, std::string_view reading,
                                         const Tokenizer& tokenizer, const TokenizeOptions& options,
                                         const std::function<Result<ExamplesToRead>()>& open,
                                         ThreadPool* pool = nullptr);

}  // namespace godel
