// SPDX-License-Identifier: MIT
#include "dataset/page.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "godel/evaluate/runs/example_card.h"
#include "godel/report/page.h"
#include "godel/report/readable_number.h"
#include "godel/report/svg_bars.h"
#include "godel/report/table.h"

namespace godel::apps {
namespace {

std::string Number(size_t count) {
  return ReadableNumber(static_cast<double>(count));
}

Html Overview(const DatasetReport& report) {
  const ExampleStatistics& statistics = report.statistics;
  std::vector<std::pair<std::string, std::string>> facts = {{"examples", Number(statistics.examples)},
                                                            {"dialogs", Number(statistics.num_dialogs())},
                                                            {"with knowledge", Number(statistics.knowledge.total())},
                                                            {"bad rows", Number(report.num_bad_rows)}};
  if (report.in_tokens) {
    facts.emplace_back(fmt::format("prompts over {} tokens that lose turns", report.max_tokens),
                       Number(report.dropped_turns));
    facts.emplace_back("… that lose knowledge", Number(report.cut_knowledge));
    facts.emplace_back("… whose last turn is cut", Number(report.cut_turns));
  }
  return RenderFacts(facts);
}

Html LengthTable(const DatasetReport& report) {
  HtmlTable table{
      .caption = report.in_tokens ? "in tokens, each text with its </s>" : "in words",
      .columns = {{"", Align::kLeft}, {"examples"}, {"least"}, {"median"}, {"90 %"}, {"99 %"}, {"most"}, {"mean"}},
      .rows = {}};
  for (const auto& [name, lengths] : LengthsOf(report)) {
    auto& row = table.rows.emplace_back(std::vector<Html>{TextHtml(name), TextHtml(Number(lengths->total()))});
    for (const double share : {0.0, 0.5, 0.9, 0.99, 1.0}) row.push_back(TextHtml(Number(lengths->Quantile(share))));
    row.push_back(TextHtml(fmt::format("{:.1f}", lengths->Mean())));
  }
  return RenderTable(table);
}

Html LengthCharts(const DatasetReport& report) {
  Html charts;
  for (const auto& [name, lengths] : LengthsOf(report)) {
    std::vector<Bar> bars;
    for (const LengthCounts::Bin& bin : lengths->Histogram())
      bars.push_back(
          {.label = bin.first == bin.last ? std::to_string(bin.first) : fmt::format("{}–{}", bin.first, bin.last),
           .value = static_cast<double>(bin.count)});
    charts += SvgBars({.title = name, .x_label = "examples"}, bars);
  }
  return Element("div", "charts", charts);
}

Html Instructions(const DatasetReport& report) {
  HtmlTable table{.caption = "", .columns = {{"instruction", Align::kLeft}, {"examples"}}, .rows = {}};
  for (const auto& [instruction, count] : report.statistics.instructions)
    table.rows.push_back({TextHtml(instruction), TextHtml(Number(count))});
  return RenderTable(table);
}

Html BadRowList(const DatasetReport& report) {
  Html list;
  for (const BadRow& row : report.bad_rows) list += Element("li", "", ToString(row));
  Html html = Element("ul", "", list);
  if (report.bad_rows.size() < report.num_bad_rows)
    html += Element("p", "quiet", fmt::format("and {} more", report.num_bad_rows - report.bad_rows.size()));
  return html;
}

Html Samples(const DatasetReport& report) {
  Html cards;
  for (const DatasetReport::Sample& sample : report.samples) {
    const CardLine response{"Response", MarkGrounding(sample.example.response, sample.example)};
    const std::string_view copying = sample.example.response;
    cards += RenderExampleCard(sample.example, std::span(&response, 1), "", std::span(&copying, 1));
    Html prompt = Element("summary", "quiet", "as the model is asked");
    prompt += Element("p", "", sample.prompt);
    cards += Element("details", "", prompt);
  }
  return cards;
}

}  // namespace

std::string DatasetPage(const std::string& title, const DatasetReport& report) {
  Page page{.title = title, .lead = Overview(report), .sections = {}};
  Html lengths = LengthTable(report);
  lengths += LengthCharts(report);
  page.sections.push_back({"Lengths", std::move(lengths)});
  if (!report.statistics.instructions.empty()) page.sections.push_back({"Instructions", Instructions(report)});
  if (report.num_bad_rows > 0) page.sections.push_back({"Rows that cannot be read", BadRowList(report)});
  if (!report.samples.empty()) page.sections.push_back({"Samples", Samples(report)});
  return RenderPage(page);
}

}  // namespace godel::apps
