// SPDX-License-Identifier: MIT
#include "godel/evaluate/human/human_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "godel/base/utf8.h"
#include "godel/evaluate/runs/score_name.h"
#include "godel/report/page.h"
#include "godel/report/svg_bars.h"
#include "godel/report/table.h"

namespace godel {
namespace {

using ReportJson = nlohmann::ordered_json;

std::string Number(double value) {
  return std::isnan(value) ? "–" : fmt::format("{:.3f}", value);
}

std::string WithInterval(double value, Interval interval) {
  return fmt::format("{} [{}, {}]", Number(value), Number(interval.low), Number(interval.high));
}

std::string Alpha(const std::optional<double>& alpha) {
  return Number(alpha.value_or(std::numeric_limits<double>::quiet_NaN()));
}

// A table that becomes lines or HTML.
struct Grid {
  std::string title;
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
};

Grid Means(const HumanStudy& study, const HumanResults& results) {
  Grid grid{
      .title = fmt::format("Mean rating, 1 to {}, with its 95 % interval", kLikertSteps), .head = {"run"}, .rows = {}};
  for (const Dimension& dimension : Dimensions()) grid.head.emplace_back(dimension.label);
  grid.head.emplace_back("items");
  for (size_t run = 0; run < study.runs.size(); ++run) {
    auto& row = grid.rows.emplace_back(std::vector<std::string>{study.runs[run]});
    for (const DimensionResult& result : results.dimensions)
      row.push_back(WithInterval(result.ratings[run].mean, result.ratings[run].interval));
    row.push_back(std::to_string(results.dimensions.front().ratings[run].items));
  }
  return grid;
}

Grid Wins(const HumanStudy& study, const HumanResults& results) {
  Grid grid{.title = "Win rate of the first of two runs (neither counts half), with its 95 % interval",
            .head = {"runs", "dimension", "win rate", "wins", "losses", "ties", "items"},
            .rows = {}};
  for (size_t d = 0; d < results.dimensions.size(); ++d) {
    for (const WinRate& rate : results.dimensions[d].win_rates)
      grid.rows.push_back({study.runs[rate.a] + " : " + study.runs[rate.b], std::string(Dimensions()[d].label),
                           WithInterval(rate.rate, rate.interval), std::to_string(rate.wins),
                           std::to_string(rate.losses), std::to_string(rate.ties), std::to_string(rate.items)});
  }
  return grid;
}

Grid Agreements(const HumanResults& results) {
  Grid grid{
      .title = "Krippendorff's alpha", .head = {"dimension", "nominal", "ordinal", "interval", "items"}, .rows = {}};
  for (size_t d = 0; d < results.dimensions.size(); ++d) {
    const Agreement& agreement = results.dimensions[d].agreement;
    grid.rows.push_back({std::string(Dimensions()[d].label), Alpha(agreement.nominal), Alpha(agreement.ordinal),
                         Alpha(agreement.interval), std::to_string(agreement.items)});
  }
  return grid;
}

Grid Correlations(const HumanResults& results) {
  Grid grid{.title = "Metrics against people, with 95 % intervals",
            .head = {"metric", "dimension", "Spearman", "Pearson", "items"},
            .rows = {}};
  for (const MetricCorrelation& one : results.correlations)
    grid.rows.push_back({ScoreNameOf(one.metric).label, std::string(Dimensions()[one.dimension].label),
                         WithInterval(one.spearman, one.spearman_interval),
                         WithInterval(one.pearson, one.pearson_interval), std::to_string(one.items)});
  return grid;
}

std::vector<Grid> GridsOf(const HumanStudy& study, const HumanResults& results) {
  std::vector<Grid> grids = {study.mode == StudyMode::kLikert ? Means(study, results) : Wins(study, results),
                             Agreements(results)};
  if (!results.correlations.empty()) grids.push_back(Correlations(results));
  return grids;
}

std::string Lines(const Grid& grid) {
  std::vector<size_t> widths(grid.head.size(), 0);
  // "–" takes three bytes and one column.
  const auto widen = [&](const std::vector<std::string>& row) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], CountCodePoints(row[i]));
  };
  widen(grid.head);
  for (const auto& row : grid.rows) widen(row);
  std::string lines = grid.title + "\n";
  const auto add = [&](const std::vector<std::string>& row) {
    for (size_t i = 0; i < row.size(); ++i)
      lines += "  " + row[i] + (i + 1 < row.size() ? std::string(widths[i] - CountCodePoints(row[i]), ' ') : "");
    lines += "\n";
  };
  add(grid.head);
  for (const auto& row : grid.rows) add(row);
  return lines;
}

Html TableOf(const Grid& grid) {
  HtmlTable table{.caption = "", .columns = {}, .rows = {}};
  for (size_t i = 0; i < grid.head.size(); ++i)
    table.columns.push_back({grid.head[i], i == 0 || grid.head[i] == "dimension" ? Align::kLeft : Align::kRight});
  for (const auto& row : grid.rows) {
    auto& cells = table.rows.emplace_back();
    for (const std::string& cell : row) cells.push_back(TextHtml(cell));
  }
  return RenderTable(table);
}

Html Charts(const HumanStudy& study, const HumanResults& results) {
  Html charts;
  for (size_t d = 0; d < results.dimensions.size(); ++d) {
    std::vector<Bar> bars;
    const auto add = [&](std::string label, double value, Interval interval) {
      bars.push_back({std::move(label), value, ChartRange{interval.low, interval.high}});
    };
    for (const MeanRating& rating : results.dimensions[d].ratings)
      add(study.runs[rating.run], rating.mean, rating.interval);
    for (const WinRate& rate : results.dimensions[d].win_rates)
      add(study.runs[rate.a] + " : " + study.runs[rate.b], rate.rate, rate.interval);
    charts += SvgBars({.title = std::string(Dimensions()[d].label)}, bars);
  }
  return Element("div", "charts", charts);
}

ReportJson NumberJson(double value) {
  return std::isfinite(value) ? ReportJson(value) : ReportJson(nullptr);
}

ReportJson IntervalJson(Interval interval) {
  return ReportJson::array({NumberJson(interval.low), NumberJson(interval.high)});
}

ReportJson AlphaJson(const std::optional<double>& alpha) {
  return alpha ? ReportJson(*alpha) : ReportJson(nullptr);
}

std::string CountsText(const HumanAnswers& answers) {
  const AnswerCounts& counts = answers.counts;
  return fmt::format(
      "{} annotators, {} judgements of items ({} partial); left aside: {} of unknown items, {} replaced by later ones, "
      "{} values off the scale, {} broken answers",
      answers.annotators.size(), counts.answers, counts.partial, counts.unknown_items, counts.duplicates,
      counts.bad_values, counts.bad_answers);
}

}  // namespace

std::string HumanTable(const HumanStudy& study, const HumanAnswers& answers, const HumanResults& results) {
  std::string text = CountsText(answers) + "\n";
  for (const Grid& grid : GridsOf(study, results)) text += "\n" + Lines(grid);
  return text;
}

std::string HumanReport(const HumanStudy& study, const HumanAnswers& answers, const HumanResults& results) {
  Page page{.title = "What people say", .lead = Element("p", "quiet", CountsText(answers)), .sections = {}};
  for (const Grid& grid : GridsOf(study, results)) page.sections.push_back({grid.title, TableOf(grid)});
  page.sections.front().body += Charts(study, results);
  return RenderPage(page);
}

ReportJson HumanJson(const HumanStudy& study, const HumanAnswers& answers, const HumanResults& results) {
  const AnswerCounts& counts = answers.counts;
  ReportJson json = {{"study", study.id},
                     {"mode", StudyModeName(study.mode)},
                     {"annotators", answers.annotators},
                     {"counts",
                      {{"files", counts.files},
                       {"answers", counts.answers},
                       {"partial", counts.partial},
                       {"unknown_items", counts.unknown_items},
                       {"duplicates", counts.duplicates},
                       {"bad_values", counts.bad_values},
                       {"bad_answers", counts.bad_answers}}},
                     {"dimensions", ReportJson::object()},
                     {"correlations", ReportJson::array()}};
  for (size_t d = 0; d < results.dimensions.size(); ++d) {
    const DimensionResult& result = results.dimensions[d];
    ReportJson row = {{"alpha",
                       {{"nominal", AlphaJson(result.agreement.nominal)},
                        {"ordinal", AlphaJson(result.agreement.ordinal)},
                        {"interval", AlphaJson(result.agreement.interval)},
                        {"items", result.agreement.items}}}};
    for (const MeanRating& rating : result.ratings)
      row["ratings"].push_back({{"run", study.runs[rating.run]},
                                {"items", rating.items},
                                {"mean", NumberJson(rating.mean)},
                                {"interval", IntervalJson(rating.interval)}});
    for (const WinRate& rate : result.win_rates)
      row["win_rates"].push_back({{"a", study.runs[rate.a]},
                                  {"b", study.runs[rate.b]},
                                  {"items", rate.items},
                                  {"rate", NumberJson(rate.rate)},
                                  {"interval", IntervalJson(rate.interval)},
                                  {"wins", rate.wins},
                                  {"losses", rate.losses},
                                  {"ties", rate.ties}});
    json["dimensions"][std::string(Dimensions()[d].key)] = std::move(row);
  }
  for (const MetricCorrelation& one : results.correlations)
    json["correlations"].push_back({{"metric", one.metric},
                                    {"dimension", Dimensions()[one.dimension].key},
                                    {"items", one.items},
                                    {"spearman", NumberJson(one.spearman)},
                                    {"spearman_interval", IntervalJson(one.spearman_interval)},
                                    {"pearson", NumberJson(one.pearson)},
                                    {"pearson_interval", IntervalJson(one.pearson_interval)}});
  return json;
}

}  // namespace godel
