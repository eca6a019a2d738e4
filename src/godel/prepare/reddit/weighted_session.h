// SPDX-License-Identifier: MIT
// DialoGPT's training rows, "src <tab> tgt", and the examples that GODEL makes of them: each turn has a weight in
// front, "1.0 " or, for one that should not be learned, "0.0 ", and src joins its turns by " EOS ".
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/example.h"

namespace godel {

struct WeightedTurn {
  std::string text;
  bool keep = true;  // false for weight 0
};

enum class SessionRules {
  kFixed,
  // As create_reddit.py: any number in front of a turn is its weight ("2 dogs" loses its 2); a session with a weight of
  // 0 in its source is left out whole.
  kUpstream,
};

// The turns of a row, the target last. Error: kBadData without exactly one tab.
Result<std::vector<WeightedTurn>> ParseWeightedRow(std::string_view row, SessionRules rules = SessionRules::kFixed);

// The turns to learn from: those before the first with weight 0, which can neither be a reply nor a context. By
// upstream's rules none when that is in the source.
std::vector<std::string> SessionTurns(const std::vector<WeightedTurn>& turns,
                                      SessionRules rules = SessionRules::kFixed);

// An example for each turn but the first, with all turns before it as its context. Empty turns are left out.
std::vector<Example> UnrollSession(const std::vector<std::string>& turns, const std::string& dialog);

// The same as rows of JSON by upstream's rules: the session is cut at every "EOS", also inside a word, and contexts
// keep the space in front of it. Not for reading with ExampleReader but for comparing with upstream's files.
std::vector<std::string> UnrollUpstream(const std::vector<std::string>& turns);

}  // namespace godel
