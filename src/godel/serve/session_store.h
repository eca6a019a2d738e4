// SPDX-License-Identifier: MIT
// Dialogs that the server keeps, in a SQLite file or in memory.
#pragma once
#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/result.h"

struct sqlite3;

namespace godel {

// {"instruction", "knowledge", "parameters", "turns": [{"speaker": "user"|"model", "text"}]}
struct Session {
  std::string id;
  Json fields;
  int64_t created = 0, expires = 0;  // seconds since 1970

  Json ToJson() const;
};

struct SessionLimits {
  size_t max_sessions = 10'000;
  size_t max_bytes = size_t{256} << 10;      // of one, as JSON
  std::chrono::seconds lifetime{24 * 3600};  // since it was last saved
};

// For any thread. A session that was saved is in the file when Save returns: killing the program loses none.
class SessionStore {
 public:
  // `file` empty: in memory. Errors: kIo, kBadData, with SQLite's words.
  static Result<std::unique_ptr<SessionStore>> Open(const std::filesystem::path& file, const SessionLimits& limits);
  ~SessionStore();
  SessionStore(const SessionStore&) = delete;
  SessionStore& operator=(const SessionStore&) = delete;

  // kResourceExhausted when these fields are larger than one session may be. Create and Save take them all the same: a
  // reply that was given is kept.
  Status CheckSize(const Json& fields) const;
  // kCancelled when there are max_sessions that have not expired.
  Result<Session> Create(const Json& fields);
  Result<Session> Find(const std::string& id);  // kNotFound: there is none, or it has expired
  Result<Session> Save(const std::string& id, const Json& fields);
  Status Remove(const std::string& id);

  // One answer at a time: false while another holds it.
  bool Hold(const std::string& id);
  void Release(const std::string& id);

 private:
  SessionStore(sqlite3* database, const SessionLimits& limits) : database_(database), limits_(limits) {}
  Result<std::vector<Session>> Run(const char* sql, const std::vector<std::string>& texts);
  Status Forget();

  sqlite3* database_;
  const SessionLimits limits_;
  std::mutex mutex_;
  std::set<std::string> held_;
};

}  // namespace godel
