// SPDX-License-Identifier: MIT
// Which rows of the data files a run learns from, and which it is measured on.
#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "godel/dataset/bad_rows.h"
#include "godel/dataset/split.h"
#include "godel/dataset/token_documents.h"
#include "godel/dataset/tokenize_examples.h"
#include "godel/train/training_arguments.h"

namespace godel::train {

enum class Part { kAll, kTrain, kHeldBack };

struct Selection {
  Part part = Part::kAll;
  bool few_dialogs = false;             // few_shot_dialogs of them
  std::optional<size_t> examples = {};  // of these the first so many
};

// Names the selection in the keys of caches.
std::string Describe(const Selection& selection, const TrainingArguments& arguments);

// The few_shot_dialogs dialogs of the part, drawn from all training files together; reads them all.
Result<std::shared_ptr<const DialogSample>> DrawDialogs(Part part, const TrainingArguments& arguments);

// The examples of one file that are wanted, one at a time; `dialogs` null: of all dialogs.
Result<NextExample> OpenExamples(const std::filesystem::path& file, const Selection& selection,
                                 const std::shared_ptr<const DialogSample>& dialogs, const TrainingArguments& arguments,
                                 const std::shared_ptr<BadRows>& bad_rows);

// The same of a file of texts, each of which is a dialog of its own.
Result<NextText> OpenTexts(const std::filesystem::path& file, const Selection& selection,
                           const TrainingArguments& arguments, const std::shared_ptr<BadRows>& bad_rows);

}  // namespace godel::train
