// SPDX-License-Identifier: MIT
// `godel inspect`: what a model folder or file holds. Reads headers and small files, never the weights.
#include <fmt/format.h>

#include <memory>
#include <string>

#include "command_line/checkpoint_summary.h"
#include "command_line/exit_status.h"
#include "command_line/model_flags.h"
#include "command_line/result_json.h"
#include "command_line/sampling_flags.h"
#include "command_line/text_argument.h"
#include "commands.h"
#include "godel/engine/model_source.h"
#include "godel/model/t5_config_json.h"
#include "inspect/tensor_check.h"

#include "godel/base/json.h"

namespace godel::apps {
namespace {

constexpr const char* kInspectExamples = R"(Examples:
  godel inspect
  godel inspect --model ./GODEL-v1_1-base-seq2seq --tensors
  godel inspect --model ./my-fine-tune.gguf --json

The exit status is 1 when the model cannot be used.)";

struct InspectFlags {
  ModelFlags model;
  bool tensors = false;
  bool json = false;
};

std::string FeedForwardName(const T5Config& config) {
  return fmt::format("{}{}", config.gated ? "gated " : "", ActivationName(config.activation));
}

OutputJson ConfigJson(const T5Config& config) {
  return {{"vocab_size", config.vocab_size},
          {"d_model", config.d_model},
          {"d_kv", config.d_kv},
          {"d_ff", config.d_ff},
          {"num_layers", config.num_layers},
          {"num_decoder_layers", config.num_decoder_layers},
          {"num_heads", config.num_heads},
          {"relative_attention_num_buckets", config.relative_attention_num_buckets},
          {"relative_attention_max_distance", config.relative_attention_max_distance},
          {"layer_norm_epsilon", config.layer_norm_epsilon},
          {"feed_forward", FeedForwardName(config)},
          {"scale_decoder_outputs", config.scale_decoder_outputs},
          {"pad_token_id", Value(config.pad_token_id)},
          {"eos_token_id", IdsJson(config.eos_token_ids)},
          {"decoder_start_token_id", Value(config.decoder_start_token_id)},
          {"n_positions", config.n_positions}};
}

struct Inspected {
  std::filesystem::path path;
  ModelFolder parts;
  Checkpoint checkpoint;
  CheckpointSummary summary;
  TensorCheck check;
};

// What generation_config.json changes, without what only repeats the library's defaults.
OutputJson ChangedDefaults(const SamplingParams& params) {
  const OutputJson plain = ToJson(SamplingParams{});
  OutputJson changed = OutputJson::object();
  const OutputJson all = ToJson(params);
  for (const auto& [name, value] : all.items()) {
    if (value != plain[name]) changed[name] = value;
  }
  return changed;
}

OutputJson ToJson(const Inspected& model, bool with_tensors) {
  OutputJson json = {{"path", model.path.string()},
                     {"config", ConfigJson(model.parts.config)},
                     {"parameters", model.summary.parameters},
                     {"stored_bytes", model.summary.stored_bytes},
                     {"types", model.summary.parameters_of_type},
                     {"num_tensors", model.summary.tensors},
                     {"problems", model.check.problems},
                     {"unused_tensors", model.check.unused},
                     {"tokenizer", model.parts.tokenizer.Description()},
                     {"tokenizer_vocab_size", model.parts.tokenizer.vocab_size()}};
  OutputJson instructions = OutputJson::object();
  for (const NamedInstruction& known : NamedInstructions())
    instructions[std::string(known.name)] = std::string(known.text);
  json["instructions"] = std::move(instructions);
  json["generation_defaults"] = ChangedDefaults(model.parts.default_params);
  if (with_tensors) {
    OutputJson tensors = OutputJson::object();
    for (const auto& [name, tensor] : model.checkpoint.tensors)
      tensors[name] = {{"type", std::string(DataTypeName(tensor.view.type))}, {"shape", tensor.view.shape}};
    json["tensors"] = std::move(tensors);
  }
  return json;
}

void PrintTable(const Inspected& model, bool with_tensors) {
  const T5Config& config = model.parts.config;
  fmt::print("path          {}\n", model.path.string());
  fmt::print("model         T5, {} encoder and {} decoder layers, width {}, {} heads of {}, {} feed-forward of {}\n",
             config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads, config.d_kv,
             FeedForwardName(config), config.d_ff);
  fmt::print("positions     {} buckets up to distance {}; decoder output {}\n", config.relative_attention_num_buckets,
             config.relative_attention_max_distance, config.scale_decoder_outputs ? "scaled (tied)" : "not scaled");
  fmt::print("parameters    {} ({}) in {} tensors: {}, {:.1f} MB\n", model.summary.parameters,
             ShortCount(model.summary.parameters), model.summary.tensors, TypeNames(model.summary),
             static_cast<double>(model.summary.stored_bytes) / 1e6);
  fmt::print("vocabulary    {} rows\n", config.vocab_size);
  fmt::print("tokenizer     {}\n", Printable(model.parts.tokenizer.Description()));
  fmt::print("generation    {}\n", Dump(ChangedDefaults(model.parts.default_params)));
  fmt::print("instructions\n");
  for (const NamedInstruction& known : NamedInstructions()) fmt::print("  {:11} {}\n", known.name, known.text);
  for (const std::string& problem : model.check.problems) fmt::print("problem       {}\n", Printable(problem));
  for (const std::string& name : model.check.unused) fmt::print("unused        {}\n", Printable(name));
  if (!with_tensors) return;
  fmt::print("tensors\n");
  for (const auto& [name, tensor] : model.checkpoint.tensors)
    fmt::print("  {:5} {:15} {}\n", DataTypeName(tensor.view.type), ToString(tensor.view.shape), Printable(name));
}

Result<int> Inspect(const InspectFlags& flags) {
  GODEL_TRY(std::filesystem::path path, FindModel(flags.model));
  GODEL_TRY(ModelSource source, ReadModelSource(path));
  const CheckpointSummary summary = Summarize(source.checkpoint);
  TensorCheck check = CheckTensors(source.checkpoint, source.parts.config);
  const Inspected model{std::move(path), std::move(source.parts), std::move(source.checkpoint), summary,
                        std::move(check)};
  if (flags.json)
    fmt::print("{}\n", Dump(ToJson(model, flags.tensors), 2));
  else
    PrintTable(model, flags.tensors);
  return model.check.problems.empty() ? kDone : kFailed;
}

}  // namespace

Command AddInspect(CLI::App& program) {
  auto* const app = program.add_subcommand("inspect", "What a model folder or file holds");
  const auto flags = std::make_shared<InspectFlags>();
  AddModelFlag(*app, flags->model);
  app->add_flag("--tensors", flags->tensors, "List every tensor with its type and shape");
  app->add_flag("--json", flags->json, "Print JSON");
  app->footer(kInspectExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Inspect(*flags)); }};
}

}  // namespace godel::apps
