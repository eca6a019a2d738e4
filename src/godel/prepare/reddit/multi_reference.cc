// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/multi_reference.h"

#include <fmt/format.h>

#include <utility>

namespace godel {
namespace {

std::string StraightQuotes(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const bool curly = text.starts_with("\u201C") || text.starts_with("\u201D");
    out += curly ? '"' : text.front();
    text.remove_prefix(curly ? 3 : 1);
  }
  return out;
}

}  // namespace

Status MultiReferenceBuilder::AddListRow(std::string_view row) {
  std::vector<Wanted> wanted;
  size_t tab = row.find('\t');
  while (tab != std::string_view::npos) {
    row.remove_prefix(tab + 1);
    tab = row.find('\t');
    const std::string_view field = row.substr(0, tab);
    const size_t comma = field.find(',');
    if (comma == std::string_view::npos)
      return Fail(ErrorCode::kBadData,
                  fmt::format("expected \"score,link,parent,comment\", found \"{}\"", field.substr(0, 80)));
    wanted.push_back({.score = std::string(field.substr(0, comma)), .key = std::string(field.substr(comma + 1))});
    said_.try_emplace(wanted.back().key);
  }
  if (wanted.empty()) return Fail(ErrorCode::kBadData, "expected a word, and references behind tabs");
  rows_.push_back(std::move(wanted));
  return {};
}

Status MultiReferenceBuilder::AddConversation(std::string_view row) {
  const size_t first = row.find('\t');
  const size_t second = first == std::string_view::npos ? first : row.find('\t', first + 1);
  if (second == std::string_view::npos)
    return Fail(ErrorCode::kBadData, "expected \"link,parent,comment\", turns and a reply, with tabs between them");
  const auto found = said_.find(std::string(row.substr(0, first)));
  if (found == said_.end()) return {};
  found->second = {.source = StraightQuotes(row.substr(first + 1, second - first - 1)),
                   .reply = StraightQuotes(row.substr(second + 1)),
                   .found = true};
  return {};
}

std::vector<MultiReferenceBuilder::Item> MultiReferenceBuilder::Build(Tally& tally) const {
  std::vector<Item> items;
  for (const std::vector<Wanted>& row : rows_) {
    Item item;
    for (const Wanted& wanted : row) {
      const Said& said = said_.at(wanted.key);
      if (!said.found) {
        tally.Count("references missing");
      } else if (!item.references.empty() && said.source != item.source) {
        tally.Count("references to other turns");
      } else {
        item.source = said.source;
        item.references.push_back({.score = wanted.score, .text = said.reply});
      }
    }
    tally.Count(item.references.empty() ? "rows without a reference" : "rows");
    tally.Count("references", item.references.size());
    if (!item.references.empty()) items.push_back(std::move(item));
  }
  return items;
}

std::string MultiReferenceRow(const MultiReferenceBuilder::Item& item, ReferenceScores scores) {
  std::string row = item.source;
  for (const auto& [score, text] : item.references)
    row += scores == ReferenceScores::kKeep ? fmt::format("\t{}|{}", score, text) : fmt::format("\t{}", text);
  return row;
}

}  // namespace godel
