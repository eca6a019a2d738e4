// SPDX-License-Identifier: MIT
#include "godel/serve/openapi.h"

#include <fmt/format.h>

#include "godel/base/check.h"
#include "godel/base/json.h"

namespace godel {
namespace {

Json SchemaReference(std::string_view name) {
  return Json{{"$ref", fmt::format("#/components/schemas/{}", name)}};
}

Json JsonContent(std::string_view schema) {
  return Json{{"application/json", {{"schema", SchemaReference(schema)}}}};
}

// A parameter for each {name} of the path.
Json PathParameters(std::string_view path) {
  Json parameters = Json::array();
  for (size_t begin = path.find('{'); begin != std::string_view::npos; begin = path.find('{', begin + 1))
    parameters.push_back({{"name", path.substr(begin + 1, path.find('}', begin) - begin - 1)},
                          {"in", "path"},
                          {"required", true},
                          {"schema", {{"type", "string"}}}});
  return parameters;
}

Json Operation(const ApiRoute& route) {
  Json success = {{"description", route.status == 204 ? "Done" : "The answer"}};
  if (!route.answer.empty()) success["content"] = JsonContent(route.answer);
  if (!route.text.empty()) success["content"][std::string(route.text)] = {{"schema", {{"type", "string"}}}};
  if (route.streams) success["content"]["text/event-stream"] = {{"schema", {{"type", "string"}}}};
  Json operation = {{"summary", route.summary},
                    {"tags", Json::array({route.tag})},
                    {"responses",
                     {{std::to_string(route.status), std::move(success)},
                      {"default", {{"description", "An error"}, {"content", JsonContent(route.error)}}}}}};
  if (Json parameters = PathParameters(route.path); !parameters.empty())
    operation["parameters"] = std::move(parameters);
  if (!route.request.empty()) operation["requestBody"] = {{"required", true}, {"content", JsonContent(route.request)}};
  return operation;
}

}  // namespace

Json OpenApiDocument(std::string_view version, bool needs_key) {
  Json paths = Json::object();
  for (const ApiRoute& route : ApiRoutes()) {
    Json operation = Operation(route);
    if (needs_key && route.is_open) operation["security"] = Json::array();
    paths[std::string(route.path)][std::string(route.method)] = std::move(operation);
  }
  Json schemas = Json::object();
  for (const ApiSchema& schema : ApiSchemas()) {
    Result<Json> parsed = ParseJson(schema.json);
    GODEL_CHECK(parsed.has_value());
    schemas[std::string(schema.name)] = *std::move(parsed);
  }
  Json document = {{"openapi", "3.1.0"},
                   {"info",
                    {{"title", "godel"},
                     {"version", version},
                     {"description", "A GODEL dialog model: replies to a dialog, with or without knowledge."}}},
                   {"paths", std::move(paths)},
                   {"components", {{"schemas", std::move(schemas)}}}};
  if (needs_key) {
    document["components"]["securitySchemes"] = {{"key", {{"type", "http"}, {"scheme", "bearer"}}}};
    document["security"] = Json::array({{{"key", Json::array()}}});
  }
  return document;
}

}  // namespace godel
