// SPDX-License-Identifier: MIT
// Tokenizer::Load and FromFiles: the tokenizer files of a Hugging Face folder, and which of them wins.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "godel/base/mapped_file.h"
#include "godel/text/json_fields.h"
#include "godel/text/sentencepiece_model.h"
#include "godel/text/tokenizer_files.h"
#include "godel/text/tokenizer_impl.h"
#include "godel/text/tokenizer_json.h"

namespace godel {
namespace {

// What the small files beside the vocabulary say.
struct FolderNotes {
  std::set<std::string> special;  // contents named as eos_token, pad_token, ...
  std::vector<AddedToken> added_tokens;
  bool add_prefix_space = true;
  std::optional<size_t> extra_ids;
  bool is_t5 = true;
};

// The files, and how messages name them.
struct NamedFiles {
  const TokenizerFiles& files;
  std::string_view where;

  std::string Name(std::string_view file) const { return fmt::format("{}{}", where, file); }
  const std::string* Find(std::string_view file) const {
    const auto found = files.find(file);
    return found == files.end() ? nullptr : &found->second;
  }
};

// Not an error when there is no such file: null.
Result<Json> ReadIfThere(const NamedFiles& files, std::string_view name, const TokenizerLimits& limits) {
  const std::string* const text = files.Find(name);
  if (text == nullptr) return Json();
  auto json = ParseJson(*text, {.max_bytes = limits.max_file_bytes});
  if (!json) return Within(files.Name(name), json.error());
  return json;
}

// A token's name in these files is a string or {"content": string, ...}; anything else names nothing.
void AddName(const Json& value, std::set<std::string>* names) {
  const Json* content = value.is_object() ? FindMember(value, "content") : &value;
  if (content != nullptr && content->is_string()) names->insert(content->get<std::string>());
}

void AddSpecialNames(const Json& json, std::set<std::string>* names) {
  constexpr std::array kSingle = {"bos_token", "eos_token", "unk_token", "sep_token",
                                  "pad_token", "cls_token", "mask_token"};
  for (const char* key : kSingle)
    if (const Json* value = FindMember(json, key)) AddName(*value, names);
  for (const char* key : {"additional_special_tokens", "extra_special_tokens"})
    if (const Json* list = FindMember(json, key); list != nullptr && list->is_structured())
      for (const Json& value : *list) AddName(value, names);
}

// added_tokens_decoder of tokenizer_config.json: {"8000": {"content": "EOS", ...}}.
Status ReadAddedTokensDecoder(const Json& config, const TokenizerLimits& limits, FolderNotes* notes) {
  const Json* decoder = FindMember(config, "added_tokens_decoder");
  if (decoder == nullptr || !decoder->is_object()) return {};
  for (const auto& [key, value] : decoder->items()) {
    uint64_t id = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
    if (error != std::errc() || end != key.data() + key.size())
      return Fail(ErrorCode::kBadData, fmt::format("added_tokens_decoder: \"{}\" is no id", key));
    auto checked = TokenIdFromJson(Json(id), limits);
    if (!checked) return Within("added_tokens_decoder", checked.error());
    auto token = AddedTokenFromJson(value, *checked);
    if (!token) return Within(fmt::format("added_tokens_decoder: {}", key), token.error());
    notes->added_tokens.push_back(*std::move(token));
  }
  return {};
}

// added_tokens.json: {"EOS": 8000}. Its tokens have default flags, so tokenizer_config.json goes first.
Status ReadAddedTokensFile(const Json& json, const TokenizerLimits& limits, FolderNotes* notes) {
  if (!json.is_object()) return {};
  std::set<TokenId> known;
  for (const AddedToken& token : notes->added_tokens) known.insert(token.id);
  for (const auto& [content, value] : json.items()) {
    auto id = TokenIdFromJson(value, limits);
    if (!id) return Within(fmt::format("added_tokens.json: \"{}\"", content), id.error());
    if (!known.insert(*id).second) continue;
    const bool special = notes->special.contains(content);
    notes->added_tokens.push_back({.id = *id, .content = content, .normalized = !special, .special = special});
  }
  return {};
}

Result<FolderNotes> ReadNotes(const NamedFiles& files, const TokenizerLimits& limits) {
  FolderNotes notes;
  GODEL_TRY(const Json map, ReadIfThere(files, "special_tokens_map.json", limits));
  GODEL_TRY(const Json config, ReadIfThere(files, "tokenizer_config.json", limits));
  GODEL_TRY(const Json added, ReadIfThere(files, "added_tokens.json", limits));
  AddSpecialNames(map, &notes.special);
  AddSpecialNames(config, &notes.special);
  const auto read_config = [&]() -> Status {
    GODEL_TRY_STATUS(ReadAddedTokensDecoder(config, limits, &notes));
    GODEL_TRY(notes.extra_ids, OptionalMember<size_t>(config, "extra_ids"));
    GODEL_TRY(const auto tokenizer_class, OptionalMember<std::string>(config, "tokenizer_class"));
    notes.is_t5 = !tokenizer_class || tokenizer_class->starts_with("T5Tokenizer");
    // An explicit null is what transformers writes for tokenizers that were converted without a prefix.
    if (config.is_object() && config.contains("add_prefix_space"))
      notes.add_prefix_space = config["add_prefix_space"] == true;
    return {};
  };
  if (const auto status = read_config(); !status) return Within(files.Name("tokenizer_config.json"), status.error());
  GODEL_TRY_STATUS(ReadAddedTokensFile(added, limits, &notes));
  return notes;
}

// T5's 100 sentinels behind the model's pieces, unless the folder says otherwise or uses those ids for other tokens.
size_t SentinelCount(const FolderNotes& notes, size_t model_pieces) {
  if (notes.extra_ids) return *notes.extra_ids;
  constexpr size_t kT5Sentinels = 100;
  const auto in_the_way = [&](const AddedToken& token) {
    return Index(token.id) >= model_pieces && Index(token.id) < model_pieces + kT5Sentinels &&
           !token.content.starts_with("<extra_id_");
  };
  const bool taken = std::any_of(notes.added_tokens.begin(), notes.added_tokens.end(), in_the_way);
  return notes.is_t5 && !taken ? kT5Sentinels : 0;
}

// Tokens that the notes know and tokenizer.json does not, and names that make a token special.
void ApplyNotes(const FolderNotes& notes, TokenizerParts* parts) {
  auto& tokens = parts->added_tokens;
  std::set<std::string> contents;
  for (const AddedToken& token : tokens) contents.insert(token.content);
  for (const AddedToken& token : notes.added_tokens)
    if (contents.insert(token.content).second) tokens.push_back(token);
  for (AddedToken& token : tokens) token.special = token.special || notes.special.contains(token.content);
  for (const std::string& name : notes.special) {
    if (contents.contains(name)) continue;
    if (const auto id = parts->model.IdOf(name))
      tokens.push_back({.id = *id, .content = name, .normalized = false, .special = true});
  }
}

Result<TokenizerParts> ReadSentencePiece(std::string_view bytes, const FolderNotes& notes,
                                         const TokenizerLimits& limits) {
  GODEL_TRY(const SentencePieceModel model, ParseSentencePieceModel(bytes, limits));
  return PartsFromSentencePiece(model,
                                {.sentinels = SentinelCount(notes, model.pieces.size()),
                                 .add_prefix_space = notes.add_prefix_space,
                                 .added_tokens = notes.added_tokens},
                                limits);
}

}  // namespace

Result<TokenizerFiles> ReadTokenizerFiles(const std::filesystem::path& folder, const TokenizerLimits& limits) {
  TokenizerFiles files;
  for (const std::string_view name : kTokenizerFileNames) {
    std::error_code ignored;
    if (!std::filesystem::exists(folder / name, ignored)) continue;
    if (name == "spiece.model" && files.contains("tokenizer.json")) continue;
    GODEL_TRY(files[std::string(name)], ReadTextFile(folder / name, limits.max_file_bytes));
  }
  if (!files.contains("tokenizer.json") && !files.contains("spiece.model"))
    return Fail(ErrorCode::kNotFound,
                fmt::format("{}: neither tokenizer.json nor spiece.model is there; copy one from the model's page",
                            folder.string()));
  return files;
}

Result<Tokenizer> Tokenizer::FromFiles(const TokenizerFiles& contents, std::string_view where,
                                       const TokenizerLimits& limits) {
  const NamedFiles files{contents, where};
  const std::string* const json = files.Find("tokenizer.json");
  const std::string* const model = files.Find("spiece.model");
  if (json == nullptr && model == nullptr)
    return Fail(ErrorCode::kNotFound, files.Name("neither tokenizer.json nor spiece.model is there"));
  const std::string name = files.Name(json != nullptr ? "tokenizer.json" : "spiece.model");
  GODEL_TRY(const FolderNotes notes, ReadNotes(files, limits));
  auto parts = json != nullptr ? ParseTokenizerJson(*json, limits) : ReadSentencePiece(*model, notes, limits);
  if (!parts) return Within(name, parts.error());
  ApplyNotes(notes, &*parts);
  auto tokenizer = Assemble(*std::move(parts), limits);
  if (!tokenizer) return Within(name, tokenizer.error());
  return tokenizer;
}

Result<Tokenizer> Tokenizer::Load(const std::filesystem::path& folder, const TokenizerLimits& limits) {
  GODEL_TRY(const TokenizerFiles files, ReadTokenizerFiles(folder, limits));
  return FromFiles(files, (folder / "").string(), limits);
}

}  // namespace godel
