// SPDX-License-Identifier: MIT
// The README.md of a folder that training leaves: what the model is, how to use it, what it was trained on and how well
// it does, with the front matter that the Hugging Face Hub reads.
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "godel/base/result.h"
#include "godel/prompt/prompt.h"

namespace godel::train {

struct DataSource {
  std::string name;
  std::vector<std::string> licenses = {};  // empty: "not stated"
  std::string url = {};                    // empty: no link
  size_t examples = 0;                     // 0: not said
  size_t examples_of_all = 0;              // where those are a part; 0: not said
  std::string remark = {};                 // "weight 0.5", "first 10,000 dialogs"
};

// What is empty is left out of the card.
struct ModelCard {
  std::string title;
  std::string description = {};  // Markdown of the author's own, taken as it is
  std::string base_model = {};   // of the Hub: "microsoft/GODEL-v1_1-base-seq2seq"
  std::string adapter_of = {};   // the folder holds a LoRA adapter for the model of this name or folder
  size_t parameters = 0;
  std::vector<std::string> languages = {};  // ISO codes: "en"
  std::string license = {};                 // the Hub's identifier: "mit", "cc-by-4.0", "other"
  std::string pipeline_tag = "text2text-generation";
  std::vector<std::string> tags = {"godel", "t5", "conversational"};
  std::vector<std::string> datasets = {};  // names on the Hub

  PromptFormat format = PromptFormat::kV11;  // for the example of use
  std::string instruction = {};              // as in DialogPrompt

  std::vector<DataSource> data = {};
  std::map<std::string, double> figures = {};                       // "eval_loss"
  std::string measured_on = {};                                     // "the 1,000 examples of valid.jsonl"
  std::vector<std::pair<std::string, std::string>> arguments = {};  // in the order of the table
  std::string loss_curve = {};                                      // a file of the folder: "loss_curve.svg"
};

// Every field but `description` is text for the card, whatever it holds: no name can add a line to the front matter or
// markup to the page. Error: whatever BuildPrompt says about the example, which no field makes it say.
Result<std::string> ModelCardText(const ModelCard& card);

}  // namespace godel::train
