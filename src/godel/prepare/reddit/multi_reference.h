// SPDX-License-Identifier: MIT
// The test set with several references: a list says which replies answer the same turns, and rows of
// `godel prepare reddit --format tsv` say what was said.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "godel/base/result.h"
#include "godel/prepare/tally.h"

namespace godel {

// For one thread at a time. Memory: the list and the rows that it names.
class MultiReferenceBuilder {
 public:
  // A row of the list: a word ("multiref"), and behind tabs "score,link,parent,comment" for each reference. Error:
  // kBadData.
  Status AddListRow(std::string_view row);
  // "link,parent,comment <tab> turns <tab> reply"; one that the list does not name is passed over. After the whole
  // list. Error: kBadData.
  Status AddConversation(std::string_view row);

  struct Item {
    std::string source;
    struct Reference {
      std::string score;
      std::string text;
    };
    std::vector<Reference> references;
  };
  // The list's rows that have a reference, in its order; counted are the references that are missing and those whose
  // turns are others than those of the first. Curly quotes are straight.
  std::vector<Item> Build(Tally& tally) const;

 private:
  struct Wanted {
    std::string score;
    std::string key;
  };
  struct Said {
    std::string source;
    std::string reply;
    bool found = false;
  };
  std::vector<std::vector<Wanted>> rows_;
  std::unordered_map<std::string, Said> said_;
};

// "turns <tab> score|reply <tab> score|reply", or without the scores.
enum class ReferenceScores { kKeep, kLeaveOut };
std::string MultiReferenceRow(const MultiReferenceBuilder::Item& item, ReferenceScores scores);

}  // namespace godel
