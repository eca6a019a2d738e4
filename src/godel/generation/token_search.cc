// SPDX-License-Identifier: MIT
#include "godel/generation/token_search.h"

#include <utility>

#include "godel/generation/beam_search.h"
#include "godel/generation/search_setup.h"
#include "godel/generation/single_search.h"

namespace godel {

std::string_view FinishReasonName(FinishReason reason) {
  switch (reason) {
    case FinishReason::kEos:
      return "eos";
    case FinishReason::kLength:
      return "length";
    case FinishReason::kStop:
      return "stop";
  }
  return "stop";
}

Result<std::unique_ptr<TokenSearch>> MakeSearch(SearchRequest request) {
  GODEL_TRY(SearchSetup setup, MakeSetup(std::move(request)));
  if (setup.params().num_beams > 1) return std::make_unique<BeamSearch>(std::move(setup));
  return std::make_unique<SingleSearch>(std::move(setup));
}

}  // namespace godel
