// SPDX-License-Identifier: MIT
#include "godel/evaluate/multiwoz/woz_evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "godel/dataset/multiwoz/active_domains.h"
#include "godel/dataset/multiwoz/delexicalize.h"
#include "godel/dataset/multiwoz/slot_values.h"
#include "godel/evaluate/multiwoz/corpus_bleu.h"
#include "godel/evaluate/multiwoz/response_text.h"

namespace godel::multiwoz {
namespace {

struct Pair {
  const std::vector<PredictedTurn>* turns;
  const WozDialog* dialog;
};

std::vector<Pair> PairsOf(const Predictions& predictions, std::span<const WozDialog> dialogs) {
  std::vector<Pair> pairs;
  for (const WozDialog& dialog : dialogs) {
    const auto found = predictions.find(dialog.id);
    if (found != predictions.end() && found->second.size() == dialog.exchanges.size())
      pairs.push_back({&found->second, &dialog});
  }
  std::sort(pairs.begin(), pairs.end(),
            [](const Pair& left, const Pair& right) { return left.dialog->id < right.dialog->id; });
  return pairs;
}

// The corpus' state with canonical values; what the user does not care about is no wish.
DialogState TrueState(const DialogState& state) {
  DialogState canonical;
  for (const auto& [domain, values] : state) {
    for (const auto& [slot, value] : values) {
      if (!AsksForNothing(value)) canonical[domain][slot] = CanonicalValue(slot, value);
    }
  }
  return canonical;
}

template <class Test>
bool AllTurns(std::span<const Pair> pairs, const Test& test) {
  return std::all_of(pairs.begin(), pairs.end(),
                     [&](const Pair& pair) { return std::all_of(pair.turns->begin(), pair.turns->end(), test); });
}

Result<DomainSource> ChooseSource(std::span<const Pair> pairs, DomainSource wanted) {
  const bool given = AllTurns(pairs, [](const PredictedTurn& turn) { return turn.active_domains.has_value(); });
  if (wanted == DomainSource::kGiven && !given)
    return Fail(ErrorCode::kInvalidArgument, "not every predicted turn has active_domains");
  if (wanted != DomainSource::kAuto) return wanted;
  if (given) return DomainSource::kGiven;
  const bool none_named =
      AllTurns(pairs, [](const PredictedTurn& turn) { return DomainsOfPlaceholders(turn.response).empty(); });
  return none_named ? DomainSource::kChanges : DomainSource::kPlaceholders;
}

std::vector<std::vector<std::string>> ActiveDomains(DomainSource source, const std::vector<PredictedTurn>& turns,
                                                    std::span<const DialogState* const> states) {
  if (source == DomainSource::kChanges) return DomainsOfChanges(states);
  std::vector<std::vector<std::string>> active;
  active.reserve(turns.size());
  for (const PredictedTurn& turn : turns)
    active.push_back(source == DomainSource::kGiven ? *turn.active_domains : DomainsOfPlaceholders(turn.response));
  return active;
}

Result<std::vector<std::vector<std::string>>> BookedIn(const WozDialog& dialog, const BookedDomains* booked) {
  if (booked != nullptr) {
    const auto found = booked->find(dialog.id);
    if (found == booked->end() || found->second.size() != dialog.exchanges.size())
      return Fail(ErrorCode::kBadData,
                  fmt::format("{}: the booked domains have {} turns, and the dialog has {}", dialog.id,
                              found == booked->end() ? 0 : found->second.size(), dialog.exchanges.size()));
    return found->second;
  }
  if (!dialog.has_bookings)
    return Fail(ErrorCode::kInvalidArgument,
                dialog.id + ": these dialogs do not say what has been booked; a file of booked domains is needed");
  std::vector<std::vector<std::string>> domains;
  for (const Exchange& exchange : dialog.exchanges)
    domains.emplace_back(exchange.booked.begin(), exchange.booked.end());
  return domains;
}

// Gathers one dialog after the other.
class Gathering {
 public:
  Gathering(const Database& database, const WozEvaluationOptions& options, WozEvaluation* evaluation)
      : database_(database), options_(options), evaluation_(*evaluation) {}

  Status Add(const Pair& pair) {
    const WozDialog& dialog = *pair.dialog;
    if (dialog.goal.empty())
      return Fail(ErrorCode::kBadData,
                  dialog.id + ": it has no goal to measure by; --goals takes those of MultiWOZ 2.1");
    std::vector<DialogState> truth;
    for (const Exchange& exchange : dialog.exchanges) truth.push_back(TrueState(exchange.state));
    std::vector<const DialogState*> states;
    for (size_t i = 0; i < truth.size(); ++i)
      states.push_back(evaluation_.used_predicted_states ? &*(*pair.turns)[i].state : &truth[i]);
    GODEL_TRY(const auto booked, BookedIn(dialog, options_.booked));
    const auto active = ActiveDomains(evaluation_.domain_source, *pair.turns, states);
    std::vector<ScoredTurn> scored;
    for (size_t i = 0; i < truth.size(); ++i)
      scored.push_back({.response = (*pair.turns)[i].response,
                        .state = states[i],
                        .active_domains = active[i],
                        .booked = booked[i]});
    Count({.id = dialog.id, .turns = truth.size(), .score = ScoreDialog(dialog.goal, scored, database_)});
    AddTexts(pair);
    if (!evaluation_.states) return {};
    const BookingSlots booking = evaluation_.booking_slots_compared ? BookingSlots::kCompare : BookingSlots::kIgnore;
    for (size_t i = 0; i < truth.size(); ++i) Compare(*(*pair.turns)[i].state, truth[i], booking, &*evaluation_.states);
    return {};
  }

  Status Finish() {
    GODEL_TRY(evaluation_.bleu, CorpusBleu(replies_, references_));
    evaluation_.richness = richness_.Result();
    return {};
  }

 private:
  void Count(DialogResult result) {
    ++evaluation_.dialogs;
    evaluation_.turns += result.turns;
    evaluation_.informed += static_cast<size_t>(result.score.informed);
    evaluation_.succeeded += static_cast<size_t>(result.score.succeeded);
    for (const auto& [domain, score] : result.score.domains) {
      DomainRates& rates = evaluation_.domains[domain];
      ++rates.dialogs;
      rates.informed += static_cast<size_t>(score.informed);
      rates.succeeded += static_cast<size_t>(result.score.informed && score.missing.empty());
    }
    evaluation_.results.push_back(std::move(result));
  }

  void AddTexts(const Pair& pair) {
    Delexicalizer delexicalizer;
    for (size_t i = 0; i < pair.turns->size(); ++i) {
      replies_.push_back(NormalizeResponse((*pair.turns)[i].response));
      references_.push_back(NormalizeResponse(delexicalizer.Replace(pair.dialog->exchanges[i])));
      richness_.Add(ResponseWords(replies_.back()));
    }
  }

  const Database& database_;
  const WozEvaluationOptions& options_;
  WozEvaluation& evaluation_;
  std::vector<std::string> replies_, references_;
  RichnessCounter richness_;
};

bool HasBookingSlot(const PredictedTurn& turn) {
  return std::any_of(turn.state->begin(), turn.state->end(), [](const auto& domain) {
    return std::any_of(domain.second.begin(), domain.second.end(),
                       [](const auto& slot) { return IsBookingSlot(slot.first); });
  });
}

}  // namespace

double WozEvaluation::Inform() const {
  return dialogs == 0 ? 0 : 100 * static_cast<double>(informed) / static_cast<double>(dialogs);
}

double WozEvaluation::Success() const {
  return dialogs == 0 ? 0 : 100 * static_cast<double>(succeeded) / static_cast<double>(dialogs);
}

Result<WozEvaluation> EvaluatePredictions(const Predictions& predictions, std::span<const WozDialog> dialogs,
                                          const Database& database, const WozEvaluationOptions& options) {
  const std::vector<Pair> pairs = PairsOf(predictions, dialogs);
  if (pairs.empty())
    return Fail(ErrorCode::kInvalidArgument,
                "no dialog has a prediction; dialogs are named as in the corpus, such as mul0003");
  WozEvaluation evaluation;
  const bool has_states = AllTurns(pairs, [](const PredictedTurn& turn) { return turn.state.has_value(); });
  evaluation.used_predicted_states = has_states && options.predicted_states;
  GODEL_TRY(evaluation.domain_source, ChooseSource(pairs, options.domains));
  if (has_states) {
    evaluation.states.emplace();
    evaluation.booking_slots_compared =
        !AllTurns(pairs, [](const PredictedTurn& turn) { return !HasBookingSlot(turn); });
  }
  Gathering gathering(database, options, &evaluation);
  for (const Pair& pair : pairs) GODEL_TRY_STATUS(gathering.Add(pair));
  GODEL_TRY_STATUS(gathering.Finish());
  return evaluation;
}

Predictions PredictionsOfCorpus(std::span<const WozDialog> dialogs, const Database& database) {
  const VenueValues venues(database);
  Predictions predictions;
  for (const WozDialog& dialog : dialogs) {
    Delexicalizer delexicalizer(&venues);
    std::vector<PredictedTurn>& turns = predictions[dialog.id];
    turns.clear();
    for (const Exchange& exchange : dialog.exchanges)
      turns.push_back({.response = delexicalizer.Replace(exchange), .state = TrueState(exchange.state)});
  }
  return predictions;
}

}  // namespace godel::multiwoz
