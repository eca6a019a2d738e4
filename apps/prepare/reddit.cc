// SPDX-License-Identifier: MIT
// `godel prepare reddit`: Reddit's monthly dumps as conversations.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>

#include "command_line/example_flags.h"
#include "command_line/exit_status.h"
#include "command_line/progress_bar.h"
#include "godel/prepare/list_file.h"
#include "godel/prepare/reddit/reddit_run.h"
#include "prepare/prepared_output.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRedditExamples = R"(Examples:
  godel prepare reddit dumps/ -o reddit.jsonl.zst --jobs 16
  godel prepare reddit RS_2018-03.zst RC_2018-03.zst --format tsv --keep-branches --min-score 0 -o test.tsv
  cat threads.jsonl | godel prepare reddit --pipe -o -

Dumps hold submissions and comments as JSON lines, plain, .gz or .zst; which is which shows in the lines. Months are read
together, so a comment finds its submission in an earlier month. A run that is ended goes on where it was when it is
called again in the same way. docs/prepare-reddit.md explains every filter and the counts.)";

struct RedditFlags {
  PreparedOutputFlags output;
  std::vector<std::string> inputs;
  ConversationParams params;
  RedditFormat format = RedditFormat::kExamples;
  bool keep_branches = false;
  bool no_clean = false;
  bool pipe = false;
  bool keep_work = false;
  std::string words, subreddits, keys, work;
  size_t jobs = 0;
  size_t pieces = 0;
  size_t memory_mib = 1024;
  size_t max_bad_rows = SIZE_MAX;
};

Result<std::vector<std::string>> ListInputs(const std::vector<std::string>& inputs) {
  std::vector<std::string> files;
  for (const std::string& input : inputs) {
    std::error_code failed;
    if (!fs::is_directory(input, failed)) {
      if (!fs::exists(input, failed))
        return Fail(ErrorCode::kNotFound, fmt::format("{}: there is no such file", input));
      files.push_back(input);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(input, failed))
      if (entry.is_regular_file(failed) && !entry.path().filename().string().starts_with('.'))
        files.push_back(entry.path().string());
  }
  if (files.empty()) return Fail(ErrorCode::kInvalidArgument, "no dumps; name files or folders, or --pipe");
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

// A folder of YYYY-MM.gz (keys to keep) and YYYY-MM-o.gz (hashes of offensive turns).
Status ReadKeyFolder(const std::string& folder, RedditRun& run, Blocklists& blocklists) {
  GODEL_TRY(const std::vector<std::string> files, ListInputs({folder}));
  for (const std::string& file : files) {
    const std::string name = fs::path(file).filename().string();
    if (name.substr(0, name.find('.')).ends_with("-o")) {
      GODEL_TRY(const std::vector<std::string> hashes, ReadListFile(file));
      for (const std::string& hash : hashes) {
        const Status added = blocklists.turns.Add(hash);
        if (!added) return Within(file, added.error());
      }
    } else {
      run.keys.push_back(file);
    }
  }
  blocklists.turns.Seal();
  run.params.use_keys = !run.keys.empty();
  return {};
}

std::vector<std::pair<std::string, std::string>> Parameters(const RedditFlags& flags,
                                                            const ConversationParams& params) {
  const auto yes_no = [](bool on) { return std::string(on ? "yes" : "no"); };
  return {{"format", flags.format == RedditFormat::kTsv ? "tsv" : "examples"},
          {"min-depth", fmt::format("{}", params.min_depth)},
          {"max-depth", fmt::format("{}", params.max_depth)},
          {"min-score", fmt::format("{}", params.min_score)},
          {"use-title", yes_no(params.use_title)},
          {"leaves-only", yes_no(params.leaves_only)},
          {"clean", yes_no(params.clean)},
          {"max-len", fmt::format("{}", params.max_length)},
          {"max-len-type", params.length_unit == LengthUnit::kWords ? "w" : "c"},
          {"word-blocklist", flags.words},
          {"subreddit-blocklist", flags.subreddits},
          {"keys", flags.keys}};
}

// What must be the same for a run to go on: inputs with their sizes, parameters, and the number of pieces.
std::string Plan(const RedditFlags& flags, const RedditRun& run) {
  std::string plan = fmt::format("pieces\t{}\n", run.pieces);
  for (const auto& [name, value] : Parameters(flags, run.params)) plan += fmt::format("{}\t{}\n", name, value);
  std::vector<std::string> files = run.dumps;
  files.insert(files.end(), run.keys.begin(), run.keys.end());
  for (const std::string& file : {flags.words, flags.subreddits})
    if (!file.empty()) files.push_back(file);
  for (const std::string& file : files) {
    std::error_code failed;
    const auto written = fs::last_write_time(file, failed).time_since_epoch().count();
    plan += fmt::format("{}\t{}\t{}\n", file, fs::file_size(file, failed), failed ? 0 : written);
  }
  return plan;
}

// About 256 MiB of compressed dumps a piece.
size_t DefaultPieces(const std::vector<std::string>& files, size_t jobs) {
  uintmax_t bytes = 0;
  for (const std::string& file : files) {
    std::error_code failed;
    const auto size = fs::file_size(file, failed);
    if (!failed) bytes += size;
  }
  return std::clamp<size_t>(std::max<size_t>(bytes >> 28, jobs), 1, 256);
}

Result<RedditRun> MakeRun(const RedditFlags& flags, Blocklists& blocklists) {
  RedditRun run;
  run.params = flags.params;
  run.params.leaves_only = !flags.keep_branches;
  run.params.clean = !flags.no_clean;
  run.format = flags.format;
  run.blocklists = &blocklists;
  run.max_bad_rows = flags.max_bad_rows;
  run.memory_bytes = flags.memory_mib << 20;
  run.jobs = flags.jobs > 0 ? flags.jobs : std::max(1U, std::thread::hardware_concurrency());
  if (!flags.words.empty()) {
    GODEL_TRY(const std::vector<std::string> phrases, ReadListFile(flags.words));
    blocklists.phrases = PhraseMatcher(phrases);
  }
  if (!flags.subreddits.empty()) {
    GODEL_TRY(blocklists.subreddits, ReadSubreddits(flags.subreddits));
  }
  if (!flags.keys.empty()) GODEL_TRY_STATUS(ReadKeyFolder(flags.keys, run, blocklists));
  if (run.params.min_depth > run.params.max_depth + (run.params.use_title ? 1 : 0))
    return Fail(ErrorCode::kInvalidArgument, "--min-depth is larger than --max-depth, so nothing would be left");
  return run;
}

Result<RedditOutcome> Work(const RedditFlags& flags, RedditRun& run, ExampleWriter& writer) {
  const auto use = [&](std::string_view row) { return writer.WriteRow(row); };
  if (flags.pipe) {
    if (run.params.use_keys) return Fail(ErrorCode::kInvalidArgument, "--keys does not go with --pipe");
    run.work = flags.work.empty() ? fs::temp_directory_path() / fmt::format("godel-reddit-{}", ::getpid())
                                  : fs::path(flags.work);
    std::error_code failed;
    fs::create_directories(run.work, failed);
    GODEL_TRY(LineSource lines, LineSource::Open("-"));
    auto outcome = PipeReddit(run, lines, use);
    if (flags.work.empty()) fs::remove_all(run.work, failed);
    return outcome;
  }
  GODEL_TRY(run.dumps, ListInputs(flags.inputs));
  run.pieces = flags.pieces > 0 ? flags.pieces : DefaultPieces(run.dumps, 16);
  run.work = flags.work.empty() ? fs::path(flags.output.output + ".work") : fs::path(flags.work);
  if (flags.work.empty() && flags.output.output == "-")
    return Fail(ErrorCode::kInvalidArgument, "with --output - the temporary files need a place: --work FOLDER");
  run.plan = Plan(flags, run);
  ProgressBar bar;
  run.progress = [&](double share) { bar.ShowText(share, "inputs and pieces"); };
  return RunReddit(run, use);
}

Result<int> Prepare(const RedditFlags& flags) {
  if (flags.pipe != flags.inputs.empty())
    return Fail(ErrorCode::kInvalidArgument, "name dumps, or --pipe to read the standard input; not both");
  Blocklists blocklists;
  GODEL_TRY(RedditRun run, MakeRun(flags, blocklists));
  GODEL_TRY(ExampleWriter writer, OpenPreparedOutput(flags.output));
  GODEL_TRY(const RedditOutcome outcome, Work(flags, run, writer));
  for (const std::string& row : outcome.bad_rows) fmt::print(stderr, "  skipped {}\n", row);
  PreparationRecord record{.made_by = "godel prepare reddit"};
  record.parameters = Parameters(flags, run.params);
  record.inputs = run.dumps;
  record.tally = outcome.tally;
  if (flags.pipe && writer.examples() == 0) {  // a partition may well hold nothing
    GODEL_TRY_STATUS(writer.Commit());
    return kDone;
  }
  GODEL_TRY_STATUS(FinishPreparation(flags.output, record, std::move(writer)));
  std::error_code ignored;
  if (!flags.keep_work && !flags.pipe) fs::remove_all(run.work, ignored);
  return kDone;
}

void AddFilterFlags(CLI::App& app, RedditFlags& flags) {
  ConversationParams& params = flags.params;
  app.add_option("--min-depth", params.min_depth, "Fewest turns of a conversation, its reply among them")
      ->type_name("N")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--max-depth", params.max_depth, "Most comments of a conversation")
      ->type_name("N")
      ->check(CLI::Range(1, 99))
      ->capture_default_str();
  app.add_option("--min-score", params.min_score, "Lowest score of a reply")->type_name("N")->capture_default_str();
  app.add_flag("--use-title", params.use_title, "The submission's title as the first turn, \"title: ...\"");
  auto* const branches =
      app.add_flag("--keep-branches", flags.keep_branches, "Each comment as a reply, and no weights");
  app.add_flag("--leaves-only")
      ->description("Only comments without answers as replies, with weights; so it is anyway")
      ->excludes(branches);
  app.add_flag("--no-clean", flags.no_clean, "Without the filters for addresses, brackets, capitals and so on");
  app.add_option("--max-len", params.max_length, "Longest turn")->type_name("N")->capture_default_str();
  app.add_option("--max-len-type", params.length_unit, "What --max-len counts: w for words, c for characters")
      ->type_name("w|c")
      ->transform(CLI::CheckedTransformer(
                      std::map<std::string, LengthUnit>{{"w", LengthUnit::kWords}, {"c", LengthUnit::kCharacters}})
                      .description(""));
  app.add_option("--word-blocklist", flags.words, "Phrases that make a turn offensive, one a line")->type_name("FILE");
  app.add_option("--subreddit-blocklist", flags.subreddits, "Subreddits to leave out, one a line")->type_name("FILE");
  app.add_option("--keys", flags.keys,
                 "A folder with YYYY-MM.gz (comments to keep) and YYYY-MM-o.gz (turns to discard)")
      ->type_name("FOLDER");
}

}  // namespace

Command AddPrepareReddit(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("reddit", "Conversations of Reddit's monthly dumps");
  const auto flags = std::make_shared<RedditFlags>();
  app->add_option("DUMPS", flags->inputs, "Files RS_* and RC_*, or folders of them")->type_name("");
  AddPreparedOutputFlags(*app, flags->output);
  app->add_option("--format", flags->format, "examples, or tsv: \"ids <tab> turns <tab> reply\" with weights")
      ->type_name("examples|tsv")
      ->transform(CLI::CheckedTransformer(std::map<std::string, RedditFormat>{{"examples", RedditFormat::kExamples},
                                                                              {"tsv", RedditFormat::kTsv}})
                      .description(""));
  AddFilterFlags(*app, *flags);
  app->add_option("--jobs", flags->jobs, "Threads; 0 for one a core")->type_name("N")->check(CLI::Range(0, 1024));
  app->add_option("--pieces", flags->pieces, "Pieces of the work; 0 for some by the size of the dumps")
      ->type_name("N")
      ->check(CLI::Range(0, 256));
  app->add_option("--memory", flags->memory_mib, "MiB for sorting, of all threads together")
      ->type_name("MIB")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
  app->add_option("--work", flags->work, "Folder for temporary files; OUTPUT.work when not given")->type_name("FOLDER");
  app->add_flag("--keep-work", flags->keep_work, "Leave the temporary files when all is done");
  AddMaxBadRowsFlag(*app, flags->max_bad_rows);
  app->add_flag("--pipe", flags->pipe, "Read lines of whole threads from the standard input");
  app->footer(kRedditExamples);
  return {.app = app, .run = [flags] {
            const Result<int> status = Prepare(*flags);
            return status ? *status : Report(status.error());
          }};
}

}  // namespace godel::apps
