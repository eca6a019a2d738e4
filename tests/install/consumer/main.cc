// SPDX-License-Identifier: MIT
#include <cstdio>

#include "godel/dialog/dialog_session.h"
#include "godel/engine/engine.h"

// Prints the ids of a line and a reply to it, with the model folder given.
int main(int argc, char** argv) {
  if (argc != 2) return 2;
  auto engine = godel::Engine::Load(argv[1]);
  if (!engine) {
    std::fprintf(stderr, "%s\n", engine.error().message.c_str());
    return 1;
  }
  const auto ids = (*engine)->tokenizer().Encode("Hello EOS there");
  if (!ids || ids->empty()) return 1;
  std::printf("ids:");
  for (const godel::TokenId id : *ids) std::printf(" %d", static_cast<int>(id));

  godel::DialogSession session(**engine, (*engine)->default_params());
  const auto reply = session.Respond("Hello!");
  if (!reply) {
    std::fprintf(stderr, "%s\n", reply.error().message.c_str());
    return 1;
  }
  std::printf("\nreply: %s\n", reply->text.c_str());
}
