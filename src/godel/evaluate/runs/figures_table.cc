// SPDX-License-Identifier: MIT
#include "godel/evaluate/runs/figures_table.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "godel/evaluate/runs/score_name.h"
#include "godel/report/table.h"

namespace godel {
namespace {

constexpr auto kNotShown = std::to_array<std::string_view>({"nats", "tokens", "characters", "examples_seen"});
constexpr size_t kMostRows = 60;

std::vector<std::string> KeysOf(std::span<const FiguresOf> all) {
  std::set<std::pair<size_t, std::string>> keys;  // by place among the known names
  for (const FiguresOf& one : all) {
    if (!one.figures->is_object()) continue;
    for (const auto& [key, value] : one.figures->items()) {
      if (value.is_number() && std::find(kNotShown.begin(), kNotShown.end(), key) == kNotShown.end())
        keys.emplace(ScorePlace(key), key);
    }
  }
  std::vector<std::string> rows;
  for (const auto& [place, key] : keys) {
    if (rows.size() < kMostRows) rows.push_back(key);
  }
  return rows;
}

std::string_view Hint(Better better) {
  if (better == Better::kNeither) return "";
  return better == Better::kHigher ? "higher is better" : "lower is better";
}

}  // namespace

Html RenderFigures(std::span<const FiguresOf> all) {
  HtmlTable table{.caption = "", .columns = {{"", Align::kLeft}}, .rows = {}};
  for (const FiguresOf& one : all) table.columns.push_back({one.name});
  table.columns.push_back({"", Align::kLeft});
  for (const std::string& key : KeysOf(all)) {
    const ScoreName name = ScoreNameOf(key);
    auto& cells = table.rows.emplace_back(std::vector<Html>{TextHtml(name.label + (name.percent ? ", %" : ""))});
    for (const FiguresOf& one : all) {
      const bool has = one.figures->is_object() && one.figures->contains(key) && (*one.figures)[key].is_number();
      cells.push_back(TextHtml(has ? ScoreText(key, (*one.figures)[key].get<double>()) : "–"));
    }
    cells.push_back(Element("small", "", Hint(name.better)));
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
