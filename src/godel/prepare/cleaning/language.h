// SPDX-License-Identifier: MIT
// Which language a text is in, by CLD2 (Compact Language Detector 2, as in Chromium) where the build has found it.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "godel/base/result.h"

namespace godel {

// Whether this build can tell languages.
bool CanDetectLanguages();

// A code as CLD2 writes it ("en", "de", "zh", "zh-Hant"), or nullopt where the text is too short or too mixed for the
// library to be sure, and always where the build has none. Safe to call from many threads.
std::optional<std::string> DetectLanguage(std::string_view text);

// Error: kInvalidArgument for a code that CLD2 does not know, kUnsupported where the build has none.
Status CheckLanguageCode(const std::string& code);

}  // namespace godel
