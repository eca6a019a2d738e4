// SPDX-License-Identifier: MIT
#include "godel/prepare/cleaning/language.h"

#include <fmt/format.h>

#ifdef GODEL_HAVE_CLD2
#include <cstdio>

// The library's header uses FILE and includes nothing that declares it.
#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
#endif

#include <algorithm>
#include <climits>

#include "godel/base/utf8.h"

namespace godel {

#ifdef GODEL_HAVE_CLD2

bool CanDetectLanguages() {
  return true;
}

std::optional<std::string> DetectLanguage(std::string_view text) {
  // More than this says nothing new, and the library counts in int.
  constexpr size_t kMaxBytes = size_t{64} << 10;
  const std::string valid = ReplaceInvalidUtf8(text.substr(0, kMaxBytes));
  bool reliable = false;
  const CLD2::Language language =
      CLD2::DetectLanguage(valid.data(), static_cast<int>(valid.size()), /*is_plain_text=*/true, &reliable);
  if (!reliable || language == CLD2::UNKNOWN_LANGUAGE) return std::nullopt;
  return CLD2::LanguageCode(language);
}

Status CheckLanguageCode(const std::string& code) {
  if (CLD2::GetLanguageFromName(code.c_str()) != CLD2::UNKNOWN_LANGUAGE) return {};
  return Fail(ErrorCode::kInvalidArgument,
              fmt::format("expected the code of a language, like en or de, found '{}'", code));
}

#else

bool CanDetectLanguages() {
  return false;
}

std::optional<std::string> DetectLanguage(std::string_view) {
  return std::nullopt;
}

Status CheckLanguageCode(const std::string&) {
  return Fail(ErrorCode::kUnsupported,
              "this build cannot tell languages: it was made without CLD2 (libcld2-dev in Debian and Ubuntu)");
}

#endif

}  // namespace godel
