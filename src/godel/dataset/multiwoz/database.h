// SPDX-License-Identifier: MIT
// MultiWOZ's database of Cambridge: attractions, hotels, restaurants and trains, and which of them a user's wishes
// leave.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"
#include "godel/dataset/multiwoz/state.h"

namespace godel::multiwoz {

// One domain's venues, by column. Immutable, so safe to read from any thread.
class VenueTable {
 public:
  // `rows` is an array of objects, as in hotel_db.json. Columns that are no text (prices by room, places on a map) are
  // left out. Error: kBadData, naming the row.
  static Result<VenueTable> Parse(const Json& rows, std::string_view domain);

  // The rows, in their order, that meet every constraint whose slot is a column: "arrive" is at the latest, "leave" at
  // the earliest; names, foods and stations may be spelt a little differently (90 of 100 by PartialRatio); all else
  // must be equal. A "?" in the table meets everything, and so does a value that asks for nothing. Values are made
  // canonical here.
  std::vector<uint32_t> Find(const SlotValues& constraints) const;

  size_t size() const { return rows_; }
  // nullptr when there is no such column or the row lacks it. `column` as CanonicalSlot gives it ("trainid").
  const std::string* Value(uint32_t row, std::string_view column) const;
  // Every value of a column once, sorted.
  std::vector<std::string> Values(std::string_view column) const;

 private:
  struct Column {
    std::string name;
    bool fuzzy = false;
    std::vector<std::string> values;  // different ones
    std::vector<uint32_t> of_row;     // index into values; kMissing
  };
  static constexpr uint32_t kMissing = UINT32_MAX;

  const Column* Named(std::string_view name) const;

  size_t rows_ = 0;
  std::vector<Column> columns_;
};

class Database {
 public:
  // attraction_db.json, hotel_db.json, restaurant_db.json and train_db.json in `folder`, each plain, .gz or .zst.
  // Error: kNotFound, naming the file; as VenueTable::Parse.
  static Result<Database> Load(const std::filesystem::path& folder);
  explicit Database(std::vector<VenueTable> tables) : tables_(std::move(tables)) {}  // in the order of kDomains

  // nullptr for taxis, the police and hospitals.
  const VenueTable* Table(std::string_view domain) const;
  // No rows for those.
  std::vector<uint32_t> Find(std::string_view domain, const SlotValues& constraints) const;

 private:
  std::vector<VenueTable> tables_;
};

}  // namespace godel::multiwoz
