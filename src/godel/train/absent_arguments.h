// SPDX-License-Identifier: MIT
// Names that users of transformers bring along and that mean nothing here: what to write in their place.
#pragma once
#include <optional>
#include <string_view>

namespace godel::train {

// What to do without this argument of transformers' TrainingArguments or example scripts; nullopt for other names.
std::optional<std::string_view> InPlaceOf(std::string_view name);

}  // namespace godel::train
