// SPDX-License-Identifier: MIT
#include "godel/engine/request_batch.h"

#include <algorithm>

#include "godel/base/check.h"

namespace godel {
namespace {

// Guessed rows of a step, over all requests. One request alone leaves the arithmetic idle while its weights are read;
// many fill it themselves.
constexpr size_t kDraftRows = 8;

double Seconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

void RequestBatch::Join(JoiningRequest joining) {
  const size_t handle = joining.encoded.handle;
  auto search = StartSearch(joining.request, tokenizer_, model_.config().vocab_size);
  if (!search) {
    failed_.push_back({handle, tl::unexpected<Error>(search.error())});
    return;
  }
  decoder_.Add(handle, std::move(joining.encoded.cross), joining.request.max_rows(), joining.request.prefix);
  std::optional<Drafter> drafter;
  if (draft_ && joining.request.max_rows() == 1) drafter.emplace(joining.request.input_ids);
  live_.emplace(handle, Live{.request = std::move(joining.request),
                             .search = std::move(*search),
                             .drafter = std::move(drafter),
                             .encoder_cache_hit = joining.encoded.cached,
                             .encode_seconds = joining.encoded.seconds,
                             .started = std::chrono::steady_clock::now(),
                             .first_step = {}});
}

void RequestBatch::Stop(size_t handle) {
  if (const auto found = live_.find(handle); found != live_.end()) found->second.search->Stop();
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
    const auto now = std::chrono::steady_clock::now();
    for (auto& [handle, live] : live_)
      if (!live.first_step) live.first_step = now;
  }
  for (auto entry = live_.begin(); entry != live_.end();) {
    Live& live = entry->second;
    if (!live.search->rows().empty()) {
      ++entry;
      continue;
    }
    leaving.push_back({entry->first, Finish(live)});
    decoder_.Remove(entry->first);
    entry = live_.erase(entry);
  }
  return leaving;
}

GenerateResult RequestBatch::Finish(Live& live) const {
  GenerateResult result;
  result.input_tokens = live.request.input_ids.size();
  result.encode_seconds = live.encode_seconds;
  const auto now = std::chrono::steady_clock::now();
  result.queue_seconds = Seconds(live.request.begun - live.request.arrived);
  result.decode_seconds = Seconds(now - live.started);
  result.first_token_seconds = Seconds((live.drafter ? live.first_step.value_or(now) : now) - live.request.arrived);
  result.encoder_cache_hit = live.encoder_cache_hit;
  if (live.drafter) result.draft = live.drafter->counts();
  for (Hypothesis& hypothesis : live.search->TakeResults()) {
    GeneratedSequence& sequence = result.sequences.emplace_back();
    sequence.new_tokens = hypothesis.ids.size() - live.request.prefix.size();
    result.new_tokens += sequence.new_tokens;
    sequence.text = tokenizer_.Decode(hypothesis.ids);
    sequence.ids = std::move(hypothesis.ids);
    sequence.score = hypothesis.score;
    sequence.finish_reason = hypothesis.finish_reason;
  }
  return result;
}

}  // namespace godel
