// SPDX-License-Identifier: MIT
// Rows of UnifiedQA's data sets: question, choices and passage with "\n" spelled out between them, a tab, the answer.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/prepare/grounded/converted.h"

namespace godel {

struct UnifiedQaOptions {
  // As GODEL's own converter: only rows of exactly two parts, whatever the second is.
  bool upstream_rules = false;
};

// question \n passage: the passage is the knowledge. question \n choices \n passage: the choices follow the question in
// the context. question \n choices: there is no knowledge. Choices begin with "(a)" and go on with "(b)". More parts
// belong to the passage, joined by spaces. A question alone is dropped. Error: kBadData unless there is exactly one
// tab.
Result<Converted> ConvertUnifiedQaRow(std::string_view line, const UnifiedQaOptions& options = {});

// A file is itself; of a folder, the files anywhere in it whose name ends in .tsv (or .tsv.gz, .tsv.zst) and begins
// with one of `splits`, sorted by path: "train" takes train.tsv and train_h10.tsv. Error: kNotFound, also for a folder
// with none; kIo.
Result<std::vector<std::filesystem::path>> ListUnifiedQaFiles(const std::vector<std::filesystem::path>& paths,
                                                              const std::vector<std::string>& splits);

}  // namespace godel
