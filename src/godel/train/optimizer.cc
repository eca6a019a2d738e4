// SPDX-License-Identifier: MIT
#include "godel/train/optimizer.h"

#include <cmath>
#include <span>

#include "godel/train/adamw_update.h"
#include "godel/train/rows.h"

namespace godel::train {
namespace {

double LearningRateOf(const ParameterSpec& spec, const StepOptions& step) {
  return spec.name == "shared.weight" ? step.learning_rate * step.embedding_factor : step.learning_rate;
}

class AdamW : public Optimizer {
 public:
  AdamW(const ParameterSet& parameters, const AdamWOptions& options)
      : options_(options), mean_(at::zeros_like(parameters.values())), variance_(at::zeros_like(parameters.values())) {}

  void Step(ParameterSet* parameters, const StepOptions& step) override {
    ++steps;
    const double t = static_cast<double>(steps);
    AdamWConstants c{.beta1 = static_cast<float>(options_.beta1),
                     .beta2 = static_cast<float>(options_.beta2),
                     .step_size = 0,
                     .inverse_correction = static_cast<float>(1 / std::sqrt(1 - std::pow(options_.beta2, t))),
                     .epsilon = static_cast<float>(options_.epsilon),
                     .decay = 1,
                     .gradient_factor = static_cast<float>(step.gradient_factor)};
    for (size_t i = 0; i < parameters->specs().size(); ++i) {
      const ParameterSpec& spec = parameters->specs()[i];
      const double rate = LearningRateOf(spec, step);
      c.step_size = static_cast<float>(rate / (1 - std::pow(options_.beta1, t)));
      c.decay = spec.decays ? static_cast<float>(1 - rate * options_.weight_decay) : 1.0F;
      Update(*parameters, parameters->OffsetOf(i), parameters->OffsetOf(i + 1) - parameters->OffsetOf(i), c);
    }
    parameters->RefreshCompute();
  }

  std::vector<std::pair<std::string, at::Tensor>> State() override {
    return {{"exp_avg", mean_}, {"exp_avg_sq", variance_}};
  }

 private:
  void Update(const ParameterSet& parameters, int64_t begin, int64_t count, const AdamWConstants& c) {
    const auto part = [&](const at::Tensor& buffer) { return buffer.narrow(0, begin, count); };
    const AdamWTensors of{part(parameters.values()), part(parameters.gradients()), part(mean_), part(variance_)};
    if (of.value.is_cpu())
      UpdateByAdamW(of, c);
    else
      UpdateByAdamWOperators(of, c);
  }

  AdamWOptions options_;
  at::Tensor mean_, variance_;
};

// Shazeer and Stern's Adafactor: the second moments of a matrix are kept as those of its rows and columns.
class Adafactor : public Optimizer {
 public:
  Adafactor(const ParameterSet& parameters, const AdafactorOptions& options) : options_(options) {
    const at::TensorOptions as_values = parameters.values().options();
    for (const ParameterSpec& spec : parameters.specs()) {
      if (spec.shape.size() == 2)
        moments_.push_back({at::zeros({spec.shape[0]}, as_values), at::zeros({spec.shape[1]}, as_values), {}});
      else
        moments_.push_back({{}, {}, at::zeros(spec.shape, as_values)});
      names_.push_back(spec.name);
    }
  }

  void Step(ParameterSet* parameters, const StepOptions& step) override {
    const at::NoGradGuard no_grad;
    ++steps;
    const double beta = 1 - std::pow(static_cast<double>(steps), options_.decay_rate);
    for (size_t i = 0; i < parameters->specs().size(); ++i) {
      const int64_t begin = parameters->OffsetOf(i), count = parameters->OffsetOf(i + 1) - begin;
      const auto& shape = parameters->specs()[i].shape;
      at::Tensor value = parameters->values().narrow(0, begin, count).view(shape);
      const at::Tensor gradient = parameters->gradients().narrow(0, begin, count).view(shape) * step.gradient_factor;
      at::Tensor update = Direction(&moments_[i], gradient, beta);
      const double rate = StepSize(LearningRateOf(parameters->specs()[i], step), value);
      update.mul_(rate / std::max(1.0, RootMeanSquare(update) / options_.clip_threshold));
      if (options_.weight_decay > 0 && parameters->specs()[i].decays) value.mul_(1 - options_.weight_decay * rate);
      value.sub_(update);
    }
    parameters->RefreshCompute();
  }

  std::vector<std::pair<std::string, at::Tensor>> State() override {
    std::vector<std::pair<std::string, at::Tensor>> state;
    for (size_t i = 0; i < moments_.size(); ++i) {
      if (moments_[i].whole.defined()) {
        state.emplace_back(names_[i] + ".exp_avg_sq", moments_[i].whole);
      } else {
        state.emplace_back(names_[i] + ".exp_avg_sq_row", moments_[i].rows);
        state.emplace_back(names_[i] + ".exp_avg_sq_col", moments_[i].columns);
      }
    }
    return state;
  }

 private:
  struct Moments {
    at::Tensor rows, columns;  // of a matrix
    at::Tensor whole;          // of anything else
  };

  static double RootMeanSquare(const at::Tensor& x) {
    return x.norm().item<double>() / std::sqrt(static_cast<double>(x.numel()));
  }

  double StepSize(double learning_rate, const at::Tensor& value) const {
    const double t = static_cast<double>(steps);
    double rate = learning_rate;
    if (options_.relative_step) rate = std::min(options_.warmup_init ? 1e-6 * t : 1e-2, 1 / std::sqrt(t));
    return options_.scale_parameter ? rate * std::max(options_.epsilon_of_scale, RootMeanSquare(value)) : rate;
  }

  at::Tensor Direction(Moments* moments, const at::Tensor& gradient, double beta) const {
    const at::Tensor square = gradient * gradient + options_.epsilon;
    if (moments->whole.defined()) {
      moments->whole.mul_(beta).add_(square, 1 - beta);
      return moments->whole.rsqrt().mul_(gradient);
    }
    moments->rows.mul_(beta).add_(square.mean(-1), 1 - beta);
    moments->columns.mul_(beta).add_(square.mean(-2), 1 - beta);
    const at::Tensor row_factor = (moments->rows / moments->rows.mean(-1, /*keepdim=*/true)).rsqrt_().unsqueeze(-1);
    return row_factor * moments->columns.unsqueeze(-2).rsqrt() * gradient;
  }

  AdafactorOptions options_;
  std::vector<Moments> moments_;
  std::vector<std::string> names_;
};

// A fixed number of values is added up at a time, so that the sum does not depend on the number of threads.
double NormOf(std::span<const float> values) {
  constexpr size_t kPiece = 16384;
  std::vector<double> squares((values.size() + kPiece - 1) / kPiece);
  ForRows(squares.size(), [&](size_t first, size_t last, size_t) {
    for (size_t i = first; i < last; ++i)
      squares[i] = SumOfSquares(values.data() + i * kPiece, std::min(kPiece, values.size() - i * kPiece));
  });
  double sum = 0;
  for (const double square : squares) sum += square;
  return std::sqrt(sum);
}

}  // namespace

ClippedNorm ClipNorm(const ParameterSet& parameters, double max_norm) {
  const at::Tensor& gradients = parameters.gradients();
  const double norm = gradients.is_cpu()
                          ? NormOf(std::span(gradients.data_ptr<float>(), static_cast<size_t>(gradients.numel())))
                          : at::linalg_vector_norm(gradients, 2, {}, /*keepdim=*/false, at::kDouble).item<double>();
  return {norm, max_norm > 0 ? std::min(1.0, max_norm / (norm + 1e-6)) : 1.0};
}

std::unique_ptr<Optimizer> MakeAdamW(const ParameterSet& parameters, const AdamWOptions& options) {
  return std::make_unique<AdamW>(parameters, options);
}

std::unique_ptr<Optimizer> MakeAdafactor(const ParameterSet& parameters, const AdafactorOptions& options) {
  return std::make_unique<Adafactor>(parameters, options);
}

}  // namespace godel::train
