// SPDX-License-Identifier: MIT
// Whole lines into a file or a pipe, so that an interrupted run leaves a file to go on from.
#pragma once
#include <string>
#include <string_view>

#include "godel/base/result.h"

namespace godel::apps {

enum class ExistingFile { kRefuse, kOverwrite, kAppend };

class OutputFile {
 public:
  // "-" or "" is the standard output. An empty file and what is no regular file (a pipe, /dev/null) count as new.
  static Result<OutputFile> Open(const std::string& path, ExistingFile existing);
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  // Adds "\n" and hands the line to the system at once. Interrupts (interrupt.h) wait for the end of it.
  Status WriteLine(std::string line);

 private:
  OutputFile(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
  int fd_;
  std::string name_;
};

// What OutputFile::Open(path, kRefuse) would refuse, asked before the model is loaded.
bool HoldsSomething(const std::string& path);

// Error: kInvalidArgument when there is something under the name and `overwrite`, which is the flag --overwrite, is not
// set.
Status CheckNewFile(const std::string& path, bool overwrite);

}  // namespace godel::apps
