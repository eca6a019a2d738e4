// SPDX-License-Identifier: MIT
#include "train_tokenizer.h"

#include <fmt/format.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>

#include "command_line/example_flags.h"
#include "command_line/exit_status.h"
#include "command_line/notices.h"
#include "godel/base/replacing_file.h"

namespace godel::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExamples = R"(Example:
  godel train-tokenizer dialogs.jsonl.gz books.txt --vocab-size 8000 --output my-tokenizer
  godel train --config-name config.json --tokenizer-name my-tokenizer --objective span_corruption ...

A plain file gives a text a line; a row of JSON or CSV its column "text", or else its knowledge, context and response.
The folder holds spiece.model, tokenizer.json and what transformers wants beside them. A model for it needs a
"vocab_size" of all ids: pieces, sentinels and added tokens; the last line says how many.)";

// The texts of all files, one file behind the other.
NextText TextsOf(const std::vector<fs::path>& files, const TextReaderOptions& options) {
  auto open = std::make_shared<std::optional<NextText>>();
  auto next_file = std::make_shared<size_t>(0);
  return [=]() -> Result<std::optional<std::string>> {
    while (true) {
      if (*open) {
        GODEL_TRY(auto text, (**open)());
        if (text) return text;
        open->reset();
      }
      if (*next_file == files.size()) return std::optional<std::string>();
      GODEL_TRY(*open, OpenTexts(files[(*next_file)++], options));
    }
  };
}

}  // namespace

void TrainTokenizerCommand::AddTo(CLI::App& app) {
  training_.num_threads = std::max(1U, std::thread::hardware_concurrency());
  app.add_option("FILES", files_, "Texts, or examples as JSON lines or CSV; .gz and .zst are read too")->required();
  app.add_option("-o,--output", output_, "The folder to write")->type_name("DIR")->required();
  app.add_option("--vocab-size", training_.vocab_size, "Pieces, <pad>, </s> and <unk> among them")
      ->check(CLI::Range(100, 1'000'000))
      ->capture_default_str();
  app.add_option("--sentinels", training_.sentinels, "<extra_id_n> behind the pieces, for span corruption")
      ->check(CLI::Range(0, 10'000))
      ->capture_default_str();
  app.add_option("--added-tokens", training_.added_tokens, "Behind the sentinels; never cut into pieces")
      ->type_name("TOKEN")
      ->capture_default_str();
  app.add_option("--character-coverage", training_.character_coverage,
                 "Share of the texts' characters that get a piece; the rest is <unk>, but for printable ASCII")
      ->check(CLI::Range(0.5, 1.0))
      ->capture_default_str();
  app.add_flag("--split-digits", training_.split_digits, "Each digit is a piece of its own");
  app.add_option("--max-texts", training_.max_texts, "Learn from a random draw of so many texts (0: all)")
      ->capture_default_str();
  app.add_option("--text-column", reading_.text_column, "Where a row's text is")->capture_default_str();
  AddMaxBadRowsFlag(app, reading_.rows.max_bad_rows);
  app.add_option("--num-threads", training_.num_threads, "CPU threads")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app.add_option("--seed", training_.seed, "Of the random draw")->capture_default_str();
  app.add_flag("--overwrite", overwrite_, "Replace the tokenizer of a folder that has one");
  app.footer(kExamples);
}

Result<int> TrainTokenizerCommand::Train() const {
  const fs::path folder = output_;
  std::error_code error;
  if (fs::exists(folder / "tokenizer.json", error) && !overwrite_)
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{} holds a tokenizer; --overwrite replaces it", folder.string()));
  fs::create_directories(folder, error);
  if (error) return Fail(ErrorCode::kIo, fmt::format("cannot create {}: {}", folder.string(), error.message()));
  TextReaderOptions reading = reading_;
  reading.rows.bad_rows = std::make_shared<BadRows>(BadRowLimits{.max_rows = reading_.rows.max_bad_rows});
  GODEL_TRY(const TrainedTokenizer trained, TrainTokenizer(TextsOf(files_, reading), training_));
  PrintSkippedRows(*reading.rows.bad_rows);
  for (const auto& [name, content] : trained.files) GODEL_TRY_STATUS(WriteTextFile(folder / name, content));
  GODEL_TRY(const Tokenizer tokenizer, Tokenizer::Load(folder));
  fmt::print("{} texts, {:.1f} MB{}\n{}: vocab_size {}\n", trained.counts.texts,
             static_cast<double>(trained.counts.bytes) / 1e6,
             trained.counts.skipped_texts > 0 ? fmt::format(" ({} skipped)", trained.counts.skipped_texts) : "",
             folder.string(), tokenizer.vocab_size());
  return kDone;
}

int TrainTokenizerCommand::Run() const {
  return ExitStatus(Train());
}

}  // namespace godel::apps
