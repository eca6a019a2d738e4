// SPDX-License-Identifier: MIT
// Small runs for tests.
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "godel/base/replacing_file.h"
#include "godel/evaluate/runs/saved_run.h"
#include "support/golden.h"

namespace godel::testing {

inline const Example kAnimated = {.instruction = "",
                                  .context = {"Do you like films?", "I do.", "Which one did you see last?"},
                                  .knowledge = "Frozen is an animated film of 2013.",
                                  .response = "I saw Frozen, an animated film.",
                                  .dialog = "d1"};
inline const Example kMuseum = {.instruction = "qa",
                                .context = {"Where is the museum?"},
                                .knowledge = "The museum is at 4 Hill Road.",
                                .response = "It is at 4 Hill Road.",
                                .dialog = "d2"};

inline Prediction PredictionOf(const Example& example, std::string reply) {
  Prediction prediction{.file = "dev.jsonl", .example = example, .reply = {}, .nats = 4, .tokens = 8, .scores = {}};
  const std::optional<Groundedness> grounded = MeasureGroundedness(reply, example);
  prediction.scores = ScoreReplies({&reply, 1}, {&example, 1}, {&grounded, 1}).value().front();
  prediction.reply = std::move(reply);
  return prediction;
}

// kAnimated and kMuseum by turns, one for each reply.
inline SavedRun RunOf(const std::string& name, const std::vector<std::string>& replies) {
  SavedRun run{.name = name,
               .metrics = {{"model", "models/" + name}, {"total", {{"f1", 0.5}, {"examples", 2}}}},
               .predictions = {}};
  for (size_t i = 0; i < replies.size(); ++i)
    run.predictions.push_back(PredictionOf(i % 2 == 0 ? kAnimated : kMuseum, replies[i]));
  return run;
}

inline void SaveRun(const SavedRun& run, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::string lines;
  for (const Prediction& prediction : run.predictions) lines += PredictionLine(prediction) + "\n";
  ASSERT_TRUE(WriteTextFile(folder / "predictions.jsonl", lines));
  ASSERT_TRUE(WriteTextFile(folder / "metrics.json", run.metrics.dump()));
}

}  // namespace godel::testing
