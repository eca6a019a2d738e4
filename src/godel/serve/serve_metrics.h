// SPDX-License-Identifier: MIT
// What /metrics tells Prometheus.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "godel/engine/engine.h"
#include "godel/serve/work.h"

namespace godel {

// For any thread.
class ServeMetrics {
 public:
  ServeMetrics();
  ~ServeMetrics();
  ServeMetrics(const ServeMetrics&) = delete;
  ServeMetrics& operator=(const ServeMetrics&) = delete;

  void CountAnswer(std::string_view route, int status, double seconds);
  void CountResult(const WorkResult& result);
  void CountRefused(std::string_view reason);  // "queue", "key", "wait", "end"
  void CountCancelled();                       // its client went away
  void ObserveTimeBetweenTokens(double seconds);

  // In Prometheus' text format. `counts` null: while the model is loading.
  std::string Text(const EngineCounts* counts) const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace godel
