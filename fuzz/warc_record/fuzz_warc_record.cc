// SPDX-License-Identifier: MIT
// Any bytes as a web archive: records that are no larger than allowed, and an end.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "godel/prepare/grounded/http_message.h"
#include "godel/prepare/grounded/warc_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace godel;
  constexpr size_t kMaxRecord = 4096;
  constexpr size_t kMaxBody = 8192;
  auto source =
      DecompressBytes(BytesOf(std::string(reinterpret_cast<const char*>(data), size)), {.max_zstd_window_log = 20});
  if (!source) return 0;
  WarcReader reader(std::move(*source), kMaxRecord);
  size_t records = 0;
  while (true) {
    const auto record = reader.Next();
    if (!record || !*record) break;
    if ((*record)->block.size() > kMaxRecord) std::abort();
    // Compressed input may hold many small records.
    if (++records == 1000) break;
    const auto message = ParseHttpMessage((*record)->block, kMaxBody);
    if (message && message->body.size() > kMaxBody) std::abort();
  }
  return 0;
}
