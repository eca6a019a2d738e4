// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>
#include <optional>

#include "godel/dataset/byte_source.h"
#include "godel/evaluate/metrics/dstc9.h"

namespace godel {
namespace {

std::string TextOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return {};
  return found->is_string() ? found->get<std::string>() : Dump(*found);
}

Result<Dstc9Turn> ParseTurn(const Json& json) {
  if (!json.is_object()) return Fail(ErrorCode::kBadData, "expected an object, found " + Excerpt(json));
  Dstc9Turn turn;
  GODEL_TRY(const std::optional<bool> target, OptionalMember<bool>(json, "target"));
  if (!target) return Fail(ErrorCode::kBadData, "expected \"target\", true or false, found none");
  turn.needs_knowledge = *target;
  GODEL_TRY(const std::optional<std::string> response, OptionalMember<std::string>(json, "response"));
  turn.response = response.value_or("");
  const auto knowledge = json.find("knowledge");
  if (knowledge == json.end() || knowledge->is_null()) return turn;
  if (!knowledge->is_array())
    return Fail(ErrorCode::kBadData, "knowledge: expected a list, found " + Excerpt(*knowledge));
  for (const Json& snippet : *knowledge) {
    if (!snippet.is_object())
      return Fail(ErrorCode::kBadData, "knowledge: expected an object, found " + Excerpt(snippet));
    turn.knowledge.push_back({TextOf(snippet, "domain"), TextOf(snippet, "entity_id"), TextOf(snippet, "doc_id")});
  }
  return turn;
}

Result<std::string> ReadAll(const std::string& path) {
  GODEL_TRY(const std::unique_ptr<ByteSource> source, OpenByteSource(path));
  std::string text;
  std::vector<char> buffer(size_t{1} << 16);
  while (true) {
    GODEL_TRY(const size_t count, source->Read(buffer));
    if (count == 0) return text;
    text.append(buffer.data(), count);
    if (text.size() > JsonLimits{}.max_bytes)
      return Fail(ErrorCode::kResourceExhausted, fmt::format("expected at most {} bytes", JsonLimits{}.max_bytes));
  }
}

}  // namespace

Result<std::vector<Dstc9Turn>> ParseDstc9(const Json& list) {
  if (!list.is_array())
    return Fail(ErrorCode::kBadData, "expected a list of turns as DSTC9 has them, found " + Excerpt(list));
  std::vector<Dstc9Turn> turns;
  turns.reserve(list.size());
  for (const Json& json : list) {
    auto turn = ParseTurn(json);
    if (!turn) return Within(fmt::format("turn {}", turns.size() + 1), std::move(turn.error()));
    turns.push_back(std::move(*turn));
  }
  return turns;
}

Result<std::vector<Dstc9Turn>> ReadDstc9File(const std::string& path) {
  auto text = ReadAll(path);
  if (!text) return Within(path, std::move(text.error()));
  auto json = ParseJson(*text);
  if (!json) return Within(path, std::move(json.error()));
  auto turns = ParseDstc9(*json);
  if (!turns) return Within(path, std::move(turns.error()));
  return turns;
}

}  // namespace godel
