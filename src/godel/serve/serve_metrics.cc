// SPDX-License-Identifier: MIT
#include "godel/serve/serve_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace godel {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;
using prometheus::Histogram;
using prometheus::Registry;

// From a token of a small model (1 ms) to a long reply of a large one (a minute).
Histogram::BucketBoundaries Seconds() {
  return {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
}

Histogram& MakeHistogram(Registry& registry, const char* name, const char* help) {
  return BuildHistogram().Name(name).Help(help).Register(registry).Add({}, Seconds());
}

prometheus::Counter& MakeCounter(Registry& registry, const char* name, const char* help) {
  return BuildCounter().Name(name).Help(help).Register(registry).Add({});
}

prometheus::Gauge& MakeGauge(Registry& registry, const char* name, const char* help) {
  return BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

// A counter of prometheus-cpp can only be incremented; this one follows another count.
void Follow(prometheus::Counter& counter, size_t count) {
  const double more = static_cast<double>(count) - counter.Value();
  if (more > 0) counter.Increment(more);
}

}  // namespace

struct ServeMetrics::Families {
  Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      BuildCounter().Name("godel_requests_total").Help("Requests answered").Register(registry);
  prometheus::Family<prometheus::Counter>& refused = BuildCounter()
                                                         .Name("godel_refused_total")
                                                         .Help("Requests refused for want of room, time or a key")
                                                         .Register(registry);
  prometheus::Counter& cancelled =
      MakeCounter(registry, "godel_cancelled_total", "Replies whose client went away before their end");
  prometheus::Counter& prompt_tokens = MakeCounter(registry, "godel_prompt_tokens_total", "Tokens read");
  prometheus::Counter& new_tokens = MakeCounter(registry, "godel_generated_tokens_total", "Tokens written");
  prometheus::Counter& cache_hits =
      MakeCounter(registry, "godel_encoder_cache_hits_total", "Inputs that had been encoded before");
  prometheus::Counter& cache_misses = MakeCounter(registry, "godel_encoder_cache_misses_total", "Inputs that had not");
  prometheus::Gauge& waiting =
      MakeGauge(registry, "godel_requests_waiting", "Replies that wait for a place in the batch");
  prometheus::Gauge& running = MakeGauge(registry, "godel_requests_running", "Replies that are being computed");
  prometheus::Gauge& rows = MakeGauge(registry, "godel_batch_rows", "Rows of the batch: replies times beams");
  prometheus::Gauge& cache_bytes =
      MakeGauge(registry, "godel_cache_bytes", "What the caches of the replies being computed may grow to");
  Histogram& duration =
      MakeHistogram(registry, "godel_request_seconds", "From a request's arrival to the end of its answer");
  Histogram& queue = MakeHistogram(registry, "godel_queue_seconds", "Until there is a place in the batch");
  Histogram& first_token =
      MakeHistogram(registry, "godel_time_to_first_token_seconds", "From arrival to the first token");
  Histogram& between =
      MakeHistogram(registry, "godel_time_between_tokens_seconds", "From a token to the next, in streams");
};

ServeMetrics::ServeMetrics() : families_(std::make_unique<Families>()) {}
ServeMetrics::~ServeMetrics() = default;

void ServeMetrics::CountAnswer(std::string_view route, int status, double seconds) {
  families_->requests.Add({{"route", std::string(route)}, {"status", std::to_string(status)}}).Increment();
  families_->duration.Observe(seconds);
}

void ServeMetrics::CountResult(const WorkResult& result) {
  families_->prompt_tokens.Increment(static_cast<double>(result.input_tokens));
  families_->new_tokens.Increment(static_cast<double>(result.new_tokens));
  families_->queue.Observe(result.timing.queue_seconds);
  families_->first_token.Observe(result.timing.first_token_seconds);
}

void ServeMetrics::CountRefused(std::string_view reason) {
  families_->refused.Add({{"reason", std::string(reason)}}).Increment();
}

void ServeMetrics::CountCancelled() {
  families_->cancelled.Increment();
}

void ServeMetrics::ObserveTimeBetweenTokens(double seconds) {
  families_->between.Observe(seconds);
}

std::string ServeMetrics::Text(const EngineCounts* counts) const {
  if (counts != nullptr) {
    families_->waiting.Set(static_cast<double>(counts->waiting));
    families_->running.Set(static_cast<double>(counts->running));
    families_->rows.Set(static_cast<double>(counts->rows));
    families_->cache_bytes.Set(static_cast<double>(counts->cache_bytes));
    Follow(families_->cache_hits, counts->encoder_cache.hits);
    Follow(families_->cache_misses, counts->encoder_cache.misses);
  }
  return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace godel
