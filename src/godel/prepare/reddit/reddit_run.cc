// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/reddit_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <system_error>
#include <utility>

#include "godel/dataset/text_sink.h"
#include "godel/prepare/reddit/dump_reader.h"
#include "godel/prepare/reddit/external_sorter.h"
#include "godel/prepare/reddit/piece_files.h"
#include "godel/prepare/reddit/work_folder.h"

namespace godel {
namespace {

namespace fs = std::filesystem;

// From sorted records to rows.
class RowMaker {
 public:
  RowMaker(const RedditRun& run, Tally& tally, UseLine use)
      : finder_(run.params, *run.blocklists), rows_(run.format), tally_(tally), use_(std::move(use)) {}

  Status MakeRows(ExternalSorter& sorter) {
    ThreadBuilder builder([this](const Thread& thread) { return UseThread(thread); }, tally_);
    GODEL_TRY_STATUS(sorter.Drain([&](std::string_view record) { return builder.Add(record); }));
    return builder.Finish();
  }

 private:
  Status UseThread(const Thread& thread) {
    return finder_.Find(thread, tally_, [&](const Conversation& conversation) -> Status {
      for (const std::string& row : rows_.RowsOf(conversation, tally_)) GODEL_TRY_STATUS(use_(row));
      return {};
    });
  }

  ConversationFinder finder_;
  ConversationRows rows_;
  Tally& tally_;
  UseLine use_;
};

class Runner {
 public:
  explicit Runner(const RedditRun& run) : run_(run), inputs_(run.dumps.size() + run.keys.size()) {}

  Result<RedditOutcome> Run(const UseLine& use) {
    GODEL_TRY_STATUS(OpenWorkFolder(run_.work, run_.plan));
    GODEL_TRY(const size_t known_bad_rows, KnownBadRows());
    SharedBadRows bad_rows(run_.max_bad_rows, known_bad_rows);
    const size_t jobs = std::max<size_t>(run_.jobs, 1);
    GODEL_TRY_STATUS(RunParallel(inputs_, jobs, [&](size_t i) { return Spread(i, bad_rows); }));
    GODEL_TRY_STATUS(RunParallel(run_.pieces, jobs, [&](size_t piece) { return Gather(piece); }));
    RedditOutcome outcome{.tally = RedditTally(), .bad_rows = bad_rows.first()};
    std::vector<fs::path> rows;
    for (size_t i = 0; i < inputs_; ++i) {
      GODEL_TRY(const Tally tally, ReadTally(SpreadFolder(i) / "tally"));
      outcome.tally += tally;
    }
    for (size_t piece = 0; piece < run_.pieces; ++piece) {
      GODEL_TRY(const Tally tally, ReadTally(PieceTally(piece)));
      outcome.tally += tally;
      rows.push_back(PieceRows(piece));
    }
    GODEL_TRY_STATUS(MergeSortedFiles(rows, [&](std::string_view row) { return use(WrittenRow(row, run_.format)); }));
    return outcome;
  }

 private:
  fs::path SpreadFolder(size_t input) const { return run_.work / fmt::format("input-{:05}", input); }
  fs::path PieceRows(size_t piece) const { return run_.work / fmt::format("piece-{:05}.rows", piece); }
  fs::path PieceTally(size_t piece) const { return run_.work / fmt::format("piece-{:05}.tally", piece); }
  size_t MemoryOfJob() const { return run_.memory_bytes / std::max<size_t>(run_.jobs, 1); }

  Result<size_t> KnownBadRows() const {
    size_t count = 0;
    for (size_t i = 0; i < inputs_; ++i) {
      if (!fs::exists(SpreadFolder(i))) continue;
      GODEL_TRY(const Tally tally, ReadTally(SpreadFolder(i) / "tally"));
      count += tally.Of("bad rows");
    }
    return count;
  }

  void ShowProgress(size_t finished) {
    done_ += finished;
    if (!run_.progress) return;
    const std::lock_guard lock(mutex_);
    run_.progress(static_cast<double>(done_) / static_cast<double>(inputs_ + run_.pieces));
  }

  // One input into its records of each piece.
  Status Spread(size_t input, SharedBadRows& bad_rows) {
    const fs::path folder = SpreadFolder(input);
    if (!fs::exists(folder)) {
      const bool is_keys = input >= run_.dumps.size();
      GODEL_TRY(LineSource lines, LineSource::Open(is_keys ? run_.keys[input - run_.dumps.size()] : run_.dumps[input]));
      GODEL_TRY(PieceFiles files, PieceFiles::Create(folder, run_.pieces, MemoryOfJob()));
      Tally tally;
      const DumpReading reading{
          .file = input, .bad_rows = &bad_rows, .tally = &tally, .progress = [this] { ShowProgress(0); }};
      const auto add = [&](std::string_view record) { return files.Add(record); };
      GODEL_TRY_STATUS(is_keys ? ReadKeys(lines, reading, add) : ReadDump(lines, reading, add));
      GODEL_TRY_STATUS(files.Flush());
      GODEL_TRY_STATUS(WriteTally(files.folder() / "tally", tally));
      GODEL_TRY_STATUS(files.Commit());
    }
    ShowProgress(1);
    return {};
  }

  // All inputs' records of a piece into its rows. The tally comes last and says that the piece is done.
  Status Gather(size_t piece) {
    if (!fs::exists(PieceTally(piece))) {
      const fs::path runs = run_.work / fmt::format("piece-{:05}.runs", piece);
      std::error_code failed;
      fs::remove_all(runs, failed);
      fs::create_directories(runs, failed);
      Tally tally;
      GODEL_TRY(const std::unique_ptr<TextSink> sink, OpenTextSink(PieceRows(piece).string()));
      {
        ExternalSorter sorter(runs, MemoryOfJob());
        for (size_t input = 0; input < inputs_; ++input)
          GODEL_TRY_STATUS(
              ReadPieceFile(SpreadFolder(input), piece, [&](std::string_view record) { return sorter.Add(record); }));
        RowMaker maker(run_, tally, [&](std::string_view row) { return sink->WriteLine(row); });
        GODEL_TRY_STATUS(maker.MakeRows(sorter));
      }
      GODEL_TRY_STATUS(sink->Commit());
      fs::remove_all(runs, failed);
      GODEL_TRY_STATUS(WriteTally(PieceTally(piece), tally));
    }
    ShowProgress(1);
    return {};
  }

  const RedditRun& run_;
  size_t inputs_;
  std::atomic<size_t> done_ = 0;
  std::mutex mutex_;
};

}  // namespace

Tally RedditTally() {
  return {"submissions",
          "dropped: few comments",
          "comments",
          "dropped: deleted",
          "dropped: quotes",
          "dropped: short comment",
          "dropped: no submission",
          "dropped: not in keys",
          "dropped: has answers",
          "dropped: subreddit",
          "dropped: score",
          "dropped: long turn",
          "dropped: too few turns",
          "dropped: offensive",
          "dropped: short reply",
          "dropped: long word",
          "dropped: too many words",
          "dropped: address",
          "dropped: brackets",
          "dropped: capitals",
          "dropped: repeated word",
          "conversations",
          "bad rows"};
}

Result<RedditOutcome> RunReddit(const RedditRun& run, const std::function<Status(std::string_view)>& use) {
  return Runner(run).Run(use);
}

Result<RedditOutcome> PipeReddit(const RedditRun& run, LineSource& lines,
                                 const std::function<Status(std::string_view)>& use) {
  RedditOutcome outcome{.tally = RedditTally()};
  SharedBadRows bad_rows(run.max_bad_rows);
  ExternalSorter sorter(run.work, run.memory_bytes);
  const DumpReading reading{.bad_rows = &bad_rows, .tally = &outcome.tally};
  GODEL_TRY_STATUS(ReadDump(lines, reading, [&](std::string_view record) { return sorter.Add(record); }));
  RowMaker maker(run, outcome.tally, [&](std::string_view row) { return use(WrittenRow(row, run.format)); });
  GODEL_TRY_STATUS(maker.MakeRows(sorter));
  outcome.bad_rows = bad_rows.first();
  return outcome;
}

}  // namespace godel
