// SPDX-License-Identifier: MIT
// What `godel prepare html-facts` and `godel prepare crawl-facts` share: pages in, rows of facts out.
#pragma once
#include <CLI/App.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "godel/base/result.h"
#include "godel/dataset/text_sink.h"
#include "godel/prepare/grounded/conversations.h"
#include "godel/prepare/grounded/html_facts.h"
#include "godel/prepare/grounded/submissions.h"
#include "godel/prepare/tally.h"

namespace godel::apps {

struct FactRowFlags {
  std::string output;
  std::string tokens = "none";
  bool overwrite = false;
  bool source_lines = false;
  HtmlLimits limits;
};

// --output, --overwrite, --tokens, --source-lines and --max-page-bytes.
void AddFactRowFlags(CLI::App& app, FactRowFlags& flags);

// --tokens, and what it names: "none" leaves texts but for their white space, "tweet" puts spaces between NLTK's tweet
// tokens, "tweet-lower" also lowers their case as DSTC7 did. Error: kInvalidArgument.
void AddTokensFlag(CLI::App& app, std::string& tokens);
Result<NormaliseText> ParseTokens(std::string_view name);

// For one thread at a time.
class FactRowWriter {
 public:
  // Error: as CheckNewFile, OpenTextSink and ParseTokens.
  static Result<FactRowWriter> Open(const FactRowFlags& flags);

  // The facts of a page, given as the server sent it. A page beyond the limits is counted and left out. Error: kIo.
  Status Write(const LinkedSubmission& submission, std::string_view page, std::string_view content_type);
  // Prints the counts. Error: kBadData when there was no fact, and then no file; kIo.
  Status Finish();

  Tally& tally() { return tally_; }

 private:
  FactRowWriter(FactRowFlags flags, NormaliseText normalise, std::unique_ptr<TextSink> sink)
      : flags_(std::move(flags)), normalise_(std::move(normalise)), sink_(std::move(sink)) {}

  FactRowFlags flags_;
  NormaliseText normalise_;
  std::unique_ptr<TextSink> sink_;
  Tally tally_;
};

}  // namespace godel::apps
