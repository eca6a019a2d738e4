// SPDX-License-Identifier: MIT
// Who may ask.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace godel {

// Keeps digests, so that a comparison takes as long for any guess, whatever its length and however much of it is right.
class ApiKeys {
 public:
  explicit ApiKeys(const std::vector<std::string>& keys);

  bool empty() const { return digests_.empty(); }
  // `header`: the value of Authorization, "Bearer KEY".
  bool Admits(std::string_view header) const;

 private:
  using Digest = std::array<unsigned char, 32>;
  static Digest DigestOf(std::string_view text);
  std::vector<Digest> digests_;
};

// The keys in a file's text: one a line, without white space; lines that are empty or begin with # are left out.
std::vector<std::string> KeysInText(std::string_view text);

}  // namespace godel
