// SPDX-License-Identifier: MIT
#include "godel/evaluate/multiwoz/dialog_score.h"

#include <fmt/format.h>

#include <algorithm>

#include "godel/dataset/multiwoz/placeholder.h"

namespace godel::multiwoz {
namespace {

std::set<SlotKind> KindsIn(std::string_view response) {
  std::set<SlotKind> kinds;
  size_t at = 0;
  while (const auto placeholder = FindPlaceholder(response, at)) {
    if (placeholder->kind) kinds.insert(*placeholder->kind);
    at = placeholder->end;
  }
  return kinds;
}

bool Holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Both ascending, as the database gives them.
bool IsWithin(const std::vector<uint32_t>& part, const std::vector<uint32_t>& whole) {
  return std::includes(whole.begin(), whole.end(), part.begin(), part.end());
}

struct Progress {
  std::vector<uint32_t> offered;
  std::set<std::string, std::less<>> given;
};

void Hear(std::string_view domain, const ScoredTurn& turn, const Database& database, Progress* progress) {
  const std::set<SlotKind> kinds = KindsIn(turn.response);
  if (IsSearchable(domain) && kinds.contains(domain == "train" ? SlotKind::kTrainId : SlotKind::kName)) {
    const auto wishes = turn.state->find(domain);
    std::vector<uint32_t> venues =
        wishes == turn.state->end() ? std::vector<uint32_t>() : database.Find(domain, wishes->second);
    if (progress->offered.empty() || !IsWithin(progress->offered, venues)) progress->offered = std::move(venues);
  }
  if (kinds.contains(SlotKind::kAddress)) progress->given.insert("address");
  if (kinds.contains(SlotKind::kPhone)) progress->given.insert("phone");
  if (kinds.contains(SlotKind::kPostcode)) progress->given.insert("postcode");
  if (kinds.contains(SlotKind::kTrainId)) progress->given.insert("trainid");
  if (kinds.contains(SlotKind::kReference) && Holds(turn.booked, domain)) progress->given.insert("reference");
}

// Empty when the offer meets the goal.
std::string WhyNotInformed(std::string_view domain, const DomainGoal& goal, const std::vector<uint32_t>& offered,
                           const Database& database) {
  if (!IsSearchable(domain) || goal.informable.contains("name")) return "";
  if (offered.empty()) {
    if (domain == "train" && !goal.requestable.contains("trainid")) return "";
    return "no venue was offered that meets the turn's state";
  }
  const std::vector<uint32_t> wanted = database.Find(domain, goal.informable);
  std::vector<uint32_t> wrong;
  std::set_difference(offered.begin(), offered.end(), wanted.begin(), wanted.end(), std::back_inserter(wrong));
  if (wrong.empty()) return "";
  const std::string* const example =
      database.Table(domain)->Value(wrong.front(), domain == "train" ? "trainid" : "name");
  return fmt::format("{} of {} venues that were offered miss the goal, such as {}", wrong.size(), offered.size(),
                     example == nullptr ? "one without a name" : *example);
}

}  // namespace

DialogScore ScoreDialog(const Goal& goal, std::span<const ScoredTurn> turns, const Database& database) {
  DialogScore score{.domains = {}, .informed = true, .succeeded = true};
  for (const auto& [domain, wanted] : goal) {
    Progress progress;
    for (const ScoredTurn& turn : turns) {
      if (Holds(turn.active_domains, domain)) Hear(domain, turn, database, &progress);
    }
    DomainScore& of_domain = score.domains[domain];
    of_domain.why = WhyNotInformed(domain, wanted, progress.offered, database);
    of_domain.informed = of_domain.why.empty();
    std::set_difference(wanted.requestable.begin(), wanted.requestable.end(), progress.given.begin(),
                        progress.given.end(), std::inserter(of_domain.missing, of_domain.missing.end()));
    score.informed = score.informed && of_domain.informed;
    score.succeeded = score.succeeded && of_domain.missing.empty();
  }
  score.succeeded = score.succeeded && score.informed;
  return score;
}

}  // namespace godel::multiwoz
