// SPDX-License-Identifier: MIT
#include "godel/dataset/whole_text.h"

#include <fmt/format.h>

#include <memory>
#include <span>

#include "godel/dataset/byte_source.h"

namespace godel {

Result<std::string> ReadWholeText(const std::string& path, size_t max_bytes) {
  constexpr size_t kChunkBytes = size_t{256} << 10;
  GODEL_TRY(const std::unique_ptr<ByteSource> source, OpenByteSource(path));
  std::string text;
  while (true) {
    const size_t had = text.size();
    text.resize(had + kChunkBytes);
    const auto got = source->Read(std::span(text).subspan(had));
    if (!got) return Within(path, got.error());
    text.resize(had + *got);
    if (*got == 0) return text;
    if (text.size() > max_bytes)
      return Fail(ErrorCode::kResourceExhausted,
                  fmt::format("{}: more than {} bytes, which is the most that is read", path, max_bytes));
  }
}

}  // namespace godel
