// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/html_facts.h"

#include <fmt/format.h>

#include <utility>

#include "godel/base/utf8.h"
#include "godel/prepare/digest.h"
#include "godel/prepare/grounded/dstc7.h"

namespace godel {
namespace {

bool IsKeptTag(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_TITLE:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_P:
      return true;
    default:
      return false;
  }
}

// Elements at which a browser begins and ends a line.
bool IsBlock(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_BODY:
    case GUMBO_TAG_BR:
    case GUMBO_TAG_CAPTION:
    case GUMBO_TAG_CENTER:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_DETAILS:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_FIELDSET:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_FORM:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_LEGEND:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_MENU:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_OPTION:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_SUMMARY:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_TH:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_UL:
      return true;
    default:
      return IsKeptTag(tag);
  }
}

bool IsAnchor(const GumboElement& element, const std::string& anchor) {
  if (anchor.empty()) return false;
  const GumboAttribute* const id = gumbo_get_attribute(&element.attributes, "id");
  if (id != nullptr && anchor == id->value) return true;
  const GumboAttribute* const name =
      element.tag == GUMBO_TAG_A ? gumbo_get_attribute(&element.attributes, "name") : nullptr;
  return name != nullptr && anchor == name->value;
}

// Text and tags as they come, cut into lines.
class FactText {
 public:
  explicit FactText(FactLines lines) : lines_(lines) {}

  void Add(std::string_view text) {
    for (const char sign : text) {
      if (sign == '\n' && lines_ == FactLines::kSource) {
        EndLine();
      } else {
        line_ += sign;
      }
    }
  }
  void AddTag(std::string_view tag) { line_ += fmt::format(" {} ", tag); }
  void EndBlock() {
    if (lines_ == FactLines::kBlocks) EndLine();
  }
  // A line of tags alone is no fact, but an anchor's marks move to the next line or the one before.
  void EndLine() {
    constexpr std::string_view kBegin = "<anchor>", kEnd = "</anchor>";
    if (WithoutTags(line_).empty()) {
      const bool begins = line_.find(kBegin) != std::string::npos;
      const bool ends = line_.find(kEnd) != std::string::npos;
      line_ = begins && !ends ? std::string(kBegin) + " " : "";
      if (ends && !begins && !facts_.empty()) facts_.back() += fmt::format(" {}", kEnd);
      return;
    }
    facts_.push_back(SingleSpaced(line_));
    line_.clear();
  }
  std::vector<std::string> Take() && {
    EndLine();
    return std::move(facts_);
  }

 private:
  static std::string SingleSpaced(std::string_view text) {
    const std::string valid = ReplaceInvalidUtf8(text);
    std::string out;
    for (size_t at = 0; at < valid.size();) {
      constexpr std::string_view kNoBreakSpace = "\u00A0";
      const bool wide = valid.compare(at, kNoBreakSpace.size(), kNoBreakSpace) == 0;
      const bool space = wide || valid[at] == ' ' || (valid[at] >= '\t' && valid[at] <= '\r');
      if (!space) out += valid[at];
      if (space && !out.empty() && out.back() != ' ') out += ' ';
      at += wide ? kNoBreakSpace.size() : 1;
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
  }

  FactLines lines_;
  std::string line_;
  std::vector<std::string> facts_;
};

class Walk {
 public:
  explicit Walk(const HtmlFactOptions& options) : anchor_(AnchorOf("#" + options.anchor)), text_(options.lines) {}

  std::vector<std::string> Facts(const GumboNode* root) && {
    std::vector<Step> steps = {{.node = root, .leaving = false}};
    while (!steps.empty()) {
      const Step step = steps.back();
      steps.pop_back();
      if (step.leaving)
        Leave(*step.node);
      else
        Enter(*step.node, &steps);
    }
    return std::move(text_).Take();
  }

 private:
  struct Step {
    const GumboNode* node;
    bool leaving;
  };

  void Enter(const GumboNode& node, std::vector<Step>* steps) {
    if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE || node.type == GUMBO_NODE_CDATA)
      text_.Add(node.v.text.text);
    if (node.type != GUMBO_NODE_ELEMENT) return;
    const GumboElement& element = node.v.element;
    if (element.tag == GUMBO_TAG_SCRIPT || element.tag == GUMBO_TAG_STYLE) return;
    if (IsBlock(element.tag)) text_.EndBlock();
    if (marked_ == nullptr && IsAnchor(element, anchor_)) {
      marked_ = &node;
      text_.AddTag("<anchor>");
    }
    if (IsKeptTag(element.tag)) text_.AddTag(fmt::format("<{}>", gumbo_normalized_tagname(element.tag)));
    steps->push_back({.node = &node, .leaving = true});
    for (unsigned int i = element.children.length; i > 0; --i)
      steps->push_back({.node = static_cast<const GumboNode*>(element.children.data[i - 1]), .leaving = false});
  }

  void Leave(const GumboNode& node) {
    const GumboTag tag = node.v.element.tag;
    if (IsKeptTag(tag) && tag != GUMBO_TAG_HR) text_.AddTag(fmt::format("</{}>", gumbo_normalized_tagname(tag)));
    if (&node == marked_) text_.AddTag("</anchor>");
    if (IsBlock(tag)) text_.EndBlock();
    if (tag == GUMBO_TAG_P) text_.EndLine();
  }

  std::string anchor_;
  FactText text_;
  const GumboNode* marked_ = nullptr;  // the first of that id
};

int HexValue(char sign) {
  if (sign >= '0' && sign <= '9') return sign - '0';
  if ((sign | 32) >= 'a' && (sign | 32) <= 'f') return (sign | 32) - 'a' + 10;
  return -1;
}

}  // namespace

Result<std::vector<std::string>> HtmlFacts(std::string_view html, const HtmlFactOptions& options) {
  GODEL_TRY(const HtmlTree tree, HtmlTree::Parse(html, options.limits));
  return Walk(options).Facts(tree.root());
}

std::string AnchorOf(std::string_view url) {
  const size_t hash = url.find('#');
  if (hash == std::string_view::npos) return {};
  std::string anchor;
  for (size_t at = hash + 1; at < url.size(); ++at) {
    const bool escaped =
        url[at] == '%' && at + 2 < url.size() && HexValue(url[at + 1]) >= 0 && HexValue(url[at + 2]) >= 0;
    anchor += escaped ? static_cast<char>(HexValue(url[at + 1]) * 16 + HexValue(url[at + 2])) : url[at];
    if (escaped) at += 2;
  }
  return anchor;
}

std::string FactRow(const FactSource& source, std::string_view fact) {
  const std::string fields = fmt::format("{}\t{}\t{}\t{}", source.subreddit, source.conversation, source.domain, fact);
  return fmt::format("{}\t{}", HexDigest(DigestKind::kSha224, fields), fields);
}

}  // namespace godel
