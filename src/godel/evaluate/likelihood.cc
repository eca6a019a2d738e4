// SPDX-License-Identifier: MIT
#include "godel/evaluate/likelihood.h"

#include <cmath>
#include <span>

#include "godel/base/utf8.h"
#include "godel/generation/log_softmax.h"

namespace godel {
namespace {

double Quotient(double sum, size_t count) {
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

}  // namespace

Likelihood& Likelihood::operator+=(const Likelihood& other) {
  nats += other.nats;
  tokens += other.tokens;
  characters += other.characters;
  responses += other.responses;
  return *this;
}

double Likelihood::NatsPerToken() const {
  return Quotient(nats, tokens);
}
double Likelihood::NatsPerCharacter() const {
  return Quotient(nats, characters);
}
double Likelihood::Perplexity() const {
  return std::exp(NatsPerToken());
}

Result<Likelihood> MeasureLikelihood(Engine& engine, const ScoreRequest& request, std::string_view response) {
  Likelihood likelihood{.tokens = request.target_ids.size(), .characters = CountCodePoints(response), .responses = 1};
  // Engine::Score takes each exponential in double, one after the other, which costs as much as the small model itself.
  GODEL_TRY_STATUS(engine.ForEachTargetPosition(request, [&](size_t position, std::span<const float> logits) {
    likelihood.nats += LogSumExp(logits) - static_cast<double>(logits[Index(request.target_ids[position])]);
  }));
  return likelihood;
}

}  // namespace godel
