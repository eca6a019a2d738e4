// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/thread_turns.h"

#include "godel/base/utf8.h"

namespace godel {
namespace {

constexpr size_t kMaxCapitals = 5;
constexpr size_t kMaxKeptTurns = size_t{1} << 14;

bool ExceedsLength(std::string_view body, const ConversationParams& params) {
  if (params.length_unit == LengthUnit::kCharacters) return CountCodePoints(body) > params.max_length;
  const size_t most_words = (body.size() + 1) / 2;  // each takes a byte, and another one to the next
  return most_words > params.max_length && CountTurnWords(body, params.max_length + 1) > params.max_length;
}

// In one pass, as texts are long. The only white space of a normalised turn are spaces.
void LookAtSigns(ThreadTurn& turn) {
  size_t words = 0, capitals = 0;
  bool in_word = false, has_brackets = false, has_capitals = false;
  for (const char sign : turn.text) {
    words += !in_word && sign != ' ' ? 1 : 0;
    in_word = sign != ' ';
    has_brackets |= sign == '[' || sign == ']' || sign == '(' || sign == ')';
    capitals = sign >= 'A' && sign <= 'Z' ? capitals + 1 : 0;
    has_capitals |= capitals >= kMaxCapitals;
  }
  turn.words = words;
  turn.has_brackets = has_brackets;
  turn.has_capitals = has_capitals;
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
  turn.has_address = turn.text.find("__url__") != std::string::npos;
  LookAtSigns(turn);
}

}  // namespace godel
