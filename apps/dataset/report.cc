// SPDX-License-Identifier: MIT
#include "dataset/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "command_line/percent.h"
#include "command_line/result_json.h"
#include "command_line/text_argument.h"

namespace godel::apps {
namespace {

void PrintLengths(const DatasetReport& report) {
  fmt::print("\n{:9} {:>9} {:>7} {:>7} {:>7} {:>7} {:>7} {:>8}   (in {})\n", "", "examples", "least", "median", "90 %",
             "99 %", "most", "mean", report.in_tokens ? "tokens, each text with its </s>" : "words");
  for (const auto& [name, lengths] : LengthsOf(report))
    fmt::print("{:9} {:9} {:7} {:7} {:7} {:7} {:7} {:8.1f}\n", name, lengths->total(), lengths->Quantile(0),
               lengths->Quantile(0.5), lengths->Quantile(0.9), lengths->Quantile(0.99), lengths->Quantile(1),
               lengths->Mean());
}

void PrintHistogram(const NamedLengths& named) {
  constexpr size_t kWidth = 40;
  const std::vector<LengthCounts::Bin> bins = named.lengths->Histogram();
  if (bins.empty()) return;
  const size_t most =
      std::max_element(bins.begin(), bins.end(), [](const auto& a, const auto& b) { return a.count < b.count; })->count;
  fmt::print("\n{}\n", named.name);
  for (const LengthCounts::Bin& bin : bins) {
    const std::string range =
        bin.first == bin.last ? fmt::format("{}", bin.first) : fmt::format("{}-{}", bin.first, bin.last);
    // Rounded up, so that no bin that holds something looks empty.
    const size_t bar = (bin.count * kWidth + most - 1) / most;
    fmt::print("{:>13} {:9}  {}\n", range, bin.count, std::string(bar, '#'));
  }
}

void PrintPrompts(const DatasetReport& report) {
  const size_t examples = report.statistics.examples;
  fmt::print("\nof the prompts, at most {} tokens each,\n", report.max_tokens);
  for (const auto& [what, count] :
       {std::pair{"lose turns", report.dropped_turns}, std::pair{"lose knowledge", report.cut_knowledge},
        std::pair{"lose the start of the last turn", report.cut_turns}})
    fmt::print("{:9} ({:.2f} %) {}\n", count, Percent(count, examples), what);
}

void PrintBadRows(const DatasetReport& report) {
  if (report.num_bad_rows == 0) return;
  fmt::print(
      "\n{} rows cannot be read{}\n", report.num_bad_rows,
      report.num_bad_rows > report.bad_rows.size() ? fmt::format("; the first {}:", report.bad_rows.size()) : ":");
  for (const BadRow& row : report.bad_rows) fmt::print("  {}\n", OneLine(Printable(ToString(row))));
}

OutputJson LengthsJson(const LengthCounts& lengths) {
  auto histogram = OutputJson::array();
  for (const LengthCounts::Bin& bin : lengths.Histogram())
    histogram.push_back({{"from", bin.first}, {"to", bin.last}, {"count", bin.count}});
  return {{"count", lengths.total()},     {"min", lengths.Quantile(0)},       {"median", lengths.Quantile(0.5)},
          {"p90", lengths.Quantile(0.9)}, {"p99", lengths.Quantile(0.99)},    {"max", lengths.Quantile(1)},
          {"mean", lengths.Mean()},       {"histogram", std::move(histogram)}};
}

}  // namespace

std::vector<NamedLengths> LengthsOf(const DatasetReport& report) {
  const ExampleStatistics& statistics = report.statistics;
  std::vector<NamedLengths> all = {{"turns", &statistics.turns},
                                   {"context", &statistics.context},
                                   {"knowledge", &statistics.knowledge},
                                   {"response", &statistics.response}};
  if (report.in_tokens) all.push_back({"prompt", &report.prompts});
  return all;
}

void PrintReport(const DatasetReport& report) {
  const ExampleStatistics& statistics = report.statistics;
  fmt::print("examples   {}\n", statistics.examples);
  fmt::print("dialogs    {}{}\n", statistics.num_dialogs(),
             statistics.without_dialog == 0
                 ? ""
                 : fmt::format(", {} of which are single examples that name none", statistics.without_dialog));
  fmt::print("grounded   {} ({:.1f} %) have knowledge\n", statistics.knowledge.total(),
             Percent(statistics.knowledge.total(), statistics.examples));
  for (const auto& [instruction, count] : statistics.instructions)
    fmt::print("instructed {} by {}\n", count, OneLine(Printable(instruction)));
  if (statistics.examples > 0) {
    PrintLengths(report);
    for (const NamedLengths& lengths : LengthsOf(report)) PrintHistogram(lengths);
  }
  if (report.in_tokens) PrintPrompts(report);
  PrintBadRows(report);
  for (const auto& [example, prompt] : report.samples)
    fmt::print("\n{}\n  => {}\n", OneLine(Printable(prompt)), OneLine(Printable(example.response)));
}

void PrintReportJson(const DatasetReport& report) {
  const ExampleStatistics& statistics = report.statistics;
  OutputJson json = {{"examples", statistics.examples},
                     {"dialogs", statistics.num_dialogs()},
                     {"without_dialog", statistics.without_dialog},
                     {"with_knowledge", statistics.knowledge.total()},
                     {"instructions", statistics.instructions},
                     {"unit", report.in_tokens ? "tokens" : "words"}};
  for (const auto& [name, lengths] : LengthsOf(report)) json[name] = LengthsJson(*lengths);
  if (report.in_tokens)
    json["over_budget"] = {{"max_input_tokens", report.max_tokens},
                           {"lose_turns", report.dropped_turns},
                           {"lose_knowledge", report.cut_knowledge},
                           {"lose_start_of_last_turn", report.cut_turns}};
  json["num_bad_rows"] = report.num_bad_rows;
  json["bad_rows"] = OutputJson::array();
  for (const BadRow& row : report.bad_rows)
    json["bad_rows"].push_back({{"file", row.file}, {"line", row.line}, {"why", row.why}});
  json["samples"] = OutputJson::array();
  for (const auto& [example, prompt] : report.samples)
    json["samples"].push_back({{"prompt", prompt}, {"response", example.response}, {"dialog", example.dialog}});
  fmt::print("{}\n", Dump(json, 2));
}

}  // namespace godel::apps
