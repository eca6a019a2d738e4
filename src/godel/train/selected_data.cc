// SPDX-License-Identifier: MIT
#include "godel/train/selected_data.h"

#include <fmt/format.h>

#include "godel/dataset/example_reader.h"
#include "godel/dataset/text_reader.h"

namespace godel::train {
namespace {

namespace fs = std::filesystem;

ExampleReaderOptions ReaderOptions(const DataArguments& data, const std::shared_ptr<BadRows>& bad_rows) {
  ExampleReaderOptions options;
  options.rows.max_bad_rows = data.max_bad_rows;
  options.rows.bad_rows = bad_rows;
  options.columns.context = data.context_column;
  options.columns.knowledge = data.knowledge_column;
  options.columns.response = data.response_column;
  options.columns.instruction = data.instruction_column;
  options.columns.dialog = data.dialog_column;
  return options;
}

bool IsOf(Part part, const Example& example, const TrainingArguments& arguments) {
  if (part == Part::kAll) return true;
  return IsHeldBack(example, arguments.data.validation_split_fraction, DataSeed(arguments)) ==
         (part == Part::kHeldBack);
}

}  // namespace

std::string Describe(const Selection& selection, const TrainingArguments& arguments) {
  const DataArguments& data = arguments.data;
  return fmt::format("part {} of {} by {}; dialogs {}; examples {}; columns {} {} {} {} {}; bad rows {}",
                     static_cast<int>(selection.part), data.validation_split_fraction, DataSeed(arguments),
                     selection.few_dialogs ? data.few_shot_dialogs.value_or(0) : 0, selection.examples.value_or(0),
                     data.context_column, data.knowledge_column, data.response_column, data.instruction_column,
                     data.dialog_column, data.max_bad_rows);
}

Result<std::shared_ptr<const DialogSample>> DrawDialogs(Part part, const TrainingArguments& arguments) {
  const auto sample = std::make_shared<DialogSample>(arguments.data.few_shot_dialogs.value_or(0), DataSeed(arguments));
  for (const TrainFile& file : arguments.data.train_file) {
    GODEL_TRY(ExampleReader reader, ExampleReader::Open({file.path}, ReaderOptions(arguments.data, nullptr)));
    for (;;) {
      GODEL_TRY(const auto example, reader.Next());
      if (!example) break;
      if (IsOf(part, *example, arguments)) sample->Add(*example);
    }
  }
  return sample;
}

Result<NextExample> OpenExamples(const fs::path& file, const Selection& selection,
                                 const std::shared_ptr<const DialogSample>& dialogs, const TrainingArguments& arguments,
                                 const std::shared_ptr<BadRows>& bad_rows) {
  GODEL_TRY(ExampleReader opened, ExampleReader::Open({file}, ReaderOptions(arguments.data, bad_rows)));
  const auto reader = std::make_shared<ExampleReader>(std::move(opened));
  return NextExample([=, &arguments, given = size_t{0}]() mutable -> Result<std::optional<Example>> {
    while (!selection.examples || given < *selection.examples) {
      GODEL_TRY(auto example, reader->Next());
      if (!example) break;
      if (dialogs && !dialogs->Contains(*example)) continue;
      if (!IsOf(selection.part, *example, arguments)) continue;
      ++given;
      return example;
    }
    return std::optional<Example>();
  });
}

Result<NextText> OpenTexts(const fs::path& file, const Selection& selection, const TrainingArguments& arguments,
                           const std::shared_ptr<BadRows>& bad_rows) {
  const DataArguments& data = arguments.data;
  TextReaderOptions options;
  options.rows = ReaderOptions(data, bad_rows).rows;
  options.text_column = data.text_column;
  options.example_columns = {data.knowledge_column, data.context_column, data.response_column};
  GODEL_TRY(const NextText next, godel::OpenTexts(file, options));
  return NextText([=, &arguments, given = size_t{0}]() mutable -> Result<std::optional<std::string>> {
    while (!selection.examples || given < *selection.examples) {
      GODEL_TRY(auto text, next());
      if (!text) break;
      Example alone;
      alone.response = *text;
      if (!IsOf(selection.part, alone, arguments)) continue;
      ++given;
      return text;
    }
    return std::optional<std::string>();
  });
}

}  // namespace godel::train
