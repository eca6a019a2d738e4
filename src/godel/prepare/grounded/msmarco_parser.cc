// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/msmarco_parser.h"

#include <fmt/format.h>

#include <utility>

namespace godel {
namespace {

constexpr size_t kMemberDepth = 1;
constexpr size_t kEntryDepth = 2;
constexpr size_t kListDepth = 3;
constexpr size_t kPassageDepth = 4;
// What is left out may be nested, but not so that the parser's stack grows without bound.
constexpr size_t kMaxDepth = 64;
// More than any query has, and little enough to hold.
constexpr size_t kMaxTexts = 1000;

}  // namespace

bool MsMarcoParser::Wanted() const {
  return entry_.member == "query" || entry_.member == "answers" || entry_.member == "passages";
}

bool MsMarcoParser::Stop(ErrorCode code, std::string message) {
  error_ = Error{code, std::move(message)};
  return false;
}

bool MsMarcoParser::Wrong(const std::string& fault) {
  if (entry_.fault.empty()) entry_.fault = fault;
  return true;
}

bool MsMarcoParser::EndEntry() {
  if (!Wanted()) return true;
  const Status taken = take_(entry_);
  if (!taken) error_ = taken.error();
  entry_.texts.clear();
  entry_.fault.clear();
  return taken.has_value();
}

bool MsMarcoParser::Other(const char* what) {
  if (!Wanted() || depth_ == kPassageDepth) return true;
  if (depth_ == kMemberDepth)
    return Stop(ErrorCode::kBadData, fmt::format("{}: expected an object of entries, found {}", entry_.member, what));
  Wrong(fmt::format("expected {}, found {}", entry_.member == "query" ? "a text" : "an array", what));
  return depth_ != kEntryDepth || EndEntry();
}

bool MsMarcoParser::boolean(bool value) {
  if (depth_ == kPassageDepth && field_ == "is_selected") return Number(value);
  return Other(value ? "true" : "false");
}

bool MsMarcoParser::Number(bool set) {
  if (depth_ == kPassageDepth && entry_.member == "passages") {
    if (field_ == "is_selected") selected_ = set;
    return true;
  }
  return Other("a number");
}

bool MsMarcoParser::string(string_t& text) {
  if (!Wanted()) return true;
  if (depth_ == kEntryDepth && entry_.member == "query") {
    entry_.texts = {std::move(text)};
    return EndEntry();
  }
  if (depth_ == kListDepth && entry_.member == "answers") {
    if (entry_.texts.size() == kMaxTexts) return Wrong(fmt::format("more than {} answers", kMaxTexts));
    entry_.texts.push_back(std::move(text));
    return true;
  }
  if (depth_ == kPassageDepth && entry_.member == "passages") {
    if (field_ == "passage_text") passage_ = std::move(text);
    return true;
  }
  return depth_ > kPassageDepth || Other("a text");
}

bool MsMarcoParser::key(string_t& name) {
  if (depth_ == kMemberDepth) entry_.member = name;
  if (depth_ == kEntryDepth) entry_.key = name;
  if (depth_ == kPassageDepth) field_ = name;
  return true;
}

bool MsMarcoParser::start_object(size_t /*size*/) {
  if (depth_ == kMaxDepth)
    return Stop(ErrorCode::kResourceExhausted, fmt::format("nested more than {} deep", kMaxDepth));
  if (depth_ == kEntryDepth && Wanted()) Wrong("expected a text or an array, found an object");
  if (depth_ == kListDepth && Wanted()) {
    if (entry_.member != "passages") Wrong("expected texts, found an object");
    selected_ = false;
    passage_.clear();
    field_.clear();
  }
  ++depth_;
  return true;
}

bool MsMarcoParser::end_object() {
  --depth_;
  if (depth_ == kListDepth && entry_.member == "passages" && selected_) {
    if (entry_.texts.size() == kMaxTexts) return Wrong(fmt::format("more than {} selected passages", kMaxTexts));
    entry_.texts.push_back(std::move(passage_));
    passage_.clear();
  }
  return depth_ != kEntryDepth || EndEntry();
}

bool MsMarcoParser::start_array(size_t /*size*/) {
  if (depth_ == 0) return Stop(ErrorCode::kBadData, "expected an object of \"query\", \"answers\" and \"passages\"");
  if (depth_ == kMaxDepth)
    return Stop(ErrorCode::kResourceExhausted, fmt::format("nested more than {} deep", kMaxDepth));
  if (depth_ == kMemberDepth && Wanted())
    return Stop(ErrorCode::kBadData, fmt::format("{}: expected an object of entries, found an array", entry_.member));
  if (depth_ == kEntryDepth && entry_.member == "query") Wrong("expected a text, found an array");
  if (depth_ == kListDepth && Wanted()) Wrong("an array in an array");
  ++depth_;
  return true;
}

bool MsMarcoParser::end_array() {
  --depth_;
  return depth_ != kEntryDepth || EndEntry();
}

bool MsMarcoParser::parse_error(size_t /*position*/, const std::string& /*token*/,
                                const nlohmann::detail::exception& error) {
  std::string_view what = error.what();
  if (const size_t end = what.find("] "); end != std::string_view::npos) what.remove_prefix(end + 2);
  return Stop(ErrorCode::kBadData, fmt::format("not valid JSON: {}", what));
}

}  // namespace godel
