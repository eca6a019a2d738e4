// SPDX-License-Identifier: MIT
#include "godel/dataset/token_documents.h"

#include <utility>

namespace godel {

void MemoryDocuments::AppendTo(size_t i, size_t begin, size_t end, std::vector<TokenId>* out) const {
  const std::span<const TokenId> part = std::span(documents_[i]).subspan(begin, end - begin);
  out->insert(out->end(), part.begin(), part.end());
}

Result<DocumentCounts> TokenizeDocuments(const NextText& next, const Tokenizer& tokenizer, TokenShardWriter* out) {
  DocumentCounts counts;
  while (true) {
    GODEL_TRY(const std::optional<std::string> text, next());
    if (!text) return counts;
    ++counts.texts;
    auto ids = tokenizer.EncodeWithoutSpecialTokens(*text);
    if (!ids && ids.error().code != ErrorCode::kInvalidArgument) return tl::unexpected<Error>(std::move(ids.error()));
    if (!ids || ids->empty()) {
      ++counts.skipped_texts;
      continue;
    }
    GODEL_TRY_STATUS(out->Add(*ids, {}));
    counts.ids += ids->size();
  }
}

}  // namespace godel
