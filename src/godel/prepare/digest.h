// SPDX-License-Identifier: MIT
// Fingerprints of texts and files, by OpenSSL.
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace godel {

enum class DigestKind {
  kSha224,  // what the published lists of Reddit and of the grounded corpora name their rows by
  kSha256,
};

// Of bytes that come in pieces.
class Digest {
 public:
  explicit Digest(DigestKind kind);
  void Add(std::string_view bytes);
  // Lower-case hexadecimal, once and last.
  std::string Hex() &&;

 private:
  struct FreeContext {
    void operator()(void* context) const;
  };
  std::unique_ptr<void, FreeContext> context_;  // EVP_MD_CTX
};

std::string HexDigest(DigestKind kind, std::string_view bytes);

}  // namespace godel
