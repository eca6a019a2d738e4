// SPDX-License-Identifier: MIT
// Values in a system's text to placeholders: by the corpus' spans, and by what the database and the bookings hold.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "godel/dataset/multiwoz/database.h"
#include "godel/dataset/multiwoz/dialog.h"

namespace godel::multiwoz {

// Names, addresses, phone numbers, postcodes and train ids of a database, found by their words. Immutable after that.
class VenueValues {
 public:
  explicit VenueValues(const Database& database);

  struct Match {
    std::string_view domain;
    std::string_view slot;
    size_t words = 0;
  };
  // The longest value that `words`, lower case, begin with; words == 0 when there is none.
  Match LongestAt(const std::vector<std::string>& words, size_t at) const;

 private:
  void Add(std::string_view value, std::string_view domain, std::string_view slot);

  std::unordered_map<std::string, std::pair<std::string_view, std::string_view>> values_;
  size_t most_words_ = 0;
};

// Goes through the exchanges of one dialog in their order, since whom a booking is about may have been said before.
class Delexicalizer {
 public:
  // With `venues`, values that no span marks are replaced too: booking references, and the database's values of two
  // words or more, or of one word with a digit, or a name that the belief state has. `venues` must outlive this.
  explicit Delexicalizer(const VenueValues* venues = nullptr) : venues_(venues) {}

  // The exchange's own delexicalised text where it has one. Otherwise the system's text with placeholders.
  std::string Replace(const Exchange& exchange);

 private:
  std::string DomainOf(const Span& span, const Exchange& exchange) const;
  std::vector<std::pair<Span, std::string>> Found(const Exchange& exchange) const;

  const VenueValues* venues_;
  std::string last_domain_;
  std::set<std::string, std::less<>> booked_before_;
};

}  // namespace godel::multiwoz
