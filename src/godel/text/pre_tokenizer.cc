// SPDX-License-Identifier: MIT
#include "godel/text/pre_tokenizer.h"

#include <fmt/format.h>

#include "godel/base/utf8.h"
#include "godel/text/json_fields.h"
#include "godel/text/unicode_classes.h"

namespace godel {
namespace {

using PieceSink = std::function<Status(std::string_view piece, bool at_front)>;

Status Apply(const WhitespaceSplitStep&, std::string_view text, bool at_front, const PieceSink& sink) {
  size_t begin = 0;
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = CodePointAt(text, at);
    if (IsWhitespace(c.value)) {
      if (at > begin) GODEL_TRY_STATUS(sink(text.substr(begin, at - begin), at_front && begin == 0));
      begin = at + c.bytes;
    }
    at += c.bytes;
  }
  if (begin == text.size()) return {};
  return sink(text.substr(begin), at_front && begin == 0);
}

Status Apply(const MetaspaceStep& step, std::string_view text, bool at_front, const PieceSink& sink) {
  const std::string& mark = step.replacement;
  std::string marked;
  marked.reserve(text.size() + mark.size());
  const bool starts_with_mark = text.starts_with(' ') || text.starts_with(mark);
  const bool prepend =
      step.prepend_scheme == PrependScheme::kAlways || (step.prepend_scheme == PrependScheme::kFirst && at_front);
  if (prepend && !starts_with_mark) marked = mark;
  for (const char c : text) {
    if (c == ' ')
      marked += mark;
    else
      marked += c;
  }
  if (!step.split) return sink(marked, at_front);
  for (size_t begin = 0; begin < marked.size();) {
    const size_t end = std::min(marked.find(mark, begin + 1), marked.size());
    GODEL_TRY_STATUS(sink(std::string_view(marked).substr(begin, end - begin), at_front && begin == 0));
    begin = end;
  }
  return {};
}

Result<PreTokenizerStep> PreTokenizerStepFromJson(const std::string& type, const Json& json) {
  if (type == "WhitespaceSplit") return PreTokenizerStep(WhitespaceSplitStep{});
  if (type == "Metaspace") {
    GODEL_TRY(auto step, MetaspaceStep::FromJson(json));
    return PreTokenizerStep(std::move(step));
  }
  return Fail(ErrorCode::kUnsupported,
              fmt::format("type \"{}\"; known are Sequence, WhitespaceSplit and Metaspace", type));
}

}  // namespace

Result<MetaspaceStep> MetaspaceStep::FromJson(const Json& json) {
  MetaspaceStep step;
  GODEL_TRY(const char32_t replacement, CharacterMember(json, "replacement"));
  AppendUtf8(replacement, &step.replacement);
  GODEL_TRY(const auto scheme, OptionalMember<std::string>(json, "prepend_scheme"));
  GODEL_TRY(const auto add_prefix_space, OptionalMember<bool>(json, "add_prefix_space"));
  // Files from before tokenizers 0.15 have only add_prefix_space.
  const std::string name = scheme.value_or(add_prefix_space.value_or(true) ? "always" : "never");
  if (name == "always")
    step.prepend_scheme = PrependScheme::kAlways;
  else if (name == "first")
    step.prepend_scheme = PrependScheme::kFirst;
  else if (name == "never")
    step.prepend_scheme = PrependScheme::kNever;
  else
    return Fail(ErrorCode::kBadData,
                fmt::format("prepend_scheme: expected always, first or never, found \"{}\"", name));
  if (add_prefix_space == false && name != "never")
    return Fail(ErrorCode::kBadData,
                fmt::format("add_prefix_space false contradicts prepend_scheme \"{}\"; remove one", name));
  GODEL_TRY(const auto split, OptionalMember<bool>(json, "split"));
  step.split = split.value_or(true);
  return step;
}

Result<PreTokenizer> PreTokenizer::FromJson(const Json& json) {
  auto steps = StepsFromJson<PreTokenizerStep>(json, "pretokenizers", PreTokenizerStepFromJson);
  if (!steps) return Within("pre_tokenizer", steps.error());
  return PreTokenizer(*std::move(steps));
}

bool PreTokenizer::PrependsSpace() const {
  for (const PreTokenizerStep& step : steps_)
    if (const auto* metaspace = std::get_if<MetaspaceStep>(&step))
      return metaspace->prepend_scheme != PrependScheme::kNever;
  return false;
}

Status PreTokenizer::Split(std::string_view text, bool at_front, const Sink& sink) const {
  return text.empty() ? Status() : SplitFrom(0, text, at_front, sink);
}

Status PreTokenizer::SplitFrom(size_t step, std::string_view text, bool at_front, const Sink& sink) const {
  if (step == steps_.size()) return sink(text);
  const auto next = [&](std::string_view piece, bool front) { return SplitFrom(step + 1, piece, front, sink); };
  return std::visit([&](const auto& s) { return Apply(s, text, at_front, next); }, steps_[step]);
}

}  // namespace godel
