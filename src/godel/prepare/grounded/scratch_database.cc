// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/scratch_database.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace godel {
namespace {

tl::unexpected<Error> ScratchError(sqlite3* database) {
  return Fail(ErrorCode::kIo, fmt::format("temporary tables: {} (TMPDIR says where they are kept)",
                                          database != nullptr ? sqlite3_errmsg(database) : "out of memory"));
}

int BindValue(sqlite3_stmt* statement, int index, const SqlValue& value) {
  if (const auto* const number = std::get_if<int64_t>(&value)) return sqlite3_bind_int64(statement, index, *number);
  const auto text = std::get<std::string_view>(value);
  // A null pointer would be NULL rather than an empty text.
  return sqlite3_bind_text64(statement, index, text.empty() ? "" : text.data(), text.size(), SQLITE_TRANSIENT,
                             SQLITE_UTF8);
}

}  // namespace

void ScratchStatement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Status ScratchStatement::Bind(std::initializer_list<SqlValue> values) {
  sqlite3_reset(statement_.get());
  int index = 0;
  for (const SqlValue& value : values)
    if (BindValue(statement_.get(), ++index, value) != SQLITE_OK)
      return ScratchError(sqlite3_db_handle(statement_.get()));
  return {};
}

Result<bool> ScratchStatement::Step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return ScratchError(sqlite3_db_handle(statement_.get()));
}

Status ScratchStatement::Run(std::initializer_list<SqlValue> values) {
  GODEL_TRY_STATUS(Bind(values));
  bool more = true;
  while (more) {
    GODEL_TRY(more, Step());
  }
  return {};
}

std::string ScratchStatement::Text(int column) const {
  const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  if (text == nullptr) return {};
  return {text, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

int64_t ScratchStatement::Integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

bool ScratchStatement::IsNull(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

void ScratchDatabase::Close::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);  // waits for statements that outlive it
}

Result<ScratchDatabase> ScratchDatabase::Open(const char* schema) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open("", &opened);  // the empty name is a temporary database of its own
  ScratchDatabase database(opened);
  if (code != SQLITE_OK) return ScratchError(opened);
  GODEL_TRY_STATUS(database.Execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;"));
  GODEL_TRY_STATUS(database.Execute(schema));
  GODEL_TRY_STATUS(database.Execute("BEGIN"));
  return database;
}

Result<ScratchStatement> ScratchDatabase::Prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr) != SQLITE_OK)
    return ScratchError(database_.get());
  return ScratchStatement(statement);
}

Status ScratchDatabase::Execute(const char* sql) {
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return ScratchError(database_.get());
  return {};
}

}  // namespace godel
