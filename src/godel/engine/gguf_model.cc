// SPDX-License-Identifier: MIT
#include "godel/engine/gguf_model.h"

#include <fmt/format.h>

#include <algorithm>

#include "godel/base/json.h"
#include "godel/model/gguf_config.h"
#include "godel/model/gguf_names.h"
#include "godel/text/tokenizer_files.h"
#include "godel/text/vocabulary_tables.h"

namespace godel {
namespace {

namespace fs = std::filesystem;

// Before a copy is made of it.
Status CheckSize(std::string_view key, size_t bytes) {
  constexpr size_t kMaxBytes = TokenizerLimits{}.max_file_bytes;
  if (bytes <= kMaxBytes) return {};
  return Fail(ErrorCode::kResourceExhausted, fmt::format("{}: {} bytes; at most {} are read", key, bytes, kMaxBytes));
}

bool IsBinary(std::string_view file_name) {
  return file_name == "spiece.model";
}

Result<std::optional<TokenId>> OptionalId(const GgufMetadata& metadata, std::string_view key, size_t vocabulary) {
  GODEL_TRY(const auto id, OptionalValue<size_t>(metadata, key));
  if (!id) return std::optional<TokenId>();
  if (*id >= vocabulary)
    return Fail(ErrorCode::kBadData, fmt::format("{}: expected an id below {}, found {}", key, vocabulary, *id));
  return std::optional(ToTokenId(*id));
}

Status CheckTokenizerKind(const GgufMetadata& metadata) {
  GODEL_TRY(const auto kind, OptionalValue<std::string_view>(metadata, "tokenizer.ggml.model"));
  if (kind && *kind != "t5")
    return Fail(ErrorCode::kUnsupported,
                fmt::format("tokenizer.ggml.model: expected \"t5\", found {}", Excerpt(Json(std::string(*kind)))));
  GODEL_TRY(const auto collapses, OptionalValue<bool>(metadata, "tokenizer.ggml.remove_extra_whitespaces"));
  if (collapses == false)
    return Fail(ErrorCode::kUnsupported, "tokenizer.ggml.remove_extra_whitespaces is off; T5's tokenizers have it on");
  return {};
}

// llama.cpp's keys. `pieces`: the value of tokenizer.ggml.tokens.
Result<VocabularyTables> ReadTables(const GgufMetadata& metadata, const std::vector<std::string_view>& pieces) {
  GODEL_TRY_STATUS(CheckTokenizerKind(metadata));
  size_t bytes = 0;
  for (const std::string_view piece : pieces) bytes += piece.size();
  GODEL_TRY_STATUS(CheckSize("tokenizer.ggml.tokens", bytes));
  VocabularyTables tables;
  tables.pieces.assign(pieces.begin(), pieces.end());
  GODEL_TRY(auto scores, OptionalArray<float>(metadata, "tokenizer.ggml.scores"));
  GODEL_TRY(const auto types, OptionalArray<int64_t>(metadata, "tokenizer.ggml.token_type"));
  GODEL_TRY(const auto charsmap, OptionalBytes(metadata, "tokenizer.ggml.precompiled_charsmap"));
  GODEL_TRY(const auto prefix, OptionalValue<bool>(metadata, "tokenizer.ggml.add_space_prefix"));
  GODEL_TRY(tables.unknown, OptionalId(metadata, "tokenizer.ggml.unknown_token_id", pieces.size()));
  GODEL_TRY(tables.suffix, OptionalId(metadata, "tokenizer.ggml.eos_token_id", pieces.size()));
  GODEL_TRY(const auto add_eos, OptionalValue<bool>(metadata, "tokenizer.ggml.add_eos_token"));
  GODEL_TRY_STATUS(CheckSize("tokenizer.ggml.precompiled_charsmap", charsmap.value_or("").size()));
  tables.scores = std::move(scores).value_or(std::vector<float>());
  if (types)
    for (const int64_t type : *types) tables.types.push_back(static_cast<int32_t>(std::clamp<int64_t>(type, -1, 99)));
  tables.precompiled_charsmap = charsmap.value_or("");
  tables.add_space_prefix = prefix.value_or(true);
  // The ids that llama.cpp falls back to.
  if (!tables.unknown && pieces.size() > Index(kUnkId)) tables.unknown = kUnkId;
  if (!tables.suffix && pieces.size() > Index(kEosId)) tables.suffix = kEosId;
  if (!add_eos.value_or(true)) tables.suffix.reset();
  return tables;
}

Result<Tokenizer> TokenizerBeside(const fs::path& path) {
  auto tokenizer = Tokenizer::Load(path.parent_path().empty() ? fs::path(".") : path.parent_path());
  if (!tokenizer && tokenizer.error().code == ErrorCode::kNotFound)
    return Fail(ErrorCode::kBadData,
                fmt::format("{}: no tokenizer in it (tokenizer.ggml.tokens) nor beside it; put the model's "
                            "tokenizer.json into its folder",
                            path.string()));
  return tokenizer;
}

// A file in candle's dialect says nothing about itself; the config.json that was downloaded with it does.
Result<T5Config> ReadConfig(const GgufFile& file, const fs::path& path) {
  const fs::path beside = path.parent_path() / "config.json";
  std::error_code ignored;
  if (!file.metadata.contains("general.architecture") && fs::exists(beside, ignored)) return LoadT5Config(beside);
  auto config = T5ConfigFromGguf(file.metadata, file.checkpoint);
  if (!config) return Within(path.string(), config.error());
  return config;
}

Result<SamplingParams> ReadParams(const GgufMetadata& metadata, const T5Config& config) {
  Json json = Json::object();
  GODEL_TRY(const auto text, OptionalValue<std::string_view>(metadata, kGenerationConfigKey));
  if (text) {
    GODEL_TRY(json, ParseJson(*text, {.max_bytes = size_t{16} << 20}));
  }
  return DefaultParams(json, config);
}

}  // namespace

bool IsModelFile(const fs::path& model) {
  std::error_code ignored;
  return fs::is_regular_file(model, ignored);
}

std::string EmbeddedKey(std::string_view file_name) {
  std::string key = fmt::format("godel.{}", file_name);
  std::replace(key.begin() + 6, key.end(), '.', '_');
  return key;
}

Result<TokenizerFiles> EmbeddedTokenizerFiles(const GgufMetadata& metadata) {
  TokenizerFiles files;
  for (const std::string_view name : kTokenizerFileNames) {
    const std::string key = EmbeddedKey(name);
    GODEL_TRY(const auto content,
              IsBinary(name) ? OptionalBytes(metadata, key) : OptionalValue<std::string_view>(metadata, key));
    if (!content) continue;
    GODEL_TRY_STATUS(CheckSize(key, content->size()));
    files.emplace(name, *content);
  }
  return files;
}

Result<Tokenizer> TokenizerFromGguf(const GgufMetadata& metadata, const fs::path& path) {
  const std::string where = path.string() + ": ";
  const auto embedded = EmbeddedTokenizerFiles(metadata);
  if (!embedded) return Within(path.string(), embedded.error());
  if (embedded->contains("tokenizer.json") || embedded->contains("spiece.model"))
    return Tokenizer::FromFiles(*embedded, where);
  const auto pieces = OptionalArray<std::string_view>(metadata, "tokenizer.ggml.tokens");
  if (!pieces) return Within(path.string(), pieces.error());
  if (!*pieces) return TokenizerBeside(path);
  const auto tables = ReadTables(metadata, **pieces);
  if (!tables) return Within(path.string(), tables.error());
  auto tokenizer = Tokenizer::FromTables(*tables);
  if (!tokenizer) return Within(where + "tokenizer.ggml", tokenizer.error());
  return tokenizer;
}

Result<ModelSource> ReadGgufModel(GgufFile file, const fs::path& path) {
  auto renamed = WithHuggingFaceNames(std::move(file.checkpoint));
  if (!renamed) return Within(path.string(), renamed.error());
  file.checkpoint = *std::move(renamed);
  GODEL_TRY(T5Config config, ReadConfig(file, path));
  auto params = ReadParams(file.metadata, config);
  if (!params) return Within(fmt::format("{}: {}", path.string(), kGenerationConfigKey), params.error());
  GODEL_TRY(Tokenizer tokenizer, TokenizerFromGguf(file.metadata, path));
  ModelSource source{{std::move(config), std::move(tokenizer), *std::move(params)}, std::move(file.checkpoint)};
  if (const Status fits = CheckVocabulary(source.parts); !fits) return Within(path.string(), fits.error());
  return source;
}

}  // namespace godel
