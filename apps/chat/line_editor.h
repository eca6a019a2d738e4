// SPDX-License-Identifier: MIT
// A person at a terminal: readline editing and a history that ends with the program.
#pragma once
#include <string>

namespace godel::apps {

enum class LineEvent { kLine, kInterrupt, kEnd };

// Prepares the terminal's character set; once, before the first ReadTypedLine.
void StartLineEditing();

// Waits for a line. kInterrupt: Ctrl-C (CatchInterrupts must be in force); kEnd: Ctrl-D.
LineEvent ReadTypedLine(const std::string& prompt, std::string* line);

}  // namespace godel::apps
