// SPDX-License-Identifier: MIT
// Which process of a data-parallel run this one is, as those who start such runs tell it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "godel/base/result.h"

namespace godel::train {

struct ProcessPlace {
  size_t rank = 0;
  size_t world_size = 1;
  size_t local_rank = 0;                  // among those of its machine: which GPU is its own
  std::string master_addr = "127.0.0.1";  // where rank 0 can be reached
  uint16_t master_port = 29500;           // which rank 0 opens
};

using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR and MASTER_PORT as torchrun sets them; ranks and size also as Slurm
// (SLURM_PROCID, SLURM_NTASKS, SLURM_LOCALID) and Open MPI (OMPI_COMM_WORLD_RANK, _SIZE, _LOCAL_RANK) do. One process
// when none of them is there. Where torchrun keeps a store of its own at MASTER_PORT, the port beside it. Error:
// kInvalidArgument for what is no number, a rank outside the world, several processes without MASTER_ADDR.
Result<ProcessPlace> PlaceFromEnvironment(const Environment& environment);

}  // namespace godel::train
