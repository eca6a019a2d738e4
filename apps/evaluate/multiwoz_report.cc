// SPDX-License-Identifier: MIT
#include "evaluate/multiwoz_report.h"

#include <fmt/format.h>

namespace godel::apps {
namespace {

using multiwoz::DomainRates;
using multiwoz::WozEvaluation;

double PercentOf(size_t part, size_t whole) {
  return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

OutputJson RatesJson(const DomainRates& rates) {
  return {{"dialogs", rates.dialogs},
          {"inform", PercentOf(rates.informed, rates.dialogs)},
          {"success", PercentOf(rates.succeeded, rates.dialogs)}};
}

OutputJson RichnessJson(const multiwoz::Richness& richness) {
  return {{"mean_words", richness.mean_words}, {"unigrams", richness.unigrams},
          {"bigrams", richness.bigrams},       {"trigrams", richness.trigrams},
          {"entropy", richness.entropy},       {"conditional_entropy", richness.conditional_entropy}};
}

OutputJson StatesJson(const multiwoz::StateTracking& states, bool booking) {
  return {{"joint_goal_accuracy", 100 * states.JointGoalAccuracy()},
          {"slot_precision", 100 * states.Precision()},
          {"slot_recall", 100 * states.Recall()},
          {"slot_f1", 100 * states.F1()},
          {"booking_slots", booking}};
}

}  // namespace

std::string MultiWozTable(const WozEvaluation& evaluation) {
  std::string table = fmt::format("{:<12}  {:>7}  {:>7}  {:>7}\n", "", "dialogs", "Inform", "Success");
  for (const auto& [domain, rates] : evaluation.domains)
    table += fmt::format("{:<12}  {:>7}  {:>7.1f}  {:>7.1f}\n", domain, rates.dialogs,
                         PercentOf(rates.informed, rates.dialogs), PercentOf(rates.succeeded, rates.dialogs));
  table += fmt::format("{:<12}  {:>7}  {:>7.1f}  {:>7.1f}\n\n", "all", evaluation.dialogs, evaluation.Inform(),
                       evaluation.Success());
  table += fmt::format("BLEU {:.1f}, Combined {:.1f} ({} turns)\n", evaluation.bleu, evaluation.Combined(),
                       evaluation.turns);
  const multiwoz::Richness& richness = evaluation.richness;
  table += fmt::format("words a reply {:.2f}, unigrams {}, trigrams {}, entropy {:.2f}, conditional {:.2f} bits\n",
                       richness.mean_words, richness.unigrams, richness.trigrams, richness.entropy,
                       richness.conditional_entropy);
  if (evaluation.states)
    table += fmt::format("belief states: joint goal accuracy {:.1f}, slot F1 {:.1f} ({} booking slots)\n",
                         100 * evaluation.states->JointGoalAccuracy(), 100 * evaluation.states->F1(),
                         evaluation.booking_slots_compared ? "with" : "without");
  table += fmt::format("active domains: {}; states: {}\n", multiwoz::DomainSourceName(evaluation.domain_source),
                       evaluation.used_predicted_states ? "predicted" : "the corpus'");
  return table;
}

OutputJson ToJson(const WozEvaluation& evaluation, const multiwoz::Coverage& coverage) {
  OutputJson json = {{"dialogs", evaluation.dialogs},   {"turns", evaluation.turns},
                     {"inform", evaluation.Inform()},   {"success", evaluation.Success()},
                     {"bleu", evaluation.bleu},         {"combined", evaluation.Combined()},
                     {"domains", OutputJson::object()}, {"richness", RichnessJson(evaluation.richness)},
                     {"states", OutputJson(nullptr)}};
  for (const auto& [domain, rates] : evaluation.domains) json["domains"][domain] = RatesJson(rates);
  if (evaluation.states) json["states"] = StatesJson(*evaluation.states, evaluation.booking_slots_compared);
  json["active_domains"] = std::string(multiwoz::DomainSourceName(evaluation.domain_source));
  json["predicted_states"] = evaluation.used_predicted_states;
  json["left_out"] = {
      {"missing", coverage.missing}, {"unknown", coverage.unknown}, {"wrong_turns", coverage.wrong_turns}};
  return json;
}

OutputJson ToJson(const multiwoz::DialogResult& result) {
  OutputJson json = {{"dialog", result.id},
                     {"turns", result.turns},
                     {"inform", result.score.informed},
                     {"success", result.score.succeeded},
                     {"domains", OutputJson::object()}};
  for (const auto& [domain, score] : result.score.domains) {
    OutputJson& of_domain = json["domains"][domain] = {{"inform", score.informed}};
    if (!score.why.empty()) of_domain["why"] = score.why;
    if (!score.missing.empty()) of_domain["missing"] = score.missing;
  }
  return json;
}

}  // namespace godel::apps
