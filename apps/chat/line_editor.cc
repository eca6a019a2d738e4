// SPDX-License-Identifier: MIT
#include "chat/line_editor.h"

#include <editline/readline.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "command_line/interrupt.h"
#include "godel/base/utf8.h"

namespace godel::apps {
namespace {

// A byte of the terminal; -1 at the end and after a Ctrl-C. SIGINT is held back except while waiting, so that one that
// comes just before the wait still ends it.
int ReadByte() {
  const DelayInterrupts delay;
  sigset_t while_waiting;
  pthread_sigmask(SIG_BLOCK, nullptr, &while_waiting);
  sigdelset(&while_waiting, SIGINT);
  while (!Interrupted()) {
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (ppoll(&input, 1, nullptr, &while_waiting) < 0) {
      if (errno == EINTR) continue;  // Ctrl-C, or another signal, say a new window size
      return -1;
    }
    unsigned char byte = 0;
    return read(STDIN_FILENO, &byte, 1) == 1 ? byte : -1;
  }
  return -1;
}

bool InputWaits() {
  pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  return poll(&input, 1, 0) > 0;
}

// A byte that editline may see. A Ctrl-D typed before the terminal was in editing mode arrives as a zero that waits
// already: it is still a wish to leave. Other zeros (Ctrl-Space) are passed over, because editline binds zero to
// "insert the next key as it is", through the terminal's keys that are switched off.
int ReadKey() {
  constexpr int kCtrlD = 4;
  while (true) {
    const bool typed_ahead = InputWaits();
    const int byte = ReadByte();
    if (byte != 0) return byte;
    if (typed_ahead) return kCtrlD;
  }
}

// What editline calls for each character. Its own reader goes on after the first EINTR, so that Ctrl-C at the prompt
// would do nothing.
int ReadCharacter(FILE*) {
  const int first = ReadKey();
  if (first < 0xC0) return first;
  std::string bytes(1, static_cast<char>(first));
  for (int left = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1; left > 0; --left) {
    const int next = ReadByte();
    if (next < 0) return next;
    bytes += static_cast<char>(next);
  }
  const auto point = DecodeUtf8(bytes);
  return point ? static_cast<int>(point->value) : 0xFFFD;
}

}  // namespace

void StartLineEditing() {
  // Only the character type: number formats must stay the C locale's. Where nothing is set, containers mostly, UTF-8
  // is still what terminals speak.
  if (std::setlocale(LC_CTYPE, "") == nullptr || MB_CUR_MAX == 1) std::setlocale(LC_CTYPE, "C.UTF-8");
  rl_catch_signals = 0;
  rl_getc_function = ReadCharacter;
  using_history();
}

LineEvent ReadTypedLine(const std::string& prompt, std::string* line) {
  TakeInterrupt();
  struct Free {
    void operator()(char* text) const { std::free(text); }
  };
  const std::unique_ptr<char, Free> typed(readline(prompt.c_str()));
  if (TakeInterrupt()) return LineEvent::kInterrupt;
  if (!typed) return LineEvent::kEnd;
  *line = typed.get();
  if (!line->empty()) add_history(line->c_str());
  return LineEvent::kLine;
}

}  // namespace godel::apps
