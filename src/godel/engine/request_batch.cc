// SPDX-License-Identifier: MIT
#include "godel/engine/request_batch.h"

#include <algorithm>

#include "godel/base/check.h"

namespace godel {
namespace {

// Guessed rows of a step, over all requests. One request alone leaves the arithmetic idle while its weights are read;
// many fill it themselves.
constexpr size_t kDraftRows = 8;

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

// Equal inputs, of this call or of an earlier one that the cache remembers, are encoded once.
std::vector<RequestBatch::EncodedInput> RequestBatch::Encode(std::span<const JoiningRequest> requests) {
  const auto input = [&](size_t i) -> const std::vector<TokenId>& { return requests[i].request.input_ids; };
  std::vector<EncodedInput> encoded(requests.size());
  std::vector<size_t> fresh;  // the first request of each input that must be encoded
  std::vector<size_t> twins;  // later ones
  for (size_t i = 0; i < requests.size(); ++i) {
    if (std::any_of(fresh.begin(), fresh.end(), [&](size_t j) { return input(j) == input(i); })) {
      twins.push_back(i);
      continue;
    }
    encoded[i] = {.cross = cache_.Find(input(i)), .cached = true};
    if (encoded[i].cross == nullptr) fresh.push_back(i);
  }
  if (fresh.empty()) return encoded;
  std::vector<std::span<const TokenId>> inputs;
  inputs.reserve(fresh.size());
  for (size_t i : fresh) inputs.push_back(input(i));
  const ConstMatrixView output = model_.Encode(inputs);
  size_t row = 0;
  for (size_t i : fresh) {
    encoded[i] = {.cross = model_.MakeCrossKv(output.row_range(row, input(i).size()))};
    cache_.Insert(input(i), encoded[i].cross);
    row += input(i).size();
  }
  for (size_t i : twins)
    encoded[i] = {
        .cross =
            encoded[*std::find_if(fresh.begin(), fresh.end(), [&](size_t j) { return input(j) == input(i); })].cross,
        .cached = true};
  return encoded;
}

void RequestBatch::Join(std::vector<JoiningRequest> requests) {
  const auto encode_started = std::chrono::steady_clock::now();
  std::vector<EncodedInput> encoded = Encode(requests);
  const double encode_seconds = SecondsSince(encode_started);

  for (size_t i = 0; i < requests.size(); ++i) {
    JoiningRequest& joining = requests[i];
    auto search = StartSearch(joining.request, tokenizer_, model_.config().vocab_size);
    if (!search) {
      failed_.push_back({joining.handle, tl::unexpected<Error>(search.error())});
      continue;
    }
    decoder_.Add(joining.handle, std::move(encoded[i].cross), joining.request.max_rows(), joining.request.prefix);
    rows_ += joining.request.max_rows();
    std::optional<Drafter> drafter;
    if (draft_ && joining.request.max_rows() == 1) drafter.emplace(joining.request.input_ids);
    live_.emplace(joining.handle, Live{std::move(joining.request), std::move(*search), std::move(drafter),
                                       encoded[i].cached, encode_seconds, std::chrono::steady_clock::now()});
  }
}

std::vector<LeavingRequest> RequestBatch::Step() {
  std::vector<LeavingRequest> leaving = std::move(failed_);
  failed_.clear();
  std::vector<LiveSearch> searches;
  for (auto& [handle, live] : live_) {
    if (live.search->rows().empty()) continue;
    if (live.drafter) live.drafter->set_limit(kDraftRows / live_.size());
    searches.push_back({handle, live.search.get(), live.drafter ? &*live.drafter : nullptr});
  }
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
  result.encoder_cache_hit = live.encoder_cache_hit;
  if (live.drafter) result.draft = live.drafter->counts();
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
