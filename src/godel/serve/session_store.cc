// SPDX-License-Identifier: MIT
#include "godel/serve/session_store.h"

#include <fmt/format.h>
#include <openssl/rand.h>
#include <sqlite3.h>

#include <array>
#include <ctime>

namespace godel {
namespace {

// 128 random bits: who has not been told an id does not find it.
Result<std::string> NewId() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) return Fail(ErrorCode::kIo, "no random numbers for a session's id");
  std::string id;
  for (const unsigned char byte : bytes) id += fmt::format("{:02x}", byte);
  return id;
}

tl::unexpected<Error> SqliteError(sqlite3* database) {
  return Fail(ErrorCode::kIo,
              fmt::format("sessions: {}", database != nullptr ? sqlite3_errmsg(database) : "out of memory"));
}

std::string ColumnText(sqlite3_stmt* statement, int column) {
  const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  return text == nullptr ? std::string()
                         : std::string(text, static_cast<size_t>(sqlite3_column_bytes(statement, column)));
}

using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

constexpr const char* kSchema =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000;"
    "CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, fields TEXT NOT NULL, created INTEGER NOT NULL, "
    "expires INTEGER NOT NULL);"
    "CREATE INDEX IF NOT EXISTS sessions_by_expiry ON sessions (expires);";

}  // namespace

Json Session::ToJson() const {
  Json json = fields;
  json["id"] = id;
  json["created"] = created;
  json["expires"] = expires;
  return json;
}

Result<std::unique_ptr<SessionStore>> SessionStore::Open(const std::filesystem::path& file,
                                                         const SessionLimits& limits) {
  sqlite3* database = nullptr;
  const std::string name = file.empty() ? ":memory:" : file.string();
  const int opened = sqlite3_open(name.c_str(), &database);
  std::unique_ptr<SessionStore> store(new SessionStore(database, limits));
  if (opened != SQLITE_OK || sqlite3_exec(database, kSchema, nullptr, nullptr, nullptr) != SQLITE_OK) {
    auto error = SqliteError(database);
    return Within(name, std::move(error.value()));
  }
  return store;
}

SessionStore::~SessionStore() {
  sqlite3_close(database_);
}

// `texts` are bound to ?1, ?2 ...; rows are read as (id, fields, created, expires).
Result<std::vector<Session>> SessionStore::Run(const char* sql, const std::vector<std::string>& texts) {
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(database_, sql, -1, &prepared, nullptr) != SQLITE_OK) return SqliteError(database_);
  const Statement statement(prepared, &sqlite3_finalize);
  for (size_t i = 0; i < texts.size(); ++i)
    sqlite3_bind_text(prepared, static_cast<int>(i) + 1, texts[i].data(), static_cast<int>(texts[i].size()),
                      SQLITE_STATIC);
  std::vector<Session> rows;
  int state = SQLITE_ROW;
  while ((state = sqlite3_step(prepared)) == SQLITE_ROW) {
    if (sqlite3_column_count(prepared) < 4) continue;
    Session& session = rows.emplace_back();
    session.id = ColumnText(prepared, 0);
    GODEL_TRY(session.fields, ParseJson(ColumnText(prepared, 1)));
    session.created = sqlite3_column_int64(prepared, 2);
    session.expires = sqlite3_column_int64(prepared, 3);
  }
  if (state != SQLITE_DONE) return SqliteError(database_);
  return rows;
}

Status SessionStore::Forget() {
  GODEL_TRY([[maybe_unused]] const auto none,
            Run("DELETE FROM sessions WHERE expires <= CAST(strftime('%s','now') AS INTEGER)", {}));
  return {};
}

Status SessionStore::CheckSize(const Json& fields) const {
  const size_t bytes = Dump(fields).size();
  if (bytes <= limits_.max_bytes) return {};
  return Fail(ErrorCode::kResourceExhausted,
              fmt::format("the session has {} bytes; this server keeps up to {} of one", bytes, limits_.max_bytes));
}

Result<Session> SessionStore::Create(const Json& fields) {
  const std::lock_guard lock(mutex_);
  GODEL_TRY_STATUS(Forget());
  GODEL_TRY(const std::string id, NewId());
  const std::string lifetime = std::to_string(limits_.lifetime.count());
  GODEL_TRY(auto rows, Run("INSERT INTO sessions SELECT ?1, ?2, CAST(strftime('%s','now') AS INTEGER), "
                           "CAST(strftime('%s','now') AS INTEGER) + CAST(?3 AS INTEGER) "
                           "WHERE (SELECT COUNT(*) FROM sessions) < CAST(?4 AS INTEGER) "
                           "RETURNING id, fields, created, expires",
                           {id, Dump(fields), lifetime, std::to_string(limits_.max_sessions)}));
  if (rows.empty())
    return Fail(ErrorCode::kCancelled,
                fmt::format("there are {} sessions, as many as this server keeps", limits_.max_sessions));
  return std::move(rows.front());
}

Result<Session> SessionStore::Find(const std::string& id) {
  const std::lock_guard lock(mutex_);
  GODEL_TRY_STATUS(Forget());
  GODEL_TRY(auto rows, Run("SELECT id, fields, created, expires FROM sessions WHERE id = ?1", {id}));
  if (rows.empty()) return Fail(ErrorCode::kNotFound, "there is no such session; it may have expired");
  return std::move(rows.front());
}

Result<Session> SessionStore::Save(const std::string& id, const Json& fields) {
  const std::lock_guard lock(mutex_);
  GODEL_TRY(
      auto rows,
      Run("UPDATE sessions SET fields = ?2, expires = CAST(strftime('%s','now') AS INTEGER) + CAST(?3 AS INTEGER) "
          "WHERE id = ?1 RETURNING id, fields, created, expires",
          {id, Dump(fields), std::to_string(limits_.lifetime.count())}));
  if (rows.empty()) return Fail(ErrorCode::kNotFound, "there is no such session; it may have expired");
  return std::move(rows.front());
}

Status SessionStore::Remove(const std::string& id) {
  const std::lock_guard lock(mutex_);
  GODEL_TRY(const auto rows, Run("DELETE FROM sessions WHERE id = ?1 RETURNING id, fields, created, expires", {id}));
  if (rows.empty()) return Fail(ErrorCode::kNotFound, "there is no such session; it may have expired");
  return {};
}

bool SessionStore::Hold(const std::string& id) {
  const std::lock_guard lock(mutex_);
  return held_.insert(id).second;
}

void SessionStore::Release(const std::string& id) {
  const std::lock_guard lock(mutex_);
  held_.erase(id);
}

}  // namespace godel
