// SPDX-License-Identifier: MIT
#include "godel/train/yaml_config.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "godel/base/json.h"
#include "godel/train/argument_value.h"

namespace godel::train {
namespace {

// A refusal on its way out of the parser, which stops for nothing else. Leaves ParseYaml as a Result.
struct Refusal {
  Error error;
};

[[noreturn]] void Refuse(ErrorCode code, const YAML::Mark& mark, std::string_view message) {
  throw Refusal{{code, fmt::format("line {}, column {}: {}", mark.line + 1, mark.column + 1, message)}};
}

Json PlainScalar(const std::string& text) {
  const auto is_one_of = [&](auto... words) { return ((text == words) || ...); };
  if (is_one_of("", "~", "null", "Null", "NULL")) return nullptr;
  if (is_one_of("true", "True", "TRUE")) return true;
  if (is_one_of("false", "False", "FALSE")) return false;
  if (auto number = NumberIn(text)) return std::move(*number);
  return text;
}

// Builds the value from the parser's events instead of its tree of nodes: nothing is ever expanded, and the depth is
// known before the value is built.
class JsonBuilder : public YAML::EventHandler {
 public:
  explicit JsonBuilder(size_t max_depth) : max_depth_(max_depth) {}

  Json Take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    RefuseAnchor(mark, anchor);
    Value(mark, nullptr);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Refuse(ErrorCode::kBadData, mark, "aliases (*name) are not read; write the value again");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    RefuseAnchor(mark, anchor);
    // The parser's own tags: ? stands before plain words, ! before quoted ones.
    if (!open_.empty() && open_.back().value.is_object() && !open_.back().key) return Key(mark, value);
    if (tag == "?" || tag.empty()) return Value(mark, PlainScalar(value));
    if (tag == "!" || tag == "tag:yaml.org,2002:str") return Value(mark, value);
    Refuse(ErrorCode::kUnsupported, mark, fmt::format("the tag {} is not read", Excerpt(tag)));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, anchor, Json::array());
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, anchor, Json::object());
  }
  void OnMapEnd() override { Close(); }

 private:
  struct Container {
    YAML::Mark mark;
    Json value;
    std::optional<std::string> key;  // of an object: the name whose value comes next
  };

  static void RefuseAnchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) Refuse(ErrorCode::kBadData, mark, "anchors (&name) are not read");
  }

  void Open(const YAML::Mark& mark, YAML::anchor_t anchor, Json value) {
    RefuseAnchor(mark, anchor);
    if (!open_.empty() && open_.back().value.is_object() && !open_.back().key)
      Refuse(ErrorCode::kBadData, mark, "expected a name");
    if (open_.size() >= max_depth_)
      Refuse(ErrorCode::kResourceExhausted, mark, fmt::format("nested more than {} deep", max_depth_));
    open_.push_back({mark, std::move(value), std::nullopt});
  }

  void Close() {
    Container closed = std::move(open_.back());
    open_.pop_back();
    Value(closed.mark, std::move(closed.value));
  }

  void Key(const YAML::Mark& mark, const std::string& name) {
    if (open_.back().value.contains(name))
      Refuse(ErrorCode::kBadData, mark, fmt::format("{} is given twice", Excerpt(name)));
    open_.back().key = name;
  }

  void Value(const YAML::Mark& mark, Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().value.is_array()) {
      open_.back().value.push_back(std::move(value));
    } else if (auto& key = open_.back().key; key) {
      open_.back().value[*key] = std::move(value);
      key.reset();
    } else {
      Refuse(ErrorCode::kBadData, mark, "expected a name");
    }
  }

  size_t max_depth_;
  std::vector<Container> open_;
  Json root_ = Json::object();  // of a file without a document
};

}  // namespace

Result<Json> ParseYaml(std::string_view text, size_t max_depth) {
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    JsonBuilder builder(max_depth);
    if (!parser.HandleNextDocument(builder)) return Json::object();
    JsonBuilder second(max_depth);
    if (parser.HandleNextDocument(second))
      return Fail(ErrorCode::kBadData, "expected one YAML document, found another behind ---");
    Json config = builder.Take();
    return config.is_null() ? Json::object() : std::move(config);  // comments alone
  } catch (const Refusal& refusal) {
    return tl::unexpected(refusal.error);
  } catch (const YAML::Exception& error) {
    return Fail(ErrorCode::kBadData, fmt::format("not valid YAML: line {}, column {}: {}", error.mark.line + 1,
                                                 error.mark.column + 1, error.msg));
  }
}

}  // namespace godel::train
