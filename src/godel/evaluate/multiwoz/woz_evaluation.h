// SPDX-License-Identifier: MIT
// Predictions for a part of MultiWOZ measured as a whole: Inform, Success, BLEU, variety and belief states.
#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/multiwoz/database.h"
#include "godel/dataset/multiwoz/dialog.h"
#include "godel/evaluate/multiwoz/dialog_score.h"
#include "godel/evaluate/multiwoz/predictions.h"
#include "godel/evaluate/multiwoz/richness.h"
#include "godel/evaluate/multiwoz/state_tracking.h"

namespace godel::multiwoz {

// Where the active domains of a turn are taken from.
enum class DomainSource {
  kAuto,          // kGiven when all turns have them; kPlaceholders when any placeholder names a domain; else kChanges
  kGiven,         // the predictions' active_domains
  kPlaceholders,  // DomainsOfPlaceholders
  kChanges,       // DomainsOfChanges
};
// "auto", "given", "placeholders", "changes". Error: kInvalidArgument, listing them.
Result<DomainSource> ParseDomainSource(std::string_view name);
std::string_view DomainSourceName(DomainSource source);

// Which predictions and dialogs do not belong to each other.
struct Coverage {
  std::vector<std::string> missing;  // dialogs without a prediction
  std::vector<std::string> unknown;  // predictions of dialogs that are not there
  std::vector<std::string>
      wrong_turns;  // of which a prediction has more or fewer turns; "mul0003: 7 turns, 8 expected"
  bool complete() const { return missing.empty() && unknown.empty() && wrong_turns.empty(); }
};
Coverage CompareTurns(const Predictions& predictions, std::span<const WozDialog> dialogs);
// The first few of each kind, for a message.
std::string ToString(const Coverage& coverage);

struct WozEvaluationOptions {
  DomainSource domains = DomainSource::kAuto;
  const BookedDomains* booked = nullptr;  // instead of the dialogs' own bookings
  bool predicted_states = true;           // false: the corpus' states also where the predictions have some
};

struct DialogResult {
  std::string id;
  size_t turns = 0;
  DialogScore score;
};

struct DomainRates {
  size_t dialogs = 0;
  size_t informed = 0;   // in this domain
  size_t succeeded = 0;  // nothing missing in this domain, and all domains of the dialog informed
};

struct WozEvaluation {
  size_t dialogs = 0;
  size_t turns = 0;
  size_t informed = 0;
  size_t succeeded = 0;
  double bleu = 0;  // in percent, as the three below
  double Inform() const;
  double Success() const;
  double Combined() const { return (Inform() + Success()) / 2 + bleu; }
  std::map<std::string, DomainRates> domains;
  Richness richness;
  std::optional<StateTracking> states;               // where the predictions have states
  bool booking_slots_compared = false;               // in these
  DomainSource domain_source = DomainSource::kAuto;  // that was used
  bool used_predicted_states = false;
  std::vector<DialogResult> results;  // by id
};

// Of the dialogs that have a prediction with the right number of turns; the others are left out (see CompareTurns).
// BLEU's references are the dialogs' answers, delexicalised by their spans. Time: about a second for 1,000 dialogs.
// Error: kInvalidArgument when no dialog is left, or when the options ask for what is not there; kBadData for a dialog
// without a goal.
Result<WozEvaluation> EvaluatePredictions(const Predictions& predictions, std::span<const WozDialog> dialogs,
                                          const Database& database, const WozEvaluationOptions& options = {});

// The dialogs' own answers as predictions, with the corpus' states: what a perfect system would score.
Predictions PredictionsOfCorpus(std::span<const WozDialog> dialogs, const Database& database);

}  // namespace godel::multiwoz
