// SPDX-License-Identifier: MIT
#include "godel/prepare/digest.h"

#include <openssl/evp.h>

#include <array>

#include "godel/base/check.h"

namespace godel {
namespace {

EVP_MD_CTX* ContextOf(void* context) {
  return static_cast<EVP_MD_CTX*>(context);
}

}  // namespace

void Digest::FreeContext::operator()(void* context) const {
  EVP_MD_CTX_free(ContextOf(context));
}

// OpenSSL fails here only without memory, or when built without these two digests.
Digest::Digest(DigestKind kind) : context_(EVP_MD_CTX_new()) {
  const EVP_MD* const md = kind == DigestKind::kSha224 ? EVP_sha224() : EVP_sha256();
  GODEL_CHECK(context_ != nullptr && EVP_DigestInit_ex(ContextOf(context_.get()), md, nullptr) == 1);
}

void Digest::Add(std::string_view bytes) {
  GODEL_CHECK(EVP_DigestUpdate(ContextOf(context_.get()), bytes.data(), bytes.size()) == 1);
}

std::string Digest::Hex() && {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  GODEL_CHECK(EVP_DigestFinal_ex(ContextOf(context_.get()), bytes.data(), &size) == 1);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    hex += kDigits[bytes[i] >> 4];
    hex += kDigits[bytes[i] & 15];
  }
  return hex;
}

std::string HexDigest(DigestKind kind, std::string_view bytes) {
  Digest digest(kind);
  digest.Add(bytes);
  return std::move(digest).Hex();
}

}  // namespace godel
