// SPDX-License-Identifier: MIT
// Any bytes as a page, the first line being its content type: facts that are one line of UTF-8 each, or the limit's
// error.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "godel/base/utf8.h"
#include "godel/prepare/grounded/charset.h"
#include "godel/prepare/grounded/html_facts.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace godel;
  std::string_view page(reinterpret_cast<const char*>(data), size);
  const std::string_view content_type = page.substr(0, page.find('\n'));
  page.remove_prefix(content_type.size());
  const std::string text = PageToUtf8(page, content_type);
  for (const FactLines lines : {FactLines::kBlocks, FactLines::kSource}) {
    const auto facts = HtmlFacts(text, {.anchor = "x", .lines = lines, .limits = {.max_allocations = 20'000}});
    if (!facts) continue;
    for (const std::string& fact : *facts)
      if (fact.empty() || FirstInvalidUtf8(fact) || fact.find_first_of("\t\r\n") != std::string::npos) std::abort();
  }
  return 0;
}
