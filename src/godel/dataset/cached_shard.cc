// SPDX-License-Identifier: MIT
#include "godel/dataset/cached_shard.h"

#include <fmt/format.h>

#include <bit>
#include <system_error>
#include <utility>

#include "godel/dataset/hash_random.h"
#include "godel/dataset/token_shard_layout.h"
#include "godel/text/vocabulary_tables.h"

namespace godel {
namespace {

// Raised when tokenising or the note beside the ids changes in a way that options and tokenizer do not show, so that
// old caches are not used.
constexpr uint64_t kTokenizeVersion = 2;

// What tables do not tell: added tokens and how white space is treated around them.
constexpr std::string_view kSampleText =
    " Instruction: \xC3\x84 [CONTEXT] a  b EOS c\t<extra_id_0> d</s> [KNOWLEDGE] \xEF\xBC\xA1\xE2\x80\xA6 =>  ";

Result<TokenShard> OpenFitting(const std::filesystem::path& path, uint64_t key, size_t vocab_size) {
  GODEL_TRY(TokenShard shard, TokenShard::Open(path));
  if (shard.key() != key || shard.vocab_size() != vocab_size)
    return Fail(ErrorCode::kBadData, fmt::format("{}: made from something else", path.string()));
  return shard;
}

}  // namespace

void ShardKey::Add(uint64_t number) {
  state_ = HashOf({state_, number});
}

void ShardKey::Add(std::string_view text) {
  Add(text.size());
  for (size_t i = 0; i < text.size(); i += 8) {
    uint64_t word = 0;
    for (size_t j = i; j < text.size() && j < i + 8; ++j)
      word |= uint64_t{static_cast<unsigned char>(text[j])} << (8 * (j - i));
    Add(word);
  }
}

Status ShardKey::AddFile(const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  const auto changed = error ? std::filesystem::file_time_type{} : std::filesystem::last_write_time(path, error);
  if (error) {
    const bool is_missing = error == std::errc::no_such_file_or_directory;
    return Fail(is_missing ? ErrorCode::kNotFound : ErrorCode::kIo,
                fmt::format("{}: {}", path.string(), error.message()));
  }
  const auto absolute = std::filesystem::absolute(path, error);
  Add((error ? path : absolute).lexically_normal().string());
  Add(uint64_t{size});
  Add(static_cast<uint64_t>(changed.time_since_epoch().count()));
  return {};
}

Status ShardKey::AddTokenizer(const Tokenizer& tokenizer) {
  const VocabularyTables tables = tokenizer.Tables(tokenizer.vocab_size());
  Add(tokenizer.Description());
  for (const std::string& piece : tables.pieces) Add(piece);
  for (const float score : tables.scores) Add(uint64_t{std::bit_cast<uint32_t>(score)});
  for (const int32_t type : tables.types) Add(static_cast<uint64_t>(type));
  Add(tables.precompiled_charsmap);
  Add(uint64_t{tables.add_space_prefix});
  GODEL_TRY(const std::vector<TokenId> sample, tokenizer.Encode(kSampleText));
  for (const TokenId id : sample) Add(static_cast<uint64_t>(Value(id)));
  return {};
}

void ShardKey::AddOptions(const TokenizeOptions& options) {
  for (const uint64_t field : {uint64_t{kShardVersion}, kTokenizeVersion, static_cast<uint64_t>(options.format),
                               uint64_t{options.max_source_length}, uint64_t{options.max_target_length}})
    Add(field);
}

Result<CachedShard> OpenOrMakeShard(const std::filesystem::path& cache_folder, const ShardKey& key, size_t vocab_size,
                                    const MakeShard& make) {
  const std::filesystem::path path = cache_folder / fmt::format("{:016x}.ids", key.value());
  auto found = OpenFitting(path, key.value(), vocab_size);
  if (found) return CachedShard{std::move(*found), /*was_made=*/false};
  std::error_code error;
  std::filesystem::create_directories(cache_folder, error);
  if (error)
    return Fail(ErrorCode::kIo, fmt::format("cannot create the folder {}: {}", cache_folder.string(), error.message()));
  GODEL_TRY(TokenShardWriter writer, TokenShardWriter::Create(path, key.value(), vocab_size));
  GODEL_TRY(const std::string note, make(&writer));
  GODEL_TRY_STATUS(writer.Commit(note));
  GODEL_TRY(TokenShard shard, OpenFitting(path, key.value(), vocab_size));
  return CachedShard{std::move(shard), /*was_made=*/true};
}

Result<TokenizedExamples> OpenOrTokenize(const std::filesystem::path& cache_folder,
                                         const std::vector<std::filesystem::path>& files, std::string_view reading,
                                         const Tokenizer& tokenizer, const TokenizeOptions& options,
                                         const std::function<Result<ExamplesToRead>()>& open, ThreadPool* pool) {
  ShardKey key;
  key.Add(reading);
  key.AddOptions(options);
  GODEL_TRY_STATUS(key.AddTokenizer(tokenizer));
  for (const std::filesystem::path& file : files) GODEL_TRY_STATUS(key.AddFile(file));
  const MakeShard make = [&](TokenShardWriter* out) -> Result<std::string> {
    GODEL_TRY(const ExamplesToRead examples, open());
    GODEL_TRY(TokenizeCounts counts, TokenizeExamples(examples.next, tokenizer, options, out, pool));
    if (examples.bad_rows) Count(*examples.bad_rows, &counts);
    return ToJson(counts);
  };
  GODEL_TRY(CachedShard cached, OpenOrMakeShard(cache_folder, key, tokenizer.vocab_size(), make));
  GODEL_TRY(TokenizeCounts counts, ParseTokenizeCounts(cached.shard.note()));
  return TokenizedExamples{std::move(cached.shard), std::move(counts), cached.was_made};
}

}  // namespace godel
