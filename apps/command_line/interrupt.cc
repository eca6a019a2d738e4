// SPDX-License-Identifier: MIT
#include "command_line/interrupt.h"

#include <pthread.h>
#include <unistd.h>

#include <cstring>

#include "command_line/exit_status.h"

namespace godel::apps {
namespace {

volatile std::sig_atomic_t interrupted = 0;
const char* volatile exit_message = "";

void Install(void (*handler)(int), int signal = SIGINT) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  action.sa_flags = 0;  // no SA_RESTART: a waiting read must come back
  sigaction(signal, &action, nullptr);
}

}  // namespace

DelayInterrupts::DelayInterrupts() {
  sigset_t interrupts;
  sigemptyset(&interrupts);
  sigaddset(&interrupts, SIGINT);
  pthread_sigmask(SIG_BLOCK, &interrupts, &before_);
}

DelayInterrupts::~DelayInterrupts() {
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void ExitOnInterrupt(const char* message) {
  exit_message = message;
  Install([](int) {
    const char* const text = exit_message;
    [[maybe_unused]] const ssize_t ignored = write(STDERR_FILENO, text, std::strlen(text));
    _exit(kInterrupted);
  });
}

void CatchInterrupts() {
  Install([](int) { interrupted = 1; });
}

void CatchFirstStop() {
  const auto mark = [](int) {
    interrupted = 1;
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
  };
  Install(mark);
  Install(mark, SIGTERM);
}

bool TakeInterrupt() {
  const bool was = interrupted != 0;
  interrupted = 0;
  return was;
}

bool Interrupted() {
  return interrupted != 0;
}

}  // namespace godel::apps
