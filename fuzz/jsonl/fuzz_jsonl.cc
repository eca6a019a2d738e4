// SPDX-License-Identifier: MIT
// Lines of `godel generate`, `godel score` and the parameters in them: whatever they hold gives a request or an error.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "command_line/request_line.h"
#include "godel/generation/sampling_params.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace godel;
  constexpr size_t kVocabSize = 32102;
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  for (const apps::RequestKind kind : {apps::RequestKind::kGenerate, apps::RequestKind::kScore}) {
    const apps::ParsedLine parsed = apps::ParseRequestLine(line, 7, kind);
    if (!parsed.request) continue;
    SamplingParams params;
    if (ApplyJson(parsed.request->parameters, UnknownKeys::kRefuse, &params)) {
      [[maybe_unused]] const Status valid = Validate(params, kVocabSize);
    }
    if (!parsed.request->dialog) continue;
    const CountTokens count_bytes = [](std::string_view text) -> Result<size_t> { return text.size(); };
    const auto built = BuildPrompt(*parsed.request->dialog, count_bytes, {.max_tokens = 200});
    if (built && built->tokens > 200) __builtin_trap();
  }
  return 0;
}
