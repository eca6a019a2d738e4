// SPDX-License-Identifier: MIT
// Tables that may be larger than memory, for joins: an SQLite database that no one else sees and that is gone with its
// owner. It stays in memory while it is small (64 MiB) and goes on in a file of SQLite's temporary folder
// (SQLITE_TMPDIR, TMPDIR, /var/tmp or /tmp) when it is not.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "godel/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace godel {

using SqlValue = std::variant<int64_t, std::string_view>;

// For one thread at a time, within the life of its database.
class ScratchStatement {
 public:
  // Starts anew with ?1, ?2, ... bound to copies of `values`. Error: kIo.
  Status Bind(std::initializer_list<SqlValue> values);
  // Whether there is a (further) row. Error: kIo, e.g. when the disk is full.
  Result<bool> Step();
  // Binds and steps to the end, for what gives no rows.
  Status Run(std::initializer_list<SqlValue> values);

  // Of the row that Step gave last; columns from 0. A text may be valid UTF-8 or not, as it was bound.
  std::string Text(int column) const;
  int64_t Integer(int column) const;
  bool IsNull(int column) const;

 private:
  friend class ScratchDatabase;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit ScratchStatement(sqlite3_stmt* statement) : statement_(statement) {}
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class ScratchDatabase {
 public:
  // With the tables of `schema`, and a transaction that stays open: nothing needs to survive. Error: kIo.
  static Result<ScratchDatabase> Open(const char* schema);

  // Error: kIo with SQLite's words.
  Result<ScratchStatement> Prepare(const char* sql);
  Status Execute(const char* sql);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit ScratchDatabase(sqlite3* database) : database_(database) {}
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace godel
