// SPDX-License-Identifier: MIT
// Members that a corpus's format promises: their values, or what was found instead.
#pragma once
#include <string>

#include "godel/base/json.h"
#include "godel/base/result.h"

namespace godel {

// A string, without white space around it and with spaces for line breaks in it, so that it is a turn. Error: kBadData,
// naming the member, when it is absent or no string.
Result<std::string> TextMember(const Json& object, const std::string& key);

// The same where null and nothing stand for "".
Result<std::string> TextMemberOrNothing(const Json& object, const std::string& key);

// Error: kBadData, naming the member, when it is absent or of another type.
Result<const Json*> ArrayMember(const Json& object, const std::string& key);
Result<const Json*> ObjectMember(const Json& object, const std::string& key);

// As TextMember does with a member.
std::string OneLineText(const std::string& text);

}  // namespace godel
