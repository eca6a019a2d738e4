// SPDX-License-Identifier: MIT
// Lines in the order of their bytes, however many there are: sorted runs in a folder, merged in the end.
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"

namespace godel {

// Takes a line without its "\n"; the view holds during the call.
using UseLine = std::function<Status(std::string_view)>;

// For one thread at a time. Memory: about `memory_bytes`, but at least one line and 64 KiB for each of 64 runs.
class ExternalSorter {
 public:
  // Runs are written into `folder` and removed again; it must exist.
  ExternalSorter(std::filesystem::path folder, size_t memory_bytes);
  ~ExternalSorter();
  ExternalSorter(const ExternalSorter&) = delete;
  ExternalSorter& operator=(const ExternalSorter&) = delete;

  // `line` holds no "\n". Error: kIo.
  Status Add(std::string_view line);
  // Calls `use` with each line in order, and stops at its first error. Once, after the last Add.
  Status Drain(const UseLine& use);

 private:
  void SortLines();
  Status WriteRun();
  Status FlattenRuns();

  struct Line {
    size_t begin;
    size_t size;
    uint64_t key;  // SortLines
  };
  std::filesystem::path folder_;
  size_t memory_bytes_;
  std::string text_;
  std::vector<Line> lines_;
  std::vector<std::filesystem::path> runs_;
  size_t runs_made_ = 0;
};

// Calls `use` with the lines of files that are each sorted by bytes, all in order; equal ones as often as they come.
Status MergeSortedFiles(const std::vector<std::filesystem::path>& files, const UseLine& use);

}  // namespace godel
