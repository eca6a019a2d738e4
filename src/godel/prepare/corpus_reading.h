// SPDX-License-Identifier: MIT
// What has come of reading a corpus, besides its examples.
#pragma once
#include "godel/dataset/bad_rows.h"
#include "godel/prepare/tally.h"

namespace godel {

struct CorpusReading {
  Tally tally = {};
  BadRows bad_rows = {};
};

}  // namespace godel
