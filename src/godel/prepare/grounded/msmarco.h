// SPDX-License-Identifier: MIT
// MS MARCO's question answering files (Nguyen et al. 2016; train_v2.1.json): one object of objects that are keyed
// alike,
//   {"answers": {"0": [text..]}, "passages": {"0": [{"is_selected", "passage_text"}..]}, "query": {"0": text}, ...}
// of more than a gigabyte, in which what belongs together lies far apart.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/byte_source.h"
#include "godel/dataset/example.h"
#include "godel/prepare/corpus_reading.h"

namespace godel {

struct MsMarcoOptions {
  // As GODEL's own converter: queries that nobody could answer stay, with "No Answer Present." as the response, and
  // several answers become one response.
  bool upstream_rules = false;
  ByteSourceOptions bytes = {};
  // As each query, answer and passage is met, when no example is there yet: for a line that says how far it is.
  std::function<void()> on_entry = {};
};

// Gives `take` an example for each query, in the order in which their keys came up first: the query, the texts of the
// selected passages joined by spaces, and the (first) answer. The file is read once, by a SAX parser; queries, answers
// and selected passages wait in a ScratchDatabase for each other, so memory stays below some 100 MB for any size. Reads
// gzip and zstd too. Error: as OpenByteSource; kBadData for what is not JSON or has another layout, with the line;
// kResourceExhausted for a text above 16 MiB; BadRows::Add for entries of a wrong type; what `take` says. Of several
// files, what is counted goes on from one to the next.
Status ReadMsMarco(const std::string& path, const MsMarcoOptions& options,
                   const std::function<Status(const Example&)>& take, CorpusReading* reading);

}  // namespace godel
