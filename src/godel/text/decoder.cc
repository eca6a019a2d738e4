// SPDX-License-Identifier: MIT
#include "godel/text/decoder.h"

#include <algorithm>
#include <limits>

#include "godel/base/utf8.h"
#include "godel/text/unicode_classes.h"

namespace godel {
namespace {

using Tokens = std::vector<std::string>;

// "<0x4F>" -> 0x4F, else -1.
int ByteOf(std::string_view token) {
  if (token.size() != 6 || !token.starts_with("<0x") || token[5] != '>') return -1;
  int value = 0;
  for (const char c : token.substr(3, 2)) {
    int digit = -1;
    if (c >= '0' && c <= '9') digit = c - '0';
    if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
    if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

std::string Stripped(std::string_view token, const DecodeStrip& strip) {
  std::string c;
  AppendUtf8(strip.character, &c);
  for (size_t i = 0; i < strip.start && token.starts_with(c); ++i) token.remove_prefix(c.size());
  for (size_t i = 0; i < strip.stop && token.ends_with(c); ++i) token.remove_suffix(c.size());
  return std::string(token);
}

struct DecoderStepApplier {
  Tokens tokens;
  bool at_start;

  Tokens operator()(const DecodeMetaspace& step) {
    for (size_t i = 0; i < tokens.size(); ++i) {
      const std::string_view content = at_start && i == 0 && step.drop_in_first ? "" : " ";
      std::string out;
      size_t at = 0;
      for (size_t mark; (mark = tokens[i].find(step.replacement, at)) != std::string::npos;) {
        out.append(tokens[i], at, mark - at).append(content);
        at = mark + step.replacement.size();
      }
      tokens[i] = out.append(tokens[i], at);
    }
    return std::move(tokens);
  }

  Tokens operator()(const DecodeReplace& step) {
    for (std::string& token : tokens) {
      std::string out;
      // Growth was bounded when the decoder was read.
      step.pattern.Replace(token, step.content, std::numeric_limits<size_t>::max(), &out);
      token = std::move(out);
    }
    return std::move(tokens);
  }

  Tokens operator()(const DecodeStrip& step) {
    for (std::string& token : tokens) token = Stripped(token, step);
    return std::move(tokens);
  }

  Tokens operator()(const DecodeByteFallback&) {
    Tokens out;
    std::string bytes;
    const auto flush = [&] {
      if (bytes.empty()) return;
      if (!FirstInvalidUtf8(bytes))
        out.push_back(bytes);
      else
        out.insert(out.end(), bytes.size(), "\uFFFD");
      bytes.clear();
    };
    for (std::string& token : tokens) {
      if (const int byte = ByteOf(token); byte >= 0) {
        bytes.push_back(static_cast<char>(byte));
      } else {
        flush();
        out.push_back(std::move(token));
      }
    }
    flush();
    return out;
  }

  Tokens operator()(const DecodeFuse&) {
    std::string all;
    for (const std::string& token : tokens) all += token;
    return {std::move(all)};
  }
};

// See Decoder::Streams: which chains of steps look only at one token, or only at the start of the text.
bool StepsStream(std::span<const DecoderStep> steps) {
  bool fused = false, bytes_seen = false;
  for (const DecoderStep& step : steps) {
    if (std::holds_alternative<DecodeFuse>(step)) {
      fused = true;
    } else if (std::holds_alternative<DecodeByteFallback>(step)) {
      if (fused || bytes_seen) return false;
      bytes_seen = true;
    } else if (fused) {
      const auto* strip = std::get_if<DecodeStrip>(&step);
      if (strip == nullptr || strip->stop > 0) return false;
    }
  }
  return true;
}

}  // namespace

Decoder::Decoder(std::vector<DecoderStep> steps) : steps_(std::move(steps)), byte_fallback_(steps_.size()) {
  for (size_t i = 0; i < steps_.size(); ++i)
    if (std::holds_alternative<DecodeByteFallback>(steps_[i])) byte_fallback_ = std::min(byte_fallback_, i);
  streams_ = StepsStream(steps_);
}

Decoder Decoder::Metaspace(bool drop_in_first) {
  return Decoder({DecodeMetaspace{.replacement = "\u2581", .drop_in_first = drop_in_first}});
}

std::string Decoder::Decode(std::span<const std::string_view> tokens, bool at_start) const {
  std::string text;
  if (steps_.empty()) {
    for (size_t i = 0; i < tokens.size(); ++i) {
      if (i > 0 || !at_start) text += ' ';
      text += tokens[i];
    }
    return text;
  }
  Tokens list(tokens.begin(), tokens.end());
  bool fused = false;
  for (const DecoderStep& step : steps_) {
    if (fused && !at_start && std::holds_alternative<DecodeStrip>(step)) continue;  // the start was decoded before
    list = std::visit(DecoderStepApplier{.tokens = std::move(list), .at_start = at_start}, step);
    fused = fused || std::holds_alternative<DecodeFuse>(step);
  }
  for (const std::string& token : list) text += token;
  return text;
}

bool Decoder::IsOpen(std::string_view token) const {
  if (byte_fallback_ == steps_.size()) return false;
  Tokens list{std::string(token)};
  for (size_t i = 0; i < byte_fallback_; ++i)
    list = std::visit(DecoderStepApplier{.tokens = std::move(list), .at_start = false}, steps_[i]);
  return list.size() == 1 && ByteOf(list[0]) >= 0;
}

}  // namespace godel
