// SPDX-License-Identifier: MIT
// T5's configuration as the metadata of a GGUF file. docs/gguf.md lists the keys.
#pragma once
#include "godel/base/result.h"
#include "godel/formats/checkpoint.h"
#include "godel/formats/gguf_metadata.h"
#include "godel/formats/gguf_writer.h"
#include "godel/model/t5_config.h"

namespace godel {

// llama.cpp's keys say some of it and ours the rest; what neither says is read off the shapes of `tensors`, which must
// have transformers' names: a file in candle's dialect has nothing else. The activation then is relu, or gelu_new when
// the feed-forward is gated, and the decoder's output is scaled when there is no lm_head.
// Error: kUnsupported for another architecture; kBadData for absurd sizes, as ParseT5Config.
Result<T5Config> T5ConfigFromGguf(const GgufMetadata& metadata, const Checkpoint& tensors);

// llama.cpp's keys of the architecture, and ours.
void AddT5Config(const T5Config& config, GgufMetadataBuilder* metadata);

}  // namespace godel
