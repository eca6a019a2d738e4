// SPDX-License-Identifier: MIT
#include "support/golden.h"

#include <zlib.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace godel::testing {
namespace {

[[noreturn]] void Die(const std::filesystem::path& path, const std::string& why) {
  std::fprintf(stderr, "test data %s: %s\n", path.c_str(), why.c_str());
  std::exit(99);
}

}  // namespace

std::filesystem::path TestsDir() {
  return GODEL_TESTS_DIR;
}
std::filesystem::path GoldenPath(const std::string& name) {
  return TestsDir() / "golden" / name;
}

std::filesystem::path SharedFixtures() {
  return TestsDir().parent_path().parent_path() / "shared/fixtures";
}

std::filesystem::path ModelsDir() {
  return TestsDir().parent_path() / "models";
}

std::string ReadGolden(const std::string& name) {
  const auto path = GoldenPath(name);
  gzFile file = gzopen(path.c_str(), "rb");  // reads files that are not gzip as they are
  if (file == nullptr) Die(path, "cannot be opened");
  std::string text;
  char block[65536];
  for (int n; (n = gzread(file, block, sizeof(block))) != 0;) {
    if (n < 0) Die(path, "broken gzip");
    text.append(block, static_cast<size_t>(n));
  }
  gzclose(file);
  return text;
}

Json ReadGoldenJson(const std::string& name) {
  auto json = ParseJson(ReadGolden(name));
  if (!json) Die(GoldenPath(name), json.error().message);
  return *json;
}

std::vector<Json> ReadGoldenJsonLines(const std::string& name) {
  std::istringstream lines(ReadGolden(name));
  std::vector<Json> all;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    auto json = ParseJson(line);
    if (!json) Die(GoldenPath(name), json.error().message);
    all.push_back(std::move(*json));
  }
  if (all.empty()) Die(GoldenPath(name), "no lines");
  return all;
}

std::vector<TokenId> ToIds(const Json& array) {
  std::vector<TokenId> ids;
  for (const Json& id : array) ids.push_back(TokenId{id.get<int32_t>()});
  return ids;
}

std::vector<TokenId> Ids(std::initializer_list<int32_t> values) {
  std::vector<TokenId> ids;
  for (int32_t value : values) ids.push_back(TokenId{value});
  return ids;
}

std::vector<int32_t> Values(const std::vector<TokenId>& ids) {
  std::vector<int32_t> values;
  for (TokenId id : ids) values.push_back(Value(id));
  return values;
}

TempDir::TempDir() {
  std::string pattern = (std::filesystem::temp_directory_path() / "godel-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) Die(pattern, "cannot be made");
  path_ = pattern;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TempDir::Write(const std::string& name, std::string_view bytes) const {
  const auto file = path_ / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!out.flush()) Die(file, "cannot be written");
  return file;
}

}  // namespace godel::testing
