// SPDX-License-Identifier: MIT
#include "evaluate/output.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "godel/base/replacing_file.h"
#include "godel/evaluate/runs/run_report.h"
#include "godel/evaluate/runs/saved_run.h"
#include "godel/evaluate/runs/score_name.h"

namespace godel::apps {
namespace {

namespace fs = std::filesystem;

OutputJson SummaryJson(const std::vector<std::optional<Groundedness>>& texts) {
  const GroundednessSummary sum = SummarizeGroundedness(texts);
  return {{"texts", sum.texts},
          {"knowledge_f1", sum.knowledge_f1},
          {"copied_share", sum.copied_share},
          {"longest_copy", sum.longest_copy},
          {"copying_texts", sum.copying_texts},
          {"entities_per_text", sum.entities_per_text},
          {"novel_entity_rate", sum.novel_entity_rate},
          {"texts_with_novel", sum.texts_with_novel},
          {"knowledge_gain", sum.knowledge_gain ? OutputJson(*sum.knowledge_gain) : OutputJson(nullptr)},
          {"helped_by_knowledge", sum.helped_by_knowledge}};
}

}  // namespace

Status PrepareRunFolder(const fs::path& folder, bool force) {
  std::error_code failed;
  for (const char* const name : {"metrics.json", "predictions.jsonl", "report.html"}) {
    const fs::path path = folder / name;
    if (!force && fs::exists(path, failed))
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("--output: {} exists already; --force replaces it", path.string()));
  }
  fs::create_directories(folder, failed);
  if (failed)
    return Fail(ErrorCode::kIo,
                fmt::format("--output: cannot make the folder {}: {}", folder.string(), failed.message()));
  return {};
}

Result<std::vector<Prediction>> PredictionsOf(const std::vector<EvaluatedFile>& files, bool with_replies,
                                              std::vector<std::optional<Groundedness>> grounded) {
  std::vector<Prediction> predictions;
  std::vector<Example> examples;
  std::vector<std::string> replies;
  for (const EvaluatedFile& file : files) {
    for (size_t i = 0; i < file.examples.size(); ++i) {
      const EvaluatedExample& evaluated = file.evaluated[i];
      Prediction& prediction = predictions.emplace_back(Prediction{.file = file.name,
                                                                   .example = file.examples[i],
                                                                   .reply = {},
                                                                   .nats = evaluated.likelihood.nats,
                                                                   .tokens = evaluated.likelihood.tokens,
                                                                   .scores = {}});
      if (!with_replies) continue;
      prediction.reply = evaluated.reply;
      examples.push_back(file.examples[i]);
      replies.push_back(evaluated.reply);
    }
  }
  if (!with_replies) return predictions;
  if (grounded.empty()) grounded = MeasureTexts(examples, replies);
  GODEL_TRY(auto scores, ScoreReplies(replies, examples, grounded));
  for (size_t i = 0; i < predictions.size(); ++i) predictions[i].scores = std::move(scores[i]);
  return predictions;
}

OutputJson ToJson(const GroundednessRun& run) {
  OutputJson json = OutputJson::object();
  if (!run.replies.empty()) json["replies"] = SummaryJson(run.replies);
  json["references"] = SummaryJson(run.references);
  json["strangers"] = SummaryJson(run.strangers);
  return json;
}

std::string GroundednessTable(const GroundednessRun& run) {
  const OutputJson json = ToJson(run);
  const auto figures = {"texts",          "knowledge_f1",       "copied_share",      "longest_copy",
                        "copying_texts",  "entities_per_text",  "novel_entity_rate", "texts_with_novel",
                        "knowledge_gain", "helped_by_knowledge"};
  std::string table = fmt::format("\n{:24}", "");
  for (const auto& [kind, summary] : json.items()) table += fmt::format("  {:>12}", kind);
  table += "\n";
  for (const char* const figure : figures) {
    const ScoreName name = ScoreNameOf(figure);
    table += fmt::format("{:24}", name.label + (name.percent ? ", %" : ""));
    for (const auto& [kind, summary] : json.items()) {
      const OutputJson& value = summary[figure];
      table += fmt::format("  {:>12}", value.is_number() ? ScoreText(figure, value.get<double>()) : "-");
    }
    table += "\n";
  }
  return table;
}

Status WriteRun(const fs::path& folder, const OutputJson& metrics, std::vector<Prediction> predictions) {
  GODEL_TRY(ReplacingFile file, ReplacingFile::Create(folder / "predictions.jsonl"));
  for (const Prediction& prediction : predictions) GODEL_TRY_STATUS(file.Write(PredictionLine(prediction) + "\n"));
  GODEL_TRY_STATUS(file.Commit());
  const std::string text = Dump(metrics, 2) + "\n";
  GODEL_TRY_STATUS(WriteTextFile(folder / "metrics.json", text));
  SavedRun run{.name = RunName(folder), .metrics = {}, .predictions = std::move(predictions)};
  GODEL_TRY(run.metrics, ParseJson(text));
  return WriteTextFile(folder / "report.html", RunReport(run));
}

}  // namespace godel::apps
