// SPDX-License-Identifier: MIT
// The table's rows: what each argument is called and means.
#include "godel/train/argument_table.h"
#include "godel/train/argument_value.h"

namespace godel::train {
namespace {

// Adds the rows of one headline.
class Group {
 public:
  Group(std::vector<Argument>& table, std::string_view headline) : table_(table), headline_(headline) {}

  template <class T>
  Argument& Add(std::string_view name, T& field, std::string_view help) {
    return table_.emplace_back(Argument{.name = name,
                                        .alias = "",
                                        .group = headline_,
                                        .help = help,
                                        .type = ArgumentTraits<T>::Type(),
                                        .kind = ArgumentTraits<T>::kKind,
                                        .set = [&field](const Json& value) { return ReadValue(value, &field); },
                                        .get = [&field] { return WriteValue(field); }});
  }

 private:
  std::vector<Argument>& table_;
  std::string_view headline_;
};

Status ReadResume(const Json& value, std::string* checkpoint) {
  if (value.is_boolean() || value == "true" || value == "false") {
    *checkpoint = value == true || value == "true" ? kLastCheckpoint : "";
    return {};
  }
  return ReadValue(value, checkpoint);
}

void AddModel(ModelArguments& model, std::vector<Argument>& table) {
  Group group(table, "Model");
  group.Add("model_name_or_path", model.model_name_or_path, "Folder of the model to start from").type = "FOLDER";
  group.Add("config_name", model.config_name, "A config.json or its folder: train from scratch, with fresh weights")
      .type = "PATH";
  group.Add("tokenizer_name", model.tokenizer_name, "A tokenizer or its folder (default: the model's)").type = "PATH";
  group.Add("dropout_rate", model.dropout_rate, "Instead of config.json's");
}

void AddData(DataArguments& data, std::vector<Argument>& table) {
  Group group(table, "Data");
  group.Add("train_file", data.train_file,
            "Files to train on; a weight says how often an epoch passes over the file (0.5: half of it)");
  group.Add("validation_file", data.validation_file, "File to evaluate on").type = "FILE";
  group.Add("validation_split_fraction", data.validation_split_fraction,
            "Without validation_file: keep this share of the dialogs of train_file for evaluation");
  group.Add("max_source_length", data.max_source_length,
            "Longest input in ids; above it the oldest turns go first, then the end of the knowledge");
  group.Add("max_target_length", data.max_target_length, "Longest target in ids; what is beyond is cut");
  group.Add("prompt_format", data.prompt_format, "How a dialog is written for the model");
  group.Add("instruction_column", data.instruction_column, "Column of instructions; the files may lack it");
  group.Add("context_column", data.context_column, "Column of turns").alias = "source_column";
  group.Add("knowledge_column", data.knowledge_column, "Column of knowledge; the files may lack it");
  group.Add("response_column", data.response_column, "Column of replies").alias = "target_column";
  group.Add("dialog_column", data.dialog_column,
            "Column that examples of one dialog share, so that no split tears it apart; the files may lack it");
  group.Add("text_column", data.text_column, "Column of texts for span corruption, in files that have columns");
  group.Add("max_train_samples", data.max_train_samples, "Train on the first N examples of all files only");
  group.Add("max_eval_samples", data.max_eval_samples, "Evaluate on the first N examples only");
  group.Add("few_shot_dialogs", data.few_shot_dialogs, "Train on N whole dialogs of all files, drawn with data_seed");
  group.Add("max_bad_rows", data.max_bad_rows,
            "Skip and name so many rows of a file that cannot be read; the next one is an error");
}

void AddObjective(ObjectiveArguments& objective, std::vector<Argument>& table) {
  Group group(table, "Objective");
  group.Add("objective", objective.objective, "Replies to dialogs, or T5's filling in of missing spans in plain text");
  group.Add("noise_density", objective.noise_density, "Share of the ids that span corruption takes out");
  group.Add("mean_noise_span_length", objective.mean_noise_span_length, "Mean length of a span taken out");
  group.Add("label_smoothing_factor", objective.label_smoothing_factor,
            "Share of the loss that is spread over the vocabulary");
  group.Add("neftune_noise_alpha", objective.neftune_noise_alpha,
            "Noise on the embeddings while fine-tuning (NEFTune): 5 to 15; 0: none");
}

void AddBatch(BatchArguments& batch, std::vector<Argument>& table) {
  Group group(table, "Batches and length of the run");
  group.Add("num_train_epochs", batch.num_train_epochs, "Passes over the data; may be a fraction");
  group.Add("max_steps", batch.max_steps, "Updates; above 0 it wins over num_train_epochs").alias = "max_train_steps";
  group.Add("per_device_train_batch_size", batch.per_device_train_batch_size, "Examples a batch, on each device");
  group.Add("per_device_eval_batch_size", batch.per_device_eval_batch_size, "The same when evaluating");
  group.Add("tokens_per_batch", batch.tokens_per_batch,
            "Above 0: as many examples a training batch as make this many ids, padding counted, in place of "
            "per_device_train_batch_size");
  group.Add("gradient_accumulation_steps", batch.gradient_accumulation_steps, "Batches an update");
  group.Add("group_by_length", batch.group_by_length, "Put examples of like length together: less padding");
}

void AddOptimizer(OptimizerArguments& optimizer, std::vector<Argument>& table) {
  Group group(table, "Optimizer");
  group.Add("optim", optimizer.optim, "Optimizer");
  group.Add("learning_rate", optimizer.learning_rate, "Highest learning rate");
  group.Add("embedding_learning_rate_factor", optimizer.embedding_learning_rate_factor,
            "The embedding learns at the learning rate times this; 0: it stays as it is");
  group.Add("weight_decay", optimizer.weight_decay, "Decoupled weight decay; norm weights have none");
  group.Add("max_grad_norm", optimizer.max_grad_norm, "Gradients are scaled down to this norm; 0: they are not");
  group.Add("adam_beta1", optimizer.adam_beta1, "AdamW's decay of the mean");
  group.Add("adam_beta2", optimizer.adam_beta2, "AdamW's decay of the mean square");
  group.Add("adam_epsilon", optimizer.adam_epsilon, "AdamW's epsilon");
  group.Add("adafactor_clip_threshold", optimizer.adafactor_clip_threshold, "Largest root mean square of an update");
  group.Add("adafactor_decay_rate", optimizer.adafactor_decay_rate, "Exponent of the decay of the mean square");
  group.Add("adafactor_eps1", optimizer.adafactor_eps1, "Added to squared gradients");
  group.Add("adafactor_eps2", optimizer.adafactor_eps2, "Smallest root mean square that scale_parameter takes");
  group.Add("adafactor_scale_parameter", optimizer.adafactor_scale_parameter,
            "Steps relative to a parameter's root mean square");
  group.Add("adafactor_relative_step", optimizer.adafactor_relative_step,
            "Step sizes of Adafactor's own instead of learning_rate");
  group.Add("adafactor_warmup_init", optimizer.adafactor_warmup_init,
            "With adafactor_relative_step: begin with tiny steps");
}

void AddSchedule(ScheduleArguments& schedule, std::vector<Argument>& table) {
  Group group(table, "Learning rate schedule");
  group.Add("lr_scheduler_type", schedule.lr_scheduler_type, "Shape of the learning rate");
  group.Add("warmup_steps", schedule.warmup_steps, "Updates of linear warm-up; above 0 it wins over warmup_ratio")
      .alias = "num_warmup_steps";
  group.Add("warmup_ratio", schedule.warmup_ratio, "Warm-up as a share of the run");
  group.Add("polynomial_power", schedule.polynomial_power, "Exponent of the polynomial schedule");
  group.Add("polynomial_lr_end", schedule.polynomial_lr_end, "Last learning rate of the polynomial schedule");
}

void AddPrecision(PrecisionArguments& precision, std::vector<Argument>& table) {
  Group group(table, "Computing");
  group.Add("bf16", precision.bf16, "Multiply in bfloat16; weights and optimizer stay f32");
  group.Add("gradient_checkpointing", precision.gradient_checkpointing,
            "Compute activations again in the backward pass: less memory, more time");
  group.Add("use_cpu", precision.use_cpu, "Train on the CPU although libtorch sees a GPU");
  group.Add("num_threads", precision.num_threads, "CPU threads; 0: all");
  group.Add("ddp_timeout", precision.ddp_timeout, "Seconds that a process waits for the others");
}

void AddEvaluation(EvaluationArguments& evaluation, std::vector<Argument>& table) {
  Group group(table, "Evaluation");
  group.Add("eval_strategy", evaluation.eval_strategy, "When to evaluate").alias = "evaluation_strategy";
  group.Add("eval_steps", evaluation.eval_steps, "Updates between evaluations (default: logging_steps)");
  group.Add("load_best_model_at_end", evaluation.load_best_model_at_end, "End with the best checkpoint, not the last");
  group.Add("metric_for_best_model", evaluation.metric_for_best_model, "What best means (default: loss)").type = "NAME";
  group.Add("greater_is_better", evaluation.greater_is_better, "Of that metric (default: not for loss and perplexity)");
  group.Add("early_stopping_patience", evaluation.early_stopping_patience, "Stop after N evaluations without gain");
  group.Add("early_stopping_threshold", evaluation.early_stopping_threshold, "What counts as a gain of the metric");
  group.Add("predict_with_generate", evaluation.predict_with_generate, "Generate replies and score them");
  group.Add("generation_max_length", evaluation.generation_max_length,
            "Longest generated reply in ids (default: max_target_length)");
  group.Add("generation_num_beams", evaluation.generation_num_beams, "Beams (default: the model's)").alias =
      "num_beams";
}

void AddCheckpoints(CheckpointArguments& checkpoints, std::vector<Argument>& table) {
  Group group(table, "Checkpoints");
  group.Add("output_dir", checkpoints.output_dir, "Folder for the model, its checkpoints and logs").type = "FOLDER";
  group.Add(
      "overwrite_output_dir", checkpoints.overwrite_output_dir,
      "Allow a folder that holds a model already; the earlier run's checkpoints go when this one's first is whole");
  group.Add("save_strategy", checkpoints.save_strategy,
            "When to write a checkpoint; best: when an evaluation is the best so far");
  group.Add("save_steps", checkpoints.save_steps, "Updates between checkpoints");
  group.Add("save_total_limit", checkpoints.save_total_limit, "Keep the newest N (and the best), remove older ones");
  Argument& resume = group.Add("resume_from_checkpoint", checkpoints.resume_from_checkpoint,
                               "Go on from a checkpoint: its folder, or last (or true) for the newest in output_dir");
  resume.type = "FOLDER|last";
  resume.set = [&checkpoints](const Json& value) { return ReadResume(value, &checkpoints.resume_from_checkpoint); };
  group.Add("average_checkpoints", checkpoints.average_checkpoints,
            "At the end write the mean of the weights of the last N checkpoints; 0: the last ones'");
}

void AddLogging(LoggingArguments& logging, std::vector<Argument>& table) {
  Group group(table, "Logging");
  group.Add("logging_strategy", logging.logging_strategy, "When to log");
  group.Add("logging_steps", logging.logging_steps, "Updates between lines of the log");
  group.Add("logging_first_step", logging.logging_first_step, "Log the first update too");
  group.Add("report_to", logging.report_to, "Write event files besides");
}

void AddSeeds(SeedArguments& seeds, std::vector<Argument>& table) {
  Group group(table, "Reproducibility");
  group.Add("seed", seeds.seed, "Of fresh weights and dropout, and of data_seed's default");
  group.Add("data_seed", seeds.data_seed, "Of the order of the data, splits and samples (default: seed)");
  group.Add("full_determinism", seeds.full_determinism, "The same numbers in every run, even where that is slower");
}

void AddLora(LoraArguments& lora, std::vector<Argument>& table) {
  Group group(table, "LoRA");
  group.Add("use_lora", lora.use_lora, "Train low-rank updates beside frozen weights");
  group.Add("lora_r", lora.lora_r, "Rank");
  group.Add("lora_alpha", lora.lora_alpha, "The updates are scaled by alpha / rank");
  group.Add("lora_dropout", lora.lora_dropout, "Dropout in front of the updates");
  group.Add("lora_target_modules", lora.lora_target_modules, "Matrices that get one: q k v o wi wi_0 wi_1 wo");
  group.Add("lora_merge", lora.lora_merge, "At the end write a merged model too");
}

}  // namespace

std::vector<Argument> ArgumentTable(TrainingArguments& arguments) {
  std::vector<Argument> table;
  AddModel(arguments.model, table);
  AddData(arguments.data, table);
  AddObjective(arguments.objective, table);
  AddBatch(arguments.batch, table);
  AddOptimizer(arguments.optimizer, table);
  AddSchedule(arguments.schedule, table);
  AddPrecision(arguments.precision, table);
  AddEvaluation(arguments.evaluation, table);
  AddCheckpoints(arguments.checkpoints, table);
  AddLogging(arguments.logging, table);
  AddSeeds(arguments.seeds, table);
  AddLora(arguments.lora, table);
  return table;
}

}  // namespace godel::train
