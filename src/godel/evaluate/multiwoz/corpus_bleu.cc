// SPDX-License-Identifier: MIT
#include "godel/evaluate/multiwoz/corpus_bleu.h"

#include <string_view>
#include <vector>

#include "godel/base/check.h"
#include "godel/evaluate/metrics/bleu.h"

namespace godel::multiwoz {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// What 13a always sets apart: ASCII punctuation but ' , - and full stops.
bool StandsAlone(char c) {
  return (c >= '{' && c <= '~') || (c >= '[' && c <= '`') || (c >= '!' && c <= '&') || (c >= '(' && c <= '+') ||
         (c >= ':' && c <= '@') || c == '/';
}

// mteval-v13a's tokens: commas and full stops are set apart unless they stand between digits, and dashes behind one.
std::string Tokenize13a(std::string_view text) {
  std::string spaced;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool digit_before = i > 0 && IsDigit(text[i - 1]);
    const bool digit_behind = i + 1 < text.size() && IsDigit(text[i + 1]);
    const bool apart =
        StandsAlone(c) || ((c == ',' || c == '.') && !(digit_before && digit_behind)) || (c == '-' && digit_before);
    if (apart) spaced += ' ';
    spaced += c;
    if (apart) spaced += ' ';
  }
  return spaced;
}

Words WordsOf(std::string_view spaced) {
  Words words;
  for (size_t begin = 0; begin < spaced.size();) {
    const size_t end = std::min(spaced.find(' ', begin), spaced.size());
    if (end > begin) words.push_back(spaced.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

}  // namespace

double CorpusBleu(std::span<const std::string> replies, std::span<const std::string> references) {
  GODEL_CHECK(replies.size() == references.size());
  BleuCounts counts;
  for (size_t i = 0; i < replies.size(); ++i) {
    const std::string reply = Tokenize13a(replies[i]);
    const std::string reference = Tokenize13a(references[i]);
    const Words wanted[] = {WordsOf(reference)};
    counts.Add(WordsOf(reply), wanted);
  }
  return 100 * ComputeBleu(counts).bleu;
}

}  // namespace godel::multiwoz
