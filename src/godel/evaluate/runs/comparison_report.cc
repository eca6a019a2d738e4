// SPDX-License-Identifier: MIT
#include "godel/evaluate/runs/comparison_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "godel/evaluate/runs/example_card.h"
#include "godel/evaluate/runs/score_name.h"
#include "godel/report/page.h"
#include "godel/report/readable_number.h"
#include "godel/report/svg_bars.h"
#include "godel/report/table.h"

namespace godel {
namespace {

constexpr size_t kDifferencesShown = 10;

bool ExcludesZero(const PairedComparison& difference) {
  return difference.low > 0 || difference.high < 0;
}

// "+1.23 [0.10, 2.30]"
std::string DifferenceText(const std::string& name, const PairedComparison& difference) {
  return fmt::format("{}{} [{}, {}]", difference.difference >= 0 ? "+" : "", ScoreText(name, difference.difference),
                     ScoreText(name, difference.low), ScoreText(name, difference.high));
}

std::string_view Verdict(const std::string& name, const PairedComparison& difference) {
  const Better better = ScoreNameOf(name).better;
  if (!ExcludesZero(difference) || better == Better::kNeither) return "";
  return (difference.difference > 0) == (better == Better::kHigher) ? "good" : "bad";
}

Html DifferencesTable(const RunComparison& comparison) {
  HtmlTable table{.caption = "", .columns = {{"", Align::kLeft}}, .rows = {}};
  for (size_t r = 0; r < comparison.names.size(); ++r)
    table.columns.push_back({comparison.names[r], Align::kRight, r == 0 ? "the baseline" : "difference, interval"});
  for (const ComparedMetric& metric : comparison.metrics) {
    const ScoreName name = ScoreNameOf(metric.name);
    auto& row = table.rows.emplace_back();
    row.push_back(TextHtml(name.label + (name.percent ? ", %" : "")));
    row.push_back(TextHtml(ScoreText(metric.name, metric.values.front())));
    for (size_t r = 1; r < metric.values.size(); ++r) {
      const PairedComparison& difference = metric.differences[r - 1];
      Html cell = TextHtml(ScoreText(metric.name, metric.values[r]) + " ");
      cell += Element("small", Verdict(metric.name, difference), DifferenceText(metric.name, difference));
      row.push_back(std::move(cell));
    }
  }
  return RenderTable(table);
}

Html Bars(const RunComparison& comparison) {
  Html charts;
  for (const ComparedMetric& metric : comparison.metrics) {
    const ScoreName name = ScoreNameOf(metric.name);
    const double scale = name.percent ? 100 : 1;
    std::vector<Bar> bars;
    for (size_t r = 0; r < metric.values.size(); ++r)
      bars.push_back({.label = comparison.names[r], .value = scale * metric.values[r]});
    charts += SvgBars({.title = name.label + (name.percent ? ", %" : "")}, bars);
  }
  return Element("div", "charts", charts);
}

Html ExampleCard(std::span<const SavedRun> runs, size_t i) {
  const Example& example = runs.front().predictions[i].example;
  std::vector<CardLine> lines = {{"Reference", MarkGrounding(example.response, example)}};
  std::vector<std::string_view> copying;
  std::string scores = "F1";
  for (const SavedRun& run : runs) {
    const Prediction& prediction = run.predictions[i];
    const std::string_view reply = prediction.reply ? std::string_view(*prediction.reply) : std::string_view();
    lines.push_back({run.name, MarkGrounding(reply, example)});
    copying.push_back(reply);
    scores += fmt::format(" · {} {}", run.name, ScoreText("f1", ScoreOf(prediction, "f1")));
  }
  return RenderExampleCard(example, lines, scores, copying);
}

}  // namespace

std::string ComparisonReport(std::span<const SavedRun> runs, const RunComparison& comparison) {
  std::string title;
  for (const std::string& name : comparison.names) title += (title.empty() ? "" : " and ") + name;
  Page page{.title = "Comparison of " + title,
            .lead = Element("p", "quiet",
                            fmt::format("{} examples; differences from {} with the interval of {:.0f} % of {} paired "
                                        "resamples. Coloured where it leaves 0 out.",
                                        comparison.examples, comparison.names.front(),
                                        100 * comparison.resampling.confidence, comparison.resampling.samples)),
            .sections = {{"Figures", DifferencesTable(comparison)}, {"Side by side", Bars(comparison)}}};
  Html cards;
  for (const size_t i : LargestDifferences(runs, kDifferencesShown)) cards += ExampleCard(runs, i);
  if (!cards.markup.empty()) page.sections.push_back({"Where they differ most by F1", std::move(cards)});
  return RenderPage(page);
}

nlohmann::ordered_json ToJson(const RunComparison& comparison) {
  nlohmann::ordered_json json = {{"runs", comparison.names},
                                 {"examples", comparison.examples},
                                 {"samples", comparison.resampling.samples},
                                 {"confidence", comparison.resampling.confidence},
                                 {"seed", comparison.resampling.seed}};
  auto& metrics = json["metrics"] = nlohmann::ordered_json::array();
  for (const ComparedMetric& metric : comparison.metrics) {
    nlohmann::ordered_json row = {{"name", metric.name}, {"values", metric.values}};
    auto& differences = row["differences"] = nlohmann::ordered_json::array();
    for (const PairedComparison& difference : metric.differences)
      differences.push_back({{"difference", difference.difference},
                             {"low", difference.low},
                             {"high", difference.high},
                             {"wins", difference.wins},
                             {"p_value", difference.p_value}});
    metrics.push_back(std::move(row));
  }
  return json;
}

std::string ComparisonTable(const RunComparison& comparison) {
  // Names are cut so that a row of three runs still fits a wide terminal.
  constexpr size_t kWidth = 32;
  std::string table = fmt::format("{:16}", "");
  for (const std::string& name : comparison.names) table += fmt::format("  {:>{}.{}}", name, kWidth, kWidth);
  table += "\n";
  for (const ComparedMetric& metric : comparison.metrics) {
    table += fmt::format("{:16}  {:>{}}", ScoreNameOf(metric.name).label, ScoreText(metric.name, metric.values.front()),
                         kWidth);
    for (size_t r = 1; r < metric.values.size(); ++r)
      table += fmt::format(
          "  {:>{}}",
          ScoreText(metric.name, metric.values[r]) + "  " + DifferenceText(metric.name, metric.differences[r - 1]),
          kWidth);
    table += "\n";
  }
  return table;
}

}  // namespace godel
