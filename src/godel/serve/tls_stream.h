// SPDX-License-Identifier: MIT
// A connection under TLS.
#pragma once
#include <openssl/ssl.h>

#include <memory>

#include "godel/base/result.h"
#include "godel/serve/connection_stream.h"

namespace godel {

class TlsStream : public ConnectionStream {
 public:
  // The handshake happens with the first read. Null when OpenSSL has no memory.
  static std::unique_ptr<TlsStream> Create(SSL_CTX* context, int socket, const ConnectionLimits& limits,
                                           const std::atomic<bool>& cut_off);
  ~TlsStream() override;

 protected:
  ssize_t Receive(char* data, size_t size) override;
  ssize_t Send(const char* data, size_t size) override;
  bool HasBuffered() const override { return SSL_pending(ssl_) > 0; }
  void EndSending() override;
  short wanted_event(short usual) const override;

 private:
  TlsStream(SSL* ssl, int socket, const ConnectionLimits& limits, const std::atomic<bool>& cut_off)
      : ConnectionStream(socket, limits, cut_off), ssl_(ssl) {}
  ssize_t Translate(int result);
  void SayEnd();

  SSL* ssl_;  // owned
  int wanted_ = SSL_ERROR_NONE;
  bool has_ended_ = false;  // nothing can be said any more, or the end has been said
};

// TLS 1.2 or newer with the certificate chain and key of these PEM files. Errors: kIo, kBadData (they do not belong
// together), with OpenSSL's words.
using TlsContext = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
Result<TlsContext> LoadTlsContext(const std::string& cert, const std::string& key);

}  // namespace godel
