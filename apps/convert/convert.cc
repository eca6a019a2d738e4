// SPDX-License-Identifier: MIT
// `godel convert`: a model in another form.
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "command_line/exit_status.h"
#include "command_line/interrupt.h"
#include "command_line/model_flags.h"
#include "command_line/progress_bar.h"
#include "commands.h"
#include "convert/report.h"
#include "godel/engine/export_model.h"

namespace godel::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kConvertExamples = R"(Examples:
  godel convert --model ./GODEL-v1_1-base-seq2seq --output godel-base.gguf --weights q8_0
  godel convert --model ./GODEL-v1_1-base-seq2seq --output godel-base-int8.gguf --weights int8    # starts at once
  godel convert --model ./my-fine-tune --output my-q4.gguf --weights q4 --report my-questions.jsonl
  godel convert --model godel-base.gguf --output ./godel-base-bf16 --weights bf16
  godel convert --model ./GODEL-v1_1-base-seq2seq --lora ./my-adapter --output ./merged

An output that ends in .gguf is one file, which llama.cpp reads too unless its weights are packed; any other name is a Hugging Face folder with
model.safetensors. What cannot be finished leaves nothing behind. The exit status is 1 when it failed.)";

using Target = std::variant<DataType, WeightType>;  // types that everybody knows, or weights packed for our kernels

constexpr std::array<std::pair<std::string_view, Target>, 6> kTargets = {{{"f32", DataType::kF32},
                                                                          {"f16", DataType::kF16},
                                                                          {"bf16", DataType::kBf16},
                                                                          {"q8_0", DataType::kQ8Zero},
                                                                          {"int8", WeightType::int8},
                                                                          {"q4", WeightType::q4}}};

struct ConvertFlags {
  ModelFlags model;
  std::string output;
  std::string weights = "f32";
  bool force = false;
  std::string report;
  bool report_parts = false;
};

Result<Target> TargetOf(const std::string& name) {
  std::string known;
  for (const auto& [weights, target] : kTargets) {
    if (weights == name) return target;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", weights);
  }
  return Fail(ErrorCode::kInvalidArgument, fmt::format("--weights: expected one of {}, found {}", known, name));
}

bool IsGguf(const fs::path& output) {
  return output.extension() == ".gguf";
}

Status CheckOutput(const fs::path& model, const ConvertFlags& flags) {
  const fs::path output = flags.output;
  std::error_code error;
  if (!fs::exists(output, error)) return {};
  if (fs::equivalent(model, output, error))
    return Fail(ErrorCode::kInvalidArgument, fmt::format("--output: {} is the model itself", flags.output));
  if (fs::is_directory(output, error) == IsGguf(output))
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("--output: {} is {}", flags.output,
                            IsGguf(output) ? "a folder, but its name ends in .gguf"
                                           : "a file; a name that does not end in .gguf is that of a folder"));
  const bool empty = fs::is_directory(output, error) && fs::is_empty(output, error);
  if (!empty && !flags.force)
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("--output: {} exists already; --force replaces it", flags.output));
  return {};
}

size_t SizeOf(const fs::path& output) {
  std::error_code error;
  if (!fs::is_directory(output, error)) return static_cast<size_t>(fs::file_size(output, error));
  size_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(output, error)) bytes += static_cast<size_t>(entry.file_size(error));
  return bytes;
}

Result<int> ReportLoss(const ConvertFlags& flags, const fs::path& model, const Target& target) {
  if (flags.report.empty()) return kDone;
  GODEL_TRY(std::vector<LoraFolder> lora, LoraFolders(flags.model));
  const ReportRequest request{.exact = model, .lora = std::move(lora), .rounded = flags.output, .inputs = flags.report};
  Status printed = PrintReport(request);
  if (printed && flags.report_parts) printed = PrintReportByPart(request, std::get<WeightType>(target));
  if (!printed && Interrupted()) return kInterrupted;
  GODEL_TRY_STATUS(std::move(printed));
  return kDone;
}

Result<int> Convert(const ConvertFlags& flags) {
  GODEL_TRY(const Target target, TargetOf(flags.weights));
  const bool to_gguf = IsGguf(flags.output);
  const DataType* const type = std::get_if<DataType>(&target);
  if (!to_gguf && (type == nullptr || *type == DataType::kQ8Zero))
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("--weights: safetensors has no {}; take f32, f16 or bf16, or an output that ends in .gguf",
                            flags.weights));
  if (flags.report_parts && type != nullptr)
    return Fail(ErrorCode::kInvalidArgument, "--report-parts is for --weights int8 and q4");
  GODEL_TRY(const fs::path model, FindModel(flags.model));
  GODEL_TRY(const std::vector<LoraFolder> lora, LoraFolders(flags.model));
  GODEL_TRY_STATUS(CheckOutput(model, flags));

  // An interrupt ends the writing as an error does, so that what was begun is removed.
  CatchInterrupts();
  Status done;
  {
    ProgressBar bar;
    const ExportProgress on_progress = [&](size_t bytes, size_t total) {
      bar.ShowBytes({bytes, total});
      return !Interrupted();
    };
    if (type == nullptr)
      done = ExportPackedGguf(model, flags.output,
                              {.weights = std::get<WeightType>(target), .lora = lora, .on_progress = on_progress});
    else if (to_gguf)
      done = ExportGguf(model, flags.output, {.type = *type, .lora = lora, .on_progress = on_progress});
    else
      done = ExportFolder(model, flags.output, {.type = *type, .lora = lora, .on_progress = on_progress});
  }
  if (!done && Interrupted()) {
    PrintError(fmt::format("interrupted; {} was not written", flags.output));
    return kInterrupted;
  }
  GODEL_TRY_STATUS(std::move(done));
  fmt::print("{}: {}, {:.1f} MB\n", flags.output, flags.weights, static_cast<double>(SizeOf(flags.output)) / 1e6);
  return ReportLoss(flags, model, target);
}

}  // namespace

Command AddConvert(CLI::App& program) {
  auto* const app = program.add_subcommand("convert", "Write a model as a GGUF file or a Hugging Face folder");
  const auto flags = std::make_shared<ConvertFlags>();
  AddModelFlag(*app, flags->model);
  AddLoraFlag(*app, flags->model);
  app->add_option("-o,--output", flags->output, "A name that ends in .gguf, or a folder's")
      ->type_name("FILE.gguf|DIR")
      ->required();
  app->add_option(
         "-w,--weights", flags->weights,
         "f32, f16, bf16; in GGUF q8_0 (8 bits, as llama.cpp has them), or packed for this program's kernels and used "
         "in place: int8, q4 (default: f32)")
      ->type_name("TYPE");
  auto* const report = app->add_option("--report", flags->report,
                                       "Then compare with f32 over these inputs (JSON lines as for godel generate)")
                           ->type_name("FILE")
                           ->check(CLI::ExistingFile);
  app->add_flag("--report-parts", flags->report_parts, "Also with one part of the weights at a time")->needs(report);
  app->add_flag("--force", flags->force, "Replace an output that exists");
  app->footer(kConvertExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Convert(*flags)); }};
}

}  // namespace godel::apps
