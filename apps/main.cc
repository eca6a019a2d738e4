// SPDX-License-Identifier: MIT
#include "program.h"

int main(int argc, char** argv) {
  return godel::apps::RunProgram(argc, argv);
}
