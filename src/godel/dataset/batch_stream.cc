// SPDX-License-Identifier: MIT
#include "godel/dataset/batch_stream.h"

#include <fmt/format.h>

#include <utility>

#include "godel/dataset/batch_plan.h"

namespace godel {
namespace {

void Append(const std::vector<TokenId>& sequence, RaggedIds* out) {
  out->ids.insert(out->ids.end(), sequence.begin(), sequence.end());
  out->offsets.push_back(out->ids.size());
}

Result<TokenBatch> ReadBatch(const NumberedPairs& pairs, std::span<const uint32_t> numbers, size_t epoch) {
  TokenBatch batch;
  for (const uint32_t number : numbers) {
    const NumberedPairs::Place place = pairs.PlaceOf(number);
    GODEL_TRY(const IdPair pair, pairs.source(place.source).Get(place.pair, epoch));
    const PairLengths lengths = pairs.LengthsOf(number);
    if (pair.input.size() != lengths.input || pair.target.size() != lengths.target)
      return Fail(
          ErrorCode::kBadData,
          fmt::format("pair {} of data source {}: expected {} input and {} target tokens, found {} and {}", place.pair,
                      place.source, lengths.input, lengths.target, pair.input.size(), pair.target.size()));
    Append(pair.input, &batch.input);
    Append(pair.target, &batch.target);
  }
  return batch;
}

}  // namespace

struct BatchStream::Impl {
  NumberedPairs pairs;
  BatchOptions options;
  BatchPosition position;
  size_t planned_epoch = 0;
  std::optional<BatchPlan> plan;

  const BatchPlan& Plan(size_t epoch) {
    if (!plan || planned_epoch != epoch) {
      plan.reset();  // not two in memory at once
      plan = PlanEpoch(pairs, options, epoch);
      planned_epoch = epoch;
    }
    return *plan;
  }
};

Result<BatchStream> BatchStream::Create(std::vector<MixedSource> sources, const BatchOptions& options) {
  if (options.max_tokens == 0 && options.max_examples == 0)
    return Fail(ErrorCode::kInvalidArgument,
                "batches without bounds: expected a number of tokens, of examples or both");
  if (options.rank >= options.world_size)
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("rank {} of {} processes: expected one from 0 to the number of "
                            "processes less 1",
                            options.rank, options.world_size));
  GODEL_TRY(NumberedPairs pairs, NumberedPairs::Create(std::move(sources), options));
  return BatchStream(std::make_unique<Impl>(Impl{std::move(pairs), options, {}, 0, {}}));
}

BatchStream::BatchStream(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
BatchStream::BatchStream(BatchStream&&) noexcept = default;
BatchStream& BatchStream::operator=(BatchStream&&) noexcept = default;
BatchStream::~BatchStream() = default;

Result<TokenBatch> BatchStream::Next() {
  BatchPosition& position = impl_->position;
  const size_t batches = impl_->Plan(position.epoch).batches();
  if (position.batch >= batches) position = {position.epoch + 1, 0};
  const BatchPlan& plan = impl_->Plan(position.epoch);
  const size_t mine = (position.batch + impl_->options.rank) % plan.batches();
  GODEL_TRY(TokenBatch batch, ReadBatch(impl_->pairs, plan.BatchAt(mine), position.epoch));
  position.batch += impl_->options.world_size;
  if (position.batch >= plan.batches()) position = {position.epoch + 1, 0};
  return batch;
}

BatchPosition BatchStream::position() const {
  return impl_->position;
}

void BatchStream::Seek(const BatchPosition& position) {
  impl_->position = position;
}

size_t BatchStream::BatchesInEpoch(size_t epoch) const {
  const bool is_planned = impl_->plan && impl_->planned_epoch == epoch;
  const size_t batches = is_planned ? impl_->plan->batches() : PlanEpoch(impl_->pairs, impl_->options, epoch).batches();
  const size_t world = impl_->options.world_size;
  return (batches + world - 1) / world * world;
}

}  // namespace godel
