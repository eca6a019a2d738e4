// SPDX-License-Identifier: MIT
// Files of texts that belong together line by line (text_files.h), read and checked.
#pragma once
#include <string>
#include <vector>

#include "godel/base/result.h"

namespace godel {

struct PairedTextFiles {
  std::string hypotheses;
  std::vector<std::string> references;  // may be empty when the hypotheses are JSON lines that hold references too
  std::string knowledge;                // empty: that of the same JSON lines, or none
  std::string baseline;                 // another system's hypotheses; empty: none
  // Of JSON lines.
  std::string hypothesis_field = "reply";
  std::string reference_field = "reference";  // a text or a list of them
  std::string knowledge_field = "knowledge";  // rows may lack it
};

struct PairedTexts {
  std::vector<std::string> hypotheses;
  std::vector<std::vector<std::string>> references;  // of each hypothesis, from all files
  std::vector<std::string> knowledge;                // empty: there is none
  std::vector<std::string> baseline;                 // empty: there is none
};

// Error: kInvalidArgument without references; kBadData when a file has another number of texts than the hypotheses,
// with both numbers, or when there are none; as ReadTextLines and ReadTextField.
Result<PairedTexts> ReadPairedTexts(const PairedTextFiles& files);

// One text a line, or a row of JSON lines. Error: as above, and kBadData for a row with several.
Result<std::vector<std::string>> ReadSingleTexts(const std::string& path, const std::string& field);

}  // namespace godel
