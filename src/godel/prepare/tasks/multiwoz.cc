// SPDX-License-Identifier: MIT
#include "godel/prepare/tasks/multiwoz.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "godel/dataset/multiwoz/active_domains.h"

namespace godel {
namespace {

std::string_view CountWord(size_t matches) {
  if (matches == 0) return "zero";
  if (matches == 1) return "one";
  return matches == 2 ? "two" : "more than two";
}

// How many venues of the domain that is spoken of meet the state.
std::optional<size_t> CountMatches(const multiwoz::Exchange& exchange, const std::vector<std::string>& active,
                                   const multiwoz::Database* database) {
  if (exchange.matches) return exchange.matches;
  if (database == nullptr || active.empty()) return std::nullopt;
  const auto wishes = exchange.state.find(active.front());
  if (!multiwoz::IsSearchable(active.front()) || wishes == exchange.state.end()) return std::nullopt;
  return database->Find(active.front(), wishes->second).size();
}

// Each name once, in the order in which they come.
std::string ActNames(const std::vector<multiwoz::Act>& acts) {
  std::vector<std::string_view> names;
  for (const multiwoz::Act& act : acts) {
    if (std::find(names.begin(), names.end(), act.name) == names.end()) names.push_back(act.name);
  }
  return fmt::format("{}", fmt::join(names, " "));
}

}  // namespace

Result<WozResponses> ParseWozResponses(std::string_view name) {
  if (name == "delexicalised") return WozResponses::kDelexicalised;
  if (name == "original") return WozResponses::kOriginal;
  return Fail(ErrorCode::kInvalidArgument, fmt::format("'{}' is neither delexicalised nor original", name));
}

std::string WozKnowledge(const multiwoz::DialogState& state, const size_t* matches) {
  std::string knowledge;
  for (const auto& [domain, values] : state) {
    if (values.empty()) continue;
    if (!knowledge.empty()) knowledge += " | ";
    knowledge += domain;
    const char* between = " ";
    for (const auto& [slot, value] : values) {
      knowledge += fmt::format("{}{} = {}", between, slot, value);
      between = " ; ";
    }
  }
  if (matches != nullptr) knowledge += fmt::format("{}kb {}", knowledge.empty() ? "" : " | ", CountWord(*matches));
  return knowledge;
}

std::vector<Example> ConvertWozDialog(const multiwoz::WozDialog& dialog, const WozConversion& options) {
  std::vector<const multiwoz::DialogState*> states;
  for (const multiwoz::Exchange& exchange : dialog.exchanges) states.push_back(&exchange.state);
  const auto active = multiwoz::DomainsOfChanges(states);
  multiwoz::Delexicalizer delexicalizer(options.venues);
  std::vector<std::string> turns;
  std::vector<Example> examples;
  for (size_t i = 0; i < dialog.exchanges.size(); ++i) {
    const multiwoz::Exchange& exchange = dialog.exchanges[i];
    std::string answer =
        options.responses == WozResponses::kOriginal ? exchange.system : delexicalizer.Replace(exchange);
    if (!exchange.user.empty()) turns.push_back(exchange.user);
    if (!answer.empty() && !turns.empty()) {
      const size_t kept =
          options.max_context_turns == 0 ? turns.size() : std::min(options.max_context_turns, turns.size());
      const std::optional<size_t> matches = CountMatches(exchange, active[i], options.database);
      examples.push_back({.instruction = options.instruction,
                          .context = {turns.end() - static_cast<std::ptrdiff_t>(kept), turns.end()},
                          .knowledge = WozKnowledge(exchange.state, matches ? &*matches : nullptr),
                          .response = options.acts ? ActNames(exchange.acts) + " | " + answer : answer,
                          .dialog = multiwoz::ExampleDialog(dialog.id),
                          .turn = i + 1});
    }
    if (!answer.empty()) turns.push_back(std::move(answer));
  }
  return examples;
}

}  // namespace godel
