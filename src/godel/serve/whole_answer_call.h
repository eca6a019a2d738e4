// SPDX-License-Identifier: MIT
// For APIs that never stream.
#pragma once
#include <string>

#include "godel/serve/api_call.h"

namespace godel {

class WholeAnswerCall : public ApiCall {
 public:
  std::string OnToken(const ReplyToken&) final { return {}; }
  std::string OnEnd(const WorkResult&) final { return {}; }
  std::string OnError(const Error&) final { return {}; }
};

}  // namespace godel
