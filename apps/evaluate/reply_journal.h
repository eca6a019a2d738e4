// SPDX-License-Identifier: MIT
// The replies of a long `godel evaluate`, kept as they come, so that an interrupted run can go on.
#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "command_line/output_file.h"
#include "command_line/result_json.h"
#include "godel/base/result.h"
#include "godel/evaluate/generation_run.h"

namespace godel::apps {

// A file of lines: what the replies depend on, and then a reply a line. For any thread.
class ReplyJournal {
 public:
  // Goes on with the file when its first line is `setting`, and begins anew otherwise. What a crash cut off is left
  // out. Error: kIo.
  static Result<std::unique_ptr<ReplyJournal>> Open(const std::filesystem::path& path, const OutputJson& setting);

  // Those of data file number `file`, which has so many examples.
  std::vector<std::optional<GeneratedReply>> Known(size_t file, size_t examples) const;
  size_t num_known() const { return known_.size(); }

  // Adds a line. Once a write has failed, the others are left out: the run itself needs none of them.
  void Add(size_t file, size_t example, const GeneratedReply& reply);

  // Removes the file: the run is over.
  void Remove();

 private:
  struct Entry {
    size_t file = 0, example = 0;
    GeneratedReply reply;
  };
  ReplyJournal(std::filesystem::path path, std::vector<Entry> known, OutputFile output)
      : path_(std::move(path)), known_(std::move(known)), output_(std::move(output)) {}

  // The replies in the file, or nullopt when it is another run's.
  static std::optional<std::vector<Entry>> Read(const std::filesystem::path& path, const OutputJson& setting);

  std::filesystem::path path_;
  std::vector<Entry> known_;
  std::mutex mutex_;
  OutputFile output_;
  bool failed_ = false;
};

}  // namespace godel::apps
