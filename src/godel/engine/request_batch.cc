// SPDX-License-Identifier: MIT
#include "godel/engine/request_batch.h"

#include "godel/base/check.h"

namespace godel {
namespace {

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

void RequestBatch::Join(std::vector<JoiningRequest> requests) {
  const auto encode_started = std::chrono::steady_clock::now();
  std::vector<std::span<const TokenId>> inputs;
  inputs.reserve(requests.size());
  for (const JoiningRequest& joining : requests) inputs.push_back(joining.request.input_ids);
  const ConstMatrixView encoded = model_.Encode(inputs);
  std::vector<std::shared_ptr<const CrossKv>> cross;
  size_t row = 0;
  for (const auto& input : inputs) {
    cross.push_back(model_.MakeCrossKv(encoded.row_range(row, input.size())));
    row += input.size();
  }
  const double encode_seconds = SecondsSince(encode_started);

  for (size_t i = 0; i < requests.size(); ++i) {
    JoiningRequest& joining = requests[i];
    auto search = StartSearch(joining.request, tokenizer_, model_.config().vocab_size);
    if (!search) {
      failed_.push_back({joining.handle, tl::unexpected<Error>(search.error())});
      continue;
    }
    decoder_.Add(joining.handle, std::move(cross[i]), joining.request.max_rows(), joining.request.prefix);
    rows_ += joining.request.max_rows();
    live_.emplace(joining.handle, Live{std::move(joining.request), std::move(*search), encode_seconds,
                                       std::chrono::steady_clock::now()});
  }
}

std::vector<LeavingRequest> RequestBatch::Step() {
  std::vector<LeavingRequest> leaving = std::move(failed_);
  failed_.clear();
  std::vector<LiveSearch> searches;
  for (auto& [handle, live] : live_)
    if (!live.search->rows().empty()) searches.push_back({handle, live.search.get()});
  if (!searches.empty()) {
    const Status stepped = StepSearches(decoder_, model_.config().vocab_size, searches);
    GODEL_CHECK(stepped.has_value());  // ModelStepDecoder has no errors of its own
    Lap(model_.compute(), "search");
  }
  for (auto entry = live_.begin(); entry != live_.end();) {
    Live& live = entry->second;
    if (!live.search->rows().empty()) {
      ++entry;
      continue;
    }
    leaving.push_back({entry->first, Finish(live)});
    rows_ -= live.request.max_rows();
    decoder_.Remove(entry->first);
    entry = live_.erase(entry);
  }
  return leaving;
}

GenerateResult RequestBatch::Finish(Live& live) const {
  GenerateResult result;
  result.input_tokens = live.request.input_ids.size();
  result.encode_seconds = live.encode_seconds;
  result.decode_seconds = SecondsSince(live.started);
  for (Hypothesis& hypothesis : live.search->TakeResults()) {
    result.new_tokens += hypothesis.ids.size() - live.request.prefix.size();
    GeneratedSequence& sequence = result.sequences.emplace_back();
    sequence.text = tokenizer_.Decode(hypothesis.ids);
    sequence.ids = std::move(hypothesis.ids);
    sequence.score = hypothesis.score;
    sequence.finish_reason = hypothesis.finish_reason;
  }
  return result;
}

}  // namespace godel
