// SPDX-License-Identifier: MIT
#include "godel/serve/model_list.h"

#include "godel/base/json.h"

namespace godel {

Json OpenAiModel(std::string_view name, int64_t created) {
  return {{"id", name}, {"object", "model"}, {"created", created}, {"owned_by", "godel"}};
}

Json OpenAiModelList(std::string_view name, int64_t created) {
  return {{"object", "list"}, {"data", Json::array({OpenAiModel(name, created)})}};
}

}  // namespace godel
