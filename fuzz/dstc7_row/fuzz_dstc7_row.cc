// SPDX-License-Identifier: MIT
// Any line as a row of DSTC7's and UnifiedQA's corpora: an example with context and response, a rule, or an error.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "godel/prepare/grounded/dstc7.h"
#include "godel/prepare/grounded/page_facts.h"
#include "godel/prepare/grounded/unifiedqa.h"

namespace {

void Check(const godel::Result<godel::Converted>& converted) {
  if (!converted || !std::holds_alternative<godel::Example>(*converted)) return;
  const auto& example = std::get<godel::Example>(*converted);
  if (example.context.empty() || example.response.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace godel;
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  for (const bool upstream : {false, true}) {
    Check(ConvertDstc7Row(line, {.upstream_rules = upstream}));
    Check(ConvertUnifiedQaRow(line, {.upstream_rules = upstream}));
  }
  [[maybe_unused]] const auto conversation = ParseConversationRow(line);
  [[maybe_unused]] const auto words = DistinctWords(line);
  return 0;
}
