// SPDX-License-Identifier: MIT
#pragma once
#include <string>
#include <string_view>

#include "godel/base/result.h"

namespace godel {

// RFC 4648 section 4, with padding. Error: kBadData with the offset of the first character that does not belong.
Result<std::string> DecodeBase64(std::string_view text);
std::string EncodeBase64(std::string_view bytes);

}  // namespace godel
