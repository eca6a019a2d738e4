// SPDX-License-Identifier: MIT
// Decoder::FromJson: the "decoder" object of tokenizer.json.
#include <fmt/format.h>

#include "godel/text/decoder.h"
#include "godel/text/json_fields.h"
#include "godel/text/pre_tokenizer.h"

namespace godel {
namespace {

// Real files replace a character by a character. Chains that multiply lengths are refused here, so that decoding
// needs no limit of its own.
constexpr size_t kMaxGrowth = 64;

Result<DecoderStep> DecoderFromJson(const std::string& type, const Json& json) {
  if (type == "Metaspace") {
    GODEL_TRY(auto step, MetaspaceStep::FromJson(json));
    return DecoderStep(DecodeMetaspace{.replacement = std::move(step.replacement),
                                       .drop_in_first = step.prepend_scheme != PrependScheme::kNever});
  }
  if (type == "Replace") {
    const Json* pattern = FindMember(json, "pattern");
    if (pattern == nullptr) return Fail(ErrorCode::kBadData, "Replace has no \"pattern\"");
    GODEL_TRY(auto parsed, ReplacePattern::FromJson(*pattern));
    GODEL_TRY(auto content, RequiredMember<std::string>(json, "content"));
    return DecoderStep(DecodeReplace{std::move(parsed), std::move(content)});
  }
  if (type == "Strip") {
    GODEL_TRY(const char32_t character, CharacterMember(json, "content"));
    GODEL_TRY(const size_t start, RequiredMember<size_t>(json, "start"));
    GODEL_TRY(const size_t stop, RequiredMember<size_t>(json, "stop"));
    return DecoderStep(DecodeStrip{.character = character, .start = start, .stop = stop});
  }
  if (type == "ByteFallback") return DecoderStep(DecodeByteFallback{});
  if (type == "Fuse") return DecoderStep(DecodeFuse{});
  return Fail(ErrorCode::kUnsupported,
              fmt::format("type \"{}\"; known are Sequence, Metaspace, Replace, Strip, ByteFallback and Fuse", type));
}

}  // namespace

Result<Decoder> Decoder::FromJson(const Json& json) {
  auto steps = StepsFromJson<DecoderStep>(json, "decoders", DecoderFromJson);
  if (!steps) return Within("decoder", steps.error());
  size_t growth = 1;
  for (const DecoderStep& step : *steps) {
    if (const auto* replace = std::get_if<DecodeReplace>(&step)) {
      const size_t factor = replace->content.size() / replace->pattern.min_match_bytes() + 1;
      if (factor > kMaxGrowth || (growth *= factor) > kMaxGrowth)
        return Fail(ErrorCode::kUnsupported, "decoder: its Replace steps make texts more than 64 times longer");
    }
  }
  // A Sequence without steps joins tokens with nothing; only no decoder at all puts spaces between them.
  if (steps->empty() && !json.is_null()) steps->push_back(DecodeFuse{});
  return Decoder(*std::move(steps));
}

}  // namespace godel
