// SPDX-License-Identifier: MIT
// From a request to the route that answers it.
#pragma once
#include <string_view>
#include <vector>

#include "godel/serve/http_server.h"
#include "godel/serve/serve_state.h"

namespace godel {

// Checks origin, key and readiness, finds the route and lets it answer. For any thread.
void AnswerRequest(ServeState& state, Exchange& exchange);

// The body of an answer that httplib gave by itself, to what is no proper request.
void AnswerRefused(const ServeState& state, const httplib::Request& request, httplib::Response& response);

// The table of routes, for whoever documents them.
struct ServedRoute {
  std::string_view method, path;  // "GET", "/v1/sessions/{id}"
};
std::vector<ServedRoute> ServedRoutes();

}  // namespace godel
