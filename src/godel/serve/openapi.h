// SPDX-License-Identifier: MIT
// The OpenAPI 3.1 document of this server: a table of routes over a table of schemas.
#pragma once
#include <span>
#include <string_view>

#include "godel/base/json_fwd.h"

namespace godel {

// `request` and `answer` name a schema, or are empty: no body.
struct ApiRoute {
  std::string_view method;
  std::string_view path;  // with {parameters}
  std::string_view tag;
  std::string_view summary;
  std::string_view request;
  std::string_view answer;
  int status = 200;      // when all is well
  bool streams = false;  // may answer with server-sent events
  std::string_view error = "Error";
  bool is_open = false;        // needs no key
  std::string_view text = "";  // the media type of an answer that is no JSON
};

struct ApiSchema {
  std::string_view name;
  std::string_view json;
};

std::span<const ApiRoute> ApiRoutes();
std::span<const ApiSchema> ApiSchemas();

// `needs_key`: every route that is not open asks for a bearer token.
Json OpenApiDocument(std::string_view version, bool needs_key);

}  // namespace godel
