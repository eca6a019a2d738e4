// SPDX-License-Identifier: MIT
// Which predictions belong to which dialogs, and the names of options.
#include <fmt/format.h>

#include <array>
#include <set>

#include "godel/evaluate/multiwoz/woz_evaluation.h"

namespace godel::multiwoz {
namespace {

constexpr std::array<std::string_view, 4> kSourceNames = {"auto", "given", "placeholders", "changes"};

std::string FirstFew(std::string_view what, const std::vector<std::string>& names, std::string_view between) {
  constexpr size_t kNamed = 3;
  if (names.empty()) return "";
  std::string text = fmt::format("{}{} {} (", between, names.size(), what);
  for (size_t i = 0; i < names.size() && i < kNamed; ++i) text += (i == 0 ? "" : ", ") + names[i];
  return text + (names.size() > kNamed ? ", ...)" : ")");
}

}  // namespace

Result<DomainSource> ParseDomainSource(std::string_view name) {
  for (size_t i = 0; i < kSourceNames.size(); ++i) {
    if (kSourceNames[i] == name) return static_cast<DomainSource>(i);
  }
  return Fail(ErrorCode::kInvalidArgument, fmt::format("'{}' is none of auto, given, placeholders and changes", name));
}

std::string_view DomainSourceName(DomainSource source) {
  return kSourceNames[static_cast<size_t>(source)];
}

Coverage CompareTurns(const Predictions& predictions, std::span<const WozDialog> dialogs) {
  Coverage coverage;
  std::set<std::string_view> known;
  for (const WozDialog& dialog : dialogs) {
    known.insert(dialog.id);
    const auto found = predictions.find(dialog.id);
    if (found == predictions.end()) {
      coverage.missing.push_back(dialog.id);
    } else if (found->second.size() != dialog.exchanges.size()) {
      coverage.wrong_turns.push_back(
          fmt::format("{}: {} turns, {} expected", dialog.id, found->second.size(), dialog.exchanges.size()));
    }
  }
  for (const auto& [id, turns] : predictions) {
    if (!known.contains(id)) coverage.unknown.push_back(id);
  }
  return coverage;
}

std::string ToString(const Coverage& coverage) {
  std::string text = FirstFew("dialogs without a prediction", coverage.missing, "");
  text += FirstFew("predictions of unknown dialogs", coverage.unknown, text.empty() ? "" : "; ");
  text += FirstFew("predictions with another number of turns", coverage.wrong_turns, text.empty() ? "" : "; ");
  return text;
}

}  // namespace godel::multiwoz
