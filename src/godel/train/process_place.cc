// SPDX-License-Identifier: MIT
#include "godel/train/process_place.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace godel::train {
namespace {

struct Names {
  const char* rank;
  const char* world_size;
  const char* local_rank;
};
constexpr std::array kStarters = {Names{"RANK", "WORLD_SIZE", "LOCAL_RANK"},
                                  Names{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK"},
                                  Names{"SLURM_PROCID", "SLURM_NTASKS", "SLURM_LOCALID"}};

Result<size_t> Number(const std::string& name, const std::string& text, size_t max) {
  size_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stop != text.data() + text.size() || value > max)
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{} in the environment: expected a number from 0 to {}, found '{}'", name, max, text));
  return value;
}

}  // namespace

Result<ProcessPlace> PlaceFromEnvironment(const Environment& environment) {
  ProcessPlace place;
  constexpr size_t kMaxWorld = 1'000'000;
  for (const Names& names : kStarters) {
    const auto size = environment(names.world_size);
    if (!size) continue;
    GODEL_TRY(place.world_size, Number(names.world_size, *size, kMaxWorld));
    const auto rank = environment(names.rank);
    if (place.world_size > 1 && !rank)
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("{} is {} in the environment, but {} is not there", names.world_size, *size, names.rank));
    GODEL_TRY(place.rank, Number(names.rank, rank.value_or("0"), kMaxWorld));
    GODEL_TRY(place.local_rank, Number(names.local_rank, environment(names.local_rank).value_or("0"), kMaxWorld));
    break;
  }
  if (place.rank >= std::max<size_t>(1, place.world_size))
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("rank {} of {} processes: ranks count from 0", place.rank, place.world_size));
  if (place.world_size <= 1) return ProcessPlace{};
  const auto address = environment("MASTER_ADDR");
  if (!address || address->empty())
    return Fail(
        ErrorCode::kInvalidArgument,
        fmt::format("{} processes need MASTER_ADDR in the environment: the host of rank 0. WORLD_SIZE=1 trains in "
                    "this process alone.",
                    place.world_size));
  place.master_addr = *address;
  if (const auto port = environment("MASTER_PORT")) {
    GODEL_TRY(const size_t number, Number("MASTER_PORT", *port, 65535));
    place.master_port = static_cast<uint16_t>(number);
  }
  // torchrun's store answers only the libtorch of its own version; another one would wait for it until the timeout.
  if (environment("TORCHELASTIC_USE_AGENT_STORE").value_or("") == "True")
    place.master_port = static_cast<uint16_t>(place.master_port < 65535 ? place.master_port + 1 : 65534);
  return place;
}

}  // namespace godel::train
