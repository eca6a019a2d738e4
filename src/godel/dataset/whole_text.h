// SPDX-License-Identifier: MIT
// All of a small file that may be compressed.
#pragma once
#include <cstddef>
#include <string>

#include "godel/base/result.h"

namespace godel {

// "-" is the standard input. Error: as OpenByteSource and ByteSource::Read, with the path in front; kResourceExhausted
// when there are more than `max_bytes`.
Result<std::string> ReadWholeText(const std::string& path, size_t max_bytes);

}  // namespace godel
