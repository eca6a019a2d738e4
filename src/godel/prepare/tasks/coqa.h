// SPDX-License-Identifier: MIT
// CoQA (Reddy and others 2019): questions about a story, each in the light of those before it.
#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "godel/prepare/tasks/task_reading.h"

namespace godel {

enum class CoqaAnswers {
  kFirst,  // "answers", which every question has one of
  kAll,    // also those of "additional_answers" that differ: one more example each
};

struct CoqaOptions {
  size_t rounds = 2;  // of questions and answers before the question; 2 as in the corpus's own baselines
  CoqaAnswers answers = CoqaAnswers::kFirst;
  bool keeps_unknown = true;  // questions that the story does not answer; the answer is then "unknown"
};

// Of coqa-train-v1.0.json, {"data": [story..]}: {"id", "story", "questions": [{"input_text", "turn_id"}..], "answers":
// the same with spans, "additional_answers": {"0": answers..}}. An example a question: the rounds before it and
// itself, the story, the answer as it was typed (input_text). Dialogs are named "coqa/<id>". Error: kBadData, naming
// the question (from 1) and the member, also when there are not as many answers as questions.
Result<std::vector<Example>> ConvertCoqaStory(const Json& story, const std::string& name, const CoqaOptions& options,
                                              Tally* tally);

// Error: as ReadTaskRows.
Result<CorpusReading> ReadCoqa(TaskFiles files, const CoqaOptions& options, const GiveExample& give);

// The same in the text files of the corpus's baselines (seq2seq-train-h2-src.txt, ...-tgt.txt), a question a line:
// "story || <Q2> q <A2> a <Q1> q <A1> a <Q> question" and its answer.
struct CoqaTextFiles {
  std::filesystem::path source, target;
  size_t max_bad_rows = 0;
  ByteSourceOptions bytes = {};
  // Whether the questions and answers become turns. Otherwise the context is one turn with the marks in it, as GODEL's
  // script leaves it.
  bool cuts_rounds = true;
};

// Lines are paired by their numbers; those that are blank in both files are none. Dialogs are named by a hash of the
// story. Error: as LineSource; kBadData when one file has more lines; BadRows::Add.
Result<CorpusReading> ReadCoqaText(const CoqaTextFiles& files, const GiveExample& give);

// "<Q1> q <A1> a <Q> question" as turns. The text before the first mark is one too.
std::vector<std::string> CutCoqaRounds(std::string_view text);

}  // namespace godel
