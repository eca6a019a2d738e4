// SPDX-License-Identifier: MIT
#include "convert/report.h"

#include <fmt/format.h>

#include <vector>

#include "command_line/interrupt.h"
#include "command_line/line_reader.h"
#include "command_line/percent.h"
#include "command_line/progress_bar.h"
#include "command_line/request_line.h"
#include "command_line/text_argument.h"
#include "godel/engine/weight_report.h"

namespace godel::apps {
namespace {

using Inputs = std::vector<std::vector<TokenId>>;

Result<Inputs> ReadInputs(const std::string& file, const Tokenizer& tokenizer) {
  GODEL_TRY(LineReader reader, LineReader::Open(file));
  Inputs inputs;
  while (true) {
    GODEL_TRY(const std::optional<Line> line, reader.Next());
    if (!line) break;
    if (Trim(line->text).empty()) continue;
    const auto where = fmt::format("{} line {}", file, line->number + 1);
    if (line->too_long) return Fail(ErrorCode::kInvalidArgument, fmt::format("{} is too long", where));
    const ParsedLine parsed = ParseRequestLine(line->text, line->number, RequestKind::kGenerate);
    if (!parsed.request) return Within(where, parsed.request.error());
    auto encoded = EncodeInput(*parsed.request, tokenizer, {});
    if (!encoded) return Within(where, encoded.error());
    inputs.push_back(std::move(encoded->ids));
  }
  if (inputs.empty()) return Fail(ErrorCode::kInvalidArgument, fmt::format("--report: {} holds no input", file));
  return inputs;
}

constexpr const char* kHead = "{:<24} {:>12} {:>12} {:>12} {:>14}\n";

void PrintHead(size_t inputs) {
  fmt::print(
      "Beside f32, over {} inputs. Best: ids of the greedy f32 replies that are likeliest here too; same ids: of the "
      "first 16 of "
      "greedy replies.\n",
      inputs);
  fmt::print(kHead, "weights", "best", "mean KL", "same ids", "same replies");
}

void PrintRow(const std::string& name, const WeightReport& report) {
  fmt::print(kHead, name, fmt::format("{:.1f} %", Percent(report.same_best, report.positions)),
             fmt::format("{:.5f}", report.mean_kl),
             fmt::format("{:.1f} %", Percent(report.same_ids, report.compared_ids)),
             fmt::format("{} of {}", report.same_replies, report.inputs));
}

Result<WeightReport> Compare(Engine& exact, Engine& rounded, const Inputs& inputs) {
  ProgressBar bar;
  return CompareWeights(exact, rounded, inputs, [&](size_t done) {
    bar.Show({.lines = done, .tokens = 0, .share = static_cast<double>(done) / static_cast<double>(inputs.size())});
    return !Interrupted();
  });
}

}  // namespace

Status PrintReport(const ReportRequest& request) {
  GODEL_TRY(const auto exact, Engine::Load(request.exact, {.lora = request.lora}));
  GODEL_TRY(const Inputs inputs, ReadInputs(request.inputs, exact->tokenizer()));
  GODEL_TRY(const auto rounded, Engine::Load(request.rounded));
  GODEL_TRY(const WeightReport report, Compare(*exact, *rounded, inputs));
  PrintHead(inputs.size());
  PrintRow(request.rounded.filename().string(), report);
  return {};
}

Status PrintReportByPart(const ReportRequest& request, WeightType type) {
  GODEL_TRY(const auto exact, Engine::Load(request.exact, {.lora = request.lora}));
  GODEL_TRY(const Inputs inputs, ReadInputs(request.inputs, exact->tokenizer()));
  PrintHead(inputs.size());
  for (const RecipePart& part : RecipeParts()) {
    WeightRecipe recipe;
    recipe.*part.type = type;
    GODEL_TRY(const auto rounded, Engine::Load(request.exact, {.weights = recipe, .lora = request.lora}));
    GODEL_TRY(const WeightReport report, Compare(*exact, *rounded, inputs));
    PrintRow(fmt::format("{} {}", part.name, WeightTypeName(type)), report);
    std::fflush(stdout);
  }
  return {};
}

}  // namespace godel::apps
