// SPDX-License-Identifier: MIT
#include "e2e/run_program.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <sstream>

#include "godel/base/mapped_file.h"
#include "support/full_disk.h"
#include "support/golden.h"

namespace godel::testing {
namespace {

[[noreturn]] void Execute(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {GODEL_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  setenv("GODEL_MODEL", (ModelsDir() / "godel-mini").c_str(), 1);
  setenv("TERM", "dumb", 1);
  execv(GODEL_PROGRAM, argv.data());
  _exit(99);
}

int Status(int wait_status) {
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

}  // namespace

ProgramRun RunGodel(const std::vector<std::string>& arguments, const std::string& input) {
  const TempDir dir;  // files, not pipes: nobody has to read while the program writes
  const auto in = dir.Write("in", input), out = dir.Write("out", ""), err = dir.Write("err", "");
  const pid_t child = fork();
  if (child == 0) {
    dup2(open(in.c_str(), O_RDONLY), STDIN_FILENO);
    dup2(open(out.c_str(), O_WRONLY), STDOUT_FILENO);
    dup2(open(err.c_str(), O_WRONLY), STDERR_FILENO);
    Execute(arguments);
  }
  int status = 0;
  waitpid(child, &status, 0);
  constexpr size_t kMaxBytes = size_t{64} << 20;
  return {.status = Status(status),
          .out = ReadTextFile(out, kMaxBytes).value(),
          .err = ReadTextFile(err, kMaxBytes).value()};
}

ProgramRun RunGodelOnFullDisk(size_t bytes, const std::vector<std::string>& arguments) {
  const FullDisk full(bytes);  // the child inherits it, and that the signal is ignored
  return RunGodel(arguments);
}

ProgramRun RunGodelInTerminal(const std::vector<std::string>& arguments, const std::vector<Typing>& script) {
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
  if (child == 0) Execute(arguments);
  ProgramRun run;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  size_t step = 0, seen = 0, quiet_rounds = 0;
  bool open = true;
  while (open && std::chrono::steady_clock::now() < deadline) {
    pollfd waiting{.fd = terminal, .events = POLLIN, .revents = 0};
    const bool ready = poll(&waiting, 1, 100) > 0;
    quiet_rounds = ready ? 0 : quiet_rounds + 1;
    if (ready) {
      char bytes[4096];
      const ssize_t got = read(terminal, bytes, sizeof bytes);
      open = got > 0;  // EIO: the program left
      if (open) run.out.append(bytes, static_cast<size_t>(got));
    }
    if (step == script.size()) {
      // Keys that came while the prompt was shown but the terminal not yet in its editing mode can get lost.
      constexpr size_t kPatience = 5;
      if (quiet_rounds % kPatience == kPatience - 1 && !script.empty()) {
        const std::string& again = script.back().keys;
        open = write(terminal, again.data(), again.size()) == static_cast<ssize_t>(again.size());
      }
      continue;
    }
    const size_t found = run.out.find(script[step].after, seen);
    if (found == std::string::npos) continue;
    seen = found + script[step].after.size();
    const std::string& keys = script[step++].keys;
    open = write(terminal, keys.data(), keys.size()) == static_cast<ssize_t>(keys.size());
  }
  if (open) kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  close(terminal);
  run.status = open || step < script.size() ? -1 : Status(status);
  return run;
}

std::vector<std::string> Lines(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace godel::testing
