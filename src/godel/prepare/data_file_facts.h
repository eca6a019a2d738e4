// SPDX-License-Identifier: MIT
// What can be said of a data file as it lies there, measured and as its card has it, for people to read.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "godel/base/result.h"
#include "godel/dataset/example_reader.h"
#include "godel/dataset/example_statistics.h"
#include "godel/prepare/dataset_card.h"

namespace godel {

struct DataFileFacts {
  std::string file;
  std::optional<uintmax_t> bytes;  // as it lies on the disk
  ExampleStatistics statistics;    // lengths in words
  std::string sha256;              // of its rows as they would be written, as cards have it
  size_t bad_rows = 0;             // that were skipped
  std::optional<CardJson> card;    // the one beside it
};

// Reads all of it. Error: as ExampleReader.
Result<DataFileFacts> MeasureDataFile(const std::string& file, const ExampleReaderOptions& options = {});

// Whether its card is of this data: it names the hash that was measured. nullopt without a card or a hash in it.
std::optional<bool> MatchesItsCard(const DataFileFacts& facts);

// A card to publish beside the data: counts, lengths, where it comes from, licences by source, what the filters
// dropped.
std::string ToMarkdown(const DataFileFacts& facts);

CardJson ToJson(const DataFileFacts& facts);

}  // namespace godel
