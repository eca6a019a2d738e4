// SPDX-License-Identifier: MIT
#include "godel/text/tokenizer_json_writer.h"

#include <fmt/format.h>

#include "godel/base/json.h"
#include "godel/text/base64.h"

namespace godel {
namespace {

Json AddedTokenJson(const AddedToken& token) {
  return {{"id", Index(token.id)},   {"content", token.content}, {"single_word", token.single_word},
          {"lstrip", token.lstrip},  {"rstrip", token.rstrip},   {"normalized", token.normalized},
          {"special", token.special}};
}

// Behind each sequence; a pair of sequences gets it twice.
Json EndOfSequence(const std::string& end, size_t id) {
  const auto sequence = [](const char* name) { return Json{{"Sequence", {{"id", name}, {"type_id", 0}}}}; };
  const Json special = {{"SpecialToken", {{"id", end}, {"type_id", 0}}}};
  return {{"type", "TemplateProcessing"},
          {"single", {sequence("A"), special}},
          {"pair", {sequence("A"), special, sequence("B"), special}},
          {"special_tokens", {{end, {{"id", end}, {"ids", {id}}, {"tokens", {end}}}}}}};
}

}  // namespace

std::string ToTokenizerJson(const SentencePieceModel& model, size_t sentinels,
                            const std::vector<AddedToken>& added_tokens) {
  constexpr size_t kControlPieces = 3, kEnd = 1, kUnknown = 2;
  Json vocabulary = Json::array(), added = Json::array();
  for (const SentencePieceModel::Piece& piece : model.pieces) {
    const size_t id = vocabulary.size();
    if (id < kControlPieces)
      added.push_back(AddedTokenJson(
          {.id = static_cast<TokenId>(id), .content = std::string(piece.text), .normalized = false, .special = true}));
    vocabulary.push_back({piece.text, id < kControlPieces ? 0.0 : static_cast<double>(piece.score)});
  }
  for (size_t number = sentinels; number-- > 0;) {
    const std::string content = fmt::format("<extra_id_{}>", number);
    // The white space around a sentinel is its own, as in T5's tokenizer.json.
    added.push_back(AddedTokenJson({.id = static_cast<TokenId>(vocabulary.size()),
                                    .content = content,
                                    .lstrip = true,
                                    .rstrip = true,
                                    .normalized = false,
                                    .special = true}));
    vocabulary.push_back({content, 0.0});
  }
  for (const AddedToken& token : added_tokens) added.push_back(AddedTokenJson(token));
  const Json metaspace = {
      {"type", "Metaspace"}, {"replacement", "\u2581"}, {"prepend_scheme", "always"}, {"split", true}};
  Json normalizers = Json::array();
  if (!model.precompiled_charsmap.empty())
    normalizers.push_back(
        {{"type", "Precompiled"}, {"precompiled_charsmap", EncodeBase64(model.precompiled_charsmap)}});
  normalizers.push_back({{"type", "Strip"}, {"strip_left", false}, {"strip_right", true}});
  normalizers.push_back({{"type", "Replace"}, {"pattern", {{"Regex", " {2,}"}}}, {"content", "\u2581"}});
  const Json json = {
      {"version", "1.0"},
      {"truncation", nullptr},
      {"padding", nullptr},
      {"added_tokens", added},
      {"normalizer", {{"type", "Sequence"}, {"normalizers", normalizers}}},
      {"pre_tokenizer", metaspace},
      {"post_processor", EndOfSequence(std::string(model.pieces[kEnd].text), kEnd)},
      {"decoder", metaspace},
      {"model", {{"type", "Unigram"}, {"unk_id", kUnknown}, {"vocab", vocabulary}, {"byte_fallback", false}}}};
  return json.dump() + "\n";
}

}  // namespace godel
