// SPDX-License-Identifier: MIT
#include "godel/train/absent_arguments.h"

#include <algorithm>
#include <iterator>

namespace godel::train {
namespace {

struct Absent {
  std::string_view name;
  std::string_view instead;
};

constexpr std::string_view kAlways = "it trains, and evaluates as eval_strategy says; leave it out";
constexpr std::string_view kFixed = "nothing here depends on it; leave it out";
constexpr std::string_view kNoPadding = "texts are not padded; leave it out";
constexpr std::string_view kProcesses = "torchrun, Slurm or mpirun start several processes; leave it out";
constexpr std::string_view kLocal = "what is written stays in output_dir; leave it out";

constexpr Absent kAbsent[] = {
    {"auto_find_batch_size", "tokens_per_batch bounds what a batch takes, however long its texts are"},
    {"dataloader_num_workers", kFixed},
    {"dataloader_pin_memory", kFixed},
    {"dataset_name", "train_file names files: JSON lines or CSV"},
    {"ddp_backend", kProcesses},
    {"deepspeed", kProcesses},
    {"disable_tqdm", kFixed},
    {"do_eval", kAlways},
    {"do_predict", "godel evaluate measures a model; leave it out"},
    {"do_train", kAlways},
    {"fp16", "T5's numbers do not fit float16; bf16 does the same and keeps their range"},
    {"fsdp", kProcesses},
    {"hub_model_id", kLocal},
    {"include_num_input_tokens_seen", "trainer_state.json always has them; leave it out"},
    {"local_rank", kProcesses},
    {"logging_dir", "event files go to runs/ in output_dir; leave it out"},
    {"lr_scheduler_kwargs", "polynomial_power and polynomial_lr_end are arguments of their own"},
    {"no_cuda", "use_cpu"},
    {"overwrite_cache", "ids are made again when a file or an argument changes; leave it out"},
    {"pad_to_max_length", kNoPadding},
    {"pad_to_multiple_of", kNoPadding},
    {"preprocessing_num_workers", "num_threads holds for it too"},
    {"push_to_hub", kLocal},
    {"remove_unused_columns", kFixed},
    {"run_name", kLocal},
    {"save_safetensors", "weights are always written so; leave it out"},
    {"sortish_sampler", "group_by_length does it"},
    {"source_prefix", "a column Instruction does it, or the dialog prompt's own"},
    {"summary_column", "response_column"},
    {"val_max_target_length", "generation_max_length"},
};

}  // namespace

std::optional<std::string_view> InPlaceOf(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(kAbsent), std::end(kAbsent), [&](const Absent& absent) { return absent.name == name; });
  return found == std::end(kAbsent) ? std::nullopt : std::optional(found->instead);
}

}  // namespace godel::train
