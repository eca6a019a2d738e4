// SPDX-License-Identifier: MIT
#include "godel/serve/openapi.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>

#include "godel/base/json.h"
#include "godel/serve/model_list.h"

namespace godel {
namespace {

void ForEachReference(const Json& json, const std::function<void(const std::string&)>& visit) {
  if (json.is_object() && json.contains("$ref")) visit(json["$ref"].get<std::string>());
  if (json.is_structured())
    for (const Json& inner : json) ForEachReference(inner, visit);
}

TEST(OpenApi, EveryReferenceIsDefinedAndEverySchemaUsed) {
  const Json document = OpenApiDocument("0.1.0", true);
  std::set<std::string> used;
  ForEachReference(document, [&](const std::string& reference) {
    ASSERT_TRUE(reference.starts_with("#/")) << reference;
    EXPECT_TRUE(document.contains(Json::json_pointer(reference.substr(1)))) << reference;
    used.insert(reference.substr(reference.rfind('/') + 1));
  });
  for (const ApiSchema& schema : ApiSchemas()) EXPECT_TRUE(used.contains(std::string(schema.name))) << schema.name;
}

TEST(OpenApi, EveryRouteIsThereOnce) {
  const Json document = OpenApiDocument("0.1.0", false);
  EXPECT_EQ(document["openapi"], "3.1.0");
  EXPECT_EQ(document["info"]["version"], "0.1.0");
  EXPECT_FALSE(document.contains("security"));
  size_t operations = 0;
  for (const Json& path : document["paths"]) operations += path.size();
  EXPECT_EQ(operations, ApiRoutes().size());
  EXPECT_EQ(document["paths"]["/v1/sessions/{id}"]["patch"]["parameters"][0]["name"], "id");
  EXPECT_TRUE(document["paths"]["/v1/respond"]["post"]["responses"]["200"]["content"].contains("text/event-stream"));
  EXPECT_FALSE(document["paths"]["/v1/sessions/{id}"]["delete"]["responses"]["204"].contains("content"));
}

TEST(OpenApi, OpenRoutesNeedNoKey) {
  const Json document = OpenApiDocument("0.1.0", true);
  EXPECT_EQ(document["security"], Json::array({Json{{"key", Json::array()}}}));
  EXPECT_EQ(document["paths"]["/health"]["get"]["security"], Json::array());
  EXPECT_FALSE(document["paths"]["/info"]["get"].contains("security")) << "it has the document's";
}

TEST(ModelList, HasOneModel) {
  const Json model = {{"id", "m"}, {"object", "model"}, {"created", 5}, {"owned_by", "godel"}};
  EXPECT_EQ(OpenAiModel("m", 5), model);
  EXPECT_EQ(OpenAiModelList("m", 5), (Json{{"object", "list"}, {"data", Json::array({model})}}));
}

}  // namespace
}  // namespace godel
