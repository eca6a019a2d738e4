// SPDX-License-Identifier: MIT
// Normalizer::FromJson: the "normalizer" object of tokenizer.json.
#include <fmt/format.h>

#include "godel/text/base64.h"
#include "godel/text/json_fields.h"
#include "godel/text/normalizer.h"

namespace godel {
namespace {

Result<NormalizerStep> PrecompiledFromJson(const Json& json) {
  GODEL_TRY(const std::string encoded, RequiredMember<std::string>(json, "precompiled_charsmap"));
  auto blob = DecodeBase64(encoded);
  if (!blob) return Within("precompiled_charsmap", blob.error());
  GODEL_TRY(auto map, PrecompiledCharsmap::Parse(*blob));
  return NormalizerStep(std::move(map));
}

Result<NormalizerStep> ReplaceFromJson(const Json& json) {
  const Json* pattern = FindMember(json, "pattern");
  if (pattern == nullptr) return Fail(ErrorCode::kBadData, "Replace has no \"pattern\"");
  GODEL_TRY(auto parsed, ReplacePattern::FromJson(*pattern));
  GODEL_TRY(auto content, RequiredMember<std::string>(json, "content"));
  return NormalizerStep(ReplaceStep{std::move(parsed), std::move(content)});
}

Result<NormalizerStep> NormalizerFromJson(const std::string& type, const Json& json) {
  if (type == "Precompiled") return PrecompiledFromJson(json);
  if (type == "Replace") return ReplaceFromJson(json);
  if (type == "Strip") {
    GODEL_TRY(const auto left, OptionalMember<bool>(json, "strip_left"));
    GODEL_TRY(const auto right, OptionalMember<bool>(json, "strip_right"));
    return NormalizerStep(StripStep{.left = left.value_or(true), .right = right.value_or(true)});
  }
  if (type == "Prepend") {
    GODEL_TRY(auto text, RequiredMember<std::string>(json, "prepend"));
    return NormalizerStep(PrependStep{std::move(text)});
  }
  if (type == "NFC") return NormalizerStep(UnicodeForm::kNfc);
  if (type == "NFD") return NormalizerStep(UnicodeForm::kNfd);
  if (type == "NFKC") return NormalizerStep(UnicodeForm::kNfkc);
  if (type == "NFKD") return NormalizerStep(UnicodeForm::kNfkd);
  if (type == "Lowercase") return NormalizerStep(LowercaseStep{});
  if (type == "Nmt") return NormalizerStep(NmtStep{});
  return Fail(ErrorCode::kUnsupported,
              fmt::format("type \"{}\"; known are Sequence, Precompiled, Strip, Replace, NFC, NFD, NFKC, NFKD, "
                          "Lowercase, Prepend and Nmt",
                          type));
}

}  // namespace

Result<Normalizer> Normalizer::FromJson(const Json& json) {
  auto steps = StepsFromJson<NormalizerStep>(json, "normalizers", NormalizerFromJson);
  if (!steps) return Within("normalizer", steps.error());
  return Normalizer(*std::move(steps));
}

}  // namespace godel
