// SPDX-License-Identifier: MIT
#include "godel/evaluate/runs/run_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>

#include "godel/evaluate/metrics/normalize_answer.h"
#include "godel/evaluate/runs/example_card.h"
#include "godel/evaluate/runs/figures_table.h"
#include "godel/evaluate/runs/score_name.h"
#include "godel/report/page.h"
#include "godel/report/svg_histogram.h"
#include "godel/report/svg_scatter.h"
#include "godel/report/table.h"

namespace godel {
namespace {

constexpr size_t kExtremesShown = 5;

std::string PlainText(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

PageSection Figures(const SavedRun& run) {
  std::vector<FiguresOf> rows;
  if (const auto files = run.metrics.find("files"); files != run.metrics.end() && files->is_array()) {
    for (const Json& file : *files) {
      if (file.is_object()) rows.push_back({PlainText(file.value("name", Json("file"))), &file});
    }
  }
  if (rows.size() != 1) rows.push_back({"total", &ObjectMember(run.metrics, "total")});
  Html body = RenderFigures(rows);
  const Json& grounded = ObjectMember(run.metrics, "groundedness");
  if (!grounded.empty()) {
    rows.clear();
    for (const auto& [key, label] : {std::pair{"replies", "replies"}, std::pair{"references", "references"},
                                     std::pair{"strangers", "responses to other examples"}})
      rows.push_back({label, &ObjectMember(grounded, key)});
    body += Element("h3", "", "How much rests on the knowledge");
    body += RenderFigures(rows);
    body += Element("p", "quiet",
                    "Responses to other examples pay no heed to this knowledge: a reply that does no better has not "
                    "used it. A copy is a run of three words or more; novel names and numbers stand in neither "
                    "knowledge nor context; the gain is what the knowledge adds to the text's log-probability, in nats "
                    "a token.");
  }
  return {"Figures", std::move(body)};
}

std::vector<double> ScoresNamed(const SavedRun& run, std::string_view name) {
  std::vector<double> values;
  for (const Prediction& prediction : run.predictions) {
    const double value = ScoreOf(prediction, name);
    if (!std::isnan(value)) values.push_back(value);
  }
  return values;
}

size_t WordCount(const std::string& text) {
  return SplitWords(NormalizeAnswer(text)).size();
}

PageSection Distributions(const SavedRun& run) {
  HistogramSeries replies{.name = "replies", .values = {}}, references{.name = "references", .values = {}};
  std::vector<double> nats;
  for (const Prediction& prediction : run.predictions) {
    if (prediction.reply) replies.values.push_back(static_cast<double>(WordCount(*prediction.reply)));
    references.values.push_back(static_cast<double>(WordCount(prediction.example.response)));
    if (prediction.tokens > 0) nats.push_back(prediction.nats / static_cast<double>(prediction.tokens));
  }
  std::vector<HistogramSeries> lengths;
  if (!replies.values.empty()) lengths.push_back(std::move(replies));
  lengths.push_back(std::move(references));
  Html charts =
      SvgHistogram({.title = lengths.size() > 1 ? "Length" : "Length of the references", .x_label = "words"}, lengths);
  for (const char* const name : {"f1", "sentence_bleu", "knowledge_f1", "copied_share", "knowledge_gain"}) {
    const std::vector<double> values = ScoresNamed(run, name);
    if (values.empty()) continue;
    charts += SvgHistogram({.title = ScoreNameOf(name).label}, {{"", values}});
  }
  if (!nats.empty())
    charts += SvgHistogram({.title = "Loss of the reference", .x_label = "nats a token"}, {{"", nats}});
  std::vector<ScatterPoint> points;
  for (const Prediction& prediction : run.predictions) {
    const ScatterPoint point{ScoreOf(prediction, "knowledge_f1"), ScoreOf(prediction, "f1")};
    if (std::isfinite(point.x) && std::isfinite(point.y)) points.push_back(point);
  }
  if (!points.empty())
    charts += SvgScatter({.title = "F1 and knowledge F1", .x_label = "knowledge F1", .y_label = "F1"}, points);
  return {"How they are spread", Element("div", "charts", charts)};
}

// Those that say most about one reply.
constexpr auto kScoresOfACard =
    std::to_array<std::string_view>({"f1", "sentence_bleu", "rouge_l", "meteor", "knowledge_f1", "copied_share",
                                     "longest_copy", "novel_entities", "knowledge_gain"});

std::string ScoresLine(const Prediction& prediction) {
  std::string line;
  for (const std::string_view key : kScoresOfACard) {
    const double value = ScoreOf(prediction, key);
    if (std::isnan(value)) continue;
    if (!line.empty()) line += " · ";
    line += fmt::format("{} {}", ScoreNameOf(key).label, ScoreText(key, value));
    if (ScoreNameOf(key).percent) line += " %";
  }
  return line;
}

Html Card(const Prediction& prediction) {
  const std::array<CardLine, 2> lines = {
      CardLine{"Reference", MarkGrounding(prediction.example.response, prediction.example)},
      CardLine{"Reply", prediction.reply->empty() ? Element("span", "quiet", "(empty)")
                                                  : MarkGrounding(*prediction.reply, prediction.example)}};
  const std::array<std::string_view, 1> copying = {*prediction.reply};
  return RenderExampleCard(prediction.example, lines, ScoresLine(prediction), copying);
}

using ComesBefore = std::function<bool(const Prediction&, const Prediction&)>;

// The first in that order, each reply once: a model that says the same to everything shows it elsewhere.
Html FirstOf(const SavedRun& run, const ComesBefore& before) {
  std::vector<size_t> order;
  for (size_t i = 0; i < run.predictions.size(); ++i) {
    if (run.predictions[i].reply) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return before(run.predictions[a], run.predictions[b]); });
  std::vector<std::string_view> shown;
  Html cards;
  for (const size_t i : order) {
    const std::string& reply = *run.predictions[i].reply;
    if (shown.size() == kExtremesShown || std::find(shown.begin(), shown.end(), reply) != shown.end()) continue;
    shown.push_back(reply);
    cards += Card(run.predictions[i]);
  }
  return cards;
}

// As they come: so many, spread evenly over the run.
Html SpreadOut(const SavedRun& run) {
  Html cards;
  const size_t count = std::min(kExtremesShown, run.predictions.size());
  for (size_t n = 0; n < count; ++n) {
    const Prediction& prediction = run.predictions[(2 * n + 1) * run.predictions.size() / (2 * count)];
    if (prediction.reply) cards += Card(prediction);
  }
  return cards;
}

double NoveltyOf(const Prediction& prediction) {
  const double novel = ScoreOf(prediction, "novel_entities");
  return std::isnan(novel) ? 0 : novel;
}

void AddExamples(const SavedRun& run, std::vector<PageSection>* sections) {
  const bool any = std::any_of(run.predictions.begin(), run.predictions.end(),
                               [](const Prediction& prediction) { return prediction.reply.has_value(); });
  if (!any) return;
  // What has no score comes last among the best, since NaN would spoil the order.
  const auto score = [](const Prediction& p, std::string_view name) {
    const double value = ScoreOf(p, name);
    return std::isnan(value) ? -1 : value;
  };
  const auto key = [&](const Prediction& p) { return std::pair(score(p, "f1"), score(p, "sentence_bleu")); };
  Html legend = {
      "<p class=\"quiet\"><mark>copied from the knowledge</mark>, <u>neither in knowledge nor context</u></p>"};
  sections->push_back({"Some replies", legend});
  sections->back().body += SpreadOut(run);
  sections->push_back({"Best by F1", FirstOf(run, [&](const auto& a, const auto& b) { return key(a) > key(b); })});
  // Of those that share nothing, the ones the model found hardest say least; long references say most.
  sections->push_back({"Worst by F1", FirstOf(run, [&](const auto& a, const auto& b) {
                         if (key(a) != key(b)) return key(a) < key(b);
                         return a.example.response.size() > b.example.response.size();
                       })});
  if (std::any_of(run.predictions.begin(), run.predictions.end(), [](const auto& p) { return NoveltyOf(p) > 0; }))
    sections->push_back({"Most novel names and numbers",
                         FirstOf(run, [](const auto& a, const auto& b) { return NoveltyOf(a) > NoveltyOf(b); })});
}

PageSection Parameters(const SavedRun& run) {
  std::vector<std::pair<std::string, std::string>> facts;
  for (const auto& [name, value] : run.metrics.items()) {
    if (!value.is_object() && name != "files") facts.emplace_back(name, PlainText(value));
  }
  for (const auto& [name, value] : ObjectMember(run.metrics, "parameters").items())
    facts.emplace_back(name, PlainText(value));
  return {"Parameters", RenderFacts(facts)};
}

}  // namespace

std::string RunReport(const SavedRun& run) {
  const Json& model = run.metrics.is_object() && run.metrics.contains("model") ? run.metrics["model"] : Json(run.name);
  Page page{.title = "Evaluation of " + run.name,
            .lead = Element("p", "quiet", fmt::format("{} · {} examples", PlainText(model), run.predictions.size())),
            .sections = {}};
  page.sections.push_back(Figures(run));
  page.sections.push_back(Distributions(run));
  AddExamples(run, &page.sections);
  page.sections.push_back(Parameters(run));
  return RenderPage(page);
}

}  // namespace godel
