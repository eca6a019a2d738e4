// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/weighted_session.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "godel/base/json.h"
#include "godel/dataset/example_json.h"

namespace godel {
namespace {

// As Python's float(text) for one word: no hexadecimal, but single underscores between digits.
std::optional<double> PythonFloat(std::string_view word) {
  std::string digits;
  for (size_t i = 0; i < word.size(); ++i) {
    const auto is_digit = [&](size_t at) { return at < word.size() && word[at] >= '0' && word[at] <= '9'; };
    if (word[i] == 'x' || word[i] == 'X' || word[i] == '(') return std::nullopt;
    if (word[i] == '_') {
      if (i == 0 || !is_digit(i - 1) || !is_digit(i + 1)) return std::nullopt;
      continue;
    }
    digits += word[i];
  }
  char* end = nullptr;
  const double value = std::strtod(digits.c_str(), &end);
  if (digits.empty() || end != digits.c_str() + digits.size()) return std::nullopt;
  return value;
}

WeightedTurn ParseTurn(std::string_view text, SessionRules rules) {
  text = TrimSpace(text);
  const size_t space = std::min(text.find(' '), text.size());
  const std::string_view first = text.substr(0, space);
  std::optional<double> weight;
  if (rules == SessionRules::kUpstream) {
    weight = PythonFloat(first);
  } else if (first == "0.0" || first == "1.0") {
    weight = first == "0.0" ? 0.0 : 1.0;
  }
  if (weight) text = TrimSpace(text.substr(space));
  return {.text = std::string(text), .keep = weight.value_or(1.0) != 0.0};
}

std::vector<std::string_view> SplitAt(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + separator.size());
  }
}

}  // namespace

Result<std::vector<WeightedTurn>> ParseWeightedRow(std::string_view row, SessionRules rules) {
  if (row.ends_with('\r')) row.remove_suffix(1);
  const size_t tab = row.find('\t');
  if (tab == std::string_view::npos || row.find('\t', tab + 1) != std::string_view::npos)
    return Fail(ErrorCode::kBadData, "expected turns, a tab, and the reply to them");
  std::vector<WeightedTurn> turns;
  for (const std::string_view turn : SplitAt(row.substr(0, tab), " EOS ")) turns.push_back(ParseTurn(turn, rules));
  turns.push_back(ParseTurn(row.substr(tab + 1), rules));
  return turns;
}

std::vector<std::string> SessionTurns(const std::vector<WeightedTurn>& turns, SessionRules rules) {
  std::vector<std::string> kept;
  for (const WeightedTurn& turn : turns) {
    if (!turn.keep) {
      if (rules == SessionRules::kUpstream && kept.size() + 1 < turns.size()) return {};
      break;
    }
    kept.push_back(turn.text);
  }
  return kept;
}

std::vector<Example> UnrollSession(const std::vector<std::string>& turns, const std::string& dialog) {
  std::vector<Example> examples;
  std::vector<std::string> context;
  for (const std::string& turn : turns) {
    // A turn that holds the word EOS itself would be read back as several.
    for (std::string& part : SplitTurns(turn)) {
      if (!context.empty()) {
        Example example;
        example.dialog = dialog;
        example.context = context;
        example.response = part;
        examples.push_back(std::move(example));
      }
      context.push_back(std::move(part));
    }
  }
  return examples;
}

std::vector<std::string> UnrollUpstream(const std::vector<std::string>& turns) {
  constexpr std::string_view kEos = "EOS";
  const std::string session = JoinTurns(turns);
  const std::vector<std::string_view> pieces = SplitAt(session, kEos);
  std::vector<std::string> rows;
  size_t context_bytes = 0;
  for (size_t i = 0; i + 1 < pieces.size(); ++i) {
    context_bytes += pieces[i].size() + (i > 0 ? kEos.size() : 0);
    if (context_bytes == 0) continue;
    const nlohmann::ordered_json row = {{"Context", session.substr(0, context_bytes)},
                                        {"Knowledge", ""},
                                        {"Response", std::string(TrimSpace(pieces[i + 1]))}};
    rows.push_back(Dump(row));
  }
  return rows;
}

}  // namespace godel
