// SPDX-License-Identifier: MIT
// The program without its main, so that tests and the fuzzer can link everything else.
#pragma once

namespace godel::apps {

int RunProgram(int argc, char** argv);

}  // namespace godel::apps
