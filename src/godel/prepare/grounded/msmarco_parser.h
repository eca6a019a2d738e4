// SPDX-License-Identifier: MIT
// The SAX side of msmarco.h: which entry of which member the parser is in.
#pragma once
#include <cstddef>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"

namespace godel {

// One key of one member.
struct MsMarcoEntry {
  std::string member;              // "query", "answers" or "passages"
  std::string key;                 // "0"
  std::vector<std::string> texts;  // the query; the answers; the texts of the selected passages
  std::string fault;               // why the entry is none; empty when it is one
};

// Gives each entry of the three members to `take` and leaves out the rest. Stops where `take` fails.
class MsMarcoParser final : public nlohmann::json_sax<Json> {
 public:
  explicit MsMarcoParser(std::function<Status(const MsMarcoEntry&)> take) : take_(std::move(take)) {}

  // Why parsing stopped: what `take` said, or kBadData.
  const std::optional<Error>& error() const { return error_; }

  bool null() override { return Other("null"); }
  bool boolean(bool value) override;
  bool number_integer(number_integer_t value) override { return Number(value != 0); }
  bool number_unsigned(number_unsigned_t value) override { return Number(value != 0); }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return Other("a number"); }
  bool string(string_t& text) override;
  bool binary(binary_t& /*bytes*/) override { return false; }
  bool key(string_t& name) override;
  bool start_object(size_t size) override;
  bool end_object() override;
  bool start_array(size_t size) override;
  bool end_array() override;
  bool parse_error(size_t position, const std::string& token, const nlohmann::detail::exception& error) override;

 private:
  bool Number(bool set);
  bool Other(const char* what);
  // Remembers the entry's first fault.
  bool Wrong(const std::string& fault);
  bool Stop(ErrorCode code, std::string message);
  bool EndEntry();
  bool Wanted() const;

  std::function<Status(const MsMarcoEntry&)> take_;
  std::optional<Error> error_;
  size_t depth_ = 0;  // of open brackets: 1 between members, 2 between entries, 3 in an entry's array, 4 in a passage
  MsMarcoEntry entry_;
  std::string field_;  // of a passage
  bool selected_ = false;
  std::string passage_;
};

}  // namespace godel
