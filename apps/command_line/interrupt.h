// SPDX-License-Identifier: MIT
// Ctrl-C. Signals are the one place where a program has state of its own; all of it is in interrupt.cc.
#pragma once
#include <csignal>

namespace godel::apps {

// While it lives, SIGINT is held back on this thread and comes at the end of the scope.
class DelayInterrupts {
 public:
  DelayInterrupts();
  ~DelayInterrupts();
  DelayInterrupts(const DelayInterrupts&) = delete;
  DelayInterrupts& operator=(const DelayInterrupts&) = delete;

 private:
  sigset_t before_;
};

// From now on Ctrl-C prints `message` (which must live as long as the program) and ends the program with kInterrupted.
void ExitOnInterrupt(const char* message);

// From now on Ctrl-C only leaves a mark, and system calls that wait return with EINTR.
void CatchInterrupts();
// The first Ctrl-C or SIGTERM (whoever stops a job sends it) only leaves a mark; the second ends the program, whatever
// it is waiting for.
void CatchFirstStop();
// Whether there was one since the last call.
bool TakeInterrupt();
// The same without forgetting it.
bool Interrupted();

}  // namespace godel::apps
