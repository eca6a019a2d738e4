// SPDX-License-Identifier: MIT
// Whether two measurements of the same things go together, and how sure that is.
#pragma once
#include <functional>
#include <span>
#include <vector>

#include "godel/evaluate/metrics/paired_bootstrap.h"

namespace godel {

double Mean(std::span<const double> values);  // NaN of nothing

// -1 to 1; NaN when a side does not vary or there are fewer than two pairs. x and y are of one length.
double PearsonCorrelation(std::span<const double> x, std::span<const double> y);

// Pearson's of the ranks; equal values share the mean of theirs.
double SpearmanCorrelation(std::span<const double> x, std::span<const double> y);

// From 1; equal values share the mean of theirs.
std::vector<double> Ranks(std::span<const double> values);

struct Interval {
  double low = 0, high = 0;
};

// Percentile bootstrap of any statistic of `units` things: `statistic` gets the numbers of those drawn, as many as
// there are, with replacement. Samples whose statistic is NaN are left out; both ends are NaN when all are, or without
// units.
Interval BootstrapInterval(size_t units, const std::function<double(std::span<const size_t>)>& statistic,
                           const ResamplingOptions& options = {});

}  // namespace godel
