// SPDX-License-Identifier: MIT
// What must not be in a conversation: phrases, subreddits, and turns known by their hashes.
#pragma once
#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "godel/base/result.h"

namespace godel {

// Safe to ask from many threads.
class PhraseBlocklist {
 public:
  // Empty phrases are left out; case does not matter.
  void Add(std::string_view phrase);
  // Whether a phrase stands in `text` with neither a letter or digit of ASCII nor "_" beside it, as flashtext finds
  // keywords.
  bool Matches(std::string_view text) const;
  bool empty() const { return by_first_sign_.empty(); }

 private:
  std::unordered_map<char, std::vector<std::string>> by_first_sign_;
};

// Hashes of turns, SHA-224 in hexadecimal. Memory: 28 bytes each. Sealed once, then safe to ask from many threads.
class TurnHashes {
 public:
  Status Add(std::string_view hex);
  void Seal();
  bool Contains(std::string_view turn) const;
  bool empty() const { return sorted_.empty(); }

 private:
  std::vector<std::array<char, 28>> sorted_;
};

// The lines of a list: trimmed, without empty ones and those that begin with "#". Error: as LineSource.
Result<std::vector<std::string>> ReadList(const std::filesystem::path& file);
Result<PhraseBlocklist> ReadPhrases(const std::filesystem::path& file);
// Names in lower case.
Result<std::unordered_set<std::string>> ReadSubreddits(const std::filesystem::path& file);

}  // namespace godel
