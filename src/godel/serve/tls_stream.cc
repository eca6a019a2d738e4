// SPDX-License-Identifier: MIT
#include "godel/serve/tls_stream.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace godel {
namespace {

std::string LastOpenSslError() {
  const unsigned long code = ERR_get_error();  // NOLINT(google-runtime-int): OpenSSL's type
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  return reason != nullptr ? reason : "unknown error";
}

}  // namespace

Result<TlsContext> LoadTlsContext(const std::string& cert, const std::string& key) {
  TlsContext context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  if (context == nullptr) return Fail(ErrorCode::kResourceExhausted, "no TLS: " + LastOpenSslError());
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  // A write that had to wait is repeated with what is left, which may lie elsewhere by then.
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (SSL_CTX_use_certificate_chain_file(context.get(), cert.c_str()) != 1)
    return Fail(ErrorCode::kIo, fmt::format("--cert {}: {}", cert, LastOpenSslError()));
  if (SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1)
    return Fail(ErrorCode::kIo, fmt::format("--key {}: {}", key, LastOpenSslError()));
  if (SSL_CTX_check_private_key(context.get()) != 1)
    return Fail(ErrorCode::kBadData, fmt::format("{} is not the key of {}", key, cert));
  return context;
}

std::unique_ptr<TlsStream> TlsStream::Create(SSL_CTX* context, int socket, const ConnectionLimits& limits,
                                             const std::atomic<bool>& cut_off) {
  SSL* const ssl = SSL_new(context);
  if (ssl == nullptr) return nullptr;
  std::unique_ptr<TlsStream> stream(new TlsStream(ssl, socket, limits, cut_off));
  if (SSL_set_fd(ssl, socket) != 1) return nullptr;
  SSL_set_accept_state(ssl);
  return stream;
}

TlsStream::~TlsStream() {
  SayEnd();
  SSL_free(ssl_);
}

ssize_t TlsStream::Translate(int result) {
  if (result > 0) return result;
  wanted_ = SSL_get_error(ssl_, result);
  ERR_clear_error();
  if (wanted_ == SSL_ERROR_ZERO_RETURN) return 0;
  const bool waits = wanted_ == SSL_ERROR_WANT_READ || wanted_ == SSL_ERROR_WANT_WRITE;
  has_ended_ = has_ended_ || !waits;
  errno = waits ? EAGAIN : EPROTO;
  return -1;
}

ssize_t TlsStream::Receive(char* data, size_t size) {
  return Translate(SSL_read(ssl_, data, static_cast<int>(std::min<size_t>(size, INT_MAX))));
}

ssize_t TlsStream::Send(const char* data, size_t size) {
  return Translate(SSL_write(ssl_, data, static_cast<int>(std::min<size_t>(size, INT_MAX))));
}

// Once: a second SSL_shutdown would read, and what Linger left of the client's records is not TLS any more.
void TlsStream::SayEnd() {
  if (!has_ended_ && SSL_is_init_finished(ssl_) == 1) SSL_shutdown(ssl_);
  has_ended_ = true;
}

void TlsStream::EndSending() {
  SayEnd();
  ConnectionStream::EndSending();
}

short TlsStream::wanted_event(short /*usual*/) const {
  return wanted_ == SSL_ERROR_WANT_WRITE ? POLLOUT : POLLIN;
}

}  // namespace godel
