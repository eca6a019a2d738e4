// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/thread_turns.h"

#include <algorithm>

#include "godel/prepare/cleaning/text_measures.h"

namespace godel {
namespace {

constexpr size_t kMaxCapitals = 5;
constexpr size_t kMaxKeptTurns = size_t{1} << 14;

bool Shouts(std::string_view text) {
  size_t run = 0;
  for (const char sign : text) {
    run = sign >= 'A' && sign <= 'Z' ? run + 1 : 0;
    if (run >= kMaxCapitals) return true;
  }
  return false;
}

bool IsBracket(char sign) {
  return sign == '[' || sign == ']' || sign == '(' || sign == ')';
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
    const std::string_view body = thread_->comments[comment].body;
    const size_t length =
        params_.length_unit == LengthUnit::kWords ? CountWords(body, params_.max_length + 1) : CountCodePoints(body);
    progress = length > params_.max_length ? Progress::kTooLong : Progress::kFits;
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
  turn.words = CountWords(turn.text);
  turn.has_address = turn.text.find("__url__") != std::string::npos;
  turn.has_brackets = std::any_of(turn.text.begin(), turn.text.end(), IsBracket);
  turn.has_capitals = Shouts(turn.text);
}

}  // namespace godel
