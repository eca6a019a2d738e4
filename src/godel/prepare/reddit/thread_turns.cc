// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/thread_turns.h"

#include <algorithm>
#include <cstddef>

#include "godel/prepare/cleaning/text_measures.h"

namespace godel {
namespace {

constexpr size_t kMaxCapitals = 5;
constexpr size_t kMaxKeptTurns = size_t{1} << 14;

bool IsCapital(char sign) {
  return sign >= 'A' && sign <= 'Z';
}

bool Shouts(std::string_view text) {
  if (std::count_if(text.begin(), text.end(), IsCapital) < static_cast<ptrdiff_t>(kMaxCapitals)) return false;
  size_t run = 0;
  for (const char sign : text) {
    run = IsCapital(sign) ? run + 1 : 0;
    if (run >= kMaxCapitals) return true;
  }
  return false;
}

bool IsBracket(char sign) {
  return sign == '[' || sign == ']' || sign == '(' || sign == ')';
}

bool ExceedsLength(std::string_view body, const ConversationParams& params) {
  if (params.length_unit == LengthUnit::kCharacters) return CountCodePoints(body) > params.max_length;
  const size_t most_words = (body.size() + 1) / 2;  // each takes a byte, and another one to the next
  return most_words > params.max_length && CountWords(body, params.max_length + 1) > params.max_length;
}

// Of a normalised turn, whose only white space are spaces.
size_t CountWordsBetweenSpaces(std::string_view turn) {
  size_t count = turn.empty() || turn.front() == ' ' ? 0 : 1;
  for (size_t i = 1; i < turn.size(); ++i) count += turn[i - 1] == ' ' && turn[i] != ' ' ? 1 : 0;
  return count;
}

}  // namespace

void ThreadTurns::Start(const Thread& thread) {
  thread_ = &thread;
  const size_t count = thread.comments.size() + 1;
  progress_.assign(count, Progress::kNone);
  if (turns_.size() > kMaxKeptTurns) turns_ = {};
  if (turns_.size() < count) turns_.resize(count);
}

bool ThreadTurns::IsTooLong(size_t comment) {
  Progress& progress = progress_[comment];
  if (progress == Progress::kNone) {
    progress = ExceedsLength(thread_->comments[comment].body, params_) ? Progress::kTooLong : Progress::kFits;
  }
  return progress == Progress::kTooLong;
}

const ThreadTurn& ThreadTurns::Of(size_t comment) {
  if (progress_[comment] != Progress::kMade) Make(thread_->comments[comment].body, turns_[comment]);
  progress_[comment] = Progress::kMade;
  return turns_[comment];
}

const ThreadTurn& ThreadTurns::OfTitle() {
  const size_t place = thread_->comments.size();
  if (progress_[place] != Progress::kMade) Make("title: " + std::string(thread_->submission->title), turns_[place]);
  progress_[place] = Progress::kMade;
  return turns_[place];
}

void ThreadTurns::Make(std::string_view text, ThreadTurn& turn) {
  turn.text = normalizer_.Normalize(text);
  if (!params_.clean) return;
  turn.keep =
      !params_.leaves_only || (!blocklists_.phrases.Matches(turn.text) && !blocklists_.turns.Contains(turn.text));
  turn.words = CountWordsBetweenSpaces(turn.text);
  turn.has_address = turn.text.find("__url__") != std::string::npos;
  turn.has_brackets = std::count_if(turn.text.begin(), turn.text.end(), IsBracket) > 0;
  turn.has_capitals = Shouts(turn.text);
}

}  // namespace godel
