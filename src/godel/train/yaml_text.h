// SPDX-License-Identifier: MIT
// Text from outside as a value in YAML.
#pragma once
#include <string>
#include <string_view>

namespace godel::train {

// One scalar that every YAML reader takes for this very string: bare where nothing else can be meant ("mit",
// "t5-base"), else in double quotes with escapes, so that neither a line break nor a word like `no` or `1.0` becomes
// something else. Invalid UTF-8 becomes U+FFFD.
std::string YamlScalar(std::string_view text);

}  // namespace godel::train
