// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/dstc7.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "godel/dataset/example_json.h"
#include "godel/prepare/grounded/text_rows.h"

namespace godel {
namespace {

constexpr size_t kDstc7Columns = 6;
constexpr std::string_view kStart = "START";

// The tags that the corpus writes into its facts.
bool IsFactTag(std::string_view name) {
  constexpr std::array<std::string_view, 11> kTags = {"title", "h1", "h2", "h3",     "h4",     "h5",
                                                      "h6",    "hr", "p",  "anchor", "/anchor"};
  if (!name.empty() && name.front() == '/') name.remove_prefix(1);
  return std::find(kTags.begin(), kTags.end(), name) != kTags.end();
}

// "TIL : the moon ..." without its first word and a sign that sets it off.
std::string_view WithoutTil(std::string_view turn) {
  if (turn.size() < 4 || turn[3] != ' ' || (turn[0] | 32) != 't' || (turn[1] | 32) != 'i' || (turn[2] | 32) != 'l')
    return turn;
  turn = TrimSpace(turn.substr(4));
  for (const std::string_view sign : {":", ",", "-", ";"})
    if (turn.starts_with(sign) && (turn.size() == 1 || turn[1] == ' ')) return TrimSpace(turn.substr(1));
  return turn;
}

std::vector<std::string> UpstreamTurns(std::string_view context) {
  constexpr std::string_view kLeftOver = "START EOS TIL ";
  if (context.starts_with(kLeftOver)) context.remove_prefix(kLeftOver.size());
  return SplitTurns(context);
}

Result<double> ParseScore(std::string_view text) {
  double score = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), score);
  if (failed != std::errc() || end != text.data() + text.size())
    return Fail(ErrorCode::kBadData, fmt::format("column 2: expected a score, found \"{}\"", text.substr(0, 40)));
  return score;
}

}  // namespace

std::string WithoutTags(std::string_view text) {
  std::string kept;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text[at] == '<' ? text.find('>', at) : std::string_view::npos;
    constexpr size_t kLongestTag = 8;  // "<anchor>", "</title>"
    if (end != std::string_view::npos && end - at <= kLongestTag && IsFactTag(text.substr(at + 1, end - at - 1))) {
      kept += ' ';
      at = end + 1;
    } else {
      kept += text[at++];
    }
  }
  std::string spaced;
  for (const char sign : kept) {
    const bool space = sign == ' ' || sign == '\t' || sign == '\n' || sign == '\r';
    if (!space) spaced += sign;
    if (space && !spaced.empty() && spaced.back() != ' ') spaced += ' ';
  }
  if (!spaced.empty() && spaced.back() == ' ') spaced.pop_back();
  return spaced;
}

std::vector<std::string> SpokenTurns(std::string_view context) {
  std::vector<std::string> turns = SplitTurns(context);
  if (turns.empty() || turns.front() != kStart) return turns;
  turns.erase(turns.begin());
  if (turns.empty()) return turns;
  turns.front() = std::string(WithoutTil(turns.front()));
  if (turns.front().empty()) turns.erase(turns.begin());
  return turns;
}

Result<Converted> ConvertDstc7Row(std::string_view line, const Dstc7Options& options) {
  const std::vector<std::string_view> columns = SplitColumns(line);
  if (columns.size() != kDstc7Columns)
    return Fail(ErrorCode::kBadData, fmt::format("expected {} columns between tabs (name, score, words, fact, context, "
                                                 "response), found {}",
                                                 kDstc7Columns, columns.size()));
  GODEL_TRY(const double score, ParseScore(columns[1]));
  if (score < options.min_score) return Dropped{"dropped: score too low"};
  const std::string_view context = TrimSpace(columns[4]);
  if (context == kStart) return Dropped{"dropped: START alone"};

  Example example;
  const size_t comma = columns[0].find(',');
  const std::string_view rest = comma == std::string_view::npos ? "" : columns[0].substr(comma + 1);
  if (const std::string_view id = rest.substr(0, rest.find(',')); !id.empty())
    example.dialog = fmt::format("dstc7/{}", id);
  example.context = options.upstream_rules ? UpstreamTurns(context) : SpokenTurns(context);
  example.knowledge = options.upstream_rules ? std::string(TrimSpace(columns[3])) : WithoutTags(columns[3]);
  example.response = std::string(TrimSpace(columns[5]));
  if (example.context.empty()) return Dropped{"dropped: no context"};
  if (example.response.empty()) return Dropped{"dropped: no response"};
  return example;
}

}  // namespace godel
