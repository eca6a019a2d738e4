// SPDX-License-Identifier: MIT
#include "godel/dialog/streamed_reply.h"

#include "godel/prompt/prompt.h"

namespace godel {

std::vector<TokenId> EndWordIds(const Tokenizer& tokenizer) {
  const auto id = tokenizer.IdOf(kEndWord);
  if (!id) return {};
  return {*id};
}

EndedReply StreamedReply::End(const GeneratedSequence& sequence) const {
  return {.text = CleanReply(sequence.text), .finish_reason = ended() ? FinishReason::kEos : sequence.finish_reason};
}

}  // namespace godel
