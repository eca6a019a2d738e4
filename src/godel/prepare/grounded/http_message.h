// SPDX-License-Identifier: MIT
// An HTTP response as web archives hold it: head, empty line, body.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace godel {

struct HttpMessage {
  int status = 0;
  std::string content_type;
  std::string body;  // without chunks and compression
};

// Case-insensitively by name, of lines "Name: value" that end in "\n"; the first one. Empty when there is none.
std::string HeaderValue(std::string_view head, std::string_view name);

// nullopt when it does not begin as a response does. A body that is broken ends where it breaks; one that would unpack
// to more than `max_body_bytes` is cut there.
std::optional<HttpMessage> ParseHttpMessage(std::string_view bytes, size_t max_body_bytes);

}  // namespace godel
