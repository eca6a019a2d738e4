// SPDX-License-Identifier: MIT
// Runs the built program as a user does.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace godel::testing {

struct ProgramRun {
  int status = -1;  // exit status; 128 + signal when a signal ended it
  std::string out;
  std::string err;
};

// With `input` on its standard input and GODEL_MODEL naming the small model.
ProgramRun RunGodel(const std::vector<std::string>& arguments, const std::string& input = "");

// As if the disk were full when a file reaches `bytes` (support/full_disk.h).
ProgramRun RunGodelOnFullDisk(size_t bytes, const std::vector<std::string>& arguments);

// In a terminal of its own: `script` pairs what to wait for with what to type then. Gives all that it showed; status -1
// when something did not appear within 30 seconds.
struct Typing {
  std::string after;
  std::string keys;
};
ProgramRun RunGodelInTerminal(const std::vector<std::string>& arguments, const std::vector<Typing>& script);

std::vector<std::string> Lines(const std::string& text);

inline bool Holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace godel::testing
