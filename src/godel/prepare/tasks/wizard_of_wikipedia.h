// SPDX-License-Identifier: MIT
// Wizard of Wikipedia (Dinan and others 2019), as ParlAI publishes it: train.json and its like are arrays of
// {"chosen_topic", "persona", "dialog": [{"speaker": "0_Wizard" or "1_Apprentice", "text", "checked_sentence": {key:
// sentence}, ...}], ...}.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "godel/prepare/tasks/task_reading.h"

namespace godel {

// What stands before the first turn.
enum class DialogStart {
  kPersona,  // of the apprentice
  kTopic,    // the one that was chosen
  kNothing,
};
// "persona", "topic", "nothing". Error: kInvalidArgument, listing them.
Result<DialogStart> ParseDialogStart(std::string_view name);

struct WowOptions {
  DialogStart start = DialogStart::kPersona;
  // Whether a wizard who looked nothing up knows "no_passages_used", as the files say and GODEL's script keeps, rather
  // than nothing.
  bool keeps_no_passages_used = false;
};

// An example for each turn of the wizard: the turns before it, the sentence it was checked against, and its text.
// Wizards who speak first answer what `start` puts there; without it they answer nothing and give no example, which is
// counted. Error: kBadData, naming the turn (from 1) and the member.
Result<std::vector<Example>> ConvertWowDialog(const Json& dialog, const std::string& name, const WowOptions& options,
                                              Tally* tally);

// "wow/train/17" is the name of train.json's 18th dialog. Error: as ReadTaskRows.
Result<CorpusReading> ReadWow(const TaskFiles& files, const WowOptions& options, const GiveExample& give);

// Which dialogs GODEL's script takes of train.json for its few-shot experiment, in its order, by the topics of all: the
// topics that have most dialogs, every second from the second to the hundredth, and of each the second dialog (the
// script forgets the first one of every topic, which also counts as none when it orders them).
std::vector<size_t> UpstreamWowChoice(const std::vector<std::string>& topics);

// The examples of these dialogs, in that order, of one file. Reads it twice. Memory: a topic for each dialog, and the
// chosen examples. Error: as ReadWow.
Result<CorpusReading> ReadUpstreamWow(const TaskFiles& files, const WowOptions& options, const GiveExample& give);

}  // namespace godel
