// SPDX-License-Identifier: MIT
// The part of Validate that needs no vocabulary and looks at one parameter at a time.
#pragma once
#include "godel/generation/sampling_params.h"

namespace godel {

Status CheckRanges(const SamplingParams& params);

}  // namespace godel
