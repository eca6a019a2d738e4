// SPDX-License-Identifier: MIT
#include "godel/dataset/multiwoz/database.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "godel/base/json.h"
#include "godel/dataset/multiwoz/fuzzy_match.h"
#include "godel/dataset/multiwoz/slot_values.h"
#include "godel/dataset/whole_text.h"

namespace godel::multiwoz {
namespace {

constexpr int kAlikeEnough = 90;
constexpr std::string_view kUnknown = "?";

bool IsFuzzy(std::string_view domain, std::string_view column) {
  if (domain == "train") return column == "departure" || column == "destination";
  return column == "name" || (domain == "restaurant" && column == "food");
}

// Columns that no wish is about, and that the standardised evaluation leaves out.
bool IsLeftOut(std::string_view domain, std::string_view column) {
  if (column == "location" || column == "openhours" || column == "introduction" || column == "signature" ||
      column == "takesbookings")
    return true;
  return domain == "hotel" && column == "price";
}

bool Meets(const std::string& has, const std::string& wanted, std::string_view column, bool fuzzy) {
  if (has == kUnknown || has == wanted) return true;
  if (column == "arrive") return MinutesOf(has).value_or(0) <= MinutesOf(wanted).value_or(0);
  if (column == "leave") return MinutesOf(has).value_or(0) >= MinutesOf(wanted).value_or(0);
  return fuzzy && PartialRatio(has, wanted) >= kAlikeEnough;
}

}  // namespace

Result<VenueTable> VenueTable::Parse(const Json& rows, std::string_view domain) {
  if (!rows.is_array()) return Fail(ErrorCode::kBadData, "expected an array of venues, found " + Excerpt(rows));
  if (rows.size() >= kMissing) return Fail(ErrorCode::kBadData, "too many venues");
  VenueTable table;
  table.rows_ = rows.size();
  std::map<std::string, std::map<std::string, uint32_t>> seen;
  for (uint32_t row = 0; row < rows.size(); ++row) {
    const Json& venue = rows[row];
    if (!venue.is_object())
      return Fail(ErrorCode::kBadData, fmt::format("venue {}: expected an object, found {}", row + 1, Excerpt(venue)));
    for (const auto& [key, value] : venue.items()) {
      const std::string name = CanonicalSlot(key);
      if (!value.is_string() || IsLeftOut(domain, name)) continue;
      auto column =
          std::find_if(table.columns_.begin(), table.columns_.end(), [&](const Column& c) { return c.name == name; });
      if (column == table.columns_.end()) {
        table.columns_.push_back({.name = name,
                                  .fuzzy = IsFuzzy(domain, name),
                                  .values = {},
                                  .of_row = std::vector<uint32_t>(table.rows_, kMissing)});
        column = table.columns_.end() - 1;
      }
      const auto [known, is_new] =
          seen[name].try_emplace(value.get_ref<const std::string&>(), static_cast<uint32_t>(column->values.size()));
      if (is_new) column->values.push_back(known->first);
      column->of_row[row] = known->second;
    }
  }
  return table;
}

std::vector<uint32_t> VenueTable::Find(const SlotValues& constraints) const {
  std::vector<uint32_t> left(rows_);
  for (uint32_t row = 0; row < rows_; ++row) left[row] = row;
  for (const auto& [slot, value] : constraints) {
    const Column* const column = Named(slot);
    if (column == nullptr || AsksForNothing(value)) continue;
    const std::string wanted = CanonicalValue(slot, value);
    std::vector<char> meets(column->values.size());
    for (size_t i = 0; i < meets.size(); ++i)
      meets[i] = static_cast<char>(Meets(column->values[i], wanted, slot, column->fuzzy));
    std::erase_if(left, [&](uint32_t row) {
      const uint32_t has = column->of_row[row];
      return has != kMissing && meets[has] == 0;
    });
  }
  return left;
}

const VenueTable::Column* VenueTable::Named(std::string_view name) const {
  const auto found = std::find_if(columns_.begin(), columns_.end(), [&](const Column& c) { return c.name == name; });
  return found == columns_.end() ? nullptr : &*found;
}

const std::string* VenueTable::Value(uint32_t row, std::string_view column) const {
  const Column* const found = Named(column);
  if (found == nullptr || row >= rows_ || found->of_row[row] == kMissing) return nullptr;
  return &found->values[found->of_row[row]];
}

std::vector<std::string> VenueTable::Values(std::string_view column) const {
  const Column* const found = Named(column);
  if (found == nullptr) return {};
  std::vector<std::string> values = found->values;
  std::sort(values.begin(), values.end());
  return values;
}

Result<Database> Database::Load(const std::filesystem::path& folder) {
  constexpr size_t kMaxBytes = size_t{64} << 20;
  std::vector<VenueTable> tables;
  for (size_t i = 0; i < kSearchableDomains; ++i) {
    const std::string name = std::string(kDomains[i]) + "_db.json";
    std::filesystem::path path = folder / name;
    std::error_code ignored;
    for (const char* const ending : {".gz", ".zst", ".zip"}) {
      if (!std::filesystem::exists(path, ignored)) path = folder / (name + ending);
      if (std::filesystem::exists(path, ignored)) break;
      path = folder / name;
    }
    if (!std::filesystem::exists(path, ignored))
      return Fail(ErrorCode::kNotFound,
                  fmt::format("there is no {} in {}; the folder of MultiWOZ's database files is wanted, with "
                              "attraction_db.json, hotel_db.json, restaurant_db.json and train_db.json, plain or .gz",
                              name, folder.string()));
    GODEL_TRY(const std::string text, ReadWholeText(path.string(), kMaxBytes));
    auto json = ParseJson(text);
    if (!json) return Within(path.string(), std::move(json.error()));
    auto table = VenueTable::Parse(*json, kDomains[i]);
    if (!table) return Within(path.string(), std::move(table.error()));
    tables.push_back(std::move(*table));
  }
  return Database(std::move(tables));
}

const VenueTable* Database::Table(std::string_view domain) const {
  for (size_t i = 0; i < tables_.size() && i < kSearchableDomains; ++i) {
    if (kDomains[i] == domain) return &tables_[i];
  }
  return nullptr;
}

std::vector<uint32_t> Database::Find(std::string_view domain, const SlotValues& constraints) const {
  const VenueTable* const table = Table(domain);
  return table == nullptr ? std::vector<uint32_t>() : table->Find(constraints);
}

}  // namespace godel::multiwoz
