// SPDX-License-Identifier: MIT
#include "godel/dataset/multiwoz/delexicalize.h"

#include <algorithm>

#include "godel/dataset/multiwoz/placeholder.h"
#include "godel/dataset/multiwoz/slot_values.h"
#include "godel/text/lower_ascii.h"

namespace godel::multiwoz {
namespace {

struct Word {
  size_t begin = 0;
  size_t end = 0;
};

bool IsWordSign(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\'' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Runs of letters and digits; every other sign that is no white space is a word by itself.
std::vector<Word> CutWords(std::string_view text) {
  std::vector<Word> words;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at++;
    if (std::string_view(" \t\r\n\f\v").find(text[begin]) != std::string_view::npos) continue;
    while (IsWordSign(text[begin]) && at < text.size() && IsWordSign(text[at])) ++at;
    words.push_back({begin, at});
  }
  return words;
}

std::vector<std::string> LowerWords(std::string_view text) {
  std::vector<std::string> words;
  for (const Word& word : CutWords(text)) words.push_back(LowerAscii(text.substr(word.begin, word.end - word.begin)));
  return words;
}

bool HasDigit(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos;
}

}  // namespace

VenueValues::VenueValues(const Database& database) {
  for (const std::string_view domain : kDomains) {
    const VenueTable* const table = database.Table(domain);
    if (table == nullptr) continue;
    // An address may also be somebody's name, so names go first and stay.
    for (const std::string_view slot : {"name", "address", "phone", "postcode", "trainid"}) {
      for (const std::string& value : table->Values(slot)) Add(value, domain, slot);
    }
  }
}

void VenueValues::Add(std::string_view value, std::string_view domain, std::string_view slot) {
  if (value.size() < 3) return;  // "?"
  std::string key;
  const std::vector<std::string> words = LowerWords(value);
  for (const std::string& word : words) key += word + " ";
  most_words_ = std::max(most_words_, words.size());
  values_.try_emplace(std::move(key), domain, slot);
}

VenueValues::Match VenueValues::LongestAt(const std::vector<std::string>& words, size_t at) const {
  Match best;
  std::string key;
  for (size_t n = 1; n <= most_words_ && at + n <= words.size(); ++n) {
    key += words[at + n - 1] + " ";
    const auto found = values_.find(key);
    if (found != values_.end()) best = {.domain = found->second.first, .slot = found->second.second, .words = n};
  }
  return best;
}

// A booking's span does not say of what: of what has just been booked, or else of what was spoken of last.
std::string Delexicalizer::DomainOf(const Span& span, const Exchange& exchange) const {
  if (IsDomain(span.domain)) return span.domain;
  for (const std::string& domain : exchange.booked) {
    if (!booked_before_.contains(domain)) return domain;
  }
  return last_domain_;
}

// Where there is no span: stretches of the text with their placeholders, in their order.
std::vector<std::pair<Span, std::string>> Delexicalizer::Found(const Exchange& exchange) const {
  std::vector<std::pair<Span, std::string>> found;
  const std::string& text = exchange.system;
  const std::vector<Word> places = CutWords(text);
  const std::vector<std::string> words = LowerWords(text);
  for (size_t at = 0; at < words.size();) {
    Span span{.begin = places[at].begin, .end = places[at].end, .domain = "", .slot = ""};
    size_t length = 0;
    for (const auto& [domain, reference] : exchange.references) {
      if (LowerAscii(reference) != words[at]) continue;
      span.domain = domain;
      span.slot = "reference";
      length = 1;
    }
    if (length == 0) {
      const VenueValues::Match match = venues_->LongestAt(words, at);
      const auto wishes = exchange.state.find(match.domain);
      const bool asked = match.words > 0 && match.slot == "name" && wishes != exchange.state.end() &&
                         wishes->second.contains("name") && LowerAscii(wishes->second.at("name")) == words[at];
      if (match.words > 1 || (match.words == 1 && (HasDigit(words[at]) || asked))) {
        length = match.words;
        span.domain = match.domain;
        span.slot = match.slot;
        span.end = places[at + length - 1].end;
      }
    }
    if (length > 0) found.emplace_back(span, PlaceholderFor(span.domain, span.slot));
    at += std::max<size_t>(length, 1);
  }
  return found;
}

std::string Delexicalizer::Replace(const Exchange& exchange) {
  std::vector<std::pair<Span, std::string>> marks;
  for (const Span& span : exchange.spans) {
    if (IsDomain(span.domain)) last_domain_ = span.domain;
  }
  for (const Act& act : exchange.acts) {
    const std::string domain = act.name.substr(0, act.name.find('-'));
    if (exchange.spans.empty() && IsDomain(domain)) last_domain_ = domain;
  }
  for (const Span& span : exchange.spans) {
    std::string placeholder = PlaceholderFor(DomainOf(span, exchange), span.slot);
    if (!placeholder.empty()) marks.emplace_back(span, std::move(placeholder));
  }
  if (venues_ != nullptr) {
    for (auto& more : Found(exchange)) {
      const bool taken = std::any_of(marks.begin(), marks.end(), [&](const auto& mark) {
        return mark.first.begin < more.first.end && more.first.begin < mark.first.end;
      });
      if (!taken) marks.push_back(std::move(more));
    }
    std::sort(marks.begin(), marks.end(),
              [](const auto& left, const auto& right) { return left.first.begin < right.first.begin; });
  }
  booked_before_ = exchange.booked;
  if (exchange.delexicalised) return *exchange.delexicalised;
  std::string text;
  size_t at = 0;
  for (const auto& [span, placeholder] : marks) {
    text.append(exchange.system, at, span.begin - at);
    text += placeholder;
    at = span.end;
  }
  text.append(exchange.system, at);
  return text;
}

}  // namespace godel::multiwoz
