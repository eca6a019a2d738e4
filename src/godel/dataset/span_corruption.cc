// SPDX-License-Identifier: MIT
#include "godel/dataset/span_corruption.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "godel/dataset/hash_random.h"

namespace godel {
namespace {

constexpr double kMaxNoiseDensity = 0.9;
constexpr size_t kMinInputLength = 4;  // an id, a sentinel, </s>; one more so that there are texts of 3 ids too
constexpr size_t kMaxInputLength = size_t{1} << 20;

size_t InputLength(size_t length, const SpanCorruptionOptions& options) {
  const NoiseCounts counts = CountNoise(length, options);
  return length - counts.noise + counts.spans + 1;
}

// `items` in `parts` parts of at least one, each way of doing so equally likely: of the items - 1 places between two
// items, parts - 1 are borders, chosen in one walk over them (Knuth's selection sampling).
std::vector<size_t> RandomParts(size_t items, size_t parts, RandomSequence* random) {
  std::vector<size_t> lengths = {1};
  size_t borders = parts - 1;
  for (size_t places = items - 1; places > 0; --places) {
    if (random->Below(static_cast<uint32_t>(places)) < borders) {
      lengths.push_back(1);
      --borders;
    } else {
      ++lengths.back();
    }
  }
  return lengths;
}

Status CheckOptions(const SpanCorruptionOptions& options) {
  if (!(options.noise_density > 0 && options.noise_density <= kMaxNoiseDensity))
    return Fail(ErrorCode::kInvalidArgument, fmt::format("noise density: expected above 0 and at most {}, found {}",
                                                         kMaxNoiseDensity, options.noise_density));
  if (!(options.mean_noise_span_length >= 1))
    return Fail(ErrorCode::kInvalidArgument, fmt::format("mean length of noise spans: expected 1 or more, found {}",
                                                         options.mean_noise_span_length));
  if (options.max_input_length < kMinInputLength || options.max_input_length > kMaxInputLength)
    return Fail(ErrorCode::kInvalidArgument, fmt::format("length of inputs: expected {} to {}, found {}",
                                                         kMinInputLength, kMaxInputLength, options.max_input_length));
  return {};
}

Status CheckDocuments(const TokenDocuments& documents) {
  constexpr size_t kTooMany = std::numeric_limits<uint32_t>::max();
  if (documents.size() >= kTooMany)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("{} documents; fewer than 2^32 - 1 are possible, split them", documents.size()));
  for (size_t i = 0; i < documents.size(); ++i) {
    if (documents.LengthOf(i) >= kTooMany)
      return Fail(ErrorCode::kResourceExhausted,
                  fmt::format("document {} has {} ids; fewer than 2^32 - 1 are possible", i, documents.LengthOf(i)));
  }
  return {};
}

}  // namespace

std::vector<TokenId> SentinelIds(const Tokenizer& tokenizer) {
  std::vector<TokenId> ids;
  while (const auto id = tokenizer.IdOf(fmt::format("<extra_id_{}>", ids.size()))) ids.push_back(*id);
  return ids;
}

NoiseCounts CountNoise(size_t length, const SpanCorruptionOptions& options) {
  // nearbyint: halves to the even number, as T5's tf.round.
  const double noise = std::nearbyint(static_cast<double>(length) * options.noise_density);
  NoiseCounts counts;
  counts.noise = std::clamp<size_t>(static_cast<size_t>(noise), 1, length - 1);
  const double spans = std::nearbyint(static_cast<double>(counts.noise) / options.mean_noise_span_length);
  counts.spans = std::clamp<size_t>(static_cast<size_t>(spans), 1, std::min(counts.noise, length - counts.noise));
  return counts;
}

Result<SpanCorruption> SpanCorruption::Create(std::shared_ptr<const TokenDocuments> documents,
                                              SpanCorruptionOptions options) {
  GODEL_TRY_STATUS(CheckOptions(options));
  GODEL_TRY_STATUS(CheckDocuments(*documents));
  size_t max_length = 2, most_spans = 1;
  while (InputLength(max_length + 1, options) <= options.max_input_length) {
    ++max_length;
    most_spans = std::max(most_spans, CountNoise(max_length, options).spans);
  }
  if (most_spans > options.sentinels.size())
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("inputs of {} tokens need {} sentinels (<extra_id_0> and so on), found {}; ask for shorter "
                            "inputs or longer spans, or add sentinels to the tokenizer",
                            options.max_input_length, most_spans, options.sentinels.size()));
  SpanCorruption source(std::move(documents), std::move(options));
  source.CutInChunks(max_length);
  return source;
}

void SpanCorruption::CutInChunks(size_t max_length) {
  const size_t separator = options_.separator ? 1 : 0;
  Chunk open;
  const auto close = [&] {
    if (open.length >= 2) chunks_.push_back(open);
    open.length = 0;
  };
  for (size_t i = 0; i < documents_->size(); ++i) {
    const size_t length = documents_->LengthOf(i);
    if (length == 0) continue;
    if (open.length > 0 && open.length + separator + length <= max_length) {
      open.length += static_cast<uint32_t>(separator + length);
      continue;
    }
    close();
    for (size_t begin = 0; begin < length; begin += max_length) {
      close();
      open = {static_cast<uint32_t>(i), static_cast<uint32_t>(begin),
              static_cast<uint32_t>(std::min(max_length, length - begin))};
    }
  }
  close();
}

std::vector<TokenId> SpanCorruption::ChunkAt(size_t i) const {
  const Chunk& chunk = chunks_[i];
  std::vector<TokenId> ids;
  ids.reserve(chunk.length);
  size_t begin = chunk.begin;
  for (size_t document = chunk.document; ids.size() < chunk.length; ++document, begin = 0) {
    const size_t length = documents_->LengthOf(document);
    if (length == 0) continue;
    if (!ids.empty() && options_.separator) ids.push_back(*options_.separator);
    documents_->AppendTo(document, begin, std::min(length, begin + chunk.length - ids.size()), &ids);
  }
  return ids;
}

PairLengths SpanCorruption::LengthsOf(size_t i) const {
  const NoiseCounts counts = CountNoise(chunks_[i].length, options_);
  return {static_cast<uint32_t>(chunks_[i].length - counts.noise + counts.spans + 1),
          static_cast<uint32_t>(counts.noise + counts.spans + 1)};
}

Result<IdPair> SpanCorruption::Get(size_t i, size_t epoch) const {
  const std::vector<TokenId> text = ChunkAt(i);
  const NoiseCounts counts = CountNoise(text.size(), options_);
  RandomSequence random(HashOf({static_cast<uint64_t>(DrawPurpose::kSpans), options_.seed, epoch, i}));
  const std::vector<size_t> noise = RandomParts(counts.noise, counts.spans, &random);
  const std::vector<size_t> kept = RandomParts(text.size() - counts.noise, counts.spans, &random);
  IdPair pair;
  std::span<const TokenId> rest = text;
  const auto move_to = [&](std::vector<TokenId>* out, size_t count) {
    out->insert(out->end(), rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(count));
    rest = rest.subspan(count);
  };
  // As in T5 a text begins with what is kept and ends with a span, so no sentinel closes the target.
  for (size_t span = 0; span < counts.spans; ++span) {
    move_to(&pair.input, kept[span]);
    pair.input.push_back(options_.sentinels[span]);
    pair.target.push_back(options_.sentinels[span]);
    move_to(&pair.target, noise[span]);
  }
  pair.input.push_back(options_.end);
  pair.target.push_back(options_.end);
  return pair;
}

}  // namespace godel
