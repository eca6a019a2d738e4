// SPDX-License-Identifier: MIT
#include "godel/train/trainer.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <optional>
#include <utility>

#include "godel/train/checkpoint_folder.h"
#include "godel/train/device.h"
#include "godel/train/event_file.h"
#include "godel/train/finished_model.h"
#include "godel/train/learning_rate.h"
#include "godel/train/markdown_text.h"
#include "godel/train/process_group.h"
#include "godel/train/train_on.h"
#include "godel/train/trainer_setup.h"
#include "godel/train/training_data.h"

namespace godel::train {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Everything of one run.
class Run {
 public:
  Run(const TrainingArguments& arguments, const TrainerHooks& hooks, at::Device device, ProcessGroup group)
      : arguments_(arguments), hooks_(hooks), device_(device), group_(std::move(group)) {}

  Status Prepare() {
    const std::string& model = arguments_.model.model_name_or_path;
    tokenizer_folder_ = !arguments_.model.tokenizer_name.empty() ? arguments_.model.tokenizer_name : model;
    output_ = arguments_.checkpoints.output_dir;
    std::error_code ignored;
    if (fs::is_regular_file(tokenizer_folder_, ignored)) tokenizer_folder_ = tokenizer_folder_.parent_path();
    GODEL_TRY(const Tokenizer tokenizer, Tokenizer::Load(tokenizer_folder_));
    if (arguments_.precision.num_threads > 0) SetThreads(static_cast<int>(arguments_.precision.num_threads));
    GODEL_TRY(LoadedModel loaded, LoadModel(arguments_, device_));
    model_.emplace(std::move(loaded.model));
    dropout_rate_ = loaded.dropout_rate;
    if (tokenizer.vocab_size() > model_->config().vocab_size)
      return Fail(ErrorCode::kBadData,
                  fmt::format("the tokenizer has {} ids, the model {} rows; are they of one model?",
                              tokenizer.vocab_size(), model_->config().vocab_size));
    // The first process makes the ids of the texts, the others read them from its cache.
    if (!group_.IsFirst()) GODEL_TRY_STATUS(group_.Meet());
    GODEL_TRY(data_, LoadTrainingData(arguments_, tokenizer, output_ / "token_cache",
                                      [this](const std::string& text) { SayLine(text); }));
    if (group_.IsFirst()) GODEL_TRY_STATUS(group_.Meet());
    GODEL_TRY(BatchStream stream,
              BatchStream::Create(data_.train, TrainBatchOptions(arguments_, {group_.rank(), group_.world_size()})));
    stream_.emplace(std::move(stream));
    optimizer_ = MakeOptimizer(arguments_.optimizer, model_->trained());
    steps_in_epoch_ = std::max<size_t>(1, stream_->BatchesInEpoch(0) / (Accumulation() * group_.world_size()));
    total_steps_ =
        arguments_.batch.max_steps > 0
            ? static_cast<size_t>(arguments_.batch.max_steps)
            : static_cast<size_t>(std::ceil(arguments_.batch.num_train_epochs * static_cast<double>(steps_in_epoch_)));
    GODEL_TRY_STATUS(Resume());
    state_.log.max_steps = total_steps_;
    state_.log.logging_steps = arguments_.logging.logging_steps;
    state_.log.save_steps = arguments_.checkpoints.save_steps;
    state_.log.eval_steps = EvalSteps(arguments_);
    if (arguments_.logging.report_to == ReportTo::kTensorboard && group_.IsFirst()) {
      GODEL_TRY(EventFile events, EventFile::Create(output_ / "runs"));
      events_.emplace(std::move(events));
    }
    SayLine(fmt::format("{} parameters, {} of them trained; {} steps{}{}", model_->base().num_values(),
                        model_->trained().num_values(), total_steps_,
                        group_.world_size() > 1 ? fmt::format(" of {} processes", group_.world_size()) : "",
                        device_.is_cpu() ? "" : fmt::format(" on {}", device_.str())));
    return {};
  }

  // The loop. A full disk and its like are told with what there is to go on from.
  Result<TrainingResult> Whole() {
    if (hooks_.started) hooks_.started();
    Result<TrainingResult> result = LoopOrReason();
    if (!result && result.error().code == ErrorCode::kIo) result.error().message += fmt::format("; {}", WhatIsIntact());
    return result;
  }

 private:
  size_t Accumulation() const { return std::max<size_t>(1, arguments_.batch.gradient_accumulation_steps); }
  double Epoch() const { return static_cast<double>(state_.step) / static_cast<double>(steps_in_epoch_); }
  std::string WhatIsIntact() const {
    return last_checkpoint_.empty()
               ? "there is no checkpoint to go on from"
               : fmt::format("{0} is intact, --resume_from_checkpoint {0} goes on from it", last_checkpoint_.string());
  }

  // What libtorch throws is memory that lacks, nearly always: the CPU's as a c10::Error, a GPU's as a class of it.
  Result<TrainingResult> LoopOrReason() {
    try {
      return Loop();
    } catch (const c10::Error& error) {
      const std::string reason = error.what_without_backtrace();
      return Fail(ErrorCode::kResourceExhausted,
                  fmt::format("step {}: {}. Where memory is short: fewer --tokens_per_batch or a smaller "
                              "--per_device_train_batch_size with more --gradient_accumulation_steps, "
                              "--gradient_checkpointing, --bf16, --use_lora; {}",
                              state_.step + 1, reason.substr(0, reason.find('\n')), WhatIsIntact()));
    }
  }

  Result<TrainingResult> Loop() {
    const auto start = Clock::now();
    const size_t first = state_.step;
    window_start_ = start;
    while (state_.step < total_steps_) {
      GODEL_TRY(const double loss, Step());
      if (hooks_.show_progress && group_.IsFirst())
        hooks_.show_progress({.step = state_.step,
                              .total_steps = total_steps_,
                              .epoch = Epoch(),
                              .loss = loss,
                              .learning_rate = LearningRateAt(state_.step - 1, total_steps_, arguments_),
                              .tokens_per_second = static_cast<double>(window_tokens_) / SecondsSince(window_start_),
                              .steps_of_this_run = state_.step - first,
                              .seconds_of_this_run = SecondsSince(start)});
      const bool first_line = arguments_.logging.logging_first_step && state_.step == 1;
      if (first_line || Due(arguments_.logging.logging_strategy, arguments_.logging.logging_steps))
        GODEL_TRY_STATUS(Log());
      // One of all may be told to stop, and the first alone evaluates; what follows from it they do together.
      bool worse_for_long = false;
      if (Due(arguments_.evaluation.eval_strategy, EvalSteps(arguments_))) {
        if (group_.IsFirst()) {
          GODEL_TRY(worse_for_long, Evaluate());
        }
        GODEL_TRY(worse_for_long, group_.Any(worse_for_long));
      }
      GODEL_TRY(const bool stop, group_.Any(hooks_.stop_requested && hooks_.stop_requested()));
      if (stop || SaveIsDue()) GODEL_TRY_STATUS(Save());
      if (stop) return Result<TrainingResult>({TrainingEnd::kStopped, last_checkpoint_, state_.log});
      if (worse_for_long) return Finish(TrainingEnd::kEarlyStopping);
    }
    return Finish(TrainingEnd::kFinished);
  }

  void SayLine(const std::string& text) const {
    if (hooks_.say && group_.IsFirst()) hooks_.say(text);
  }
  bool Due(IntervalStrategy strategy, size_t every) const {
    if (strategy == IntervalStrategy::kNo) return false;
    return strategy == IntervalStrategy::kEpoch ? state_.step % steps_in_epoch_ == 0
                                                : every > 0 && state_.step % every == 0;
  }
  bool SaveIsDue() const {
    if (arguments_.checkpoints.save_strategy == SaveStrategy::kBest)
      return state_.log.best_global_step == state_.step;  // in the first process, the only one that writes
    return Due(SaveInterval(arguments_), arguments_.checkpoints.save_steps);
  }

  Status Resume() {
    if (group_.IsFirst()) RemoveUnfinishedCheckpoints(output_);
    const std::string& from = arguments_.checkpoints.resume_from_checkpoint;
    const fs::path start = from == kLastCheckpoint ? LastCheckpoint(output_).value_or("") : fs::path(from);
    // The checkpoints of a run that this one leaves behind would be taken for its newest.
    earlier_ = CheckpointsBeyond(output_, start);
    if (!earlier_.empty() && !arguments_.checkpoints.overwrite_output_dir)
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("{} holds {} of an earlier run; {}, or replace it with --overwrite_output_dir",
                              output_.string(), earlier_.back().filename().string(),
                              from.empty() ? "go on with it by --resume_from_checkpoint last"
                                           : "give this one another --output_dir"));
    if (start.empty()) return {};  // also the first start of a run that may be started again
    GODEL_TRY_STATUS(LoadCheckpoint(start, &*model_, optimizer_.get(), &state_));
    stream_->Seek(state_.position);
    last_checkpoint_ = start;
    SayLine(fmt::format("going on from {}", start.string()));
    return {};
  }

  // One update; the mean loss a token, over all processes.
  Result<double> Step() {
    std::vector<TokenBatch> micro;
    const at::Tensor counts = at::zeros({2}, at::kDouble);  // target tokens, all tokens
    double* const count = counts.data_ptr<double>();
    for (size_t i = 0; i < Accumulation(); ++i) {
      GODEL_TRY(TokenBatch batch, stream_->Next());
      count[0] += static_cast<double>(batch.target.ids.size());
      count[1] += static_cast<double>(batch.input.ids.size() + batch.target.ids.size());
      micro.push_back(std::move(batch));
    }
    GODEL_TRY_STATUS(group_.AddUp(counts));
    window_tokens_ += static_cast<size_t>(count[1]);
    state_.log.num_input_tokens_seen += static_cast<size_t>(count[1]);
    model_->trained().ZeroGradients();
    const double scale = 1.0 / count[0];
    const at::Tensor sum = at::zeros({1}, at::kDouble);
    for (const TokenBatch& batch : micro) {
      const BatchLoss part =
          model_->AccumulateGradients(batch, {.dropout_rate = dropout_rate_,
                                              .neftune_noise_alpha = arguments_.objective.neftune_noise_alpha,
                                              .seed = arguments_.seeds.seed,
                                              .forward = state_.forward + group_.rank(),
                                              .loss = {arguments_.objective.label_smoothing_factor, scale}});
      state_.forward += group_.world_size();
      sum.add_(part.sum * scale);
    }
    GODEL_TRY_STATUS(group_.AddUp(sum));
    GODEL_TRY_STATUS(group_.AddUp(model_->trained().gradients()));
    const double loss = sum.item<double>();
    const ClippedNorm clipped = ClipNorm(model_->trained(), arguments_.optimizer.max_grad_norm);
    if (!std::isfinite(loss) || !std::isfinite(clipped.norm))
      return Fail(
          ErrorCode::kBadData,
          fmt::format(
              "step {}: the loss is {} and the gradients' norm {}; training stops before they spoil the weights; "
              "{}. Try a smaller --learning_rate, or without --bf16.",
              state_.step + 1, loss, clipped.norm, WhatIsIntact()));
    optimizer_->Step(&model_->trained(), {LearningRateAt(state_.step, total_steps_, arguments_), clipped.factor,
                                          arguments_.optimizer.embedding_learning_rate_factor});
    ++state_.step;
    state_.position = stream_->position();
    state_.logged_loss += loss;
    ++state_.logged_steps;
    last_norm_ = clipped.norm;
    return loss;
  }

  Status Log() {
    const double rate = LearningRateAt(state_.step - 1, total_steps_, arguments_);
    const double speed = static_cast<double>(window_tokens_) / SecondsSince(window_start_);
    const double loss = state_.logged_loss / static_cast<double>(std::max<size_t>(1, state_.logged_steps));
    state_.log.Record({.step = state_.step,
                       .epoch = Epoch(),
                       .loss = loss,
                       .learning_rate = rate,
                       .grad_norm = last_norm_,
                       .tokens_per_second = speed});
    SayLine(fmt::format("step {}/{}  loss {:.4f}  lr {:.3g}  grad norm {:.3f}  {:.0f} tokens/s", state_.step,
                        total_steps_, loss, rate, last_norm_, speed));
    state_.logged_loss = 0;
    state_.logged_steps = window_tokens_ = 0;
    window_start_ = Clock::now();
    if (!events_) return {};
    const Scalar scalars[] = {{"train/loss", loss}, {"train/learning_rate", rate}, {"train/grad_norm", last_norm_}};
    return events_->AddScalars(state_.step, scalars);
  }

  // Figures of the held-out examples, said and logged.
  Result<LogEntry> Measure() {
    GODEL_TRY(BatchStream stream,
              BatchStream::Create(data_.validation,
                                  {.max_examples = arguments_.batch.per_device_eval_batch_size, .shuffle = false}));
    double nll = 0;
    size_t tokens = 0;
    for (size_t batch = 0, count = stream.BatchesInEpoch(0); batch < count; ++batch) {
      GODEL_TRY(const TokenBatch ids, stream.Next());
      const BatchLoss loss = model_->Loss(ids);
      nll += loss.nll_sum;
      tokens += loss.tokens;
    }
    LogEntry entry{.step = state_.step, .epoch = Epoch()};
    const double loss = nll / static_cast<double>(std::max<size_t>(1, tokens));
    entry.metrics = {{"eval_loss", loss}, {"eval_perplexity", std::exp(loss)}};
    GODEL_TRY_STATUS(EvaluateReplies(&entry));
    std::string text = fmt::format("step {}: ", state_.step);
    std::vector<Scalar> scalars;
    for (const auto& [name, value] : entry.metrics) {
      text += fmt::format(" {} {:.4f}", name, value);
      scalars.push_back({"eval/" + name.substr(5), value});
    }
    SayLine(text);
    if (events_) GODEL_TRY_STATUS(events_->AddScalars(state_.step, scalars));
    state_.log.Record(entry);
    return entry;
  }

  // Whether it is time for early stopping.
  Result<bool> Evaluate() {
    if (data_.validation.empty()) return false;
    GODEL_TRY(const LogEntry entry, Measure());
    const auto metric = entry.metrics.find("eval_" + BestMetric(arguments_));
    if (metric == entry.metrics.end())
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("--metric_for_best_model: nothing measures '{}'", BestMetric(arguments_)));
    const std::optional<double> best_before = state_.log.best_metric;
    const bool better =
        state_.log.RecordIfBest(metric->second, GreaterIsBetter(arguments_) ? Better::kHigher : Better::kLower,
                                (output_ / fmt::format("checkpoint-{}", state_.step)).string());
    // A gain within the threshold is the best so far, but no reason to go on.
    const double threshold = arguments_.evaluation.early_stopping_threshold;
    const bool enough = better && (!best_before || std::abs(metric->second - *best_before) > threshold);
    state_.without_gain = enough ? 0 : state_.without_gain + 1;
    const auto& patience = arguments_.evaluation.early_stopping_patience;
    return patience && state_.without_gain >= *patience;
  }

  Status EvaluateReplies(LogEntry* entry) {
    if (!arguments_.evaluation.predict_with_generate || !hooks_.evaluate || data_.validation_examples.empty())
      return {};
    const fs::path folder = output_ / "evaluated_model";
    const auto measured = [&]() -> Result<MeasuredReplies> {
      GODEL_TRY_STATUS(SaveModel(*model_, tokenizer_folder_, folder));
      return hooks_.evaluate(folder, data_.validation_examples);
    }();
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    if (!measured) return tl::unexpected(measured.error());
    for (const auto& [name, value] : measured->figures) entry->metrics["eval_" + name] = value;
    return ShowSamples(measured->samples);
  }

  // One text a sample in TensorBoard, so that each can be followed from evaluation to evaluation.
  Status ShowSamples(const std::vector<MeasuredReplies::Sample>& samples) {
    for (size_t i = 0; i < samples.size(); ++i) {
      const auto& [said, wanted, reply] = samples[i];
      SayLine(fmt::format("  > {}\n  < {}", said, reply));
      if (!events_) continue;
      const std::string text = fmt::format("**Said:** {}\n\n**Reply:** {}\n\n**Wanted:** {}", MarkdownText(said),
                                           MarkdownText(reply), MarkdownText(wanted));
      GODEL_TRY_STATUS(events_->AddText(static_cast<int64_t>(state_.step), fmt::format("replies/{}", i + 1), text));
    }
    return {};
  }

  Status Save() {
    if (!group_.IsFirst()) return {};
    GODEL_TRY(last_checkpoint_, SaveCheckpoint(*model_, *optimizer_, state_, tokenizer_folder_, output_));
    saved_step_ = state_.step;
    std::error_code ignored;
    for (const fs::path& folder : std::exchange(earlier_, {}))
      if (folder != last_checkpoint_) fs::remove_all(folder, ignored);
    const auto& limit = arguments_.checkpoints.save_total_limit;
    if (limit)
      RemoveOldCheckpoints(output_, std::max<size_t>(1, *limit), state_.log.best_model_checkpoint.value_or(""));
    return {};
  }

  Result<TrainingResult> Finish(TrainingEnd end) {
    if (!group_.IsFirst()) return TrainingResult{end, output_, state_.log};
    if (SaveInterval(arguments_) != IntervalStrategy::kNo && saved_step_ != state_.step) GODEL_TRY_STATUS(Save());
    if (arguments_.evaluation.load_best_model_at_end && state_.log.best_model_checkpoint)
      GODEL_TRY_STATUS(LoadCheckpointWeights(*state_.log.best_model_checkpoint, &*model_));
    if (const size_t averaged = arguments_.checkpoints.average_checkpoints; averaged > 0) {
      GODEL_TRY_STATUS(AverageCheckpoints(output_, averaged, &*model_));
      SayLine(fmt::format("the mean of the last {} checkpoints:", averaged));
      if (arguments_.evaluation.eval_strategy != IntervalStrategy::kNo && !data_.validation.empty())
        GODEL_TRY_STATUS(Measure());
    }
    GODEL_TRY_STATUS(WriteFinishedModel(arguments_, tokenizer_folder_, state_.log,
                                        DataSources(arguments_.data, data_.train_examples, hooks_.find_stated_data),
                                        &*model_));
    return TrainingResult{end, output_, state_.log};
  }

  const TrainingArguments& arguments_;
  const TrainerHooks& hooks_;
  at::Device device_;
  ProcessGroup group_;
  fs::path tokenizer_folder_, output_, last_checkpoint_;
  std::vector<fs::path> earlier_;  // checkpoints of the run that this one replaces; they go when it has one of its own
  std::optional<TrainableT5> model_;
  std::unique_ptr<Optimizer> optimizer_;
  TrainingData data_;
  std::optional<BatchStream> stream_;
  std::optional<EventFile> events_;
  RunState state_;
  double dropout_rate_ = 0;
  size_t steps_in_epoch_ = 1, total_steps_ = 0;
  std::optional<size_t> saved_step_;
  // Since the last line of the log.
  double last_norm_ = 0;
  size_t window_tokens_ = 0;
  Clock::time_point window_start_{};
};

}  // namespace

Result<TrainingResult> Train(const TrainingArguments& arguments, const TrainerHooks& hooks, const ProcessPlace& place) {
  const DeviceChoice choice = arguments.precision.use_cpu ? DeviceChoice::kCpu : DeviceChoice::kGpuIfThere;
  return TrainOn(DeviceFor(choice, place.local_rank), arguments, hooks, place);
}

Result<TrainingResult> TrainOn(at::Device device, const TrainingArguments& arguments, const TrainerHooks& hooks,
                               const ProcessPlace& place) {
  GODEL_TRY_STATUS(CheckIsWholeModel(arguments.model));
  std::error_code error;
  fs::create_directories(arguments.checkpoints.output_dir, error);
  if (error)
    return Fail(ErrorCode::kIo, fmt::format("cannot create {}: {}", arguments.checkpoints.output_dir, error.message()));
  if (place.world_size > 1 && place.rank == 0 && hooks.say)
    hooks.say(fmt::format("waiting for {} processes at {}:{}", place.world_size, place.master_addr, place.master_port));
  const c10::DeviceGuard on_device(device);
  GODEL_TRY(ProcessGroup group,
            ProcessGroup::Join(place, device, std::chrono::seconds(arguments.precision.ddp_timeout)));
  Run run(arguments, hooks, device, std::move(group));
  GODEL_TRY_STATUS(run.Prepare());
  return run.Whole();
}

}  // namespace godel::train
