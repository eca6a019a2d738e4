// SPDX-License-Identifier: MIT
// Agreement of people who judged the same things, chance taken off.
#pragma once
#include <optional>
#include <span>
#include <vector>

namespace godel {

enum class Scale {
  kNominal,   // values are the same or not
  kOrdinal,   // their order counts
  kInterval,  // their distance counts
};

// Krippendorff's alpha ("Computing Krippendorff's Alpha-Reliability", 2011, section E: any number of observers and any
// metric, with missing values). units[u] holds the values that unit u was given, at most one an observer; units with
// fewer than two say nothing. 1: they agree; 0: as chance would; below: they disagree on purpose. nullopt when no unit
// has two values, or when all values are one and the same, which leaves nothing to agree about. Time: values times
// different values squared.
std::optional<double> KrippendorffAlpha(std::span<const std::vector<double>> units, Scale scale);

}  // namespace godel
