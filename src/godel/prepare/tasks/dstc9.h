// SPDX-License-Identifier: MIT
// DSTC9 track 1 (Kim and others 2020): answers from unstructured knowledge beyond a task's API.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "godel/prepare/tasks/task_reading.h"

namespace godel {

struct Dstc9Files {
  std::filesystem::path logs;    // [[{"speaker": "U" or "S", "text"}..]..]
  std::filesystem::path labels;  // as many: {"target", "knowledge": [{"domain", "entity_id", "doc_id"}..], "response"}
  std::filesystem::path knowledge;  // {domain: {entity_id: {"name", "docs": {doc_id: {"title", "body"}}}}}; held whole
  size_t max_bad_rows = 0;
  ByteSourceOptions bytes = {};
};

// The example of one log whose label's target is true; none otherwise, which is counted. All turns are the context, the
// snippets "Q: title A: body" joined by spaces the knowledge, the label's response the response. A dialog of which the
// corpus has several beginnings has no id in it, so they are named by a hash of its first turn: what begins alike is
// never torn apart. Error: kBadData, naming the turn or the snippet (from 1), also for a snippet that `knowledge`
// lacks.
Result<std::vector<Example>> ConvertDstc9Log(const Json& log, const Json& label, const Json& knowledge, Tally* tally);

// Logs and labels are paired by their places; a bad one makes the pair bad. Error: as OpenRowSource, RowSource::Next
// and ReadJsonFile; BadRows::Add; kBadData when one file has more elements.
Result<CorpusReading> ReadDstc9(const Dstc9Files& files, const GiveExample& give);

}  // namespace godel
