// SPDX-License-Identifier: MIT
// The program godel-train, which `godel train` starts.
#include <malloc.h>

#include "command_line/only_command.h"
#include "train.h"

namespace {

// A step asks for tensors of many megabytes and gives them back, again and again. By default each comes from the system
// as pages that are new and must be cleared, a fifth of a step's time; this way the allocator keeps what it once had.
void KeepFreedMemory() {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
  mallopt(M_TOP_PAD, 64 << 20);
  mallopt(M_ARENA_MAX, 1);
}

}  // namespace

int main(int argc, char** argv) {
  KeepFreedMemory();
  return godel::apps::RunOnlyCommand<godel::apps::TrainCommand>(
      "godel train", "Fine-tunes GODEL and other T5 checkpoints, or trains one from scratch.", argc, argv);
}
