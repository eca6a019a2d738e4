// SPDX-License-Identifier: MIT
// Dumps as records (thread_records.h): the filters of DialoGPT's stage "extract" that look at one row alone.
#pragma once
#include <cstdint>
#include <functional>
#include <string_view>

#include "godel/base/result.h"
#include "godel/dataset/line_source.h"
#include "godel/prepare/reddit/shared_bad_rows.h"
#include "godel/prepare/tally.h"

namespace godel {

struct DumpReading {
  uint64_t file = 0;  // its place among all files, for records' sequences
  SharedBadRows* bad_rows = nullptr;
  Tally* tally = nullptr;
  std::function<void()> progress = {};  // now and then
};

using UseRecord = std::function<Status(std::string_view record)>;

// Submissions with fewer than two comments, comments that were deleted, quote others (">") or have fewer than two words
// are dropped. A row that cannot be read, and an archive from where it is damaged on, is one bad row. Error: kBadData
// for one bad row too many; those of `use`.
Status ReadDump(LineSource& lines, const DumpReading& reading, const UseRecord& use);

// A list of keys (docs/prepare-reddit.md), of which rows that hold no key are bad rows.
Status ReadKeys(LineSource& lines, const DumpReading& reading, const UseRecord& use);

}  // namespace godel
