// SPDX-License-Identifier: MIT
// Small tokenizer files for tests.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>

#include "godel/base/json.h"
#include "godel/text/tokenizer.h"

namespace godel::testing {

// Ends the test program when the folder cannot be loaded.
inline Tokenizer MustLoad(const std::filesystem::path& folder) {
  auto tokenizer = Tokenizer::Load(folder);
  if (tokenizer) return *std::move(tokenizer);
  std::cerr << tokenizer.error().message << "\n";
  std::abort();
}

inline Tokenizer MustParse(const Json& json) {
  auto tokenizer = Tokenizer::FromTokenizerJson(json.dump());
  if (tokenizer) return *std::move(tokenizer);
  std::cerr << tokenizer.error().message << "\n";
  std::abort();
}

// GODEL's tokenizer.json in the layout that transformers 4.5x writes when it converts spiece.model.
inline std::string ConvertedLayout(std::string_view text) {
  Json json = Json::parse(text);
  json["normalizer"] = {{"type", "Sequence"},
                        {"normalizers",
                         {json["normalizer"],
                          {{"type", "Strip"}, {"strip_left", false}, {"strip_right", true}},
                          {{"type", "Replace"}, {"pattern", {{"Regex", " {2,}"}}}, {"content", "\u2581"}}}}};
  json["pre_tokenizer"] = {
      {"type", "Metaspace"}, {"replacement", "\u2581"}, {"prepend_scheme", "always"}, {"split", true}};
  json["decoder"] = json["pre_tokenizer"];
  json["model"]["byte_fallback"] = false;
  for (Json& token : json["added_tokens"])
    if (token["content"].get_ref<const std::string&>().starts_with("<extra_id_"))
      token["lstrip"] = token["rstrip"] = true;
  return json.dump();
}

// <unk> 0, </s> 1, the mark 2, then a..e, "ab", "▁a", "x"; no normalizer, Metaspace "always", no post-processor.
inline Json SmallTokenizer() {
  return {
      {"added_tokens", Json::array()},
      {"normalizer", nullptr},
      {"pre_tokenizer", {{"type", "Metaspace"}, {"replacement", "\u2581"}, {"prepend_scheme", "always"}}},
      {"post_processor", nullptr},
      {"decoder", {{"type", "Metaspace"}, {"replacement", "\u2581"}, {"prepend_scheme", "always"}}},
      {"model",
       {{"type", "Unigram"},
        {"unk_id", 0},
        {"vocab", Json::array({Json::array({"<unk>", 0.0}), Json::array({"</s>", 0.0}), Json::array({"\u2581", -2.0}),
                               Json::array({"a", -3.0}), Json::array({"b", -3.0}), Json::array({"c", -3.0}),
                               Json::array({"d", -3.0}), Json::array({"e", -3.0}), Json::array({"ab", -4.0}),
                               Json::array({"\u2581a", -4.0}), Json::array({"x", -3.0})})}}}};
}

inline Json AddedTokenJson(int id, std::string content) {
  return {{"id", id},        {"content", std::move(content)}, {"single_word", false}, {"lstrip", false},
          {"rstrip", false}, {"normalized", false},           {"special", false}};
}

}  // namespace godel::testing
