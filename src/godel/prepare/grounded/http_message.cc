// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/http_message.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

#include "godel/dataset/byte_source.h"
#include "godel/dataset/example_json.h"
#include "godel/text/lower_ascii.h"

namespace godel {
namespace {

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return LowerAscii(x) == LowerAscii(y); });
}

// RFC 9112, 7.1: a size in hexadecimal, the piece, and so on until a size of 0.
std::string Dechunk(std::string_view body) {
  std::string whole;
  while (true) {
    const size_t end = body.find('\n');
    if (end == std::string_view::npos) return whole;
    size_t size = 0;
    const auto [stop, failed] = std::from_chars(body.data(), body.data() + end, size, 16);
    if (failed != std::errc() || size == 0) return whole;
    body.remove_prefix(end + 1);
    whole += body.substr(0, size);
    if (size >= body.size()) return whole;
    body.remove_prefix(size);
    body.remove_prefix(
        std::min(body.size(), body.find('\n') == std::string_view::npos ? body.size() : body.find('\n') + 1));
  }
}

// gzip and zstd by their first bytes; everything else as it is.
std::string Unpack(std::string body, size_t max_bytes) {
  const auto source = DecompressBytes(BytesOf(std::move(body)), {.max_zstd_window_log = 24});
  std::string whole;
  std::array<char, size_t{16} << 10> piece{};
  while (source && whole.size() < max_bytes) {
    const auto read = (*source)->Read(piece);
    if (!read || *read == 0) break;
    whole.append(piece.data(), std::min(*read, max_bytes - whole.size()));
  }
  return whole;
}

}  // namespace

std::string HeaderValue(std::string_view head, std::string_view name) {
  while (!head.empty()) {
    const size_t end = std::min(head.find('\n'), head.size());
    const std::string_view line = head.substr(0, end);
    const size_t colon = line.find(':');
    if (colon != std::string_view::npos && EqualIgnoringCase(TrimSpace(line.substr(0, colon)), name))
      return std::string(TrimSpace(line.substr(colon + 1)));
    head.remove_prefix(std::min(end + 1, head.size()));
  }
  return {};
}

std::optional<HttpMessage> ParseHttpMessage(std::string_view bytes, size_t max_body_bytes) {
  if (!bytes.starts_with("HTTP/")) return std::nullopt;
  const size_t crlf = bytes.find("\r\n\r\n"), lf = bytes.find("\n\n");
  const size_t head_end = std::min(crlf, lf);
  const std::string_view head = bytes.substr(0, head_end);
  std::string_view body;
  if (head_end != std::string_view::npos) body = bytes.substr(head_end + (head_end == crlf ? 4 : 2));
  HttpMessage message;
  const size_t space = head.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  if (std::from_chars(head.data() + space + 1, head.data() + head.size(), message.status).ec != std::errc())
    return std::nullopt;
  message.content_type = HeaderValue(head, "Content-Type");
  const bool chunked = EqualIgnoringCase(HeaderValue(head, "Transfer-Encoding"), "chunked");
  message.body = Unpack(chunked ? Dechunk(body) : std::string(body), max_body_bytes);
  return message;
}

}  // namespace godel
