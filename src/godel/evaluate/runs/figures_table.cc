// SPDX-License-Identifier: MIT
#include "godel/evaluate/runs/figures_table.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "godel/evaluate/runs/score_name.h"
#include "godel/report/readable_number.h"
#include "godel/report/table.h"

namespace godel {
namespace {

constexpr auto kNotShown = std::to_array<std::string_view>({"nats", "tokens", "characters", "examples_seen"});
constexpr size_t kMostColumns = 40;

std::vector<std::string> ColumnsOf(std::span<const FiguresRow> rows) {
  std::set<std::pair<size_t, std::string>> keys;  // by place among the known names
  for (const FiguresRow& row : rows) {
    if (!row.figures->is_object()) continue;
    for (const auto& [key, value] : row.figures->items()) {
      if (value.is_number() && std::find(kNotShown.begin(), kNotShown.end(), key) == kNotShown.end())
        keys.emplace(ScorePlace(key), key);
    }
  }
  std::vector<std::string> columns;
  for (const auto& [place, key] : keys) {
    if (columns.size() < kMostColumns) columns.push_back(key);
  }
  return columns;
}

std::string_view Hint(const ScoreName& name) {
  if (name.percent) return name.better == Better::kHigher ? "%, higher is better" : "%";
  if (name.better == Better::kNeither) return "";
  return name.better == Better::kHigher ? "higher is better" : "lower is better";
}

}  // namespace

Html RenderFigures(std::span<const FiguresRow> rows) {
  const std::vector<std::string> keys = ColumnsOf(rows);
  HtmlTable table{.caption = "", .columns = {{"", Align::kLeft}}, .rows = {}};
  for (const std::string& key : keys) {
    const ScoreName name = ScoreNameOf(key);
    table.columns.push_back({name.label, Align::kRight, std::string(Hint(name))});
  }
  for (const FiguresRow& row : rows) {
    auto& cells = table.rows.emplace_back(std::vector<Html>{TextHtml(row.name)});
    for (const std::string& key : keys) {
      const auto found = row.figures->is_object() ? row.figures->find(key) : row.figures->end();
      const bool is_number = found != row.figures->end() && found->is_number();
      cells.push_back(TextHtml(is_number ? ScoreText(key, found->get<double>()) : "–"));
    }
  }
  return RenderTable(table);
}

const Json& ObjectMember(const Json& object, std::string_view key) {
  static const Json kEmpty = Json::object();
  if (!object.is_object()) return kEmpty;
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? *found : kEmpty;
}

}  // namespace godel
