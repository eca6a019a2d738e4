// SPDX-License-Identifier: MIT
#include "godel/engine/model_step_decoder.h"

#include <vector>

#include "godel/base/check.h"

namespace godel {

void ModelStepDecoder::Add(size_t sequence, std::shared_ptr<const CrossKv> cross, size_t max_rows,
                           std::span<const TokenId> prefix) {
  const auto [entry, added] = sequences_.emplace(sequence, Sequence{std::move(cross), model_.MakeCache(max_rows)});
  GODEL_CHECK(added && !prefix.empty());
  if (prefix.size() == 1) return;
  const DecoderInput input{&entry->second.cache, 0, entry->second.cross.get(), prefix.first(prefix.size() - 1)};
  model_.Decode({&input, 1});
}

Result<std::span<float>> ModelStepDecoder::Step(std::span<const SearchRows> groups) {
  std::vector<DecoderInput> inputs;
  std::vector<size_t> parents;
  for (const SearchRows& group : groups) {
    Sequence& sequence = sequences_.at(group.sequence);
    parents.clear();
    for (const RowStep& row : group.rows) parents.push_back(row.parent);
    sequence.cache.Reorder(parents);
    for (size_t i = 0; i < group.rows.size(); ++i)
      inputs.push_back({&sequence.cache, i, sequence.cross.get(), {&group.rows[i].token, 1}});
  }
  const ConstMatrixView hidden = model_.Decode(inputs);
  logits_.Resize(inputs.size(), model_.config().vocab_size);
  model_.Logits(hidden, logits_.view());
  return std::span<float>(logits_.data(), logits_.rows() * logits_.cols());
}

}  // namespace godel
