// SPDX-License-Identifier: MIT
// Files under tests/golden, plain or gzip.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/token_id.h"

namespace godel::testing {

std::filesystem::path TestsDir();
std::filesystem::path GoldenPath(const std::string& name);  // tests/golden/<name>
std::filesystem::path ModelsDir();                          // models/
std::filesystem::path SharedFixtures();                     // ../shared/fixtures, which need not be there

// All of these end the test program with a message when the file is missing or broken: a test without its data must
// not pass.
std::string ReadGolden(const std::string& name);  // unzipped when the name ends with .gz
Json ReadGoldenJson(const std::string& name);
std::vector<Json> ReadGoldenJsonLines(const std::string& name);

std::vector<TokenId> ToIds(const Json& array);
std::vector<TokenId> Ids(std::initializer_list<int32_t> values);
std::vector<int32_t> Values(const std::vector<TokenId>& ids);  // for readable failures

// A fresh folder, removed with its contents at the end of the scope.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::filesystem::path& path() const { return path_; }
  // Writes a file into it and returns its path.
  std::filesystem::path Write(const std::string& name, std::string_view bytes) const;

 private:
  std::filesystem::path path_;
};

}  // namespace godel::testing
