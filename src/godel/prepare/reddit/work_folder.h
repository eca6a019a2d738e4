// SPDX-License-Identifier: MIT
// What a run has done so far: each finished piece of work stands under its name, and what was begun is not seen.
#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include "godel/base/result.h"
#include "godel/prepare/tally.h"

namespace godel {

// A tally as lines "count <tab> name", written at once. Error: kIo; of reading kBadData.
Status WriteTally(const std::filesystem::path& file, const Tally& tally);
Result<Tally> ReadTally(const std::filesystem::path& file);

// Creates `folder` for a run that `plan` describes, or finds that of an earlier run of the same plan. Error:
// kInvalidArgument when it holds another plan; kIo.
Status OpenWorkFolder(const std::filesystem::path& folder, const std::string& plan);

// Calls work(i) for each i in [0, count) on `jobs` threads, and begins none any more after the first error, which it
// gives.
Status RunParallel(size_t count, size_t jobs, const std::function<Status(size_t)>& work);

}  // namespace godel
