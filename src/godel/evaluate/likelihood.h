// SPDX-License-Identifier: MIT
// How likely a model finds the responses of a data set, each token after the true ones before it (teacher forcing).
#pragma once
#include <cstddef>
#include <string_view>

#include "godel/base/result.h"
#include "godel/engine/engine.h"

namespace godel {

// Sums over responses; parts of a data set add up to the whole. The rates are 0 when there is nothing to divide by.
struct Likelihood {
  double nats = 0;        // -ln probability of all target tokens, the final </s> of each response among them
  size_t tokens = 0;      // target tokens, </s> included
  size_t characters = 0;  // Unicode code points of the responses as the data has them, nothing counted for </s>
  size_t responses = 0;

  Likelihood& operator+=(const Likelihood& other);

  double NatsPerToken() const;  // the training loss, without dropout and smoothing
  // Comparable between models with different vocabularies, which the loss a token is not. </s> is paid for but not
  // counted, alike for every model.
  double NatsPerCharacter() const;
  double Perplexity() const;  // a token: exp(NatsPerToken())
};

// `request.target_ids` is the encoded `response`. Costs an encoder pass and a decoder pass over the target.
// For one thread at a time, as the engine is. Errors: the engine's.
Result<Likelihood> MeasureLikelihood(Engine& engine, const ScoreRequest& request, std::string_view response);

}  // namespace godel
