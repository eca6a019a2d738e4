// SPDX-License-Identifier: MIT
#include "support/well_formed.h"

#include <array>
#include <cctype>
#include <utility>

namespace godel::testing {
namespace {

constexpr std::array<std::pair<std::string_view, char>, 5> kEntities = {
    {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}}};

class Scanner {
 public:
  explicit Scanner(std::string_view markup) : markup_(markup) {}

  std::string Run() {
    while (at_ < markup_.size() && wrong_.empty()) {
      if (markup_[at_] == '<')
        Tag();
      else
        Text(markup_[at_]);
    }
    if (wrong_.empty() && !open_.empty()) Wrong("never closed: " + open_.back());
    return wrong_;
  }
  const std::string& text() const { return text_; }

 private:
  void Wrong(const std::string& what) {
    if (wrong_.empty()) wrong_ = what + " at byte " + std::to_string(at_) + ": " + std::string(markup_.substr(at_, 60));
  }

  void Text(char sign) {
    if (sign == '>') return Wrong("a > outside of a tag");
    if (sign == '&') return Entity();
    if (static_cast<unsigned char>(sign) < 0x20 && sign != '\n' && sign != '\t' && sign != '\r')
      return Wrong("a control character");
    text_ += sign;
    ++at_;
  }

  void Entity() {
    for (const auto& [name, sign] : kEntities) {
      if (!markup_.substr(at_).starts_with(name)) continue;
      text_ += sign;
      at_ += name.size();
      return;
    }
    Wrong("an unknown entity");
  }

  std::string Name() {
    const size_t begin = at_;
    while (at_ < markup_.size() && (std::isalnum(static_cast<unsigned char>(markup_[at_])) != 0 || markup_[at_] == '-'))
      ++at_;
    return std::string(markup_.substr(begin, at_ - begin));
  }

  void Attributes() {
    while (at_ < markup_.size() && markup_[at_] == ' ') {
      ++at_;
      if (Name().empty()) return Wrong("an attribute's name");
      if (!markup_.substr(at_).starts_with("=\"")) return Wrong("an attribute without a quoted value");
      const size_t end = markup_.find('"', at_ + 2);
      if (end == std::string_view::npos) return Wrong("an attribute that never ends");
      if (markup_.substr(at_ + 2, end - at_ - 2).find('<') != std::string_view::npos) return Wrong("< in an attribute");
      at_ = end + 1;
    }
  }

  void Tag() {
    if (markup_.substr(at_).starts_with("<!DOCTYPE html>")) {
      at_ += 15;
      return;
    }
    ++at_;
    if (at_ < markup_.size() && markup_[at_] == '/') {
      ++at_;
      const std::string name = Name();
      if (open_.empty() || open_.back() != name) return Wrong("the end of " + name + " where another is open");
      open_.pop_back();
      if (at_ >= markup_.size() || markup_[at_] != '>') return Wrong("an end tag that does not end");
      ++at_;
      return;
    }
    const std::string name = Name();
    if (name.empty()) return Wrong("a tag without a name");
    Attributes();
    if (!wrong_.empty()) return;
    if (markup_.substr(at_).starts_with("/>")) {
      at_ += 2;
      return;
    }
    if (at_ >= markup_.size() || markup_[at_] != '>') return Wrong("a tag that does not end");
    ++at_;
    if (name == "style" || name == "script") {
      const size_t end = markup_.find("</" + name + ">", at_);
      if (end == std::string_view::npos) return Wrong("never closed: " + name);
      at_ = end + name.size() + 3;
      return;
    }
    open_.push_back(name);
  }

  std::string_view markup_;
  size_t at_ = 0;
  std::vector<std::string> open_;
  std::string wrong_;
  std::string text_;
};

}  // namespace

std::string WhatIsMalformed(std::string_view markup) {
  return Scanner(markup).Run();
}

std::string TextOf(std::string_view markup) {
  Scanner scanner(markup);
  scanner.Run();
  return scanner.text();
}

}  // namespace godel::testing
