// SPDX-License-Identifier: MIT
// A dialog's reply while the engine writes it: ids in, the text that they made certain out.
#pragma once
#include <string>
#include <vector>

#include "godel/base/token_id.h"
#include "godel/dialog/reply_stream.h"
#include "godel/engine/engine.h"
#include "godel/text/stream_decoder.h"

namespace godel {

// What became of a reply.
struct EndedReply {
  std::string text;
  FinishReason finish_reason = FinishReason::kEos;
};

// The id of the word EOS, where it is a token of its own: what SamplingParams::ids_of_callers_end is for a dialog, so
// that the word does not end a reply that is to be longer.
std::vector<TokenId> EndWordIds(const Tokenizer& tokenizer);

// For one thread at a time. The tokenizer must outlive it.
class StreamedReply {
 public:
  explicit StreamedReply(const Tokenizer& tokenizer) : decoder_(tokenizer) {}

  // The text that is now certain to belong to the reply, often none.
  std::string Append(TokenId id) { return stream_.Append(decoder_.Append(id)); }

  // The model wrote the word EOS; what it writes from now on is not shown, so the engine may stop.
  bool ended() const { return stream_.ended(); }
  const std::string& shown() const { return stream_.shown(); }

  // The reply that the engine's finished sequence holds; what was shown is its beginning. The word EOS ends a reply as
  // </s> does, though the engine was then stopped by its caller. Also for sequences that were never streamed (beams).
  EndedReply End(const GeneratedSequence& sequence) const;

 private:
  StreamDecoder decoder_;
  ReplyStream stream_;
};

}  // namespace godel
