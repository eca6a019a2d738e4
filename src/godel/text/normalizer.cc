// SPDX-License-Identifier: MIT
#include "godel/text/normalizer.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <cstdlib>
#include <memory>

#include "godel/base/utf8.h"
#include "godel/text/unicode_classes.h"

namespace godel {
namespace {

// The longest expansion of a real rule is U+FDFA, 3 bytes to 33.
size_t MaxNormalizedBytes(size_t input_bytes) {
  return 256 + 64 * input_bytes;
}

struct NormalizerStepApplier {
  const std::string& text;
  size_t max_bytes;
  bool* keeps_front;

  // Each returns nullopt when the result would be longer than max_bytes.
  using Outcome = std::optional<std::string>;

  Outcome operator()(const PrecompiledCharsmap& map) const {
    std::string out;
    out.reserve(text.size());
    if (!map.Append(text, max_bytes, &out)) return std::nullopt;
    return out;
  }

  Outcome operator()(const StripStep& strip) const {
    std::string_view rest = text;
    if (strip.left) {
      const size_t removed = LeadingWhitespace(rest);
      if (removed > 0) *keeps_front = false;
      rest.remove_prefix(removed);
    }
    while (strip.right && !rest.empty()) {
      const CodePoint last = LastCodePoint(rest);
      if (!IsWhitespace(last.value)) break;
      rest.remove_suffix(last.bytes);
    }
    return std::string(rest);
  }

  Outcome operator()(const ReplaceStep& step) const {
    std::string out;
    if (!step.pattern.Replace(text, step.content, max_bytes, &out)) return std::nullopt;
    if (step.content.empty() && !out.starts_with(text.substr(0, 1))) *keeps_front = false;
    return out;
  }

  Outcome operator()(UnicodeForm form) const {
    const bool compose = form == UnicodeForm::kNfc || form == UnicodeForm::kNfkc;
    const bool compatible = form == UnicodeForm::kNfkc || form == UnicodeForm::kNfkd;
    const auto options =
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | (compose ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE) |
                                       (compatible ? static_cast<int>(UTF8PROC_COMPAT) : 0));
    utf8proc_uint8_t* mapped = nullptr;
    const utf8proc_ssize_t bytes = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
    if (bytes < 0 || static_cast<size_t>(bytes) > max_bytes) return std::nullopt;
    return std::string(reinterpret_cast<const char*>(mapped), static_cast<size_t>(bytes));
  }

  Outcome operator()(const LowercaseStep&) const {
    std::string out;
    for (size_t at = 0; at < text.size();) {
      const CodePoint c = CodePointAt(text, at);
      at += c.bytes;
      // The one character whose lower case is two characters whatever the language.
      if (c.value == 0x130)
        out += "i\u0307";
      else
        AppendUtf8(static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c.value))), &out);
    }
    return out.size() <= max_bytes ? Outcome(std::move(out)) : std::nullopt;
  }

  Outcome operator()(const PrependStep& step) const {
    if (text.empty()) return text;
    if (step.text.size() + text.size() > max_bytes) return std::nullopt;
    return step.text + text;
  }

  Outcome operator()(const NmtStep&) const {
    std::string out;
    for (size_t at = 0; at < text.size();) {
      const CodePoint c = CodePointAt(text, at);
      const char32_t v = c.value;
      const bool removed =
          (v >= 0x01 && v <= 0x08) || v == 0x0B || (v >= 0x0E && v <= 0x1F) || v == 0x7F || v == 0x8F || v == 0x9F;
      const bool blank = v == 0x09 || v == 0x0A || v == 0x0C || v == 0x0D || v == 0x1680 ||
                         (v >= 0x200B && v <= 0x200F) || v == 0x2028 || v == 0x2029 || v == 0x2581 || v == 0xFEFF ||
                         v == 0xFFFD;
      if (removed && at == 0) *keeps_front = false;
      if (blank)
        out.push_back(' ');
      else if (!removed)
        out.append(text, at, c.bytes);
      at += c.bytes;
    }
    return out;
  }
};

}  // namespace

std::string Normalizer::PrecompiledBlob() const {
  for (const NormalizerStep& step : steps_)
    if (const auto* map = std::get_if<PrecompiledCharsmap>(&step)) return map->Blob();
  return "";
}

Result<NormalizedText> Normalizer::Normalize(std::string_view text) const {
  NormalizedText result{.text = std::string(text)};
  const size_t max_bytes = MaxNormalizedBytes(text.size());
  for (const NormalizerStep& step : steps_) {
    auto next = std::visit(
        NormalizerStepApplier{.text = result.text, .max_bytes = max_bytes, .keeps_front = &result.keeps_front}, step);
    if (!next)
      return Fail(ErrorCode::kResourceExhausted,
                  fmt::format("normalizer: {} bytes of text would become more than {}; the rules of this tokenizer are "
                              "broken",
                              text.size(), max_bytes));
    result.text = *std::move(next);
  }
  return result;
}

}  // namespace godel
