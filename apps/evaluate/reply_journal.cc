// SPDX-License-Identifier: MIT
#include "evaluate/reply_journal.h"

#include <string>
#include <system_error>
#include <utility>

#include "godel/base/json.h"
#include "godel/dataset/line_source.h"

namespace godel::apps {

std::optional<std::vector<ReplyJournal::Entry>> ReplyJournal::Read(const std::filesystem::path& path,
                                                                   const OutputJson& setting) {
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) return std::nullopt;
  auto lines = LineSource::Open(path.string());
  if (!lines) return std::nullopt;
  auto line = lines->Next();
  if (!line || !*line || (*line)->text != Dump(setting)) return std::nullopt;
  std::vector<Entry> entries;
  while (true) {
    line = lines->Next();
    if (!line || !*line) return entries;
    const auto json = ParseJson((*line)->text);
    if (!json) continue;
    const auto file = OptionalMember<size_t>(*json, "file"), example = OptionalMember<size_t>(*json, "example"),
               tokens = OptionalMember<size_t>(*json, "tokens");
    const auto reply = OptionalMember<std::string>(*json, "reply");
    if (!file || !*file || !example || !*example || !tokens || !*tokens || !reply || !*reply) continue;
    entries.push_back({**file, **example, {.text = **reply, .new_tokens = **tokens}});
  }
}

Result<std::unique_ptr<ReplyJournal>> ReplyJournal::Open(const std::filesystem::path& path, const OutputJson& setting) {
  auto known = Read(path, setting);
  GODEL_TRY(OutputFile output,
            OutputFile::Open(path.string(), known ? ExistingFile::kAppend : ExistingFile::kOverwrite));
  // Behind a line that was cut off a new one begins; empty lines are none.
  GODEL_TRY_STATUS(output.WriteLine(known ? "" : Dump(setting)));
  return std::unique_ptr<ReplyJournal>(
      new ReplyJournal(path, std::move(known).value_or(std::vector<Entry>()), std::move(output)));
}

std::vector<std::optional<GeneratedReply>> ReplyJournal::Known(size_t file, size_t examples) const {
  std::vector<std::optional<GeneratedReply>> replies(examples);
  for (const Entry& entry : known_) {
    if (entry.file == file && entry.example < examples) replies[entry.example] = entry.reply;
  }
  return replies;
}

void ReplyJournal::Add(size_t file, size_t example, const GeneratedReply& reply) {
  const std::scoped_lock lock(mutex_);
  if (failed_) return;
  const OutputJson line = {{"file", file}, {"example", example}, {"tokens", reply.new_tokens}, {"reply", reply.text}};
  failed_ = !output_.WriteLine(Dump(line));
}

void ReplyJournal::Remove() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

}  // namespace godel::apps
