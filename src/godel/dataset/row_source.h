// SPDX-License-Identifier: MIT
// The rows of one data file as JSON objects, whether it is JSON lines, one JSON array of objects, or CSV with a header.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "godel/base/json.h"
#include "godel/base/result.h"
#include "godel/dataset/line_source.h"

namespace godel {

struct SourceRow {
  size_t line = 0;                       // where it begins, from 1
  Result<Json> object = Json::object();  // or why this row cannot be read; the rows behind it still can
};

// For one thread at a time; memory: a few rows.
class RowSource {
 public:
  virtual ~RowSource() = default;
  // nullopt at the end. Blank lines are no rows. Error: the file cannot be read any further; starts with its name.
  virtual Result<std::optional<SourceRow>> Next() = 0;
};

enum class RowKind {
  kObject,
  kAnyJson,  // also arrays, strings, ...; for corpora whose rows are such
};

struct RowSourceOptions {
  size_t max_row_bytes = size_t{16} << 20;
  RowKind kind = RowKind::kObject;
  // Not empty: where the first sign is {, the file is one object, and the rows are the elements of the array that is
  // its member of this name; the other members are passed over unread.
  std::string array_member = {};
  ByteSourceOptions bytes;
};

// With array_member as said there. Otherwise a name that ends in .csv (before .gz or .zst) is CSV; otherwise the first
// sign tells: { begins JSON lines, [ an array, and anything else is CSV unless the name ends in .json or .jsonl. "-" is
// the standard input. Error: as LineSource::Open; kBadData for a CSV header that is broken or names a column twice.
Result<std::unique_ptr<RowSource>> OpenRowSource(const std::string& path, const RowSourceOptions& options = {});

// The same from lines; `lines.name()` is the name. For tests and fuzzers.
Result<std::unique_ptr<RowSource>> MakeRowSource(LineSource lines, const RowSourceOptions& options = {});

// What OpenRowSource chooses from. An array's elements may be spread over lines; it is never held whole, and neither is
// an object that holds it as options.array_member.
enum class ArrayPlace { kOutermost, kInObject };
std::unique_ptr<RowSource> MakeJsonLines(LineSource lines, const RowSourceOptions& options);
std::unique_ptr<RowSource> MakeJsonArray(LineSource lines, const RowSourceOptions& options, ArrayPlace place);
// RFC 4180, also with bare "\n" and with quotes inside unquoted fields. Each field becomes a string under its column's
// name.
Result<std::unique_ptr<RowSource>> MakeCsv(LineSource lines, const RowSourceOptions& options);

}  // namespace godel
