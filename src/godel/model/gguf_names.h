// SPDX-License-Identifier: MIT
// The names that llama.cpp gives T5's tensors, and those of transformers, which the rest of this module speaks.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "godel/base/result.h"
#include "godel/formats/checkpoint.h"

namespace godel {

// "dec.blk.3.cross_attn_q.weight" -> "decoder.block.3.layer.1.EncDecAttention.q.weight". `gated`: whether ffn_up is
// wi_1 or wi. nullopt: no such tensor in T5.
std::optional<std::string> ToHuggingFaceName(std::string_view gguf_name, bool gated);

// The other way; all names of the one embedding become token_embd.weight.
std::optional<std::string> ToGgufName(std::string_view hugging_face_name);

// Renames what it knows and leaves other tensors as they are, so a file in candle's dialect, which has transformers'
// names already, stays what it is. Error: kBadData when two tensors would get one name.
Result<Checkpoint> WithHuggingFaceNames(Checkpoint gguf);

}  // namespace godel
