// SPDX-License-Identifier: MIT
#include "godel/dataset/multiwoz/active_domains.h"

#include <algorithm>
#include <set>

#include "godel/dataset/multiwoz/placeholder.h"

namespace godel::multiwoz {
namespace {

std::vector<std::string> ChangedDomains(const DialogState& before, const DialogState& now) {
  std::vector<std::string> changed;
  for (const auto& [domain, values] : now) {
    const auto old = before.find(domain);
    const bool same = old != before.end() && std::all_of(values.begin(), values.end(), [&](const auto& slot) {
                        const auto had = old->second.find(slot.first);
                        return had != old->second.end() && had->second == slot.second;
                      });
    if (!same && !values.empty()) changed.push_back(domain);
  }
  return changed;
}

}  // namespace

std::vector<std::string> DomainsOfPlaceholders(std::string_view response) {
  std::set<std::string> named;
  size_t at = 0;
  while (const auto placeholder = FindPlaceholder(response, at)) {
    if (!placeholder->domain.empty()) named.insert(placeholder->domain);
    if (IsDomain(placeholder->name)) named.insert(placeholder->name);  // "[restaurant]"
    at = placeholder->end;
  }
  return {named.begin(), named.end()};
}

std::vector<std::vector<std::string>> DomainsOfChanges(std::span<const DialogState* const> states) {
  static const DialogState kNothing;
  std::vector<std::vector<std::string>> active;
  std::string current;
  const DialogState* before = &kNothing;
  std::vector<std::string> changed_before;
  for (const DialogState* const state : states) {
    std::vector<std::string> changed = ChangedDomains(*before, *state);
    if (changed.empty()) {
      if (current.empty()) {
        active.emplace_back();
        continue;
      }
      if (changed_before.size() > 1) {
        const auto other = std::find_if(changed_before.begin(), changed_before.end(), [&](const std::string& domain) {
          return domain != current && state->contains(domain);
        });
        if (other != changed_before.end()) current = *other;
      }
    } else if (std::find(changed.begin(), changed.end(), current) == changed.end()) {
      current = *std::max_element(changed.begin(), changed.end(), [&](const auto& left, const auto& right) {
        return state->at(left).size() < state->at(right).size();
      });
    }
    before = state;
    changed_before = std::move(changed);
    active.push_back({current});
  }
  return active;
}

}  // namespace godel::multiwoz
